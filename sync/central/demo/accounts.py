"""Made-up fund accounts of the demo province, as the integrated platform would deliver them (clause 1.6).

Account numbers have the length of real ones and begin with 9999, which no bank gives out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.people import Level
from sync.central.demo.places import Place, share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.fields import Value

SPECIAL, INCOME, SPENDING, TREASURY = "31", "32", "33", "34"
ALL_INSURANCE = "1101,1102,1103,1104,1105,1106,1107"
BANKS = (
    *("中国工商银行", "中国农业银行", "中国建设银行", "中国银行", "交通银行", "中国邮政储蓄银行"),
    *("招商银行", "中信银行"),
)
TIME_RATES = (13_500, 15_500, 19_000, 21_500, 26_000)
DEMAND_RATES = (500, 1_000, 2_000, 3_500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One account of a level: its purpose, the insurance types kept in it, yuan per resident, whether closed."""

    account_type: str
    purpose: str
    types: str
    yuan: int
    closed: bool = False


OFFICES = (
    Kind(account_type=SPENDING, purpose="社会保险基金支出户", types="1101,1102,1103,1106,1107", yuan=34),
    Kind(account_type=SPENDING, purpose="医疗保障基金支出户", types="1104,1105,1201,1205", yuan=21),
    Kind(account_type=TREASURY, purpose="待划转社会保险费", types=ALL_INSURANCE, yuan=9),
)
KINDS: dict[Level, tuple[Kind, ...]] = {
    Level.PROVINCE: (
        Kind(account_type=SPECIAL, purpose="企业养老", types="1101", yuan=2_950),
        Kind(account_type=SPECIAL, purpose="企业养老定期", types="1101", yuan=1_640),
        Kind(account_type=SPECIAL, purpose="失业保险", types="1107", yuan=310),
        Kind(account_type=SPECIAL, purpose="工伤保险", types="1106", yuan=145),
        Kind(account_type=SPECIAL, purpose="职业年金", types="1202", yuan=870),
        Kind(account_type=SPECIAL, purpose="省本级医疗保障", types="1104,1203", yuan=95),
        Kind(account_type=INCOME, purpose="职业年金归集户", types="1202", yuan=12),
        *OFFICES,
    ),
    Level.CITY: (
        Kind(account_type=SPECIAL, purpose="职工医保", types="1104,1108", yuan=2_180),
        Kind(account_type=SPECIAL, purpose="居民医保", types="1105,1204", yuan=395),
        Kind(account_type=SPECIAL, purpose="医疗救助", types="1205,1206", yuan=17),
        Kind(account_type=SPECIAL, purpose="长期护理保险", types="1201", yuan=38),
        Kind(account_type=SPECIAL, purpose="市本级养老", types="1102,1103,1208,1209", yuan=210),
        *OFFICES,
    ),
    Level.COUNTY: (
        Kind(account_type=SPECIAL, purpose="居民养老", types="1102", yuan=640),
        Kind(account_type=SPECIAL, purpose="机关养老", types="1103", yuan=330),
        Kind(account_type=SPECIAL, purpose="被征地农民保障", types="1208,1209", yuan=415),
        *OFFICES,
    ),
}
CLOSED = Kind(account_type=INCOME, purpose="社会保险基金收入户", types="1101,1103,1106,1107", yuan=0, closed=True)
"""Where the tax office collects there is no income account any more; a few remain as closed ones."""


def fund_accounts(*, places: Sequence[Place]) -> Iterator[dict[str, Value]]:
    """Yield the accounts of every place (without the common columns); balances in fen."""
    for place in places:
        closed = (CLOSED,) if place.level is Level.COUNTY and place.rank == 0 else ()
        for number, kind in enumerate((*KINDS[place.level], *closed), 1):
            yield account(place, kind=kind, number=number)


def account(place: Place, *, kind: Kind, number: int) -> dict[str, Value]:
    """Return one account."""
    words = (place.code, str(number))
    balance = int(place.people * kind.yuan * 100 * (0.8 + 0.4 * share(*words, "balance")))
    fixed = balance * 65 // 100 // 1_000_000 * 1_000_000 if kind.account_type == SPECIAL else 0
    rates = TIME_RATES if fixed else DEMAND_RATES
    return {
        "mof_div_code": place.code,
        "account_no": f"9999{place.code}{kind.account_type}{number:04d}",
        "account_name": name_of(place, kind=kind),
        "bank_name": bank_of(place, kind=kind, number=number),
        "account_type": kind.account_type,
        "insurance_types": kind.types,
        "opened_on": date(2009 + int(13 * share(*words, "year")), 1 + int(12 * share(*words, "month")), 18),
        "approval_type": "1" if kind.account_type == SPECIAL else "2",
        "bank_choice": "3" if kind.account_type == TREASURY else "12"[int(2 * share(*words, "choice"))],
        "balance": balance,
        "time_deposit": fixed,
        "interest_rate": 0 if kind.closed else rates[int(len(rates) * share(*words, "rate"))],
        "remark": "征缴职责划转税务部门后撤销" if kind.closed else "",
        "is_enabled": not kind.closed,
        "is_received": True,
    }


def name_of(place: Place, *, kind: Kind) -> str:
    """Return the account's name: who keeps it and what for."""
    if kind.account_type == SPECIAL:
        office = "财政厅" if place.level is Level.PROVINCE else "财政局"
        return f"{place.name}{office}社会保障基金财政专户（{kind.purpose}）"
    if kind.account_type == TREASURY:
        return f"{place.name}国库{kind.purpose}分户"
    office = "医疗保障经办机构" if kind.purpose.startswith("医疗") else "社会保险经办机构"
    return f"{place.name}{office}{kind.purpose}"


def bank_of(place: Place, *, kind: Kind, number: int) -> str:
    """Return the branch that keeps the account; treasury accounts lie with the treasury."""
    if kind.account_type == TREASURY:
        return f"国家金库{place.short}{ {Level.PROVINCE: '省分库', Level.CITY: '市中心支库'}.get(place.level, '支库') }"
    bank = BANKS[(number + int(len(BANKS) * share(place.code, "bank"))) % len(BANKS)]
    branch = {Level.PROVINCE: "省分行营业部", Level.CITY: "分行营业部"}.get(place.level, "支行")
    return f"{bank}{place.short}{branch}"
