"""Who may issue, report and take which pack: pure, the same on both sides (SPEC section 1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from app.candidate import Problem
from app.packs.documents import DOWN, UP, is_issued, issuers
from app.people import Level
from app.rights import WRITING_ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog
    from app.people import User

FIXED, NUMBER, CONTENT, MISSING, STALE, CATALOG = (
    "pack.fixed",
    "pack.number",
    "pack.content",
    "pack.missing",
    "pack.stale",
    "pack.catalog",
)
"""The rules' names, here and on the wire."""
DIGEST = re.compile("[0-9a-f]{64}")


def person_problem(user: User, *, verb: str) -> Problem | None:
    """Return why this person issues and takes nothing at all, or None."""
    if user.is_revoked:
        return Problem("rights", "", "账号已被中心端停用，本机数据只能查看和导出；请联系管理员恢复")
    if user.role not in WRITING_ROLES:
        return Problem("rights", "", f"“{verb}”由经办岗办理，{user.role.desk}不能办理")
    return None


def issue_problem(user: User, *, catalog: Catalog | None) -> Problem | None:
    """Return why this person does not issue this catalog, or None; None for a catalog is one that nobody knows."""
    if problem := person_problem(user, verb="下发"):
        return problem
    if catalog is None or not is_issued(catalog):
        return Problem(CATALOG, "table_name", "这个目录不由上级制定下发，不能下发")
    if user.level not in issuers(catalog):
        levels = "、".join(Level(level).label for level in dict.fromkeys(issuers(catalog)))
        return Problem("rights", "", f"“{catalog.label}”由{levels}下发，{user.level.label}不能下发")
    return None


def report_problem(user: User) -> Problem | None:
    """Return why this person reports nothing to a level above, or None."""
    if problem := person_problem(user, verb="上报"):
        return problem
    if user.level is Level.MINISTRY:
        return Problem("rights", "", "财政部没有上级，不能上报")
    return None


def take_problem(user: User, *, pack: Mapping[str, Any], is_above: bool, is_below: bool) -> Problem | None:
    """Return why this person does not take a pack, or None.

    `is_above`, `is_below`: whether the pack's region lies above or below the person's own.
    """
    if problem := person_problem(user, verb="接收"):
        return problem
    if pack["mof_div_code"] == user.mof_div_code:
        word = "下级" if pack["direction"] == DOWN else "上级"
        return Problem("rights", "", f"这是本级{'下发' if pack['direction'] == DOWN else '上报'}的，由{word}接收")
    if pack["direction"] == DOWN and not is_above:
        return Problem("rights", "", "只能接收上级下发的包")
    if pack["direction"] == UP and not is_below:
        return Problem("rights", "", "只能接收下级上报的包")
    return None


def header_problem(pack: Mapping[str, Any], *, user: User, expected: int) -> Problem | None:
    """Return what is wrong with a new pack's own facts, or None; `expected` is the number whose turn it is."""
    if pack["mof_div_code"] != user.mof_div_code:
        return Problem("rights", "mof_div_code", "只能以本地区的名义下发或上报")
    if pack["number"] != expected:
        return Problem(
            NUMBER,
            "number",
            f"编号应为第 {expected} 号，第 {pack['number']} 号已经用过或还没有轮到；请先同步，撤销这一包后重新办理",
        )
    if not pack["row_count"]:
        return Problem(CONTENT, "row_count", "包里没有内容，请先录入再办理")
    if not DIGEST.fullmatch(str(pack["digest"])):
        return Problem(CONTENT, "digest", "校验值不是 SHA-256，请重新办理")
    return None
