"""Rows in groups with subtotals, counted and added up by the store in one question (clause 2, 查询: 分组小计).

A sum stands only where it says something: amounts in 元 are added up; rates, limits and precisions are not. Figures of
value tables are added up where they are of one parameter, period and basis, and the parameter counts people or money:
a year beside its quarters, or a total beside its parts, would be counted twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from app.adding_up import exact_sum, whole_of
from app.fields import Editor, Reference
from app.filters import blank_condition
from app.queries import conditions
from app.rows import names_of, reads_names

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Table

    from app.catalog import Catalog
    from app.fields import Field, Value
    from app.queries import Query
    from app.tables import Schema

GROUPING = frozenset({Editor.CHOICE, Editor.REFERENCE, Editor.REFERENCES, Editor.FLAG})
BLANK = "（空白）"
SUMMABLE_UNITS = frozenset({"人", "人次", "户", "家", "个", "次", "件", "笔", "元", "万元", "亿元"})
NO_AMOUNTS = ("均", "率", "标准", "上限", "下限")
"""In a parameter's name: what is in 元 and yet no amount of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows with one value: how it is shown, how many, and sums by field name, None where nothing adds up."""

    value: Value
    text: str
    count: int
    sums: Mapping[str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """All groups in the order of their rows, and all rows together."""

    field: str
    groups: Sequence[Group]
    total: Group


def may_group(field: Field) -> bool:
    """Say whether rows can be grouped by a field: its values are chosen from a list."""
    return field.editor in GROUPING


def summed(catalog: Catalog) -> tuple[str, ...]:
    """Return the fields that subtotals are given of: amounts of money, and the figures of a value table."""
    figure = catalog.sheet.value if catalog.sheet else ""
    return tuple(one.name for one in catalog.columns if one.is_money or one.name == figure)


def may_sum(*, unit: str, name: str) -> bool:
    """Say whether figures of a parameter can be added up over regions or insurance types."""
    return unit in SUMMABLE_UNITS and not any(word in name for word in NO_AMOUNTS)


def grouped(query: Query, *, field: str) -> Query:
    """Return the query whose rows stand group by group, in each as they were ordered."""
    down = dict(query.order).get(field, False)
    return replace(query, order=((field, down), *(one for one in query.order if one[0] != field)))


def read_groups(connection: Connection, *, schema: Schema, query: Query, field: str) -> Groups:
    """Return the groups of a query's rows by `field`, in the order of `grouped`: counts and sums by one question."""
    catalog, table = schema.catalog(query.catalog), schema.rows[query.catalog]
    declared, names = catalog.by_name[field], summed(catalog)
    blank = blank_condition(table.c[field], field=declared)
    key = case((blank, None), else_=table.c[field])
    sums = [part for name in names for part in exact_sum(table.c[name])]
    columns = [key, func.count(), *sums, *_kinds(catalog, table)]
    down = dict(query.order).get(field, False)
    wanted = select(*columns).where(*conditions(query, schema=schema)).group_by(key)
    is_read = declared.is_a_name() and reads_names(connection, table=table)
    keys = [func.reading_order(key), key] if is_read else [key]
    rows = list(connection.execute(wanted.order_by(key.is_(None), *(one.desc() if down else one for one in keys))))
    read = [_read(tuple(row), names=names) for row in rows]
    total = _together(read)
    texts = _names(connection, schema=schema, declared=declared, query=query, values=[one.value for one in read])
    meanings = _summable(connection, schema=schema, catalog=catalog, query=query, read=[*read, total])
    groups = [_group(one, text=_text(declared, one.value, names=texts), meanings=meanings) for one in read]
    return Groups(field=field, groups=groups, total=_group(total, text="总计", meanings=meanings))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """One line of the answer; `kinds`: least and greatest of what figures must have in common to be added up."""

    value: Value
    count: int
    sums: Mapping[str, int | None]
    kinds: tuple[tuple[str, str], ...]


def _kinds(catalog: Catalog, table: Table) -> list[ColumnElement[Any]]:
    """Return the least and the greatest parameter, period, basis and year of a value table."""
    sheet = catalog.sheet
    if sheet is None:
        return []
    same = (sheet.rows, sheet.across, *(name for name in sheet.pages if name != sheet.applies_to), "fiscal_year")
    return [of(table.c[name]) for name in same for of in (func.min, func.max)]


def _read(row: tuple[Any, ...], *, names: Sequence[str]) -> _Read:
    value, count, *rest = row
    parts, kinds = rest[: 2 * len(names)], rest[2 * len(names) :]
    pairs = zip(names, parts[::2], parts[1::2], strict=True)
    return _Read(
        value=value,
        count=count,
        sums={name: None if high is None else whole_of(high, low) for name, high, low in pairs},
        kinds=tuple(zip(kinds[::2], kinds[1::2], strict=True)),
    )


def _together(read: Sequence[_Read]) -> _Read:
    names = read[0].sums if read else ()
    sums = {name: [one.sums[name] for one in read if one.sums[name] is not None] for name in names}
    kinds = zip(*(one.kinds for one in read), strict=True)
    return _Read(
        value=None,
        count=sum(one.count for one in read),
        sums={name: sum(filter(None, values)) if values else None for name, values in sums.items()},
        kinds=tuple((min(low for low, _ in pairs), max(high for _, high in pairs)) for pairs in kinds),
    )


def _summable(
    connection: Connection, *, schema: Schema, catalog: Catalog, query: Query, read: Sequence[_Read]
) -> frozenset[str]:
    """Return the parameters, among those that a group holds alone, whose figures can be added up."""
    if catalog.sheet is None:
        return frozenset()
    target = schema.catalog(getattr(catalog.by_name[catalog.sheet.rows], "to", ""))
    table = schema.rows[target.name]
    codes = {one.kinds[0][0] for one in read if one.kinds and one.kinds[0][0] == one.kinds[0][1]}
    wanted = select(table.c[target.code], table.c.unit, table.c[target.title]).where(
        table.c.is_deleted.is_(False), table.c[target.code].in_(codes)
    )
    if query.fiscal_year is not None:
        wanted = wanted.where(table.c.fiscal_year == query.fiscal_year)
    found = list(connection.execute(wanted))
    never = {code for code, unit, name in found if not may_sum(unit=unit or "", name=name)}
    return frozenset({code for code, _, _ in found} - never)


def _group(read: _Read, *, text: str, meanings: frozenset[str]) -> Group:
    is_one = all(low == high for low, high in read.kinds)
    adds_up = not read.kinds or (is_one and read.kinds[0][0] in meanings)
    sums = read.sums if adds_up else dict.fromkeys(read.sums)
    return Group(value=read.value, text=text, count=read.count, sums=sums)


def _names(
    connection: Connection, *, schema: Schema, declared: Field, query: Query, values: Sequence[Value]
) -> Mapping[str, str]:
    if not isinstance(declared, Reference):
        return {}
    codes = {code for value in values for code in declared.codes(value)}
    target = schema.catalog(declared.to)
    return names_of(connection, schema=schema, catalog=target, fiscal_year=query.fiscal_year, codes=codes)


def _text(declared: Field, value: Value, *, names: Mapping[str, str]) -> str:
    if value is None:
        return BLANK
    return declared.show(value, names=names) or f"{declared.label}：否"
