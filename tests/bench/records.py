"""The records of the sync benchmark: detail subjects of one county, twelve filled fields each, deterministic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.fields import Value

YEAR, COUNTY = 2026, "330203000"
COLUMNS = (
    *("fiscal_year", "mof_div_code", "code", "name", "parent_code", "category"),
    *("balance_side", "auxiliary", "detail_rule", "applies_to", "remark", "is_enabled"),
)
BANKS = ("农业银行", "工商银行", "建设银行", "中国银行", "宁波银行", "邮储银行")


def record(number: int) -> dict[str, Value]:
    """Return one record; neighbours differ as real ones do."""
    bank = BANKS[number % len(BANKS)]
    return {
        "fiscal_year": YEAR,
        "mof_div_code": COUNTY,
        "code": f"1003{number:06d}",
        "name": f"{bank}海曙支行第{number:06d}号存款",
        "parent_code": "1003",
        "category": "1",
        "balance_side": "1",
        "auxiliary": "险种,账户",
        "detail_rule": f"{number % 36 + 1}个月定期",
        "applies_to": "财政专户",
        "remark": f"存单号{number * 7919 % 1_000_003:07d}",
        "is_enabled": True,
    }


def raw_rows(count: int) -> Iterator[list[Value]]:
    """Yield the records as rows with an id, for the raw path."""
    for number in range(count):
        values = record(number)
        yield [new_id(), *(values[name] for name in COLUMNS)]
