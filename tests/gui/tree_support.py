"""Building blocks of tree tests: a province's regions on a page, and nodes found by their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QModelIndex, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from tests.support import CITY, PROVINCE, put_rows
from ui.tree.model import MIME

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store import Store
    from app.tree import Node
    from ui.page.catalog_page import CatalogPage
    from ui.tree.part import TreePart
    from ui.tree.view import TreeView

WENZHOU, BEILUN, ZONE = "330300000", "330206000", "330298000"


def put_regions(store: Store) -> None:
    """Put a second city, a district and a zone of the first one into the store."""
    put_rows(
        store,
        "region",
        {"mof_div_code": WENZHOU, "name": "温州市", "parent_code": PROVINCE, "level_no": "3"},
        {"mof_div_code": BEILUN, "name": "北仑区", "parent_code": CITY, "level_no": "4"},
        {"mof_div_code": ZONE, "name": "开发区", "parent_code": CITY, "level_no": "4", "mof_div_type": "2"},
    )


def part_of(page: CatalogPage) -> TreePart:
    """Return the tree part of a page."""
    assert page.tree_part is not None
    return page.tree_part


def at(view: TreeView, settle: Callable[[], None], *labels: str) -> QModelIndex:
    """Open the tree along labels and return the index of the last one."""
    index = view.tree.index(0, 0)
    for label in labels:
        view.expand(index)
        settle()
        index = below(view, label, index)
    return index


def below(view: TreeView, label: str, parent: QModelIndex) -> QModelIndex:
    """Return the child whose label contains a text."""
    found = [view.tree.index(row, 0, parent) for row in range(view.tree.rowCount(parent))]
    return next(index for index in found if label in str(index.data()))


def codes(view: TreeView, parent: QModelIndex) -> list[str]:
    """Return the codes of the nodes read below a place."""
    found = [view.tree.node(view.tree.index(row, 0, parent)) for row in range(view.tree.rowCount(parent))]
    return [node.code for node in found if node]


def node_at(view: TreeView, index: QModelIndex) -> Node:
    """Return the node at an index."""
    node = view.tree.node(index)
    assert node is not None
    return node


def drag_over(view: TreeView, target: QModelIndex, *, drop: bool) -> bool:
    """Bring what is dragged over a node, and let it go there; say whether it was accepted."""
    place = view.visualRect(target).center()
    mime = QMimeData()
    mime.setData(MIME, b"nodes")
    action, buttons, keys = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    if drop:
        dropped = QDropEvent(QPointF(place), action, mime, buttons, keys)
        view.dropEvent(dropped)
        return dropped.isAccepted()
    moved = QDragMoveEvent(place, action, mime, buttons, keys)
    view.dragMoveEvent(moved)
    return moved.isAccepted()
