"""What a person may change, as Chinese reasons; the same functions run on the client and again on the central."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app.catalog import Catalog, Reach
from app.flow.fields import set_by_moves
from app.people import MINISTRY_DIV, Level, Role
from app.posting import STAMPS, is_sent

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from app.fields import Value
    from app.people import User

WRITING_ROLES = (Role.OPERATOR, Role.ADMINISTRATOR)


class RegionTree(Protocol):
    """What rights ask of the region tree."""

    def is_below(self, *, fiscal_year: int, region: str, top: str) -> bool:
        """Say whether `region` is `top` or lies below it."""


def may_read(user: User, *, catalog: Catalog) -> str | None:
    """Return why this person sees no row of `catalog`, or None; whose rows they see is said by app.scope."""
    if not user.role.is_outside or user.role in catalog.authority.readers:
        return None
    return f"“{catalog.label}”由财政部门管理，{user.role.label}不能查看"


def may_write(user: User, *, catalog: Catalog) -> str | None:
    """Return why this person may write nothing at all in `catalog`, or None."""
    if user.is_revoked:
        return "账号已被中心端停用，本机数据只能查看和导出；请联系管理员恢复"
    if catalog.is_document:
        return f"“{catalog.label}”由下发、接收和上报写入，不能直接修改或删除"
    if reason := _why_not_role(user, catalog=catalog):
        return reason
    if user.level not in catalog.authority.writers:
        levels = "、".join(Level(level).label for level in dict.fromkeys(catalog.authority.writers))
        return f"“{catalog.label}”由{levels}维护，{user.level.label}只能查询"
    return None


def _why_not_role(user: User, *, catalog: Catalog) -> str | None:
    if unread := may_read(user, catalog=catalog):
        return unread
    if user.role.is_outside and user.role not in catalog.authority.outside:
        return f"“{catalog.label}”由财政部门维护，{user.role.label}只能查询"
    if not user.role.is_outside and user.role not in WRITING_ROLES and not catalog.posted:
        return f"{user.role.label}岗不能修改数据，请由经办岗办理"
    return None


def may_touch(user: User, *, catalog: Catalog, row: Mapping[str, Value], tree: RegionTree) -> str | None:
    """Return why this person may not write a row of this region and year, or None."""
    if reason := may_write(user, catalog=catalog):
        return reason
    region, year = str(row["mof_div_code"]), row["fiscal_year"]
    if region == user.mof_div_code:
        return "截止日期和备注由上级财政部门设定；本级办理送审、审核等动作" if catalog.record_of else None
    if catalog.parent and catalog.code == "mof_div_code":
        region = str(row.get(catalog.parent.name) or region)  # a new region is in no tree yet; it stands by its parent
    if region == MINISTRY_DIV != user.mof_div_code and not catalog.posted:
        return "部定标准行只读，不能修改或删除"
    year = year if isinstance(year, int) else 0
    if tree.is_below(fiscal_year=year, region=region, top=user.mof_div_code):
        return None if catalog.authority.reach is Reach.BELOW else f"这是下级（{region}）的数据，应由下级修改"
    is_above = tree.is_below(fiscal_year=year, region=user.mof_div_code, top=region)
    return _why_not_below(catalog, region=region, is_above=is_above)


def _why_not_below(catalog: Catalog, *, region: str, is_above: bool) -> str:
    if catalog.posted:
        return f"“{catalog.label}”只能发给本级及下级地区，{region} 不在其中"
    if is_above:
        return f"这是上级（{region}）下发的数据，本级不能修改"
    return f"这是其他财政区划（{region}）的数据，不能修改"


def locked_columns(catalog: Catalog, *, row: Mapping[str, Value]) -> frozenset[str]:
    """Return the columns of a row that nobody edits by hand: set by the program or by moves, or received."""
    fixed = {"is_standard", "is_received", *catalog.fixed}
    if catalog.record_of:
        fixed.update(catalog.key, set_by_moves(catalog.record_of), ("is_enabled",))
    if catalog.posted:
        fixed.update(catalog.names if is_sent(row) else STAMPS)
    if catalog.received and row.get("is_received"):
        fixed.update(catalog.received)
    return frozenset(fixed)


def may_change(
    user: User, *, catalog: Catalog, row: Mapping[str, Value], columns: Collection[str], tree: RegionTree
) -> str | None:
    """Return why this person may not change these columns of this row, or None."""
    if reason := may_touch(user, catalog=catalog, row=row, tree=tree):
        return reason
    return next((reason for name in columns if (reason := column_lock(catalog, row=row, name=name))), None)


def column_lock(catalog: Catalog, *, row: Mapping[str, Value], name: str) -> str | None:
    """Return why nobody edits this column of this row by hand, or None."""
    if name not in locked_columns(catalog, row=row):
        return None
    if catalog.record_of:
        return f"“{catalog.by_name[name].label}”由送审、审核等动作填写，不能直接修改"
    if catalog.posted and is_sent(row):
        return f"“{catalog.label}”发出后不能修改，请另发一条"
    filled_by = "一体化系统接收" if name in catalog.received else "系统"
    return f"“{catalog.by_name[name].label}”由{filled_by}填写，不能修改"


def may_delete(user: User, *, catalog: Catalog, row: Mapping[str, Value], tree: RegionTree) -> str | None:
    """Return why this person may not delete this row, or None."""
    if reason := may_touch(user, catalog=catalog, row=row, tree=tree):
        return reason
    if catalog.record_of:
        return "填报单不能删除"
    if catalog.posted and row.get("version", 1):
        return f"“{catalog.label}”发出后不能删除"
    return "接收的数据不能删除，只能由一体化系统停用" if row.get("is_received") else None
