"""The name of an action as a person reads it: what was done, to how much, where (SPEC section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rows import names_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.tables import Schema

VERBS = {"insert": "新增", "update": "修改", "delete": "删除", "restore": "恢复"}
BY_ROW = ("导入", "启用", "停用", "标记对账", "取消对账")
"""Words for actions on whole rows, though they set single fields."""


@dataclass(frozen=True, slots=True)
class Part:
    """What an action did to one row: the kind of edit, the row's values, the fields it set."""

    kind: str
    values: Mapping[str, Value]
    changed: Collection[str]


def action_label(catalogs: Sequence[Catalog], *, parts: Sequence[Part], verb: str = "", cell: str = "") -> str:
    """Return the name of an action; `cell` names the cell when it is one of a sheet.

    As '粘贴 10,000 个单元格（管理参数填报）', '删除 5,000 行（基金账户）', '修改“名称”（险种 1101）'.
    """
    catalog = catalogs[0]
    kinds = {one.kind for one in parts}
    word = verb or (VERBS[next(iter(kinds))] if len(kinds) == 1 else VERBS["update"])
    where = catalog.label if len({one.name for one in catalogs}) == 1 else f"{catalog.label}等"
    if cell:
        return f"{word}“{cell}”（{where}）"
    if catalog.sheet:
        return f"{word} {len(parts):,} 个单元格（{where}）"
    if kinds != {"update"} or word in BY_ROW:
        return f"{word} {len(parts):,} 行（{where}）"
    cells = sum(len(one.changed) for one in parts)
    if cells == 1:
        one = next(one for one in parts if one.changed)
        return f"{word}“{catalog.by_name[next(iter(one.changed))].label}”（{where} {one.values[catalog.code]}）"
    return f"{word} {cells:,} 个单元格（{where}）"


def sheet_cell(connection: Connection, *, schema: Schema, catalog: Catalog, values: Mapping[str, Value]) -> str:
    """Return a sheet's cell by the names of its row and column, '' for a catalog without a sheet."""
    sheet = catalog.sheet
    if sheet is None:
        return ""
    code, year = str(values[sheet.rows]), values["fiscal_year"]
    definitions = schema.catalog(getattr(catalog.by_name[sheet.rows], "to", ""))
    names = names_of(
        connection,
        schema=schema,
        catalog=definitions,
        fiscal_year=year if isinstance(year, int) else None,
        codes=[code],
    )
    return f"{names.get(code, code)} {catalog.by_name[sheet.across].show(values[sheet.across])}"
