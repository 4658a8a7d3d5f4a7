"""The pull: pages after a cursor, each kept with its cursor in one transaction (SYNC point 7)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from app.store import read_meta, write_meta
from sync.arrival import land_blocks
from sync.errors import AnswerError
from sync.reopening import reopen_children
from sync.row_sums import ensure_sums
from sync.strays import carry_out, depart, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from sqlalchemy import Connection

    from app.tables import Schema
    from sync.calls import Central
    from sync.landing import Plans
    from sync.wire import ChangesPage

META_CURSOR, META_SKIPPED = "cursor", "skipped"
PAGE = 5_000
"""Rows asked for at once: the contract's most; a page of them is about 1 MB and 30 MB of Python values."""


def must_start_over(connection: Connection, *, schema: Schema) -> bool:
    """Say whether an update brought a catalog whose rows were skipped before."""
    return bool(_skipped(connection, schema=schema) & set(schema.rows))


def start_cursor(connection: Connection, *, schema: Schema) -> str:
    """Return the kept cursor; '' (from the start) after an update brought a catalog whose rows were skipped before.

    What comes is counted as it comes: the sums of an empty store are at hand.
    """
    ensure_sums(connection, schema=schema)
    skipped = _skipped(connection, schema=schema)
    if skipped & set(schema.rows):
        write_meta(connection, schema=schema, name=META_SKIPPED, value=",".join(sorted(skipped - set(schema.rows))))
        write_meta(connection, schema=schema, name=META_CURSOR, value="")
    return read_meta(connection, schema=schema, name=META_CURSOR)


def pages(central: Central, *, cursor: str, ask: Callable[[], None]) -> Generator[ChangesPage, None, None]:
    """Give the pages after `cursor`; while one is being kept, the next is already on its way. `ask` may stop it."""

    def fetch(after: str) -> ChangesPage:
        page = central.changes(cursor=after, limit=PAGE)
        if page.more and page.cursor == after:
            raise AnswerError(
                "中心端的更新没有前进（游标未变），已停止接收，请联系中心端管理员。", code="answer.cursor"
            )
        return page

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="pull") as ahead:
        ask()
        page = fetch(cursor)
        while page.more:
            following = ahead.submit(fetch, page.cursor)
            yield page
            ask()
            page = following.result()
        yield page


def apply_page(connection: Connection, *, plans: Plans, page: ChangesPage) -> tuple[int, int]:
    """Keep a page and its cursor in the caller's writing transaction; return rows that were new, lines reopened."""
    schema = plans.schema
    sweep(connection, schema=schema)
    carry_out(connection, schema=schema, leaves=page.leaves)
    depart(connection, schema=schema, gone=page.gone)
    landed = land_blocks(connection, plans=plans, blocks=page.blocks, only_newer=True)
    if landed.skipped:
        skipped = ",".join(sorted(_skipped(connection, schema=schema) | landed.skipped))
        write_meta(connection, schema=schema, name=META_SKIPPED, value=skipped)
    write_meta(connection, schema=schema, name=META_CURSOR, value=page.cursor)
    return landed.rows, reopen_children(connection, schema=schema, arrived=landed.ids)


def _skipped(connection: Connection, *, schema: Schema) -> set[str]:
    return {name for name in read_meta(connection, schema=schema, name=META_SKIPPED).split(",") if name}
