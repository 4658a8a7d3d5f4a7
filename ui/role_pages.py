"""Which pages a person's role has: those it sees nothing of are not offered, and close when the role changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.sections import hidden_pages
from ui.tools.registry import TOOLS

if TYPE_CHECKING:
    from ui.dashboard.home import Home
    from ui.desk import Desk
    from ui.main_window import MainWindow
    from ui.pages import Pages


class RolePages:
    """Keeps the modules at the left and the open tabs to what the signed-in person may read (app.rights)."""

    def __init__(self, desk: Desk, *, window: MainWindow, pages: Pages, home: Home) -> None:
        self._desk, self._window, self._pages, self._home = desk, window, pages, home

    @property
    def names(self) -> set[str]:
        """Return the catalogs and tools that this person has."""
        catalogs = self._desk.schema.catalogs
        return {*(one.name for one in catalogs), *(one.name for one in TOOLS)} - self._hidden()

    def offer(self) -> None:
        """Show the modules of this person; tabs of other modules go, with a sentence that says why."""
        hidden = self._hidden()
        self._window.navigation.leave_out(hidden)
        barred = [tab for tab in self._pages.tabs if tab.name in hidden]
        if not barred:
            return
        names = "、".join(dict.fromkeys(f"“{self._pages.label(tab)}”" for tab in barred))
        for tab in barred:
            self._pages.close_tab(tab)
        if not self._pages.tabs:
            self._home.show()
        self._window.notice.say(f"{self._desk.user.role.label}不能查看{names}，这些页面已关闭。", tone="warn")

    def _hidden(self) -> frozenset[str]:
        return hidden_pages(self._desk.user, catalogs=self._desk.schema.catalogs, tools=TOOLS)
