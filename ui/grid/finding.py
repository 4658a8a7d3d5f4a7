"""What is looked for in shown texts, and what it is replaced by. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ui.grid.source import GridRow


class PatternError(ValueError):
    """A regular expression that cannot be read; the text is a Chinese sentence."""


@dataclass(frozen=True)
class Wanted:
    """Words and how they are meant; `whole`: they are all of the cell's text, `pattern`: a regular expression."""

    words: str
    case: bool = False
    whole: bool = False
    pattern: bool = False

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        words = self.words if self.pattern else re.escape(self.words)
        try:
            return re.compile(rf"\A(?:{words})\Z" if self.whole else words, 0 if self.case else re.IGNORECASE)
        except re.error as error:
            raise PatternError(f"正则表达式“{self.words}”写法有误（第 {(error.pos or 0) + 1} 个字），请更正") from error

    def check(self, *, by: str = "") -> None:
        """Raise PatternError when a regular expression, or what it is replaced `by`, cannot be read."""
        expression = self._expression
        try:
            if self.pattern:
                re.compile(f"(?:{expression.pattern})|").sub(by, "")
        except (re.error, IndexError) as error:
            raise PatternError(f"“替换为”中的“{by}”没有对应的分组，请更正") from error

    def is_in(self, text: str) -> bool:
        """Say whether a text holds what is wanted."""
        return bool(self.words) and self._expression.search(text) is not None

    def replaced(self, text: str, *, by: str) -> str:
        r"""Return the text with every place replaced; in a regular expression, \\1 stands for its first group."""
        return self._expression.sub(by if self.pattern else lambda _: by, text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cell that holds what is wanted: position, column, text; `lock`: why it cannot be changed."""

    row: int
    column: int
    text: str
    lock: str = ""


def places(rows: Iterable[tuple[int, GridRow]], *, columns: Sequence[int], wanted: Wanted) -> Iterator[Place]:
    """Yield the cells of numbered rows that hold what is wanted, in the order of rows and columns."""
    for position, row in rows:
        for column in columns:
            if wanted.is_in(row.texts[column]):
                yield Place(row=position, column=column, text=row.texts[column], lock=row.locks[column])


def stretch(lines: Sequence[range], *, start: int, count: int) -> list[int]:
    """Return up to `count` positions of ranges that follow each other, from the `start`-th on."""
    found: list[int] = []
    for line in lines:
        found += line[start : start + count - len(found)]
        start = max(start - len(line), 0)
        if len(found) == count:
            break
    return found


def round_trip(lines: Sequence[range], *, here: int, step: int) -> list[range]:
    """Return the rows of ascending ranges after `here`, then those before it; with `step` -1 the other way round."""
    before = [range(line.start, min(line.stop, here)) for line in lines]
    after = [range(max(line.start, here + 1), line.stop) for line in lines]
    if step > 0:
        return [line for line in (*after, *before) if line]
    return [line[::-1] for line in (*before[::-1], *after[::-1]) if line]


def merged(lines: Iterable[range]) -> list[range]:
    """Return ranges in order, those that touch as one."""
    found: list[range] = []
    for line in sorted(lines, key=lambda one: one.start):
        if found and line.start <= found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, line.stop))
        else:
            found.append(line)
    return found
