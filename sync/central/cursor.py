"""Where a pull stands: opaque to clients, readable only here (SYNC point 7)."""

from __future__ import annotations

import base64
import binascii

import msgspec

from sync.central.problems import RequestError

MOST_PAST = 8
"""Regions between two finished pulls, beyond which a reader starts over: the cursor stays a short text."""


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Where the next page begins.

    Everything up to change `since` was sent; of the changes up to `upper`, the catalogs before `catalog` and, of that
    one, the rows up to version `after`. `upper` 0: the next page fixes a new bound. `left`: rows still to come.

    `central` and `region` name the database and the reader's region that the cursor is good for; `past` names regions
    that were the reader's since a pull was last finished: what was seen there leaves.
    """

    central: str
    region: str
    since: int = 0
    upper: int = 0
    catalog: str = ""
    after: int = 0
    left: int = 0
    past: tuple[str, ...] = ()


def write_cursor(cursor: Cursor) -> str:
    """Return the cursor as text for a URL."""
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def resting_cursor(*, central: str, region: str, since: int) -> str:
    """Return the cursor of a finished pull: the same text for the same place, whoever asks (contract, batches)."""
    return write_cursor(Cursor(central=central, region=region, since=since))


def read_cursor(text: str, *, central: str, region: str, present: int) -> Cursor:
    """Return the cursor that `text` stands for, turned to `region`; a new one where it is none of this database's.

    Starting over is harmless: rows that the client has already are the same rows.
    """
    fresh = Cursor(central=central, region=region)
    if not text:
        return fresh
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor = msgspec.json.decode(raw, type=Cursor)
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        sentence = "同步位置无法识别，请升级程序后重试；本地数据没有变化。"
        raise RequestError("request.malformed", sentence) from error
    if cursor.central != central or cursor.since > present or len(cursor.past) >= MOST_PAST:
        return fresh
    if cursor.region == region:
        return cursor
    return Cursor(central=central, region=region, since=cursor.since, past=(*cursor.past, cursor.region))
