"""Export and print of 账户查询: the list that shows as a report, all of it as a workbook (clause 1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from app.excel.export_accounts import TITLE, export_accounts
from app.report_pages.layout import lay_out
from app.report_pages.report import PrintColumn, Report, Setup
from app.statements.accounts import read_months
from app.statements.lines import read_lines
from ui.accounts.reading import read_all
from ui.dialogs.export import documents, file_name
from ui.printing.output import paint_all, write_pdf
from ui.printing.painting import print_letters
from ui.printing.paper import print_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from app.report_pages.layout import Plan
    from app.statements.accounts import AccountQuery
    from app.statements.lines import LineFilter
    from app.store import Store
    from ui.desk import Desk
    from ui.list_model import Face
    from ui.operations import Progress

FOLDER = "export/folder"
MOST_PRINTED = 20_000
"""Lines that are printed; more go into a workbook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What is printed: how items read, and what reads them (worker); `left` stands above at the left."""

    title: str
    left: str
    face: Face
    read: Callable[[Store], Sequence[Any]]


class AccountPaper(QObject):
    """Emits `told` with the sentence about what was written or printed."""

    told = Signal(str)

    def __init__(self, *, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window

    def ask_workbook(self, *, query: AccountQuery, limits: LineFilter, line: str) -> None:
        """Ask where, then write everything that was found."""
        start = self._folder() / file_name(TITLE, self._desk.user.mof_div_name, str(query.fiscal_year))
        given, _ = QFileDialog.getSaveFileName(self._window, "导出账户查询", str(start), "Excel 工作簿 (*.xlsx)")
        if given:
            self.write_workbook(Path(given), query=query, limits=limits, line=line)

    def write_workbook(self, path: Path, *, query: AccountQuery, limits: LineFilter, line: str) -> None:
        """Write the workbook."""
        store = self._desk.store
        self._desk.settings.setValue(FOLDER, str(path.parent))

        def work(_: Progress) -> str:
            found = read_all(store, query=query)
            with store.read() as connection:
                months = read_months(connection, query=query)
                lines = read_lines(connection, query=query, limits=limits, limit=-1)
            export_accounts(
                path,
                line=line,
                accounts=found.accounts,
                by_type=found.by_type,
                by_insurance=found.by_insurance,
                months=months,
                lines=lines,
            )
            return f"已导出 {len(found.accounts):,} 个账户、{len(lines):,} 笔流水：{path}"

        self._run(work, self.told.emit, label="导出账户查询")

    def ask_pdf(self, listed: Listed) -> None:
        """Lay out, ask where, and write a PDF."""
        self._plan(listed, then=self._ask_path)

    def ask_printer(self, listed: Listed) -> None:
        """Lay out, ask for a printer, and print."""
        self._plan(listed, then=lambda plan: print_on(plan, current=0, parent=self._window, go=self._go(plan)))

    def write_pdf(self, plan: Plan, path: Path) -> None:
        """Write laid out pages."""
        self._run(
            lambda _: f"已存为 PDF，共 {write_pdf(plan, path=path, progress=_unheard):,} 页：{path}",
            self.told.emit,
            label="存为 PDF",
        )

    def _plan(self, listed: Listed, *, then: Callable[[Plan], None]) -> None:
        store, letters = self._desk.store, print_letters()

        def work(_: Progress) -> Plan:
            items = listed.read(store)
            report = Report(
                title=listed.title,
                left=listed.left,
                right="单位：元",
                columns=tuple(PrintColumn(label=one.label, is_number=one.right) for one in listed.face.columns),
                rows=[tuple(listed.face.texts(item)) for item in items],
            )
            return lay_out(report, setup=Setup(), letters=letters)

        self._run(work, then, label="排版")

    def _ask_path(self, plan: Plan) -> None:
        start = self._folder() / f"{plan.report.title}.pdf"
        given, _ = QFileDialog.getSaveFileName(self._window, "另存为 PDF", str(start), "PDF 文件 (*.pdf)")
        if given:
            self.write_pdf(plan, Path(given))

    def _go(self, plan: Plan) -> Callable[[QPrinter, Sequence[int]], None]:
        def go(printer: QPrinter, numbers: Sequence[int]) -> None:
            def work(_: Progress) -> str:
                paint_all(printer, plan=plan, numbers=numbers, progress=_unheard)
                return f"已交给打印机“{printer.printerName()}”，共 {len(numbers):,} 页"

            self._run(work, self.told.emit, label="打印")

        return go

    def _folder(self) -> Path:
        return Path(str(self._desk.settings.value(FOLDER, "") or documents()))

    def _run(self, work: Callable[[Progress], Any], done: Callable[[Any], None], *, label: str) -> None:
        self._desk.operations.run(work, done=done, owner=self, lane="side", label=label)


def _unheard(_done: int, _total: int) -> None:
    return
