"""What verification put right, listed on the command line (SYNC point 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.repaired import RepairedRow
    from app.store import Store
    from ui.cli.seat import Work


def list_repaired(*, work: Work, limit: int | None) -> Answer:
    """List the rows that were put right, newest first."""
    found = read_repaired(work.store, limit=limit)
    return Answer(text=repaired_table(found) or "核对没有发现过不一致。", data={"repaired": plain_repaired(found)})


def read_repaired(store: Store, *, since: str = "", limit: int | None = None) -> list[RepairedRow]:
    """Return what was put right from a time on (UTC), newest first, at most `limit` rows."""
    from app.repaired import repaired_numbers, repaired_rows

    with store.read() as connection:
        numbers = repaired_numbers(connection)[:limit]
        return [one for one in repaired_rows(connection, schema=store.schema, numbers=numbers) if one.at >= since]


def repaired_table(found: Sequence[RepairedRow]) -> str:
    """Return the rows as a table, '' for none."""
    from app.local_time import local_time
    from ui.cli.table import Column, table

    lines = [[local_time(one.at), one.catalog_label, one.row_label, one.found, one.differed, one.done] for one in found]
    headings = ("核对时间", "目录", "行", "查出的问题", "不同之处：本机 → 中心端", "处理")
    return table(tuple(Column(heading=heading, widest=80) for heading in headings), lines) if lines else ""


def plain_repaired(found: Sequence[RepairedRow]) -> list[dict[str, object]]:
    """Return the rows for JSON."""
    return [
        {
            "number": one.n,
            "catalog": one.place.catalog,
            "row": one.place.row_id,
            "title": one.row_label,
            "found": one.found,
            "differed": one.differed,
            "done": one.done,
            "at": one.at,
        }
        for one in found
    ]
