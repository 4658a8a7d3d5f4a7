"""What a grid says of refused rows and conflicts: the field, both values, who and when (SYNC points 4, 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from app.commands import CellEdit, edit_cells
from app.local_time import local_time
from app.row_notes import row_notes
from app.row_state import LineState
from tests.support import COUNTY, OPERATOR, put_rows, small_store

if TYPE_CHECKING:
    from pathlib import Path

AT = "2020-01-01T04:00:00Z"
SUBJECT = {"mof_div_code": COUNTY, "code": "100301", "name": "农行专户", "parent_code": "1003", "category": "1"}


@pytest.mark.parametrize(
    ("line", "notes"),
    [
        (
            {"state": LineState.REFUSED, "field": "name", "message": "名称重复"},
            {"name": "中心没有接受：名称重复"},
        ),
        ({"state": LineState.REFUSED, "message": "没有权限"}, {"": "中心没有接受：没有权限"}),
        (
            {
                "state": LineState.CONFLICT,
                "theirs": '{"name": "中行"}',
                "theirs_by": "nb",
                "theirs_at": AT,
            },
            {"name": f"“名称”有冲突：原为“农行专户”，本机填“工行专户”，中心现为“中行”（nb {local_time(AT)}）"},
        ),
        ({"state": LineState.CONFLICT, "theirs": '{"is_deleted": true}'}, {"": "与中心的数据有冲突"}),
        ({"state": LineState.OPEN}, None),
    ],
)
def test_notes_name_field_and_values(tmp_path: Path, line: dict[str, str], notes: dict[str, str] | None) -> None:
    store = small_store(tmp_path)
    catalog = store.schema.catalog("accounting_subject")
    (row_id,) = put_rows(store, catalog.name, {**SUBJECT, "balance_side": "1"})
    cell = CellEdit(row_id=row_id, field="name", given="工行专户")
    edit_cells(store, user=OPERATOR, catalog=catalog, cells=[cell])
    with store.write() as connection:
        connection.execute(update(store.schema.table("outbox")).values(line))
        found = row_notes(connection, schema=store.schema, catalog=catalog, row_ids=[row_id])
    store.close()
    assert found.get(row_id) == notes
