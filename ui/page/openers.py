"""What opens over a catalog's page: the form of a row, a new row below a node, the menu of a cell (clause 2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt

from app.packs.documents import PACKS, ROWS
from ui.actions import say_why
from ui.grid.menu import GridMenu
from ui.grid.units import form_texts
from ui.look.icons import icon

if TYPE_CHECKING:
    from app.tree import Node
    from ui.page.catalog_page import CatalogPage


class PageOpeners(QObject):
    """Answers a page's double clicks, Alt+Enter and menu key."""

    def __init__(self, page: CatalogPage) -> None:
        super().__init__(page)
        self._page = page
        page.grid.form_wanted.connect(self.open_form)
        page.grid.menu_wanted.connect(self.open_menu)
        if page.tree_part:
            page.tree_part.add_wanted.connect(self.add_below)

    def add(self) -> None:
        """Open a form for a new row where the page is."""
        if state := self._page.state:
            self._page.forms.add(state)

    def issue(self) -> None:
        """Open the plan of the next pack of this catalog (SPEC section 1: 下发)."""
        from ui.packs.issue_dialog import IssueDialog  # noqa: PLC0415 - wanted a few times a year

        page = self._page
        if page.state is None:
            return
        year = page.state.context.fiscal_year
        dialog = IssueDialog(desk=page.desk, fiscal_year=year, catalog=page.catalog.name, parent=page)
        dialog.issued.connect(self._issued)
        dialog.open()

    def _issued(self, sentence: str) -> None:
        self._page.status_message.emit(sentence)
        self._page.desk.tell_changed(PACKS, ROWS)

    def add_below(self, node: Node) -> None:
        """Open a form for a new row below a node of the tree."""
        if state := self._page.state:
            self._page.forms.add(replace(state, node=node))

    def open_form(self, position: int) -> None:
        """Open the form of a row, or open and close a group."""
        page = self._page
        row, source, state = page.model.row_at(position), page.model.source, page.state
        if row is None or source is None or state is None or page.grid.folding.toggle(position):
            return
        if not row.row_id:
            page.status_message.emit("填报表的一行是多个期间的数值，请直接在单元格中录入")
            return
        places = {column.name: place for place, column in enumerate(source.columns)}
        page.forms.edit(
            row,
            texts=form_texts(source, row, catalog=page.catalog),
            locks={name: row.locks[place] for name, place in places.items()},
            fiscal_year=state.context.fiscal_year,
        )

    def open_menu(self, at: QPoint) -> None:
        """Open the menu of the current cell."""
        page = self._page
        menu = GridMenu(page.grid, buttons=page.toolbar.actions_by_name, actions=page.actions_on_rows, parent=page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.settle_chosen.connect(page.settle_requested)
        menu.addSeparator()
        history = menu.addAction(icon("history"), "修改记录\tF7")
        say_why(history, "" if page.history_target()[0] else "这里还没有存入本机的数据")
        history.triggered.connect(lambda _checked=False: page.history_requested.emit())
        menu.addMenu(page.heading_menus.menu_within(menu, column=max(page.grid.currentIndex().column(), 0)))
        menu.popup(at)
