"""Which issued packs a region has not taken: values that hang on them are not submitted before (SPEC section 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.candidate import Problem
from app.packs.documents import DOWN, PACKS, pack_name
from app.packs.facts import row_counts, taken_packs
from app.packs.rules import STALE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog
    from app.lookup import Lookup


def newest_packs(lookup: Lookup, *, table_name: str, fiscal_year: int, region: str) -> list[Mapping[str, Any]]:
    """Return the newest whole pack of each level above a region, for a catalog and year."""
    table = lookup.schema.rows[PACKS]
    above = sorted(lookup.scope.chain(fiscal_year=fiscal_year, region=region) - {region})
    wanted = select(table).where(
        table.c.fiscal_year == fiscal_year,
        table.c.mof_div_code.in_(above),
        table.c.direction == DOWN,
        table.c.table_name == table_name,
        table.c.is_deleted.is_(False),
    )
    found = [dict(row) for row in lookup.connection.execute(wanted.order_by(table.c.number)).mappings()]
    counts = row_counts(lookup.connection, schema=lookup.schema, packs=found) if found else {}
    whole = (one for one in found if counts.get(str(one["id"]), 0) == one["row_count"])
    return list({str(one["mof_div_code"]): one for one in whole}.values())


def untaken_packs(lookup: Lookup, *, table_name: str, fiscal_year: int, region: str) -> list[Mapping[str, Any]]:
    """Return those of the newest packs from above that a region has not taken."""
    newest = newest_packs(lookup, table_name=table_name, fiscal_year=fiscal_year, region=region)
    taken = taken_packs(lookup.connection, schema=lookup.schema, receiver=region) if newest else {}
    return [one for one in newest if one["id"] not in taken]


def stale_problem(lookup: Lookup, *, catalog: Catalog, fiscal_year: int, region: str) -> Problem | None:
    """Return why values of a sheet are not submitted: the region has not taken the pack with their definitions."""
    if catalog.sheet is None or PACKS not in lookup.schema.rows:
        return None
    definitions = getattr(catalog.by_name[catalog.sheet.rows], "to", "")
    untaken = untaken_packs(lookup, table_name=definitions, fiscal_year=fiscal_year, region=region)
    if not untaken:
        return None
    told = pack_name(untaken[0])
    return Problem(STALE, "", f"上级下发的{told}还没有接收，请先在“下发与接收”中接收，核对后再送审")
