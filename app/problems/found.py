"""What was found at a row: severity, rule, words, the values concerned, and how it was explained (clause 1.9: 审核)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.line_texts import RowPlace


class Severity(StrEnum):
    """Errors stop a submission until they are put right, warnings until they are explained."""

    ERROR = "error"
    WARNING = "warning"

    @property
    def label(self) -> str:
        """Return the officers' word."""
        return "错误" if self is Severity.ERROR else "提示"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An explanation as whoever reviews a page reads it: of which cell, what a rule noticed, why it is right."""

    cell: str
    rule: str
    noticed: str
    text: str
    author: str
    at: str

    @property
    def sentence(self) -> str:
        """Return it in one line."""
        return f"{self.cell}：{self.noticed or self.rule}　说明：{self.text}（{self.author}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why figures are right although a rule noticed them; `given` are the values that it was written for."""

    row_id: str
    text: str
    given: str
    author: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding; `given` is what an explanation of it holds for ('' where none is possible)."""

    severity: Severity
    rule: str
    rule_text: str
    text: str
    label: str
    row_label: str
    place: RowPlace
    field: str
    given: str = ""
    explanation: Explanation | None = None

    @property
    def is_outdated(self) -> bool:
        """Say whether it was explained for other values than those that stand now."""
        return self.explanation is not None and self.explanation.given != self.given

    @property
    def is_open(self) -> bool:
        """Say whether it stops a submission."""
        return self.explanation is None or self.is_outdated

    @property
    def standing(self) -> str:
        """Return the officers' word for what is to be done about it."""
        if self.severity is Severity.ERROR:
            return "须改正"
        if self.explanation is None:
            return "待说明"
        return "须重新说明" if self.is_outdated else "已说明"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stops:
    """What stands between the figures and their submission: errors, and warnings that nobody has explained."""

    errors: tuple[Found, ...]
    unexplained: tuple[Found, ...]

    @property
    def sentence(self) -> str:
        """Return it as one sentence, '' when nothing stops."""
        parts = (
            f"{len(self.errors):,} 处错误须改正" if self.errors else "",
            f"{len(self.unexplained):,} 处提示须说明" if self.unexplained else "",
        )
        told = "，".join(filter(None, parts))
        return f"还不能送审：{told}；请在“问题”中逐项处理（Ctrl+Shift+M）。" if told else ""


def problem_words(errors: int, warnings: int) -> str:
    """Return how many there are of each, '' for none."""
    parts = (f"{errors:,} 处错误" if errors else "", f"{warnings:,} 处提示待说明" if warnings else "")
    return "、".join(filter(None, parts))


def stops_of(found: Iterable[Found]) -> Stops:
    """Return what of this stops a submission."""
    still = [one for one in found if one.is_open]
    return Stops(
        errors=tuple(one for one in still if one.severity is Severity.ERROR),
        unexplained=tuple(one for one in still if one.severity is Severity.WARNING),
    )
