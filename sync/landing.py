"""Rows from the central land in the local tables: columns are read once per block shape, rows written in one go."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import is_
from typing import TYPE_CHECKING, Any

import msgspec

from app.fields import Bad
from app.tables import SYSTEM_COLUMNS
from sync.errors import AnswerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.tables import Schema
    from sync.wire import Block

    Rows = list[tuple[Any, ...]]
    Reader = Callable[[Sequence[Any]], Sequence[Any]]

_SYSTEM_TYPES: dict[str, tuple[type, ...]] = {
    "id": (str,),
    "version": (int,),
    "is_deleted": (bool,),
    "updated_at": (str,),
    "updated_by": (str,),
}
_EXTRA = """json_patch(CASE "{table}".extra WHEN '' THEN '{{}}' ELSE "{table}".extra END, excluded.extra)"""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How rows of one shape land: `names` are the columns written, in the order of a landed tuple."""

    catalog: Catalog
    names: tuple[str, ...]
    readers: tuple[tuple[int, Reader], ...]
    unknown: tuple[tuple[int, str], ...]
    insert: str
    newer: str
    present: str
    width: int
    id_at: int
    version_at: int

    def check(self, rows: Rows) -> None:
        """Raise AnswerError when rows do not fit the header, or a row has no id or version."""
        id_at, version_at = self.id_at, self.version_at
        if all(
            len(row) == self.width and type(row[id_at]) is str and type(row[version_at]) is int and row[version_at] > 0
            for row in rows
        ):
            return
        raise AnswerError(
            f"中心端发来的“{self.catalog.label}”有行与表头不符，没有接收这一页，请联系中心端管理员。",
            code="answer.block",
        )

    def read(self, rows: Rows) -> Rows:
        """Return checked rows as tuples for the store; AnswerError names the first value that is not as declared."""
        # not by zip(*rows): the collector would follow an iterator for every row
        columns = [[row[at] for row in rows] for at, _ in self.readers]
        ready = [read(column) for (_, read), column in zip(self.readers, columns, strict=True)]
        if not self.unknown and all(map(is_, ready, columns)):
            return rows
        if self.unknown:
            ready.append([_extra(row, self.unknown) for row in rows])
        return list(zip(*ready, strict=True))


def _extra(row: Sequence[Any], unknown: Iterable[tuple[int, str]]) -> str:
    return msgspec.json.encode({name: row[at] for at, name in unknown}).decode()


@dataclass(slots=True, kw_only=True)
class Plans:
    """The plans of a round, made when a shape is first met."""

    schema: Schema
    known: dict[tuple[str, ...], Plan] = field(default_factory=dict)

    def of(self, connection: Connection, block: Block) -> Plan | None:
        """Return the plan for a block; None when this program does not know its catalog."""
        if block.catalog not in self.schema.rows:
            return None
        shape = (block.catalog, *block.columns)
        if shape not in self.known:
            self.known[shape] = _plan(connection, schema=self.schema, block=block)
        return self.known[shape]


def _plan(connection: Connection, *, schema: Schema, block: Block) -> Plan:
    catalog = schema.catalog(block.catalog)
    if not {"id", "version"} <= set(block.columns) or len(set(block.columns)) != len(block.columns):
        raise AnswerError(
            f"中心端发来的“{catalog.label}”缺少行标识或版本，或有重复的列，请联系中心端管理员。", code="answer.block"
        )
    readers: list[tuple[int, Reader]] = []
    names: list[str] = []
    unknown: list[tuple[int, str]] = []
    for at, name in enumerate(block.columns):
        if name in SYSTEM_COLUMNS:
            readers.append((at, _system_reader(catalog, name)))
            names.append(name)
        elif name in catalog.by_name:
            readers.append((at, _field_reader(connection, schema=schema, catalog=catalog, name=name)))
            names.append(name)
        else:
            unknown.append((at, name))
    if unknown:
        names.append("extra")
    return Plan(
        catalog=catalog,
        names=tuple(names),
        readers=tuple(readers),
        unknown=tuple(unknown),
        insert=_insert(catalog.name, names),
        newer=_upsert(catalog.name, names, guard=">"),
        present=_upsert(catalog.name, names, guard=">="),
        width=len(block.columns),
        id_at=block.columns.index("id"),
        version_at=block.columns.index("version"),
    )


def _insert(table: str, names: Sequence[str]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    places = ", ".join("?" for _ in names)
    return f'INSERT INTO "{table}" ({columns}) VALUES ({places})'  # noqa: S608 - names come from declarations


def _upsert(table: str, names: Sequence[str], *, guard: str) -> str:
    sets = ", ".join(
        f'"{name}" = ' + (_EXTRA.format(table=table) if name == "extra" else f'excluded."{name}"')
        for name in names
        if name != "id"
    )
    return (
        _insert(table, names)
        + f' ON CONFLICT (id) DO UPDATE SET {sets}, state = 0 WHERE excluded.version {guard} "{table}".version'
    )


def _system_reader(catalog: Catalog, name: str) -> Reader:
    allowed = _SYSTEM_TYPES[name]

    def read(column: Sequence[Any]) -> Sequence[Any]:
        if wrong := set(map(type, column)).difference(allowed):
            raise _unreadable(catalog, name, f"类型不应为 {wrong.pop().__name__}")
        return column

    return read


def _field_reader(connection: Connection, *, schema: Schema, catalog: Catalog, name: str) -> Reader:
    declared = catalog.by_name[name]
    column_type = schema.rows[catalog.name].c[name].type
    bind = column_type.dialect_impl(connection.dialect).bind_processor(connection.dialect)

    def read(column: Sequence[Any]) -> Sequence[Any]:
        values = declared.receive_column(column)
        if values is column:  # values as they are, which the driver takes as they are
            return column
        for value in values:
            if type(value) is Bad:
                raise _unreadable(catalog, declared.label, f"{value.reason}，现为“{value.given}”")
        return values if bind is None else [bind(value) for value in values]

    return read


def _unreadable(catalog: Catalog, label: str, reason: str) -> AnswerError:
    return AnswerError(
        f"中心端发来的“{catalog.label}”中“{label}”的值不能使用（{reason}），没有接收这一页，请联系中心端管理员。",
        code="answer.value",
    )
