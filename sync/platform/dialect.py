"""What is fixed in the platform's dialect, whatever the table: address, header, pages, root (SPEC section 4)."""

from __future__ import annotations

from urllib.parse import quote

PATH = "/fasp/restapi/v1/dic/table/dbversion/{province}/{year}/{table}/{version}/1k?page={page}"
TOKEN_HEADER = "fasp2-token"  # noqa: S105 - the name of a header
PAGE_ROWS = 1_000
"""Rows of a full page; a page with fewer is the last one."""
FIRST_PAGE = 1
FIRST_VERSION = 0
"""The version to ask from for everything."""
ROOTS = frozenset({"", "0"})
"""What stands in a row's parent column when it has no parent."""
MOST_DIGITS = 18
"""Digits of a version; 17 are the platform's yyyyMMddHHmmssSSS."""


def page_path(*, province: str, year: int, table: str, version: int, page: int) -> str:
    """Return the address of one page, from its first slash on."""
    return PATH.format(province=quote(province), year=year, table=quote(table, safe=""), version=version, page=page)
