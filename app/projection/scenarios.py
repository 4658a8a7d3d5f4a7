"""Scenarios of a projection: a name and what it changes of the start, kept in the store per region and type (1.8)."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - scenarios are read by their types
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from app.errors import RowsError
from app.projection.assumptions import BY_NAME, find_assumption, method_of
from app.projection.model import project
from app.store import read_meta, write_meta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.projection.model import YearLine
    from app.projection.starting import Start
    from app.tables import Schema

LONGEST_NAME = 20
BASE = "基准"
"""The scenario without changes; it is always there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A named set of changed assumptions, values as text so that nothing is rounded by keeping them."""

    name: str
    changed: Mapping[str, str] = field(default_factory=dict)


PRESET = (
    Scenario(name=BASE),
    Scenario(name="高方案", changed={"wage_growth": "6.00", "standard_growth": "4.00", "beneficiary_growth": "2.00"}),
    Scenario(name="低方案", changed={"wage_growth": "3.00", "standard_growth": "2.00", "beneficiary_growth": "4.50"}),
)
"""What an officer starts with: 高 with more coming in, 低 with more going out; both are theirs to change."""
_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder(list[Scenario]).decode


def _key(*, region: str, insurance_type: str) -> str:
    return f"projection/{region}/{insurance_type}"


def read_scenarios(connection: Connection, *, schema: Schema, region: str, insurance_type: str) -> list[Scenario]:
    """Return the scenarios kept for a region and type, those to start with where none are."""
    text = read_meta(connection, schema=schema, name=_key(region=region, insurance_type=insurance_type))
    return _decode(text) if text else list(PRESET)


def write_scenarios(
    connection: Connection, *, schema: Schema, region: str, insurance_type: str, scenarios: Sequence[Scenario]
) -> None:
    """Keep scenarios in place of those kept before; raise RowsError for names that are blank, long or there twice."""
    names = [one.name.strip() for one in scenarios]
    for name in names:
        if not name or len(name) > LONGEST_NAME:
            raise RowsError(f"方案名称应有 1 到 {LONGEST_NAME} 个字，现为“{name}”。", code="field.length")
        if names.count(name) > 1:
            raise RowsError(f"已有名为“{name}”的方案，请换一个名称。", code="key.duplicate")
    name = _key(region=region, insurance_type=insurance_type)
    write_meta(connection, schema=schema, name=name, value=_encode(list(scenarios)).decode())


def with_change(scenario: Scenario, *, insurance_type: str, name: str, text: str) -> Scenario:
    """Return a scenario with one assumption set; '' takes the change back. RowsError as the assumption's own."""
    assumption = find_assumption(name, method=method_of(insurance_type))
    changed = {key: value for key, value in scenario.changed.items() if key != assumption.name}
    if text.strip():
        changed[assumption.name] = str(assumption.read(text))
    return Scenario(name=scenario.name, changed=changed)


def values_of(scenario: Scenario, *, start: Mapping[str, Start]) -> dict[str, Decimal]:
    """Return the value of every assumption under a scenario; changes of what the method does not use are left out."""
    return {
        name: BY_NAME[name].check(Decimal(scenario.changed[name])) if name in scenario.changed else one.value
        for name, one in start.items()
    }


def project_scenario(
    scenario: Scenario, *, start: Mapping[str, Start], insurance_type: str, base_year: int, years: int
) -> tuple[YearLine, ...]:
    """Return the years that a scenario leads to."""
    # what another method uses is asked for by nobody, and is 0
    values = {**{name: Decimal(0) for name in BY_NAME}, **values_of(scenario, start=start)}
    return project(values, method=method_of(insurance_type), base_year=base_year, years=years)
