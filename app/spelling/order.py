"""The order in which people look names up: signs, digits, Latin letters, then characters by how they are read.

Characters read with the same first letter stand as in the national standard GB 18030, which for common ones is the
order of Pinyin with its tones; rare ones follow by radical. Words decide where a character is read in several ways.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import add

from app.spelling.initials import LONGEST, letters_of_characters, letters_of_words

READING_ORDER = "reading_order"
"""What a store calls the function below."""
FIRST = 0x10000
"""Code points that stand for characters with a reading: above everything else, so that they come after it."""
REMEMBERED = 20_000


def reading_order(text: str | None) -> str | None:
    """Return a text by whose code points names are sorted; nothing for nothing."""
    if not text:
        return text
    pairs, low = _pairs(), text.lower()
    if any(map(pairs.__contains__, map(add, low, low[1:]))):
        return _by_words(low)
    return low.translate(_plain())


@lru_cache(maxsize=REMEMBERED)
def _by_words(text: str) -> str:
    """Return the order of a text in which words of the dictionary stand: their letters decide."""
    places, plain = _places(), _plain()
    known = letters_of_words()

    def written(found: re.Match[str]) -> str:
        word = found.group()
        read = [places.get((letter, one)) for letter, one in zip(known[word], word, strict=True)]
        return "".join(one or part.translate(plain) for one, part in zip(read, word, strict=True))

    cut: list[str] = []
    at = 0
    for found in _words().finditer(text):
        cut += [text[at : found.start()].translate(plain), written(found)]
        at = found.end()
    return "".join([*cut, text[at:].translate(plain)])


@lru_cache(maxsize=1)
def _places() -> dict[tuple[str, str], str]:
    """Return the sign that stands for a character read with a letter."""
    letters, further = letters_of_characters()
    read = {(letter, one) for one, letter in letters.items()}
    read |= {(letter, one) for one, given in further.items() for letter in given}
    ranked = sorted(read, key=lambda pair: (pair[0], _standard(pair[1])))
    return {pair: chr(FIRST + rank) for rank, pair in enumerate(ranked)}


@lru_cache(maxsize=1)
def _plain() -> dict[int, str]:
    letters, _ = letters_of_characters()
    places = _places()
    return {ord(one): places[letter, one] for one, letter in letters.items()}


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    """Return what finds words whose characters are read otherwise than alone."""
    letters, _ = letters_of_characters()
    words = [
        word
        for word, read in letters_of_words().items()
        if len(word) == len(read) <= LONGEST and read != "".join(letters.get(one, "") for one in word)
    ]
    return re.compile("|".join(sorted(words, key=lambda word: (-len(word), word))))


@lru_cache(maxsize=1)
def _pairs() -> frozenset[str]:
    """Return the first two characters of those words: a text without them needs no second look."""
    return frozenset(word[:2] for word in _words().pattern.split("|"))


def _standard(one: str) -> tuple[int, bytes]:
    """Return the place in the standard: level 1 and 2 of GB 2312, then the rest."""
    try:
        return 0, one.encode("gb2312")
    except UnicodeEncodeError:
        return 1, one.encode("gb18030")
