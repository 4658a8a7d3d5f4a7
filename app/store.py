"""The local SQLite store: one file per person and central, opened with the pragmas it needs, one writer at a time."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import bindparam, create_engine, event, insert, select
from sqlalchemy.exc import DatabaseError

from app.errors import StoreError
from app.migrations import migrate
from app.ordered_copies import OrderedCopies
from app.spelling.order import READING_ORDER, reading_order
from app.tables import Schema, local_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Select, Table

    from app.catalog import Catalog

Open: TypeAlias = "Connection"
"""What `read` and `write` give, for rooms that do not know the database library."""

CACHE, LEAN = -32_000, -2_000
"""Kibibytes (below 0) that a connection keeps of the file, and while it reads a table from end to end."""
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    f"PRAGMA cache_size={CACHE}",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA secure_delete=FAST",
    "PRAGMA wal_autocheckpoint=4000",  # 16 MB: a page that a sync writes thrice goes to the file once
)


def now_text() -> str:
    """Return this computer's time in UTC, for display only (SYNC point 5)."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sqlite_engine(path: Path) -> Engine:
    """Return an engine on a SQLite file whose transactions are really the program's (BEGIN IMMEDIATE to write)."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 10, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(raw: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
        raw.isolation_level = None
        raw.create_function(READING_ORDER, 1, reading_order, deterministic=True)
        try:
            for pragma in PRAGMAS:
                raw.execute(pragma)
        except Exception:
            raw.close()  # nobody else knows of it yet, and on Windows an open file can be neither moved nor deleted
            raise

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


class Store:
    """The open local store. `read` and `write` give connections in a transaction; everything else is functions."""

    def __init__(self, *, path: Path, schema: Schema, engine: Engine) -> None:
        self.path = path
        self.schema = schema
        self._engine = engine
        self.copies = OrderedCopies(schema=schema, connect=partial(sqlite_engine, path))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent state."""
        with self._guard(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give the writing connection: all of the block is kept, or nothing of it."""
        writing = self._engine.execution_options(writing=True)
        with self._guard(), writing.begin() as connection:
            yield connection

    @contextmanager
    def _guard(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            raise store_error(error, path=self.path) from error

    def close(self) -> None:
        """Close every connection."""
        self.copies.close()
        self._engine.dispose()


@contextmanager
def reading_whole(connection: Connection) -> Iterator[None]:
    """Let a connection keep little of the file while it reads a table from end to end: nothing of it is read twice."""
    raw: Any = connection.connection.driver_connection
    raw.execute(f"PRAGMA cache_size={LEAN}")
    try:
        yield
    finally:
        raw.execute("PRAGMA shrink_memory")
        raw.execute(f"PRAGMA cache_size={CACHE}")


def interrupter(connection: Connection) -> Callable[[], None]:
    """Return what ends the question that this connection is asking (any thread); it then fails."""
    raw: Any = connection.connection.driver_connection
    return raw.interrupt  # type: ignore[no-any-return]


def store_error(error: DatabaseError, *, path: Path) -> StoreError:
    """Return the Chinese sentence for a driver's error."""
    words = str(error.orig).lower()
    if "locked" in words or "busy" in words:
        return StoreError("本地数据库正被另一个程序占用，请关闭另一个“社保基金工作台”窗口后重试。", code="store.busy")
    if "full" in words:
        return StoreError(f"磁盘已满，没有写入任何内容；请清理 {path.anchor or path} 后重试。", code="store.full")
    if "malformed" in words or "not a database" in words:
        return damaged_store(path)
    if "readonly" in words or "unable to open" in words:
        return StoreError(f"不能写入本地数据库 {path}，请检查文件夹权限。", code="store.readonly")
    return StoreError(f"本地数据库出错（{error.orig}），本次操作没有保存，请重试。", code="store.failed")


def damaged_store(path: Path) -> StoreError:
    """Return the Chinese sentence for a file that is no sound database."""
    return StoreError(f"本地数据库 {path} 已损坏，请从同一文件夹的 backups 中恢复最近的备份。", code="store.damaged")


def open_store(path: Path, *, catalogs: tuple[Catalog, ...]) -> Store:
    """Open (or create) the store at `path`, bring it to the present schema after a backup, and return it."""
    schema = local_schema(catalogs)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"不能创建文件夹 {path.parent}，请检查权限或换一个位置（{error.strerror}）。") from error
    engine = sqlite_engine(path)
    try:
        migrate(engine, path=path, schema=schema)
    except DatabaseError as error:
        engine.dispose()
        raise store_error(error, path=path) from error
    except BaseException:
        engine.dispose()
        raise
    return Store(path=path, schema=schema, engine=engine)


def read_meta(connection: Connection, *, schema: Schema, name: str) -> str:
    """Return a remembered value of the store ('' when there is none)."""
    return connection.execute(_value_of(schema.table("meta")), {"wanted": name}).scalar() or ""


@lru_cache(maxsize=8)
def _value_of(meta: Table) -> Select[tuple[Any]]:
    """Return the question for one value; a round asks it some twenty times."""
    return select(meta.c.value).where(meta.c.name == bindparam("wanted"))


def write_meta(connection: Connection, *, schema: Schema, name: str, value: str) -> None:
    """Remember a value in the store."""
    table = schema.table("meta")
    connection.execute(table.delete().where(table.c.name == name))
    connection.execute(insert(table).values(name=name, value=value))
