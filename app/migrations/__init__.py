"""Bringing a store to the present schema: back up, run the numbered steps, add what declarations added, verify."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from app.errors import StoreError
from app.migrations.adopt import adopt_columns
from app.migrations.declared import add_declared, declared_changes
from app.migrations.steps import STEPS
from app.spelling.store import make_triggers

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from app.tables import Schema


def migrate(engine: Engine, *, path: Path, schema: Schema) -> None:
    """Migrate the store at `path`; raise StoreError when a newer program wrote it. A copy is kept before a change."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if found > len(STEPS):
            raise StoreError(
                "本地数据库由更新版本的程序写入，请安装最新版本后再打开。", code="store.newer", title="程序版本太旧"
            )
        if found == len(STEPS) and not declared_changes(connection, schema=schema):
            return
        # off before the transaction: batch changes of a parent table would otherwise delete its children
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    if found:
        back_up(path, label=f"v{found}")
    try:
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            _run(connection, schema=schema, found=found)
    finally:
        engine.dispose()


def _run(connection: Connection, *, schema: Schema, found: int) -> None:
    for step in STEPS[found:]:
        step(connection, schema)
    add_declared(connection, schema=schema)
    make_triggers(connection, schema=schema)
    if found:
        adopt_columns(connection, schema=schema)
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise StoreError(f"升级本地数据库后有 {len(broken)} 处引用不完整，已恢复到升级前，请联系管理员。")
    connection.exec_driver_sql(f"PRAGMA user_version = {len(STEPS)}")


def back_up(path: Path, *, label: str) -> Path:
    """Copy the store (with what its log still holds) into `backups` beside it, and return the copy's path."""
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    copy = next(
        candidate
        for number in range(1, 10_000)
        if not (candidate := folder / f"{path.stem}-{label}-{number:04d}.db").exists()
    )
    source, target = sqlite3.connect(path), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    return copy
