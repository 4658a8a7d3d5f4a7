"""Writing a pack as documents: the header, then its rows, in one action that goes by the outbox (SYNC point 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.catalogs.pack import LONGEST_ROW, MOST_ROWS
from app.errors import RowsError
from app.ids import new_id
from app.packs.documents import PACKS, ROWS, TAKING, PackRow, digest_of, write_columns
from app.packs.facts import last_number
from app.unit_of_work import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.fields import Value
    from app.people import User
    from app.tables import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A pack without its number: `table` is its stable name, `title` what people call it; columns: (name, label)."""

    fiscal_year: int
    direction: str
    table: str
    title: str
    columns: Sequence[tuple[str, str]]
    rows: Sequence[PackRow]
    note: str = ""


def write_pack(connection: Connection, *, schema: Schema, user: User, draft: Draft) -> str:
    """Write a pack in the caller's transaction and return its id; RowsError with one sentence when it cannot be."""
    rows, fiscal_year = draft.rows, draft.fiscal_year
    check_size(rows, title=draft.title)
    header: dict[str, Any] = {
        "fiscal_year": fiscal_year,
        "mof_div_code": user.mof_div_code,
        "direction": draft.direction,
        "table_name": draft.table,
        "title": draft.title,
        "note": draft.note.strip(),
        "row_count": len(rows),
        "digest": digest_of((one.key, one.content) for one in rows),
        "columns": write_columns(draft.columns),
    }
    header["number"] = last_number(connection, schema=schema, pack=header) + 1
    pack_id = new_id()
    owner: dict[str, Value] = {"fiscal_year": fiscal_year, "mof_div_code": user.mof_div_code, "pack": pack_id}
    content = [
        Edit(catalog=ROWS, kind="insert", values={**owner, "place": n, "row_key": one.key, "content": one.content})
        for n, one in enumerate(rows, 1)
    ]
    for edits in ([Edit(catalog=PACKS, kind="insert", row_id=pack_id, values=header)], content):
        outcome = apply_edits(connection, schema=schema, user=user, edits=edits, source=TAKING, verb=None)
        if outcome.refusals:
            raise RowsError(outcome.sentence, code=outcome.refusals[0].problem.rule)
    return pack_id


def check_size(rows: Sequence[PackRow], *, title: str) -> None:
    """Raise RowsError for a pack that nobody could take."""
    if not rows:
        raise RowsError(f"“{title}”没有内容，请先录入再办理。", code="pack.content")
    if len(rows) > MOST_ROWS:
        raise RowsError(f"“{title}”有 {len(rows):,} 行，一包最多 {MOST_ROWS:,} 行。", code="pack.content")
    if long := next((one.key for one in rows if len(one.content) > LONGEST_ROW), ""):
        raise RowsError(f"“{title}”的 {long} 一行太长，请缩短后再办理。", code="pack.content")
