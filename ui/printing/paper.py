"""The system's own print dialog: which printer, which pages, how many copies (clause 2, 打印)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter

from ui.printing.output import CREATOR, page_layout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.report_pages.layout import Plan

Option = QAbstractPrintDialog.PrintDialogOption
Range = QPrinter.PrintRange


def print_on(plan: Plan, *, current: int, parent: QWidget, go: Callable[[QPrinter, Sequence[int]], None]) -> None:
    """Ask for a printer; `go` is called with it and the numbers (from 0) of the pages wanted."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(page_layout(plan))
    printer.setFullPage(True)
    printer.setDocName(plan.report.title)
    printer.setCreator(CREATOR)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(Option.PrintPageRange, on=True)
    dialog.setOption(Option.PrintCurrentPage, on=True)
    dialog.setMinMax(1, len(plan.sheets))
    dialog.setFromTo(1, len(plan.sheets))
    # the system's own dialog exists only as a question that is waited for
    if dialog.exec():
        go(printer, wanted_pages(printer, pages=len(plan.sheets), current=current))
    dialog.deleteLater()


def wanted_pages(printer: QPrinter, *, pages: int, current: int) -> Sequence[int]:
    """Return the numbers (from 0) of the pages that were chosen in the dialog."""
    chosen = printer.printRange()
    if chosen == Range.CurrentPage:
        return [current]
    if chosen == Range.PageRange:
        return range(max(1, printer.fromPage()) - 1, min(pages, printer.toPage() or pages))
    return range(pages)
