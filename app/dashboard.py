"""What the first page shows of a store: how complete this year's sheets are, where one was at work (clauses 1.8, 1.9).

A parameter counts as filled in on a page once one of its cells has a value or ×.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from app.check import applies_to
from app.fields import Choice, Reference
from app.line_texts import LineTexts
from app.queries import Query, conditions
from app.rights import may_write
from app.rows import names_of, offered
from app.trends import Trend, read_trends
from app.undo.actions import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.line_texts import RowPlace
    from app.people import User
    from app.tables import Schema

RECENT = 6
NO_TYPE = "（不分险种）"


@dataclass(frozen=True, slots=True)
class Filled:
    """Parameters filled in, and those that are to be."""

    done: int = 0
    due: int = 0

    @property
    def is_complete(self) -> bool:
        """Say whether nothing is left to fill in."""
        return self.done >= self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """A filling-in sheet's pages but for the insurance type: which catalog, which further page fields (name, value)."""

    catalog: str
    label: str
    pages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressLine:
    """How far a line is in each column: `code` is an insurance type's ('' for none), or a region's below one's own."""

    code: str
    name: str
    cells: tuple[Filled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """Something this person did last: by name, when (UTC), and the row it was about."""

    label: str
    at: str
    place: RowPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """All of it; `types` by insurance type for the region, `below` by region for those that report to it."""

    columns: tuple[SheetColumn, ...] = ()
    types: tuple[ProgressLine, ...] = ()
    below: tuple[ProgressLine, ...] = ()
    recent: tuple[Recent, ...] = ()
    trends: tuple[Trend, ...] = ()
    is_own: bool = False
    """Whether the person themselves fills in these sheets."""

    @property
    def unfilled(self) -> int:
        """Return how many parameters are left to fill in, over all sheets."""
        return sum(max(0, cell.due - cell.done) for line in self.types for cell in line.cells)

    def first_gap(self, *, insurance_type: str = "") -> tuple[ProgressLine, int] | None:
        """Return the first line and column with something left: of this insurance type, of others, of none."""
        lines = sorted(self.types, key=lambda line: (not line.code, line.code != insurance_type))
        gaps = ((line, n) for line in lines for n, cell in enumerate(line.cells) if not cell.is_complete)
        return next(gaps, None)


def read_dashboard(
    connection: Connection, *, schema: Schema, user: User, fiscal_year: int, region: str, insurance_type: str = ""
) -> Dashboard:
    """Read the dashboard of a year and region; `insurance_type`: whose main figures, '' the first that has any."""
    types = _types(connection, schema=schema, fiscal_year=fiscal_year, region=region)
    sheets = [catalog for catalog in schema.catalogs if catalog.sheet]
    return replace(
        read_progress(connection, schema=schema, fiscal_year=fiscal_year, region=region),
        recent=tuple(_recent(connection, schema=schema, user=user)),
        trends=read_trends(
            connection, schema=schema, fiscal_year=fiscal_year, region=region, wanted=insurance_type, types=types
        ),
        is_own=region == user.mof_div_code and any(may_write(user, catalog=one) is None for one in sheets),
    )


def read_progress(connection: Connection, *, schema: Schema, fiscal_year: int, region: str) -> Dashboard:
    """Read only how complete the sheets of a year and region are, by insurance type and by region below."""
    types = _types(connection, schema=schema, fiscal_year=fiscal_year, region=region)
    children = _children(connection, schema=schema, fiscal_year=fiscal_year, region=region)
    sheets = [
        _Sheet(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year, region=region, types=[*types, ""])
        for catalog in reversed(schema.catalogs)
        if catalog.sheet
    ]
    for sheet in sheets:
        sheet.count([region, *children])
    return Dashboard(
        columns=tuple(column for sheet in sheets for column in sheet.columns),
        types=tuple(_type_lines(types, sheets=sheets, region=region)),
        below=tuple(
            ProgressLine(code=code, name=name, cells=tuple(cell for sheet in sheets for cell in sheet.of_region(code)))
            for code, name in children.items()
        ),
    )


def _types(connection: Connection, *, schema: Schema, fiscal_year: int, region: str) -> dict[str, str]:
    """Return the insurance types that are offered, then all others there are, by code."""
    catalog = schema.catalog("insurance_type")
    rows = offered(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year, region=region)
    return {**dict(rows), **names_of(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year)}


def _type_lines(types: Mapping[str, str], *, sheets: Sequence[_Sheet], region: str) -> Iterator[ProgressLine]:
    for code, name in (*types.items(), ("", NO_TYPE)):
        cells = tuple(cell for sheet in sheets for cell in sheet.of_type(code, region=region))
        if any(cell.due for cell in cells):
            yield ProgressLine(code=code, name=name, cells=cells)


def _children(connection: Connection, *, schema: Schema, fiscal_year: int, region: str) -> dict[str, str]:
    """Return the names of the enabled regions that report to `region`, by code."""
    table = schema.rows["region"]
    fills = {str(int(level)) for catalog in schema.catalogs if catalog.sheet for level in catalog.authority.fill}
    wanted = (
        select(table.c.mof_div_code, table.c.name)
        .where(
            table.c.fiscal_year == fiscal_year,
            table.c.parent_code == region,
            table.c.mof_div_code != region,
            table.c.is_deleted.is_(False),
            table.c.is_enabled.is_(True),
            table.c.level_no.in_(fills),
        )
        .order_by(table.c.mof_div_code)
    )
    return {code: name for code, name in connection.execute(wanted)}  # noqa: C416 - rows are not pairs to a type checker


class _Sheet:
    """One value catalog: what is due on each of its pages, and what is done in each region."""

    def __init__(
        self,
        connection: Connection,
        *,
        schema: Schema,
        catalog: Catalog,
        fiscal_year: int,
        region: str,
        types: Sequence[str],
    ) -> None:
        self.connection, self.schema, self.catalog = connection, schema, catalog
        self.fiscal_year, self.region, self.types = fiscal_year, region, types
        self.columns = tuple(_columns(catalog))
        self._due = self._read_due()
        self._done: dict[tuple[str, ...], int] = {}

    def of_type(self, code: str, *, region: str) -> list[Filled]:
        """Return how far a region is with an insurance type, column by column."""
        due = len(self._due[code])
        return [
            Filled(self._done.get((region, code, *(value for _, value in column.pages)), 0), due)
            for column in self.columns
        ]

    def of_region(self, code: str) -> list[Filled]:
        """Return how far a region is with all insurance types, column by column."""
        parts = [self.of_type(one, region=code) for one in self.types]
        return [
            Filled(sum(cell.done for cell in cells), sum(cell.due for cell in cells))
            for cells in zip(*parts, strict=True)
        ]

    def count(self, regions: Sequence[str]) -> None:
        """Count what is filled in, by region, insurance type and page."""
        sheet, table = self.catalog.sheet, self.schema.rows[self.catalog.name]
        if sheet is None:
            return
        others = [name for name in sheet.pages if name != sheet.applies_to]
        shown = [table.c[name] for name in ("mof_div_code", sheet.applies_to, *others, sheet.rows)]
        crossed = [table.c[sheet.not_applicable].is_(True)] if sheet.not_applicable else []
        filled = or_(table.c[sheet.value].is_not(None), *crossed)
        wanted = (
            select(*shown)
            .distinct()
            .where(
                table.c.fiscal_year == self.fiscal_year,
                table.c.mof_div_code.in_(regions),
                table.c.is_deleted.is_(False),
                filled,
            )
        )
        for *place, parameter in self.connection.execute(wanted):
            if parameter in self._due.get(place[1], ()):
                self._done[tuple(place)] = self._done.get(tuple(place), 0) + 1

    def _read_due(self) -> dict[str, set[str]]:
        """Return the parameters that are to be filled in for each insurance type."""
        sheet = self.catalog.sheet
        if sheet is None:
            return {}
        definitions = self.schema.catalog(getattr(self.catalog.by_name[sheet.rows], "to", ""))
        table = self.schema.rows[definitions.name]
        query = Query(catalog=definitions.name, fiscal_year=self.fiscal_year, region=self.region, enabled_only=True)
        query = replace(query, filters=sheet.only)
        wanted = select(table.c[definitions.code], table.c[sheet.applies])
        rows = self.connection.execute(wanted.where(*conditions(query, schema=self.schema))).all()
        return {one: {str(code) for code, applies in rows if applies_to(str(applies or ""), one)} for one in self.types}


def _columns(catalog: Catalog) -> Iterator[SheetColumn]:
    """Yield a sheet's columns: one for each choice on its strip, the insurance type left out."""
    sheet = catalog.sheet
    if sheet is None:
        return
    fields = [catalog.by_name[name] for name in sheet.pages if name != sheet.applies_to]
    choices = [one.options for one in fields if isinstance(one, Choice) and not isinstance(one, Reference)]
    for chosen in product(*choices):
        yield SheetColumn(
            catalog=catalog.name,
            label=" · ".join([catalog.label, *(label for _, label in chosen)]),
            pages=tuple((one.name, value) for one, (value, _) in zip(fields, chosen, strict=True)),
        )


def _recent(connection: Connection, *, schema: Schema, user: User) -> Iterator[Recent]:
    """Yield what the person did last and did not take back, each row once."""
    actions, audit = schema.table("action"), schema.table("audit")
    wanted = (
        select(actions.c.label, actions.c.at, audit.c.catalog, audit.c.row_id)
        .join(audit, audit.c.n == actions.c.last_n)
        .where(actions.c.author == user.code, actions.c.kind != Kind.UNDO, actions.c.undone_by == 0)
        .order_by(actions.c.n.desc())
        .limit(RECENT * 4)
    )
    seen: set[str] = set()
    for label, at, name, row_id in connection.execute(wanted).all():
        if row_id in seen or len(seen) == RECENT:
            continue
        texts = LineTexts(connection, schema=schema, catalog=schema.catalog(name), row_ids=[row_id])
        if texts.row(row_id) and not texts.row(row_id).get("is_deleted"):
            seen.add(row_id)
            yield Recent(label=label, at=at, place=texts.place(row_id))
