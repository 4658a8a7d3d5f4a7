"""Which of the window's actions are there for what shows: all for a catalog's page, a tool's own, few for the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rights import may_write
from ui.actions import say_why
from ui.page.base import Page
from ui.page.state import why_no_import
from ui.tools.base import ToolPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from ui.page.view import View

OF_PAGES = (
    *("import", "export", "print", "pdf", "row-history"),
    *("group", "compare", "legend", "mark-lines", "unmark-lines"),
)
"""Actions that are about the rows of a page."""
MARKING = ("mark-lines", "unmark-lines")
LINES = "statement_line"
"""The catalog whose rows they mark."""
OF_TABS = ("new-tab", "close-tab")
NO_PAGE = "请先从左侧打开一个模块"


def offer_actions(actions: Mapping[str, QAction], *, view: View | None) -> None:
    """Disable with a reason what cannot be done with the page that shows (None: the first page)."""
    for name in (*OF_PAGES, *OF_TABS):
        say_why(actions[name], _reason(name, view=view))


def _reason(name: str, *, view: View | None) -> str:
    if view is None:
        return NO_PAGE
    if isinstance(view, ToolPage) and name in OF_PAGES and name not in view.answers:
        return "本页没有此项功能，请先打开一个目录"
    return _reason_of_rights(name, page=view) if isinstance(view, Page) else ""


def _reason_of_rights(name: str, *, page: Page) -> str:
    if name == "import":
        return why_no_import(page.catalog, user=page.desk.user)
    if name in MARKING and page.catalog.name == LINES:
        return may_write(page.desk.user, catalog=page.catalog) or ""
    return ""
