"""填报任务: what is to be filled in by when, set by a level for itself and those below (clauses 1.8, 1.9)."""

from __future__ import annotations

from app.catalog import Authority, Catalog
from app.catalogs.filling import TABLES
from app.catalogs.management_value import BASES
from app.catalogs.shared_fields import INSURANCE_TYPE, REMARK
from app.fields import Choice, Date, Flag, Text
from app.people import Level

TASK = Catalog(
    name="task",
    label="填报任务",
    clause="1.9",
    about="本年度要报什么、由哪一级报、何时截止；填报单没有另定截止日期的，按任务的日期。",
    fields=(
        Text(name="name", label="任务", required=True, spelled=True, width=30),
        Choice(name="value_catalog", label="填报表", options=TABLES, width=10, help="空白为不涉及填报表的工作"),
        INSURANCE_TYPE,
        Choice(name="basis", label="口径", options=BASES, width=7),
        Flag(name="for_province", label="省级", yes="√", no="", width=6),
        Flag(name="for_city", label="市级", yes="√", no="", width=6),
        Flag(name="for_county", label="县级", default=True, yes="√", no="", width=6),
        Date(name="due_date", label="截止日期", required=True, width=11),
        REMARK,
    ),
    key=("fiscal_year", "mof_div_code", "name"),
    order_by=("due_date", "mof_div_code", "name"),
    code="name",
    title="name",
    authority=Authority(define=(Level.MINISTRY, Level.PROVINCE, Level.CITY)),
    rolls_over=False,
)
