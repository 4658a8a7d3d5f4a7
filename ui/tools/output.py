"""What a tool shows as a table, taken out of the window: a workbook, print preview, PDF (clause 2, 导出, 打印)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.grid.view import GridView
    from ui.operations import Progress
    from ui.tools.base import ToolPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of a page: its grid and title, the catalog whose heading it takes, `pages` as on a filling-in sheet."""

    grid: GridView
    title: str
    catalog: str
    pages: tuple[tuple[str, str], ...] = ()


class Output(QObject):
    """Gives a page its answers to 导出, 打印预览 and 存为 PDF.

    `sheet` gives the table that shows, None while there is none. `write` puts the workbook to a path, off the
    window's thread, and returns the sentence about it; it is asked for when the person has chosen where to.
    """

    def __init__(
        self,
        page: ToolPage,
        *,
        sheet: Callable[[], Sheet | None],
        write: Callable[[], Callable[[Path], str] | None],
    ) -> None:
        super().__init__(page)
        self._page, self._sheet, self._write = page, sheet, write

    @property
    def answers(self) -> dict[str, Callable[[], object]]:
        """Return what the page carries out of the window's actions."""
        return {"export": self.export, "print": self.preview, "pdf": lambda: self.preview(pdf=True)}

    def export(self) -> None:
        """Ask where to, then write the workbook."""
        sheet = self._sheet()
        if sheet is None:
            return
        from ui.dialogs.export import documents, file_name  # noqa: PLC0415 - seldom wanted

        desk = self._page.desk
        folder = Path(str(desk.settings.value("export/folder", "") or documents()))
        given, _ = QFileDialog.getSaveFileName(
            self._page, f"导出{sheet.title}", str(folder / file_name(*self._words(sheet))), "Excel 工作簿 (*.xlsx)"
        )
        if given:
            path = Path(given)
            self.save(path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx"))

    def save(self, path: Path) -> None:
        """Write the workbook to a path; the page says how it ended."""
        write, desk = self._write(), self._page.desk
        if write is None:
            return

        def work(_: Progress) -> str:
            return write(path)

        def done(sentence: str) -> None:
            desk.settings.setValue("export/folder", str(path.parent))
            self._page.status_message.emit(sentence)

        desk.operations.run(work, done=done, failed=desk.failed.emit, owner=self._page, lane="long", label="导出工作簿")

    def preview(self, *, pdf: bool = False) -> None:
        """Open the print preview; with `pdf` it asks at once where to save."""
        sheet, context = self._sheet(), self._page.context
        if sheet is None or context is None or sheet.grid.grid.source is None:
            return
        from ui.printing.content import Shown  # noqa: PLC0415 - loads the printers' library
        from ui.printing.preview import PreviewDialog, Printed  # noqa: PLC0415 - as above

        sheet.grid.commit()
        printed = Printed(
            source=sheet.grid.grid.source,
            places=sheet.grid.columns_in_sight(),
            selected=(),
            shown=Shown(
                catalog=sheet.catalog, fiscal_year=context.fiscal_year, region=context.region, pages=sheet.pages
            ),
            file_words=self._words(sheet),
            title=sheet.title,
        )
        dialog = PreviewDialog(printed, desk=self._page.desk, parent=self._page.window())
        dialog.told.connect(self._page.status_message)
        if pdf:
            dialog.want_pdf()
        dialog.open()

    def _words(self, sheet: Sheet) -> tuple[str, ...]:
        context = self._page.context
        year = str(context.fiscal_year) if context else ""
        today = f"{datetime.now().astimezone():%Y%m%d}"
        return (sheet.title, self._page.desk.user.mof_div_name, year, today)
