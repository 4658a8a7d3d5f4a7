"""Clause 1.7: 基金预算绩效指标 in three levels (财社〔2022〕65号); the province refines level 3."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Tree
from app.catalogs.shared_fields import CODE, INSURANCE_TYPES, NAME, REMARK, SOURCE, UNIT
from app.fields import Choice, Decimal, Flag, Note, Reference, Text
from app.people import Level, Role
from app.segments import Segments
from app.workflow import ISSUE

PERFORMANCE_INDICATOR = Catalog(
    name="performance_indicator",
    label="基金预算绩效指标",
    clause="1.7",
    about="决策、过程、产出、效益四类一级指标及其二、三级指标；省级细化三级指标。",
    fields=(
        CODE,
        NAME,
        Reference(name="parent_code", label="上级指标", to="performance_indicator", width=22),
        Choice(
            name="indicator_level",
            label="指标级次",
            required=True,
            options=(("1", "一级指标"), ("2", "二级指标"), ("3", "三级指标")),
            width=9,
        ),
        Choice(name="nature", label="指标性质", options=(("1", "定量"), ("2", "定性")), width=9),
        Choice(
            name="compute_sign",
            label="计算符号",
            options=(("ge", "≥"), ("le", "≤"), ("eq", "="), ("between", "区间"), ("text", "文字")),
            width=9,
        ),
        Text(name="kpi_val", label="指标值", max_length=60, width=14),
        UNIT,
        Note(name="formula", label="计算公式", max_length=500, width=28),
        Decimal(name="weight", label="权重", places=2, minimum=0, maximum=100_00, width=8),
        Note(name="evaluation_standard", label="评分标准", width=28),
        INSURANCE_TYPES,
        Flag(name="is_common", label="共性指标", width=9),
        REMARK,
        SOURCE,
    ),
    key=("fiscal_year", "mof_div_code", "code"),
    order_by=("code", "mof_div_code"),
    tree=Tree(parent="parent_code", level="indicator_level"),
    code_extends_parent=True,
    segments=Segments(lengths=(2, 2, 2)),
    authority=Authority(
        readers=(Role.BUREAU, Role.AGENCY),
        define=(Level.MINISTRY,),
        extend=(Level.PROVINCE,),
        below_standard=True,
        extend_only=(("indicator_level", "3"),),
    ),
    flow=ISSUE,
)
