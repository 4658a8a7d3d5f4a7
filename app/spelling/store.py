"""The store's own book of spelled names: filled from the rows by and by, so that no write is slowed by it (查询).

New rows are known by their rising local numbers; triggers note texts that change, and numbers that may come again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.spelling.initials import is_spelled
from app.spelling.words import spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.store import Store
    from app.tables import Schema

AT_ONCE = 2_000
"""Rows looked at in one transaction: others write between two of them."""


def make_triggers(connection: Connection, *, schema: Schema) -> None:
    """Let the store note what has to be spelled again; a central's database keeps no spellings."""
    if "unspelled" not in schema.metadata.tables:
        return
    for catalog, names in _named(schema):
        columns = ", ".join(f'"{name}"' for name in names)
        differs = " OR ".join(f'old."{name}" IS NOT new."{name}"' for name in names)
        note = " ".join(f'INSERT INTO unspelled (text) VALUES (new."{name}");' for name in names)  # noqa: S608 - declared
        connection.exec_driver_sql(
            f'CREATE TRIGGER IF NOT EXISTS "tr_{catalog.name}_renamed" AFTER UPDATE OF {columns} ON "{catalog.name}"'
            f" WHEN {differs} BEGIN {note} END"
        )
        highest = f'(SELECT coalesce(max(rid), 0) FROM "{catalog.name}")'  # noqa: S608 - declared
        connection.exec_driver_sql(
            f'CREATE TRIGGER IF NOT EXISTS "tr_{catalog.name}_gone" AFTER DELETE ON "{catalog.name}"'  # noqa: S608
            f" WHEN old.rid > {highest} BEGIN"
            f" UPDATE spelled_upto SET rid = {highest} WHERE catalog = '{catalog.name}' AND rid > {highest}; END"
        )


def spell_more(store: Store) -> bool:
    """Spell some of the names that are not yet in the book; return whether there are more."""
    with store.write() as connection:
        texts: set[str] = set()
        is_more = _take_changed(connection, texts=texts)
        for catalog, names in _named(store.schema):
            if len(texts) >= AT_ONCE:
                is_more = True
                break
            is_more |= _take_new(connection, schema=store.schema, catalog=catalog, names=names, texts=texts)
        rows = [(text, spelled(text)) for text in sorted(texts) if is_spelled(text)]
        if rows:
            connection.exec_driver_sql("INSERT OR IGNORE INTO spelled (text, letters) VALUES (?, ?)", rows)
    return is_more


def spell_all(store: Store) -> None:
    """Spell every name that is not yet in the book."""
    with store.read() as connection:
        is_more = not is_all_spelled(connection, schema=store.schema)
    while is_more:
        is_more = spell_more(store)


def is_all_spelled(connection: Connection, *, schema: Schema) -> bool:
    """Say whether every name is in the book; quick, for it is asked after every change."""
    if connection.exec_driver_sql("SELECT 1 FROM unspelled LIMIT 1").first():
        return False
    marks = _marks(connection)
    highest = {catalog.name: _highest(connection, catalog.name) for catalog, _ in _named(schema)}
    return all(marks.get(name, 0) >= most for name, most in highest.items())


def _highest(connection: Connection, name: str) -> int:
    return int(connection.exec_driver_sql(f'SELECT coalesce(max(rid), 0) FROM "{name}"').scalar_one())  # noqa: S608


def _marks(connection: Connection) -> dict[str, int]:
    return {str(row[0]): int(row[1]) for row in connection.exec_driver_sql("SELECT catalog, rid FROM spelled_upto")}


def _named(schema: Schema) -> Iterator[tuple[Catalog, list[str]]]:
    for catalog in schema.catalogs:
        names = [field.name for field in catalog.columns if field.is_a_name()]
        if names:
            yield catalog, names


def _take_changed(connection: Connection, *, texts: set[str]) -> bool:
    found = connection.exec_driver_sql("SELECT n, text FROM unspelled ORDER BY n LIMIT ?", (AT_ONCE,)).all()
    if found:
        texts.update(text for _, text in found)
        connection.exec_driver_sql("DELETE FROM unspelled WHERE n <= ?", (found[-1][0],))
    return len(found) == AT_ONCE


def _take_new(connection: Connection, *, schema: Schema, catalog: Catalog, names: list[str], texts: set[str]) -> bool:
    table = schema.rows[catalog.name]
    mark = _marks(connection).get(catalog.name, 0)
    wanted = select(table.c.rid, *(table.c[name] for name in names)).where(table.c.rid > mark).order_by(table.c.rid)
    found = connection.execute(wanted.limit(AT_ONCE)).all()
    if found:
        texts.update(str(text) for _, *values in found for text in values)
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO spelled_upto (catalog, rid) VALUES (?, ?)", (catalog.name, found[-1][0])
        )
    return len(found) == AT_ONCE
