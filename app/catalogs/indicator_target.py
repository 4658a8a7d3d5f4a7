"""Clause 1.7: 绩效指标值, what each region aims at by indicator and insurance type, and how much each one weighs."""

from __future__ import annotations

from app.catalog import Authority, Catalog, FullSum, Sees, Sheet
from app.catalogs.shared_fields import INSURANCE_TYPE, REMARK
from app.fields import Choice, Decimal, Flag, Reference
from app.people import Level, Role
from app.workflow import FILL_IN

TARGET, WEIGHT = "target", "weight"

INDICATOR_TARGET = Catalog(
    name="indicator_target",
    label="绩效指标值",
    clause="1.7",
    about="本地区各险种三级指标的年度指标值和权重；同一险种的权重合计为 100。定性指标的指标值填 ×，按评分标准评分。",
    fields=(
        INSURANCE_TYPE,
        Reference(name="indicator", label="绩效指标", to="performance_indicator", required=True, width=28),
        Choice(name="item", label="项目", required=True, options=((TARGET, "指标值"), (WEIGHT, "权重")), width=8),
        Decimal(name="value", label="数值", places=4, width=18),
        Flag(name="is_not_applicable", label="不适用", yes="×", no="", width=7),
        REMARK,
    ),
    key=("fiscal_year", "mof_div_code", "insurance_type", "indicator", "item"),
    code="indicator",
    title="indicator",
    sees=Sees.BELOW,
    sheet=Sheet(
        rows="indicator",
        across="item",
        value="value",
        pages=("insurance_type",),
        not_applicable="is_not_applicable",
        only=(("indicator_level", "3"),),
        full=FullSum(column=WEIGHT, amount=100),
    ),
    authority=Authority(readers=(Role.BUREAU, Role.AGENCY), fill=(Level.PROVINCE, Level.CITY, Level.COUNTY)),
    flow=FILL_IN,
    rolls_over=False,
)
