"""From what is chosen around a page to the queries of its grid and its tree. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.catalog import Reach
from app.packs.documents import is_issued
from app.packs.rules import issue_problem
from app.rights import may_write
from app.rows import Query
from app.sheet import SheetContext
from ui.page.query_bar import Choice
from ui.tree.source import is_root

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.catalog import Catalog
    from app.people import User
    from app.tree import Node
    from ui.desk import Context
    from ui.grid.source import GridRow


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """What is chosen: above the window, in the query bar, in the tree, in the sheet's strip."""

    context: Context
    choice: Choice = field(default_factory=Choice)
    node: Node | None = None
    deep: bool = False
    pages: tuple[tuple[str, str], ...] = ()


def grid_query(catalog: Catalog, state: PageState) -> Query:
    """Return the rows that the grid shows."""
    node = state.node
    chosen = node is not None and not is_root(node)
    return Query(
        catalog=catalog.name,
        fiscal_year=state.context.fiscal_year,
        region=state.context.region,
        own_only=state.choice.own_only,
        insurance_type=state.context.insurance_type if _has_types(catalog) else "",
        under=node.code if node and chosen else "",
        groups=node.groups if node and chosen else (),
        deep=state.deep,
        search=state.choice.words,
        enabled_only=state.choice.enabled_only,
        states=state.choice.states,
        where=state.choice.where,
    )


def tree_query(catalog: Catalog, state: PageState) -> Query:
    """Return the rows that the tree shows: words and states would hide the way to what they find."""
    grouped = catalog.tree is not None and "insurance_type" in catalog.tree.groups
    return Query(
        catalog=catalog.name,
        fiscal_year=state.context.fiscal_year,
        region=state.context.region,
        insurance_type=state.context.insurance_type if grouped else "",
        enabled_only=state.choice.enabled_only,
    )


def sheet_context(catalog: Catalog, state: PageState) -> SheetContext:
    """Return which sheet the grid shows."""
    return SheetContext(
        catalog=catalog.name,
        fiscal_year=state.context.fiscal_year,
        region=state.context.region,
        pages=state.pages,
    )


def _has_types(catalog: Catalog) -> bool:
    """Say whether rows belong to insurance types; the catalog of the types itself always shows all of them."""
    return "insurance_type" in catalog.by_name or "insurance_types" in catalog.by_name


NOT_BY_HAND = "填报单在送审时由系统建立，用送审、审核等动作办理；上级只设截止日期和备注"


def why_not(
    catalog: Catalog, *, user: User, context: Context | None, rows: Sequence[GridRow], selected: int
) -> dict[str, str]:
    """Return why each button cannot be used ('' where it can); `rows` are those of the `selected` that are read."""
    found = _of_rows(catalog, user=user, context=context, rows=rows, selected=selected)
    found["import"] = why_no_import(catalog, user=user)
    if is_issued(catalog):
        problem = issue_problem(user, catalog=catalog)
        found["issue"] = problem.text if problem else ""
    return found


def why_no_import(catalog: Catalog, *, user: User) -> str:
    """Return why nothing is imported into a catalog, '' where it can be."""
    return NOT_BY_HAND if catalog.record_of else may_write(user, catalog=catalog) or ""


def _of_rows(
    catalog: Catalog, *, user: User, context: Context | None, rows: Sequence[GridRow], selected: int
) -> dict[str, str]:
    writing = may_write(user, catalog=catalog) or ""
    if catalog.sheet:
        filled = any(cell for row in rows for cell in row.cell_ids)
        return {
            "add": "填报表按参数列出各行，请直接在单元格中录入",
            "delete": writing or ("" if filled else "请先选中已填写的单元格"),
            "save": writing,
            "enable": "填报的数值不分启用和停用；不适用请填“×”",
            "disable": "填报的数值不分启用和停用；不适用请填“×”",
        }
    picked = "" if selected else "请先选中要办理的行"
    if catalog.record_of:
        return dict.fromkeys(("add", "delete", "enable", "disable"), NOT_BY_HAND) | {"save": writing}
    return {
        "add": writing or _why_not_here(catalog, user=user, context=context),
        "delete": writing or picked or _first(row.kept_because for row in rows),
        "save": writing,
        "enable": writing or picked or _why_not_switched(rows, to=True),
        "disable": writing or picked or _why_not_switched(rows, to=False),
    }


def _why_not_here(catalog: Catalog, *, user: User, context: Context | None) -> str:
    if context is None or catalog.authority.reach is Reach.BELOW or context.region == user.mof_div_code:
        return ""
    return f"现在看的是其他财政区划（{context.region}），只能为本级（{user.mof_div_name}）新增"


def _why_not_switched(rows: Sequence[GridRow], *, to: bool) -> str:
    locked = _first(row.locks[-1] for row in rows)
    if locked or not rows:
        return locked
    done = all(bool(row.values.get("is_enabled")) is to for row in rows)
    return ("选中的行都已启用" if to else "选中的行都已停用") if done else ""


def _first(reasons: object) -> str:
    found = [reason for reason in reasons if reason]  # type: ignore[attr-defined]
    return str(found[0]) if found else ""
