"""Where a projection starts: the figures that the region has filled in, each with where it comes from (clause 1.8)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from app.projection.assumptions import assumptions_for, method_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.projection.assumptions import Assumption
    from app.tables import Schema

MANAGEMENT, ACTUARIAL = "management_value", "actuarial_value"
NO_FIGURE = "没有填报数，用预设值"
BASES = {"actual": "实际", "estimate": "预计"}
"""Bases of 参数填报 by preference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """An assumption's first value, and in Chinese where it comes from."""

    value: Decimal
    origin: str


def read_start(
    connection: Connection, *, schema: Schema, fiscal_year: int, region: str, insurance_type: str
) -> dict[str, Start]:
    """Return the first value of every assumption of the type's method; what nobody filled in has its preset."""
    found = {
        **_filled(connection, schema=schema, fiscal_year=fiscal_year, region=region, insurance_type=insurance_type),
    }
    return {one.name: _start(one, found=found) for one in assumptions_for(method_of(insurance_type))}


def _start(assumption: Assumption, *, found: Mapping[str, Start]) -> Start:
    for source in assumption.sources:
        parts = [found.get(code) for code in source.split("+")]
        there = [one for one in parts if one is not None]
        total = sum((one.value for one in there), Decimal(0))
        if there and _fits(assumption, total):  # a 0 that was filled in is a figure, a blank is none
            return Start(
                value=round(total, assumption.places), origin="＋".join(dict.fromkeys(one.origin for one in there))
            )
    return Start(value=assumption.preset, origin=NO_FIGURE)


def _fits(assumption: Assumption, value: Decimal) -> bool:
    return assumption.low <= value <= assumption.high


def _filled(
    connection: Connection, *, schema: Schema, fiscal_year: int, region: str, insurance_type: str
) -> dict[str, Start]:
    """Return what was filled in by parameter: of 参数填报 the whole year, of 精算参数填报 the newest year."""
    found: dict[str, Start] = {}
    for basis in reversed(BASES):  # the better basis comes last and stays
        found.update(
            _values(
                connection,
                schema=schema,
                catalog=MANAGEMENT,
                asked=(fiscal_year, region, insurance_type),
                more={"basis": basis, "period": "year"},
                origin=f"参数填报 {fiscal_year} 年{BASES[basis]}",
            )
        )
    for year in (fiscal_year - 1, fiscal_year):
        found.update(
            _values(
                connection,
                schema=schema,
                catalog=ACTUARIAL,
                asked=(fiscal_year, region, insurance_type),
                more={"data_year": year},
                origin=f"精算参数填报 {year} 年",
            )
        )
    return found


def _values(
    connection: Connection,
    *,
    schema: Schema,
    catalog: str,
    asked: tuple[int, str, str],
    more: Mapping[str, object],
    origin: str,
) -> dict[str, Start]:
    fiscal_year, region, insurance_type = asked
    table = schema.rows[catalog]
    places = getattr(schema.catalog(catalog).by_name["value"], "places", 0)
    rows = connection.execute(
        select(table.c.parameter, table.c.value).where(
            table.c.fiscal_year == fiscal_year,
            table.c.mof_div_code == region,
            or_(table.c.insurance_type == insurance_type, table.c.insurance_type == ""),
            table.c.is_deleted.is_(False),
            table.c.value.is_not(None),
            *(table.c[name] == value for name, value in more.items()),
        )
    )
    return {code: Start(value=Decimal(value).scaleb(-places), origin=f"{origin} {code}") for code, value in rows}
