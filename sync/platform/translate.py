"""Platform rows as rows of a catalog: columns to fields, flags and codes by their sets, parents by their code. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from app.fields import Bad
from app.fields.base import visible
from sync.platform.dialect import ROOTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.catalog import Catalog
    from app.fields import Field, Value
    from sync.platform.declared import PlatformColumn, PlatformTable
    from sync.platform.rows import Entry

SEPARATORS = re.compile(r"[,，;；、\s]+")
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


def translate(table: PlatformTable, *, catalog: Catalog, year: int, entries: Mapping[str, Entry]) -> list[Wanted]:
    """Return every entry that the catalog takes, in the order given."""
    by_field = {one.field: one for one in table.columns}
    code = by_field[catalog.code]
    codes = {key: _plain(entry.raw.get(code.column)) for key, entry in entries.items()}
    readers = [
        (one, catalog.by_name[one.field], _reader(one, table=table, catalog=catalog, year=year, codes=codes))
        for one in table.columns
    ]
    flag = table.codes.get("flag", {})
    return [
        _wanted(table, entry, code=codes[key], readers=readers, flag=flag)
        for key, entry in entries.items()
        if entry.row_id or table.takes(codes[key])
    ]


def _wanted(
    table: PlatformTable,
    entry: Entry,
    *,
    code: str,
    readers: Sequence[tuple[PlatformColumn, Field, Callable[[Any, Entry], Value | Bad]]],
    flag: Mapping[str, str],
) -> Wanted:
    is_deleted = bool(table.deleted) and flag.get(_plain(entry.raw.get(table.deleted))) == "是"
    found = Wanted(entry=entry, code=code, is_live=not (is_deleted or entry.is_gone) and table.takes(code))
    if not found.is_live:
        return found
    for one, target, read in readers:
        given = entry.raw.get(one.column)
        is_foreign = isinstance(given, bool | float | list | dict)
        value = Bad(str(given), "应为文字") if is_foreign else read(given, entry)
        if isinstance(value, Bad):
            shown = value.given[:SHOWN]
            found.faults.append((one.field, f"列 {one.column}（{target.label}）的值“{shown}”不能使用：{value.reason}"))
        else:
            found.values[one.field] = value
    return found


def _plain(given: object) -> str:
    """Return a cell's text, '' where it is none."""
    return visible(str(given)) if isinstance(given, str | int) and not isinstance(given, bool) else ""


def _reader(
    column: PlatformColumn, *, table: PlatformTable, catalog: Catalog, year: int, codes: Mapping[str, str]
) -> Callable[[Any, Entry], Value | Bad]:
    target = catalog.by_name[column.field]
    simple: dict[str, Callable[[str], Value | Bad]] = {
        "text": target.read,
        "list": lambda text: target.read(",".join(filter(None, SEPARATORS.split(text)))),
        "date": _date,
        "year": lambda text: year if text == str(year) else Bad(text, f"应为所取的年度 {year}"),
        "code": lambda text: _by_code(text, column=column, table=table, target=target),
        "prefix": lambda text: _by_prefix(text, column=column, table=table, target=target),
    }
    if column.kind not in simple:
        return lambda given, entry: _parent(given, entry, table=table, codes=codes)
    turn = simple[column.kind]
    known: dict[str, Value | Bad] = {}

    def read(given: Any, _entry: Entry) -> Value | Bad:  # noqa: ANN401 - a JSON cell
        text = _plain(given) or column.default
        if text not in known:
            known[text] = turn(text)
        return known[text]

    return read


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


def _parent(given: object, entry: Entry, *, table: PlatformTable, codes: Mapping[str, str]) -> Value | Bad:
    parent = _plain(given)
    if parent in ROOTS:
        return "" if codes.get(entry.ele_id) == table.root else table.root
    code = codes.get(parent)
    return code or Bad(parent, "平台数据中没有这个上级")
