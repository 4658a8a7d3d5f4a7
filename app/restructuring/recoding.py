"""Moving a node whose code, and the codes below it, hold the parent's: new rows, then the old ones deleted bottom-up.

A code in use is never changed in place (clause 2), on neither side; the central takes the same steps in this order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from app.lookup import Lookup
from app.restructuring.move import group_values, new_code
from app.rights import may_delete
from app.rows import Query, read_rows
from app.unit_of_work import Edit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.people import User
    from app.restructuring.move import Move
    from app.tables import Schema

MADE = ("is_standard", "is_received")
"""Columns that the program sets on a new row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoding:
    """The new rows from the top, the old ones to be deleted (lowest level first), (old, new) codes, what forbids it."""

    coming: tuple[Edit, ...] = ()
    leaving: tuple[tuple[Edit, ...], ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    refusal: str = ""


def recode(
    connection: Connection, *, schema: Schema, user: User, catalog: Catalog, fiscal_year: int, move: Move
) -> Recoding:
    """Return how a node with rows below it gets below another one."""
    query = Query(catalog=catalog.name, fiscal_year=fiscal_year, under=move.node.code, deep=True)
    rows = sorted(
        read_rows(connection, schema=schema, query=query), key=lambda row: (len(str(row[catalog.code])), row["id"])
    )
    if refusal := _refusal(connection, schema=schema, user=user, catalog=catalog, rows=rows):
        return Recoding(refusal=refusal)
    old, new = move.node.code, new_code(catalog, move)
    codes = {str(row[catalog.code]): new + str(row[catalog.code])[len(old) :] for row in rows}
    coming = tuple(_new_row(catalog, row=row, codes=codes, move=move) for row in rows)
    levels = groupby(reversed(rows), key=lambda row: len(str(row[catalog.code])))
    leaving = tuple(tuple(_deletion(catalog, row=row) for row in level) for _, level in levels)
    return Recoding(coming=coming, leaving=leaving, codes=tuple(codes.items()))


def _refusal(
    connection: Connection, *, schema: Schema, user: User, catalog: Catalog, rows: Sequence[Mapping[str, Value]]
) -> str:
    """Say why one of the rows cannot be deleted; those below it do not count, they leave with it."""
    others = replace(schema, catalogs=tuple(one for one in schema.catalogs if one.name != catalog.name))
    lookup = Lookup(connection, schema=others)
    for row in rows:
        reason = may_delete(user, catalog=catalog, row=row, tree=lookup.scope)
        used = None if reason else lookup.users_of(catalog, row=row)
        if reason or used:
            return f"“{row[catalog.code]} {row[catalog.title]}”的代码不能改变：{reason or used}"
    return ""


def _new_row(catalog: Catalog, *, row: Mapping[str, Value], codes: Mapping[str, str], move: Move) -> Edit:
    values = {name: row[name] for name in catalog.names if name not in MADE}
    values |= group_values(catalog, move)
    values[catalog.code] = codes[str(row[catalog.code])]
    if catalog.parent is not None:
        above = str(row[catalog.parent.name])
        is_top = row["id"] == move.node.row_id
        values[catalog.parent.name] = move.target.code if is_top else codes.get(above, above)
    return Edit(catalog=catalog.name, kind="insert", values=values)


def _deletion(catalog: Catalog, *, row: Mapping[str, Value]) -> Edit:
    return Edit(catalog=catalog.name, kind="delete", row_id=str(row["id"]))
