"""How codes of a tree are built: each level adds a segment of its length, and the level follows (1.4, 1.5, 1.7)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from app.candidate import Problem

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.catalog import Catalog
    from app.frame import Frame

RULE = "code.segment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """`lengths`: characters that each level adds, from the top; `further`: least and most that any deeper one adds.

    Without `further` there are no deeper levels.
    """

    lengths: tuple[int, ...]
    further: tuple[int, int] | None = None

    def level_of(self, code: str) -> int:
        """Return the level whose codes are as long as this one, 0 where none is."""
        return next((n for n, end in enumerate(accumulate(self.lengths), 1) if end == len(code)), 0)

    def fault(self, code: str, *, parent: str) -> str:
        """Return what is wrong with the length of a code that begins with its parent's, '' for nothing."""
        if not parent:
            first = self.lengths[0]
            return "" if len(code) == first else f"没有上级的代码应为 {first} 位，“{code}”有 {len(code)} 位"
        added, above = len(code) - len(parent), self.level_of(parent)
        if 0 < above < len(self.lengths):
            wanted = self.lengths[above]
            told = f"“{code}”应为上级代码“{parent}”加 {wanted} 位，现加了 {added} 位"
            return "" if added == wanted else told
        if self.further is None:
            is_last = above == len(self.lengths)
            return f"代码最多 {above} 级，不能在“{parent}”之下再设明细" if is_last else ""
        least, most = self.further
        return "" if least <= added <= most else f"“{code}”应为上级代码“{parent}”加 {least} 至 {most} 位"


def segment_columns(catalog: Catalog, *, changed: Collection[str]) -> tuple[str, ...]:
    """Return the columns that `check_segments` reads of stored rows of which `changed` are set."""
    columns = _columns(catalog)
    if not columns or set(changed).isdisjoint(columns):
        return ()
    return (*columns, "is_received") if catalog.received else columns


def _columns(catalog: Catalog) -> tuple[str, ...]:
    tree, parent = catalog.tree, catalog.parent
    if catalog.segments is None or tree is None or parent is None:
        return ()
    return (catalog.code, parent.name, *filter(None, (tree.level,)))


def check_segments(catalog: Catalog, *, segments: Segments, frame: Frame) -> None:
    """Put a problem at each row whose code or level does not fit; received rows are as the platform has them."""
    columns = _columns(catalog)
    places = frame.touching_any(*columns)
    if not places or catalog.tree is None:
        return
    code_name, parent_name = columns[:2]
    codes, parents = frame.texts(code_name), frame.texts(parent_name)
    received = frame.columns["is_received"] if catalog.received else ()
    levels = frame.texts(catalog.tree.level) if catalog.tree.level else ()
    for n in places:
        code, parent = codes[n], parents[n]
        if (received and received[n]) or not code.startswith(parent):
            continue
        if fault := segments.fault(code, parent=parent):
            frame.add(n, Problem(RULE, code_name, fault))
        elif levels and (level := segments.level_of(code)) and levels[n] != str(level):
            field = catalog.by_name[catalog.tree.level]
            text = f"代码“{code}”是第 {level} 级，{field.label}应为“{field.show(str(level))}”"
            frame.add(n, Problem(RULE, field.name, text))
