"""The name of an action as a person reads it: what was done, to how much, where (SPEC section 2). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from app.catalog import Catalog

VERBS = {"insert": "新增", "update": "修改", "delete": "删除", "restore": "恢复"}
BY_ROW = ("导入", "启用", "停用")
"""Words for actions on whole rows, though they set single fields."""


@dataclass(frozen=True, slots=True)
class Part:
    """What an action did to one row: the kind of edit, the row's code, the fields it set."""

    kind: str
    code: str
    changed: Collection[str]


def action_label(catalogs: Sequence[Catalog], *, parts: Sequence[Part], verb: str = "") -> str:
    """Return '粘贴 10,000 个单元格（管理参数填报）', '删除 5,000 行（基金账户）', '修改“名称”（险种 1101）'."""
    catalog = catalogs[0]
    kinds = {one.kind for one in parts}
    word = verb or (VERBS[next(iter(kinds))] if len(kinds) == 1 else VERBS["update"])
    where = catalog.label if len({one.name for one in catalogs}) == 1 else f"{catalog.label}等"
    if catalog.sheet:
        return f"{word} {len(parts):,} 个单元格（{where}）"
    if kinds != {"update"} or word in BY_ROW:
        return f"{word} {len(parts):,} 行（{where}）"
    cells = sum(len(one.changed) for one in parts)
    if cells == 1:
        one = next(one for one in parts if one.changed)
        return f"{word}“{catalog.by_name[next(iter(one.changed))].label}”（{where} {one.code}）"
    return f"{word} {cells:,} 个单元格（{where}）"
