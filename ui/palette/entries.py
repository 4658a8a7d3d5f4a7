"""What the palette offers, and how well a line of words fits it. Free of Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.spelling.words import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ACTION, CATALOG, REGION, RECORD = "action", "catalog", "region", "record"
RECENT = "recent"
GROUPS = {RECENT: "最近使用", ACTION: "命令", CATALOG: "目录", REGION: "财政区划", RECORD: "数据"}
"""Headings in their order."""
MOST = {RECENT: 8, ACTION: 8, CATALOG: 8, REGION: 8, RECORD: 30}
"""Lines of a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line. `key` names it from start to start; `about` says more; `reason` why it cannot be chosen ('': it can).

    `code` is found as it is written, `label` also by its Pinyin initials; `target` is what opens, known to its group.
    """

    group: str
    key: str
    label: str
    code: str = ""
    about: str = ""
    keys: str = ""
    icon: str = ""
    reason: str = ""
    target: object = None


def fits(words: str, entry: Entry) -> int:
    """Return how well an entry fits, 0 for best; -1 when some word is not in it."""
    worst = 0
    for word in words.lower().split():
        found = _fits(word, label=entry.label.lower(), code=entry.code.lower(), letters=spelled(entry.label))
        if found < 0:
            return -1
        worst = max(worst, found)
    return worst


def best(words: str, entries: Iterable[Entry], *, recent: Sequence[str], limit: int) -> list[Entry]:
    """Return the entries that fit, the best first; among equals those used last, then as they were given."""
    rank = {key: n for n, key in enumerate(recent)}
    found = [
        (fit, rank.get(one.key, len(rank)), n, one) for n, one in enumerate(entries) if (fit := fits(words, one)) >= 0
    ]
    return [one for *_, one in sorted(found, key=lambda four: four[:3])[:limit]]


def _fits(word: str, *, label: str, code: str, letters: str) -> int:
    readings = letters.split("|")
    if label == word or (code and code == word):
        return 0
    if label.startswith(word) or (code and code.startswith(word)) or any(one == word for one in readings):
        return 1
    if any(one.startswith(word) for one in readings):
        return 2
    if word in label or word in code:
        return 3
    if any(word in one for one in readings):
        return 4
    return 5 if any(_in_order(word, text) for text in (label, *readings)) else -1


def _in_order(word: str, text: str) -> bool:
    """Say whether the letters of a word stand in a text in their order, with others between."""
    rest = iter(text)
    return len(word) > 1 and all(letter in rest for letter in word)
