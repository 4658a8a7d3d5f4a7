"""分组小计 on a real page: headings with code, name and sums, folding by keys and mouse, edits, filters (clause 2)."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.filters import Filter, How
from app.grouping import read_groups
from app.rows import row_ids
from tests.gui.grid_support import press
from tests.support import CITY, COUNTY, OTHER_COUNTY, YEAR, put_rows
from ui.dialogs.export import scopes_of
from ui.grid.grouped_source import GroupedSource
from ui.operations import Progress
from ui.page import foot
from ui.page.catalog_page import CatalogPage
from ui.printing.content import Heading, Look, reading_all, report_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.desk import Desk

    Settle = Callable[[], None]

NO, NAME, TYPE, BALANCE = "account_no", "account_name", "account_type", "balance"
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot: QtBot, store: Store, desk: Desk, settle: Settle) -> Iterator[CatalogPage]:
    put_accounts(store)
    made = make_page(qtbot, desk=desk)
    settle()
    yield made
    settle()


def make_page(qtbot: QtBot, *, desk: Desk) -> CatalogPage:
    made = CatalogPage(desk.schema.catalog("fund_account"), desk=desk)
    made.model.tester = QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Warning)  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.resize(1300, 700)
    made.show()
    qtbot.waitExposed(made)
    made.set_context(fiscal_year=YEAR, region=CITY, insurance_type="")
    made.grid.setFocus()
    desk.rows_changed.connect(lambda _: made.refresh())
    return made


def put_accounts(store: Store) -> None:
    account = {"bank_name": "工商银行", "approval_type": "1"}
    rows = [
        {
            **account,
            "mof_div_code": COUNTY if number % 2 else OTHER_COUNTY,
            "account_no": f"10{number:03}",
            "account_name": f"账户{number:03}",
            "account_type": ("31", "32", "33")[number % 3],
            "balance": number * 100,
        }
        for number in range(12)
    ]
    put_rows(store, "fund_account", *rows)


def column(page: CatalogPage, name: str) -> int:
    return next(place for place, one in enumerate(page.model.columns) if one.name == name)


def cells(page: CatalogPage, *names: str) -> list[tuple[str, ...]]:
    places = [column(page, name) for name in names]
    return [
        tuple(str(page.model.index(row, place).data() or "") for place in places)
        for row in range(page.model.rowCount())
    ]


def heads(page: CatalogPage) -> list[tuple[str, ...]]:
    rows = [page.model.row_at(row) for row in range(page.model.rowCount())]
    return [line for line, row in zip(cells(page, NO, NAME, BALANCE), rows, strict=True) if row and row.is_head]


def select_column(page: CatalogPage, place: int) -> None:
    page.grid.go_to(0, place)
    page.grid.moves.select_lines(QItemSelectionModel.SelectionFlag.Columns)


def group(page: CatalogPage, by: str, settle: Settle) -> None:
    page.grid.go_to(0, column(page, by))
    press(page.grid, Qt.Key.Key_G, CONTROL | SHIFT)
    settle()


def test_a_key_groups_by_the_column_with_counts_subtotals_and_a_total(page: CatalogPage, settle: Settle) -> None:
    group(page, TYPE, settle)
    assert heads(page) == [
        ("财政专户", "4 行", "18.00"),
        ("收入户", "4 行", "22.00"),
        ("支出户", "4 行", "26.00"),
        ("总计", "3 组 12 行", "66.00"),
    ]
    assert [line[0] for line in cells(page, NO)][:6] == ["财政专户", "10003", "10009", "10000", "10006", "收入户"]
    assert page.foot.count_text == "共 12 行 3 组"
    press(page.grid, Qt.Key.Key_G, CONTROL | SHIFT)
    settle()
    assert heads(page) == []


def test_regions_carry_code_and_name(page: CatalogPage, settle: Settle) -> None:
    group(page, "mof_div_code", settle)
    assert heads(page)[0][:2] == (COUNTY, "海曙区（6 行）")


def test_a_column_with_free_text_is_no_group_and_says_so(page: CatalogPage, settle: Settle) -> None:
    told: list[str] = []
    page.grid.explained.connect(told.append)
    group(page, NAME, settle)
    assert told == ["只能按区划、险种等从列表中选择的列分组"]
    assert heads(page) == []


def test_groups_fold_by_keys_alone_and_all_together(page: CatalogPage, settle: Settle) -> None:
    group(page, TYPE, settle)
    page.grid.go_to(3, column(page, NAME))
    press(page.grid, Qt.Key.Key_Left, ALT | SHIFT)
    settle()
    assert page.grid.currentIndex().row() == 0
    assert [line[0] for line in cells(page, NO)][:3] == ["财政专户", "收入户", "10001"]
    assert page.model.headerData(0, Qt.Orientation.Vertical) == "▸"
    press(page.grid, Qt.Key.Key_Space)
    settle()
    assert page.model.rowCount() == 12 + 4
    assert page.model.headerData(0, Qt.Orientation.Vertical) == "▾"
    press(page.grid, Qt.Key.Key_Up, ALT | SHIFT)
    settle()
    assert cells(page, NO) == [("财政专户",), ("收入户",), ("支出户",), ("总计",)]
    press(page.grid, Qt.Key.Key_Down, ALT | SHIFT)
    settle()
    assert page.model.rowCount() == 12 + 4


def test_the_mouse_folds_on_the_arrow_and_by_a_double_click(page: CatalogPage, settle: Settle) -> None:
    group(page, TYPE, settle)
    header = page.grid.verticalHeader()
    arrow = QPoint(header.width() // 2, header.sectionViewportPosition(0) + 5)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, arrow)
    settle()
    assert page.model.rowCount() == 12
    at = page.grid.visualRect(page.model.index(0, column(page, NAME))).center()
    QTest.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseDClick(page.grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    settle()
    assert page.model.rowCount() == 16


def test_subtotals_follow_an_edit_and_selection_stays(page: CatalogPage, settle: Settle) -> None:
    group(page, TYPE, settle)
    row = next(n for n, (no,) in enumerate(cells(page, NO)) if no == "10003")
    kept = QPersistentModelIndex(page.model.index(row, column(page, NO)))
    page.model.set_cells([(row, column(page, BALANCE), "1000")])
    settle()
    assert heads(page)[0] == ("财政专户", "4 行", "1,015.00")
    assert heads(page)[-1][2] == "1,063.00"
    assert kept.data() == "10003"


def test_nothing_is_typed_into_a_group_and_a_paste_over_it_skips_it(page: CatalogPage, settle: Settle) -> None:
    group(page, TYPE, settle)
    assert not page.model.flags(page.model.index(0, column(page, BALANCE))) & Qt.ItemFlag.ItemIsEditable
    balance = column(page, BALANCE)
    page.model.keeping.keep_block(range(3), [balance], text_at=lambda row, _: f"{row + 1}", verb="粘贴")
    settle()
    assert [line[0] for line in cells(page, BALANCE)][:3] == ["11.00", "2.00", "3.00"]
    assert page.model.refused_count == 0


def test_filter_sort_and_search_keep_the_groups(page: CatalogPage, settle: Settle) -> None:
    group(page, TYPE, settle)
    arrangement = page.grid.headings.arrangement
    arrangement.filter(Filter(field=BALANCE, how=How.AT_LEAST, values=(600,)), words="≥ 6")
    settle()
    assert [line[1] for line in heads(page)] == ["2 行", "2 行", "2 行", "3 组 6 行"]
    arrangement.sort((BALANCE, True))
    settle()
    assert [line[0] for line in cells(page, NO)][:3] == ["财政专户", "10009", "10006"]
    arrangement.show_all()
    page.query_bar.words.setText("账户011")
    page.query_bar.words.returnPressed.emit()
    settle()
    assert cells(page, NO) == [("支出户",), ("10011",), ("总计",)]


def test_a_jump_opens_the_group_that_hides_the_row(page: CatalogPage, settle: Settle) -> None:
    group(page, TYPE, settle)
    source = page.model.source
    assert isinstance(source, GroupedSource)
    row_id = next(row.row_id for row in map(page.model.row_at, range(16)) if row and row.texts[0] == "10007")
    page.grid.folding.fold_all(closed=True)
    settle()
    page.show_row(row_id, field=NAME)
    settle()
    assert page.grid.currentIndex().data() == "账户007"
    assert page.model.rowCount() == 4 + 4


def test_the_grouping_and_closed_groups_come_back(page: CatalogPage, qtbot: QtBot, desk: Desk, settle: Settle) -> None:
    group(page, TYPE, settle)
    page.grid.folding.fold(closed=True)
    settle()
    again = make_page(qtbot, desk=desk)
    settle()
    assert [line[0] for line in cells(again, NO)][:2] == ["财政专户", "收入户"]
    assert again.chips.isVisible()
    assert again.chips.group_text == "分组：账户类别"


def test_a_selection_with_groups_adds_up_rows_only(page: CatalogPage, settle: Settle, qtbot: QtBot) -> None:
    group(page, TYPE, settle)
    page.grid.selectAll()
    qtbot.waitUntil(lambda: "合计 66" in page.foot.sum_text, timeout=5_000)
    page.grid.go_to(0, column(page, NAME))
    assert not page.toolbar.actions_by_name["delete"].isEnabled()


def test_what_is_grouped_is_exported_and_printed_with_its_subtotals(page: CatalogPage, settle: Settle) -> None:
    assert [scope.group for scope in scopes_of(page)] == [""]
    group(page, TYPE, settle)
    assert [scope.group for scope in scopes_of(page)] == [TYPE, ""]
    page.grid.folding.fold(closed=True)
    assert page.model.source is not None
    rows = reading_all(page.model.source)(Progress(lambda *_: None))
    places = [column(page, NO), column(page, BALANCE)]
    report = report_of(page.model.columns, rows=rows, places=places, heading=Heading(title=""), look=Look(unit="万元"))
    assert list(report.rows[:3]) == [("财政专户", "0.00"), ("收入户", "0.00"), ("10001", "0.00")]
    assert report.rows[-1] == ("总计", "0.01")


def test_many_selected_rows_are_added_up_by_the_store(
    page: CatalogPage, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(foot, "FEW", 5)
    balance = column(page, BALANCE)
    whole = "合计 66　平均 5.5　数值 12 个　最小 0　最大 11"
    select_column(page, balance)
    qtbot.waitUntil(lambda: page.foot.sum_text == f"选中 12 格　{whole}", timeout=5_000)
    group(page, TYPE, settle)
    select_column(page, balance)
    qtbot.waitUntil(lambda: page.foot.sum_text == f"选中 16 格　{whole}", timeout=5_000)
    page.grid.go_to(0, balance)
    page.grid.folding.fold(closed=True)
    select_column(page, balance)
    qtbot.waitUntil(lambda: "选中 12 格　合计 48　平均 6　数值 8 个" in page.foot.sum_text, timeout=5_000)


def test_deleting_across_groups_means_the_rows_below_them(page: CatalogPage, settle: Settle) -> None:
    group(page, TYPE, settle)
    page.grid.go_to(0, 0)
    page.grid.selectAll()
    assert sorted(page.actions_on_rows._selected_cells()) == [1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14]


@pytest.mark.parametrize("seed", [7, 2026])
def test_any_order_of_grouping_folding_editing_and_arranging(
    page: CatalogPage, desk: Desk, settle: Settle, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311 - moves to be made again the same way
    arrangement, folding = page.grid.headings.arrangement, page.grid.folding

    def edit() -> None:
        rows = [n for n in range(page.model.rowCount()) if (row := page.model.row_at(n)) and not row.is_head]
        name = chance.choice((BALANCE, TYPE))
        text = {BALANCE: str(chance.randrange(100)), TYPE: chance.choice(("31", "32", "33", "34"))}[name]
        if rows:
            page.model.set_cells([(chance.choice(rows), column(page, name), text)])

    def regroup() -> None:
        assert folding.grouping is not None
        folding.grouping.by(chance.choice((TYPE, "mof_div_code", "approval_type")))

    moves: tuple[Callable[[], object], ...] = (
        edit,
        edit,
        regroup,
        lambda: folding.toggle(chance.randrange(page.model.rowCount() or 1)),
        lambda: folding.fold_all(closed=chance.random() < 0.5),
        lambda: arrangement.sort((chance.choice((BALANCE, NO, TYPE)), chance.random() < 0.5)),
        lambda: arrangement.filter(
            Filter(field=BALANCE, how=How.AT_LEAST, values=(chance.randrange(800),)), words="金额"
        ),
        arrangement.show_all,
        page.model.refresh,
    )
    group(page, TYPE, settle)
    for _ in range(40):
        chance.choice(moves)()
        if chance.random() < 0.7:
            settle()
    settle()
    arrangement.show_all()
    folding.fold_all(closed=False)
    settle()
    source = page.model.source
    assert isinstance(source, GroupedSource)
    with desk.store.read() as connection:
        found = read_groups(connection, schema=desk.schema, query=source.query, field=source.folds.grouping.field)
        rids = row_ids(connection, schema=desk.schema, query=source.query)
    assert [int(key) for key in source.keys if int(key) >= 0] == list(rids)
    shown = [(line[0], line[2]) for line in heads(page)][:-1]
    field = desk.schema.catalog("fund_account").by_name[BALANCE]
    assert [line[1] for line in shown] == [field.show(one.sums[BALANCE]) for one in found.groups]
    for one, (code, _) in zip(found.groups, shown, strict=True):
        assert one.text.startswith(code)
