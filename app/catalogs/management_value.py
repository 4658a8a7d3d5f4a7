"""Clause 1.9: 参数填报, values per region, insurance type, period and basis; the grid counties fill in most."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Sees, Sheet
from app.catalogs.shared_fields import INSURANCE_TYPE, REMARK
from app.fields import Choice, Decimal, Flag, Reference
from app.people import Level, Role
from app.workflow import FILL_IN

PERIODS = (("year", "全年"), ("q1", "一季度"), ("q2", "二季度"), ("q3", "三季度"), ("q4", "四季度"))
BASES = (("estimate", "预计"), ("actual", "实际"))

MANAGEMENT_VALUE = Catalog(
    name="management_value",
    label="参数填报",
    clause="1.9",
    about="本地区各险种管理参数的数值，分期间、分预计和实际填报。",
    fields=(
        INSURANCE_TYPE,
        Reference(name="parameter", label="管理参数", to="management_parameter", required=True, width=28),
        Choice(name="basis", label="口径", required=True, options=BASES, width=7),
        Choice(name="period", label="期间", required=True, options=PERIODS, width=8),
        Decimal(name="value", label="数值", places=4, width=18),
        Flag(name="is_not_applicable", label="不适用", yes="×", no="", width=7),
        REMARK,
    ),
    key=("fiscal_year", "mof_div_code", "insurance_type", "parameter", "basis", "period"),
    code="parameter",
    title="parameter",
    sees=Sees.BELOW,
    sheet=Sheet(
        rows="parameter",
        across="period",
        value="value",
        pages=("insurance_type", "basis"),
        not_applicable="is_not_applicable",
    ),
    authority=Authority(fill=(Level.PROVINCE, Level.CITY, Level.COUNTY), outside=(Role.BUREAU, Role.AGENCY, Role.TAX)),
    flow=FILL_IN,
    rolls_over=False,
)
