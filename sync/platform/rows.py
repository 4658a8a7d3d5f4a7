"""Rows as the platform sent them: identity, version, the columns that are declared; nothing is judged yet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from sync.platform.dialect import MOST_DIGITS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.platform.declared import PlatformTable

LONGEST_ID = 60
NAMELESS = "?"
"""First sign of the identity given to a row that came without a usable one."""


@dataclass(slots=True, kw_only=True)
class Entry:
    """A platform row as last seen; `row_id` is the row it became ('': none), `place` where it stood in this pull."""

    ele_id: str
    version: int
    raw: Mapping[str, Any]
    row_id: str = ""
    is_gone: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """What one pull of a table brought: entries by identity, the version to ask from next.

    `count` are rows as sent; `is_settled` False: the platform was changing all the while, so that a row that is not
    here may only have slipped through.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    version: int = 0
    pages: int = 0
    count: int = 0
    is_settled: bool = True


def read_row(table: PlatformTable, given: Mapping[str, Any], *, place: str) -> Entry:
    """Return a sent row as an entry; column names count in any case."""
    lower = given if all(map(str.islower, given)) else {name.lower(): value for name, value in given.items()}
    raw = {name: lower.get(name) for name in table.wanted}
    return Entry(
        ele_id=_identity(lower.get(table.id), raw=raw), version=version_of(raw, table=table), raw=raw, place=place
    )


def _identity(given: object, *, raw: Mapping[str, Any]) -> str:
    text = str(given).strip() if isinstance(given, str | int) and not isinstance(given, bool) else ""
    if text and len(text) <= LONGEST_ID and text.isprintable() and not text.startswith(NAMELESS):
        return text
    return NAMELESS + hashlib.sha256(msgspec.json.encode(raw, order="deterministic")).hexdigest()[:32]


def version_of(raw: Mapping[str, Any], *, table: PlatformTable) -> int:
    """Return a row's version; 0 where it has none that can be compared."""
    text = str(raw.get(table.version, "")).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0


def newest(entries: Sequence[Entry], *, known: dict[str, Entry]) -> dict[str, Entry]:
    """Put entries beside those known: of one identity the higher version counts, of equal ones the later."""
    for one in entries:
        before = known.get(one.ele_id)
        if before is None or one.version >= before.version:
            known[one.ele_id] = one
    return known
