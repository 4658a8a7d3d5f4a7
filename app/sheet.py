"""The filling-in sheet of a value table: parameters down, periods across, a page per type and basis (1.8, 1.9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.candidate import Problem
from app.check import applies_to
from app.fields import Bad, Choice, Field, Value, show_scaled
from app.rows import Query, read_rows
from app.unit_of_work import Edit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.catalog import Catalog, Sheet
    from app.tables import Schema

YEARS_BACK = 5
NOT_APPLICABLE = "×"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetContext:
    """Which sheet is meant: the value catalog, year, region, and the values of its page fields in declared order."""

    catalog: str
    fiscal_year: int
    region: str
    pages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: `row_id` is '' where no value row exists yet."""

    row_id: str = ""
    value: int | None = None
    not_applicable: bool = False
    state: int = 0

    def show(self, *, scale: int, precision: int) -> str:
        """Return the cell's text: blank, ×, or the number with the parameter's digits."""
        if self.not_applicable:
            return NOT_APPLICABLE
        return "" if self.value is None else show_scaled(self.value, scale=scale, places=precision)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One parameter with its cells by column value."""

    code: str
    name: str
    unit: str
    precision: int
    group: str
    check_rule: str
    cells: Mapping[Value, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetData:
    """A whole sheet: column values with their headings, and the rows."""

    context: SheetContext
    columns: tuple[tuple[Value, str], ...]
    rows: tuple[SheetRow, ...]
    scale: int


def sheet_of(catalog: Catalog) -> Sheet:
    """Return the sheet declaration; only value tables have one."""
    if catalog.sheet is None:
        raise TypeError(catalog.name)
    return catalog.sheet


def across_columns(catalog: Catalog, *, fiscal_year: int) -> tuple[tuple[Value, str], ...]:
    """Return the sheet's columns as (value, heading): a choice's options, or the years up to the next one."""
    field = catalog.by_name[sheet_of(catalog).across]
    if isinstance(field, Choice):
        return field.options
    years = range(fiscal_year - YEARS_BACK, fiscal_year + 2)
    return tuple((year, f"{year}年") for year in years)


def read_sheet(connection: Connection, *, schema: Schema, context: SheetContext) -> SheetData:
    """Read one sheet: every enabled parameter that applies to the page, with the values kept so far."""
    catalog = schema.catalog(context.catalog)
    sheet = sheet_of(catalog)
    scale = getattr(catalog.by_name[sheet.value], "places", 0)
    cells = _cells(connection, schema=schema, context=context)
    wanted = dict(context.pages).get(sheet.applies_to, "")
    definitions = schema.catalog(getattr(catalog.by_name[sheet.rows], "to", ""))
    query = Query(catalog=definitions.name, fiscal_year=context.fiscal_year, region=context.region, enabled_only=True)
    query = replace(query, filters=sheet.only)
    rows = tuple(
        _sheet_row(definitions, row, cells=cells.get(str(row[definitions.code]), {}))
        for row in read_rows(connection, schema=schema, query=query)
        if applies_to(str(row.get(sheet.applies) or ""), wanted)
    )
    columns = across_columns(catalog, fiscal_year=context.fiscal_year)
    return SheetData(context=context, columns=columns, rows=rows, scale=scale)


def _sheet_row(definitions: Catalog, row: Mapping[str, Value], *, cells: Mapping[Value, Cell]) -> SheetRow:
    precision = row.get("precision")
    group = definitions.tree.groups[0] if definitions.tree and definitions.tree.groups else ""
    return SheetRow(
        code=str(row[definitions.code]),
        name=str(row[definitions.title]),
        unit=str(row.get("unit") or ""),
        precision=precision if isinstance(precision, int) else 0,
        group=definitions.by_name[group].show(row[group]) if group else "",
        check_rule=str(row.get("check_rule") or ""),
        cells=cells,
    )


def _cells(connection: Connection, *, schema: Schema, context: SheetContext) -> dict[str, dict[Value, Cell]]:
    catalog, table = schema.catalog(context.catalog), schema.rows[context.catalog]
    sheet = sheet_of(catalog)
    wanted = select(table).where(
        table.c.fiscal_year == context.fiscal_year,
        table.c.mof_div_code == context.region,
        table.c.is_deleted.is_(False),
        *(table.c[name] == value for name, value in context.pages),
    )
    found: dict[str, dict[Value, Cell]] = {}
    for row in connection.execute(wanted).mappings():
        cell = Cell(
            row_id=row["id"],
            value=row[sheet.value],
            not_applicable=bool(sheet.not_applicable and row[sheet.not_applicable]),
            state=row["state"],
        )
        found.setdefault(row[sheet.rows], {})[row[sheet.across]] = cell
    return found


def cell_edit(
    catalog: Catalog, *, context: SheetContext, code: str, column: Value, row_id: str, given: object
) -> Edit | Problem | None:
    """Turn what was typed into a sheet's cell into an edit; a Problem when unreadable, None when nothing is to do."""
    sheet = sheet_of(catalog)
    values = read_cell(catalog.by_name[sheet.value], sheet=sheet, given=given)
    if isinstance(values, Bad):
        return Problem("field.format", sheet.value, values.reason)
    if row_id:
        return Edit(catalog=catalog.name, kind="update", row_id=row_id, values=values)
    if values[sheet.value] is None and not values.get(sheet.not_applicable):
        return None
    place: dict[str, Value] = {
        "fiscal_year": context.fiscal_year,
        "mof_div_code": context.region,
        sheet.rows: code,
        sheet.across: column,
        **dict(context.pages),
    }
    return Edit(catalog=catalog.name, kind="insert", values={**place, **values})


def read_cell(field: Field, *, sheet: Sheet, given: object) -> dict[str, Value] | Bad:
    """Read a number, blank, or × (not applicable) into the value fields."""
    crossed = isinstance(given, str) and given.strip() in {NOT_APPLICABLE, "x", "X", "✕"}
    value = None if crossed else field.read(given)
    if isinstance(value, Bad):
        return value
    return {sheet.value: value, **({sheet.not_applicable: crossed} if sheet.not_applicable else {})}
