"""What pooling is judged by: the regions of a year with their reporting parents, levels and areas by type (1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.people import Level
from app.scope import below, chain_of, visible
from app.tree_unplaced import PLACED_LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.tables import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """An enabled region that is pooled, or stands above one that is."""

    code: str
    name: str
    level: Level
    parent: str

    @property
    def label(self) -> str:
        """Return code and name as they are shown."""
        return f"{self.code} {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """That a region stands in an area for a type; `row_id` is the row that says so."""

    row_id: str
    insurance_type: str
    region: str
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolingFacts:
    """One year below one region. `regions`: all enabled ones by code, `parents`: what they report to.

    `inside`: the regions that must be placed, in order; `types`: names of the enabled types without any below them;
    `levels`: pooling level by type.
    """

    fiscal_year: int
    regions: Mapping[str, Region]
    parents: Mapping[str, str]
    inside: tuple[Region, ...]
    types: Mapping[str, str]
    levels: Mapping[str, Level]
    placements: tuple[Placement, ...]

    def chain(self, code: str) -> list[str]:
        """Return a region and those it reports through, nearest first."""
        return chain_of(code, parents=self.parents)

    def area_at(self, code: str, *, level: Level) -> str:
        """Return a region's area under pooling at `level`: the one of that level it reports through, or itself."""
        found = (one for one in self.chain(code) if one in self.regions and self.regions[one].level == level)
        return next(found, code)

    def named(self, code: str) -> str:
        """Return code and name of a region, the bare code of one that is not enabled this year."""
        return self.regions[code].label if code in self.regions else code

    def type_label(self, code: str) -> str:
        """Return code and name of an insurance type."""
        return f"{code} {self.types[code]}" if code in self.types else code


def read_facts(connection: Connection, *, schema: Schema, fiscal_year: int, region: str) -> PoolingFacts:
    """Read what there is of one year for the regions at and below `region`."""
    table = schema.rows["region"]
    found = connection.execute(
        select(
            table.c.mof_div_code,
            table.c.name,
            table.c.level_no,
            table.c.parent_code,
            below(table, schema=schema, region=region),
        )
        .where(table.c.fiscal_year == fiscal_year, table.c.is_deleted.is_(False), table.c.is_enabled.is_(True))
        .order_by(table.c.mof_div_code)
    ).all()
    regions = {row[0]: Region(code=row[0], name=row[1], level=Level(int(row[2])), parent=row[3]) for row in found}
    inside = tuple(regions[row[0]] for row in found if row[4] and row[2] in PLACED_LEVELS)
    return PoolingFacts(
        fiscal_year=fiscal_year,
        regions=regions,
        parents={one.code: one.parent for one in regions.values()},
        inside=inside,
        types=_types(connection, schema=schema, fiscal_year=fiscal_year),
        levels=_levels(connection, schema=schema, fiscal_year=fiscal_year, region=region),
        placements=_placements(connection, schema=schema, fiscal_year=fiscal_year, region=region),
    )


def _types(connection: Connection, *, schema: Schema, fiscal_year: int) -> dict[str, str]:
    """Return the enabled types that have none below them: these are what is pooled."""
    table = schema.rows["insurance_type"]
    rows = connection.execute(
        select(table.c.code, table.c.name, table.c.parent_code)
        .where(table.c.fiscal_year == fiscal_year, table.c.is_deleted.is_(False), table.c.is_enabled.is_(True))
        .order_by(table.c.code)
    ).all()
    above = {parent for _, _, parent in rows}
    return {code: name for code, name, _ in rows if code not in above}


def _levels(connection: Connection, *, schema: Schema, fiscal_year: int, region: str) -> dict[str, Level]:
    """Return the levels set at, above or below `region`: those of another province are not for it."""
    table, catalog = schema.rows["pooling_level"], schema.catalog("pooling_level")
    rows = connection.execute(
        select(table.c.insurance_type, table.c.pooling_level).where(
            table.c.fiscal_year == fiscal_year,
            table.c.is_deleted.is_(False),
            table.c.is_enabled.is_(True),
            visible(table, schema=schema, catalog=catalog, region=region),
        )
    )
    return {code: Level(int(level)) for code, level in rows if level}


def _placements(connection: Connection, *, schema: Schema, fiscal_year: int, region: str) -> tuple[Placement, ...]:
    table = schema.rows["pooling_area"]
    rows = connection.execute(
        select(table.c.id, table.c.insurance_type, table.c.mof_div_code, table.c.pooling_area_code)
        .where(
            table.c.fiscal_year == fiscal_year,
            table.c.is_deleted.is_(False),
            table.c.is_enabled.is_(True),
            below(table, schema=schema, region=region),
        )
        .order_by(table.c.insurance_type, table.c.pooling_area_code, table.c.mof_div_code)
    )
    return tuple(Placement(row_id=row[0], insurance_type=row[1], region=row[2], area=row[3]) for row in rows)
