"""Platform rows as rows of a catalog: columns to fields, flags and codes by their sets, parents by their code. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from types import NoneType
from typing import TYPE_CHECKING, Any

from app.fields import Bad
from app.fields.base import visible
from sync.platform.dialect import ROOTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from app.catalog import Catalog
    from app.fields import Field, Value
    from sync.platform.declared import PlatformColumn, PlatformTable
    from sync.platform.rows import Entry

SEPARATORS = re.compile(r"[,，;；、\s]+")
PLAIN = frozenset({str, int, NoneType})
"""Types of cells that can be read at all; a bool is none of them."""
SHOWN = 40
"""Signs of a bad value that are shown."""


@dataclass(slots=True, kw_only=True)
class Wanted:
    """What a platform row says its row should be. `is_live` False: deleted there, or gone from there.

    `values` are fields by name; `faults` are sentences on what could not be read, '' for the field of the row itself.
    """

    entry: Entry
    code: str
    is_live: bool
    values: dict[str, Value] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)


def translate(
    table: PlatformTable,
    *,
    catalog: Catalog,
    year: int,
    entries: Mapping[str, Entry],
    among: Collection[str] | None = None,
) -> list[Wanted]:
    """Return every entry (of those with the ids `among`) that the catalog takes; each different cell is read once."""
    by_field = {one.field: one for one in table.columns}
    column = by_field[catalog.code].column
    codes = {key: _plain(entry.raw.get(column)) for key, entry in entries.items()}
    found = [
        Wanted(entry=entry, code=codes[key], is_live=is_live(table, entry, code=codes[key]))
        for key, entry in (entries.items() if among is None else ((key, entries[key]) for key in among))
        if entry.row_id or table.takes(codes[key])
    ]
    live = [one for one in found if one.is_live]
    read = [_column(one, live=live, table=table, catalog=catalog, year=year, codes=codes) for one in table.columns]
    for one, cells in zip(live, zip(*read, strict=True), strict=True):
        one.values = dict(zip(by_field, cells, strict=True))
    return found


def is_live(table: PlatformTable, entry: Entry, *, code: str) -> bool:
    """Say whether a row of this code is there on the platform, and one for the catalog."""
    flag = table.codes.get("flag", {})
    is_deleted = bool(table.deleted) and flag.get(_plain(entry.raw.get(table.deleted))) == "是"
    return not (is_deleted or entry.is_gone) and table.takes(code)


def _column(
    column: PlatformColumn,
    *,
    live: Sequence[Wanted],
    table: PlatformTable,
    catalog: Catalog,
    year: int,
    codes: Mapping[str, str],
) -> list[Any]:
    """Return a column's values; what cannot be read becomes a fault of its row, and None."""
    target, name = catalog.by_name[column.field], column.column
    cells = [one.entry.raw.get(name) for one in live]
    if column.kind == "parent":
        roots = [("" if one.code == table.root else table.root) for one in live]
        values = [_parent(cell, root=root, codes=codes) for cell, root in zip(cells, roots, strict=True)]
    else:
        turn = _turn(column, table=table, target=target, year=year)
        plain = {cell for cell in cells if type(cell) in PLAIN}
        known = {cell: turn(_plain(cell) or column.default) for cell in plain}
        values = [known[cell] if type(cell) in PLAIN else Bad(str(cell), "应为文字") for cell in cells]
    if not any(type(value) is Bad for value in values):
        return values
    for one, value in zip(live, values, strict=True):
        if isinstance(value, Bad):
            words = f"列 {name}（{target.label}）的值“{value.given[:SHOWN]}”不能使用：{value.reason}"
            one.faults.append((column.field, words))
    return [None if isinstance(value, Bad) else value for value in values]


def is_below(table: PlatformTable, entry: Entry, *, parents: Collection[str]) -> bool:
    """Say whether a row names one of these as its parent."""
    return bool(table.parent) and _plain(entry.raw.get(table.parent)) in parents


def _plain(given: object) -> str:
    """Return a cell's text, '' where it is none."""
    if type(given) not in PLAIN or given is None:
        return ""
    text = str(given)
    return text.strip() if text.isascii() else visible(text)


def _turn(column: PlatformColumn, *, table: PlatformTable, target: Field, year: int) -> Callable[[str], Value | Bad]:
    """Return what reads a cell's text."""
    kinds: dict[str, Callable[[str], Value | Bad]] = {
        "text": target.read,
        "list": lambda text: target.read(",".join(filter(None, SEPARATORS.split(text)))),
        "date": _date,
        "year": lambda text: year if text == str(year) else Bad(text, f"应为所取的年度 {year}"),
        "code": lambda text: _by_code(text, column=column, table=table, target=target),
        "prefix": lambda text: _by_prefix(text, column=column, table=table, target=target),
    }
    return kinds[column.kind]


def _date(text: str) -> Value | Bad:
    """Read 2026-01-31, with or without a time of day, and the first eight of yyyyMMddHHmmssSSS."""
    if not text:
        return None
    parts = re.match(r"(\d{4})\D?(\d{2})\D?(\d{2})(?:\D.*|\d{6}(?:\d{3})?)?$", text)
    try:
        return date(*map(int, parts.groups())) if parts else Bad(text, "应为日期")
    except ValueError:
        return Bad(text, "应为日期")


def _by_code(text: str, *, column: PlatformColumn, table: PlatformTable, target: Field) -> Value | Bad:
    found = table.codes[column.codes].get(text)
    if found is None:
        return target.empty if not text else Bad(text, f"代码对照“{column.codes}”中没有它")
    return target.read(found)


def _by_prefix(text: str, *, column: PlatformColumn, table: PlatformTable, target: Field) -> Value | Bad:
    known = table.codes[column.codes]
    found = max((one for one in known if text.startswith(one)), key=len, default=None)
    return target.read(known[found]) if found else Bad(text, f"代码对照“{column.codes}”中没有它的开头")


def _parent(given: object, *, root: str, codes: Mapping[str, str]) -> Value | Bad:
    if type(given) not in PLAIN:
        return Bad(str(given), "应为文字")
    parent = _plain(given)
    return root if parent in ROOTS else codes.get(parent) or Bad(parent, "平台数据中没有这个上级")
