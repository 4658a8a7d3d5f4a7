"""Puts the parts of a catalog's page in their places: buttons, query, tree beside grid, foot (clauses 1.1 to 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedLayout, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from ui.page.catalog_page import CatalogPage
    from ui.tree.part import TreePart

TREE_WIDTH, GRID_WIDTH = 280, 1000


def lay_out(page: CatalogPage) -> QStackedLayout:
    """Place the page's parts; return where either the grid stands or what to do while there is no row."""
    right = QWidget()
    body = QStackedLayout(right)
    body.addWidget(page.grid)
    body.addWidget(page.empty)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(page.toolbar)
    column.addLayout(_choices(page))
    if page.flow:
        column.addWidget(page.flow)
    column.addWidget(page.chips)
    column.addWidget(_beside_tree(page, right), 1)
    if page.tree_part:
        column.addWidget(page.tree_part.panel)
    column.addWidget(page.foot)
    return body


def _choices(page: CatalogPage) -> QHBoxLayout:
    choices = QHBoxLayout()
    choices.setSpacing(0)
    for part in (page.strip, page.query_bar):
        if part is not None:
            choices.addWidget(part)
    choices.setStretchFactor(page.query_bar, 1)
    return choices


def _beside_tree(page: CatalogPage, right: QWidget) -> QWidget:
    if page.tree_part is None:
        return right
    split = QSplitter(Qt.Orientation.Horizontal)
    split.setChildrenCollapsible(False)
    split.addWidget(page.tree_part)
    split.addWidget(right)
    split.setStretchFactor(1, 1)
    split.setSizes([TREE_WIDTH, GRID_WIDTH])
    tree, seeing = page.tree_part, page.desk.seeing
    seeing.changed.connect(lambda: _show_tree(tree, is_wanted=seeing.has_tree))
    _show_tree(tree, is_wanted=seeing.has_tree)
    return split


def _show_tree(tree: TreePart, *, is_wanted: bool) -> None:
    """Show or hide the tree; what is chosen in it goes on holding for the rows."""
    if tree.isHidden() == is_wanted:
        tree.setVisible(is_wanted)
