"""Taking a snapshot's rows into the store: set by set in SQL, in portions that each are kept whole (SYNC point 8)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from app.scope import rebuild_scope
from app.store import PRAGMAS, read_meta, write_meta
from sync.arrival import land_blocks
from sync.lines import read_values
from sync.pull import META_CURSOR, META_SKIPPED
from sync.row_sums import counting
from sync.snapshot_checks import CAREFUL, SNAPSHOT, Fit, Portion, file_uri, fit_of, portions, tables_of
from sync.wire import Block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.store import Store
    from sync.landing import Plans
    from sync.wire_ranges import SnapshotInfo

META_PLACE = "snapshot_place"
PORTION = 20_000
"""Rows taken in one transaction: others write between two of them, and a cut costs no more."""
_PRAGMAS = (*PRAGMAS, "PRAGMA cache_size=-64000", *CAREFUL)


class _Place(msgspec.Struct, frozen=True, array_like=True):
    """How far the taking of a file is: tables that are in, and the last row of the one that is being taken."""

    digest: str
    tables: list[str]
    table: str = ""
    row: int = 0


@dataclass(kw_only=True)
class Loader:
    """Takes one unpacked snapshot. `told` hears how many rows are in; it may raise to stop between two portions."""

    store: Store
    plans: Plans
    path: Path
    info: SnapshotInfo
    told: Callable[[int], None]
    done: int = 0

    def load(self) -> int:
        """Take all rows and the cursor; return how many rows. Raise UnfitError, sqlite3.Error or AnswerError."""
        with closing(sqlite3.connect(self.store.path.absolute().as_uri(), uri=True, isolation_level=None)) as raw:
            for pragma in _PRAGMAS:
                raw.execute(pragma)
            raw.execute(f"ATTACH ? AS {SNAPSHOT}", (file_uri(self.path),))
            tables = tables_of(raw)
            known = [catalog for catalog in self.store.schema.catalogs if catalog.name in tables]
            place = self._begin()
            for catalog in known:
                fit = fit_of(catalog, columns=tables[catalog.name])
                if catalog.name not in place.tables:
                    place = self._take(raw, fit, place=place)
        self._finish(skipped=set(tables) - {catalog.name for catalog in known})
        return self.done

    def _begin(self) -> _Place:
        """Return where an earlier attempt at this file stopped."""
        with self.store.read() as connection:
            text = read_meta(connection, schema=self.store.schema, name=META_PLACE)
        place = msgspec.json.decode(text, type=_Place) if text else None
        return place if place and place.digest == self.info.digest else _Place(self.info.digest, [])

    def _take(self, raw: sqlite3.Connection, fit: Fit, *, place: _Place) -> _Place:
        name = fit.catalog.name
        at = place.row if place.table == name else 0
        last = raw.execute(f'SELECT coalesce(max(rowid), 0) FROM {SNAPSHOT}."{name}"').fetchone()[0]  # noqa: S608
        is_empty = raw.execute(f'SELECT 1 FROM main."{name}" WHERE version > 0 LIMIT 1').fetchone() is None  # noqa: S608
        with closing(portions(self.path, fit=fit, after=at, last=last, size=PORTION)) as coming:
            for portion in coming:
                place = _Place(place.digest, place.tables, name, portion.upto)
                sql = _copy_sql(raw, fit, is_empty=is_empty, is_good=portion.is_good)
                if not self._copy(raw, sql, portion=portion, place=place, all_new=is_empty):
                    self._land_apart(raw, fit, portion=portion)
                    self._keep(place)
                self.told(self.done)
        return _Place(place.digest, [*place.tables, name])

    def _copy(self, raw: sqlite3.Connection, sql: str, *, portion: Portion, place: _Place, all_new: bool) -> bool:
        """Copy the rows that are as declared and have no waiting edits; say whether these are all.

        Where they are, the place is kept with them. Where it is not plain which were new, the sum is given up:
        the catalog is counted when all rows are in.
        """
        raw.execute("BEGIN IMMEDIATE")
        try:
            copied = max(raw.execute(sql, (portion.after, portion.upto)).rowcount, 0)
            is_whole = copied == portion.upto - portion.after
            if is_whole:
                text = msgspec.json.encode(place).decode()
                raw.execute("INSERT OR REPLACE INTO main.meta (name, value) VALUES (?, ?)", (META_PLACE, text))
            if is_whole and all_new:
                raw.execute(*counting(place.table, versions=portion.versions))
            else:
                raw.execute("DELETE FROM main.row_sum WHERE catalog = ?", (place.table,))
            raw.execute("COMMIT")
        except BaseException:
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            raise
        self.done += copied
        return is_whole

    def _keep(self, place: _Place) -> None:
        with self.store.write() as connection:
            text = msgspec.json.encode(place).decode()
            write_meta(connection, schema=self.store.schema, name=META_PLACE, value=text)

    def _land_apart(self, raw: sqlite3.Connection, fit: Fit, *, portion: Portion) -> None:
        """Land the other rows as those of a page are, which says what is wrong with them."""
        blocks = list(_blocks(raw, fit, after=portion.after, upto=portion.upto))
        if blocks:
            with self.store.write() as connection:
                self.done += land_blocks(connection, plans=self.plans, blocks=blocks, only_newer=True).rows

    def _finish(self, *, skipped: set[str]) -> None:
        """Keep the cursor: from here on only changes are asked for."""
        schema = self.store.schema
        with self.store.write() as connection:
            for year in connection.exec_driver_sql("SELECT DISTINCT fiscal_year FROM region").scalars().all():
                if year is not None:
                    rebuild_scope(connection, schema=schema, fiscal_year=year)
            write_meta(connection, schema=schema, name=META_CURSOR, value=self.info.cursor)
            write_meta(connection, schema=schema, name=META_PLACE, value="")
            if skipped:
                write_meta(connection, schema=schema, name=META_SKIPPED, value=",".join(sorted(skipped)))


def _copy_sql(raw: sqlite3.Connection, fit: Fit, *, is_empty: bool, is_good: bool) -> str:
    """Return the statement that copies a portion; a store that has rows keeps those that are not older.

    `is_good`: its rows were all found as declared, and are not looked at again.
    """
    name = fit.catalog.name
    columns = ", ".join(f'"{column}"' for column in fit.names)
    busy = raw.execute("SELECT 1 FROM main.outbox LIMIT 1").fetchone()
    apart = " AND id NOT IN (SELECT row_id FROM main.outbox)" if busy else ""
    looked = "" if is_good else f" AND {fit.good}"
    sql = (
        f'INSERT INTO main."{name}" ({columns}) SELECT {", ".join(fit.values)} FROM {SNAPSHOT}."{name}"'  # noqa: S608
        f" WHERE rowid > ? AND rowid <= ?{looked}{apart}"
    )
    if is_empty:
        return sql
    sets = ", ".join(f'"{column}" = excluded."{column}"' for column in fit.names if column != "id")
    newer = f'excluded.version > "{name}".version'
    return f"{sql} ON CONFLICT (id) DO UPDATE SET {sets}, state = 0 WHERE {newer}"


def _blocks(raw: sqlite3.Connection, fit: Fit, *, after: int, upto: int) -> Iterator[Block]:
    """Give the rows of a portion that cannot be copied, each with its undeclared columns."""
    name = fit.catalog.name
    columns = ", ".join(f'"{column}"' for column in fit.columns)
    extra = "extra" if "extra" in fit.names else "''"
    rows = raw.execute(
        f'SELECT {columns}, {extra} FROM {SNAPSHOT}."{name}" WHERE rowid > ? AND rowid <= ?'  # noqa: S608
        f" AND NOT ({fit.good} AND id NOT IN (SELECT row_id FROM main.outbox))",
        (after, upto),
    )
    flags = {n for n, column in enumerate(fit.columns) if column == "is_deleted" or _is_flag(fit, column)}
    for *cells, text in rows:
        for n in flags:
            cells[n] = bool(cells[n]) if cells[n] in (0, 1) else cells[n]
        more: dict[str, Any] = {k: v for k, v in read_values(text).items() if k not in fit.columns} if text else {}
        yield Block(catalog=name, columns=[*fit.columns, *more], rows=[(*cells, *more.values())])


def _is_flag(fit: Fit, column: str) -> bool:
    field = fit.catalog.by_name.get(column)
    return field is not None and field.empty is False
