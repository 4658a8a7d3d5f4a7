"""Whether each (险种, 年度, 区划) stands in exactly one sound pooling area: gaps, overlaps, wrong ones (1.2)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.people import Level
    from app.pooling.facts import Placement, PoolingFacts


class Fault(StrEnum):
    """What is wrong; the values are stable codes."""

    NO_LEVEL = "pooling.no-level"
    GAP = "pooling.gap"
    OVERLAP = "pooling.overlap"
    STRAY = "pooling.stray"
    NOT_ABOVE = "pooling.not-above"
    OTHER_LEVEL = "pooling.other-level"
    AREA_ELSEWHERE = "pooling.area-elsewhere"

    @property
    def label(self) -> str:
        """Return the officers' word."""
        return _LABELS[self]


_LABELS = {
    Fault.NO_LEVEL: "未设统筹级次",
    Fault.GAP: "未划入统筹区",
    Fault.OVERLAP: "重复划入",
    Fault.STRAY: "区划已停用或不存在",
    Fault.NOT_ABOVE: "统筹区不是上级",
    Fault.OTHER_LEVEL: "与统筹级次不符",
    Fault.AREA_ELSEWHERE: "统筹区自身划入别处",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault: the type, the region (of it '' for a type as a whole), the row (there may be none), a sentence."""

    fault: Fault
    insurance_type: str
    region: str
    row_id: str
    text: str


def check_pooling(facts: PoolingFacts) -> list[Finding]:
    """Return every fault, by type and region."""
    found = [one for code in facts.types for one in _of_type(facts, code=code)]
    return sorted(found, key=lambda one: (one.insurance_type, one.region, one.fault))


def _of_type(facts: PoolingFacts, *, code: str) -> Iterator[Finding]:
    placed = [one for one in facts.placements if one.insurance_type == code]
    level, label = facts.levels.get(code), facts.type_label(code)
    if level is None:
        text = f"{label} 没有设置统筹级次，请先在“险种统筹级次”中设置"
        yield Finding(fault=Fault.NO_LEVEL, insurance_type=code, region="", row_id="", text=text)
    there = {one.region for one in placed}
    for region in facts.inside:
        if region.code not in there:
            text = f"{region.label} 没有划入 {label} 的统筹区"
            yield Finding(fault=Fault.GAP, insurance_type=code, region=region.code, row_id="", text=text)
    times = Counter(one.region for one in placed)
    areas = {one.region: one.area for one in placed}
    for one in placed:
        if fault := _wrong(facts, one=one, times=times[one.region], areas=areas, level=level):
            kind, text = fault
            yield Finding(
                fault=kind, insurance_type=code, region=one.region, row_id=one.row_id, text=f"{text}（{label}）"
            )


def _wrong(
    facts: PoolingFacts, *, one: Placement, times: int, areas: dict[str, str], level: Level | None
) -> tuple[Fault, str] | None:
    """Return the first fault of one placement, the gravest first."""
    region, area = facts.named(one.region), facts.named(one.area)
    if times > 1:
        return Fault.OVERLAP, f"{region} 划入了 {times} 个统筹区，其一是 {area}"
    if stray := next((code for code in (one.region, one.area) if code not in facts.regions), ""):
        what = "它" if stray == one.region else "统筹区"
        return Fault.STRAY, f"{region} 划在统筹区 {area}，而{what}在本年度已停用或不存在"
    if one.area not in facts.chain(one.region):
        return Fault.NOT_ABOVE, f"{region} 划入了 {area}，它既不是该区划本身，也不是其上级"
    if areas.get(one.area, one.area) != one.area:
        return Fault.AREA_ELSEWHERE, f"{region} 划入了 {area}，而 {area} 自身划在 {facts.named(areas[one.area])}"
    wanted = one.area if level is None else facts.area_at(one.region, level=level)
    if level is not None and one.area != wanted:
        return Fault.OTHER_LEVEL, f"{region} 划入了 {area}，按{level.label}统筹应为 {facts.named(wanted)}"
    return None
