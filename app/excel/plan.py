"""What an import would do, as a value: nothing is written until it is applied (SPEC section 4, Excel habits)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.excel.meta import WorkbookMeta
    from app.fields import Value
    from app.foreign import Cell
    from app.unit_of_work import Edit


class Verdict(StrEnum):
    """What becomes of one row (or one cell of a filling-in sheet)."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """Return the officers' word."""
        return {"new": "新增", "changed": "修改", "same": "相同", "refused": "不能导入"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportContext:
    """Where an import goes: year and region, and the page fields for a filling-in sheet that is not of our making."""

    fiscal_year: int
    region: str
    pages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that would change, as people read it; a new row has no old text."""

    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProblem:
    """Why a row is refused: the cell ('B7', or '' for the whole row), its column, the reason, what was given."""

    cell: str
    column: str
    reason: str
    given: str = ""
    rule: str = "workbook.cell"

    @property
    def sentence(self) -> str:
        """Return place and reason, like 'B7 代码：代码必须填写'."""
        place = " ".join(filter(None, [self.cell, self.column]))
        return f"{place}：{self.reason}" if place else self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEntry:
    """One row of the file: `row` is its number from 1, `title` names it; refused rows keep their cells as given.

    `edit` is what applying does (NEW and CHANGED only); `before` holds the stored values that it replaces.
    """

    sheet: str
    row: int
    verdict: Verdict
    title: str
    changes: tuple[FieldChange, ...] = ()
    problems: tuple[CellProblem, ...] = ()
    edit: Edit | None = None
    before: Mapping[str, Value] = field(default_factory=dict)
    given: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanColumn:
    """A column of the file as given, so that refused rows can be written back the way they came."""

    label: str
    number_format: str = "General"
    width: int = 14
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """The whole file: entries in its order, notes about what was passed over, headings of each sheet as given."""

    catalog: str
    source: str
    context: ImportContext
    entries: tuple[PlanEntry, ...]
    notes: tuple[str, ...] = ()
    headings: Mapping[str, Sequence[PlanColumn]] = field(default_factory=dict)
    meta: WorkbookMeta | None = None

    def of(self, verdict: Verdict) -> list[PlanEntry]:
        """Return the entries of one verdict."""
        return [entry for entry in self.entries if entry.verdict is verdict]

    @property
    def counts(self) -> dict[Verdict, int]:
        """Return how many entries each verdict has."""
        found = dict.fromkeys(Verdict, 0)
        for entry in self.entries:
            found[entry.verdict] += 1
        return found

    @property
    def summary(self) -> str:
        """Return one line: 新增 3、修改 2、相同 40、不能导入 1."""
        return "、".join(f"{verdict.label} {count}" for verdict, count in self.counts.items())

    @property
    def edits(self) -> list[Edit]:
        """Return what applying the good rows does."""
        return [entry.edit for entry in self.entries if entry.edit is not None]
