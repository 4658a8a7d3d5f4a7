"""Where a row is used, before it is disabled or deleted: which catalogs, how many rows, some of them (1.1, 1.4, 1.5).

What it forbids is asked of the rule that refuses the edit itself, here and at the central.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.in_use import use_problem
from app.line_texts import LineTexts
from app.lookup import Lookup, fetch_rows
from app.using import names_row, referring

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.line_texts import RowPlace
    from app.tables import Schema

EXAMPLES = 3
"""Rows named of each catalog."""
FEW = 4
"""Rows whose use is asked for one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A row that uses another: where it stands, and how it reads."""

    place: RowPlace
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What uses a row: a catalog, in which columns, how many of its rows, and the first of them."""

    catalog: str
    label: str
    columns: str
    count: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhereUsed:
    """A row with its uses; `no_delete` and `no_disable` say why it cannot be deleted or disabled, '' that it can."""

    catalog: str
    row_id: str
    label: str
    uses: tuple[Use, ...]
    no_delete: str
    no_disable: str

    @property
    def count(self) -> int:
        """Return how many rows use it."""
        return sum(use.count for use in self.uses)

    @property
    def sentence(self) -> str:
        """Return in one sentence where it is used, and what may be done."""
        if not self.uses:
            return f"“{self.label}”没有被使用，可以停用或删除。"
        told = "、".join(f"“{use.label}”{use.count:,} 行" for use in self.uses)
        may = "不能停用，也不能删除" if self.no_disable else "不能删除；可以停用，停用后新的数据不能再选它"
        return f"“{self.label}”正被{told}使用，{may}。"


def where_used(
    connection: Connection, *, schema: Schema, catalog: Catalog, row_ids: Sequence[str]
) -> tuple[WhereUsed, ...]:
    """Return where these rows are used, in the order given; rows that are gone are left out."""
    stored = fetch_rows(connection, table=schema.rows[catalog.name], column="id", values=list(row_ids))
    rows = [stored[one] for one in dict.fromkeys(row_ids) if one in stored]
    texts = LineTexts(connection, schema=schema, catalog=catalog, row_ids=[str(row["id"]) for row in rows])
    lookup = Lookup(connection, schema=schema)
    if len(rows) > FEW:
        lookup.look_for_use(catalog, rows=rows)
    return tuple(_of_row(catalog, row=row, label=texts.row_label(str(row["id"])), lookup=lookup) for row in rows)


def _of_row(catalog: Catalog, *, row: Mapping[str, Value], label: str, lookup: Lookup) -> WhereUsed:
    deleted = use_problem(catalog, before=row, after=None, changed=(), lookup=lookup)
    disabled = {**row, "is_enabled": False}
    switched = use_problem(catalog, before=row, after=disabled, changed=("is_enabled",), lookup=lookup)
    return WhereUsed(
        catalog=catalog.name,
        row_id=str(row["id"]),
        label=label,
        uses=tuple(_uses(catalog, row=row, lookup=lookup)) if deleted else (),
        no_delete=deleted.text if deleted else "",
        no_disable=switched.text if switched else "",
    )


def _uses(catalog: Catalog, *, row: Mapping[str, Value], lookup: Lookup) -> Iterator[Use]:
    connection, schema = lookup.connection, lookup.schema
    for other, fields in referring(schema, catalog=catalog):
        table = schema.rows[other.name]
        condition = names_row(table, fields, catalog=catalog, row=row, schema=schema)
        count = connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one()
        if not count:
            continue
        order = [table.c[name] for name in other.order]
        ids = list(connection.execute(select(table.c.id).where(condition).order_by(*order).limit(EXAMPLES)).scalars())
        texts = LineTexts(connection, schema=schema, catalog=other, row_ids=ids)
        yield Use(
            catalog=other.name,
            label=other.label,
            columns="、".join(field.label for field in fields),
            count=count,
            examples=tuple(_example(texts, row_id=row_id) for row_id in ids),
        )


def _example(texts: LineTexts, *, row_id: str) -> Example:
    place = texts.place(row_id)
    label = texts.row_label(row_id)
    is_region = texts.catalog.code == "mof_div_code"
    return Example(place=place, label=label if is_region else f"{place.mof_div_code} {label}")
