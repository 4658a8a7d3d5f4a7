"""Import, export and roll-over: one dialog each, the work off the GUI thread (clause 2, 导入, 导出 and 年度结转)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.dialogs.export import ExportDialog
    from ui.dialogs.import_plan import ImportDialog
    from ui.dialogs.roll_over import RollOverDialog
    from ui.main_window import MainWindow
    from ui.page.base import Page


class Exchange(QObject):
    """Opens the dialogs for a page; what they did is told by the desk and the status line.

    `begun` comes first: a round that nobody asked for steps aside.
    """

    begun = Signal()

    def __init__(self, window: MainWindow, *, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._desk = window, desk

    def start_import(self, page: Page) -> ImportDialog | None:
        """Open the import of a workbook into the page's catalog, year and region."""
        from app.excel import ImportContext  # noqa: PLC0415 - a start need not wait for the workbooks' libraries
        from ui.dialogs.import_plan import ImportDialog  # noqa: PLC0415 - as above
        from ui.statements.import_dialog import StatementImportDialog  # noqa: PLC0415 - as above

        kind = {"statement_line": StatementImportDialog}.get(page.catalog.name, ImportDialog)
        context = self._window.context_bar.context
        if context is None:
            return None
        self.begun.emit()
        sheet = page.shown_sheet()
        dialog = kind(
            desk=self._desk,
            catalog=page.catalog,
            context=ImportContext(
                fiscal_year=context.fiscal_year, region=context.region, pages=sheet.pages if sheet else ()
            ),
            parent=self._window,
        )
        dialog.imported.connect(self._window.status.say)
        if isinstance(dialog, StatementImportDialog):
            dialog.imported.connect(self._show_all_types)
        dialog.open()
        return dialog

    def _show_all_types(self) -> None:
        """Show the lines of every insurance type: what was brought in is of the account's, not of the chosen one."""
        context = self._window.context_bar.context
        if context is not None and context.insurance_type:
            self._window.context_bar.choose(replace(context, insurance_type=""))

    def start_export(self, page: Page) -> ExportDialog | None:
        """Open the export of what the page shows."""
        from ui.dialogs.export import ExportDialog, scopes_of  # noqa: PLC0415 - as for the import

        scopes = scopes_of(page)
        if not scopes:
            return None
        self.begun.emit()
        dialog = ExportDialog(desk=self._desk, scopes=scopes, parent=self._window)
        dialog.exported.connect(self._window.status.say)
        dialog.open()
        return dialog

    def start_roll_over(self) -> RollOverDialog | None:
        """Open the roll-over of the year that is chosen above the pages."""
        from ui.dialogs.roll_over import RollOverDialog  # noqa: PLC0415 - wanted once a year

        context = self._window.context_bar.context
        if context is None:
            return None
        self.begun.emit()
        dialog = RollOverDialog(desk=self._desk, source=context.fiscal_year, parent=self._window)
        dialog.carried.connect(self._window.status.say)
        dialog.open()
        return dialog
