"""Pulls one table from the platform page by page, until what it saw is of one moment (SPEC section 4)."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

import msgspec

from sync.errors import SyncError
from sync.platform.dialect import FIRST_PAGE, PAGE_ROWS, TOKEN_HEADER, page_path
from sync.platform.errors import PlatformError, network_words
from sync.platform.rows import Entry, Pulled, newest, read_row
from sync.transport import Reply, Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.platform.declared import PlatformTable
    from sync.transport import Transport

MOST_PAGES = 2_000
PASSES = 5
"""How often a table of several pages is gone through at most, until two passes in a row saw the same."""
TRIES = 3
"""How often a page whose JSON is cut is asked for."""
OK, UNAUTHORIZED, FORBIDDEN, MISSING = 200, 401, 403, 404


class PlatformClient:
    """Reads tables of one platform for one province and year. `token` is asked anew when the platform refuses one."""

    def __init__(self, transport: Transport, *, province: str, year: int, token: Callable[[], str]) -> None:
        self._transport = transport
        self._province = province
        self._year = year
        self._ask_token = token
        self._token = token()

    def pull(self, table: PlatformTable, *, since: int, tell: Callable[[str, int], None] | None = None) -> Pulled:
        """Return every row changed after version `since` (0: all rows); PlatformError.

        Rows that change while pages are turned move from page to page, and one may slip through between two of them.
        So a table of more than one page is read again until nothing moved; what changes later has a higher version
        than the one returned, and comes with the next pull. `tell` hears of each page: label and number.
        """
        walk = _Walk(self, table=table, since=since, tell=tell)
        before: int | None = None
        for _ in range(PASSES):
            highest = walk.highest
            same = walk.go()
            if walk.pages == 1 or same:
                return walk.pulled(version=walk.highest, is_settled=True)
            before = highest
        return walk.pulled(version=before or since, is_settled=False)

    def page(self, table: PlatformTable, *, since: int, page: int) -> tuple[bytes, list[Any]]:
        """Return one page: its bytes as text and its rows; PlatformError."""
        path = page_path(province=self._province, year=self._year, table=table.name, version=since, page=page)
        for turn in range(TRIES):
            reply = self._send(path, table=table, page=page)
            text = _text(reply, table=table, page=page)
            try:
                return reply.body, _rows(text, table=table, page=page)
            except msgspec.DecodeError as error:
                if turn + 1 == TRIES:
                    raise fault(table, page, "答复不是完整的 JSON，请重试；若仍如此，请联系平台管理员") from error
        raise AssertionError  # the last turn returns or raises

    def _send(self, path: str, *, table: PlatformTable, page: int) -> Reply:
        reply = self._ask(path, table=table, page=page)
        if reply.status == UNAUTHORIZED and (fresh := self._ask_token()) != self._token:
            self._token = fresh  # somebody put a new one in its place meanwhile
            reply = self._ask(path, table=table, page=page)
        if reply.status == OK:
            return reply
        raise fault(table, page, _refusal(reply.status, table=table), code=f"platform.{reply.status}")

    def _ask(self, path: str, *, table: PlatformTable, page: int) -> Reply:
        request = Request(method="GET", path=path, call="数据接收", headers={TOKEN_HEADER: self._token})
        try:
            return self._transport.send(request)
        except SyncError as error:
            words = network_words(code=error.code, sentence=error.sentence, server=self._transport.server)
            raise fault(table, page, words, code=error.code) from error


class _Walk:
    """Goes through the pages of one table, once or several times, and keeps the newest of every row."""

    def __init__(
        self, client: PlatformClient, *, table: PlatformTable, since: int, tell: Callable[[str, int], None] | None
    ) -> None:
        self._client = client
        self._table = table
        self._since = since
        self._tell = tell
        self._digests: list[bytes] = []
        self._read: list[list[Entry]] = []
        self._seen: dict[str, Entry] = {}
        self.highest = since
        self.pages = 0
        self.count = 0

    def go(self) -> bool:
        """Go through all pages; say whether they were the same as last time."""
        digests: list[bytes] = []
        read: list[list[Entry]] = []
        count = 0
        while True:
            number = len(digests) + FIRST_PAGE
            if len(digests) == MOST_PAGES:
                raise fault(self._table, number, f"页数超过 {MOST_PAGES:,}，请联系平台管理员")
            if self._tell:
                self._tell(self._table.label, number)
            body, rows = self._client.page(self._table, since=self._since, page=number)
            digest = hashlib.sha256(body).digest()
            if len(rows) == PAGE_ROWS and digests and digest == digests[-1]:
                raise fault(self._table, number, "内容与上一页完全相同，平台没有按页给出数据，请联系平台管理员")
            known = number - FIRST_PAGE < len(self._digests) and self._digests[number - FIRST_PAGE] == digest
            read.append(self._read[number - FIRST_PAGE] if known else self._entries(rows, page=number))
            digests.append(digest)
            count += len(rows)
            if len(rows) < PAGE_ROWS:
                break
        same = digests == self._digests
        self._digests, self._read = digests, read
        self.pages, self.count = len(digests), count
        return same

    def _entries(self, rows: list[Any], *, page: int) -> list[Entry]:
        found = []
        for n, row in enumerate(rows, 1):
            if not isinstance(row, dict):
                raise fault(self._table, page, f"第 {n} 行不是一条记录，请联系平台管理员")
            found.append(read_row(self._table, row, place=f"第 {page} 页第 {n} 行"))
        newest(found, known=self._seen)
        self.highest = max([self.highest, *(one.version for one in found)])
        return found

    def pulled(self, *, version: int, is_settled: bool) -> Pulled:
        """Return what the last pass saw; what any of them saw, where the platform did not stand still."""
        last: dict[str, Entry] = {}
        for page in self._read:
            newest(page, known=last)
        entries = last if is_settled else self._seen
        return Pulled(entries=entries, version=version, pages=self.pages, count=self.count, is_settled=is_settled)


def fault(table: PlatformTable, page: int, words: str, *, code: str = "platform.answer") -> PlatformError:
    """Return an error that names table and page."""
    place = f"接收“{table.label}”（表 {table.name}，第 {page} 页）"
    return PlatformError(f"{place}没有完成：{words}；没有改动任何数据。", code=code)


def _text(reply: Reply, *, table: PlatformTable, page: int) -> str:
    found = re.search(r"charset=\"?([\w-]+)", reply.headers.get("content-type", ""), re.IGNORECASE)
    charset = found[1].lower() if found else "utf-8"
    charset = "gb18030" if charset in {"gbk", "gb2312", "gb18030"} else "utf-8-sig"
    try:
        return reply.body.decode(charset)
    except UnicodeDecodeError as error:
        words = "答复的文字不是 UTF-8 编码，请平台管理员改为 UTF-8，或在 Content-Type 中写明 charset=GBK"
        raise fault(table, page, words) from error


def _rows(text: str, *, table: PlatformTable, page: int) -> list[Any]:
    """Return the rows of a page: an array, or an object with the array in `data`. DecodeError where it is cut."""
    start = text.lstrip()[:1]
    if start == "<":
        raise fault(table, page, "答复是网页而不是数据，多半是登录页或网关的提示，请核对地址和令牌")
    if not start:
        raise fault(table, page, "答复是空的，请联系平台管理员")
    found = msgspec.json.decode(text)
    rows = found.get("data") if isinstance(found, dict) else found
    if not isinstance(rows, list):
        told = _told(found)
        raise fault(table, page, f"答复里没有数据{told}，请联系平台管理员")
    if len(rows) > PAGE_ROWS:
        raise fault(table, page, f"一页有 {len(rows):,} 行，多于约定的 {PAGE_ROWS:,} 行，请联系平台管理员")
    return rows


def _told(found: object) -> str:
    """Return what an answer without rows says about itself, in brackets."""
    if not isinstance(found, dict):
        return ""
    words = next((str(found[name]) for name in ("message", "msg", "tip") if found.get(name)), "")
    return f"（{words[:100]}）" if words else ""


def _refusal(status: int, *, table: PlatformTable) -> str:
    if status in {UNAUTHORIZED, FORBIDDEN}:
        return "令牌已失效或没有权限，请更新令牌后重试"
    if status == MISSING:
        return f"平台没有这个表，请核对地址，或在接收对照表 tables.csv 中改正表名“{table.name}”"
    return f"平台出错（状态 {status}），请稍后重试；若仍如此，请联系平台管理员"
