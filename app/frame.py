"""Rows as an action would leave them, column by column, with the problems that the rules find in them (clause 2).

Rules ask for whole columns, so that a thousand rows that are alike cost little more than one.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from app.candidate import Candidate, Problem
    from app.fields import Value

MOVES = frozenset({"fiscal_year", "mof_div_code"})
"""Fields that decide which rows the codes in a row name."""

_INTEGERS, _TEXTS = frozenset({int}), frozenset({str})


class Frame:
    """Rows of one catalog that are wanted together.

    `columns` are values by field name, one for each row; those of fields that no rule reads may be absent. `changed`
    says what the action sets: None for new rows; where rows differ in that, `each` says it row by row instead.
    `problems` are what was found, by the row's place.
    """

    def __init__(
        self,
        *,
        row_ids: Sequence[str],
        columns: Mapping[str, Sequence[Value]],
        changed: Collection[str] | None = None,
        each: Sequence[Collection[str] | None] = (),
    ) -> None:
        self.row_ids = row_ids
        self.columns = columns
        self.problems: dict[int, list[Problem]] = {}
        self._changed = changed
        self._each = each

    @cached_property
    def places(self) -> Sequence[int]:
        """The places of all rows."""
        return range(len(self.row_ids))

    @cached_property
    def years(self) -> Sequence[int]:
        """The fiscal years, 0 where a row has none."""
        column: Sequence[Any] = self.columns["fiscal_year"]
        return column if _INTEGERS.issuperset(map(type, column)) else [n if isinstance(n, int) else 0 for n in column]

    @cached_property
    def owners(self) -> Sequence[str]:
        """The regions that the rows belong to."""
        return self.texts("mof_div_code")

    def texts(self, name: str) -> Sequence[str]:
        """Return a column as texts, nothing as ''."""
        column: Sequence[Any] = self.columns[name]
        if _TEXTS.issuperset(map(type, column)):
            return column
        return [value if isinstance(value, str) else str(value or "") for value in column]

    def changed(self, place: int) -> Collection[str] | None:
        """Return what the action sets in a row, None for a new one."""
        return self._each[place] if self._each else self._changed

    @cached_property
    def are_new(self) -> bool:
        """Whether all rows are new."""
        return self._changed is None and not self._each

    def setting(self, name: str) -> Sequence[int]:
        """Return the places of the rows in which the action sets this field."""
        if self._each:
            return [n for n, changed in enumerate(self._each) if changed is None or name in changed]
        return self.places if self._changed is None or name in self._changed else ()

    def touching(self, name: str) -> Sequence[int]:
        """Return the places of the rows where it sets this field, or moves them to where it may mean something else."""
        if self._each:
            return [n for n, one in enumerate(self._each) if one is None or name in one or not MOVES.isdisjoint(one)]
        moves = self._changed is None or not MOVES.isdisjoint(self._changed)
        return self.places if moves else self.setting(name)

    def touching_any(self, *names: str) -> Sequence[int]:
        """Return the places, ascending, of the rows that touch one of these fields."""
        return self.places if self.are_new else sorted({n for name in names for n in self.touching(name)})

    def add(self, place: int, *problems: Problem) -> None:
        """Enter what was found in a row."""
        if problems:
            self.problems.setdefault(place, []).extend(problems)


class _Columns(dict[str, "Sequence[Value]"]):
    """Columns taken out of rows when they are asked for."""

    def __init__(self, rows: Sequence[Mapping[str, Value]]) -> None:
        super().__init__()
        self._rows = rows

    def __missing__(self, name: str) -> Sequence[Value]:
        self[name] = column = [row.get(name) for row in self._rows]
        return column


def frame_of(candidates: Sequence[Candidate]) -> Frame:
    """Return rows that are given one by one as a frame."""
    each = [one.changed for one in candidates]
    return Frame(
        row_ids=[one.row_id for one in candidates],
        columns=_Columns([one.values for one in candidates]),
        each=each if any(changed is not None for changed in each) else (),
    )
