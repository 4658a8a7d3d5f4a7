"""From the rows shown to the rows found, in few steps, so that selection and scrolling survive a refresh. Pure."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ui.grid.source import RowKey

MOST_STEPS = 400
"""With more, starting anew is cheaper for a view than being told of each."""


@dataclass(frozen=True, slots=True)
class Step:
    """Remove the keys at `first`..`last`, or (with `keys`) insert these before `first`."""

    first: int
    last: int
    keys: Sequence[RowKey] = ()


def steps_between(old: Sequence[RowKey], new: Sequence[RowKey]) -> list[Step] | None:
    """Return the steps that turn `old` into `new`, to be taken in order; None when it is better to start anew."""
    same = type(old) is type(new) and old == new
    if same:
        return []
    start = _common(lambda n: old[:n] == new[:n], most=min(len(old), len(new)))
    rest = min(len(old), len(new)) - start
    end = _common(lambda n: old[len(old) - n :] == new[len(new) - n :], most=rest)
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    if not before:
        return [Step(start, start, after)]
    if not after:
        return [Step(start, start + len(before) - 1)]
    staying, coming = set(before), set(after)
    if [key for key in before if key in coming] != [key for key in after if key in staying]:
        return None
    removed = [Step(first + start, last + start) for first, last in _runs(before, coming)]
    added = [Step(first + start, last + start, after[first : last + 1]) for first, last in _runs(after, staying)]
    return [*reversed(removed), *added] if len(removed) + len(added) <= MOST_STEPS else None


def _common(same: Callable[[int], bool], *, most: int) -> int:
    """Return the largest n up to `most` for which `same(n)` holds; it holds for every smaller one."""
    return bisect_left(range(1, most + 1), x=True, key=lambda n: not same(n))


def _runs(keys: Sequence[RowKey], others: set[RowKey]) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of the runs of keys that are not among `others`."""
    first = -1
    for place, key in enumerate(keys):
        if key in others:
            if first >= 0:
                yield first, place - 1
            first = -1
        elif first < 0:
            first = place
    if first >= 0:
        yield first, len(keys) - 1
