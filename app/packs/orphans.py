"""Local refinements that lost what they hang on: listed for decision, never removed by a pack (SPEC 1: 细化)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.candidate import visible_row
from app.lookup import Lookup
from app.packs.documents import is_issued

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.people import User
    from app.tables import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """A row of one's own (or values filled in) that hangs on nothing: why, and what can be done."""

    catalog: str
    label: str
    row_id: str
    code: str
    name: str
    reason: str
    remedy: str


def find_orphans(
    connection: Connection, *, schema: Schema, user: User, fiscal_year: int, catalogs: tuple[str, ...] = ()
) -> list[Orphan]:
    """Return the orphans of a person's region and year in the issued catalogs (of `catalogs`, () for all)."""
    lookup = Lookup(connection, schema=schema)
    place = (fiscal_year, user.mof_div_code)
    return [
        orphan
        for catalog in schema.catalogs
        if is_issued(catalog) and (not catalogs or catalog.name in catalogs)
        for orphan in (
            *_refinements(catalog, place=place, lookup=lookup),
            *_values(catalog, place=place, lookup=lookup),
        )
    ]


def _refinements(catalog: Catalog, *, place: tuple[int, str], lookup: Lookup) -> Iterator[Orphan]:
    year, region = place
    table = lookup.schema.rows[catalog.name]
    own = select(table).where(
        table.c.fiscal_year == year,
        table.c.mof_div_code == region,
        table.c.is_deleted.is_(False),
        table.c.is_enabled.is_(True),
    )
    rows = [dict(row) for row in lookup.connection.execute(own.order_by(table.c[catalog.code])).mappings()]
    known = lookup.by_code(catalog.name, fiscal_year=year, codes=[str(row[catalog.code]) for row in rows])
    chain = lookup.scope.chain(fiscal_year=year, region=region) - {region}
    for row in rows:
        code = str(row[catalog.code])
        above = next((one for one in known[code] if one["mof_div_code"] in chain), None)
        if above is not None:
            yield _orphan(catalog, row, f"代码与上级的“{above['name']}”相同", "改用别的代码，或停用本级的这一行")
        elif reason := _parent_reason(catalog, row, place=place, lookup=lookup):
            yield _orphan(catalog, row, reason, "改挂到别的上级，或停用、删除这一行")


def _parent_reason(catalog: Catalog, row: Mapping[str, Any], *, place: tuple[int, str], lookup: Lookup) -> str:
    code = str(row[catalog.parent.name] or "") if catalog.parent else ""
    if not code or code == row[catalog.code]:
        return ""
    parent = visible_row(catalog.name, year=place[0], code=code, owner=place[1], lookup=lookup)
    if parent is None:
        return f"上级 {code} 已不存在"
    return "" if parent["is_enabled"] else f"上级“{code} {parent['name']}”已停用"


def _orphan(catalog: Catalog, row: Mapping[str, Any], reason: str, remedy: str) -> Orphan:
    return Orphan(
        catalog=catalog.name,
        label=catalog.label,
        row_id=str(row["id"]),
        code=str(row[catalog.code]),
        name=str(row[catalog.title]),
        reason=reason,
        remedy=remedy,
    )


def _values(catalog: Catalog, *, place: tuple[int, str], lookup: Lookup) -> Iterator[Orphan]:
    """Yield, once for each definition, the values of a region that were filled in for one that is no more in use."""
    year, region = place
    for other in lookup.schema.catalogs:
        if other.sheet is None or getattr(other.by_name[other.sheet.rows], "to", "") != catalog.name:
            continue
        table = lookup.schema.rows[other.name]
        named = table.c[other.sheet.rows]
        filled = select(named, table.c.id).where(
            table.c.fiscal_year == year,
            table.c.mof_div_code == region,
            table.c.is_deleted.is_(False),
            table.c[other.sheet.value].is_not(None),
        )
        ids: dict[str, list[str]] = {}
        for code, row_id in lookup.connection.execute(filled.order_by(named)):
            ids.setdefault(str(code), []).append(str(row_id))
        for code, found in ids.items():
            row = visible_row(catalog.name, year=year, code=code, owner=region, lookup=lookup)
            if row is None or not row["is_enabled"]:
                what = "已停用" if row else "已不存在"
                yield Orphan(
                    catalog=other.name,
                    label=other.label,
                    row_id=found[0],
                    code=code,
                    name=str(row["name"]) if row else "",
                    reason=f"“{catalog.label}”中的 {code} {what}，已填的 {len(found):,} 个数没有去处",
                    remedy="核对后清除这些数，或与上级联系恢复这一项",
                )
