"""A row as an action would leave it, and the problems that the rules find in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.frame import MOVES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from app.fields import Value
    from app.lookup import Lookup


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule: a stable machine code, the field it is about ('' for the row), a Chinese sentence."""

    rule: str
    field: str
    text: str


@dataclass(slots=True, kw_only=True)
class Candidate:
    """A row as it would be after an action. `changed` is None for a new row."""

    row_id: str
    values: Mapping[str, Value]
    changed: Collection[str] | None = None
    problems: list[Problem] = field(default_factory=list)

    def touches(self, name: str) -> bool:
        """Say whether the action sets this field, or moves the row to where its value may mean something else."""
        changed = self.changed
        return changed is None or name in changed or not MOVES.isdisjoint(changed)


def year_of(values: Mapping[str, Value]) -> int:
    """Return the row's fiscal year, 0 when it has none."""
    year = values.get("fiscal_year")
    return year if isinstance(year, int) else 0


def visible_row(name: str, *, year: int, code: str, owner: str, lookup: Lookup) -> Mapping[str, Value] | None:
    """Return the row of catalog `name` that a row of region `owner` means by `code`: its own or one from above."""
    rows = lookup.by_code(name, fiscal_year=year, codes=(code,))[code]
    if name == "region" or not rows:
        return rows[0] if rows else None
    chain = lookup.scope.chain(fiscal_year=year, region=owner)
    return next((row for row in rows if row["mof_div_code"] in chain), None)
