"""Staged moves are kept in the store, by catalog and year: they survive leaving the page, and a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.restructuring.move import Move
from app.store import read_meta, write_meta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.tables import Schema

_decode = msgspec.json.Decoder(list[Move]).decode


def _name(catalog: str, fiscal_year: int) -> str:
    return f"staged/{catalog}/{fiscal_year}"


def read_moves(connection: Connection, *, schema: Schema, catalog: str, fiscal_year: int) -> list[Move]:
    """Return the staged moves in the order in which they were made."""
    text = read_meta(connection, schema=schema, name=_name(catalog, fiscal_year))
    return _decode(text) if text else []


def write_moves(
    connection: Connection, *, schema: Schema, catalog: str, fiscal_year: int, moves: Sequence[Move]
) -> None:
    """Keep these moves in place of those kept before."""
    text = msgspec.json.encode(list(moves)).decode() if moves else ""
    write_meta(connection, schema=schema, name=_name(catalog, fiscal_year), value=text)
