"""Whether a node may be taken up and put down: answered at once, while it is dragged, from what the tree shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.catalog import Reach
from app.people import MINISTRY_DIV, Level
from app.restructuring.move import is_same_place, place_words
from app.rights import may_write

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable

    from app.catalog import Catalog
    from app.people import User
    from app.restructuring.move import Move
    from app.tree import Node

NO_PLACE = "汇总节点不能作为上级"


def why_not_movable(catalog: Catalog, *, node: Node, user: User, moves: Collection[Move]) -> str:
    """Return why this person cannot move a node at all, '' when they can."""
    tree = catalog.tree
    if reason := may_write(user, catalog=catalog):
        return reason
    if node.is_heading or tree is None:
        return "分组节点由下面的行得出，不能移动；请移动其中的行"
    if not node.row_id:
        return ""
    if reason := _owner_problem(catalog, node=node, user=user):
        return reason
    if catalog.code_extends_parent and any(is_same_place(one.target, node) for one in moves):
        return f"有节点待移到“{node.label}”之下，它的代码暂不能改变；请先应用"
    return ""


def _owner_problem(catalog: Catalog, *, node: Node, user: User) -> str:
    if node.mof_div_code == user.mof_div_code:
        is_top = catalog.code == "mof_div_code" and catalog.parent is not None
        return "本级财政区划的上级由上级财政部门调整" if is_top else ""
    if node.is_standard or node.mof_div_code == MINISTRY_DIV:
        return "部定标准行只读，不能移动"
    if catalog.authority.reach is Reach.OWN:
        return f"这是其他财政区划（{node.mof_div_code}）的数据，本级不能移动"
    return ""


def why_not_there(
    catalog: Catalog, *, node: Node, origin: Node, target: Node, way: Collection[Hashable], moves: Collection[Move]
) -> str:
    """Return why a node cannot stand below `target`, '' when it can. `way`: the target and all that is above it."""
    if is_same_place(origin, target):
        return f"“{node.label}”已经在“{place_words(target)}”下"
    if node.identity in way:
        return "不能移到自己或自己的下级之下，否则形成循环"
    if not target.is_enabled:
        return f"“{place_words(target)}”已停用，不能作为上级"
    if reason := _group_problem(catalog, node=node, target=target):
        return reason
    return _row_problem(catalog, node=node, target=target, moves=moves)


def _group_problem(catalog: Catalog, *, node: Node, target: Node) -> str:
    tree = catalog.tree
    if tree is None:
        return NO_PLACE
    ours, theirs = dict(node.groups), dict(target.groups)
    for name in tree.groups:
        label = catalog.by_name[name].label
        if name in catalog.key and theirs.get(name, "") != ours.get(name, ""):
            return f"不能移到另一个{label}之下"
        if name not in theirs and not tree.each:
            return f"请移到某个{label}之下"
    if tree.each and not theirs.get(tree.groups[-1], "?"):
        return "每个财政区划必须归入一个统筹区，不能移出；可以移到另一个统筹区"
    if not tree.parent and target.row_id:
        return "下面不再分级，请移到分组节点上"
    return ""


def _row_problem(catalog: Catalog, *, node: Node, target: Node, moves: Collection[Move]) -> str:
    if catalog.parent is None:
        return ""
    if not target.row_id:
        if catalog.code == "mof_div_code":
            return "财政区划必须有上级，不能移到最上层"
        if catalog.authority.below_standard and node.mof_div_code != MINISTRY_DIV:
            return "本级的明细只能在上级下发的行之下，不能移到最上层"
        return ""
    if catalog.code_extends_parent and any(move.node.identity == target.identity for move in moves):
        return f"“{target.label}”也在待应用的调整中，代码还会改变；请先应用，再移到它的下面"
    return level_problem(catalog, level=node.level, above=target.level, label=target.label)


def level_problem(catalog: Catalog, *, level: str, above: str, label: str) -> str:
    """Return why a row of `level` cannot hang below one of level `above`; a blank level is not compared."""
    name = catalog.tree.level if catalog.tree else ""
    if not name or not level or not above or above < level:
        return ""
    field = catalog.by_name[name]
    return f"{field.show(above)}的“{label}”不能作为{field.show(level)}的上级"


def levels_of(catalog: Catalog) -> list[str]:
    """Return the words for the levels of a tree's rows, from the top."""
    tree = catalog.tree
    field = catalog.by_name[tree.level] if tree and tree.level else None
    options: tuple[tuple[str, str], ...] = getattr(field, "options", ())
    if options:
        return [label for _, label in options]
    return [f"第 {n} 级" for n in range(1, len(Level) + 1)] if tree and tree.parent else []
