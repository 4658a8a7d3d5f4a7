"""Conflicts field by field, as a person decides them: what it was, mine, theirs, whose, when (SYNC point 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, select, text

from app.blank import is_blank
from app.clashes import OTHER, Clash, clash_of, clashing_fields
from app.flow.fields import follow_from_state
from app.line_texts import LineTexts
from app.row_state import LineState
from app.tables import HELD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.line_texts import RowPlace
    from app.tables import Schema

    Line = Mapping[str, Any]

MOST_LINES = 20_000
"""Lines listed at once; who has more settles these first."""
WHOLE_ROW = {
    Clash.THEY_DELETED: ("整行", "我改了", "对方已删除"),
    Clash.I_DELETED: ("整行", "我删除了", "对方改过这一行"),
    Clash.SAME_KEY: ("整行（主键相同）", "我新增的", "对方新增的"),
}
"""What stands as field, mine and theirs where the row as a whole is in dispute."""
MOST_VALUES = 6
"""Values of a row spelled out in one text."""
_changes = msgspec.json.Decoder(dict[str, list[Any]]).decode
_values = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldConflict:
    """One thing to decide. `field` is '' where the row as a whole is in dispute.

    Values are texts; `mine_amount` and `theirs_amount` are a number field's whole numbers (`scale` digits after the
    point), None where there is none. `version` is that of the row as listed: who decides names what they saw.
    `at` and `edited_at` are UTC. `beside`: labels of further fields of mine that wait for this decision.
    """

    n: int
    place: RowPlace
    catalog_label: str
    row_label: str
    clash: Clash
    field: str
    label: str
    base: str
    mine: str
    theirs: str
    by: str
    at: str
    edited_at: str
    version: int
    is_money: bool = False
    is_number: bool = False
    mine_amount: int | None = None
    theirs_amount: int | None = None
    scale: int = 0
    beside: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[int, str]:
        """Return what tells this conflict from the others."""
        return self.n, self.field

    @property
    def where(self) -> str:
        """Return catalog, row and field in a few words."""
        return "".join((f"“{self.catalog_label}”", self.row_label, f"的“{self.label}”" if self.field else ""))


def list_conflicts(
    connection: Connection, *, schema: Schema, numbers: Sequence[int] = (), limit: int = MOST_LINES
) -> list[FieldConflict]:
    """Return what is to be decided (of these lines only, when given), oldest line first, fields in declared order."""
    outbox = schema.table("outbox")
    wanted = select(outbox).where(text(HELD), outbox.c.state == LineState.CONFLICT).order_by(outbox.c.n).limit(limit)
    if numbers:
        wanted = wanted.where(
            outbox.c.n.in_(
                select(func.json_each(msgspec.json.encode(list(numbers)).decode()).table_valued("value").c.value)
            )
        )
    lines = [dict(line) for line in connection.execute(wanted).mappings()]
    found: list[FieldConflict] = []
    for name in dict.fromkeys(line["catalog"] for line in lines):
        own = [line for line in lines if line["catalog"] == name]
        found += _of_catalog(connection, schema=schema, name=name, lines=own)
    places = {line["n"]: place for place, line in enumerate(lines)}
    return sorted(found, key=lambda one: places[one.n])


def _of_catalog(connection: Connection, *, schema: Schema, name: str, lines: Sequence[Line]) -> list[FieldConflict]:
    changes = [_changes(line["changes"]) for line in lines]
    theirs = [_values(line["theirs"]) if line["theirs"] else {} for line in lines]
    ids = [row_id for line, known in zip(lines, theirs, strict=True) for row_id in (line["row_id"], known.get(OTHER))]
    wire = [*changes, *({field: [value] for field, value in known.items()} for known in theirs)]
    catalog = schema.catalog(name)
    texts = LineTexts(connection, schema=schema, catalog=catalog, row_ids=list(filter(None, ids)), wire=wire)
    return [
        one
        for line, pairs, known in zip(lines, changes, theirs, strict=True)
        for one in _of_line(line, changes=pairs, theirs=known, texts=texts)
    ]


def _of_line(
    line: Line, *, changes: Mapping[str, Sequence[Any]], theirs: Mapping[str, Any], texts: LineTexts
) -> Iterator[FieldConflict]:
    clash = clash_of(kind=line["kind"], rule=line["rule"], theirs=theirs)
    if clash.is_whole_row:
        yield _whole_row(line, clash=clash, changes=changes, theirs=theirs, texts=texts)
        return
    follows = follow_from_state(texts.catalog.record_of)
    changes = {name: pair for name, pair in changes.items() if name not in follows} or changes
    disputed = clashing_fields(changes, theirs=theirs)
    order = {name: place for place, name in enumerate(texts.catalog.names)}
    row_id = line["row_id"]
    beside = tuple(texts.field_label(name, row_id=row_id) for name in changes if name not in disputed)
    for name in sorted(disputed, key=lambda name: order.get(name, len(order))):
        seen, mine = changes[name]
        now = theirs.get(name, seen)
        is_number = texts.is_number(name)
        yield FieldConflict(
            **_common(line, row_id=row_id, texts=texts),
            clash=clash,
            field=name,
            label=texts.field_label(name, row_id=row_id),
            base="" if line["kind"] == "insert" else texts.value(name, seen),
            mine=texts.value(name, mine),
            theirs=texts.value(name, now),
            is_money=texts.is_money(name, row_id=row_id),
            is_number=is_number,
            mine_amount=mine if is_number and isinstance(mine, int) else None,
            theirs_amount=now if is_number and isinstance(now, int) else None,
            scale=texts.scale(name),
            beside=beside,
        )


def _whole_row(
    line: Line, *, clash: Clash, changes: Mapping[str, Sequence[Any]], theirs: Mapping[str, Any], texts: LineTexts
) -> FieldConflict:
    row_id = theirs.get(OTHER, line["row_id"])
    label, mine, other = WHOLE_ROW[clash]
    key = texts.catalog.key if clash is Clash.SAME_KEY else ()
    names = [name for name in changes if name in texts.catalog.by_name and name not in key]
    differing = [name for name in names if clash is not Clash.SAME_KEY or theirs.get(name) != changes[name][1]]
    values = _joined(texts, {name: changes[name][1] for name in differing})
    return FieldConflict(
        **_common(line, row_id=row_id, texts=texts),
        clash=clash,
        field="",
        label=label,
        base=_joined(texts, {name: changes[name][0] for name in differing}) if clash is not Clash.SAME_KEY else "",
        mine=_told(mine, values if clash is not Clash.I_DELETED else ""),
        theirs=_told(other, _joined(texts, {name: theirs[name] for name in differing if name in theirs})),
        is_money=any(texts.is_money(name, row_id=row_id) for name in differing),
    )


def _common(line: Line, *, row_id: str, texts: LineTexts) -> dict[str, Any]:
    version = texts.row(row_id).get("version")
    return {
        "n": line["n"],
        "place": texts.place(row_id),
        "catalog_label": texts.catalog.label,
        "row_label": texts.row_label(row_id),
        "by": line["theirs_by"],
        "at": line["theirs_at"],
        "edited_at": line["edited_at"],
        "version": version if isinstance(version, int) else 0,
    }


def _told(who: str, values: str) -> str:
    return f"{who}：{values}" if values else who


def _joined(texts: LineTexts, values: Mapping[str, object]) -> str:
    """Return values with their labels; blank ones say nothing."""
    told = [
        f"{texts.catalog.by_name[name].label} {text}"
        for name, value in values.items()
        if not is_blank(value) and (text := texts.value(name, value))
    ]
    more = f" 等 {len(told)} 项" if len(told) > MOST_VALUES else ""
    return "，".join(told[:MOST_VALUES]) + more
