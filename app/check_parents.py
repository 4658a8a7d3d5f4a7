"""The rules of a tree: the parent is there and in use, no circle, codes extend, detail is below standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.candidate import Candidate, Problem, visible_row, year_of
from app.people import MINISTRY_DIV

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.catalog import Catalog
    from app.fields import Reference
    from app.lookup import Lookup


def check_parents(catalog: Catalog, *, candidates: Sequence[Candidate], lookup: Lookup) -> None:
    """Put tree problems into the candidates; a row that hangs below a refused new row is refused with it."""
    if catalog.parent is None:
        return
    judge = _ParentJudge(catalog, parent=catalog.parent, candidates=candidates, lookup=lookup)
    pending = [one for one in candidates if one.touches(catalog.parent.name) or one.touches(catalog.code)]
    judge.prefetch()
    while True:
        before = sum(1 for one in pending if one.problems)
        for one in pending:
            if not one.problems:
                one.problems += judge.problems_of(one)
        if sum(1 for one in pending if one.problems) == before:
            return
        judge.sound.clear()


class _ParentJudge:
    """One action's view of a tree: what is stored, what the action offers beside it, what was found sound."""

    def __init__(self, catalog: Catalog, *, parent: Reference, candidates: Sequence[Candidate], lookup: Lookup) -> None:
        self.catalog = catalog
        self.parent = parent
        self.lookup = lookup
        self.offered = {(year_of(one.values), self._text(one, catalog.code)): one for one in candidates}
        self.sound: set[tuple[int, str, str]] = set()

    @staticmethod
    def _text(one: Candidate, name: str) -> str:
        return str(one.values.get(name) or "")

    def prefetch(self) -> None:
        """Fetch all named parents, a query per few hundred."""
        for year in {year for year, _ in self.offered}:
            codes = {self._text(one, self.parent.name) for (at, _), one in self.offered.items() if at == year}
            self.lookup.by_code(self.catalog.name, fiscal_year=year, codes=codes - {""})

    def problems_of(self, one: Candidate) -> list[Problem]:
        code, wanted = self._text(one, self.catalog.code), self._text(one, self.parent.name)
        if not wanted:
            return self._root_problems(one)
        found = []
        if self.catalog.code_extends_parent and not (code.startswith(wanted) and code != wanted):
            text = f"代码“{code}”应以上级代码“{wanted}”开头，并比它长"
            found.append(Problem("parent.code", self.catalog.code, text))
        broken = self._climb(one, start=wanted)
        return [*found, broken] if broken else found

    def _root_problems(self, one: Candidate) -> list[Problem]:
        if self.catalog.authority.below_standard and one.values.get("mof_div_code") != MINISTRY_DIV:
            text = "本级只能在上级下发的行之下增设明细，请先选择上级"
            return [Problem("parent.standard", self.parent.name, text)]
        return []

    def _climb(self, one: Candidate, *, start: str) -> Problem | None:
        year, owner = year_of(one.values), str(one.values.get("mof_div_code", ""))
        trail, at = [self._text(one, self.catalog.code)], start
        while at:
            if at in trail:
                return Problem("parent.cycle", self.parent.name, f"上级形成循环：{' → '.join([*trail, at])}")
            # a stored row may be its own parent's ancestor, so only new rows may stop at ground found sound before
            if one.changed is None and (year, owner, at) in self.sound:
                break
            trail.append(at)
            problem, at = self._step(year, owner, at, first=at == start)
            if problem:
                return problem
        self.sound.update((year, owner, code) for code in trail[1:])
        return None

    def _step(self, year: int, owner: str, at: str, *, first: bool) -> tuple[Problem | None, str]:
        beside = self.offered.get((year, at))
        if beside is not None and not (beside.changed is None and beside.problems):
            above = self._text(beside, self.parent.name)
            return None, "" if above == at else above
        stored = visible_row(self.catalog.name, year=year, code=at, owner=owner, lookup=self.lookup)
        if stored is None:
            text = f"{self.parent.label}“{at}”不存在，请先增加它，或改正上级代码"
            return Problem("parent.missing", self.parent.name, text), ""
        if first and not stored["is_enabled"]:
            return Problem("reference.disabled", self.parent.name, f"{self.parent.label}“{at}”已停用，请另选"), ""
        above = str(stored.get("parent") or "")
        return None, "" if above == at else above
