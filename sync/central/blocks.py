"""Rows as the contract sends them: arrays under a column header, unknown columns given back as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from app.tables import SYSTEM_COLUMNS
from sync.wire import Block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement, Table

    from app.catalog import Catalog

decode_extra = msgspec.json.Decoder(dict[str, Any]).decode


def sent_columns(catalog: Catalog) -> tuple[str, ...]:
    """Return the columns of a sent row, those of the system first."""
    return (*SYSTEM_COLUMNS, *catalog.names)


def selected(table: Table, *, catalog: Catalog) -> list[ColumnElement[Any]]:
    """Return what to select for `blocks`: the sent columns, then `extra`."""
    return [*(table.c[name] for name in sent_columns(catalog)), table.c.extra]


def blocks(catalog: Catalog, *, rows: Iterable[Sequence[Any]]) -> list[Block]:
    """Return the blocks of selected rows; rows with unknown columns stand in blocks of their own."""
    columns = list(sent_columns(catalog))
    plain: list[Any] = []
    grouped: dict[tuple[str, ...], list[Any]] = {}
    for row in rows:
        if row[-1]:
            extra = {name: value for name, value in decode_extra(row[-1]).items() if name not in catalog.by_name}
            grouped.setdefault(tuple(extra), []).append((*row[:-1], *extra.values()))
        else:
            plain.append(row[:-1])
    found = [Block(catalog=catalog.name, columns=[*columns, *names], rows=kept) for names, kept in grouped.items()]
    return [Block(catalog=catalog.name, columns=columns, rows=plain), *found] if plain else found
