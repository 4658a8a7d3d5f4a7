"""What others changed beside an edit of this desk, without a clash: listed until looked at (SYNC point 6)."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.line_texts import LineTexts
from app.lookup import chunks
from app.row_state import RowState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.line_texts import RowPlace
    from app.store import Store
    from app.tables import Schema

    Line = Mapping[str, Any]

_decode = msgspec.json.decode


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedField:
    """One field that another person set beside my edit; `mine` names the fields I set. `at` is UTC."""

    n: int
    place: RowPlace
    catalog_label: str
    row_label: str
    field: str
    label: str
    before: str
    after: str
    mine: str
    by: str
    at: str
    is_number: bool


def merged_numbers(connection: Connection) -> array[int]:
    """Return the numbers of all merged fields, newest first."""
    return array("q", (n for (n,) in connection.exec_driver_sql("SELECT n FROM merged ORDER BY n DESC")))


def count_merged(connection: Connection) -> int:
    """Return how many merged fields nobody has looked at yet."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM merged").scalar_one())


def merged_fields(connection: Connection, *, schema: Schema, numbers: Iterable[int]) -> list[MergedField]:
    """Return merged fields by number, in this order; those dismissed meanwhile are left out."""
    table, wanted = schema.table("merged"), list(numbers)
    lines: dict[int, Line] = {}
    for part in chunks(wanted):
        found = connection.execute(select(table).where(table.c.n.in_(part))).mappings()
        lines.update({line["n"]: dict(line) for line in found})
    told: dict[int, MergedField] = {}
    for name in dict.fromkeys(line["catalog"] for line in lines.values()):
        own = [line for line in lines.values() if line["catalog"] == name]
        told.update(_of_catalog(connection, schema=schema, name=name, lines=own))
    return [told[n] for n in wanted if n in told]


def _of_catalog(connection: Connection, *, schema: Schema, name: str, lines: Sequence[Line]) -> dict[int, MergedField]:
    wire = [{line["field"]: [_decode(line["before"]), _decode(line["after"])]} for line in lines]
    ids = [line["row_id"] for line in lines]
    texts = LineTexts(connection, schema=schema, catalog=schema.catalog(name), row_ids=ids, wire=wire)
    return {line["n"]: _told(line, texts=texts) for line in lines}


def _told(line: Line, *, texts: LineTexts) -> MergedField:
    name, row_id = line["field"], line["row_id"]
    mine = _decode(line["mine"])
    return MergedField(
        n=line["n"],
        place=texts.place(row_id),
        catalog_label=texts.catalog.label,
        row_label=texts.row_label(row_id),
        field=name,
        label=texts.field_label(name, row_id=row_id),
        before=texts.value(name, _decode(line["before"])),
        after=texts.value(name, _decode(line["after"])),
        mine="、".join(texts.field_label(one, row_id=row_id) for one in mine),
        by=line["by"],
        at=line["at"],
        is_number=texts.is_number(name),
    )


def dismiss_merged(store: Store, *, numbers: Iterable[int]) -> int:
    """Take looked-at fields off the list, and the mark off rows that have none left; return how many went."""
    wanted = msgspec.json.encode(list(numbers)).decode()
    which = "n IN (SELECT value FROM json_each(?))"
    with store.write() as connection:
        rows = connection.exec_driver_sql(f"SELECT DISTINCT catalog, row_id FROM merged WHERE {which}", (wanted,)).all()  # noqa: S608
        gone = connection.exec_driver_sql(f"DELETE FROM merged WHERE {which}", (wanted,)).rowcount  # noqa: S608
        for catalog in {row[0] for row in rows}:
            ids = msgspec.json.encode([row[1] for row in rows if row[0] == catalog]).decode()
            unmark = (
                f'UPDATE "{catalog}" SET state = ? WHERE state = ? AND id IN (SELECT value FROM json_each(?))'  # noqa: S608
                " AND id NOT IN (SELECT row_id FROM merged)"
            )
            connection.exec_driver_sql(unmark, (int(RowState.SYNCED), int(RowState.MERGED), ids))
    return gone
