"""What a pull would change, before anything is changed: new, changed, disabled, not to be taken and why (数据接收)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.people import MINISTRY_DIV

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog
    from sync.central.layout import Stored
    from sync.platform.declared import PlatformTable
    from sync.platform.rows import Entry

SHOWN = 200
"""Rows that a report names."""


@dataclass(slots=True, kw_only=True)
class Step:
    """One row to be written. `stored` None: a new one. `values` are all its declared values as they will be.

    `sets` are the fields that change; `used`: what refers to a row that is to be disabled, in Chinese.
    """

    row_id: str
    code: str
    values: dict[str, Any]
    stored: Stored | None = None
    sets: tuple[str, ...] = ()
    used: str = ""

    @property
    def is_taken_over(self) -> bool:
        """Whether a row that was made here becomes a received one."""
        return self.stored is not None and "is_received" in self.sets


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalid:
    """A platform row that cannot be taken as it is: who it is, the field ('' for the row), and why, in Chinese."""

    ele_id: str
    code: str
    field: str
    text: str
    place: str = ""


@dataclass(slots=True, kw_only=True)
class Plan:
    """All that one table's pull does. `entries` are the platform's rows as remembered, `fresh` those to be kept.

    `among`: ids of the rows that need a look, where all others are known to stand as they should.
    """

    table: PlatformTable
    catalog: Catalog
    year: int
    is_full: bool
    count: int = 0
    new: list[Step] = field(default_factory=list)
    changed: list[Step] = field(default_factory=list)
    disabled: list[Step] = field(default_factory=list)
    invalid: list[Invalid] = field(default_factory=list)
    same: int = 0
    entries: Mapping[str, Entry] = field(default_factory=dict)
    among: set[str] | None = None
    fresh: set[str] = field(default_factory=set)

    @property
    def taken_over(self) -> int:
        """How many rows that were made here become received ones."""
        return sum(one.is_taken_over for one in self.changed)

    @property
    def changes_rows(self) -> bool:
        """Whether any row is written."""
        return bool(self.new or self.changed or self.disabled)

    @property
    def sentence(self) -> str:
        """The plan in one line."""
        parts = [
            f"新增 {len(self.new):,}",
            f"修改 {len(self.changed):,}",
            f"停用 {len(self.disabled):,}",
            f"不变 {self.same:,}",
        ]
        if self.taken_over:
            parts[1] += f"（其中接管本地 {self.taken_over:,}）"
        if self.invalid:
            parts.append(f"不能接收 {len(self.invalid):,}")
        kind = "全量" if self.is_full else "增量"
        return (
            f"{self.table.label}（{self.table.name}，{self.year} 年度，{kind} {self.count:,} 行）：{'，'.join(parts)}。"
        )

    @property
    def lines(self) -> list[str]:
        """What a person should know of single rows."""
        found = [f"停用 {one.code}：{one.used}。" for one in self.disabled if one.used]
        found += [
            f"不能接收 {one.code or one.ele_id}{f'（{one.place}）' if one.place else ''}：{one.text}。"
            for one in self.invalid
        ]
        more = len(found) - SHOWN
        return [*found[:SHOWN], *([f"……还有 {more:,} 行。"] if more > 0 else [])]


def stamped(values: dict[str, Any]) -> dict[str, Any]:
    """Set what follows from a received row's owner."""
    values["is_standard"] = values["mof_div_code"] == MINISTRY_DIV
    values["is_received"] = True
    return values
