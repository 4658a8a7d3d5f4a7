"""What the tour's hands do on a page: type into cells, open a node, fill in a form, press a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QPushButton

from ui.page.catalog_page import CatalogPage
from ui.tour.hands import click, press, within, write
from ui.tour.runner import TourError, Until, open_dialog

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from PySide6.QtWidgets import QDialog, QWidget

    from ui.tour.runner import Tour
    from ui.tree.view import TreeView
    from ui.workbench import Workbench


def page_of(bench: Workbench, name: str) -> CatalogPage:
    """Open a catalog's page and return it."""
    page = bench.open_page(name)
    if not isinstance(page, CatalogPage):
        raise TourError(f"“{name}”没有页面，演示无法继续。")
    return page


def rows_show(page: CatalogPage) -> Until:
    """Wait until a page shows rows that are read."""

    def is_read() -> bool:
        first = max(0, page.grid.rowAt(0))  # in a low window the first row may be scrolled away
        return bool(page.model.rowCount()) and page.model.row_at(first) is not None

    return Until(f"“{page.catalog.label}”显示数据", is_read)


def row_of(page: CatalogPage, text: str, *, column: str) -> int:
    """Return the row of a grid that shows this text in a column."""
    place = column_of(page, column)
    for row in range(page.model.rowCount()):
        if str(page.model.index(row, place).data()) == text:
            return row
    raise TourError(f"“{page.catalog.label}”里没有“{text}”，演示无法继续，请加 --fresh 重新开始。")


def column_of(page: CatalogPage, label: str) -> int:
    """Return the column with this heading."""
    return next(place for place, column in enumerate(page.model.columns) if column.label == label)


def type_cell(tour: Tour, page: CatalogPage, *, row: int, column: int, text: str) -> Iterator[Until]:
    """Go to a cell, type, press Enter, and wait until it is kept."""
    page.grid.setFocus()
    page.grid.go_to(row, column)
    write(page.grid, text)
    press(within(page.grid), Qt.Key.Key_Return, "\r")
    yield tour.quiet()


def find_node(tree: TreeView, *starts: str) -> Iterator[Until]:
    """Open a line of nodes, each named by how its label starts, and choose the last."""
    yield Until(f"目录树显示“{starts[-1]}”", lambda: node(tree, starts).isValid())
    tree.choose(node(tree, starts))


def node(tree: TreeView, starts: Sequence[str]) -> QModelIndex:
    """Walk from the root along a line of nodes, opening each; an invalid index where the next is not read yet."""
    index = tree.tree.index(0, 0)
    for start in starts:
        tree.expand(index)
        rows = (tree.tree.index(row, 0, index) for row in range(tree.tree.rowCount(index)))
        index = next((found for found in rows if str(found.data()).startswith(start)), QModelIndex())
        if not index.isValid():
            break
    return index


def add_row(tour: Tour, page: CatalogPage, texts: Mapping[str, str], *, picture: str = "") -> Iterator[Until]:
    """Press 新增, fill in the form, save it."""
    page.toolbar.actions_by_name["add"].trigger()
    yield Until("录入表单打开", lambda: page.forms.form)
    form = page.forms.form
    if form is None:
        raise TourError("录入表单没有打开，请重试。")
    for name, text in texts.items():
        form.fields[name].put(text)
    if picture:
        yield tour.quiet()
        tour.shoot(picture)
    click(button(form, "保存"))
    yield Until("表单保存", lambda: page.forms.form is None)
    yield tour.quiet()


def button(inside: QWidget, label: str) -> QPushButton:
    """Return the push button with this label."""
    for one in inside.findChildren(QPushButton):
        if one.text().strip() == label and one.isVisibleTo(inside):
            return one
    raise TourError(f"找不到按钮“{label}”，演示无法继续。")


def dialog_opens(tour: Tour) -> Until:
    """Wait until a dialog is open over the first window."""
    return Until("对话框打开", lambda: open_dialog(tour.program.window))


def dialog_of(tour: Tour) -> QDialog:
    """Return the dialog that is open over the first window."""
    found = open_dialog(tour.program.window)
    if found is None:
        raise TourError("对话框没有打开，演示无法继续。")
    return found
