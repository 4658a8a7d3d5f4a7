"""All that a projection shows of a place: where it starts, its scenarios, and the years each leads to (clause 1.8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.projection.scenarios import project_scenario, read_scenarios
from app.projection.starting import NO_FIGURE, read_start
from app.rows import Query, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from sqlalchemy import Connection

    from app.projection.model import Figure, YearLine
    from app.projection.scenarios import Scenario
    from app.projection.starting import Start
    from app.tables import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is projected: a region's fund of an insurance type, from a base year on, over so many years."""

    region: str
    insurance_type: str
    base_year: int
    years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A scenario with the years that it leads to."""

    scenario: Scenario
    years: tuple[YearLine, ...]

    def values(self, name: str) -> list[Decimal | None]:
        """Return one figure year by year."""
        return [line.value(name) for line in self.years]

    def figure(self, name: str, *, year: int) -> Figure:
        """Return a figure of a year with its formula."""
        line = next(one for one in self.years if one.year == year)
        return next(one for one in line.figures if one.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """A subject's start and its scenarios, the first one without changes."""

    subject: Subject
    start: Mapping[str, Start]
    runs: tuple[Run, ...]

    @property
    def has_figures(self) -> bool:
        """Say whether anything was filled in to start from."""
        return any(one.origin != NO_FIGURE for one in self.start.values())

    def run(self, name: str) -> Run:
        """Return a scenario's run; the first one where there is none of this name."""
        return next((one for one in self.runs if one.scenario.name == name), self.runs[0])


def read_projection(connection: Connection, *, schema: Schema, subject: Subject) -> Projection:
    """Read and project; RowsError for a wrong number of years."""
    place = {"region": subject.region, "insurance_type": subject.insurance_type}
    start = read_start(connection, schema=schema, fiscal_year=subject.base_year, **place)
    scenarios = read_scenarios(connection, schema=schema, **place)
    runs = tuple(
        Run(
            scenario=one,
            years=project_scenario(
                one,
                start=start,
                insurance_type=subject.insurance_type,
                base_year=subject.base_year,
                years=subject.years,
            ),
        )
        for one in scenarios
    )
    return Projection(subject=subject, start=start, runs=runs)


def funds(connection: Connection, *, schema: Schema, fiscal_year: int, region: str) -> list[tuple[str, str]]:
    """Return (code, name) of the insurance types that have funds: enabled ones without any below them."""
    query = Query(catalog="insurance_type", fiscal_year=fiscal_year, region=region, enabled_only=True)
    rows = list(read_rows(connection, schema=schema, query=query))
    above = {str(row["parent_code"]) for row in rows}
    return [(str(row["code"]), str(row["name"])) for row in rows if row["code"] not in above]
