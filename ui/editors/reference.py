"""Editors for codes of other catalogs: one code from a searched list or an inline tree, or several ticked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QStandardItem

from app.fields import Bad, Reference
from ui.editors.pick import VALUE, PickEditor
from ui.editors.ticks import TickEditor
from ui.page.offers import MOST

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from app.tree import Node
    from ui.page.offers import Offers

WAIT = 200
"""Milliseconds without typing before the store is asked."""
ALL = "all"
Key = Qt.Key
NODE = Qt.ItemDataRole.UserRole + 1
"""Where an item keeps its Node."""


class ReferenceEditor(PickEditor):
    """One code; looked up by the worker while the person types. A catalog that is a tree opens as one before that."""

    def __init__(self, field: Reference, offers: Offers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._offers = offers
        self._words = ""
        self._soon = QTimer(self, singleShot=True, interval=WAIT)
        self._soon.timeout.connect(self._ask)
        self._list.expanded.connect(self._ask_below)

    def search(self, words: str) -> None:
        """Ask once typing pauses; at once for the whole list."""
        self._words, self.is_asking = words, True
        if words:
            self._soon.start()
        else:
            self._ask()

    @property
    def has_tree(self) -> bool:
        """Say whether the list opens as a tree."""
        return self._offers.has_tree(self._field)

    def _ask(self) -> None:
        if not self._words and self.has_tree:
            self._offers.branch(self._field, node=None, done=self._show_tree, owner=self)
            return
        self._offers.ask(self._field, search=self._words, done=self._found, owner=self)

    def _found(self, rows: list[tuple[str, str]]) -> None:
        if not self.is_asking:
            return
        more = f"只列出前 {MOST} 项，请多录入几个字" if len(rows) > MOST else ""
        self.show_rows(self.listed(rows[:MOST]), more=more)

    def _show_tree(self, nodes: list[Node]) -> None:
        """Show the top of the tree, below what stands in the cell."""
        if not self.is_asking or self._words:
            return
        now = self.text().strip()
        self.show_rows([(now, now)] if now and not any(node.label == now for node in nodes) else [])
        if not now:
            self._rows.clear()
        self._list.setRootIsDecorated(True)
        for node in nodes:
            self._rows.appendRow(self._node_item(node))
        if len(nodes) == 1:
            self._list.expand(self._rows.index(self._rows.rowCount() - 1, 0))
        self._highlight_first()
        self._place_list()

    def _node_item(self, node: Node) -> QStandardItem:
        """Return an item for a node; what is below it is asked for when it opens."""
        item = self.row_item(node.code, node.label)
        if node.is_heading:
            item.setData(None, VALUE)
        item.setData(node, NODE)
        if node.has_children:
            item.appendRow(QStandardItem("正在读取…"))
        return item

    def _ask_below(self, index: QModelIndex) -> None:
        item = self._rows.itemFromIndex(index)
        node = item.data(NODE)
        if node is None or not item.hasChildren() or item.child(0).data(NODE) is not None:
            return

        place = QPersistentModelIndex(index)

        def done(nodes: list[Node]) -> None:
            opened = self._rows.itemFromIndex(self._rows.index(place.row(), 0, place.parent()))
            if place.isValid() and opened.data(NODE) is node:
                opened.removeRows(0, opened.rowCount())
                for one in nodes:
                    opened.appendRow(self._node_item(one))

        self._offers.branch(self._field, node=node, done=done, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open and close branches with Right and Left while the tree is walked in."""
        index, key = self._list.currentIndex(), event.key()
        if self.is_open and self._list.rootIsDecorated() and index.isValid() and key in {Key.Key_Right, Key.Key_Left}:
            is_open = self._list.isExpanded(index)
            if key == Key.Key_Right:
                self._list.expand(index)
            elif is_open or not index.parent().isValid():
                self._list.collapse(index)
            else:
                self._list.setCurrentIndex(index.parent())
            return
        super().keyPressEvent(event)

    def listed(self, rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return what is listed for the rows found."""
        return [(code, f"{code} {name}") for code, name in rows]


class ReferencesEditor(TickEditor, ReferenceEditor):
    """Several codes, ticked in a list."""

    def __init__(self, field: Reference, offers: Offers, parent: QWidget | None = None) -> None:
        ReferenceEditor.__init__(self, field, offers, parent)
        self.ticked = []

    @property
    def has_tree(self) -> bool:
        """Say that several are ticked in a list."""
        return False

    def begin(self, text: str) -> None:
        """Start from codes as the field writes them."""
        value = self._field.read(text)
        self.start_from([] if isinstance(value, Bad) or not value else str(value).split(","))

    def typed(self) -> str:
        """Return the ticked codes; a text that found nothing is left to the field."""
        if self.text().strip() and not self.found_any():
            return self.text()
        return "全部" if ALL in self.ticked else ",".join(self.ticked)

    def listed(self, rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """List 全部 first, unless something is searched for."""
        return [*([] if self._words else [(ALL, "全部")]), *super().listed(rows)]

    def told(self) -> str:
        """Return the ticked codes, or that it is all."""
        return "全部" if ALL in self.ticked else super().told()

    def turn(self, value: str) -> list[str]:
        """Return what is ticked after a turn; 全部 stands alone."""
        if value == ALL and ALL not in self.ticked:
            return [ALL]
        return [one for one in super().turn(value) if one != ALL]
