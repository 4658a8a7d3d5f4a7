"""What choices about conflicts are called, and what is asked before many are carried out at once (SYNC point 6)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from app.clashes import Clash
from app.fields import show_scaled
from sync.decisions import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.conflicts import FieldConflict

LABELS: dict[Clash, dict[Choice, str]] = {
    Clash.FIELD: {Choice.MINE: "保留我的", Choice.THEIRS: "采用对方", Choice.OTHER: "改为…"},
    Clash.THEY_DELETED: {Choice.MINE: "恢复我的", Choice.THEIRS: "同意删除"},
    Clash.I_DELETED: {Choice.MINE: "仍然删除", Choice.THEIRS: "保留对方"},
    Clash.SAME_KEY: {Choice.MINE: "并入对方", Choice.THEIRS: "采用对方", Choice.OTHER: "改代码…"},
}
"""The choices that a conflict has, as its buttons say them."""
ABOUT = {
    Choice.MINE: "再次上传我的值（M）",
    Choice.THEIRS: "放弃我的值，采用对方的值（T）",
    Choice.OTHER: "两个都不用，另填一个值（E）",
}
DONE = {Choice.MINE: "保留我的值，待同步上传", Choice.THEIRS: "采用对方的值", Choice.OTHER: "改为新值，待同步上传"}
MOST_SUMS = 4
"""Fields whose sums are named in a question."""
NOTHING = "（空）"
FEN = 2
"""Digits of money after the point."""


def difference(conflict: FieldConflict) -> str:
    """Return mine less theirs with its sign, a blank one counting as 0; '' where that is no number."""
    if conflict.mine_amount is None and conflict.theirs_amount is None:
        return ""
    return signed((conflict.mine_amount or 0) - (conflict.theirs_amount or 0), scale=conflict.scale)


def signed(amount: int, *, scale: int) -> str:
    """Return an amount with a plus or minus before it."""
    text = shown_amount(amount, scale=scale)
    return f"+{text}" if amount > 0 else text


def shown_amount(amount: int, *, scale: int) -> str:
    """Return an amount: fen as yuan with two digits, a parameter's value with those it needs."""
    return show_scaled(amount, scale=scale, places=FEN if scale == FEN else 0)


def possible(conflicts: Sequence[FieldConflict], choice: Choice) -> list[FieldConflict]:
    """Return those that have this choice."""
    return [one for one in conflicts if choice in LABELS[one.clash]]


def same_field(conflicts: Sequence[FieldConflict]) -> bool:
    """Say whether one value may be given for all of them: one field of one catalog, or a single row."""
    fields = {(one.place.catalog, one.field, one.clash) for one in conflicts}
    return len(fields) == 1 and (len(conflicts) == 1 or conflicts[0].clash is Clash.FIELD)


def question(conflicts: Sequence[FieldConflict], *, choice: Choice) -> str:
    """Return what is asked before a choice for several conflicts, '' where nothing is given up or at stake."""
    money = [one for one in conflicts if one.is_money]
    if len(conflicts) < 2 or (choice is Choice.MINE and not money):  # noqa: PLR2004 - one by one nothing is asked
        return ""
    whose = {Choice.MINE: "保留我的值", Choice.THEIRS: "放弃我的值，采用对方的值", Choice.OTHER: "改为同一个新值"}
    head = f"将对选中的 {len(conflicts):,} 处{whose[choice]}。"
    if not money:
        return head
    return "\n".join([head, f"其中 {len(money):,} 处是金额，请核对：", *_sums(money)])


def _sums(money: Sequence[FieldConflict]) -> list[str]:
    groups: dict[tuple[str, int], list[FieldConflict]] = defaultdict(list)
    for one in money:
        groups[one.label if one.field else "整行中的金额", one.scale].append(one)
    told = []
    for (label, scale), found in list(groups.items())[:MOST_SUMS]:
        if not found[0].field:
            told.append(f"· {label}：{len(found):,} 行")
            continue
        mine = sum(one.mine_amount or 0 for one in found)
        theirs = sum(one.theirs_amount or 0 for one in found)
        texts = [shown_amount(amount, scale=scale) for amount in (mine, theirs)]
        apart = signed(mine - theirs, scale=scale)
        told.append(f"· {label} {len(found):,} 处：我的合计 {texts[0]}，对方合计 {texts[1]}，相差 {apart}")
    if len(groups) > MOST_SUMS:
        told.append(f"· 另有 {len(groups) - MOST_SUMS} 个金额字段")
    return told
