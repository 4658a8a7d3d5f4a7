"""Reading the figures of a region from a store and letting the warning rules judge them (clauses 1.8, 1.9)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.problems.declared import RULES, YEAR_FIELDS
from app.problems.figures import Figures, Meaning
from app.rows import Query, read_rows
from app.sheet import sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.problems.figures import Warned
    from app.problems.rules import Rule
    from app.tables import Schema

    Place = tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Which figures are meant: a year and a region, and, where given, the values of page fields."""

    fiscal_year: int
    region: str
    pages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WarnedRow:
    """A warning at the stored row whose value it is about; `row` has the key columns and the row's id."""

    row: Mapping[str, Value]
    warned: Warned
    figures: Figures


def warned_rows(
    connection: Connection, *, schema: Schema, catalog: Catalog, where: Where, rules: Sequence[Rule] = RULES
) -> list[WarnedRow]:
    """Return what the rules notice among a value catalog's figures; nothing for other catalogs."""
    own = [rule for rule in rules if rule.catalog == catalog.name]
    if not own or catalog.sheet is None:
        return []
    meanings = _meanings(connection, schema=schema, catalog=catalog, where=where)
    groups = _groups(connection, schema=schema, catalog=catalog, where=where)
    found: list[WarnedRow] = []
    for figures, rows in _figures(catalog, groups=groups, meanings=meanings, where=where):
        for rule in own:
            found += [WarnedRow(row=rows[one.parameter], warned=one, figures=figures) for one in rule.judge(figures)]
    return found


def _dimensions(catalog: Catalog) -> tuple[str, ...]:
    """Return the fields that tell one set of figures from another: the key but for the parameter and the region."""
    return tuple(name for name in catalog.key if name not in {sheet_of(catalog).rows, "mof_div_code"})


def _groups(
    connection: Connection, *, schema: Schema, catalog: Catalog, where: Where
) -> dict[Place, dict[str, Mapping[str, Value]]]:
    """Return the rows that hold numbers by their dimensions and parameter, of this year and the one before."""
    sheet, table = sheet_of(catalog), schema.rows[catalog.name]
    columns = [table.c[name] for name in dict.fromkeys(("id", *catalog.key, sheet.value))]
    years = (where.fiscal_year, where.fiscal_year - 1)
    wanted = select(*columns).where(
        table.c.fiscal_year.in_(years if YEAR_FIELDS[catalog.name] == "fiscal_year" else years[:1]),
        table.c.mof_div_code == where.region,
        table.c.is_deleted.is_(False),
        table.c[sheet.value].is_not(None),
        *(table.c[name] == value for name, value in where.pages),
    )
    dimensions = _dimensions(catalog)
    found: dict[Place, dict[str, Mapping[str, Value]]] = defaultdict(dict)
    for row in connection.execute(wanted).mappings():
        found[tuple(row[name] for name in dimensions)][str(row[sheet.rows])] = dict(row)
    return found


def _figures(
    catalog: Catalog,
    *,
    groups: Mapping[Place, Mapping[str, Mapping[str, Value]]],
    meanings: Mapping[str, Meaning],
    where: Where,
) -> Iterator[tuple[Figures, Mapping[str, Mapping[str, Value]]]]:
    sheet, dimensions = sheet_of(catalog), _dimensions(catalog)
    year, step = dimensions.index("fiscal_year"), dimensions.index(YEAR_FIELDS[catalog.name])
    scale = int(getattr(catalog.by_name[sheet.value], "places", 0))
    for place, rows in groups.items():
        if place[year] != where.fiscal_year:
            continue
        earlier = groups.get((*place[:step], int(str(place[step])) - 1, *place[step + 1 :]), {})
        figures = Figures(
            values=_values(rows, name=sheet.value, known=meanings),
            before=_values(earlier, name=sheet.value, known=meanings),
            meanings=meanings,
            scale=scale,
            insurance_type=str(place[dimensions.index(sheet.applies_to)] or ""),
        )
        yield figures, rows


def _values(rows: Mapping[str, Mapping[str, Value]], *, name: str, known: Mapping[str, Meaning]) -> dict[str, int]:
    found = ((code, row[name]) for code, row in rows.items() if code in known)
    return {code: value for code, value in found if isinstance(value, int)}


def _meanings(connection: Connection, *, schema: Schema, catalog: Catalog, where: Where) -> dict[str, Meaning]:
    """Return the parameters that are in use in a region; values of others are no longer asked for."""
    definitions = schema.catalog(getattr(catalog.by_name[sheet_of(catalog).rows], "to", ""))
    query = Query(catalog=definitions.name, fiscal_year=where.fiscal_year, region=where.region, enabled_only=True)
    return {
        str(row[definitions.code]): Meaning(
            name=str(row[definitions.title]),
            unit=str(row.get("unit") or ""),
            precision=int(str(row.get("precision") or 0)),
        )
        for row in read_rows(connection, schema=schema, query=query)
    }
