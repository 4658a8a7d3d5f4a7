"""Rows in groups on the command line: what `query --group` answers (clause 2, 查询)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import Answer
from ui.cli.given import plain_value

if TYPE_CHECKING:
    from app.catalog import Catalog
    from app.fields import Field
    from app.grouping import Group
    from app.rows import Query
    from app.store import Open
    from app.tables import Schema


def group_answer(connection: Open, *, schema: Schema, query: Query, given: str) -> Answer:
    """Return the groups by the field that was given, each with its number of rows and its subtotals."""
    from app.grouping import read_groups, summed
    from ui.cli.table import Column, table

    catalog = schema.catalog(query.catalog)
    field = group_field(catalog, given)
    found = read_groups(connection, schema=schema, query=query, field=field.name)
    names = summed(catalog)
    columns = [
        Column(heading=field.label, widest=60),
        Column(heading="行数", right=True),
        *(Column(heading=catalog.by_name[name].label, right=True) for name in names),
    ]
    lines = [
        [one.text, f"{one.count:,}", *(catalog.by_name[name].show(one.sums.get(name)) for name in names)]
        for one in (*found.groups, found.total)
    ]
    data = {
        "catalog": catalog.name,
        "fiscal_year": query.fiscal_year,
        "total": found.total.count,
        "rows": [],
        "groups": [_plain(catalog, one) for one in found.groups],
    }
    text = f"{table(columns, lines)}\n（{len(found.groups):,} 组，{found.total.count:,} 行）"
    return Answer(text=text if found.groups else "没有符合条件的行。", data=data)


def group_field(catalog: Catalog, given: str) -> Field:
    """Return the field that was given to group by; raise UsageError where rows cannot be grouped by it."""
    from app.commands import field_name
    from app.grouping import may_group
    from ui.cli.parser import UsageError

    field = catalog.by_name[field_name(catalog, given)]
    if not may_group(field):
        may = "、".join(one.label for one in catalog.columns if may_group(one) and not one.hidden)
        raise UsageError(f"“{field.label}”不能用来分组，请用：{may}")
    return field


def _plain(catalog: Catalog, group: Group) -> dict[str, object]:
    sums = {name: plain_value(catalog.by_name[name], value) for name, value in group.sums.items()}
    return {"value": group.value, "text": group.text, "rows": group.count, "sums": sums}
