"""Two years or two regions of a catalog side by side: A, B, difference, percentage; amounts exact (clauses 1.1-1.9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.fields import Year, show_scaled
from app.rows import Query, all_names, read_rows
from app.sheet import SheetContext, read_sheet, sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Field, Value
    from app.sheet import Cell, SheetRow
    from app.tables import Schema

    Row = Mapping[str, Value]
    Names = Mapping[str, Mapping[str, str]]

NO_SHARE = "—"
"""What stands for a percentage that there is none of: of 0, or of nothing."""
WHOLE_ROW, THERE, NOT_THERE = "整行", "有", "无"
MANY_TENTHS = 10_000
"""From 1,000 % on a digit after the point says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two that are compared."""

    fiscal_year: int
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is compared: a catalog on two sides; of a filling-in sheet one page."""

    catalog: str
    left: Side
    right: Side
    pages: tuple[tuple[str, str], ...] = ()
    only_differences: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One thing that was compared: a cell of a sheet, or a field of a row.

    `left`, `right`: texts, '' for blank; `values`: the numbers in units of 10**-scale, None where there is none;
    `row_ids`: the stored rows, '' where there is none. `difference` is right less left.
    """

    code: str
    name: str
    what: str
    left: str
    right: str
    values: tuple[int | None, int | None]
    row_ids: tuple[str, str]
    field: str
    scale: int = 0
    places: int = 0

    @property
    def differs(self) -> bool:
        """Say whether the two sides are not the same; blank, 0 and × are three things."""
        return self.left != self.right or self.values[0] != self.values[1]

    @property
    def difference(self) -> int | None:
        """Return right less left, None unless both are numbers."""
        left, right = self.values
        return None if left is None or right is None else right - left

    @property
    def difference_text(self) -> str:
        """Return the difference with the digits of the values, '' where there is none."""
        found = self.difference
        return "" if found is None else show_scaled(found, scale=self.scale, places=self.places)

    @property
    def percent_text(self) -> str:
        """Return the difference in percent of the left side."""
        return percent_of(self.difference, self.values[0])


def percent_of(difference: int | None, base: int | None) -> str:
    """Return a share as text, rounded to a tenth (to a whole from 1,000 % on); — of 0 or of nothing."""
    if difference is None or not base:
        return NO_SHARE
    tenths = (abs(difference) * 2000 + abs(base)) // (2 * abs(base))
    if tenths >= MANY_TENTHS:
        text = f"{(abs(difference) * 200 + abs(base)) // (2 * abs(base)):,}"
    else:
        text = f"{tenths // 10}.{tenths % 10}"
    # of a negative base the share grows with the amount
    sign = "-" if difference < 0 and tenths else ""
    return f"{sign}{text}%"


def compare(connection: Connection, *, schema: Schema, comparison: Comparison) -> list[Compared]:
    """Return what is on either side, in the catalog's order; with `only_differences` what is not the same."""
    catalog = schema.catalog(comparison.catalog)
    read = _sheets if catalog.sheet else _rows
    found = read(connection, schema=schema, catalog=catalog, comparison=comparison)
    return [one for one in found if one.differs or not comparison.only_differences]


def _sheets(connection: Connection, *, schema: Schema, catalog: Catalog, comparison: Comparison) -> Iterator[Compared]:
    sides = [
        read_sheet(
            connection,
            schema=schema,
            context=SheetContext(
                catalog=catalog.name, fiscal_year=side.fiscal_year, region=side.region, pages=comparison.pages
            ),
        )
        for side in (comparison.left, comparison.right)
    ]
    rows = [{row.code: row for row in side.rows} for side in sides]
    columns = dict(sorted({**dict(sides[0].columns), **dict(sides[1].columns)}.items(), key=_year_order))
    for code in sorted({*rows[0], *rows[1]}):
        pair = (rows[0].get(code), rows[1].get(code))
        for column, heading in columns.items():
            cells = tuple(row.cells.get(column) if row else None for row in pair)
            if any(cell and (cell.value is not None or cell.not_applicable) for cell in cells):
                yield _cell(catalog, pair=pair, cells=cells, heading=heading, scale=sides[0].scale)


def _year_order(column: tuple[Value, str]) -> int:
    """Keep options in their declared order, years in theirs."""
    return column[0] if isinstance(column[0], int) else 0


def _cell(
    catalog: Catalog,
    *,
    pair: tuple[SheetRow | None, SheetRow | None],
    cells: Sequence[Cell | None],
    heading: str,
    scale: int,
) -> Compared:
    row = pair[1] or pair[0]
    assert row is not None  # noqa: S101 - one of them has the code
    left, right = (cell.show(scale=scale, precision=row.precision) if cell else "" for cell in cells)
    values = tuple(cell.value if cell and not cell.not_applicable else None for cell in cells)
    ids = tuple(cell.row_id if cell else "" for cell in cells)
    unit = f"（{row.unit}）" if row.unit else ""
    return Compared(
        code=row.code,
        name=f"{row.name}{unit}",
        what=heading,
        left=left,
        right=right,
        values=(values[0], values[1]),
        row_ids=(ids[0], ids[1]),
        field=sheet_of(catalog).value,
        scale=scale,
        places=row.precision,
    )


def _rows(connection: Connection, *, schema: Schema, catalog: Catalog, comparison: Comparison) -> Iterator[Compared]:
    left, right = comparison.left, comparison.right
    is_same_region = left.region == right.region
    own = () if is_same_region else ("mof_div_code",)
    key = tuple(name for name in catalog.key if name not in {"fiscal_year", *own}) or catalog.key
    sides: list[dict[tuple[Value, ...], Row]] = []
    for side in (left, right):
        query = Query(
            catalog=catalog.name, fiscal_year=side.fiscal_year, region=side.region, own_only=not is_same_region
        )
        found = read_rows(connection, schema=schema, query=query)
        sides.append({tuple(row[name] for name in key): row for row in found})
    names = [
        all_names(connection, schema=schema, catalog=catalog, fiscal_year=side.fiscal_year) for side in (left, right)
    ]
    fields = [field for field in catalog.fields if field.name not in key and not field.hidden]
    keys = sorted({**sides[0], **sides[1]}, key=lambda one: [str(value) for value in _order(catalog, one, sides=sides)])
    for one in keys:
        yield from _row(catalog, rows=(sides[0].get(one), sides[1].get(one)), names=names, fields=fields)


def _order(
    catalog: Catalog, key: tuple[Value, ...], *, sides: Sequence[Mapping[tuple[Value, ...], Row]]
) -> list[Value]:
    row = sides[0].get(key) or sides[1][key]
    return [row[name] for name in catalog.order if name != "fiscal_year"]


def _row(
    catalog: Catalog, *, rows: tuple[Row | None, Row | None], names: Sequence[Names], fields: Sequence[Field]
) -> Iterator[Compared]:
    left, right = rows
    shown = right or left
    assert shown is not None  # noqa: S101 - one of them has the key
    texts = names[1] if right else names[0]
    ids = (str(left["id"]) if left else "", str(right["id"]) if right else "")
    code, title = (_show(catalog.by_name[name], shown[name], names=texts) for name in (catalog.code, catalog.title))
    if left is None or right is None:
        there = (THERE if left else NOT_THERE, THERE if right else NOT_THERE)
        yield _line(code=code, name=title, what=WHOLE_ROW, texts=there, ids=ids, field=catalog.code)
        return
    for field in fields:
        values = (left[field.name], right[field.name])
        is_number = field.align_right and not isinstance(field, Year)
        if values[0] == values[1] and (not is_number or values[0] is None):
            continue
        numbers = tuple(value if is_number and isinstance(value, int) else None for value in values)
        scale = int(getattr(field, "places", 0))
        told = (_show(field, values[0], names=names[0]), _show(field, values[1], names=names[1]))
        yield _line(
            code=code, name=title, what=field.label, texts=told, ids=ids, field=field.name, numbers=numbers, scale=scale
        )


def _line(
    *,
    code: str,
    name: str,
    what: str,
    texts: tuple[str, str],
    ids: tuple[str, str],
    field: str,
    numbers: Sequence[int | None] = (None, None),
    scale: int = 0,
) -> Compared:
    return Compared(
        code=code,
        name=name,
        what=what,
        left=texts[0],
        right=texts[1],
        values=(numbers[0], numbers[1]),
        row_ids=ids,
        field=field,
        scale=scale,
        places=scale,
    )


def _show(field: Field, value: Value, *, names: Names) -> str:
    return field.show(value, names=names.get(getattr(field, "to", ""), {}))
