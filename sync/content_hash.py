"""The hash over all of a row's values, by which both sides compare contents (contract, verification)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

_encode = msgspec.json.Encoder().encode


def content_hash(row_id: str, *, version: int, is_deleted: bool, values: Iterable[tuple[str, object]]) -> int:
    """Return the hash, 0 <= hash < 2^64; `values` in wire form, in any order, undeclared columns too."""
    kept = {name: value for name, value in sorted(values) if value is not None and value != "" and value is not False}
    body = _encode((row_id, version, is_deleted, kept))
    return int.from_bytes(hashlib.sha256(body).digest()[:8], "big")
