"""The checks a declaration runs on itself on import, each with one plain sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.errors import DeclarationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.catalog import Catalog

RESERVED = frozenset(
    {"rid", "id", "version", "state", "is_deleted", "updated_at", "updated_by", "extra", "search", "parent_id"}
)


def check_declaration(catalog: Catalog) -> None:
    """Raise DeclarationError for the first thing wrong with one catalog."""
    names = [field.name for field in catalog.columns]
    _check_fields(catalog, names)
    if not catalog.key:
        _fail(catalog, "没有声明逻辑主键")
    if not catalog.authority.writers:
        _fail(catalog, "没有声明由哪一级制定或填报")
    if not set(catalog.authority.outside) <= set(catalog.authority.readers):
        _fail(catalog, "有外部门可以填报却不能查看")
    _check_names(catalog, "逻辑主键", catalog.key)
    _check_names(catalog, "排序", catalog.order_by)
    _check_names(catalog, "接收列", catalog.received)
    _check_names(catalog, "固定列", catalog.fixed)
    _check_names(catalog, "下级增设", (name for name, _ in catalog.authority.extend_only))
    _check_names(catalog, "代码和名称", (catalog.code, catalog.title))
    _check_names(catalog, "所属填报表", (catalog.under,) if catalog.under else ())
    _check_tree(catalog)
    _check_sheet(catalog)
    if meaning := catalog.meaning:
        _check_names(catalog, "代码对照", (*meaning.named_by, meaning.means, meaning.since, meaning.until))


def _check_fields(catalog: Catalog, names: list[str]) -> None:
    for name in (catalog.name, *names):
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            _fail(catalog, f"名称“{name}”应由小写字母、数字和下划线组成")
    for name in names:
        if names.count(name) > 1:
            _fail(catalog, f"字段“{name}”声明了两次")
        if name in RESERVED:
            _fail(catalog, f"字段名“{name}”由系统使用，请换一个")
    for field in catalog.columns:
        if not field.label:
            _fail(catalog, f"字段“{field.name}”没有中文名称")
        if getattr(field, "options", None) == ():
            _fail(catalog, f"字段“{field.label}”没有可选值")


def _check_tree(catalog: Catalog) -> None:
    tree = catalog.tree
    if tree is None:
        return
    if not tree.parent and not tree.groups:
        _fail(catalog, "声明了树，却既没有上级字段也没有分组字段")
    single = filter(None, (tree.parent, tree.level, tree.each))
    _check_names(catalog, "树", (*single, *tree.groups, *tree.within, *tree.inherits))
    if not all(catalog.by_name[name].required for name in tree.inherits):
        _fail(catalog, "随上级填写的字段应是必填的")
    if tree.parent and getattr(catalog.by_name[tree.parent], "to", None) not in {catalog.name, "region"}:
        _fail(catalog, f"上级字段“{catalog.by_name[tree.parent].label}”应引用本目录或财政区划")


def _check_sheet(catalog: Catalog) -> None:
    sheet = catalog.sheet
    if sheet is None:
        return
    optional = [name for name in (sheet.not_applicable,) if name]
    _check_names(catalog, "填报表", (sheet.rows, sheet.across, sheet.value, *sheet.pages, *optional))
    if sheet.full and sheet.full.column not in dict(getattr(catalog.by_name[sheet.across], "options", ())):
        _fail(catalog, f"填报表没有要合计的列“{sheet.full.column}”")
    if getattr(catalog.by_name[sheet.rows], "to", None) is None:
        _fail(catalog, f"填报表的行“{catalog.by_name[sheet.rows].label}”应引用一个目录")


def _check_names(catalog: Catalog, what: str, names: Iterable[str]) -> None:
    for name in names:
        if name not in catalog.by_name:
            _fail(catalog, f"{what}用到了没有声明的字段“{name}”")


def check_all(catalogs: Sequence[Catalog]) -> None:
    """Raise DeclarationError when catalogs clash, or refer to one that is declared later or not at all."""
    known: set[str] = set()
    for catalog in catalogs:
        if catalog.name in known:
            _fail(catalog, "与另一目录同名")
        known.add(catalog.name)
        for field in catalog.references:
            if field.to not in known:
                _fail(catalog, f"字段“{field.label}”引用的目录“{field.to}”没有在它之前声明")


def _fail(catalog: Catalog, reason: str) -> None:
    raise DeclarationError(f"目录“{catalog.label or catalog.name}”（{catalog.name}）的声明有误：{reason}。")
