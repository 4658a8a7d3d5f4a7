"""What waits, was refused or is in conflict, as an officer reads it: which row, which field, whose value (clause 2)."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import case, func, select, text

from app.batch_state import Sending, Sendings
from app.blank import is_blank
from app.flow.fields import follow_from_state
from app.line_texts import LineTexts
from app.lookup import chunks
from app.row_state import LineState
from app.tables import HELD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.line_texts import RowPlace
    from app.tables import Schema

    Changes = Mapping[str, Sequence[Any]]

LIMIT = 2000
"""Lines read at once; a desk with more of them first sends or settles these."""
STATES = {
    "waiting": (LineState.OPEN, LineState.SENT),
    "refused": (LineState.REFUSED,),
    "conflict": (LineState.CONFLICT,),
}
"""States of the outbox by the kind that the desktop counts."""
LABELS = {
    LineState.OPEN: "待上传",
    LineState.SENT: "已编批",
    LineState.REFUSED: "被拒绝",
    LineState.CONFLICT: "有冲突",
}
KINDS = {"insert": "新增", "update": "修改", "delete": "删除"}
_changes = msgspec.json.Decoder(dict[str, list[Any]]).decode
_values = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One changed field as text: what was seen, what was set here, what the central has (None: not known)."""

    name: str
    label: str
    before: str
    mine: str
    theirs: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """One line of the outbox; times are UTC as stored, `field` is the one that a refusal is about ('': the row).

    `state_label` is the officers' word: of a line in a batch, how far the batch is. `reason`: why it was refused or
    is in conflict, or why its batch did not get through.
    """

    n: int
    place: RowPlace
    catalog_label: str
    row_label: str
    kind: str
    state: str
    state_label: str
    changes: tuple[FieldChange, ...]
    rule: str
    field: str
    field_label: str
    reason: str
    by: str
    at: str
    edited_at: str

    @property
    def catalog(self) -> str:
        """Return the catalog's name."""
        return self.place.catalog

    @property
    def row_id(self) -> str:
        """Return the row's id."""
        return self.place.row_id


def waiting_lines(
    connection: Connection, *, schema: Schema, states: Sequence[str] = (), limit: int = LIMIT
) -> list[WaitingLine]:
    """Return lines in these states (() for all): conflicts first, then refused ones, then what waits, each by time."""
    outbox = schema.table("outbox")
    rank = case((outbox.c.state == LineState.CONFLICT, 0), (outbox.c.state == LineState.REFUSED, 1), else_=2)
    wanted = select(outbox).order_by(rank, outbox.c.n).limit(limit)
    if states:
        wanted = wanted.where(outbox.c.state.in_(states))
    if states and not set(states) & set(STATES["waiting"]):
        wanted = wanted.where(text(HELD))
    lines = [dict(line) for line in connection.execute(wanted).mappings()]
    return _told(connection, schema=schema, lines=lines)


def line_numbers(connection: Connection, *, states: Sequence[str]) -> array[int]:
    """Return the numbers of all lines in these states, oldest first; 8 bytes a line."""
    marks = ", ".join("?" for _ in states)
    held = "" if set(states) & set(STATES["waiting"]) else f" AND {HELD}"
    query = f"SELECT n FROM outbox WHERE state IN ({marks}){held} ORDER BY n"  # noqa: S608 - only places
    return array("q", (n for (n,) in connection.exec_driver_sql(query, tuple(states))))


def lines_by_number(connection: Connection, *, schema: Schema, numbers: Iterable[int]) -> list[WaitingLine]:
    """Return the lines with these numbers in their order; those gone meanwhile are left out."""
    outbox = schema.table("outbox")
    wanted = list(numbers)
    found: dict[int, dict[str, Any]] = {}
    for part in chunks(wanted):
        lines = connection.execute(select(outbox).where(outbox.c.n.in_(part))).mappings()
        found.update({line["n"]: dict(line) for line in lines})
    return _told(connection, schema=schema, lines=[found[n] for n in wanted if n in found])


def _told(connection: Connection, *, schema: Schema, lines: Sequence[dict[str, Any]]) -> list[WaitingLine]:
    found: list[WaitingLine] = []
    batches = Sendings(connection) if any(line["state"] == LineState.SENT for line in lines) else None
    for name in dict.fromkeys(line["catalog"] for line in lines):
        own = [line for line in lines if line["catalog"] == name]
        found += _of_catalog(connection, schema=schema, catalog=schema.catalog(name), lines=own, batches=batches)
    places = {line["n"]: place for place, line in enumerate(lines)}
    return sorted(found, key=lambda line: places[line.n])


def count_by_catalog(connection: Connection, *, schema: Schema) -> dict[str, int]:
    """Return the number of lines of each catalog that has any."""
    outbox = schema.table("outbox")
    found = connection.execute(select(outbox.c.catalog, func.count()).group_by(outbox.c.catalog))
    return {name: count for name, count in found}  # noqa: C416 - rows are not pairs to a type checker


def _of_catalog(
    connection: Connection,
    *,
    schema: Schema,
    catalog: Catalog,
    lines: Sequence[Mapping[str, Any]],
    batches: Sendings | None,
) -> list[WaitingLine]:
    changes = [_changes(line["changes"]) for line in lines]
    ids = [line["row_id"] for line in lines]
    texts = LineTexts(connection, schema=schema, catalog=catalog, row_ids=ids, wire=changes)
    return [
        _line(line, changes=pairs, texts=texts, sending=batches.of(line["n"]) if batches else None)
        for line, pairs in zip(lines, changes, strict=True)
    ]


def _line(line: Mapping[str, Any], *, changes: Changes, texts: LineTexts, sending: Sending | None) -> WaitingLine:
    theirs = _values(line["theirs"]) if line["theirs"] else {}
    conflict = line["state"] == LineState.CONFLICT
    known = sending if line["state"] == LineState.SENT else None
    return WaitingLine(
        n=line["n"],
        place=texts.place(line["row_id"]),
        catalog_label=texts.catalog.label,
        row_label=texts.row_label(line["row_id"]),
        kind=line["kind"],
        state=line["state"],
        state_label=known.state.label if known else LABELS[line["state"]],
        changes=tuple(_field_changes(line, changes=changes, theirs=theirs, texts=texts)),
        rule=line["rule"],
        field=line["field"],
        field_label=texts.field_label(line["field"], row_id=line["row_id"]) if line["field"] else "",
        reason=line["message"]
        or (_conflict_words(line, theirs=theirs) if conflict else "")
        or (known.error if known else ""),
        by=line["theirs_by"],
        at=line["theirs_at"],
        edited_at=line["edited_at"],
    )


def _conflict_words(line: Mapping[str, Any], *, theirs: Mapping[str, Any]) -> str:
    if theirs.get("is_deleted"):
        return "中心端已删除这一行"
    return (
        "这一行在中心端已被修改，不能直接删除" if line["kind"] == "delete" else "双方改了同一项，请选择保留哪一方的值"
    )


def _field_changes(
    line: Mapping[str, Any], *, changes: Changes, theirs: Mapping[str, Any], texts: LineTexts
) -> list[FieldChange]:
    catalog, is_new = texts.catalog, line["kind"] == "insert"
    follows = follow_from_state(catalog.record_of)
    return [
        FieldChange(
            name=name,
            label=texts.field_label(name, row_id=line["row_id"]),
            before=texts.value(name, before),
            mine=texts.value(name, mine),
            theirs=texts.value(name, theirs[name]) if name in theirs else None,
        )
        for name, (before, mine) in changes.items()
        if name in catalog.by_name and name not in follows and not (is_new and (name in catalog.key or is_blank(mine)))
    ]
