"""Rows of this desk as the central knows them: in wire form, with waiting edits taken off (SYNC point 9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean

from sync.content_hash import content_hash
from sync.lines import DELETED, Line, lines_of_rows, read_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.tables import Schema

READ_AT_A_TIME = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One row of the central as it stands here, without what this desk has changed in it."""

    row_id: str
    version: int
    is_deleted: bool
    values: dict[str, Any]
    has_lines: bool = field(default=False, compare=False)

    @property
    def hash(self) -> int:
        """Return its content hash."""
        return content_hash(self.row_id, version=self.version, is_deleted=self.is_deleted, values=self.values.items())


def contents(
    connection: Connection, *, schema: Schema, catalog: str, first: str = "", last: str = ""
) -> Iterator[Content]:
    """Give the rows with first <= id < last ('': no end) by id; rows that the central does not have are left out."""
    names = schema.catalog(catalog).names
    table = schema.rows[catalog]
    flags = [n for n, name in enumerate(names) if isinstance(table.c[name].type, Boolean)]
    columns = ", ".join(f'"{name}"' for name in names)
    bounds = " AND id >= ?" * bool(first) + " AND id < ?" * bool(last)
    query = (
        f"SELECT id, version, is_deleted, extra, {columns}"  # noqa: S608 - declared names
        f' FROM "{catalog}" WHERE version > 0{bounds} ORDER BY id'
    )
    found = connection.exec_driver_sql(query, tuple(bound for bound in (first, last) if bound))
    while rows := found.fetchmany(READ_AT_A_TIME):
        lines = _waiting(connection, row_ids=[row[0] for row in rows])
        for row_id, version, is_deleted, extra, *cells in rows:
            for n in flags:
                cells[n] = bool(cells[n])
            values = dict(zip(names, cells, strict=True))
            if extra:
                values.update(read_values(extra))
            here = Content(row_id=row_id, version=version, is_deleted=bool(is_deleted), values=values)
            yield _without_edits(here, lines=lines[row_id]) if row_id in lines else here


def _waiting(connection: Connection, *, row_ids: Sequence[str]) -> Mapping[str, list[Line]]:
    if connection.exec_driver_sql("SELECT 1 FROM outbox LIMIT 1").first() is None:
        return {}
    return lines_of_rows(connection, row_ids=row_ids)


def _without_edits(here: Content, *, lines: Sequence[Line]) -> Content:
    """Return a row with the central's values in place of those that lines put there; the oldest line knows them."""
    shown = [line for line in lines if line.on_screen]
    theirs: dict[str, Any] = {}
    for line in shown:
        for name in line.changes:
            theirs.setdefault(name, line.now(name))
    is_deleted = bool(shown[0].theirs.get(DELETED)) if shown else here.is_deleted
    return Content(
        row_id=here.row_id,
        version=here.version,
        is_deleted=is_deleted,
        values={**here.values, **theirs},
        has_lines=True,
    )
