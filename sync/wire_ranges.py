"""The messages of the contract about snapshots and verification: files, ranges, rows (sync/README.md)."""

from __future__ import annotations

import msgspec

from sync.wire import Block, Message


class RangeSum(msgspec.Struct, frozen=True, array_like=True):
    """Rows of one catalog with first <= id < last ('' as `last`: no end) that the person sees, deleted ones too.

    `content` is the XOR of `content_hash` of the rows.
    """

    first: str
    last: str
    count: int
    xor: int
    content: int


class Ranges(Message, frozen=True):
    """What GET /v1/ranges returns: neighbouring parts of the asked range with about as many rows each."""

    catalog: str
    parts: list[RangeSum]


class RowsPage(Message, frozen=True):
    """What GET /v1/rows returns: present rows of a range by id; the rest begins at `following` ('': all are here)."""

    blocks: list[Block]
    following: str = ""


class SnapshotInfo(Message, frozen=True):
    """What GET /v1/snapshot returns: the ready-made file of all that the person sees, or how far it is.

    `name` is '' while it is being made: ask again after `retry_after` seconds; `done` of `rows` are written. Else the
    file is at /v1/snapshots/{name}: `size` bytes with this SHA-256 (hex), `unpacked` bytes unpacked; `cursor` goes on.
    """

    name: str
    rows: int
    done: int = 0
    retry_after: int = 0
    size: int = 0
    unpacked: int = 0
    digest: str = ""
    cursor: str = ""
