"""The first letters of how a name is read aloud, in all the ways that are likely (clause 2, 查询).

Words of the dictionary decide where a character is read in several ways (重庆: cq); elsewhere each way is kept.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
MOST_WAYS = 8
"""Ways of reading that are kept of one text."""
LONGEST = 6
"""Characters of the longest word that is looked up."""
KEPT = "abcdefghijklmnopqrstuvwxyz0123456789"


def initials(text: str) -> tuple[str, ...]:
    """Return the initials of a text, the likeliest first; letters and digits stay, signs go. At most 8."""
    letters, further = _tables()
    found: list[str] = []
    open_at: list[tuple[int, str]] = []
    for part, read in _parts(text.lower()):
        if read:
            found += read
        elif letter := letters.get(part):
            if part in further:
                open_at.append((len(found), further[part]))
            found.append(letter)
        elif part in KEPT:
            found.append(part)
    first = "".join(found)
    others = (f"{first[:at]}{letter}{first[at + 1 :]}" for at, given in open_at for letter in given)
    return tuple(dict.fromkeys([first, *others]))[:MOST_WAYS] if first else ()


def is_spelled(text: str) -> bool:
    """Say whether a text has characters that are read aloud, so that its initials say more than itself."""
    letters, _ = _tables()
    return any(one in letters for one in text)


def _parts(text: str) -> list[tuple[str, str]]:
    """Cut a text into words of the dictionary with their letters, and single characters with none."""
    words, beginnings = _words()
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        size = 1
        if text[at : at + 2] in beginnings:
            size = next((n for n in range(LONGEST, 1, -1) if text[at : at + n] in words), 1)
        part = text[at : at + size]
        found.append((part, words[part] if size > 1 else ""))
        at += size
    return found


def letters_of_characters() -> tuple[dict[str, str], dict[str, str]]:
    """Return the letter of each character, and the further letters of those that have several."""
    return _tables()


def letters_of_words() -> dict[str, str]:
    """Return the letters of the dictionary's words."""
    return _words()[0]


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Return the letter of each character, and the further letters of those that have several."""
    letters = {one: letter for letter, characters in _read("characters.tsv") for one in characters}
    return letters, dict(_read("readings.tsv"))


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, str], frozenset[str]]:
    """Return the letters of words, and the first two characters of all of them."""
    words = {word: letters for word, letters in _read("phrases.tsv") if len(word) <= LONGEST}
    return words, frozenset(word[:2] for word in words)


def _read(name: str) -> list[tuple[str, str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [(key, value) for key, _, value in (line.partition("\t") for line in lines)]
