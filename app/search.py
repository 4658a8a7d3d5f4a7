"""Free search: words stand in a row's texts, in the names of what it refers to, or in their Pinyin initials (查询)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, literal, or_, select

from app.fields import References
from app.spelling.words import searched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Table

    from app.catalog import Catalog
    from app.fields import Field
    from app.spelling.words import Word
    from app.tables import Schema


def search_condition(words: str, *, schema: Schema, catalog: Catalog, fiscal_year: int | None) -> ColumnElement[bool]:
    """Return the condition that each word finds a row, wherever in it; `fiscal_year` is that of names referred to."""
    table = schema.rows[catalog.name]
    texts = [table.c[field.name] for field in catalog.columns if field.search_text() or field in catalog.references]
    return and_(
        literal(value=True),
        *(
            or_(
                _found(word, schema=schema, texts=texts, names=_names(catalog, table)),
                *_by_names(word, schema=schema, catalog=catalog, table=table, fiscal_year=fiscal_year),
            )
            # the store judges a row in this order, and a long word leaves most rows out
            for word in sorted(searched(words), key=lambda one: -len(one.text))
        ),
    )


def search_condition_of(
    field: Field, *, words: str, schema: Schema, catalog: Catalog, fiscal_year: int | None
) -> ColumnElement[bool]:
    """Return the condition that each word finds the value of one column."""
    table = schema.rows[catalog.name]
    column = table.c[field.name]
    every = (
        or_(
            _found(word, schema=schema, texts=[column], names=[column] if field.is_a_name() else []),
            *_by_names(word, schema=schema, catalog=catalog, table=table, fiscal_year=fiscal_year, only=field),
        )
        for word in searched(words)
    )
    return and_(literal(value=True), *every)


def words_condition(
    words: str, *, schema: Schema, texts: Sequence[ColumnElement[str]], names: Sequence[ColumnElement[str]]
) -> ColumnElement[bool]:
    """Return the condition that each word stands in one of the columns, or in the initials of one of `names`."""
    every = (_found(word, schema=schema, texts=[*texts, *names], names=names) for word in searched(words))
    return and_(literal(value=True), *every)


def contains(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Return the condition that a text stands in a column, in large or small letters."""
    return column.like(f"%{escaped(text)}%", escape="\\")


def escaped(text: str) -> str:
    """Return a text as LIKE takes it word for word."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _names(catalog: Catalog, table: Table) -> list[ColumnElement[str]]:
    return [table.c[field.name] for field in catalog.columns if field.is_a_name()]


def _found(
    word: Word, *, schema: Schema, texts: Sequence[ColumnElement[str]], names: Sequence[ColumnElement[str]]
) -> ColumnElement[bool]:
    found = [contains(column, word.text) for column in texts]
    if word.letters and names:
        spelled = schema.table("spelled")
        read_so = select(spelled.c.text).where(
            contains(spelled.c.letters, word.letters), *(contains(spelled.c.text, piece) for piece in word.pieces)
        )
        found += [column.in_(read_so) for column in names]
    return or_(*found)


def _by_names(
    word: Word,
    *,
    schema: Schema,
    catalog: Catalog,
    table: Table,
    fiscal_year: int | None,
    only: Field | None = None,
) -> Iterator[ColumnElement[bool]]:
    """Yield, for each column that names rows of another catalog, the condition that the word finds such a name."""
    if word.text.isdigit():
        return
    for field in catalog.references:
        target = schema.catalog(field.to)
        other = schema.rows[field.to].alias(f"named_by_{field.name}")
        names = [other.c[one.name] for one in target.columns if one.is_a_name()]
        is_left_out = target is catalog if only is None else field is not only
        if not names or is_left_out or isinstance(field, References):
            continue
        wanted = select(other.c[target.code]).where(_found(word, schema=schema, texts=names, names=names))
        if fiscal_year is not None:
            wanted = wanted.where(other.c.fiscal_year == fiscal_year)
        yield table.c[field.name].in_(wanted)
