"""The rules of a tree: the parent is there and in use, no circle, codes extend, detail is below standard."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from app.candidate import Problem, visible_row
from app.people import MINISTRY_DIV

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.catalog import Catalog
    from app.fields import Reference
    from app.frame import Frame
    from app.lookup import Lookup


def check_parents(catalog: Catalog, *, frame: Frame, lookup: Lookup) -> None:
    """Put tree problems into the frame; a row that hangs below a refused new row is refused with it."""
    if catalog.parent is None:
        return
    pending = frame.touching_any(catalog.parent.name, catalog.code)
    if not pending:
        return
    judge = _ParentJudge(catalog, parent=catalog.parent, frame=frame, lookup=lookup)
    judge.prefetch()
    if judge.are_surely_sound(pending):
        return
    while True:
        before = len(frame.problems)
        for n in pending:
            if n not in frame.problems:
                frame.add(n, *judge.problems_of(n))
        if len(frame.problems) == before:
            return
        judge.sound.clear()


class _ParentJudge:
    """One action's view of a tree: what is stored, what the action offers beside it, what was found sound."""

    def __init__(self, catalog: Catalog, *, parent: Reference, frame: Frame, lookup: Lookup) -> None:
        self.catalog = catalog
        self.parent = parent
        self.lookup = lookup
        self.frame = frame
        self.codes = frame.texts(catalog.code)
        self.parents = frame.texts(parent.name)
        self.sound: set[tuple[int, str, str]] = set()

    @cached_property
    def offered(self) -> dict[tuple[int, str], int]:
        """The rows of the action by year and code."""
        return {place: n for n, place in enumerate(zip(self.frame.years, self.codes, strict=True))}

    def prefetch(self) -> None:
        """Fetch all named parents, a query per few hundred."""
        by_year: dict[int, set[str]] = {}
        for year, code in set(zip(self.frame.years, self.parents, strict=True)):
            by_year.setdefault(year, set()).add(code)
        for year, codes in by_year.items():
            self.lookup.by_code(self.catalog.name, fiscal_year=year, codes=codes - {""})

    def are_surely_sound(self, pending: Sequence[int]) -> bool:
        """Say that `problems_of` finds nothing in any of these rows: none hangs below another row of the action.

        Rows below one parent share their way up; what is left to ask of each is a look at two texts.
        """
        if not self.frame.are_new or len(pending) != len(self.codes):
            return False
        if self.catalog.code_extends_parent and not all(map(str.startswith, self.codes, self.parents)):
            return False
        made = set(self.codes)
        starts = set(zip(self.frame.years, self.frame.owners, self.parents, strict=True))
        return all(
            wanted and all(step is not None and step not in made for step in self._way(year, owner, wanted))
            for year, owner, wanted in starts
        )

    def _way(self, year: int, owner: str, start: str) -> Iterator[str | None]:
        """Yield the stored rows' codes from `start` up; None where the way is broken, closed or blocked."""
        trail: set[str] = set()
        at = start
        while at:
            problem, above = self._stored_step(year, owner, at, first=at == start)
            yield None if problem or at in trail else at
            if problem or at in trail:
                return
            trail.add(at)
            at = above

    def problems_of(self, n: int) -> list[Problem]:
        code, wanted = self.codes[n], self.parents[n]
        if not wanted:
            return self._root_problems(n)
        found = []
        if self.catalog.code_extends_parent and not (code.startswith(wanted) and code != wanted):
            text = f"代码“{code}”应以上级代码“{wanted}”开头，并比它长"
            found.append(Problem("parent.code", self.catalog.code, text))
        broken = self._climb(n, start=wanted)
        return [*found, broken] if broken else found

    def _root_problems(self, n: int) -> list[Problem]:
        if self.catalog.authority.below_standard and self.frame.columns["mof_div_code"][n] != MINISTRY_DIV:
            text = "本级只能在上级下发的行之下增设明细，请先选择上级"
            return [Problem("parent.standard", self.parent.name, text)]
        return []

    def _climb(self, n: int, *, start: str) -> Problem | None:
        year, owner = self.frame.years[n], self.frame.owners[n]
        trail, at = [self.codes[n]], start
        while at:
            if at in trail:
                return Problem("parent.cycle", self.parent.name, f"上级形成循环：{' → '.join([*trail, at])}")
            # a stored row may be its own parent's ancestor, so only new rows may stop at ground found sound before
            if self.frame.changed(n) is None and (year, owner, at) in self.sound:
                break
            trail.append(at)
            if self._is_own_former(n, at=at):
                text = f"不能放到自己原来的代码“{at}”之下，代码改为“{trail[0]}”后它就不存在了，请另选上级"
                return Problem("parent.cycle", self.parent.name, text)
            problem, at = self._step(year, owner, at, first=at == start)
            if problem:
                return problem
        self.sound.update((year, owner, code) for code in trail[1:])
        return None

    def _is_own_former(self, n: int, *, at: str) -> bool:
        """Say whether a code on the way up is the one that the row itself has until now: it goes with this change."""
        if self.frame.changed(n) is None or (self.frame.years[n], at) in self.offered:
            return False
        year, owner = self.frame.years[n], self.frame.owners[n]
        stored = visible_row(self.catalog.name, year=year, code=at, owner=owner, lookup=self.lookup)
        return stored is not None and stored["id"] == self.frame.row_ids[n]

    def _step(self, year: int, owner: str, at: str, *, first: bool) -> tuple[Problem | None, str]:
        beside = self.offered.get((year, at))
        if beside is not None and not (self.frame.changed(beside) is None and beside in self.frame.problems):
            above = self.parents[beside]
            return None, "" if above == at else above
        return self._stored_step(year, owner, at, first=first)

    def _stored_step(self, year: int, owner: str, at: str, *, first: bool) -> tuple[Problem | None, str]:
        stored = visible_row(self.catalog.name, year=year, code=at, owner=owner, lookup=self.lookup)
        if stored is None:
            text = f"{self.parent.label}“{at}”不存在，请先增加它，或改正上级代码"
            return Problem("parent.missing", self.parent.name, text), ""
        if first and not stored["is_enabled"]:
            return Problem("reference.disabled", self.parent.name, f"{self.parent.label}“{at}”已停用，请另选"), ""
        above = str(stored.get("parent") or "")
        return None, "" if above == at else above
