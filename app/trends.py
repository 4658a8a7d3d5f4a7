"""The main figures of a region over the years, from what was filled in: people, income, balance (clauses 1.8, 1.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.fields import Year
from app.line_texts import RowPlace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.tables import Schema

FIGURES = (
    (("actuarial_value", "JS12"), ("management_value", "GL0101")),
    (("management_value", "GL0401"),),
    (("actuarial_value", "JS16"),),
)
"""What is drawn: insured people, collected income, balance; each by the catalogs and parameters it may be found in."""
WHOLE_YEAR = "year"
MOST_POINTS = 8
ACTUAL = "actual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One figure: (year or quarter, value) in order, values in units of 10**-`scale` of `unit`.

    `place`: where the last value stands.
    """

    label: str
    unit: str
    type_name: str
    points: tuple[tuple[str, int], ...]
    scale: int
    place: RowPlace


@dataclass(frozen=True, slots=True, order=True)
class _Stored:
    """A stored value; what was counted goes before what was expected."""

    is_actual: bool
    value: int
    row_id: str
    fiscal_year: int


_Points = list[tuple[str, _Stored]]


def read_trends(
    connection: Connection,
    *,
    schema: Schema,
    fiscal_year: int,
    region: str,
    wanted: str,
    types: Mapping[str, str],
) -> tuple[Trend, ...]:
    """Return the figures that have at least one year for an insurance type (`wanted`, else the first that has any)."""
    known = {catalog.name for catalog in schema.catalogs}
    every = {
        figure: _points(connection, schema=schema, figure=figure, fiscal_year=fiscal_year, region=region)
        for figures in FIGURES
        for figure in figures
        if figure[0] in known
    }
    order = [wanted] if wanted else list(types)
    code = next((code for code in order if any(found.get(code) for found in every.values())), "")
    if not code:
        return ()
    best = [
        max((one for one in figures if one in every), key=lambda one: len(every[one].get(code, ())), default=None)
        for figures in FIGURES
    ]
    return tuple(
        _trend(
            connection,
            schema=schema,
            figure=figure,
            region=region,
            insurance_type=(code, types.get(code, "")),
            points=every[figure][code][-MOST_POINTS:],
        )
        for figure in best
        if figure is not None and every[figure].get(code)
    )


def _points(
    connection: Connection, *, schema: Schema, figure: tuple[str, str], fiscal_year: int, region: str
) -> dict[str, _Points]:
    """Return (label, value) by insurance type: of a sheet's years, of whole years, or of one year's quarters."""
    catalog, table = schema.catalog(figure[0]), schema.rows[figure[0]]
    sheet = catalog.sheet
    if sheet is None:
        return {}
    across = catalog.by_name[sheet.across]
    basis = [table.c[name] for name in sheet.pages if name != sheet.applies_to]
    rows = connection.execute(
        select(
            table.c[sheet.applies_to],
            table.c.fiscal_year,
            table.c[sheet.across],
            table.c[sheet.value],
            table.c.id,
            *basis,
        )
        .where(
            table.c.mof_div_code == region,
            table.c[sheet.rows] == figure[1],
            table.c[sheet.value].is_not(None),
            table.c.is_deleted.is_(False),
        )
        .order_by(table.c.fiscal_year)
    )
    best: dict[str, dict[tuple[int, str], _Stored]] = {}
    for code, year, column, value, row_id, *bases in rows:
        of_type, place = best.setdefault(code, {}), (year, str(column))
        stored = _Stored(ACTUAL in bases, value, row_id, year)
        of_type[place] = max(of_type.get(place, stored), stored)
    if isinstance(across, Year):
        return {code: _of_sheet(found, fiscal_year=fiscal_year) for code, found in best.items()}
    options = getattr(across, "options", ())
    return {code: _of_years(found, fiscal_year=fiscal_year, options=options) for code, found in best.items()}


def _of_sheet(found: Mapping[tuple[int, str], _Stored], *, fiscal_year: int) -> _Points:
    return sorted((column, value) for (year, column), value in found.items() if year == fiscal_year)


def _of_years(
    found: Mapping[tuple[int, str], _Stored], *, fiscal_year: int, options: Sequence[tuple[str, str]]
) -> _Points:
    years = [(str(year), value) for (year, column), value in sorted(found.items()) if column == WHOLE_YEAR]
    if len(years) > 1:
        return years
    parts = [
        (label, found[fiscal_year, option])
        for option, label in options
        if option != WHOLE_YEAR and (fiscal_year, option) in found
    ]
    return parts or years


def _trend(
    connection: Connection,
    *,
    schema: Schema,
    figure: tuple[str, str],
    region: str,
    insurance_type: tuple[str, str],
    points: _Points,
) -> Trend:
    catalog = schema.catalog(figure[0])
    sheet = catalog.sheet
    field = catalog.by_name[sheet.value] if sheet else None
    definitions = schema.catalog(getattr(catalog.by_name[sheet.rows], "to", "")) if sheet else catalog
    table = schema.rows[definitions.name]
    row = connection.execute(
        select(table.c[definitions.title], table.c.unit).where(
            table.c[definitions.code] == figure[1], table.c.is_deleted.is_(False)
        )
    ).first()
    code, name = insurance_type
    last = points[-1][1]
    return Trend(
        label=str(row[0]) if row else figure[1],
        unit=str(row[1] or "") if row else "",
        type_name=name,
        points=tuple((label, stored.value) for label, stored in points),
        scale=int(getattr(field, "places", 0)),
        place=RowPlace(
            catalog=catalog.name,
            row_id=last.row_id,
            fiscal_year=last.fiscal_year,
            mof_div_code=region,
            insurance_type=code,
        ),
    )


def read_series(
    connection: Connection,
    *,
    schema: Schema,
    figure: tuple[str, str],
    fiscal_year: int,
    region: str,
    kind: tuple[str, str],
) -> Trend | None:
    """Return one figure (value catalog, parameter) of a region over the years, None where nothing is filled in.

    `kind`: code and name of the insurance type, '' for both where it is for none.
    """
    points = _points(connection, schema=schema, figure=figure, fiscal_year=fiscal_year, region=region).get(kind[0])
    if not points:
        return None
    return _trend(
        connection, schema=schema, figure=figure, region=region, insurance_type=kind, points=points[-MOST_POINTS:]
    )
