"""What PostgreSQL's errors mean for whoever starts the central, and for whoever sent a request, in Chinese (SYNC 11).

The server's own words, in whatever language, go to the log and never into a sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import URL

FULL = "53100"
"""SQLSTATE disk_full."""
PASSING = ("08", "25", "40", "53", "55", "57")
"""Classes of SQLSTATE that pass by themselves: connection, state, retry, resources, locks, intervention."""
REMEDIES: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("53300", "too many clients", "too many connections", "remaining connection slots"),
        "数据库的连接数已满，请减少 --workers，或调大 max_connections",
    ),
    (("57P03", "starting up", "shutting down"), "数据库正在启动或停止，请稍后再试"),
    (
        ("28P01", "28000", "password authentication failed", "no password supplied", 'role "'),
        "账号或密码不对，请核对 --database 中的用户和密码",
    ),
    (("3D000", 'database "'), "没有这个数据库，请先建库，或改正 --database 中的库名"),
    (("42501",), "这个账号没有建表的权限，请由数据库管理员授权"),
    ((FULL,), "数据库所在的磁盘已满，请清理后再试"),
    (
        ("refused", "timeout", "timed out", "could not translate", "resolve", "unreachable"),
        "连接不上数据库服务器，请检查地址、端口和 PostgreSQL 是否启动",
    ),
)
"""SQLSTATEs, or words where there is no connection to have one, and what to do."""


def opening_error(error: BaseException, *, url: URL) -> StoreError:
    """Return why the central's database cannot be opened; `error` is the driver's."""
    state, words = state_of(error), str(error).lower()
    known = (remedy for marks, remedy in REMEDIES if any(_fits(mark, state=state, words=words) for mark in marks))
    remedy = next(known, "请检查地址、账号和服务是否启动")
    return StoreError(f"不能打开中心端数据库（{url.host or '本机'}，库 {url.database or '未写'}）：{remedy}。")


def _fits(mark: str, *, state: str, words: str) -> bool:
    return mark == state if mark[:1].isdigit() else not state and mark in words


def state_of(error: BaseException) -> str:
    """Return the SQLSTATE of a driver's error, '' where it has none."""
    return str(getattr(error, "sqlstate", None) or "")


def is_full(error: BaseException) -> bool:
    """Say whether an error, of either database, came of a full disk; another one may have come of it in turn.

    SQLite ends the transaction by itself when the disk is full, and then knows no savepoint to go back to.
    """
    at: BaseException | None = error
    while at is not None:
        if _is_full(getattr(at, "orig", None) or at):
            return True
        at = at.__cause__ or at.__context__
    return False


def _is_full(error: BaseException) -> bool:
    return state_of(error) == FULL or (not state_of(error) and "full" in str(error))


def is_passing(error: BaseException) -> bool:
    """Say whether the same request may go well a little later."""
    return state_of(error)[:2] in PASSING
