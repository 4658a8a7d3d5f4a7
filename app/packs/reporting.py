"""Reporting up: a table of any shape as a pack to the level above, which gives the receipt (SPEC 1.2: 报送)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import RightsError, RowsError
from app.fields import Bad, Text
from app.packs.documents import UP, PackRow, canonical
from app.packs.rules import report_problem
from app.packs.writing import Draft, write_pack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.people import User
    from app.store import Store

    Cell = str | int | float | bool | None

_TABLE = Text(name="table_name", label="报表", max_length=40)


def report(
    store: Store,
    *,
    user: User,
    table: str,
    title: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[Cell]],
    fiscal_year: int,
    note: str = "",
    key: int = 1,
) -> str:
    """Report a table to the level above and return the pack's id; RightsError or RowsError says why not.

    `table`: its stable name, by which its packs are numbered; `title`: what people call it. `columns`: (name, label);
    each row has a cell for each. The first `key` cells tell rows apart from pack to pack.
    """
    if problem := report_problem(user):
        raise RightsError(f"不能上报：{problem.text}。", code=problem.rule)
    if isinstance(_TABLE.read(table), Bad) or (text := _TABLE.check(table)):
        raise RowsError(f"不能上报：{text}。", code="field.length")
    wrong = next((n for n, row in enumerate(rows, 1) if len(row) != len(columns)), 0)
    if wrong:
        raise RowsError(f"“{title}”第 {wrong} 行应有 {len(columns)} 格，请检查后再上报。", code="pack.content")
    content = [PackRow(key="/".join(str(cell) for cell in row[:key]), content=canonical(list(row))) for row in rows]
    draft = Draft(
        fiscal_year=fiscal_year, direction=UP, table=table, title=title, columns=columns, rows=content, note=note
    )
    with store.write() as connection:
        return write_pack(connection, schema=store.schema, user=user, draft=draft)
