"""What this desk has of the central's rows, as count and XOR per catalog, kept with every change (SYNC point 9).

SQL triggers count what changes a row's version or removes the row; who inserts rows of the central says so by
`count_new` or `counting`, which cost a tenth of a trigger's time. Edits of this desk change no version and cost
nothing.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sync.row_hash import PRIME, xor_of
from sync.wire import Sum

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

    from app.tables import Schema

READ_AT_A_TIME = 10_000
_CHANGE = 'UPDATE row_sum SET "count" = "count" + ?, "xor" = ("xor" | ?) - ("xor" & ?) WHERE catalog = ?'
_OTHER = "NEW.version <> OLD.version"
_TRIGGERS = (
    ("enter", "UPDATE OF version", f"NEW.version > 0 AND {_OTHER}", "NEW.version", "+ (OLD.version = 0)"),
    ("leave", "UPDATE OF version", f"OLD.version > 0 AND {_OTHER}", "OLD.version", "- (NEW.version = 0)"),
    ("gone", "DELETE", "OLD.version > 0", "OLD.version", "- 1"),
)


def _hash_in_sql(version: str) -> str:
    """Return the SQL expression of `row_hash`."""
    v = f"({version} % {PRIME})"
    a = f"((48271 * {v} + 11) % {PRIME})"
    b = f"(({a} * {a} + {v}) % {PRIME})"
    return f"(({b} << 31) + ({b} * {b} + {a}) % {PRIME})"


def are_kept(connection: Connection, *, schema: Schema) -> bool:
    """Say whether every catalog is counted."""
    counted = set(connection.exec_driver_sql("SELECT catalog FROM row_sum").scalars())
    return counted.issuperset(schema.rows)


def ensure_sums(connection: Connection, *, schema: Schema) -> None:
    """Begin to count where a store does not yet; to be called in a writing transaction."""
    counted = set(connection.exec_driver_sql("SELECT catalog FROM row_sum").scalars())
    recount(connection, catalogs=[name for name in schema.rows if name not in counted])


def recount(connection: Connection, *, catalogs: Iterable[str]) -> None:
    """Count all rows of catalogs anew, and see to their triggers."""
    for catalog in catalogs:
        connection.exec_driver_sql("INSERT OR IGNORE INTO row_sum (catalog, count, xor) VALUES (?, 0, 0)", (catalog,))
        number = connection.exec_driver_sql("SELECT n FROM row_sum WHERE catalog = ?", (catalog,)).scalar_one()
        for name, event, when, version, step in _TRIGGERS:
            connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS "sum_{catalog}_{name}"')
            found = _hash_in_sql(version)
            count = f'UPDATE row_sum SET "count" = "count" {step}, "xor" = ("xor" | {found}) - ("xor" & {found})'  # noqa: S608 - declared
            connection.exec_driver_sql(
                f'CREATE TRIGGER "sum_{catalog}_{name}" AFTER {event} ON "{catalog}" WHEN {when}'
                f" BEGIN {count} WHERE n = {number}; END"
            )
        here = sum_between(connection, catalog=catalog)
        connection.exec_driver_sql(
            'UPDATE row_sum SET "count" = ?, "xor" = ? WHERE catalog = ?', (here.count, here.xor, catalog)
        )


def count_new(connection: Connection, *, catalog: str, versions: Collection[int]) -> None:
    """Count rows of the central that were just inserted."""
    if versions:
        connection.exec_driver_sql(*counting(catalog, versions=versions))


def counting(catalog: str, *, versions: Collection[int]) -> tuple[str, tuple[int | str, ...]]:
    """Return the statement that counts rows of the central that were just inserted, and its values."""
    found = xor_of(versions)
    return _CHANGE, (len(versions), found, found, catalog)


def sum_between(connection: Connection, *, catalog: str, first: str = "", last: str = "") -> Sum:
    """Count rows with first <= id < last ('': no end) by looking at them; strays too."""
    bounds = " AND id >= ?" * bool(first) + " AND id < ?" * bool(last)
    query = f'SELECT version FROM "{catalog}" WHERE version > 0{bounds}'  # noqa: S608 - declared name
    given = tuple(bound for bound in (first, last) if bound)
    count = found = 0
    with closing(connection.exec_driver_sql(query, given)) as rows:
        while part := [row[0] for row in rows.cursor.fetchmany(READ_AT_A_TIME)]:
            count, found = count + len(part), found ^ xor_of(part)
    return Sum(catalog, count, found)


def kept_sums(connection: Connection, *, schema: Schema) -> dict[str, Sum]:
    """Return what is kept per catalog, without rows that the person does not see any more."""
    found = {row[0]: Sum(*row) for row in connection.exec_driver_sql('SELECT catalog, "count", "xor" FROM row_sum')}
    for catalog in connection.exec_driver_sql("SELECT DISTINCT catalog FROM stray").scalars().all():
        if catalog in found and catalog in schema.rows:
            query = f'SELECT version FROM "{catalog}" JOIN stray ON row_id = id WHERE catalog = ? AND version > 0'  # noqa: S608
            versions = connection.exec_driver_sql(query, (catalog,)).scalars().all()
            here = found[catalog]
            found[catalog] = Sum(catalog, here.count - len(versions), here.xor ^ xor_of(versions))
    return found
