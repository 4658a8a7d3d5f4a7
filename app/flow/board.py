"""How far each region is with each page of a value table: begun, submitted, returned, late (clauses 1.8, 1.9: 催报)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import distinct, func, or_, select

from app.check import applies_to
from app.flow.fields import RETURNED, STATE, at
from app.flow.record import RECORDS, Place, page_names, place_of_record
from app.people import MINISTRY_DIV
from app.scope import below
from app.sheet import sheet_of
from app.workflow import FILL_IN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.tables import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One region's page: its record's state (the first one where none was made), and how much is filled in.

    `filled` and `asked` count parameters: with a value or ×, and those meant for this page. `is_late`: not submitted
    though the due date has passed.
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

    `also_missing`: for every region also the pages that any other has begun.
    """
    counts = _counts(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year, region=region)
    records = _records(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year, region=region)
    names = _regions(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year, region=region)
    pages = {(place.insurance_type, place.basis) for place in (*counts, *records)}
    wanted = {*counts, *records}
    if also_missing:
        wanted |= {
            Place(fiscal_year=fiscal_year, region=code, catalog=catalog.name, insurance_type=kind, basis=basis)
            for code in names
            for kind, basis in pages
        }
    asked = _Asked(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year, regions=names)
    found = sorted(wanted, key=lambda one: (one.region, one.insurance_type, one.basis))
    return [
        _line(
            one,
            name=names.get(one.region, ""),
            row=records.get(one),
            filled=counts.get(one, 0),
            asked=asked(one),
            today=today,
        )
        for one in found
    ]


def _line(place: Place, *, name: str, row: Mapping[str, Any] | None, filled: int, asked: int, today: date) -> BoardLine:
    row = row or {}
    state = str(row.get(STATE) or FILL_IN.start)
    due = row.get("due_date")
    reached = state if state != FILL_IN.start else RETURNED
    return BoardLine(
        place=place,
        region_name=name,
        state=state,
        filled=filled,
        asked=asked,
        due_date=due,
        is_late=due is not None and due < today and state == FILL_IN.start,
        is_returned=state == FILL_IN.start and bool(row.get(at(RETURNED))),
        opinion=str(row.get("opinion") or ""),
        moved_by=str(row.get(f"{reached}_by") or ""),
        moved_at=str(row.get(f"{reached}_at") or ""),
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
) -> dict[str, str]:
    """Return the regions that fill in this catalog, with their names."""
    table = schema.rows["region"]
    levels = [str(int(level)) for level in catalog.authority.fill]
    wanted = select(table.c.mof_div_code, table.c.name).where(
        table.c.fiscal_year == fiscal_year,
        table.c.is_deleted.is_(False),
        table.c.is_enabled.is_(True),
        table.c.level_no.in_(levels),
        below(table, schema=schema, region=region),
    )
    return {row[0]: row[1] for row in connection.execute(wanted)}


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

    def __call__(self, place: Place) -> int:
        """Return the number for a region's page."""
        owners = self._above.get(place.region, {MINISTRY_DIV})
        return sum(
            applies_to(applies, place.insurance_type) for owner in owners for applies in self._meant.get(owner, ())
        )
