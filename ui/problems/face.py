"""How findings read in their list, and how they are chosen by severity (clause 1.9: 审核)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.local_time import local_time
from app.problems.found import Severity
from ui.list_model import Face, ListColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.problems.found import Found

ICONS = {Severity.ERROR: "refused", Severity.WARNING: "warning"}
STANDING, EXPLANATION = 4, 5


class ProblemsFace(Face):
    """A finding: how bad, where, which rule, what was found, what is to be done."""

    columns = (
        ListColumn(label="级别", width=62),
        ListColumn(label="模块", width=96),
        ListColumn(label="位置", width=280),
        ListColumn(label="问题", width=370),
        ListColumn(label="处理", width=80),
        ListColumn(label="说明", width=150),
        ListColumn(label="规则", width=260),
    )

    def texts(self, item: Found) -> tuple[str, ...]:
        """Return the texts of the cells."""
        told = item.explanation.text if item.explanation else ""
        return (
            item.severity.label,
            item.label,
            item.row_label,
            item.text,
            item.standing,
            told,
            item.rule_text,
        )

    def tips(self, item: Found) -> tuple[str, ...]:
        """Return the full texts; of an explanation also who wrote it and when."""
        texts = list(self.texts(item))
        if item.explanation:
            texts[EXPLANATION] += f"（{item.explanation.author} {local_time(item.explanation.at)}）"
        if item.is_outdated:
            texts[STANDING] = "写说明以后数值又变了，请重新说明"
        return tuple(texts)

    def picture(self, item: Found) -> str:
        """Return the icon of the severity; of what is explained, a tick."""
        return ICONS[item.severity] if item.is_open else "check"

    def tone(self, item: Found, column: int) -> str:
        """Write errors in red, what is explained in grey."""
        if not item.is_open:
            return "quiet"
        return "bad" if item.severity is Severity.ERROR and column in {0, STANDING} else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Which findings are shown: of which severities, and whether also those that are explained."""

    severities: frozenset[Severity] = frozenset(Severity)
    also_explained: bool = True

    def of(self, found: Iterable[Found]) -> list[Found]:
        """Return those that are shown, in their order."""
        return [one for one in found if one.severity in self.severities and (self.also_explained or one.is_open)]


def in_order(found: Iterable[Found], *, catalogs: Sequence[str]) -> list[Found]:
    """Return findings grouped by catalog, errors before warnings, as they were found."""
    places = {name: place for place, name in enumerate(catalogs)}
    return sorted(found, key=lambda one: (places.get(one.place.catalog, len(places)), one.severity is Severity.WARNING))
