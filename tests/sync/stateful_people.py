"""The small province of the stateful histories: few regions, few catalogs, six people, an older program."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.catalogs.accounting_subject import ACCOUNTING_SUBJECT
from app.catalogs.fund_account import FUND_ACCOUNT
from app.catalogs.insurance_type import INSURANCE_TYPE
from app.catalogs.management_parameter import MANAGEMENT_PARAMETER
from app.catalogs.management_value import MANAGEMENT_VALUE
from app.catalogs.region import REGION
from app.people import MINISTRY_DIV, Level, Role, User

if TYPE_CHECKING:
    from app.catalog import Catalog
    from app.fields import Value

YEAR = 2026
PROVINCE = "330000000"
NINGBO, HANGZHOU = "330200000", "330100000"
YINZHOU, HAISHU, YUHANG = "330212000", "330203000", "330110000"
PASSWORD = "right"

CATALOGS: tuple[Catalog, ...] = (
    REGION,
    INSURANCE_TYPE,
    ACCOUNTING_SUBJECT,
    FUND_ACCOUNT,
    MANAGEMENT_PARAMETER,
    MANAGEMENT_VALUE,
)
NEWER_FIELDS = {"fund_account": ("interest_rate", "time_deposit"), "accounting_subject": ("auxiliary",)}
"""Fields of which the older program knows nothing."""


def _older(catalog: Catalog) -> Catalog:
    gone = NEWER_FIELDS.get(catalog.name, ())
    return replace(catalog, fields=tuple(one for one in catalog.fields if one.name not in gone)) if gone else catalog


OLDER_CATALOGS = tuple(_older(one) for one in CATALOGS)


def _person(code: str, *, region: str, name: str, level: Level) -> User:
    return User(code=code, name=f"经办{code}", mof_div_code=region, mof_div_name=name, level=level, role=Role.OPERATOR)


JIA, YI, BING = (_person(code, region=YINZHOU, name="鄞州区", level=Level.COUNTY) for code in ("jia", "yi", "bing"))
SHI = _person("shi", region=NINGBO, name="宁波市", level=Level.CITY)
SHENG = _person("sheng", region=PROVINCE, name="浙江省", level=Level.PROVINCE)
PEOPLE = (JIA, YI, BING, SHI, SHENG)

_REGIONS = (
    (MINISTRY_DIV, "财政部", "", "1"),
    (PROVINCE, "浙江省", MINISTRY_DIV, "2"),
    (NINGBO, "宁波市", PROVINCE, "3"),
    (HANGZHOU, "杭州市", PROVINCE, "3"),
    (YINZHOU, "鄞州区", NINGBO, "4"),
    (HAISHU, "海曙区", NINGBO, "4"),
    (YUHANG, "余杭区", HANGZHOU, "4"),
)
_SUBJECTS = (
    (MINISTRY_DIV, "1001", "库存现金", ""),
    (NINGBO, "100101", "宁波明细", "1001"),
    (HANGZHOU, "100102", "杭州明细", "1001"),
)


def seed_rows() -> list[tuple[Catalog, list[dict[str, Value]]]]:
    """Return the rows with which every history begins."""
    common: dict[str, Value] = {"fiscal_year": YEAR, "mof_div_code": MINISTRY_DIV}
    regions: list[dict[str, Value]] = [
        {"fiscal_year": YEAR, "mof_div_code": code, "name": name, "parent_code": parent, "level_no": level}
        for code, name, parent, level in _REGIONS
    ]
    subjects: list[dict[str, Value]] = [
        {
            "fiscal_year": YEAR,
            "mof_div_code": owner,
            "code": code,
            "name": name,
            "parent_code": parent,
            "category": "1",
            "balance_side": "1",
        }
        for owner, code, name, parent in _SUBJECTS
    ]
    types: list[dict[str, Value]] = [{**common, "code": "110", "name": "城镇职工基本养老保险", "category": "1"}]
    parameters: list[dict[str, Value]] = [
        {**common, "code": code, "name": f"参数{code}", "category": "01", "data_type": "decimal", "precision": 2}
        for code in ("0101", "0102")
    ]
    accounts: list[dict[str, Value]] = [
        {
            "fiscal_year": YEAR,
            "mof_div_code": region,
            "account_no": f"9900{n}",
            "account_name": f"专户{n}",
            "bank_name": "农行",
            "account_type": "31",
            "balance": 100_00 * n,
        }
        for n, region in enumerate((YINZHOU, YINZHOU, HAISHU, YUHANG), 1)
    ]
    found: list[tuple[Catalog, list[dict[str, Value]]]] = []
    given: tuple[list[dict[str, Value]], ...] = (regions, types, subjects, accounts, parameters, [])
    for catalog, rows in zip(CATALOGS, given, strict=True):
        found.append((catalog, [{**catalog.blank(), **row} for row in rows]))
    return found
