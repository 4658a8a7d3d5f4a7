"""Clauses 1.8 and 1.9: 填报单, the unit of approval: what one region fills in on one page of a value table."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Reach, Sees
from app.catalogs.management_value import BASES
from app.catalogs.shared_fields import INSURANCE_TYPE, REMARK
from app.fields import Choice, Date
from app.flow.fields import STATE, state_fields
from app.people import Level
from app.workflow import FILL_IN

TABLES = (("management_value", "管理参数"), ("actuarial_value", "精算参数"), ("indicator_target", "绩效指标"))

FILLING = Catalog(
    name="filling",
    label="填报单",
    clause="1.9",
    about="本级及下级各张填报表的送审、审核、上报和备案。",
    fields=(
        Choice(name="value_catalog", label="填报表", required=True, options=TABLES, width=10),
        INSURANCE_TYPE,
        Choice(name="basis", label="口径", options=BASES, width=7),
        *state_fields(FILL_IN)[:1],
        Date(name="due_date", label="截止日期", width=11),
        *state_fields(FILL_IN)[1:],
        REMARK,
    ),
    key=("fiscal_year", "mof_div_code", "value_catalog", "insurance_type", "basis"),
    order_by=("mof_div_code", "value_catalog", "insurance_type", "basis"),
    code="value_catalog",
    title=STATE,
    sees=Sees.BELOW,
    authority=Authority(define=(Level.MINISTRY,), fill=(Level.PROVINCE, Level.CITY, Level.COUNTY), reach=Reach.BELOW),
    record_of=FILL_IN,
    rolls_over=False,
)
