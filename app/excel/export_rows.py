"""Export of a catalog's rows (clause 2, 导出): one line a row, ready to be filled in further and imported again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from app.excel.look import Shade
from app.excel.meta import ROWS, WorkbookMeta, digest_of
from app.excel.table import Column, Table, write_tables
from app.fields import NO_NAMES
from app.rights import locked_columns, may_touch
from app.rows import all_names, count_rows, offered, read_rows
from app.scope import Scope
from app.store import now_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.excel.row_xml import Content, StyledRow
    from app.fields import Field, Reference, Value
    from app.people import User
    from app.rows import Query
    from app.tables import Schema

Progress = Callable[[int, int], None]
"""Told rows done and rows in all; may raise to stop, and then nothing is left behind."""

ROW_ID_LABEL = "行标识"
LONGEST_LIST = 5_000
"""Nobody picks from a longer drop-down list, and it would weigh on the file."""

_EVERY = 1_000


def unheard(_done: int, _total: int) -> None:
    """Take no notice of progress."""


def export_rows(
    connection: Connection,
    *,
    schema: Schema,
    query: Query,
    user: User,
    path: Path,
    progress: Progress = unheard,
) -> int:
    """Write the rows of a query to an .xlsx; return how many; raise WorkbookError. Rights only shade the cells."""
    catalog = schema.catalog(query.catalog)
    count = count_rows(connection, schema=schema, query=query)
    names = all_names(connection, schema=schema, catalog=catalog, fiscal_year=query.fiscal_year)
    shading = _Shading(catalog=catalog, user=user, scope=Scope(connection, schema=schema))
    rows = read_rows(connection, schema=schema, query=query)
    year, region = query.fiscal_year or 0, query.region or user.mof_div_code
    lists = {
        one.to: _offers(connection, schema=schema, one=one, year=year, region=region, names=names[one.to])
        for one in catalog.references
        if not one.many and len(names[one.to]) <= LONGEST_LIST
    }
    table = Table(
        title=catalog.label,
        heading=catalog.label,
        line=unit_line(user, fiscal_year=year),
        columns=[*columns_of(catalog, lists=lists), Column(label=ROW_ID_LABEL, width=10, hidden=True)],
        rows=_lines(catalog, rows=rows, names=names, shading=shading, count=count, progress=progress),
        count=count,
        frozen=frozen_of(catalog),
    )
    write_tables(
        path,
        tables=[table],
        meta=WorkbookMeta(
            kind=ROWS,
            catalog=catalog.name,
            digest=digest_of(catalog),
            fiscal_year=year,
            region=region,
            exported_at=now_text(),
        ),
    )
    return count


def unit_line(user: User, *, fiscal_year: int, more: str = "", hint: str = "带 * 的列必填，灰色的格不能修改") -> str:
    """Return the line under a title: unit, region, year and how to read the sheet."""
    year = f"年度：{fiscal_year}" if fiscal_year else ""
    unit, today = (
        f"单位：{user.mof_div_name}（{user.mof_div_code}）",
        f"导出日期：{datetime.now().astimezone():%Y-%m-%d}",
    )
    return "　".join(filter(None, [unit, year, more, today, hint]))


def columns_of(catalog: Catalog, *, lists: Mapping[str, Sequence[str]]) -> list[Column]:
    """Return a catalog's columns; `lists` holds the drop-down texts of references by catalog."""
    return [
        Column(
            label=one.label,
            width=one.width + 2,
            number_format=one.excel_format,
            required=one.required or one.name in catalog.key,
            hidden=one.hidden,
            offers=one.drop_down() or _one_of(one, catalog=catalog, lists=lists),
            strict=bool(one.drop_down()),
            hint=one.help,
        )
        for one in catalog.columns
    ]


def _one_of(one: Field, *, catalog: Catalog, lists: Mapping[str, Sequence[str]]) -> Sequence[str]:
    single = next((reference for reference in catalog.references if reference is one and not reference.many), None)
    return lists.get(single.to, ()) if single else ()


def _offers(
    connection: Connection, *, schema: Schema, one: Reference, year: int, region: str, names: Mapping[str, str]
) -> list[str]:
    target = schema.catalog(one.to)
    found = offered(connection, schema=schema, catalog=target, fiscal_year=year, region=region)
    return [str(one.excel(code, names=names)) for code, _ in found]


def frozen_of(catalog: Catalog) -> int:
    """Keep everything up to the code and title in view, when that is little."""
    places = [catalog.names.index(name) for name in {catalog.code, catalog.title}]
    return min(max(places) + 1, 4)


@dataclass(kw_only=True)
class _Shading:
    """Which cells of a row this person may not change; asked once for each region and year."""

    catalog: Catalog
    user: User
    scope: Scope
    _known: dict[tuple[object, ...], tuple[Shade, ...]] = field(default_factory=dict)

    def of(self, row: Mapping[str, Value]) -> tuple[Shade, ...]:
        """Return the shade of each column and of the hidden last one."""
        kind = (row["mof_div_code"], row["fiscal_year"], row.get("is_received"))
        if kind not in self._known:
            self._known[kind] = self._judge(row)
        return self._known[kind]

    def _judge(self, row: Mapping[str, Value]) -> tuple[Shade, ...]:
        if may_touch(self.user, catalog=self.catalog, row=row, tree=self.scope):
            return (Shade.LOCKED,) * (len(self.catalog.names) + 1)
        locked = locked_columns(self.catalog, row=row)
        shades = (Shade.LOCKED if name in locked else Shade.PLAIN for name in self.catalog.names)
        return (*shades, Shade.LOCKED)


def _lines(
    catalog: Catalog,
    *,
    rows: Iterable[Mapping[str, Value]],
    names: Mapping[str, Mapping[str, str]],
    shading: _Shading,
    count: int,
    progress: Progress,
) -> Iterator[StyledRow]:
    writers = [(one.name, writer_of(one, catalog=catalog, names=names)) for one in catalog.columns]
    for number, row in enumerate(rows):
        if number % _EVERY == 0:
            progress(number, count)
        cells = [write(row[name]) for name, write in writers]
        cells.append(str(row["id"]))
        yield cells, shading.of(row)
    progress(count, count)


def writer_of(one: Field, *, catalog: Catalog, names: Mapping[str, Mapping[str, str]]) -> Callable[[Value], Content]:
    """Return what turns values into cells; picked values, which recur, are worked out once each."""
    known = next((names[reference.to] for reference in catalog.references if reference is one), None)
    if known is None and not one.drop_down():
        return one.excel
    done: dict[Value, Content] = {}

    def write(value: Value) -> Content:
        if value not in done:
            done[value] = one.excel(value, names=known or NO_NAMES)
        return done[value]

    return write
