"""The central's database: SQLite in the data folder, or PostgreSQL by URL; changes numbered in commit order on both."""

from __future__ import annotations

import logging
import secrets
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import create_engine, event, func, insert, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from app.errors import StoreError
from app.migrations import migrate
from app.migrations.declared import add_declared
from app.store import sqlite_engine, store_error
from sync.central.adopt import adopt_columns
from sync.central.claims import CrowdedError, claim, is_crowded
from sync.central.memory import Memory
from sync.central.server_errors import opening_error
from sync.central.sum_book import SumBook
from sync.central.sums import ensure_sums
from sync.central.tables import central_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from app.catalog import Catalog
    from app.tables import Schema

log = logging.getLogger("sync.central")
T = TypeVar("T")
CONNECTIONS, MOST, FEWEST = 60, 15, 3
"""Connections to PostgreSQL of all workers together, and of one; a server takes 100 unless it is told otherwise."""
MIGRATION_LOCK = 7_420_211
"""Key of the PostgreSQL advisory lock under which one process at a time brings the schema up to date."""
CHECKPOINT = "PRAGMA wal_autocheckpoint=4000"
"""Pages; with the usual 1,000 every large batch would have its pages written twice before it is answered."""
LINE = {"connect_timeout": 10, "keepalives_idle": 30, "tcp_user_timeout": 60_000, "options": "-c jit=off"}
"""How long to wait for a server that does not answer: seconds, seconds, milliseconds. To compile a query takes half a
second here, and running it some milliseconds.
"""
SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
SETTINGS = (
    "SET LOCAL enable_seqscan = off; "
    "SET LOCAL lock_timeout = '60s'; SET LOCAL idle_in_transaction_session_timeout = '60s'"
)
"""What a batch asks goes by index; statistics lag behind fast growth and would make it scan.
Nobody waits for ever, neither for another batch nor for a process that stopped in the middle of one."""


class Database:
    """The open database: `read` and `write` give connections in a transaction.

    `folder`: where files of the central lie, shared by all its processes; None where there is none.
    """

    def __init__(self, *, engine: Engine, schema: Schema, folder: Path | None = None) -> None:
        self.schema = schema
        self.folder = folder
        self.engine = engine
        self.memory = Memory()
        self.book = SumBook(schema=schema)
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._reading = engine if self._is_sqlite else engine.execution_options(**SNAPSHOT)
        self._writing = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection for reading; all its queries see the same moment."""
        with self._reading.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection for small writes that need no change numbers (sessions)."""
        if self._is_sqlite:
            writing = self.engine.execution_options(writing=True)
            with self._writing, writing.begin() as connection:
                yield connection
        else:
            with self.engine.begin() as connection:
                yield connection

    @contextmanager
    def change(self, *, region: str | None = None) -> Iterator[ChangeSequence]:
        """Give a connection and the change sequence; what the rules look at stands still until this transaction ends.

        Rules look at rows that another batch may be changing (parents, keys, use). SQLite has one writer (BEGIN
        IMMEDIATE). On PostgreSQL batches of different regions run beside each other until they draw their numbers:
        `region` is whose rows may change, None for any. CrowdedError: to be repeated with None.
        """
        with self.write() as connection:
            if not self._is_sqlite:
                connection.exec_driver_sql(SETTINGS)
                claim(connection, schema=self.schema, region=region)
            sequence = ChangeSequence(connection, schema=self.schema, is_alone=self._is_sqlite or region is None)
            yield sequence
            sequence.keep()

    def carry_out(self, work: Callable[[ChangeSequence], T], *, region: str | None) -> T:
        """Do `work` in a `change` of a region; once more alone where it met what another region was doing.

        `work` leaves nothing behind but what it writes in the transaction.
        """
        if self._is_sqlite or region is None:
            with self.change() as sequence:
                return work(sequence)
        try:
            with self.change(region=region) as sequence:
                return work(sequence)
        except Exception as error:
            if not is_crowded(error):
                raise
        return self.carry_out(work, region=None)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


class ChangeSequence:
    """The change sequence inside one writing transaction; numbers are kept only if the transaction is.

    The clock is locked when the first number is asked for: whoever has a number commits before anybody gets the next.
    """

    def __init__(self, connection: Connection, *, schema: Schema, is_alone: bool = True) -> None:
        self.connection = connection
        self._clock = schema.table("central_clock")
        self._is_alone = is_alone
        self._start: int | None = None
        self._version = 0

    @property
    def start(self) -> int:
        """The number of the last change before this transaction."""
        if self._start is None:
            self._start = self._version = self.connection.execute(
                select(self._clock.c.version).where(self._clock.c.n == 1).with_for_update()
            ).scalar_one()
        return self._start

    @property
    def version(self) -> int:
        """The number of the last change of this transaction."""
        return max(self.start, self._version)

    def next(self) -> int:
        """Return the next change number."""
        self._version = self.version + 1
        return self._version

    def take(self, count: int) -> range:
        """Return the next `count` change numbers."""
        first = self.version + 1
        self._version = first + count - 1
        return range(first, first + count)

    def give_back(self, numbers: range) -> None:
        """Undo `take`; nothing may have been taken since, nor be kept under these numbers."""
        self._version = numbers.start - 1

    def be_alone(self) -> None:
        """Raise CrowdedError where other regions' batches may be at work."""
        if not self._is_alone:
            raise CrowdedError

    def keep(self) -> None:
        """Write the clock."""
        if self._start is not None and self._version != self._start:
            self.connection.execute(update(self._clock).where(self._clock.c.n == 1).values(version=self._version))


def present_version(connection: Connection, *, schema: Schema) -> int:
    """Return the number of the last committed change."""
    return int(connection.execute(select(schema.table("central_clock").c.version)).scalar_one())


def central_id(connection: Connection, *, schema: Schema) -> str:
    """Return the random name that this database was given when it was made."""
    meta = schema.table("central_meta")
    return str(connection.execute(select(meta.c.value).where(meta.c.name == "central")).scalar_one())


def open_database(
    *, data: Path | None = None, url: str | None = None, catalogs: tuple[Catalog, ...], workers: int = 1
) -> Database:
    """Open (or create) the database at `url`, else `central.db` in the folder `data`; raise StoreError.

    `workers`: how many processes share the server's connections.
    """
    schema = central_schema(catalogs)
    if url:
        engine = _server_engine(url, connections=max(CONNECTIONS // workers, FEWEST))
        _migrate_server(engine, schema=schema)
    elif data:
        engine = _file_engine(data, schema=schema)
    else:
        raise StoreError("没有指定中心端数据库：请用 --data 指定文件夹，或用 --database 指定数据库地址。")
    return Database(engine=engine, schema=schema, folder=data)


def _file_engine(data: Path, *, schema: Schema) -> Engine:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"不能创建文件夹 {data}，请检查权限或换一个位置（{error.strerror}）。") from error
    path = data / "central.db"
    engine = sqlite_engine(path)
    event.listen(engine, "connect", lambda raw, _record: raw.execute(CHECKPOINT))
    try:
        migrate(engine, path=path, schema=schema)
        with engine.execution_options(writing=True).begin() as connection:
            adopt_columns(connection, schema=schema)
            _first_entries(connection, schema=schema)
            ensure_sums(connection, schema=schema)
    except DatabaseError as error:
        engine.dispose()
        raise store_error(error, path=path) from error
    return engine


def _server_engine(url: str, *, connections: int) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "postgresql":
            raise StoreError("--database 只支持 PostgreSQL，地址形如 postgresql+psycopg://用户@主机/库名。")
        driver = parsed.set(drivername="postgresql+psycopg")
        line = {name: value for name, value in LINE.items() if name not in driver.query}
        size = min(connections, MOST)
        return create_engine(driver, pool_pre_ping=True, pool_size=size, max_overflow=0, connect_args=line)
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError("数据库地址写法不对，应形如 postgresql+psycopg://用户@主机/库名。") from error
    except ModuleNotFoundError as error:
        raise StoreError("没有安装 PostgreSQL 驱动，请先安装 psycopg 再启动中心端。") from error


def _migrate_server(engine: Engine, *, schema: Schema) -> None:
    try:
        with engine.begin() as connection:
            connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
            add_declared(connection, schema=schema)
            for name in schema.rows:  # a reader of few regions looks at their rows, not at everybody's since the cursor
                connection.exec_driver_sql(
                    f'CREATE INDEX IF NOT EXISTS "ix_{name}_place" ON "{name}" (mof_div_code, version)'
                )
            claim(connection, schema=schema, region=None)
            adopt_columns(connection, schema=schema)
            _first_entries(connection, schema=schema)
            ensure_sums(connection, schema=schema)
    except DatabaseError as error:
        engine.dispose()
        log.info("the database cannot be opened: %s", error.orig)
        raise opening_error(error.orig or error, url=engine.url) from error


def _first_entries(connection: Connection, *, schema: Schema) -> None:
    clock, meta = schema.table("central_clock"), schema.table("central_meta")
    if connection.execute(select(func.count()).select_from(clock)).scalar_one() == 0:
        connection.execute(insert(clock).values(n=1, version=0))
        connection.execute(insert(meta).values(name="central", value=secrets.token_hex(4)))
