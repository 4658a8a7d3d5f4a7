"""What it means that words find a text: each stands in it, or in the initials of how it is read (clause 2, 查询)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from app.spelling.initials import initials, is_spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

SPELLED = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*")
REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Word:
    """One searched word, in small letters.

    `letters` are the initials that it stands for ('' when it has none: digits, signs); `pieces` are its Chinese parts,
    which a text found by the letters must hold as well (企业yl).
    """

    text: str
    letters: str
    pieces: tuple[str, ...] = ()


def searched(words: str) -> tuple[Word, ...]:
    """Return the words of a search line."""
    return tuple(_word(text) for text in words.lower().split())


def _word(text: str) -> Word:
    if SPELLED.fullmatch(text):
        return Word(text, text)
    pieces = tuple(part for part in re.split(r"[a-z0-9]+", text) if part)
    mixed = bool(pieces) and len("".join(pieces)) < len(text) and all(map(is_spelled, "".join(pieces)))
    return Word(text, initials(text)[0], pieces) if mixed else Word(text, "")


def matches(words: str, *, texts: Sequence[str], names: Sequence[str] = ()) -> bool:
    """Say whether every word stands in one of `texts` or `names`, or in the initials of one of `names`."""
    plain = [text.lower() for text in (*texts, *names)]
    return all(
        any(word.text in text for text in plain) or any(_reads(word, name=name) for name in names)
        for word in searched(words)
    )


def _reads(word: Word, *, name: str) -> bool:
    return bool(word.letters) and word.letters in spelled(name) and all(piece in name for piece in word.pieces)


@lru_cache(maxsize=REMEMBERED)
def spelled(name: str) -> str:
    """Return all initials of a name as one text, ways of reading apart by '|'."""
    return "|".join(initials(name))
