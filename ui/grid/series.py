"""How cells go on when they are filled by the handle: numbers and dates by their step, codes counted up. Pure."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from app.fields import Editor
from app.fields.number import plain_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.fields import Field

_ENDS_IN_NUMBER = re.compile(r"(.*?)([0-9]+)$", re.DOTALL)
_MONTHS = 12


def goes_on(field: Field, texts: Sequence[str], *, count: int, other: bool = False, step: int = 1) -> list[str]:
    """Return `count` texts that follow `texts`, by Excel's rules for a drag of the fill handle.

    One number is repeated, one date or numbered text counts on; several with a constant step go on by it. `other`
    (the Ctrl key) turns that around. `step` -1: the drag goes up or to the left, and `texts` are given that way round.
    """
    found: list[str] | None = None
    if field.editor is Editor.NUMBER:
        found = _numbers(texts, count=count, single=other, plural=not other, step=step)
    elif not other and field.editor is Editor.DATE:
        found = _dates(field, texts, count=count, step=step)
    elif not other and field.editor is Editor.LINE:
        found = _numbered(texts, count=count, step=step)
    return found if found is not None else [texts[n % len(texts)] for n in range(count)]


def _numbers(texts: Sequence[str], *, count: int, single: bool, plural: bool, step: int) -> list[str] | None:
    try:
        numbers = [Decimal(plain_number(text)) for text in texts]
    except InvalidOperation:
        return None
    by = _constant(numbers) if len(numbers) > 1 else Decimal(step)
    if by is None or not (plural if len(numbers) > 1 else single):
        return None
    return [f"{numbers[-1] + by * n:f}" for n in range(1, count + 1)]


def _constant(numbers: Sequence[Decimal]) -> Decimal | None:
    steps = {later - earlier for earlier, later in itertools.pairwise(numbers)}
    return steps.pop() if len(steps) == 1 else None


def _dates(field: Field, texts: Sequence[str], *, count: int, step: int) -> list[str] | None:
    read = [field.read(text) for text in texts]
    days = [value for value in read if isinstance(value, date)]
    if len(days) != len(texts):
        return None
    months = {_month(b) - _month(a) for a, b in itertools.pairwise(days)}
    if len({day.day for day in days}) == 1 and len(months) == 1 and months != {0}:
        by = months.pop()
        return [_after_months(days[-1], by * n).isoformat() for n in range(1, count + 1)]
    steps = {(b - a).days for a, b in itertools.pairwise(days)} or {step}
    if len(steps) > 1:
        return None
    gap = steps.pop()
    try:
        return [(days[-1] + timedelta(days=gap * n)).isoformat() for n in range(1, count + 1)]
    except OverflowError:
        return None


def _month(day: date) -> int:
    return day.year * _MONTHS + day.month - 1


def _after_months(day: date, months: int) -> date:
    """Return the same day of a later month, or its last one."""
    year, month = divmod(_month(day) + months, _MONTHS)
    first_of_next = date(year + month // 11, (month + 1) % _MONTHS + 1, 1)
    return date(year, month + 1, min(day.day, (first_of_next - timedelta(days=1)).day))


def _numbered(texts: Sequence[str], *, count: int, step: int) -> list[str] | None:
    """Count on the number at the end of a text; its zeros stay."""
    parts = [_ENDS_IN_NUMBER.fullmatch(text) for text in texts]
    found = [(part.group(1), part.group(2)) for part in parts if part]
    if len(found) != len(texts) or len({head for head, _ in found}) != 1:
        return None
    numbers = [int(digits) for _, digits in found]
    steps = {b - a for a, b in itertools.pairwise(numbers)} or {step}
    if len(steps) > 1:
        return None
    (head, digits), by = found[-1], steps.pop()
    # below zero workbooks count up again
    following = (abs(numbers[-1] + by * n) for n in range(1, count + 1))
    return [f"{head}{number:0{len(digits)}}" for number in following]
