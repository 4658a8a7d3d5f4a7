"""Reading the figures of regions from a store and letting the cross checks judge them, on both sides (1.8, 1.9)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.problems.declared import RULES, YEAR_FIELDS
from app.problems.figures import Figures, Meaning
from app.scope import Scope, below

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog, Sheet
    from app.fields import Value
    from app.problems.figures import Warned
    from app.problems.rules import Rule
    from app.tables import Schema

    Place = tuple[Value, ...]
    Group = dict[str, tuple[str, int]]
    """Row id and value by parameter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Which figures are meant: a year and a region (`deep`: and all below it), and values of page fields, if given."""

    fiscal_year: int
    region: str
    pages: tuple[tuple[str, str], ...] = ()
    deep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WarnedRow:
    """What a rule noticed at the stored row whose value it is about; `across`: which column of the sheet, in words."""

    row_id: str
    region: str
    across: str
    rule: Rule
    warned: Warned


def warned_rows(
    connection: Connection, *, schema: Schema, catalog: Catalog, where: Where, rules: Sequence[Rule] = RULES
) -> list[WarnedRow]:
    """Return what the rules notice among a value catalog's figures; nothing for other catalogs.

    Each region's figures are read once, of both years, and every rule looks at them; no rule asks the store.
    """
    own = [rule for rule in rules if rule.catalog == catalog.name]
    if not own or catalog.sheet is None:
        return []
    meanings = _Meanings(connection, schema=schema, catalog=catalog, fiscal_year=where.fiscal_year)
    found: list[WarnedRow] = []
    for region in _regions(connection, schema=schema, catalog=catalog, where=where):
        groups = _groups(connection, schema=schema, catalog=catalog, where=where, region=region)
        known = meanings.of_region(region)
        for figures, rows, column in _figures(catalog, sheet=catalog.sheet, groups=groups, meanings=known, where=where):
            found += [
                WarnedRow(row_id=rows[one.parameter][0], region=region, across=column, rule=rule, warned=one)
                for rule in own
                if rule.is_for(figures)
                for one in rule.judge(figures)
            ]
    return found


def _regions(connection: Connection, *, schema: Schema, catalog: Catalog, where: Where) -> list[str]:
    if not where.deep:
        return [where.region]
    table = schema.rows[catalog.name]
    wanted = select(table.c.mof_div_code).distinct().where(table.c.fiscal_year == where.fiscal_year)
    return sorted(connection.execute(wanted.where(below(table, schema=schema, region=where.region))).scalars())


def _dimensions(catalog: Catalog, sheet: Sheet) -> tuple[str, ...]:
    """Return the fields that tell one set of figures from another: the key but for the parameter and the region."""
    return tuple(name for name in catalog.key if name not in {sheet.rows, "mof_div_code"})


def _groups(
    connection: Connection, *, schema: Schema, catalog: Catalog, where: Where, region: str
) -> dict[Place, Group]:
    """Return a region's numbers by their dimensions and parameter, of this year and the one before."""
    sheet, table = catalog.sheet, schema.rows[catalog.name]
    if sheet is None:
        return {}
    dimensions = _dimensions(catalog, sheet)
    years = (where.fiscal_year, where.fiscal_year - 1)
    wanted = select(table.c.id, table.c[sheet.rows], table.c[sheet.value], *(table.c[name] for name in dimensions))
    wanted = wanted.where(
        table.c.fiscal_year.in_(years if YEAR_FIELDS[catalog.name] == "fiscal_year" else years[:1]),
        table.c.mof_div_code == region,
        table.c.is_deleted.is_(False),
        table.c[sheet.value].is_not(None),
        *(table.c[name] == value for name, value in where.pages),
    )
    found: dict[Place, Group] = defaultdict(dict)
    for row_id, parameter, value, *place in connection.execute(wanted):
        found[tuple(place)][parameter] = (row_id, value)
    return found


def _figures(
    catalog: Catalog,
    *,
    sheet: Sheet,
    groups: Mapping[Place, Group],
    meanings: Mapping[str, Meaning],
    where: Where,
) -> Iterator[tuple[Figures, Group, str]]:
    dimensions = _dimensions(catalog, sheet)
    year, step = dimensions.index("fiscal_year"), dimensions.index(YEAR_FIELDS[catalog.name])
    of_type, across = dimensions.index(sheet.applies_to), dimensions.index(sheet.across)
    scale = int(getattr(catalog.by_name[sheet.value], "places", 0))
    for place, rows in groups.items():
        if place[year] != where.fiscal_year:
            continue
        earlier = groups.get((*place[:step], int(str(place[step])) - 1, *place[step + 1 :]), {})
        figures = Figures(
            values={code: value for code, (_, value) in rows.items() if code in meanings},
            before={code: value for code, (_, value) in earlier.items() if code in meanings},
            meanings=meanings,
            scale=scale,
            insurance_type=str(place[of_type] or ""),
            period=str(place[across]),
        )
        yield figures, rows, catalog.by_name[sheet.across].show(place[across])


class _Meanings:
    """The parameters in use, each region's: its own and those of the levels above; values of others are not asked."""

    def __init__(self, connection: Connection, *, schema: Schema, catalog: Catalog, fiscal_year: int) -> None:
        sheet = catalog.sheet
        definitions = schema.catalog(getattr(catalog.by_name[sheet.rows], "to", "")) if sheet else catalog
        self._scope = Scope(connection, schema=schema)
        self._year = fiscal_year
        self._rows = _definitions(connection, schema=schema, definitions=definitions, fiscal_year=fiscal_year)
        self._owners = {owner for owner, _, _ in self._rows}
        self._known: dict[frozenset[str], dict[str, Meaning]] = {}

    def of_region(self, region: str) -> dict[str, Meaning]:
        """Return the parameters that a region is asked for, by code."""
        owners = frozenset(self._owners & self._scope.chain(fiscal_year=self._year, region=region))
        if owners not in self._known:
            self._known[owners] = {code: meaning for owner, code, meaning in self._rows if owner in owners}
        return self._known[owners]


def _definitions(
    connection: Connection, *, schema: Schema, definitions: Catalog, fiscal_year: int
) -> list[tuple[str, str, Meaning]]:
    table = schema.rows[definitions.name]
    names = ("mof_div_code", definitions.code, definitions.title, "unit", "precision")
    wanted: Any = select(*(table.c[name] for name in names)).where(
        table.c.fiscal_year == fiscal_year, table.c.is_deleted.is_(False), table.c.is_enabled.is_(True)
    )
    return [
        (str(owner), str(code), Meaning(name=str(name), unit=str(unit or ""), precision=int(precision or 0)))
        for owner, code, name, unit, precision in connection.execute(wanted.order_by(table.c.id))
    ]
