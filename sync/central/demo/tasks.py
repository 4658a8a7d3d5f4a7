"""Made-up tasks and messages for the demo province: dates set by province and city, a reminder, a return (1.8, 1.9)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.catalogs.message import MESSAGE
from app.catalogs.task import TASK
from sync.central.demo.fillings import LATE, OPINIONS
from sync.central.demo.places import PROVINCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.fields import Value

CITY, COUNTY, RETURNED = "330200000", "330203000", "330212000"
BOTH: dict[str, Value] = {"for_city": True, "for_county": True}
ESTIMATE: dict[str, Value] = {"value_catalog": "management_value", "basis": "estimate"}
ACTUAL: dict[str, Value] = {"value_catalog": "management_value", "basis": "actual"}


def tasks(*, fiscal_year: int) -> Iterator[dict[str, Value]]:
    """Yield the province's and one city's tasks of the year."""
    last, next_year = date(fiscal_year, 12, 31), fiscal_year + 1
    made: tuple[tuple[str, str, date, dict[str, Value]], ...] = (
        (PROVINCE, "管理参数预计数填报", last, {**ESTIMATE, **BOTH}),
        (PROVINCE, "管理参数实际数填报", date(next_year, 1, 31), {**ACTUAL, **BOTH}),
        (PROVINCE, "精算参数填报", last, {"value_catalog": "actuarial_value", **BOTH}),
        (PROVINCE, "核对基金统筹区划信息表", date(fiscal_year, 12, 15), {"for_city": True, "for_county": False}),
        (CITY, "宁波市预计数初报", date(fiscal_year, 12, 20), ESTIMATE),
        (CITY, "核对财政专户余额", date(fiscal_year, 12, 10), {"remark": "与开户银行核对后在银行流水中标记"}),
    )
    for region, name, due, more in made:
        yield {**TASK.blank(), "mof_div_code": region, "name": name, "due_date": due, **more}


def messages(*, fiscal_year: int) -> Iterator[dict[str, Value]]:
    """Yield what the province and one city sent at the start of the year."""
    province, city = (PROVINCE, "zj_jb", "浙江省社保处经办", "浙江省"), (CITY, "nb_jb", "宁波市社保处经办", "宁波市")
    reviewer = (CITY, "nb_sh", "宁波市社保处审核", "宁波市")
    made: tuple[tuple[tuple[str, str, str, str], str, str, str, str, dict[str, Value]], ...] = (
        (
            province,
            CITY,
            "notice",
            f"{fiscal_year}年度填报安排",
            "请组织所属区县按任务的截止日期填报、上报。",
            {},
        ),
        (province, COUNTY, "notice", f"{fiscal_year}年度填报安排", "请按任务的截止日期填报管理参数和精算参数。", {}),
        (city, COUNTY, "notice", "预计数提前初报", "预计数请于 12 月 20 日前送审，留出复核时间。", ESTIMATE),
        (city, LATE, "remind", f"{fiscal_year}年度参数填报催报", "贵区各表均未送审，请尽快填报并送审。", ACTUAL),
        (reviewer, RETURNED, "return", "参数填报已退回", f"{OPINIONS['return']}。", ESTIMATE),
    )
    for n, (sender, region, kind, title, body, more) in enumerate(made, start=1):
        place, code, name, place_name = sender
        yield {
            **MESSAGE.blank(),
            "mof_div_code": region,
            "kind": kind,
            "title": title,
            "body": body,
            "sent_from": place,
            "sent_by": code,
            "sent_name": name,
            "sent_place": place_name,
            "sent_at": f"{fiscal_year}-01-{9 + n:02}T01:30:00Z",
            "number": f"demo-{fiscal_year}-{n}",
            **more,
        }
