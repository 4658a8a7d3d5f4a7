"""全省基金统筹区划信息表: each type with its level, its areas and their regions, and the sums (clause 1.2 (c))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.pooling.checking import Fault, check_pooling

if TYPE_CHECKING:
    from app.pooling.facts import PoolingFacts

TITLE = "全省基金统筹区划信息表"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewLine:
    """A region in its area."""

    insurance_type: str
    type_name: str
    level: str
    area: str
    area_name: str
    region: str
    region_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeSum:
    """A type in short: how many areas and regions, how many regions stand nowhere, how many faults there are."""

    insurance_type: str
    type_name: str
    level: str
    areas: int
    regions: int
    gaps: int
    faults: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The table of one year."""

    fiscal_year: int
    sums: tuple[TypeSum, ...]
    lines: tuple[OverviewLine, ...]


def overview(facts: PoolingFacts) -> Overview:
    """Return the table, by type, area and region."""
    findings = check_pooling(facts)
    lines = tuple(
        OverviewLine(
            insurance_type=one.insurance_type,
            type_name=facts.types.get(one.insurance_type, ""),
            level=_level(facts, one.insurance_type),
            area=one.area,
            area_name=_name(facts, one.area),
            region=one.region,
            region_name=_name(facts, one.region),
        )
        for one in facts.placements
    )
    sums = []
    for code, name in facts.types.items():
        of_type = [one for one in lines if one.insurance_type == code]
        faults = [one for one in findings if one.insurance_type == code]
        sums.append(
            TypeSum(
                insurance_type=code,
                type_name=name,
                level=_level(facts, code),
                areas=len({one.area for one in of_type}),
                regions=len({one.region for one in of_type}),
                gaps=sum(one.fault is Fault.GAP for one in faults),
                faults=len(faults),
            )
        )
    return Overview(fiscal_year=facts.fiscal_year, sums=tuple(sums), lines=lines)


def _level(facts: PoolingFacts, code: str) -> str:
    return facts.levels[code].label if code in facts.levels else ""


def _name(facts: PoolingFacts, code: str) -> str:
    return facts.regions[code].name if code in facts.regions else ""
