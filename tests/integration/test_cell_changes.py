"""What a grid says of edited, new and merged cells: from, to, by whom, and on which way they are (SYNC point 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, update

from app.cell_changes import CellChange, ChangeKind, cell_changes
from app.commands import CellEdit, add_rows, edit_cells
from app.local_time import local_time
from app.row_state import LineState
from tests.support import COUNTY, OPERATOR, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.fields import Value
    from app.store import Store

AT = "2020-01-01T04:00:00Z"
SUBJECT = {
    "mof_div_code": COUNTY,
    "code": "100301",
    "name": "农行专户",
    "parent_code": "1003",
    "category": "1",
    "balance_side": "1",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def rename(store: Store, row_id: str, name: str) -> None:
    catalog = store.schema.catalog("accounting_subject")
    edit_cells(store, user=OPERATOR, catalog=catalog, cells=[CellEdit(row_id=row_id, field="name", given=name)])


def changes(store: Store, row_id: str) -> dict[str, CellChange]:
    with store.read() as connection:
        catalog = store.schema.catalog("accounting_subject")
        return cell_changes(connection, schema=store.schema, catalog=catalog, row_ids=[row_id]).get(row_id, {})


def set_line(store: Store, **values: str) -> None:
    with store.write() as connection:
        connection.execute(update(store.schema.table("outbox")).values(values))


@pytest.mark.parametrize(
    ("state", "todo"),
    [
        (LineState.OPEN, "待上传"),
        (LineState.SENT, "已发出，等待中心端答复"),
        (LineState.REFUSED, "没有被接受，更正后重新上传"),
        (LineState.CONFLICT, "处理冲突以后上传"),
    ],
)
def test_an_edited_cell_says_from_what_to_what_by_whom_and_where_it_is(store: Store, state: str, todo: str) -> None:
    (row_id,) = put_rows(store, "accounting_subject", SUBJECT)
    rename(store, row_id, "工行专户")
    set_line(store, state=state, edited_at=AT)
    (found,) = changes(store, row_id).values()
    who = f"{OPERATOR.code} {local_time(AT)}"
    assert found.sentence == f"本机由“农行专户”改为“工行专户”（{who}），{todo}"


def test_an_edit_after_one_under_way_is_told_from_the_first_value_on(store: Store) -> None:
    (row_id,) = put_rows(store, "accounting_subject", SUBJECT)
    rename(store, row_id, "工行专户")
    set_line(store, state=LineState.SENT)
    rename(store, row_id, "中行专户")
    found = changes(store, row_id)["name"]
    assert (found.before, found.after, found.line) == ("农行专户", "中行专户", LineState.OPEN)


def test_a_new_row_is_new_as_a_whole_however_often_it_was_edited(store: Store) -> None:
    catalog = store.schema.catalog("accounting_subject")
    row: dict[str, Value] = {**catalog.blank(), "fiscal_year": YEAR, **SUBJECT}
    (row_id,) = add_rows(store, user=OPERATOR, catalog=catalog, rows=[row]).written
    rename(store, row_id, "工行专户")
    assert {name: one.kind for name, one in changes(store, row_id).items()} == {"": ChangeKind.NEW}


def test_what_others_set_beside_an_edit_is_told_with_their_name(store: Store) -> None:
    (row_id,) = put_rows(store, "accounting_subject", SUBJECT)
    line = {"catalog": "accounting_subject", "row_id": row_id, "field": "auxiliary", "mine": '["name"]'}
    with store.write() as connection:
        values = {**line, "before": '""', "after": '"代管"', "by": "ls", "at": AT}
        connection.execute(insert(store.schema.table("merged")).values(values))
    told = f"已合并：别人把这一格由“未填”改为“代管”（ls {local_time(AT)}），与您的修改合在一起"
    assert changes(store, row_id)["auxiliary"].sentence == told
