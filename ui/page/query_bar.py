"""The query bar of a page: words, enabled rows only, own level only, and rows in one state (查询, clause 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QLineEdit, QWidget

from app.row_state import RowState
from ui.look.icons import icon

if TYPE_CHECKING:
    from app.filters import Filter

WAIT = 200
"""Milliseconds without typing before the store is asked."""
SCOPES = (("本级及下级", False), ("仅本级", True))
WORDS_WIDTH = 260


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is asked for; the defaults ask for everything. `where`: what the columns are filtered by."""

    words: str = ""
    enabled_only: bool = False
    own_only: bool = False
    states: tuple[int, ...] = ()
    where: tuple[Filter, ...] = ()


class QueryBar(QFrame):
    """Emits `changed` when something else is asked for. A sheet has neither enabled rows nor levels."""

    changed = Signal()

    def __init__(self, *, is_sheet: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLineEdit(placeholderText="查找代码、名称、拼音首字母，空格分隔多个词")
        self.words.setClearButtonEnabled(True)
        self.words.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.words.setAccessibleName("查询")
        self.words.setMinimumWidth(WORDS_WIDTH)
        self.enabled_only = QCheckBox("仅启用")
        self.enabled_only.setToolTip("不显示已停用的行")
        self.scope, self.state = QComboBox(), QComboBox()
        self.scope.setAccessibleName("级次范围")
        self.state.setAccessibleName("同步状态")
        for label, own_only in SCOPES:
            self.scope.addItem(label, own_only)
        self.scope.setToolTip("本级及下级：包括上级下发的；仅本级：只看所选区划自己的行")
        self.state.addItem("全部状态", ())
        for state in RowState:
            self.state.addItem(state.label, (int(state),))
        self.state.setToolTip("只看处于某一同步状态的行")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 6)
        row.setSpacing(8)
        for part in (self.words, self.scope, self.state, self.enabled_only):
            row.addWidget(part)
        row.addStretch(1)
        self.scope.setVisible(not is_sheet)
        self.enabled_only.setVisible(not is_sheet)
        self._soon = QTimer(self, singleShot=True, interval=WAIT)
        self._soon.timeout.connect(self.changed)
        self.words.textChanged.connect(lambda _: self._soon.start())
        self.words.returnPressed.connect(self._at_once)
        self.enabled_only.toggled.connect(self.changed)
        self.scope.currentIndexChanged.connect(self.changed)
        self.state.currentIndexChanged.connect(self.changed)

    @property
    def choice(self) -> Choice:
        """Return what is asked for."""
        return Choice(
            words=self.words.text().strip(),
            enabled_only=self.enabled_only.isChecked(),
            own_only=bool(self.scope.currentData()),
            states=tuple(self.state.currentData() or ()),
        )

    def ask_for_all(self) -> None:
        """Go back to asking for everything; tells it once."""
        if self.choice == Choice():
            return
        blockers = [QSignalBlocker(part) for part in (self.words, self.enabled_only, self.scope, self.state)]
        self.words.clear()
        self.enabled_only.setChecked(False)
        self.scope.setCurrentIndex(0)
        self.state.setCurrentIndex(0)
        del blockers
        self._soon.stop()
        self.changed.emit()

    def _at_once(self) -> None:
        self._soon.stop()
        self.changed.emit()
