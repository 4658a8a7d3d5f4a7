"""What waits, was refused or is in conflict, as an officer reads it: which row, which field, whose value (clause 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import case, func, select, text

from app.fields import Bad, show_scaled
from app.lookup import fetch_rows
from app.row_state import LineState
from app.rows import all_names
from app.tables import HELD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Field, Value
    from app.tables import Schema

    Names = Mapping[str, Mapping[str, str]]

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
    LineState.SENT: "上传中",
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
    """One line of the outbox; times are UTC as stored, `fiscal_year` and `mof_div_code` tell where the row stands."""

    n: int
    catalog: str
    catalog_label: str
    row_id: str
    row_label: str
    fiscal_year: int
    mof_div_code: str
    insurance_type: str
    kind: str
    state: str
    changes: tuple[FieldChange, ...]
    rule: str
    reason: str
    by: str
    at: str
    edited_at: str


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
    found: list[WaitingLine] = []
    for name in dict.fromkeys(line["catalog"] for line in lines):
        own = [line for line in lines if line["catalog"] == name]
        found += _of_catalog(connection, schema=schema, catalog=schema.catalog(name), lines=own)
    places = {line["n"]: place for place, line in enumerate(lines)}
    return sorted(found, key=lambda line: places[line.n])


def count_by_catalog(connection: Connection, *, schema: Schema) -> dict[str, int]:
    """Return the number of lines of each catalog that has any."""
    outbox = schema.table("outbox")
    found = connection.execute(select(outbox.c.catalog, func.count()).group_by(outbox.c.catalog))
    return {name: count for name, count in found}  # noqa: C416 - rows are not pairs to a type checker


def _of_catalog(
    connection: Connection, *, schema: Schema, catalog: Catalog, lines: Sequence[Mapping[str, Any]]
) -> list[WaitingLine]:
    rows = fetch_rows(
        connection, table=schema.rows[catalog.name], column="id", values=[line["row_id"] for line in lines]
    )
    names = all_names(connection, schema=schema, catalog=catalog, fiscal_year=None)
    return [_line(catalog, line, row=rows.get(line["row_id"], {}), names=names) for line in lines]


def _line(catalog: Catalog, line: Mapping[str, Any], *, row: Mapping[str, Value], names: Names) -> WaitingLine:
    theirs = _values(line["theirs"]) if line["theirs"] else {}
    conflict = line["state"] == LineState.CONFLICT
    year = row.get("fiscal_year")
    return WaitingLine(
        n=line["n"],
        catalog=catalog.name,
        catalog_label=catalog.label,
        row_id=line["row_id"],
        row_label=_row_label(catalog, row, names=names),
        fiscal_year=year if isinstance(year, int) else 0,
        mof_div_code=str(row.get("mof_div_code") or ""),
        insurance_type=str(row.get("insurance_type") or ""),
        kind=line["kind"],
        state=line["state"],
        changes=tuple(_field_changes(catalog, line, theirs=theirs, names=names)),
        rule=line["rule"],
        reason=line["message"] or (_conflict_words(line, theirs=theirs) if conflict else ""),
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


def _row_label(catalog: Catalog, row: Mapping[str, Value], *, names: Names) -> str:
    """Return the row's title and what else its key says, without year and region."""
    shown = [
        catalog.by_name[name].show(row[name], names=names.get(getattr(catalog.by_name[name], "to", ""), {}))
        for name in dict.fromkeys((*catalog.key, catalog.code, catalog.title))
        if name in row and name not in {"fiscal_year", "mof_div_code"}
    ]
    if not any(shown) and "mof_div_code" in row:
        shown = [catalog.by_name["mof_div_code"].show(row["mof_div_code"], names=names.get("region", {}))]
    return " · ".join(dict.fromkeys(text for text in shown if text))


def _field_changes(
    catalog: Catalog, line: Mapping[str, Any], *, theirs: Mapping[str, Any], names: Names
) -> list[FieldChange]:
    found: list[FieldChange] = []
    for name, (before, mine) in _changes(line["changes"]).items():
        field = catalog.by_name.get(name)
        if field is None or (line["kind"] == "insert" and (name in catalog.key or mine in (None, "", False))):
            continue
        shown = _shower(catalog, field, names=names)
        texts = [shown(field.receive(wire)) for wire in (before, mine)]
        other = shown(field.receive(theirs[name])) if name in theirs else None
        found.append(FieldChange(name=name, label=field.label, before=texts[0], mine=texts[1], theirs=other))
    return found


def _shower(catalog: Catalog, field: Field, *, names: Names) -> Callable[[Value | Bad], str]:
    """Return what turns a field's values into text; a sheet's values have the digits they need, no more."""
    known = names.get(getattr(field, "to", ""), {})
    scale = getattr(field, "places", 0) if catalog.sheet and catalog.sheet.value == field.name else None

    def shown(value: Value | Bad) -> str:
        if isinstance(value, Bad):
            return value.given
        if scale is not None and isinstance(value, int):
            return show_scaled(value, scale=scale, places=0)
        return field.show(value, names=known)

    return shown
