"""What a verification found and put right, as a value with one Chinese sentence (SYNC point 9)."""

from __future__ import annotations

from dataclasses import dataclass

SHOWN = 5
"""Codes of rows that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """How one catalog differed from the central: rows that were missing, superfluous, old, or had other values.

    `codes` names the first of them. `is_done` False: the central cannot say which rows they are.
    """

    catalog: str
    label: str
    missing: int = 0
    superfluous: int = 0
    stale: int = 0
    different: int = 0
    codes: tuple[str, ...] = ()
    is_done: bool = True

    @property
    def rows(self) -> int:
        """Return how many rows were put right."""
        return self.missing + self.superfluous + self.stale + self.different

    @property
    def sentence(self) -> str:
        """Return what happened, with the codes of the first rows."""
        if not self.is_done:
            return f"“{self.label}”与中心端不一致，中心端不支持查找差异，请联系中心端管理员"
        parts = [
            f"补回缺少的 {self.missing:,} 行" if self.missing else "",
            f"去掉多余的 {self.superfluous:,} 行" if self.superfluous else "",
            f"更新过时的 {self.stale:,} 行" if self.stale else "",
            f"改正值不同的 {self.different:,} 行" if self.different else "",
        ]
        named = "、".join(self.codes) + ("等" if self.rows > len(self.codes) else "")
        told = "，".join(part for part in parts if part)
        return f"“{self.label}”与中心端不一致，已{told}" + (f"（{named}）" if self.codes else "")
