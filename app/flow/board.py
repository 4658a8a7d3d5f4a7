"""How far each region is with each page of a value table: begun, submitted, returned, late (clauses 1.8, 1.9: 催报)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from sqlalchemy import distinct, func, or_, select

from app.check import applies_to
from app.fields import Choice
from app.flow.deadlines import Deadlines
from app.flow.fields import RETURNED, STATE, at
from app.flow.record import RECORDS, Place, page_names, place_of_record
from app.people import MINISTRY_DIV
from app.scope import below
from app.sheet import sheet_of
from app.workflow import FILL_IN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.flow.deadlines import Task
    from app.tables import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One region's page: its record's state (the first one where none was made), and how much is filled in.

    `filled` and `asked` count parameters: with a value or ×, and those meant for this page. `is_late`: not submitted
    though the due date has passed. `task`: whose date it is, '' where the record has its own. `level`: the region's,
    0 where it is not in use; `parent`: to whom it reports.
    """

    place: Place
    region_name: str
    state: str
    filled: int
    asked: int
    due_date: date | None
    is_late: bool
    is_returned: bool
    opinion: str
    moved_by: str
    moved_at: str
    task: str = ""
    level: int = 0
    parent: str = ""
    days_late: int = 0

    @property
    def state_label(self) -> str:
        """Return the officers' word for how far it is."""
        if self.state != FILL_IN.start:
            return FILL_IN.state_label(self.state)
        return "已退回" if self.is_returned else FILL_IN.state_label(self.state) if self.filled else "未填报"


def read_board(
    connection: Connection,
    *,
    schema: Schema,
    catalog: Catalog,
    fiscal_year: int,
    region: str,
    today: date,
    also_missing: bool = False,
) -> list[BoardLine]:
    """Return the pages of a value catalog in `region` and below that were begun, by region and page.

    `also_missing`: for every region also the pages that a task asks it for; where no task is about the catalog, those
    that any other region has begun.
    """
    counts = _counts(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year, region=region)
    records = _records(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year, region=region)
    regions = _regions(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year, region=region)
    levels = {one.code: one.level for one in regions.values()}
    deadlines = Deadlines(connection, schema=schema, fiscal_year=fiscal_year, levels=levels)
    asked = _Asked(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year, regions=regions)
    wanted = {*counts, *records}
    if also_missing and any(task.catalog == catalog.name for task in deadlines.tasks):
        types = ("", *_types(connection, schema=schema, fiscal_year=fiscal_year))
        wanted |= set(_asked_for(catalog, fiscal_year=fiscal_year, deadlines=deadlines, types=types, asked=asked))
    elif also_missing:
        pages = {(place.insurance_type, place.basis) for place in wanted}
        wanted |= {
            Place(fiscal_year=fiscal_year, region=code, catalog=catalog.name, insurance_type=kind, basis=basis)
            for code in regions
            for kind, basis in pages
        }
    found = sorted(wanted, key=lambda one: (one.region, one.insurance_type, one.basis))
    return [
        _line(
            one,
            region=regions.get(one.region) or _Region(code=one.region),
            row=records.get(one),
            filled=counts.get(one, 0),
            asked=asked(one),
            task=deadlines.task(one),
            today=today,
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Region:
    code: str
    name: str = ""
    level: int = 0
    parent: str = ""


def _asked_for(
    catalog: Catalog, *, fiscal_year: int, deadlines: Deadlines, types: Sequence[str], asked: _Asked
) -> Iterator[Place]:
    """Yield the pages with parameters that tasks ask regions for."""
    basis = catalog.by_name.get("basis") if "basis" in page_names(catalog) else None
    bases = [code for code, _ in basis.options] if isinstance(basis, Choice) else [""]
    for region in deadlines.regions:
        for task in deadlines.of_region(region):
            for kind, page in product(types, bases):
                place = Place(
                    fiscal_year=fiscal_year, region=region, catalog=catalog.name, insurance_type=kind, basis=page
                )
                if deadlines.asks(task, place=place) and asked(place):
                    yield place


def _line(
    place: Place,
    *,
    region: _Region,
    row: Mapping[str, Any] | None,
    filled: int,
    asked: int,
    task: Task | None,
    today: date,
) -> BoardLine:
    row = row or {}
    state = str(row.get(STATE) or FILL_IN.start)
    own = row.get("due_date")
    due = own or (task.due_date if task else None)
    is_late = due is not None and due < today and state == FILL_IN.start
    reached = state if state != FILL_IN.start else RETURNED
    return BoardLine(
        place=place,
        region_name=region.name,
        state=state,
        filled=filled,
        asked=asked,
        due_date=due,
        is_late=is_late,
        is_returned=state == FILL_IN.start and bool(row.get(at(RETURNED))),
        opinion=str(row.get("opinion") or ""),
        moved_by=str(row.get(f"{reached}_by") or ""),
        moved_at=str(row.get(f"{reached}_at") or ""),
        task=task.name if task and own is None else "",
        level=region.level,
        parent=region.parent,
        days_late=(today - due).days if due is not None and is_late else 0,
    )


def _counts(
    connection: Connection, *, schema: Schema, catalog: Catalog, fiscal_year: int, region: str
) -> dict[Place, int]:
    table, sheet, pages = schema.rows[catalog.name], sheet_of(catalog), page_names(catalog)
    crossed = (table.c[sheet.not_applicable].is_(True),) if sheet.not_applicable else ()
    has_value = or_(table.c[sheet.value].is_not(None), *crossed)
    keys = [table.c.mof_div_code, *(table.c[name] for name in pages)]
    wanted = (
        select(*keys, func.count(distinct(table.c[sheet.rows])))
        .where(
            table.c.fiscal_year == fiscal_year,
            table.c.is_deleted.is_(False),
            has_value,
            below(table, schema=schema, region=region),
        )
        .group_by(*keys)
    )
    found = (row for row in connection.execute(wanted))
    return {
        Place(
            fiscal_year=fiscal_year, region=row[0], catalog=catalog.name, **dict(zip(pages, row[1:-1], strict=True))
        ): (row[-1])
        for row in found
    }


def _records(
    connection: Connection, *, schema: Schema, catalog: Catalog, fiscal_year: int, region: str
) -> dict[Place, Mapping[str, Any]]:
    table = schema.rows[RECORDS]
    wanted = table.select().where(
        table.c.fiscal_year == fiscal_year,
        table.c.value_catalog == catalog.name,
        table.c.is_deleted.is_(False),
        below(table, schema=schema, region=region),
    )
    rows = [dict(row) for row in connection.execute(wanted).mappings()]
    return {place_of_record(row): row for row in rows}


def _regions(
    connection: Connection, *, schema: Schema, catalog: Catalog, fiscal_year: int, region: str
) -> dict[str, _Region]:
    """Return the regions in use that fill in this catalog."""
    table = schema.rows["region"]
    levels = [str(int(level)) for level in catalog.authority.fill]
    wanted = select(table.c.mof_div_code, table.c.name, table.c.level_no, table.c.parent_code).where(
        table.c.fiscal_year == fiscal_year,
        table.c.is_deleted.is_(False),
        table.c.is_enabled.is_(True),
        table.c.level_no.in_(levels),
        below(table, schema=schema, region=region),
    )
    found = connection.execute(wanted)
    return {row[0]: _Region(code=row[0], name=row[1], level=int(row[2]), parent=row[3]) for row in found}


def _types(connection: Connection, *, schema: Schema, fiscal_year: int) -> list[str]:
    table = schema.rows["insurance_type"]
    wanted = select(table.c.code).where(
        table.c.fiscal_year == fiscal_year, table.c.is_deleted.is_(False), table.c.is_enabled.is_(True)
    )
    return sorted(set(connection.execute(wanted).scalars()))


class _Asked:
    """How many parameters a page asks for: those in use that are meant for it, of the region and of all above it."""

    def __init__(
        self, connection: Connection, *, schema: Schema, catalog: Catalog, fiscal_year: int, regions: Iterable[str]
    ) -> None:
        sheet = sheet_of(catalog)
        definitions = schema.rows[getattr(catalog.by_name[sheet.rows], "to", "")]
        found = connection.execute(
            select(definitions.c.mof_div_code, definitions.c[sheet.applies]).where(
                definitions.c.fiscal_year == fiscal_year,
                definitions.c.is_deleted.is_(False),
                definitions.c.is_enabled.is_(True),
                *(definitions.c[name] == value for name, value in sheet.only),
            )
        )
        self._meant: dict[str, list[str]] = defaultdict(list)
        for owner, applies in found:
            self._meant[owner].append(str(applies or ""))
        scope = schema.table("region_scope")
        self._above: dict[str, set[str]] = {region: {region, MINISTRY_DIV} for region in regions}
        pairs = select(scope.c.code, scope.c.ancestor).where(scope.c.fiscal_year == fiscal_year)
        for code, ancestor in connection.execute(pairs.where(scope.c.ancestor.in_(list(self._meant)))):
            if code in self._above:
                self._above[code].add(ancestor)
        self._owners = {code: frozenset(owners & self._meant.keys()) for code, owners in self._above.items()}
        self._known: dict[tuple[frozenset[str], str], int] = {}

    def __call__(self, place: Place) -> int:
        """Return the number for a region's page."""
        owners = self._owners.get(place.region, frozenset((MINISTRY_DIV,)))
        key = (owners, place.insurance_type)
        if key not in self._known:
            applies = [applies for owner in owners for applies in self._meant.get(owner, ())]
            self._known[key] = sum(applies_to(one, place.insurance_type) for one in applies)
        return self._known[key]
