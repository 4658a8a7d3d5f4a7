"""险种统筹级次 as a matrix: insurance types down as a tree, years across, levels in the cells (clause 1.2 (a))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.scope import own_only

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from app.tables import Schema

CATALOG, TYPES = "pooling_level", "insurance_type"
BACK, AHEAD = 3, 1
"""Years before and after the chosen one; of those before, only years that hold anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCell:
    """The level of a type in a year: its row, whose it is, its code ('' none), its state (RowState)."""

    row_id: str = ""
    owner: str = ""
    level: str = ""
    state: int = 0


NO_LEVEL = LevelCell()


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRow:
    """An insurance type with its levels by year. `years`: in which it is enabled; `is_leaf`: it is pooled itself."""

    code: str
    name: str
    depth: int
    is_leaf: bool
    years: frozenset[int]
    cells: Mapping[int, LevelCell]

    def cell(self, year: int) -> LevelCell:
        """Return the cell of a year."""
        return self.cells.get(year, NO_LEVEL)

    def before(self, year: int) -> str:
        """Return the level of the year before, '' for none."""
        return self.cell(year - 1).level


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """All levels that apply to a region, over some years; `filled`: the years that have insurance types at all."""

    fiscal_year: int
    region: str
    years: tuple[int, ...]
    filled: frozenset[int]
    rows: tuple[TypeRow, ...]


def read_matrix(connection: Connection, *, schema: Schema, fiscal_year: int, region: str) -> Matrix:
    """Read the levels that apply to `region` in the years round `fiscal_year`."""
    years = range(fiscal_year - BACK, fiscal_year + AHEAD + 1)
    types: dict[str, dict[int, tuple[str, str]]] = {}
    for code, year, name, parent in _types(connection, schema=schema, years=years, region=region):
        types.setdefault(code, {})[year] = (name, parent)
    cells: dict[str, dict[int, LevelCell]] = {}
    for code, year, cell in _cells(connection, schema=schema, years=years, region=region):
        cells.setdefault(code, {})[year] = cell
    filled = frozenset(year for found in types.values() for year in found)
    held = filled | {year for found in cells.values() for year in found} | set(range(fiscal_year, years.stop))
    return Matrix(
        fiscal_year=fiscal_year,
        region=region,
        years=tuple(sorted(held)),
        filled=filled,
        rows=tuple(_rows(types, cells=cells)),
    )


def _types(connection: Connection, *, schema: Schema, years: range, region: str) -> Iterator[tuple[str, int, str, str]]:
    table, catalog = schema.rows[TYPES], schema.catalog(TYPES)
    columns = (table.c.code, table.c.fiscal_year, table.c.name, table.c.parent_code)
    rows = connection.execute(
        select(*columns).where(
            *_live(table, years=years),
            table.c.is_enabled.is_(True),
            own_only(table, catalog=catalog, schema=schema, region=region),
        )
    )
    return ((row[0], row[1], row[2], row[3]) for row in rows)


def _cells(
    connection: Connection, *, schema: Schema, years: range, region: str
) -> Iterator[tuple[str, int, LevelCell]]:
    table, catalog = schema.rows[CATALOG], schema.catalog(CATALOG)
    names = ("insurance_type", "fiscal_year", "id", "mof_div_code", "pooling_level", "state")
    columns = [table.c[name] for name in names]
    rows = connection.execute(
        select(*columns).where(
            *_live(table, years=years),
            table.c.is_enabled.is_(True),
            own_only(table, catalog=catalog, schema=schema, region=region),
        )
    )
    for code, year, row_id, owner, level, state in rows:
        yield code, year, LevelCell(row_id=row_id, owner=owner, level=level or "", state=state)


def _live(table: Any, *, years: range) -> tuple[Any, ...]:  # noqa: ANN401 - the library's own expressions
    return (table.c.fiscal_year.between(years.start, years.stop - 1), table.c.is_deleted.is_(False))


def _rows(
    types: Mapping[str, Mapping[int, tuple[str, str]]], *, cells: Mapping[str, Mapping[int, LevelCell]]
) -> Iterator[TypeRow]:
    """Yield the types in the order of their tree; names and parents are those of the newest year."""
    newest = {code: found[max(found)] for code, found in types.items()}
    below: dict[str, list[str]] = {}
    for code in sorted(newest):
        parent = newest[code][1]
        below.setdefault(parent if parent in newest and parent != code else "", []).append(code)
    for code, depth in _walk(below, codes=below.get("", ()), depth=0):
        yield TypeRow(
            code=code,
            name=newest[code][0],
            depth=depth,
            is_leaf=code not in below,
            years=frozenset(types[code]),
            cells=cells.get(code, {}),
        )


def _walk(below: Mapping[str, list[str]], *, codes: Iterable[str], depth: int) -> Iterator[tuple[str, int]]:
    for code in codes:
        yield code, depth
        yield from _walk(below, codes=below.get(code, ()), depth=depth + 1)
