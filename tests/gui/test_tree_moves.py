"""Staged moves on a page: dragged, cut, keyed; listed, taken back, applied, kept; refused drops say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.rows import Query, read_rows
from tests.gui.tree_support import BEILUN, WENZHOU, ZONE, at, codes, drag_over, node_at, part_of, put_regions
from tests.support import CITY, COUNTY, OTHER_COUNTY, PROVINCE, PROVINCE_OPERATOR, YEAR, put_rows
from ui.page.catalog_page import CatalogPage
from ui.tree.menu import TreeMenu
from ui.tree.model import IDENTITY, STAGED

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QTreeWidgetItem
    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.desk import Desk
    from ui.tree.part import TreePart

    Settle = Callable[[], None]
    Open = Callable[..., CatalogPage]

NINGBO = ("财政部", "浙江省", "宁波市")


@pytest.fixture
def open_page(qtbot: QtBot, desk: Desk, settle: Settle) -> Open:
    """Return a function that shows a page to the province's operator, its tree under a model tester."""

    def show(name: str = "region") -> CatalogPage:
        desk.user = PROVINCE_OPERATOR
        page = CatalogPage(desk.schema.catalog(name), desk=desk)
        mode = QAbstractItemModelTester.FailureReportingMode.Warning
        page.tester = QAbstractItemModelTester(part_of(page).view.tree, mode)  # type: ignore[attr-defined]
        desk.rows_changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1240, 900)
        page.show()
        qtbot.waitExposed(page)
        page.set_context(fiscal_year=YEAR, region=PROVINCE, insurance_type="")
        settle()
        return page

    return show


def told(page: CatalogPage) -> list[str]:
    found: list[str] = []
    page.status_message.connect(found.append)
    return found


def first_line(part: TreePart) -> QTreeWidgetItem:
    item = part.panel.list.topLevelItem(0)
    assert item is not None
    return item


def parents(store: Store, catalog: str = "region", field: str = "parent_code") -> dict[str, object]:
    code = store.schema.catalog(catalog).code
    with store.read() as connection:
        rows = read_rows(connection, schema=store.schema, query=Query(catalog=catalog, fiscal_year=YEAR))
        return {str(row[code]): row[field] for row in rows}


def stage_zone(page: CatalogPage, settle: Settle) -> None:
    """Cut the zone and put it below the other city, by keys."""
    view = part_of(page).view
    view.choose(at(view, settle, *NINGBO, "开发区"))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    view.choose(at(view, settle, "财政部", "浙江省", "温州市"))
    QTest.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle()


def test_cut_and_paste_stages_and_apply_writes_once(open_page: Open, store: Store, settle: Settle) -> None:
    put_regions(store)
    page = open_page()
    part, view = part_of(page), part_of(page).view
    stage_zone(page, settle)
    wenzhou = at(view, settle, "财政部", "浙江省", "温州市")
    assert codes(view, wenzhou) == [ZONE]
    staged = view.tree.index(0, 0, wenzhou)
    assert "从“330200000 宁波市”移到“330300000 温州市”" in str(staged.data(STAGED))
    assert ZONE not in codes(view, at(view, settle, *NINGBO))
    assert part.panel.isVisible()
    assert part.panel.list.topLevelItemCount() == 1
    assert parents(store)[ZONE] == CITY
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert parents(store)[ZONE] == WENZHOU
    assert not part.panel.isVisible()
    assert not view.tree.index(0, 0, at(view, settle, "财政部", "浙江省", "温州市")).data(STAGED)


def test_what_is_cut_is_faded_until_escape_or_its_new_place(open_page: Open, store: Store, settle: Settle) -> None:
    put_regions(store)
    page = open_page()
    view = part_of(page).view
    zone = at(view, settle, *NINGBO, "开发区")
    view.choose(zone)
    view.setFocus()
    before = view.grab(view.visualRect(zone)).toImage()
    QTest.keyClick(view, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert view.faded == {zone.data(IDENTITY)}
    assert view.grab(view.visualRect(zone)).toImage() != before
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.faded == frozenset()
    assert view.grab(view.visualRect(zone)).toImage() == before
    view.choose(at(view, settle, "财政部", "浙江省", "温州市"))
    assert "请先剪切" in part_of(page).commands.why_not("paste")
    stage_zone(page, settle)
    assert view.faded == frozenset()


def test_several_nodes_are_dragged_and_a_wrong_place_says_why(open_page: Open, store: Store, settle: Settle) -> None:
    put_regions(store)
    page = open_page()
    view, said = part_of(page).view, told(page)
    for label in ("开发区", "北仑区"):
        index = at(view, settle, *NINGBO, label)
        view.selectionModel().select(index, view.selectionModel().SelectionFlag.Select)
    view.selectionModel().select(view.tree.index(0, 0), view.selectionModel().SelectionFlag.Deselect)
    view._dragged = view.movable_nodes()
    assert {node.code for node in view._dragged} == {ZONE, BEILUN}
    assert not drag_over(view, at(view, settle, *NINGBO, "开发区"), drop=False)
    assert "循环" in said[-1] or "不能" in said[-1]
    assert not drag_over(view, at(view, settle, *NINGBO), drop=False)
    assert "已经在" in said[-1]
    assert not drag_over(view, view.tree.index(0, 0), drop=True)
    assert "必须有上级" in said[-1]
    wenzhou = at(view, settle, "财政部", "浙江省", "温州市")
    assert drag_over(view, wenzhou, drop=False)
    assert "松开后移到“330300000 温州市”" in said[-1]
    assert drag_over(view, wenzhou, drop=True)
    settle()
    assert codes(view, at(view, settle, "财政部", "浙江省", "温州市")) == [BEILUN, ZONE]
    assert parents(store)[BEILUN] == CITY


def test_a_real_drag_takes_up_the_node_under_the_mouse(
    open_page: Open, store: Store, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_regions(store)
    page = open_page()
    view, taken = part_of(page).view, []
    zone = at(view, settle, *NINGBO, "开发区")

    class Drag:
        def __init__(self, _view: object) -> None:
            pass

        def setMimeData(self, mime: object) -> None:  # noqa: N802 - as Qt's own
            taken.append(mime)

        def exec(self, _action: object) -> None:
            taken.append([node.code for node in view._dragged])

    monkeypatch.setattr("ui.tree.view.QDrag", Drag)
    port, spot = view.viewport(), view.visualRect(zone).center()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    for step in (8, 16, 24):
        QTest.mouseMove(port, spot + QPoint(0, step))
        event = _moved(port, spot + QPoint(0, step))
        view.mouseMoveEvent(event)
    assert taken[-1] == [ZONE]


def _moved(port: object, spot: QPoint):  # type: ignore[no-untyped-def] # noqa: ANN202
    from PySide6.QtCore import QEvent, QPointF  # noqa: PLC0415
    from PySide6.QtGui import QMouseEvent  # noqa: PLC0415

    place = QPointF(port.mapToGlobal(spot))  # type: ignore[attr-defined]
    left = Qt.MouseButton.LeftButton
    return QMouseEvent(QEvent.Type.MouseMove, QPointF(spot), place, left, left, Qt.KeyboardModifier.NoModifier)


def test_alt_arrows_move_and_one_or_all_are_taken_back(open_page: Open, store: Store, settle: Settle) -> None:
    put_regions(store)
    page = open_page()
    part, view = part_of(page), part_of(page).view
    for label in ("开发区", "北仑区"):
        view.choose(at(view, settle, *NINGBO, label))
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        settle()
        assert label in str(view.currentIndex().data())
        assert "温州市" in str(view.currentIndex().parent().data())
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle()
    assert "宁波市" in str(view.currentIndex().parent().data())
    assert codes(view, at(view, settle, "财政部", "浙江省", "温州市")) == [ZONE]
    QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    settle()
    assert codes(view, at(view, settle, "财政部", "浙江省", "温州市")) == [BEILUN, ZONE]
    part.panel.list.setCurrentItem(first_line(part))
    part.panel.one_button.click()
    settle()
    assert codes(view, at(view, settle, "财政部", "浙江省", "温州市")) == [BEILUN]
    assert ZONE in codes(view, at(view, settle, *NINGBO))
    part.panel.all_button.click()
    settle()
    assert codes(view, at(view, settle, *NINGBO)) == [COUNTY, BEILUN, OTHER_COUNTY, ZONE]
    assert not part.panel.isVisible()


def test_staged_moves_are_there_again_and_faulty_ones_are_marked(open_page: Open, store: Store, settle: Settle) -> None:
    put_regions(store)
    stage_zone(open_page(), settle)
    page = open_page()
    part, said = part_of(page), told(page)
    assert part.panel.list.topLevelItemCount() == 1
    assert codes(part.view, at(part.view, settle, "财政部", "浙江省", "温州市")) == [ZONE]
    with store.write() as connection:
        table = store.schema.rows["region"]
        connection.execute(table.update().where(table.c.mof_div_code == ZONE).values(parent_code=PROVINCE))
    page.refresh()
    settle()
    assert "不能应用" in first_line(part).text(3)
    assert not part.panel.apply_button.isEnabled()
    part.commands.run("apply")
    settle()
    assert "没有应用" in said[-1]
    assert parents(store)[ZONE] == PROVINCE


def test_regions_are_put_into_pooling_areas(open_page: Open, store: Store, settle: Settle) -> None:
    put_rows(
        store,
        "pooling_area",
        *(
            {"insurance_type": "1101", "pooling_area_code": CITY, "mof_div_code": code}
            for code in (PROVINCE, CITY, COUNTY)
        ),
    )
    page = open_page("pooling_area")
    part, view = part_of(page), part_of(page).view
    missing = at(view, settle, "企业养老", "未归入", "鄞州区")
    area = at(view, settle, "企业养老", "宁波市（3）")
    part.commands.put([node_at(view, missing)], below=area)
    settle()
    assert OTHER_COUNTY in codes(view, at(view, settle, "企业养老", "宁波市（3）"))
    part.commands.run("apply")
    settle()
    assert parents(store, "pooling_area", "pooling_area_code")[OTHER_COUNTY] == CITY
    heading = at(view, settle, "企业养老")
    assert [str(view.tree.index(row, 0, heading).data()) for row in range(view.tree.rowCount(heading))] == [
        "330200000 宁波市（4）"
    ]


def test_the_menu_says_of_everything_why_not(open_page: Open, store: Store, settle: Settle) -> None:
    put_regions(store)
    page = open_page()
    part = part_of(page)
    part.view.choose(at(part.view, settle, "财政部"))
    menu = TreeMenu(part.commands, parent=page)
    by_name = {action.objectName(): action for action in menu.actions() if action.objectName()}
    assert "部定标准行" in by_name["cut"].toolTip()
    assert not by_name["cut"].isEnabled()
    assert "请先剪切" in by_name["paste"].toolTip()
    assert "没有待应用的调整" in by_name["apply"].toolTip()
    assert by_name["add-below"].isEnabled()
    assert all("\t" in action.text() for action in by_name.values())
