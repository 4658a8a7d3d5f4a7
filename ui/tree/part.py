"""The tree side of a page: search, filters, the tree and its commands, and the moves that are staged in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.filters import Filter, How
from app.tree import Extent
from app.tree_badges import sheets_on
from ui.look.looks import looks_of
from ui.tree.commands import TreeCommands
from ui.tree.filters import TreeFilters
from ui.tree.memory import recall, remember
from ui.tree.menu import TreeMenu
from ui.tree.model import TreeModel
from ui.tree.search_bar import TreeSearch
from ui.tree.source import TreeSource, View
from ui.tree.staged import StagedMoves
from ui.tree.staged_panel import StagedPanel
from ui.tree.view import TreeView

if TYPE_CHECKING:
    from collections.abc import Hashable

    from PySide6.QtGui import QHideEvent, QShowEvent

    from app.catalog import Catalog
    from app.rows import Query
    from ui.desk import Desk


class TreePart(QWidget):
    """Shows the tree of one catalog; `panel` is laid out by the page, below the grid.

    `written`: rows were changed from here. `add_wanted` carries the node to add below.
    """

    told = Signal(str)
    failed = Signal(object)
    written = Signal()
    add_wanted = Signal(object)
    export_wanted = Signal()

    def __init__(self, catalog: Catalog, *, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._catalog, self._desk = catalog, desk
        self._query: Query | None = None
        self._counted = frozenset(sheets_on(catalog, schema=desk.schema))
        self._is_stale = False
        self._moved: list[Hashable] = []
        self._followed: list[Hashable] = []
        model = TreeModel(operations=desk.operations, looks=looks_of(self.palette()), parent=self)
        self.view = TreeView(model)
        self.setFocusProxy(self.view)
        self.search = TreeSearch(model, operations=desk.operations)
        self.filters = TreeFilters(catalog)
        self.deep = QCheckBox("含全部下级")
        self.deep.setToolTip("右侧同时显示所选节点下的所有各级，而不只是下一级")
        self.staged = StagedMoves(model, catalog=catalog, desk=desk)
        self.commands = TreeCommands(self.view, catalog=catalog, desk=desk, staged=self.staged)
        self.panel = StagedPanel()
        self.view.keys = self.view.hands = self.commands
        place = recall(desk, catalog=catalog.name)
        self.view.opening.restore(place)
        self.filters.choose(Extent(own=place.own, depth=place.depth))
        self._lay_out()
        self._wire()

    def show_tree(self, query: Query) -> None:
        """Show the tree under a query; what was open and chosen stays."""
        is_elsewhere = self._query is not None and self._query != query
        self._query = query
        if is_elsewhere:
            self.view.opening.keep_place()
        self._show()
        self.staged.show_year(query.fiscal_year or 0)

    def refresh(self) -> None:
        """Read the tree and what is staged again."""
        self._is_stale = False
        if self._query is not None:
            self.view.tree.refresh()
            self.staged.show_year(self._query.fiscal_year or 0)

    def chosen_query(self) -> Query | None:
        """Return the query for the rows of the selected nodes alone; None when none are, or all."""
        nodes = self.view.selected_nodes()
        rows = [node.code for node in nodes if node.row_id]
        if self._query is None or not rows:
            return None
        chosen = Filter(field=self._catalog.code, how=How.AMONG, values=tuple(rows))
        groups = {node.groups for node in nodes if node.row_id}
        return replace(self._query, where=(chosen,), groups=groups.pop() if len(groups) == 1 else ())

    def save_place(self) -> None:
        """Remember what is open, chosen and scrolled to."""
        if self._query is not None and self.view.current_node() is not None:
            extent = self.filters.extent
            place = replace(self.view.opening.place(), own=extent.own, depth=extent.depth)
            remember(self._desk, catalog=self._catalog.name, place=place)

    def showEvent(self, event: QShowEvent) -> None:
        """Count again what was filled in meanwhile."""
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember the place when another page shows."""
        super().hideEvent(event)
        self.save_place()

    def _rows_changed(self, names: frozenset[str]) -> None:
        """Count what is filled in anew; rows of the tree itself the page reads again."""
        if names & self._counted and self._catalog.name not in names:
            self._is_stale = True
            if self.isVisible():
                self.refresh()

    def _show(self) -> None:
        if self._query is not None:
            self.search.ask_again()
            view = View(extent=self.filters.extent, moves=self.staged.moves)
            self.view.tree.change_source(TreeSource(store=self._desk.store, query=self._query, view=view))

    def _staged_changed(self) -> None:
        self.panel.show_plan(self.staged.staged.plan)
        source = self.view.tree.source
        if source is not None and source.view.moves != self.staged.moves:
            self._followed, self._moved = self._moved, []
            self._show()

    def _note_moved(self, identities: list[Hashable]) -> None:
        self._moved = identities

    def _follow(self) -> None:
        """Choose the nodes that were moved, in their new place, so that the next key means them again."""
        found, self._followed = self._followed, []
        if found:
            self.view.opening.reveal(found[:1])
            self.view.select_also(found[1:])

    def _open_menu(self, at: QPoint) -> None:
        menu = TreeMenu(self.commands, parent=self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        above = QVBoxLayout()
        above.setContentsMargins(6, 0, 4, 4)
        above.setSpacing(4)
        above.addWidget(self.search)
        above.addWidget(self.filters)
        column.addLayout(above)
        column.addWidget(self.view, 1)
        below = QHBoxLayout()
        below.setContentsMargins(8, 3, 8, 3)
        below.addWidget(self.deep)
        column.addLayout(below)

    def _wire(self) -> None:
        self._desk.rows_changed.connect(self._rows_changed)
        self.search.found.connect(self.view.opening.reveal)
        self.search.left.connect(self.view.setFocus)
        self.filters.changed.connect(self._show)
        self.filters.changed.connect(self.save_place)
        self.view.menu_wanted.connect(self._open_menu)
        self.view.settled.connect(self.save_place)
        self.view.tree.failed.connect(self.failed)
        self.view.tree.refreshed.connect(self._follow)
        self.commands.moved.connect(self._note_moved)
        self.staged.changed.connect(self._staged_changed)
        self.staged.applied.connect(self.written)
        self.panel.apply_wanted.connect(self.staged.apply)
        self.panel.discard_wanted.connect(self.staged.discard)
        self.panel.take_back_wanted.connect(self.staged.take_back)
        self.panel.go_wanted.connect(self._go)
        self.commands.find_wanted.connect(self.search.start)
        self.commands.step_wanted.connect(self.search.step)
        self.commands.written.connect(self.written)
        self.commands.add_wanted.connect(self.add_wanted)
        self.commands.export_wanted.connect(self.export_wanted)
        for part in (self.view, self.staged, self.commands):
            part.told.connect(self.told)
        for part in (self.staged, self.commands):
            part.failed.connect(self.failed)

    def _go(self, identity: object) -> None:
        """Show a staged node in its new place."""
        move = next((move for move in self.staged.moves if move.node.identity == identity), None)
        if move is not None:
            index = self.view.tree.find(move.target)
            if index.isValid():
                self.view.expand(index)
            self.view.opening.reveal([identity])
