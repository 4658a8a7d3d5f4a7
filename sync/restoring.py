"""Giving up a change: the row shows what the central has, or goes when the central never had it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select, update

from app.row_state import LineState
from sync.errors import SettleError
from sync.lines import DELETED, Line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.tables import Schema


def restore_line(connection: Connection, *, schema: Schema, line: Line) -> dict[str, list[Any]]:
    """Undo a removed line on its row; return what changed as {field: [mine, theirs]}.

    A conflict changes nothing: the central's values stand in the row already. A new row goes.
    """
    if line.kind == "insert":
        return _drop_row(connection, schema=schema, line=line)
    if line.state == LineState.CONFLICT:
        return {name: [mine, line.now(name)] for name, (_, mine) in line.changes.items()}
    changes = {name: [mine, line.now(name)] for name, (_, mine) in line.changes.items()}
    values = stored_values(schema, line.catalog, {name: theirs for name, (_, theirs) in changes.items()})
    values[DELETED] = bool(line.theirs.get(DELETED))
    table = schema.rows[line.catalog]
    connection.execute(update(table).where(table.c.id == line.row_id).values(values))
    return changes


def _drop_row(connection: Connection, *, schema: Schema, line: Line) -> dict[str, list[Any]]:
    """Remove a row that the central never took; one that it has (made by an earlier sending) stays as the central's."""
    table = schema.rows[line.catalog]
    connection.execute(table.delete().where(table.c.id == line.row_id, table.c.version == 0))
    return {name: [mine, None] for name, (_, mine) in line.changes.items()}


def stored_values(schema: Schema, catalog: str, wire: Mapping[str, Any]) -> dict[str, Any]:
    """Return wire values as the store takes them, by field name."""
    fields = schema.catalog(catalog).by_name
    return {name: fields[name].receive(value) for name, value in wire.items() if name in fields}


def refuse_orphans(connection: Connection, *, schema: Schema, lines: Sequence[Line]) -> None:
    """Raise SettleError when a row that would go has rows below it that would stay."""
    going = {line.row_id for line in lines if line.kind == "insert"}
    for line in lines:
        catalog, table = schema.catalog(line.catalog), schema.rows[line.catalog]
        if line.kind != "insert" or catalog.parent is None or catalog.code not in line.changes:
            continue
        code = line.changes[catalog.code][1]
        below = connection.execute(
            select(table.c.id).where(
                table.c[catalog.parent.name] == code,
                table.c[catalog.code] != code,
                table.c.is_deleted.is_(False),
                table.c.fiscal_year == line.changes["fiscal_year"][1],
            )
        ).scalars()
        staying = [row_id for row_id in below if row_id not in going]
        if staying and not _another(connection, schema=schema, line=line, code=code):
            raise SettleError(
                f"“{catalog.label}”{code} 之下还有 {len(staying)} 行，请先处理这些下级行。", code="settle.children"
            )


def _another(connection: Connection, *, schema: Schema, line: Line, code: object) -> bool:
    """Say whether another row bears the same code, as after a conflict of the same key."""
    catalog, table = schema.catalog(line.catalog), schema.rows[line.catalog]
    count = connection.execute(
        select(func.count())
        .select_from(table)
        .where(table.c[catalog.code] == code, table.c.id != line.row_id, table.c.is_deleted.is_(False))
    ).scalar_one()
    return bool(count)


def refuse_twins(connection: Connection, *, schema: Schema, lines: Sequence[Line]) -> None:
    """Raise SettleError when a row that came back bears the key of a row that was made meanwhile."""
    for line in lines:
        catalog, table = schema.catalog(line.catalog), schema.rows[line.catalog]
        if line.kind == "insert" or line.state == LineState.CONFLICT:
            continue
        if line.kind == "update" and not set(catalog.key) & set(line.changes):
            continue
        twin = table.alias()
        same = and_(*(twin.c[name] == table.c[name] for name in catalog.key), twin.c.is_deleted.is_(False))
        found = connection.execute(
            select(table.c[catalog.code])
            .join(twin, and_(same, twin.c.id != table.c.id))
            .where(table.c.id == line.row_id, table.c.is_deleted.is_(False))
        ).first()
        if found:
            raise SettleError(
                f"“{catalog.label}”中已另有一行 {found[0]} 占用了相同的逻辑主键，请先撤回或改正那一行。",
                code="settle.same-key",
            )
