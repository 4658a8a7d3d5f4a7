"""Opens 余额核对与对账 for what the window shows, and marks the lines that are selected in the page (clause 1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.statements.dialog import LINES, StatementDialog

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.main_window import MainWindow
    from ui.pages import Pages


class Statements(QObject):
    """Emits `jump_requested` (RowPlace, field)."""

    jump_requested = Signal(object, str)

    def __init__(self, window: MainWindow, *, desk: Desk, pages: Pages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._desk, self._pages = window, desk, pages

    def open(self) -> StatementDialog | None:
        """Open the lists for the year and region of the window; None before there are any."""
        context = self._window.context_bar.context
        if context is None:
            return None
        dialog = StatementDialog(desk=self._desk, context=context, parent=self._window)
        dialog.jump_requested.connect(self.jump_requested)
        dialog.show()
        return dialog

    def mark(self, *, reconciled: bool) -> None:
        """Mark the selected lines of the page, or take the marks off; elsewhere say where that is done."""
        page = self._pages.current
        if page is None or page.catalog.name != LINES:
            self._window.status.say("请先打开“银行流水”，选中要标记对账的行")
            return
        page.mark_lines(reconciled=reconciled)
