"""Looking the crosswalk of insurance codes over: what collides across systems, what has no counterpart (clause 1.3).

None of this is an error: systems are free to number as they like, and not every fund is known outside. It is to be
known before data of two systems is put together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.rows import Query, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.fields import Value
    from app.tables import Schema

    Row = Mapping[str, Value]

CROSSWALK, TYPES = "insurance_crosswalk", "insurance_type"
OWN_COLUMNS = ("mohrss_aae140", "nhsa_insutype")
"""Columns of the insurance types that repeat a system's code; each is named like the system."""
NONE = "无对应险种"


class NoteKind(StrEnum):
    """What is noted."""

    COLLISION = "collision"
    MISSING = "missing"
    DIFFERENT = "different"

    @property
    def label(self) -> str:
        """Return the officers' word."""
        return {"collision": "代码同而含义不同", "missing": "没有外部代码", "different": "与险种表不一致"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosswalkNote:
    """One remark: about which code (an outside one, or ours), in words, and at which row of which catalog."""

    kind: NoteKind
    code: str
    text: str
    catalog: str
    row_id: str


def crosswalk_notes(
    connection: Connection, *, schema: Schema, fiscal_year: int, region: str
) -> tuple[CrosswalkNote, ...]:
    """Return what is to be known of the rows in use that apply to a region: collisions first, then by our codes."""
    rows, types = (
        list(
            read_rows(
                connection,
                schema=schema,
                query=Query(catalog=name, fiscal_year=fiscal_year, region=region, enabled_only=True),
            )
        )
        for name in (CROSSWALK, TYPES)
    )
    names = {str(row["code"]): str(row["short_name"] or row["name"]) for row in types}
    field = schema.catalog(CROSSWALK).by_name["system"]
    systems = {str(row["system"]): field.show(row["system"]) for row in rows}
    return (
        *_collisions(rows, systems=systems, names=names),
        *_missing(rows, types=types),
        *_different(rows, types=types, systems=systems),
    )


def _collisions(
    rows: Sequence[Row], *, systems: Mapping[str, str], names: Mapping[str, str]
) -> Iterator[CrosswalkNote]:
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(str(row["outside_code"]), []).append(row)
    for code, same in sorted(by_code.items()):
        if len({str(row["insurance_type"]) for row in same}) < 2:  # noqa: PLR2004 - two meanings
            continue
        told = "；".join(
            f"{systems[str(row['system'])]}中是“{row['outside_name']}”（{_ours(row, names=names)}）" for row in same
        )
        text = f"外部代码 {code} 含义不同：{told}；交换数据时须同时写明系统"
        yield CrosswalkNote(kind=NoteKind.COLLISION, code=code, text=text, catalog=CROSSWALK, row_id=str(same[0]["id"]))


def _ours(row: Row, *, names: Mapping[str, str]) -> str:
    code = str(row["insurance_type"] or "")
    return f"{code} {names.get(code, '')}".strip() or NONE


def _missing(rows: Sequence[Row], *, types: Sequence[Row]) -> Iterator[CrosswalkNote]:
    known = {str(row["insurance_type"]) for row in rows}
    for row in types:
        code = str(row["code"])
        if code not in known:
            text = f"险种 {code} {row['name']} 在任何外部系统中都没有对应代码"
            yield CrosswalkNote(kind=NoteKind.MISSING, code=code, text=text, catalog=TYPES, row_id=str(row["id"]))


def _different(rows: Sequence[Row], *, types: Sequence[Row], systems: Mapping[str, str]) -> Iterator[CrosswalkNote]:
    for row in types:
        code = str(row["code"])
        for system in OWN_COLUMNS:
            own = str(row[system] or "")
            said = {
                str(one["outside_code"])
                for one in rows
                if one["system"] == system and str(one["insurance_type"]) == code
            }
            if own and own not in said:
                other = "、".join(sorted(said)) or "没有这个险种"
                named = f"险种 {code} {row['name']}"
                text = f"{named} 在险种表中的{systems.get(system, system)}代码是 {own}，对照表中是 {other}"
                yield CrosswalkNote(kind=NoteKind.DIFFERENT, code=code, text=text, catalog=TYPES, row_id=str(row["id"]))
