"""Sorting by headings and filtering by the funnels in them, with real clicks and keys (查询, clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.filters import Filter, How
from app.rows import Query
from app.spelling.order import reading_order
from tests.gui.grid_support import CATEGORY, CODE, NAME, SUBJECT, make_model, put_details, subjects, text, texts
from tests.support import COUNTY, YEAR, put_rows
from ui.grid.arrangement import Arrangement
from ui.grid.conditions import NUMBERS, condition_words, make_filter, ticked_words
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.fields import Value
    from app.store import Store
    from ui.desk import Desk
    from ui.grid.filter_popup import FilterPopup
    from ui.operations import Operations

    Settle = Callable[[], None]

LEFT = Qt.MouseButton.LeftButton
SHIFT, PLAIN = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def page(desk: Desk, store: Store, qtbot: QtBot, settle: Settle) -> CatalogPage:
    kinds = [("甲专户", "1"), ("乙专户", "2"), ("丙专户", "1"), ("丁专户", "5")]
    common = {"mof_div_code": COUNTY, "parent_code": "1003", "balance_side": "1"}
    put_rows(
        store,
        SUBJECT,
        *({**common, "code": f"10030{n}", "name": name, "category": kind} for n, (name, kind) in enumerate(kinds)),
    )
    made = CatalogPage(desk.schema.catalog(SUBJECT), desk=desk)
    qtbot.addWidget(made)
    made.resize(1400, 700)
    made.show()
    made.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
    settle()
    return made


def click_heading(page: CatalogPage, column: int, *, modifier: Qt.KeyboardModifier) -> None:
    header = page.grid.headings.header
    at = QPoint(header.sectionViewportPosition(column) + 10, header.height() // 2)
    QTest.mouseClick(header.viewport(), LEFT, modifier, at)


def open_filter(page: CatalogPage, column: int, settle: Settle) -> FilterPopup:
    header = page.grid.headings.header
    QTest.mouseClick(header.viewport(), LEFT, PLAIN, header.funnel_place(column).center())
    settle()
    popup = page.grid.headings.popup
    assert popup.isVisible()
    return popup


def tick(qtbot: QtBot, popup: FilterPopup, row: int) -> None:
    index, role = popup.values.index(row, 0), Qt.ItemDataRole.CheckStateRole
    before = index.data(role)
    qtbot.waitUntil(lambda: popup.list.viewport().rect().contains(popup.list.visualRect(index).center()))
    at = popup.list.visualRect(index)
    QTest.mouseClick(popup.list.viewport(), LEFT, PLAIN, QPoint(at.left() + 10, at.center().y()))
    assert index.data(role) != before


def listed(popup: FilterPopup) -> list[str]:
    return [str(popup.values.index(row, 0).data()) for row in range(popup.values.rowCount())]


def by_reading(name: str) -> str:
    return reading_order(name) or ""


def test_a_click_sorts_up_down_and_not_at_all(page: CatalogPage, settle: Settle) -> None:
    natural = texts(page.model, NAME)
    orders = []
    for _ in range(3):
        click_heading(page, NAME, modifier=PLAIN)
        settle()
        orders.append(texts(page.model, NAME))
    by_pinyin = sorted(natural, key=by_reading)
    assert orders == [by_pinyin, by_pinyin[::-1], natural]


def test_shift_sorts_by_one_more_column(page: CatalogPage, monkeypatch: pytest.MonkeyPatch, settle: Settle) -> None:
    arrangement = page.grid.headings.arrangement
    header = page.grid.headings.header
    header.sectionClicked.emit(CATEGORY)
    monkeypatch.setattr("ui.grid.header.QGuiApplication.keyboardModifiers", lambda: SHIFT)
    for _ in range(2):
        header.sectionClicked.emit(NAME)
    settle()
    assert arrangement.order == (("category", False), ("name", True))
    assert [text(page.model, row, CATEGORY) for row in range(page.model.rowCount())] == [*["资产"] * 4, "负债", "支出"]
    assert texts(page.model, NAME)[:4] == sorted(texts(page.model, NAME)[:4], key=by_reading, reverse=True)


def test_a_value_is_unticked_with_the_mouse_and_comes_back_with_the_chip(
    page: CatalogPage, qtbot: QtBot, settle: Settle
) -> None:
    popup = open_filter(page, CATEGORY, settle)
    assert listed(popup) == ["（全选）", "资产", "负债", "支出"]
    for row in (0, 2):
        tick(qtbot, popup, row)
    QTest.mouseClick(popup.take_button, LEFT)
    settle()
    assert texts(page.model, NAME) == ["乙专户"]
    assert [chip.text() for chip in page.chips.chips] == ["科目类别：负债"]
    assert "共 1 行" in page.foot.count_text
    QTest.mouseClick(page.chips.chips[0], LEFT)
    settle()
    assert page.model.rowCount() == 6
    assert not page.chips.isVisible()


def test_a_filter_is_set_with_keys_alone(page: CatalogPage, settle: Settle) -> None:
    page.grid.setFocus()
    page.grid.go_to(0, NAME)
    QTest.keyClick(page.grid, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    settle()
    popup = page.grid.headings.popup
    assert popup.isVisible()
    QTest.keyClicks(popup.line, "dzh")
    assert listed(popup) == ["（全选搜索结果）", "丁专户"]
    QTest.keyClick(popup.line, Qt.Key.Key_Return)
    settle()
    assert not popup.isVisible()
    assert texts(page.model, NAME) == ["丁专户"]


def test_escape_leaves_everything_as_it_was(page: CatalogPage, settle: Settle) -> None:
    popup = open_filter(page, CATEGORY, settle)
    popup.values.turn(1)
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    settle()
    assert page.model.rowCount() == 6
    assert page.grid.headings.arrangement.where == ()


def test_a_condition_is_typed_and_a_bad_one_says_why(desk: Desk, store: Store, qtbot: QtBot, settle: Settle) -> None:
    common = {"mof_div_code": COUNTY, "bank_name": "宁波银行", "account_type": "31"}
    put_rows(
        store,
        "fund_account",
        *(
            {**common, "account_no": f"0000{n}", "account_name": "专户", "balance": balance}
            for n, balance in enumerate((None, 0, 500, 90_000))
        ),
    )
    page = CatalogPage(desk.schema.catalog("fund_account"), desk=desk)
    qtbot.addWidget(page)
    page.show()
    page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
    settle()
    column = next(n for n, one in enumerate(page.model.columns) if one.name == "balance")
    page.grid.headings.filter_column(column)
    settle()
    popup = page.grid.headings.popup
    assert listed(popup) == ["（全选）", "（空白）", "0.00", "5.00", "900.00"]
    popup.condition.setCurrentText("介于")
    QTest.keyClicks(popup.inputs[0], "abc")
    QTest.keyClick(popup.inputs[0], Qt.Key.Key_Return)
    assert popup.isVisible()
    assert "账面余额" in popup.fault.text()
    popup.inputs[0].setText("0")
    popup.inputs[1].setText("10")
    QTest.keyClick(popup.inputs[1], Qt.Key.Key_Return)
    settle()
    assert texts(page.model, CODE) == ["00001", "00002"]
    query = page.shown_query()
    assert query is not None
    assert query.where == (Filter(field="balance", how=How.BETWEEN, values=(0, 1000)),)


def test_filters_outlive_a_refresh_and_another_context(page: CatalogPage, store: Store, settle: Settle) -> None:
    one = Filter(field="category", how=How.AMONG, values=("2",))
    page.grid.headings.arrangement.filter(one, words="负债")
    settle()
    assert texts(page.model, NAME) == ["乙专户"]
    more = {"mof_div_code": COUNTY, "parent_code": "1003", "balance_side": "1", "category": "2"}
    put_rows(store, SUBJECT, {**more, "code": "100309", "name": "己专户"})
    page.refresh()
    settle()
    assert texts(page.model, NAME) == ["乙专户", "己专户"]
    page.set_context(fiscal_year=YEAR + 1, region=COUNTY, insurance_type="")
    settle()
    assert page.empty.isVisible()
    page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
    settle()
    assert texts(page.model, NAME) == ["乙专户", "己专户"]
    page._pressed("clear-query")
    settle()
    assert page.model.rowCount() == 7


def test_the_model_holds_while_filters_sorts_and_edits_go_on(
    operations: Operations, store: Store, qtbot: QtBot, settle: Settle
) -> None:
    model = make_model(operations)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    put_details(store, 500)
    model.show_source(subjects(store))
    some = Filter(field="name", how=How.CONTAINS, values=("1",))
    for step in range(12):
        model.arrange(order=[("name", step % 2 == 0)], where=[some] if step % 3 else [])
        if step % 4 == 0:
            settle()
            model.setData(model.index(step + 2, NAME), f"改名{step}")
        qtbot.wait(5)
    settle()
    model.arrange(order=[], where=[])
    settle()
    assert model.rowCount() == 502
    model.show_source(subjects(store, search="改名"))
    settle()
    assert sorted(texts(model, NAME)) == ["改名0", "改名4", "改名8"]
    assert tester.model() is model


def test_a_sheet_tells_blank_nought_and_cross_apart(desk: Desk, qtbot: QtBot, settle: Settle) -> None:
    page = CatalogPage(desk.schema.catalog("management_value"), desk=desk)
    qtbot.addWidget(page)
    page.show()
    page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="1101")
    settle()
    last = page.model.columnCount() - 1
    page.model.set_cells([(0, last, "0"), (1, last, "×")])
    settle()
    page.grid.headings.filter_column(last)
    settle()
    popup = page.grid.headings.popup
    assert listed(popup) == ["（全选）", "（空白）", "×", "0"]
    arrangement, name = page.grid.headings.arrangement, page.model.columns[last].name
    wanted: dict[tuple[Value, ...], int] = {(None,): 1, (0,): 1, ("×",): 1, (None, "×"): 2}
    for values, count in wanted.items():
        arrangement.filter(Filter(field=name, how=How.AMONG, values=values), words="")
        settle()
        assert page.model.rowCount() == count, values
    arrangement.filter(Filter(field=name, how=How.AT_LEAST, values=(0,)), words="")
    settle()
    assert page.model.rowCount() == 1


def test_arrangement_turns_and_tells() -> None:
    made = Arrangement()
    changes: list[int] = []
    made.changed.connect(lambda: changes.append(1))
    made.turn("a", beside=False)
    made.turn("b", beside=True)
    made.turn("a", beside=True)
    assert made.order == (("a", True), ("b", False))
    made.turn("a", beside=True)
    assert made.place_of("b") == (0, False)
    made.turn("c", beside=False)
    assert made.place_of("c") == (0, False)
    assert made.place_of("b") is None
    made.filter(Filter(field="a", how=How.BLANK), words="空白")
    made.show_all("b")
    assert made.told == [("a", "空白")]
    made.show_all()
    assert (made.where, len(changes)) == ((), 7)


def test_conditions_are_read_and_told(store: Store) -> None:
    field = store.schema.catalog("fund_account").by_name["balance"]
    by_label = {one.label: one for one in NUMBERS}
    between = make_filter("balance", field=field, condition=by_label["介于"], given=["10", "1"])
    assert between == Filter(field="balance", how=How.BETWEEN, values=(100, 1000))
    assert make_filter("balance", field=field, condition=by_label["大于"], given=[""]) == "请录入“大于”后面的内容"
    top = by_label["最大的前几项"]
    assert make_filter("balance", field=field, condition=top, given=["3"]) == Filter(
        field="balance", how=How.TOP, values=(3,)
    )
    assert isinstance(make_filter("balance", field=field, condition=top, given=["零"]), str)
    assert condition_words(top, given=["3"]) == "最大的前 3 项"
    assert condition_words(by_label["介于"], given=["", "5"]) == "不大于 5"
    assert ticked_words(["甲", "", "乙", "丙"], inverted=True) == "除 甲、空白、乙 等 4 项 以外"
    assert Query(catalog="x").where == ()
