"""The log of the closure: what a reader sees anew or no more although no row changed (contract, changes)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.scope import rebuild_scope
from sync.central.bulk import insert_rows

if TYPE_CHECKING:
    from app.tables import Schema
    from sync.central.database import ChangeSequence


def rebuild_logged(sequence: ChangeSequence, *, schema: Schema, fiscal_year: int) -> None:
    """Bring one year's closure up to date and log what came or went, as of the present change of the sequence."""
    moved = rebuild_scope(sequence.connection, schema=schema, fiscal_year=fiscal_year)
    columns = ("version", "fiscal_year", "ancestor", "code")
    rows = [(sequence.version, fiscal_year, ancestor, code) for ancestor, code in sorted(moved)]
    insert_rows(sequence.connection, table=schema.table("central_scope_log"), columns=columns, rows=rows)
