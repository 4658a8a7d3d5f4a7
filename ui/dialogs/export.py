"""Export: what, where to, how far it is, and the finished file a click away (clause 2, 导出)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
)

from app.excel import export_rows, export_sheet
from app.excel.export_groups import export_groups
from app.sheet_pages import filled_sheets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.errors import ShebaoError
    from app.rows import Query
    from app.sheet import SheetContext
    from ui.desk import Desk
    from ui.operations import Operation, Progress
    from ui.page.base import Page

WIDTH = 560


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One thing that can be exported: rows that a query finds, or filling-in sheets."""

    label: str
    name: str
    query: Query | None = None
    sheet: SheetContext | None = None
    whole: bool = False
    group: str = ""
    """The field by which rows are grouped, with subtotals."""


def scopes_of(page: Page) -> list[Scope]:
    """Return what of a page can be exported, the likeliest first; [] before the page has a context."""
    sheet, query, label = page.shown_sheet(), page.shown_query(), page.catalog.label
    found: list[Scope] = []
    if (chosen := page.chosen_query()) is not None:
        found.append(Scope(label="目录树中选中的节点", name=f"{label}_所选", query=chosen))
    if sheet is not None:
        found.append(Scope(label="当前这张填报表", name=label, sheet=sheet))
        found.append(Scope(label="本地区全部填报表（每张一个工作表）", name=f"{label}_全部", sheet=sheet, whole=True))
    if query is not None and (group := page.shown_group()):
        told = "当前页列出的行，分组带小计（供查看，不能再导入）"
        found.append(Scope(label=told, name=f"{label}_分组小计", query=query, group=group))
    if query is not None:
        found.append(Scope(label="当前页列出的行", name=label, query=query))
    return found


def export_scope(desk: Desk, *, scope: Scope, path: Path, progress: Progress) -> str:
    """Write a scope to `path` and return the sentence about it; any thread."""
    schema, user = desk.store.schema, desk.user
    with desk.store.read() as connection:
        if scope.sheet is not None:
            pages = filled_sheets(connection, schema=schema, context=scope.sheet) if scope.whole else [scope.sheet]
            count = export_sheet(connection, schema=schema, pages=pages, user=user, path=path, progress=progress.report)
            return f"已导出 {count} 张填报表：{path.name}"
        if scope.query is None:
            raise ValueError(scope.label)
        if scope.group:
            count = export_groups(
                connection,
                schema=schema,
                query=scope.query,
                field=scope.group,
                user=user,
                path=path,
                progress=progress.report,
            )
            return f"已导出 {count:,} 行和分组小计：{path.name}"
        count = export_rows(
            connection, schema=schema, query=scope.query, user=user, path=path, progress=progress.report
        )
        return f"已导出 {count:,} 行：{path.name}"


def file_name(*parts: str) -> str:
    """Return a file name of these parts without what file systems refuse."""
    return re.sub(r'[\\/:*?"<>|\s]+', "", "_".join(part for part in parts if part)) + ".xlsx"


def documents() -> Path:
    """Return the person's documents folder."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or Path.home())


class ExportDialog(QDialog):
    """Emits `exported` with the sentence about what was written."""

    exported = Signal(str)

    def __init__(self, *, desk: Desk, scopes: Sequence[Scope], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("导出")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self._desk, self._scopes = desk, scopes
        self._operation: Operation | None = None
        self._folder = Path(str(desk.settings.value("export/folder", "") or documents()))
        self._choice = QButtonGroup(self)
        self.path = QLineEdit()
        self.path.setAccessibleName("导出到")
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.hide()
        self.go, self._cancel = QPushButton("导出"), QPushButton("取消")
        self.open_file, self.open_folder = QPushButton("打开文件"), QPushButton("打开所在文件夹")
        self._lay_out()
        self._chosen()

    @property
    def scope(self) -> Scope:
        """Return what is to be exported."""
        return self._scopes[max(0, self._choice.checkedId())]

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        for number, scope in enumerate(self._scopes):
            choice = QRadioButton(scope.label)
            choice.setChecked(number == 0)
            self._choice.addButton(choice, number)
            column.addWidget(choice)
        self._choice.idClicked.connect(self._chosen)
        browse = QPushButton("浏览…")
        browse.clicked.connect(self._browse)
        where = QHBoxLayout()
        where.addWidget(self.path, 1)
        where.addWidget(browse)
        column.addLayout(where)
        for part in (self._bar, self.told):
            column.addWidget(part)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.go.setDefault(True)
        for button, act in (
            (self.open_file, self._open_file),
            (self.open_folder, self._open_folder),
            (self._cancel, self.reject),
            (self.go, self._export),
        ):
            button.clicked.connect(act)
            buttons.addWidget(button)
        self.open_file.hide()
        self.open_folder.hide()
        column.addLayout(buttons)

    def done(self, result: int) -> None:
        """Stop what runs when the dialog closes."""
        if self._operation is not None:
            self._operation.cancel()
        super().done(result)

    def _chosen(self) -> None:
        scope = self.scope
        region, year = self._desk.user.mof_div_name, ""
        if scope.sheet is not None:
            year = str(scope.sheet.fiscal_year)
        elif scope.query is not None and scope.query.fiscal_year is not None:
            year = str(scope.query.fiscal_year)
        today = f"{datetime.now().astimezone():%Y%m%d}"
        self.path.setText(str(self._folder / file_name(scope.name, region, year, today)))

    def _browse(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "导出到", self.path.text(), "Excel 工作簿 (*.xlsx)")
        if path:
            self.path.setText(path)

    def _export(self) -> None:
        path, scope, desk = Path(self.path.text()).expanduser(), self.scope, self._desk
        if not path.name.lower().endswith(".xlsx"):
            path = path.with_name(f"{path.name}.xlsx")
            self.path.setText(str(path))
        self._set_busy(busy=True)
        self._operation = desk.operations.run(
            lambda progress: export_scope(desk, scope=scope, path=path, progress=progress),
            done=self._done,
            failed=self._failed,
            owner=self,
            lane="long",
            label="导出",
        )
        self._operation.progressed.connect(self._progressed)

    def _progressed(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _done(self, sentence: str) -> None:
        self._set_busy(busy=False)
        self._desk.settings.setValue("export/folder", str(Path(self.path.text()).parent))
        self._say(sentence, role="quiet")
        self._cancel.setText("关闭")
        self.open_file.show()
        self.open_folder.show()
        self.exported.emit(sentence)

    def _failed(self, error: ShebaoError) -> None:
        self._set_busy(busy=False)
        self._say(error.sentence, role="bad")

    def _say(self, text: str, *, role: str) -> None:
        self.told.setProperty("role", role)
        self.told.setText(text)
        self.told.style().polish(self.told)
        self.told.show()

    def _set_busy(self, *, busy: bool) -> None:
        self.told.hide()
        self._bar.setRange(0, 0)
        self._bar.setVisible(busy)
        self.go.setEnabled(not busy)

    def _open_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.path.text()))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self.path.text()).parent)))
