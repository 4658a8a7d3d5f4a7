"""The outliner's keys: search with paths, names edited in place, everything opened, places kept through a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.rows import Query, read_rows
from tests.gui.grid_support import SUBJECT, put_details
from tests.gui.tree_support import BEILUN, ZONE, at, codes, node_at, part_of, put_regions
from tests.support import CITY, COUNTY, OPERATOR, PROVINCE, PROVINCE_OPERATOR, YEAR
from ui.dialogs.export import scopes_of
from ui.page.catalog_page import CatalogPage
from ui.tree.model import BADGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.people import User
    from app.store import Store
    from ui.desk import Desk

    Settle = Callable[[], None]
    Open = Callable[..., CatalogPage]

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def open_page(qtbot: QtBot, desk: Desk, settle: Settle) -> Open:
    """Return a function that shows a page with a tree."""

    def show(name: str = "region", *, user: User = PROVINCE_OPERATOR) -> CatalogPage:
        desk.user = user
        page = CatalogPage(desk.schema.catalog(name), desk=desk)
        desk.rows_changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1240, 700)
        page.show()
        qtbot.waitExposed(page)
        page.set_context(fiscal_year=YEAR, region=user.mof_div_code, insurance_type="")
        settle()
        return page

    return show


def told(page: CatalogPage) -> list[str]:
    found: list[str] = []
    page.status_message.connect(found.append)
    return found


def names(store: Store, catalog: str) -> dict[str, str]:
    code = store.schema.catalog(catalog).code
    with store.read() as connection:
        rows = read_rows(connection, schema=store.schema, query=Query(catalog=catalog, fiscal_year=YEAR))
        return {str(row[code]): str(row["name"]) for row in rows}


def ids(store: Store) -> dict[str, str]:
    with store.read() as connection:
        rows = read_rows(connection, schema=store.schema, query=Query(catalog="region", fiscal_year=YEAR))
        return {str(row["mof_div_code"]): str(row["id"]) for row in rows}


def search(page: CatalogPage, words: str, settle: Settle) -> None:
    """Type into the tree's search line, as after Ctrl+F, and go to the first hit."""
    view, line = part_of(page).view, part_of(page).search.line
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F, CONTROL)
    assert line.hasFocus()
    line.setText(words)
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle()


def test_a_search_opens_the_way_and_steps_through_hits(open_page: Open, store: Store, settle: Settle) -> None:
    put_regions(store)
    page = open_page()
    view, part = part_of(page).view, part_of(page)
    search(page, "区", settle)
    assert [hit.label for hit in part.search.hits.hits] == [
        f"{COUNTY} 海曙区",
        f"{BEILUN} 北仑区",
        "330212000 鄞州区",
        f"{ZONE} 开发区",
    ]
    assert part.search.hits.hits[0].path == "财政部 › 浙江省 › 宁波市"
    assert node_at(view, view.currentIndex()).code == COUNTY
    assert view.hasFocus()
    QTest.keyClick(view, Qt.Key.Key_F3)
    settle()
    assert node_at(view, view.currentIndex()).code == BEILUN
    QTest.keyClick(view, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    settle()
    assert node_at(view, view.currentIndex()).code == COUNTY
    QTest.keyClick(view, Qt.Key.Key_Slash)
    assert part.search.line.hasFocus()
    QTest.keyClick(part.search.line, Qt.Key.Key_Escape)
    assert view.hasFocus()
    assert part.search.line.text() == ""
    part.search.line.setText("没有这个")
    settle_search(part.search, settle)
    assert "没有找到" in part.search.told.text()


def settle_search(bar: object, settle: Settle) -> None:
    bar._soon.stop()  # type: ignore[attr-defined]
    bar._ask()  # type: ignore[attr-defined]
    settle()


def test_a_name_is_edited_in_place(open_page: Open, store: Store, settle: Settle) -> None:
    put_details(store, 3)
    page = open_page(SUBJECT, user=OPERATOR)
    view = part_of(page).view
    view.choose(at(view, settle, "资产", "1003", "10030001"))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F2)
    editor = view.viewport().findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "明细0001"
    editor.setText("工行活期")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert "10030001 工行活期" in str(view.currentIndex().data())
    settle()
    assert names(store, SUBJECT)["10030001"] == "工行活期"
    assert "10030001 工行活期" in str(view.currentIndex().data())
    assert view.currentIndex().data(Qt.ItemDataRole.DecorationRole) is not None
    heading = at(view, settle, "资产")
    assert heading.data(BADGE).waiting == 1


def test_what_may_not_be_renamed_says_why(open_page: Open, store: Store, settle: Settle) -> None:
    page = open_page(SUBJECT, user=OPERATOR)
    view, said = part_of(page).view, told(page)
    view.choose(at(view, settle, "资产", "1003"))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F2)
    assert "部定标准行只读" in said[-1]
    assert view.viewport().findChild(QLineEdit) is None
    assert names(store, SUBJECT)["1003"] == "财政专户存款"


def test_a_refused_name_goes_back(open_page: Open, store: Store, settle: Settle) -> None:
    put_details(store, 1)
    page = open_page(SUBJECT, user=OPERATOR)
    view, said = part_of(page).view, told(page)
    index = at(view, settle, "资产", "1003", "10030000")
    with store.write() as connection:
        table = store.schema.rows[SUBJECT]
        connection.execute(table.update().where(table.c.code == "10030000").values(is_deleted=True))
    assert view.tree.setData(index, "别的")
    settle()
    assert "没有改名" in said[-1]


def test_star_opens_everything_and_arrows_go_in_and_out(open_page: Open, store: Store, settle: Settle) -> None:
    put_regions(store)
    page = open_page()
    view = part_of(page).view
    view.collapseAll()
    view.choose(view.tree.index(0, 0))
    view.setFocus()
    QTest.keyClicks(view, "*")
    settle()
    city = at(view, settle, "财政部", "浙江省", "宁波市")
    assert view.isExpanded(city)
    view.choose(view.tree.index(0, 0, city))
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert node_at(view, view.currentIndex()).code == CITY
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert not view.isExpanded(city)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert node_at(view, view.currentIndex()).code == COUNTY
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert node_at(view, view.currentIndex()).code == ""
    QTest.keyClick(view, Qt.Key.Key_Left, CONTROL)
    assert not view.isExpanded(view.tree.index(0, 0))


def test_the_place_is_kept_through_a_restart_and_another_year(
    qtbot: QtBot, open_page: Open, store: Store, settle: Settle
) -> None:
    put_regions(store)
    page = open_page()
    view = part_of(page).view
    view.choose(at(view, settle, "财政部", "浙江省", "宁波市", "北仑区"))
    page.hide()
    again = open_page()
    settle()
    view = part_of(again).view
    assert node_at(view, view.currentIndex()).code == BEILUN
    assert view.isExpanded(at(view, settle, "财政部", "浙江省", "宁波市"))
    again.set_context(fiscal_year=YEAR + 1, region=PROVINCE, insurance_type="")
    settle()
    again.set_context(fiscal_year=YEAR, region=PROVINCE, insurance_type="")
    settle()
    city = ids(store)[CITY]
    qtbot.waitUntil(lambda: view.isExpanded(view.tree.find_identity(city)), timeout=10_000)


def test_levels_and_scope_narrow_the_tree(open_page: Open, store: Store, settle: Settle) -> None:
    put_regions(store)
    page = open_page()
    view, filters = part_of(page).view, part_of(page).filters
    filters.levels.setCurrentIndex(filters.levels.findText("到市级"))
    settle()
    assert not view.tree.hasChildren(at(view, settle, "财政部", "浙江省", "宁波市"))
    filters.levels.setCurrentIndex(0)
    filters.scope.setCurrentIndex(1)
    settle()
    assert codes(view, view.tree.index(0, 0)) == [PROVINCE]
    page.hide()
    again = part_of(open_page())
    assert again.filters.scope.currentText() == "本级及下级"
    assert codes(again.view, again.view.tree.index(0, 0)) == [PROVINCE]


def test_several_nodes_are_disabled_at_once(open_page: Open, store: Store, settle: Settle) -> None:
    put_details(store, 3)
    page = open_page(SUBJECT, user=OPERATOR)
    view = part_of(page).view
    parent = at(view, settle, "资产", "1003")
    view.expand(parent)
    settle()
    view.choose(view.tree.index(0, 0, parent))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(view.selected_nodes()) == 2
    QTest.keyClick(view, Qt.Key.Key_T, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    settle()
    with store.read() as connection:
        rows = list(read_rows(connection, schema=store.schema, query=Query(catalog=SUBJECT, fiscal_year=YEAR)))
    assert sorted(str(row["code"]) for row in rows if not row["is_enabled"]) == ["10030000", "10030001"]


def test_the_selected_nodes_are_exported(open_page: Open, store: Store, settle: Settle) -> None:
    put_details(store, 3)
    page = open_page(SUBJECT, user=OPERATOR)
    view, asked = part_of(page).view, []
    page.export_requested.connect(lambda: asked.append(scopes_of(page)))
    parent = at(view, settle, "资产", "1003")
    view.expand(parent)
    settle()
    view.choose(view.tree.index(1, 0, parent))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_X, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert [scope.label for scope in asked[0]] == ["目录树中选中的节点", "当前页列出的行"]
    query = asked[0][0].query
    assert query is not None
    with store.read() as connection:
        rows = [str(row["code"]) for row in read_rows(connection, schema=store.schema, query=query)]
    assert rows == ["10030001", "10030002"]
