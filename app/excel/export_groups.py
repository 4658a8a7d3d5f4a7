"""Rows in groups as a worksheet that folds: subtotals above each group, a total at the end (clause 2, 导出).

It is made to be read, not to be imported again: a line of subtotals is no row.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from app.excel.export_rows import columns_of, frozen_of, unheard, unit_line, writer_of
from app.excel.look import Shade
from app.excel.table import Table, write_tables
from app.grouping import grouped, read_groups
from app.rows import all_names, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.excel.export_rows import Progress
    from app.excel.row_xml import Content, StyledRow
    from app.fields import Value
    from app.grouping import Group, Groups
    from app.people import User
    from app.rows import Query
    from app.tables import Schema

EVERY = 1_000


def export_groups(
    connection: Connection,
    *,
    schema: Schema,
    query: Query,
    field: str,
    user: User,
    path: Path,
    progress: Progress = unheard,
) -> int:
    """Write the rows of a query in groups by `field` to an .xlsx; return how many rows; raise WorkbookError."""
    catalog = schema.catalog(query.catalog)
    groups = read_groups(connection, schema=schema, query=query, field=field)
    names = all_names(connection, schema=schema, catalog=catalog, fiscal_year=query.fiscal_year)
    rows = read_rows(connection, schema=schema, query=grouped(query, field=field))
    by = f"分组：{catalog.by_name[field].label}"
    table = Table(
        title=catalog.label,
        heading=f"{catalog.label}（分组小计）",
        line=unit_line(user, fiscal_year=query.fiscal_year or 0, more=by, hint="小计由下面的行计算得出，供查看"),
        columns=[replace(one, offers=(), hint="", required=False) for one in columns_of(catalog, lists={})],
        rows=_lines(catalog, groups=groups, rows=rows, names=names, progress=progress),
        count=groups.total.count + len(groups.groups) + 1,
        frozen=frozen_of(catalog),
        is_outlined=True,
    )
    write_tables(path, tables=[table], meta=None)
    return groups.total.count


def _lines(
    catalog: Catalog,
    *,
    groups: Groups,
    rows: Iterable[Mapping[str, Value]],
    names: Mapping[str, Mapping[str, str]],
    progress: Progress,
) -> Iterator[StyledRow]:
    writers = [(one.name, writer_of(one, catalog=catalog, names=names)) for one in catalog.columns]
    plain, whole = (Shade.PLAIN,) * len(writers), groups.total.count
    left, done = iter(rows), 0
    for group in groups.groups:
        yield _head(catalog, group)
        for row in islice(left, group.count):
            if done % EVERY == 0:
                progress(done, whole)
            done += 1
            yield [write(row[name]) for name, write in writers], plain
    yield _head(catalog, groups.total)
    progress(whole, whole)


def _head(catalog: Catalog, group: Group) -> StyledRow:
    cells: list[Content] = [
        None if (total := group.sums.get(one.name)) is None else one.excel(total) for one in catalog.columns
    ]
    code, title = (catalog.names.index(name) for name in (catalog.code, catalog.title))
    count = f"{group.count:,} 行"
    cells[code] = group.text if code != title else f"{group.text}（{count}）"
    if code != title:
        cells[title] = count
    return cells, (Shade.GROUP,) * len(cells)
