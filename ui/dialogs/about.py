"""About the program: versions in use and the licences of what it is made of; and the list of shortcuts."""

from __future__ import annotations

import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from app.spelling import matches
from ui.dialog_size import open_as
from ui.grid.keys import GRID_KEYS
from ui.look.icons import icon
from ui.tree.commands import COMMANDS as TREE_COMMANDS
from ui.tree.menu import shown_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

PARTS = (
    ("PySide6-Essentials", "Qt for Python", "LGPL-3.0-only，动态链接，可替换"),
    ("SQLAlchemy", "SQLAlchemy", "MIT"),
    ("msgspec", "msgspec", "BSD-3-Clause"),
    ("requests", "Requests", "Apache-2.0"),
    ("urllib3", "urllib3", "MIT"),
    ("keyring", "keyring", "MIT"),
    ("cryptography", "cryptography", "Apache-2.0 或 BSD-3-Clause"),
    ("zstandard", "python-zstandard", "BSD-3-Clause"),
    ("openpyxl", "openpyxl", "MIT"),
    ("xlsxwriter", "XlsxWriter", "BSD-2-Clause"),
    ("python-calamine", "python-calamine", "MIT"),
    ("platformdirs", "platformdirs", "MIT"),
)
"""Distribution, name and licence of what the desktop is made of."""


def version_of(distribution: str) -> str:
    """Return the installed version of a distribution, '' when it is not installed as one."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


class AboutDialog(QDialog):
    """Name, version, where data and log are, and a table of the parts with version and licence."""

    def __init__(self, *, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("关于")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_as(self, 560, 470)
        mark, title = QLabel(), QLabel("社保基金一体化工作台")
        mark.setPixmap(icon("shebao").pixmap(QSize(40, 40)))
        title.setProperty("role", "title")
        told = QLabel(
            f"版本 {version_of('shebao-desk') or '（源码运行）'}　木兰宽松许可证第 2 版（MulanPSL-2.0）\n"
            f"数据文件夹：{folder}\n系统：{platform.platform(terse=True)}"
        )
        told.setProperty("role", "quiet")
        told.setWordWrap(True)
        told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        rows = [
            ("Python", platform.python_version(), "PSF-2.0"),
            ("SQLite", sqlite3.sqlite_version, "公有领域"),
            *((name, version_of(distribution), licence) for distribution, name, licence in PARTS),
        ]
        _lay_out(self, (mark, title, told, _table(("组成部分", "版本", "许可"), rows)))


class ShortcutsDialog(QDialog):
    """All shortcuts of the window and of the page that is open, taken from the actions; a line finds some."""

    def __init__(self, actions: Iterable[QAction], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_as(self, 760, 560)
        rows = [
            (
                "、".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts()),
                action.text().rstrip("…"),
                action.toolTip(),
            )
            for action in actions
            if action.shortcuts() and action.text()
        ]
        rows += [(key.keys, "表格", key.about) for key in GRID_KEYS]
        rows += [
            ("、".join(shown_keys(keys) for keys in command.keys), "目录树", command.label.rstrip("…"))
            for command in TREE_COMMANDS
            if command.name
        ]
        self.words = QLineEdit(placeholderText="按键、名称、说明或拼音首字母，如 F7、冻结、cx")
        self.words.setAccessibleName("查找快捷键")
        self.words.setClearButtonEnabled(True)
        self.words.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._lines = rows
        self.table = _table(("快捷键", "作用", "说明"), rows)
        self._told = QLabel("没有找到，请换个词，或清除后看全部快捷键")
        self._told.setProperty("role", "quiet")
        self._told.hide()
        self.words.textChanged.connect(self._find)
        _lay_out(self, (self.words, self.table, self._told))
        self.words.setFocus()

    def _find(self, words: str) -> None:
        """Show the lines that every word is in."""
        found = 0
        for row, (keys, label, about) in enumerate(self._lines):
            is_meant = matches(words.strip(), texts=[keys, about], names=[label])
            self.table.setRowHidden(row, not is_meant)
            found += is_meant
        self._told.setVisible(not found)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> QTableWidget:
    table = QTableWidget(len(rows), len(headings))
    table.setAccessibleName(headings[0])
    table.setHorizontalHeaderLabels(list(headings))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.setItem(row, column, QTableWidgetItem(text))
    return table


def _lay_out(dialog: QDialog, parts: Iterable[QWidget]) -> None:
    column = QVBoxLayout(dialog)
    column.setContentsMargins(24, 20, 24, 16)
    column.setSpacing(10)
    for part in parts:
        column.addWidget(part)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column.addWidget(buttons)
