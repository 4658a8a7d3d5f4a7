"""How wide texts are and where they are broken; the widths of letters come from whoever knows the font. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST_RUN = 24
"""Letters of one word that are kept together; a longer one is broken anywhere."""
_PIECE = re.compile(r"[!-~]+|.", re.DOTALL)
_WORD = re.compile(r"[!-~]+")
NO_START = frozenset("，。、；：！？）》】」』％,.;:!?)%")
"""Signs that do not begin a line."""


class Letters:
    """Widths in em (1 is the size of the font), remembered letter by letter and text by text."""

    def __init__(self, advance: Callable[[str], float]) -> None:
        """Take what says how wide one letter is."""
        self._advance = advance
        self._letters: dict[str, float] = {}
        self._texts: dict[str, float] = {}

    def width(self, text: str) -> float:
        """Return a text's width on one line."""
        known = self._texts.get(text)
        if known is None:
            known = self._texts[text] = sum(map(self._letter, text))
        return known

    def widest_word(self, text: str) -> float:
        """Return the width of the longest piece that stays together."""
        return max((self.width(word[:LONGEST_RUN]) for word in _WORD.findall(text)), default=min(self.width(text), 1.0))

    def lines(self, text: str, *, room: float) -> tuple[str, ...]:
        """Return a text broken into lines of at most `room` em; its own line breaks stay."""
        if self.width(text) <= room and "\n" not in text:
            return (text,)
        return tuple(line for part in text.split("\n") for line in self._broken(part, room=room))

    def _broken(self, text: str, *, room: float) -> Iterator[str]:
        line, used = "", 0.0
        for piece in self._pieces(text, room=room):
            wide = self.width(piece)
            if line and used + wide > room and piece not in NO_START:
                yield line.rstrip()
                line, used = "", 0.0
            if line or not piece.isspace():
                line, used = line + piece, used + wide
        yield line.rstrip()

    def _pieces(self, text: str, *, room: float) -> Iterator[str]:
        for piece in _PIECE.findall(text):
            if len(piece) > 1 and self.width(piece) > room:
                yield from piece
            else:
                yield piece

    def _letter(self, letter: str) -> float:
        known = self._letters.get(letter)
        if known is None:
            known = self._letters[letter] = self._advance(letter)
        return known
