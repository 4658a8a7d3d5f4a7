"""Reading a roll-up: one page and column of a value table, over the regions or pooling areas below one (clause 1.9).

The figures of regions that have none below them are added up; whoever stands above may have filled in the same
parameter for the whole, which is shown beside the total.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.check import applies_to
from app.flow.fields import STATE
from app.flow.record import RECORDS, page_names
from app.people import MINISTRY_DIV
from app.pooling.facts import read_facts
from app.rollup.adding import Cell, Parameter, add_up
from app.rollup.declared import WAYS
from app.scope import Scope, below
from app.workflow import FILL_IN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog, Sheet
    from app.fields import Value
    from app.pooling.facts import PoolingFacts
    from app.tables import Schema
    from app.workflow import Flow

NO_AREA = "未划入统筹区"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be rolled up: the value catalog, year, upper region, its page's choices and one of its columns.

    `by_area`: in groups of pooling areas instead of the regions that report to the upper one. `reviewed_only`: only
    figures whose 填报单 was at least reviewed.
    """

    catalog: str
    fiscal_year: int
    region: str
    pages: tuple[tuple[str, str], ...]
    column: Value
    by_area: bool = False
    reviewed_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A region or pooling area with the regions whose figures it takes, and its name."""

    code: str
    name: str
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete:
    """How far a region is: cells filled in (or ×) of those that apply; its 填报单's state, whether it counts."""

    code: str
    name: str
    filled: int
    due: int
    state: str
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One parameter: its cell for the whole, then for each group."""

    parameter: Parameter
    whole: Cell
    parts: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUp:
    """All of it; `column` is the heading of the column that was added up, `place` code and name of the upper region."""

    asked: Asked
    place: str
    column: str
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    regions: tuple[Complete, ...]
    names: Mapping[str, str]

    @property
    def differing(self) -> int:
        """Return how many parameters the upper region filled in otherwise than they add up."""
        return sum(bool(line.whole.difference) for line in self.lines)

    @property
    def incomplete(self) -> int:
        """Return how many regions have something left to fill in, or do not count yet."""
        return sum(one.filled < one.due or not one.counts for one in self.regions)


def read_roll_up(connection: Connection, *, schema: Schema, asked: Asked) -> RollUp:
    """Read values, records and definitions once each, and roll every parameter of the page up."""
    catalog = schema.catalog(asked.catalog)
    sheet = catalog.sheet
    if sheet is None:
        raise TypeError(catalog.name)
    facts = read_facts(connection, schema=schema, fiscal_year=asked.fiscal_year, region=asked.region)
    leaves = leaves_of(facts, levels={int(level) for level in catalog.authority.fill})
    parameters = list(_parameters(connection, schema=schema, catalog=catalog, sheet=sheet, asked=asked))
    values, crossed = _values(connection, schema=schema, catalog=catalog, sheet=sheet, asked=asked)
    states = _states(connection, schema=schema, catalog=catalog, asked=asked)
    counting = {code for code in leaves if not asked.reviewed_only or states.get(code, "") in _reviewed(FILL_IN)}
    counted = {place: value for place, value in values.items() if place[0] in counting}
    set_aside = frozenset(place for place in crossed if place[0] in counting)
    groups = tuple(_groups(facts, leaves=leaves, asked=asked))

    def cell(parameter: Parameter, code: str, regions: Sequence[str]) -> Cell:
        own = None if code in leaves else values.get((code, parameter.code))
        return add_up(parameter, regions=regions, values=counted, crossed=set_aside, own=own)

    return RollUp(
        asked=asked,
        place=facts.named(asked.region),
        column=catalog.by_name[sheet.across].show(asked.column),
        groups=groups,
        lines=tuple(
            Line(
                parameter=one,
                whole=cell(one, asked.region, leaves),
                parts=tuple(cell(one, group.code, group.regions) for group in groups),
            )
            for one in parameters
        ),
        regions=tuple(
            Complete(
                code=code,
                name=facts.regions[code].name,
                filled=sum((code, one.code) in values or (code, one.code) in crossed for one in parameters),
                due=len(parameters),
                state=FILL_IN.state_label(states.get(code, FILL_IN.start)),
                counts=code in counting,
            )
            for code in leaves
        ),
        names={code: region.name for code, region in facts.regions.items()},
    )


def leaves_of(facts: PoolingFacts, *, levels: Iterable[int]) -> list[str]:
    """Return the regions at and below one whose figures are added up: those that fill in and have no such below."""
    fills = set(levels)
    inside = [one for one in facts.inside if int(one.level) in fills]
    above = {code for one in inside for code in facts.chain(one.code)[1:]}
    return [one.code for one in inside if one.code not in above]


def _groups(facts: PoolingFacts, *, leaves: Sequence[str], asked: Asked) -> Iterator[Group]:
    kind = dict(asked.pages).get("insurance_type", "")
    areas = {one.region: one.area for one in facts.placements if one.insurance_type == kind}
    found: dict[str, list[str]] = {}
    for code in leaves:
        top = areas.get(code, "") if asked.by_area else _child(facts, code=code, region=asked.region)
        found.setdefault(top, []).append(code)
    for top, regions in sorted(found.items(), key=lambda pair: (not pair[0], pair[0])):
        name = facts.regions[top].name if top in facts.regions else top or NO_AREA
        yield Group(code=top, name=name, regions=tuple(regions))


def _child(facts: PoolingFacts, *, code: str, region: str) -> str:
    """Return the region that reports to the upper one, through which or as which a region reports."""
    chain = facts.chain(code)
    place = chain.index(region) if region in chain else len(chain)
    return chain[max(place - 1, 0)]


def _parameters(
    connection: Connection, *, schema: Schema, catalog: Catalog, sheet: Sheet, asked: Asked
) -> Iterator[Parameter]:
    """Yield the parameters in use that are meant for the page, the upper region's and those of the levels above."""
    definitions = schema.catalog(getattr(catalog.by_name[sheet.rows], "to", ""))
    table = schema.rows[definitions.name]
    names = (definitions.code, definitions.title, "unit", "precision", sheet.applies)
    chain = Scope(connection, schema=schema).chain(fiscal_year=asked.fiscal_year, region=asked.region)
    found = connection.execute(
        select(*(table.c[name] for name in names))
        .where(
            table.c.fiscal_year == asked.fiscal_year,
            table.c.is_deleted.is_(False),
            table.c.is_enabled.is_(True),
            table.c.mof_div_code.in_(sorted({*chain, MINISTRY_DIV})),
        )
        .order_by(*(table.c[name] for name in definitions.order))
    )
    page = dict(asked.pages).get(sheet.applies_to, "")
    scale = int(getattr(catalog.by_name[sheet.value], "places", 0))
    for code, name, unit, places, applies in found:
        if applies_to(str(applies or ""), page):
            way = WAYS.of(catalog.name, parameter=code, unit=unit or "")
            yield Parameter(code=code, name=name, unit=unit or "", places=int(places or 0), scale=scale, way=way)


def _values(
    connection: Connection, *, schema: Schema, catalog: Catalog, sheet: Sheet, asked: Asked
) -> tuple[dict[tuple[str, str], int], frozenset[tuple[str, str]]]:
    """Return the numbers of the page's column by region and parameter, and which cells are ×."""
    table = schema.rows[catalog.name]
    is_crossed: Any = table.c[sheet.not_applicable] if sheet.not_applicable else table.c.is_deleted
    found = connection.execute(
        select(table.c.mof_div_code, table.c[sheet.rows], table.c[sheet.value], is_crossed).where(
            table.c.fiscal_year == asked.fiscal_year,
            table.c.is_deleted.is_(False),
            table.c[sheet.across] == asked.column,
            *(table.c[name] == value for name, value in asked.pages),
            below(table, schema=schema, region=asked.region),
        )
    ).all()
    numbers = {(region, code): value for region, code, value, _ in found if value is not None}
    return numbers, frozenset((region, code) for region, code, _, crossed in found if crossed)


def _states(connection: Connection, *, schema: Schema, catalog: Catalog, asked: Asked) -> dict[str, str]:
    """Return the state of the page's 填报单 of every region that has one."""
    table, pages = schema.rows[RECORDS], dict(asked.pages)
    found = connection.execute(
        select(table.c.mof_div_code, table.c[STATE]).where(
            table.c.fiscal_year == asked.fiscal_year,
            table.c.value_catalog == catalog.name,
            table.c.is_deleted.is_(False),
            *(table.c[name] == pages.get(name, "") for name in page_names(catalog)),
            below(table, schema=schema, region=asked.region),
        )
    )
    return {str(region): str(state) for region, state in found}


def _reviewed(flow: Flow) -> frozenset[str]:
    """Return the states of figures that a reviewer has looked at: all after the first two."""
    return frozenset(state.code for state in flow.states[2:])
