"""What verification found different from the central and put right, row by row, for a later look (SYNC point 9)."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.line_texts import LineTexts
from app.lookup import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.line_texts import RowPlace
    from app.tables import Schema

    Line = Mapping[str, Any]

MORE = "more"
"""Kind of a line that stands for rows of one verification that are not listed one by one; its label is how many."""
WORDS = {
    "missing": ("本机缺少这一行", "已从中心端补回"),
    "superfluous": ("中心端没有这一行", "已从本机去掉"),
    "staying": ("中心端没有这一行", "有待上传的修改，处理完后去掉"),
    "stale": ("与中心端的版本不同", "已换成中心端的行"),
    "different": ("与中心端的值不同", "已改为中心端的值"),
    MORE: ("与中心端不一致", "已同样处理"),
}
"""What was found and what was done, by the kind of a difference."""
BLANK = "空"
_changes = msgspec.json.Decoder(dict[str, list[Any]]).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairedRow:
    """One row that was put right; `differed` names the fields with the value here and the central's. `at` is UTC."""

    n: int
    place: RowPlace
    catalog_label: str
    row_label: str
    found: str
    differed: str
    done: str
    at: str
    field: str


def repaired_numbers(connection: Connection) -> array[int]:
    """Return the numbers of all that was put right, newest first."""
    return array("q", (n for (n,) in connection.exec_driver_sql("SELECT n FROM repaired ORDER BY n DESC")))


def last_repair(connection: Connection) -> tuple[int, str]:
    """Return how many lines the list has, and when the newest was written (UTC, '' never)."""
    count, at = connection.exec_driver_sql("SELECT count(*), coalesce(max(at), '') FROM repaired").one()
    return int(count), str(at)


def repaired_rows(connection: Connection, *, schema: Schema, numbers: Iterable[int]) -> list[RepairedRow]:
    """Return rows by number, in this order; those that have made room for newer ones are left out."""
    table, wanted = schema.table("repaired"), list(numbers)
    lines: dict[int, Line] = {}
    for part in chunks(wanted):
        found = connection.execute(select(table).where(table.c.n.in_(part))).mappings()
        lines.update({line["n"]: dict(line) for line in found})
    told: dict[int, RepairedRow] = {}
    for name in dict.fromkeys(line["catalog"] for line in lines.values()):
        own = [line for line in lines.values() if line["catalog"] == name]
        told.update(_of_catalog(connection, schema=schema, name=name, lines=own))
    return [told[n] for n in wanted if n in told]


def _of_catalog(connection: Connection, *, schema: Schema, name: str, lines: Sequence[Line]) -> dict[int, RepairedRow]:
    wire = [_changes(line["changes"]) for line in lines]
    ids = [line["row_id"] for line in lines]
    texts = LineTexts(connection, schema=schema, catalog=schema.catalog(name), row_ids=ids, wire=wire)
    return {line["n"]: _told(line, changes=changes, texts=texts) for line, changes in zip(lines, wire, strict=True)}


def _told(line: Line, *, changes: Mapping[str, Sequence[Any]], texts: LineTexts) -> RepairedRow:
    row_id = line["row_id"]
    found, done = WORDS[line["kind"]]
    differed = [
        f"{texts.field_label(name, row_id=row_id)} " + " → ".join(texts.value(name, one) or BLANK for one in pair)
        for name, pair in changes.items()
        if name in texts.catalog.by_name
    ]
    return RepairedRow(
        n=line["n"],
        place=texts.place(row_id),
        catalog_label=texts.catalog.label,
        row_label=texts.row_label(row_id) or line["label"],
        found=found,
        differed="；".join(differed),
        done=done,
        at=line["at"],
        field=next(iter(changes), ""),
    )
