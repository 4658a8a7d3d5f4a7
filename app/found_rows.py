"""Rows of all catalogs by code, name or Pinyin initials: the year's rows that a person sees (clause 2, 查询)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import literal, or_, select

from app.fields import References
from app.line_texts import RowPlace
from app.queries import Query, conditions
from app.scope import below, visible
from app.search import words_condition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Connection, Table

    from app.catalog import Catalog
    from app.tables import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """A row with its code and name, and where it stands."""

    place: RowPlace
    code: str
    name: str
    is_enabled: bool


def searchable(schema: Schema) -> list[Catalog]:
    """Return the catalogs whose rows have a code and a name of their own, small ones first as declared."""
    shown = (one for one in schema.catalogs if not one.sheet and not one.is_document)
    return [one for one in shown if not isinstance(one.by_name[one.title], References)]


def found_rows(
    connection: Connection, *, schema: Schema, catalog: Catalog, words: str, fiscal_year: int, region: str, limit: int
) -> Iterator[FoundRow]:
    """Yield at most `limit` rows of a catalog: those whose code begins with the words first, which an index finds.

    `region`: whose person asks; rows of it, below it and given to it are found.
    """
    table = schema.rows[catalog.name]
    code, name = table.c[catalog.code], table.c[catalog.title]
    scope = or_(
        visible(table, schema=schema, catalog=catalog, region=region), below(table, schema=schema, region=region)
    )
    given = [*conditions(Query(catalog=catalog.name, fiscal_year=fiscal_year), schema=schema), scope]
    names = [table.c[one.name] for one in catalog.columns if one.is_a_name()]
    begins = words.strip()
    any_place = words_condition(words, schema=schema, texts=[code], names=names or [name])
    seen: set[str] = set()
    for condition in (_begins(code, begins), any_place):
        if len(seen) >= limit:
            return
        wanted = select(table.c.id, code, name, table.c.mof_div_code, table.c.is_enabled, _type(table))
        for row_id, its_code, its_name, div, enabled, kind in connection.execute(
            wanted.where(*given, condition).order_by(code).limit(limit)
        ):
            if row_id in seen or len(seen) >= limit:
                continue
            seen.add(row_id)
            place = RowPlace(
                catalog=catalog.name, row_id=row_id, fiscal_year=fiscal_year, mof_div_code=div, insurance_type=kind
            )
            yield FoundRow(place=place, code=str(its_code), name=str(its_name), is_enabled=bool(enabled))


def _begins(code: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return (code >= text) & (code < text + "\U0010ffff")


def _type(table: Table) -> ColumnElement[str]:
    return table.c.insurance_type if "insurance_type" in table.c else literal("")
