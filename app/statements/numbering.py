"""Numbers of new lines: their place in the day between those that are there, and a number where the bank gives none."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

from app.statements.known import MADE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from app.statements.known import Known
    from app.statements.reading import Line

STEP = 10
"""Between two lines of a day, so that lines of a later file fit in between."""
_LONGEST = 55


def places(lines: Sequence[Line], *, matched: Mapping[int, int], known: Known) -> dict[int, int]:
    """Return the place in the day of each new line, by its row in the file; `matched` are those of known lines.

    Lines are in their order. New lines go between the known ones that they stand between, or behind all of the day.
    """
    found: dict[int, int] = {}
    by_day: dict[date, list[Line]] = defaultdict(list)
    for line in lines:
        if line.booked_on is not None:
            by_day[line.booked_on].append(line)
    for day, of_day in by_day.items():
        used = [row.sequence for row in known.by_day.get(day, ())]
        below, waiting = 0, []
        for line in of_day:
            if line.number not in matched:
                waiting.append(line.number)
                continue
            above = matched[line.number]
            found.update(_between(waiting, below=below, above=above, top=max(used, default=0)))
            below, waiting = max(below, above), []
        start = max([*used, *found_of(found, of_day)], default=0)
        found.update({number: start + STEP * n for n, number in enumerate(waiting, 1)})
    return found


def found_of(found: Mapping[int, int], lines: Iterable[Line]) -> list[int]:
    """Return the places that lines have so far."""
    return [found[line.number] for line in lines if line.number in found]


def _between(numbers: Sequence[int], *, below: int, above: int, top: int) -> dict[int, int]:
    room = (above - below) // (len(numbers) + 1)
    if room < 1:  # no room left: behind the day; the balance check then says where the order is wrong
        return {number: top + STEP * n for n, number in enumerate(numbers, 1)}
    return {number: below + room * n for n, number in enumerate(numbers, 1)}


def serial_of(line: Line, *, known: Known, used: set[tuple[object, str]]) -> str:
    """Return the line's number, unique on its day: the bank's own, else one made of what the line says.

    Made of the content alone, it is the same on another desk that reads the same file.
    """
    given = line.texts["serial_no"][:_LONGEST]
    serial = base = given or _made(line)
    count = 1
    while (line.booked_on, serial) in used or known.has_number(line, serial):
        count += 1
        serial = f"{base}-{count}"
    used.add((line.booked_on, serial))
    return serial


def _made(line: Line) -> str:
    words = (line.income, line.spending, line.balance, *sorted(line.texts.items()))
    return f"{MADE}{hashlib.sha256(repr(words).encode()).hexdigest()[:12]}"
