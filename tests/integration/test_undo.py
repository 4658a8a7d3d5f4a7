"""Taking back what a person did, and doing it again: rows, outbox and names (issue: the workbench, one undo)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, update

from app.catalogs import CATALOGS
from app.commands import CellEdit, SheetEdit, add_rows, delete_rows, edit_cells, fill_cells, set_enabled
from app.row_state import LineState, RowState
from app.sheet import SheetContext
from app.store import open_store
from app.undo.actions import CLOSED, read_stacks
from app.undo.carry import UndoError, redo, undo, undo_down_to
from sync.deciding import Choice, Decision, decide
from sync.settle import take_back
from tests.support import COUNTY, OPERATOR, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.fields import Value
    from app.store import Store

SUBJECT = "accounting_subject"
SHEET = SheetContext(
    catalog="management_value", fiscal_year=YEAR, region=COUNTY, pages=(("insurance_type", "1101"), ("basis", "actual"))
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def values(number: int, **changed: Value) -> dict[str, Value]:
    return {
        "fiscal_year": YEAR,
        "mof_div_code": COUNTY,
        "code": f"1003{number:02}",
        "name": f"专户{number}",
        "parent_code": "1003",
        "category": "1",
        "balance_side": "1",
        **changed,
    }


def add(store: Store, *numbers: int) -> list[str]:
    catalog = store.schema.catalog(SUBJECT)
    rows = [{**catalog.blank(), **values(number)} for number in numbers]
    outcome = add_rows(store, user=OPERATOR, catalog=catalog, rows=rows)
    assert not outcome.refusals
    return outcome.written


def rename(store: Store, row_id: str, text: str, *, verb: str = "") -> None:
    cell = CellEdit(row_id=row_id, field="name", given=text)
    catalog = store.schema.catalog(SUBJECT)
    assert not edit_cells(store, user=OPERATOR, catalog=catalog, cells=[cell], verb=verb).refusals


def remove(store: Store, *row_ids: str) -> None:
    catalog = store.schema.catalog(SUBJECT)
    assert not delete_rows(store, user=OPERATOR, catalog=catalog, row_ids=row_ids).refusals


def names(store: Store) -> dict[str, str]:
    """Return the county's subjects by code."""
    table = store.schema.rows[SUBJECT]
    wanted = select(table.c.code, table.c.name).where(table.c.mof_div_code == COUNTY, table.c.is_deleted.is_(False))
    with store.read() as connection:
        return dict(map(tuple, connection.execute(wanted)))


def lines(store: Store) -> list[tuple[str, str]]:
    with store.read() as connection:
        return [tuple(row) for row in connection.exec_driver_sql("SELECT kind, state FROM outbox ORDER BY n")]


def labels(store: Store) -> tuple[list[str], list[str]]:
    with store.read() as connection:
        found = read_stacks(connection, schema=store.schema)
    return [one.label for one in found.undo], [one.label for one in found.redo]


def sent_and_taken(store: Store) -> None:
    """Let the central have taken everything."""
    table = store.schema.rows[SUBJECT]
    with store.write() as connection:
        connection.execute(delete(store.schema.table("outbox")))
        connection.execute(update(table).values(state=int(RowState.SYNCED), version=table.c.version + 1))


def test_a_typed_cell_goes_back_and_forth_and_leaves_nothing_to_send(store: Store) -> None:
    (row_id,) = put_rows(store, SUBJECT, values(1))
    rename(store, row_id, "新名")
    assert labels(store) == (["修改“名称”（财政专户会计科目 100301）"], [])
    done = undo(store, user=OPERATOR)
    assert done.sentence == "已撤销：修改“名称”（财政专户会计科目 100301）"
    assert (done.row_ids, done.field, done.skipped) == ((row_id,), "name", ())
    assert names(store) == {"100301": "专户1"}
    assert lines(store) == []
    assert redo(store, user=OPERATOR).sentence.startswith("已重做：")
    assert names(store) == {"100301": "新名"}
    assert lines(store) == [("update", "open")]


def test_nothing_to_undo_or_redo_is_said(store: Store) -> None:
    with pytest.raises(UndoError, match="没有可以撤销的操作"):
        undo(store, user=OPERATOR)
    with pytest.raises(UndoError, match="没有可以重做的操作"):
        redo(store, user=OPERATOR)


def test_added_rows_go_and_come_back_with_what_was_typed_since(store: Store) -> None:
    (row_id,) = add(store, 1)
    rename(store, row_id, "二")
    undo(store, user=OPERATOR)
    undo(store, user=OPERATOR)
    assert (names(store), lines(store)) == ({}, [])
    redo(store, user=OPERATOR)
    assert names(store) == {"100301": "专户1"}
    redo(store, user=OPERATOR)
    assert names(store) == {"100301": "二"}
    assert lines(store) == [("insert", "open")]


def test_a_deletion_that_was_not_sent_is_taken_back_without_a_trace(store: Store) -> None:
    ids = put_rows(store, SUBJECT, values(1), values(2))
    rename(store, ids[0], "改过")
    remove(store, *ids)
    assert labels(store)[0][0] == "删除 2 行（财政专户会计科目）"
    assert names(store) == {}
    undo(store, user=OPERATOR)
    assert names(store) == {"100301": "改过", "100302": "专户2"}
    assert lines(store) == [("update", "open")]
    redo(store, user=OPERATOR)
    assert (names(store), lines(store)) == ({}, [("delete", "open")] * 2)


def test_a_row_made_changed_and_deleted_here_comes_back_whole(store: Store) -> None:
    (row_id,) = add(store, 1)
    rename(store, row_id, "改过")
    remove(store, row_id)
    assert lines(store) == []
    undo(store, user=OPERATOR)
    assert names(store) == {"100301": "改过"}
    assert lines(store) == [("insert", "open")]


def test_a_deletion_that_the_central_took_is_undone_by_a_new_row_and_earlier_actions_follow_it(store: Store) -> None:
    (row_id,) = put_rows(store, SUBJECT, values(1))
    rename(store, row_id, "改过")
    remove(store, row_id)
    sent_and_taken(store)
    done = undo(store, user=OPERATOR)
    assert done.row_ids != (row_id,)
    assert lines(store) == [("insert", "open")]
    undo(store, user=OPERATOR)
    assert names(store) == {"100301": "专户1"}
    redo(store, user=OPERATOR)
    redo(store, user=OPERATOR)
    assert (names(store), lines(store)) == ({}, [])


def test_a_deletion_on_its_way_waits_for_the_answer(store: Store) -> None:
    (row_id,) = put_rows(store, SUBJECT, values(1))
    remove(store, row_id)
    outbox = store.schema.table("outbox")
    with store.write() as connection:
        connection.execute(update(outbox).values(state=LineState.SENT))
    with pytest.raises(UndoError, match="删除正在上传"):
        undo(store, user=OPERATOR)
    assert len(labels(store)[0]) == 1


def test_cells_that_others_changed_stay_and_are_told(store: Store) -> None:
    ids = put_rows(store, SUBJECT, values(1), values(2))
    catalog, table = store.schema.catalog(SUBJECT), store.schema.rows[SUBJECT]
    cells = [CellEdit(row_id=row_id, field="name", given="粘贴的") for row_id in ids]
    edit_cells(store, user=OPERATOR, catalog=catalog, cells=cells, verb="粘贴")
    sent_and_taken(store)
    with store.write() as connection:
        connection.execute(update(table).where(table.c.id == ids[0]).values(name="别人的", updated_by="yz_jb"))
    done = undo(store, user=OPERATOR)
    assert done.sentence == "已撤销：粘贴 2 个单元格（财政专户会计科目）；有 1 处已被他人修改，未撤销"
    assert names(store) == {"100301": "别人的", "100302": "专户2"}
    redo(store, user=OPERATOR)
    assert names(store) == {"100301": "别人的", "100302": "粘贴的"}


def test_an_action_of_which_nothing_is_left_is_closed_and_the_one_before_can_be_undone(store: Store) -> None:
    ids = put_rows(store, SUBJECT, values(1), values(2))
    rename(store, ids[0], "一")
    rename(store, ids[1], "二")
    with store.read() as connection:
        newest, older = read_stacks(connection, schema=store.schema).undo
    rename(store, ids[1], "三")
    done = undo(store, user=OPERATOR, n=newest.n)
    assert done.sentence == ("没有撤销：修改“名称”（财政专户会计科目 100302）；有 1 处之后又在本机修改过，未撤销")
    with store.read() as connection:
        table = store.schema.table("action")
        assert connection.execute(select(table.c.undone_by).where(table.c.n == newest.n)).scalar() == CLOSED
        assert [one.n for one in read_stacks(connection, schema=store.schema).undo][-1] == older.n


def test_something_new_ends_what_could_be_done_again(store: Store) -> None:
    (row_id,) = put_rows(store, SUBJECT, values(1))
    rename(store, row_id, "一")
    undo(store, user=OPERATOR)
    rename(store, row_id, "二")
    assert labels(store)[1] == []
    undo(store, user=OPERATOR)
    assert labels(store)[0] == []


def test_down_to_an_action_and_up_again(store: Store) -> None:
    (row_id,) = put_rows(store, SUBJECT, values(1))
    for text in ("一", "二", "三"):
        rename(store, row_id, text)
    with store.read() as connection:
        second = read_stacks(connection, schema=store.schema).undo[1]
    assert len(undo_down_to(store, user=OPERATOR, n=second.n)) == 2
    assert names(store) == {"100301": "一"}
    redo(store, user=OPERATOR)
    redo(store, user=OPERATOR)
    assert names(store) == {"100301": "三"}


def test_rows_below_each_other_go_together(store: Store) -> None:
    catalog = store.schema.catalog(SUBJECT)
    rows = [
        values(1),
        values(2, code="10030101", parent_code="100301"),
        values(3, code="1003010101", parent_code="10030101"),
    ]
    outcome = add_rows(store, user=OPERATOR, catalog=catalog, rows=[{**catalog.blank(), **row} for row in rows])
    assert not outcome.refusals
    undo(store, user=OPERATOR)
    assert (names(store), lines(store)) == ({}, [])
    redo(store, user=OPERATOR)
    assert len(names(store)) == 3


def test_a_row_in_use_stays_and_the_reason_is_said(store: Store) -> None:
    add(store, 1)
    catalog = store.schema.catalog(SUBJECT)
    put_rows(store, SUBJECT, values(2, code="10030101", parent_code="100301"))
    with pytest.raises(UndoError, match="正在使用"):
        undo(store, user=OPERATOR)
    assert catalog.label in labels(store)[0][0]


def test_sheet_cells_and_switches_have_their_names(store: Store) -> None:
    cells = [SheetEdit(code=code, column="year", row_id="", given="12") for code in ("GL0101", "GL0201")]
    assert not fill_cells(store, user=OPERATOR, context=SHEET, cells=cells, verb="粘贴").refusals
    (row_id,) = put_rows(store, SUBJECT, values(1))
    catalog = store.schema.catalog(SUBJECT)
    set_enabled(store, user=OPERATOR, catalog=catalog, row_ids=[row_id], enabled=False)
    assert labels(store)[0] == ["停用 1 行（财政专户会计科目）", "粘贴 2 个单元格（参数填报）"]
    undo(store, user=OPERATOR)
    undo(store, user=OPERATOR)
    assert lines(store) == []


def test_it_all_stays_after_a_restart(store: Store, tmp_path: Path) -> None:
    (row_id,) = put_rows(store, SUBJECT, values(1))
    rename(store, row_id, "一")
    store.close()
    again = open_store(tmp_path / "store.db", catalogs=CATALOGS)
    undo(again, user=OPERATOR)
    assert names(again) == {"100301": "专户1"}
    again.close()


def test_what_was_taken_back_waits_again(store: Store) -> None:
    kept, gone = put_rows(store, SUBJECT, values(1), values(2))
    rename(store, kept, "改过")
    remove(store, gone)
    (made,) = add(store, 3)
    take_back(store, user=OPERATOR, row_ids=[kept, gone, made])
    assert (names(store), lines(store)) == ({"100301": "专户1", "100302": "专户2"}, [])
    assert labels(store)[0][0] == "撤回 3 条修改（财政专户会计科目）"
    undo(store, user=OPERATOR)
    assert names(store) == {"100301": "改过", "100303": "专户3"}
    assert sorted(lines(store)) == [("delete", "open"), ("insert", "open"), ("update", "open")]
    redo(store, user=OPERATOR)
    assert (names(store), lines(store)) == ({"100301": "专户1", "100302": "专户2"}, [])


def test_a_settled_conflict_can_be_decided_the_other_way(store: Store) -> None:
    (row_id,) = put_rows(store, SUBJECT, values(1))
    rename(store, row_id, "我的")
    outbox, table = store.schema.table("outbox"), store.schema.rows[SUBJECT]
    with store.write() as connection:
        connection.execute(update(outbox).values(state=LineState.CONFLICT, theirs='{"name":"对方的"}', field="name"))
        connection.execute(update(table).where(table.c.id == row_id).values(name="对方的", version=2))
        n = connection.execute(select(outbox.c.n)).scalar_one()
    decide(store, user=OPERATOR, decisions=[Decision(n=n, field="name", choice=Choice.THEIRS)])
    assert labels(store)[0][0] == "处理 1 处冲突（财政专户会计科目）"
    undo(store, user=OPERATOR)
    assert (names(store), lines(store)) == ({"100301": "我的"}, [("update", "open")])
    redo(store, user=OPERATOR)
    assert (names(store), lines(store)) == ({"100301": "对方的"}, [])
