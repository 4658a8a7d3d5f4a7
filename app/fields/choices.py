"""Several words of a fixed list in one cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from app.fields.base import Bad, Editor, Value
from app.fields.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection

_BETWEEN = re.compile(r"[,，;；、/\n]+")


@dataclass(frozen=True, kw_only=True)
class Choices(Text):
    """Any of `options`, kept as they are read: 'a、b' in the order of the list.

    Words that are in no list (an older central's, say) are shown and sent as they are; nobody can add such a word.
    """

    options: tuple[str, ...]
    editor: ClassVar[Editor] = Editor.CHOICES

    def read(self, given: object) -> Value | Bad:
        """Take words between commas, semicolons, 、, slashes or line breaks, each once."""
        text = super().read(given if not isinstance(given, str) else _BETWEEN.sub("、", given))
        return text if isinstance(text, Bad) else self.join(self.words(text))

    def words(self, value: Value) -> tuple[str, ...]:
        """Return the words of a value."""
        return tuple(part.strip() for part in _BETWEEN.split(str(value or "")) if part.strip())

    def join(self, words: Collection[str]) -> str:
        """Return the value of these words: those of the list in its order, then others."""
        known = [word for word in self.options if word in words]
        return "、".join([*known, *(word for word in dict.fromkeys(words) if word not in self.options)])

    def check_filled(self, value: Value) -> str | None:
        """Refuse words that are not in the list."""
        unknown = [word for word in self.words(value) if word not in self.options]
        if unknown:
            return f"{self.label}没有“{'、'.join(unknown)}”，可以选：{'、'.join(self.options)}"
        return super().check_filled(value)

    def are_fine(self, filled: Collection[Value]) -> bool:
        """Look at them one by one: there are few different ones."""
        return not filled
