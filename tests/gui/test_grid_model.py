"""The grid model: first screen, pages, refresh by steps, sort, refused text that stays (HOUSE, style 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.commands import add_rows, delete_rows
from app.row_state import RowState
from app.rows import Query
from tests.gui.grid_support import CATEGORY, CODE, NAME, PARENT, SUBJECT, make_model, put_details, subjects, text, texts
from tests.support import COUNTY, OPERATOR, REVIEWER, YEAR
from ui.grid.row_source import RowSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store import Store
    from ui.grid.model import GridModel
    from ui.operations import Operations

    Settle = Callable[[], None]

DESCENDING = Qt.SortOrder.DescendingOrder


@pytest.fixture
def model(operations: Operations) -> GridModel:
    made = make_model(operations)
    made.tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning)  # type: ignore[attr-defined]
    return made


def test_the_first_screen_comes_before_the_rest(model: GridModel, store: Store, settle: Settle) -> None:
    put_details(store, 700)
    counts: list[tuple[int, bool]] = []
    model.counted.connect(lambda count, complete: counts.append((count, complete)))
    model.show_source(subjects(store))
    settle()
    assert counts == [(200, False), (702, True)]
    assert text(model, 0, CODE) == "1003"
    assert text(model, 1, PARENT) == "1003 财政专户存款"
    assert text(model, 1, CATEGORY) == "资产"


def test_a_page_is_read_when_it_comes_into_view(model: GridModel, store: Store, settle: Settle) -> None:
    put_details(store, 700)
    model.show_source(subjects(store))
    settle()
    assert text(model, 650, NAME) == ""
    settle()
    assert text(model, 650, NAME) == "明细0649"


def test_a_refresh_keeps_what_stays_in_place(model: GridModel, store: Store, settle: Settle) -> None:
    ids = put_details(store, 20)
    model.show_source(subjects(store))
    settle()
    kept = QPersistentModelIndex(model.index(10, NAME))
    catalog = store.schema.catalog(SUBJECT)
    delete_rows(store, user=OPERATOR, catalog=catalog, row_ids=[ids[2], ids[4]])
    add_rows(
        store,
        user=OPERATOR,
        catalog=catalog,
        rows=[
            {
                "fiscal_year": YEAR,
                "mof_div_code": COUNTY,
                "code": "10030001A",
                "name": "新明细",
                "parent_code": "1003",
                "category": "1",
                "balance_side": "1",
            }
        ],
    )
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.refresh()
    settle()
    assert resets == []
    assert kept.row() == 9
    assert kept.data() == "明细0009"
    assert "新明细" in texts(model, NAME)
    assert "明细0002" not in texts(model, NAME)


def test_sorting_is_done_by_the_store(model: GridModel, store: Store, settle: Settle) -> None:
    put_details(store, 300)
    model.show_source(subjects(store))
    settle()
    model.sort(NAME, DESCENDING)
    settle()
    assert text(model, 0, NAME) == "支出户存款"  # names are sorted as they are read: zhi, ming, cai
    assert text(model, 1, NAME) == "明细0299"
    model.sort(-1)
    settle()
    assert text(model, 0, CODE) == "1003"


def test_another_query_shows_its_rows(model: GridModel, store: Store, settle: Settle) -> None:
    put_details(store, 30)
    model.show_source(subjects(store))
    model.show_source(subjects(store, search="明细0007"))
    settle()
    assert texts(model, NAME) == ["明细0007"]
    model.show_source(subjects(store, search="没有这样的"))
    settle()
    assert model.rowCount() == 0


def test_what_is_kept_shows_its_state(model: GridModel, store: Store, settle: Settle) -> None:
    put_details(store, 3)
    model.show_source(subjects(store))
    settle()
    assert model.setData(model.index(1, NAME), "农行专户")
    assert text(model, 1, NAME) == "农行专户"
    keeping = [model.is_keeping]
    settle()
    assert [*keeping, model.is_keeping] == [True, False]
    row = model.row_at(1)
    assert row is not None
    assert (row.state, text(model, 1, NAME)) == (RowState.WAITING, "农行专户")
    assert "待上传" in text(model, 1, NAME, Qt.ItemDataRole.ToolTipRole)
    assert model.headerData(1, Qt.Orientation.Vertical, Qt.ItemDataRole.DecorationRole) is not None


def test_refused_text_stays_until_it_is_corrected(model: GridModel, store: Store, settle: Settle) -> None:
    put_details(store, 3)
    model.show_source(subjects(store))
    settle()
    model.setData(model.index(1, CATEGORY), "没有的类别")
    model.setData(model.index(2, NAME), "")
    settle()
    assert text(model, 1, CATEGORY) == "没有的类别"
    assert "科目类别应为" in text(model, 1, CATEGORY, Qt.ItemDataRole.ToolTipRole)
    assert "名称必须填写" in text(model, 2, NAME, Qt.ItemDataRole.ToolTipRole)
    assert model.refused_count == 2
    model.refresh()
    settle()
    model.show_source(subjects(store, search="明细0000"))
    settle()
    assert text(model, 0, CATEGORY) == "没有的类别"
    model.setData(model.index(0, CATEGORY), "收入")
    settle()
    assert (text(model, 0, CATEGORY), model.refused_count) == ("收入", 1)


def test_retyping_the_stored_value_takes_a_refused_one_back(model: GridModel, store: Store, settle: Settle) -> None:
    put_details(store, 1)
    model.show_source(subjects(store))
    settle()
    model.setData(model.index(1, CATEGORY), "错")
    settle()
    assert model.first_refused() == model.index(1, CATEGORY)
    model.setData(model.index(1, CATEGORY), "资产")
    settle()
    assert (model.refused_count, text(model, 1, CATEGORY)) == (0, "资产")


def test_one_bad_cell_of_a_row_does_not_lose_the_others(model: GridModel, store: Store, settle: Settle) -> None:
    put_details(store, 2)
    model.show_source(subjects(store))
    settle()
    model.set_cells([(1, CODE, "有汉字"), (1, NAME, "新名称"), (2, NAME, "另一行")])
    settle()
    assert (text(model, 1, CODE), text(model, 1, NAME), text(model, 2, NAME)) == ("有汉字", "新名称", "另一行")
    assert "数字、字母" in text(model, 1, CODE, Qt.ItemDataRole.ToolTipRole)
    assert "待上传" in text(model, 1, NAME, Qt.ItemDataRole.ToolTipRole)
    assert [model.typed_at(row, NAME) for row in (1, 2)] == [None, None]


def test_locked_cells_say_why(model: GridModel, store: Store, settle: Settle) -> None:
    put_details(store, 1)
    model.show_source(subjects(store))
    settle()
    assert not model.flags(model.index(0, NAME)) & Qt.ItemFlag.ItemIsEditable
    assert model.flags(model.index(1, NAME)) & Qt.ItemFlag.ItemIsEditable
    assert model.lock_at(0, NAME) == "部定标准行只读，不能修改或删除"
    standard = [column.name for column in model.columns].index("is_standard")
    assert "系统填写" in model.lock_at(1, standard)
    model.show_source(subjects(store, user=REVIEWER))
    settle()
    assert "审核岗不能修改数据" in model.lock_at(1, NAME)


def test_pasting_over_locked_cells_leaves_them_alone(model: GridModel, store: Store, settle: Settle) -> None:
    put_details(store, 1)
    model.show_source(subjects(store))
    settle()
    with_answer: list[int] = []
    model.saved.connect(lambda saved: with_answer.extend([saved.written, len(saved.skipped)]))
    model.set_cells([(0, NAME, "甲"), (1, NAME, "乙")])
    settle()
    assert with_answer == [1, 1]
    assert (text(model, 0, NAME), text(model, 1, NAME)) == ("财政专户存款", "乙")


def test_a_store_that_cannot_write_loses_nothing(
    model: GridModel, store: Store, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.errors import StoreError  # noqa: PLC0415

    put_details(store, 1)
    model.show_source(subjects(store))
    settle()
    told: list[StoreError] = []
    model.failed.connect(told.append)

    def full(*_: object, **__: object) -> None:
        raise StoreError("磁盘已满，没有写入任何内容。")

    monkeypatch.setattr("ui.grid.row_source.edit_cells", full)
    model.setData(model.index(1, NAME), "没存上")
    settle()
    assert [error.sentence for error in told] == ["磁盘已满，没有写入任何内容。"]
    assert text(model, 1, NAME) == "没存上"
    assert "磁盘已满" in text(model, 1, NAME, Qt.ItemDataRole.ToolTipRole)


def test_every_catalog_can_be_shown(model: GridModel, store: Store, settle: Settle) -> None:
    for catalog in store.schema.catalogs:
        query = Query(catalog=catalog.name, fiscal_year=YEAR, region=COUNTY)
        model.show_source(RowSource(store=store, user=OPERATOR, query=query))
        settle()
        assert model.columnCount() == sum(not field.hidden for field in catalog.columns) - 1


def test_a_page_that_cannot_be_read_is_told_once(
    model: GridModel, store: Store, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.errors import StoreError  # noqa: PLC0415
    from ui.grid.row_reading import RowReader  # noqa: PLC0415

    put_details(store, 700)
    model.show_source(subjects(store))
    settle()
    told: list[StoreError] = []
    model.failed.connect(told.append)

    def broken(*_: object, **__: object) -> None:
        raise StoreError("本地数据库出错，请重试。")

    with monkeypatch.context() as patch:
        patch.setattr(RowReader, "read", broken)
        for _ in range(3):
            assert text(model, 650, NAME) == ""
            settle()
    assert [error.sentence for error in told] == ["本地数据库出错，请重试。"]
    model.refresh()
    settle()
    assert text(model, 650, NAME) == ""
    settle()
    assert text(model, 650, NAME) == "明细0649"
