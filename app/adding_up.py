"""What the numbers of many rows add up to, asked of the store: count, sum, least and greatest, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text

from app.queries import conditions

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection, Table

    from app.queries import Query
    from app.tables import Schema

AT_ONCE = 20_000
"""Row numbers of one question."""
PART = 10**9
"""Both parts of a number are added up apart: the sum of a million large amounts has more than 64 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of the cells that are not blank, in the field's own units; `least` and `most` None where all are blank."""

    count: int = 0
    total: int = 0
    least: int | None = None
    most: int | None = None


def exact_sum(column: ColumnElement[Any]) -> list[ColumnElement[Any]]:
    """Return the sums of both parts of a column; `whole_of` puts them together."""
    return [func.sum(column.op("/")(PART)), func.sum(column.op("%")(PART))]


def whole_of(high: int, low: int) -> int:
    """Return a sum from those of its parts."""
    return high * PART + low


def add_up_query(connection: Connection, *, schema: Schema, query: Query, fields: Sequence[str]) -> list[Figures]:
    """Return the figures of each field among all rows of a query."""
    wanted = select(*_figures(schema.rows[query.catalog], fields)).where(*conditions(query, schema=schema))
    return _read(connection.execute(wanted).one())


def add_up_rows(
    connection: Connection,
    *,
    schema: Schema,
    catalog: str,
    rids: array[int],
    fields: Sequence[str],
    check: Callable[[], None] = lambda: None,
) -> list[Figures]:
    """Return the figures of each field among the rows of these numbers; `check` may raise to end the work."""
    table = schema.rows[catalog]
    wanted = select(*_figures(table, fields)).where(text("rid IN (SELECT value FROM json_each(:rids))"))
    found: list[list[Figures]] = []
    for start in range(0, len(rids), AT_ONCE):
        check()
        part = ",".join(map(str, rids[start : start + AT_ONCE]))
        found.append(_read(connection.execute(wanted, {"rids": f"[{part}]"}).one()))
    return [together(parts) for parts in zip(*found, strict=True)] if found else [Figures() for _ in fields]


def together(parts: Iterable[Figures]) -> Figures:
    """Return the figures of several sets of cells as one."""
    read = list(parts)
    least = [one.least for one in read if one.least is not None]
    most = [one.most for one in read if one.most is not None]
    return Figures(
        count=sum(one.count for one in read),
        total=sum(one.total for one in read),
        least=min(least, default=None),
        most=max(most, default=None),
    )


def _figures(table: Table, fields: Sequence[str]) -> list[ColumnElement[Any]]:
    columns = [table.c[name] for name in fields]
    return [part for one in columns for part in (func.count(one), *exact_sum(one), func.min(one), func.max(one))]


def _read(row: Any) -> list[Figures]:  # noqa: ANN401 - the driver's own row
    fives = zip(*(row[place::5] for place in range(5)), strict=True)
    return [
        Figures(count=count, total=whole_of(high, low) if count else 0, least=least, most=most)
        for count, high, low, least, most in fives
    ]
