"""What the demo's province added below the ministry's budget subjects: subsidies of the pension by level (1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.catalogs.budget_subject import BUDGET_SUBJECT
from sync.central.demo.places import PROVINCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.catalog import Catalog
    from app.fields import Value

REFINED = BUDGET_SUBJECT.name
PARENT = "1020102"
"""企业职工基本养老保险基金财政补贴收入."""
DETAIL = (("01", "中央财政补贴收入"), ("02", "省级财政补贴收入"), ("03", "市县财政补贴收入"))


def refined_rows(*, fiscal_year: int) -> Iterator[tuple[Catalog, list[dict[str, Value]]]]:
    """Yield the province's own rows, with every column."""
    rows = [
        {
            **BUDGET_SUBJECT.blank(),
            "fiscal_year": fiscal_year,
            "mof_div_code": PROVINCE,
            "code": f"{PARENT}{end}",
            "name": name,
            "parent_code": PARENT,
            "direction": "income",
            "subject_level": "4",
            "insurance_type": "1101",
            "is_enabled": True,
        }
        for end, name in DETAIL
    ]
    yield BUDGET_SUBJECT, rows
