"""Figures of the demo that a cross check notices, most of them explained by who filled them in (clause 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.catalogs.management_value import MANAGEMENT_VALUE
from app.problems.declared import RULES
from app.problems.explained import given_text
from app.problems.figures import Figures, Meaning
from sync.central.demo.economy import SCALE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.fields import Value

    Page = dict[str, dict[str, Value]]
    """The rows of a region's page and period by parameter."""

PLACE = {"insurance_type": "1101", "basis": "estimate", "period": "year"}
RATIO, RULE = "GL0607", "G16"
MONTHLY = "比值按全年各月平均人数计算，与年末人数之比略有差异"
ODD = {
    "330105000": (12, MONTHLY),
    "330205000": (-9, "含年中划入的转制单位，按月平均人数计算"),
    "330212000": (15, MONTHLY),
    "330206000": (21, ""),
}
"""By region, by how many hundredths its 抚养比 is off, and why; '' where nobody has said so yet."""


def with_odd_ones(rows: Iterable[dict[str, Value]]) -> Iterator[dict[str, Value]]:
    """Yield management values, some of them changed; these have ids of their own."""
    for row in rows:
        off, _ = ODD.get(str(row["mof_div_code"]), (0, ""))
        if off and row["parameter"] == RATIO and _is_on_page(row):
            yield {**row, "id": _row_id(row), "value": int(str(row["value"])) + off * SCALE // 100}
        else:
            yield row


def explanations(
    *, rows: Sequence[Mapping[str, Value]], parameters: Sequence[Mapping[str, Value]]
) -> Iterator[dict[str, Value]]:
    """Yield what was said about them; `rows` as `with_odd_ones` gives them."""
    (rule,) = [one for one in RULES if one.code == RULE]
    meanings = {
        str(row["code"]): Meaning(
            name=str(row["name"]), unit=str(row["unit"] or ""), precision=int(str(row["precision"] or 0))
        )
        for row in parameters
    }
    for region, (_, text) in ODD.items():
        page = {str(row["parameter"]): row for row in rows if row["mof_div_code"] == region and _is_on_page(row)}
        figures = Figures(
            values={code: int(str(row["value"])) for code, row in page.items() if row["value"] is not None},
            before={},
            meanings=meanings,
            scale=4,
            insurance_type=PLACE["insurance_type"],
            period=PLACE["period"],
        )
        for one in rule.judge(figures) if text else ():
            told: dict[str, Any] = {"rule": RULE, "rule_text": one.rule_text, "noticed": one.text, "text": text}
            yield {
                "mof_div_code": region,
                "value_catalog": MANAGEMENT_VALUE.name,
                "insurance_type": PLACE["insurance_type"],
                "basis": PLACE["basis"],
                "cell": f"{RATIO} {meanings[RATIO].name} 全年",
                "value_id": page[RATIO]["id"],
                "given": given_text(one),
                **told,
            }


def _row_id(row: Mapping[str, Value]) -> str:
    """Return an id that is the same in every process; the explanation names it."""
    return f"00000000-0000-7000-8000-000{row['mof_div_code']}"


def _is_on_page(row: Mapping[str, Value]) -> bool:
    return all(row[name] == value for name, value in PLACE.items())
