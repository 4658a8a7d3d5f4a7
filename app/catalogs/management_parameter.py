"""Clause 1.9: 基金管理参数, definitions set by the ministry and refined by the province."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Tree
from app.catalogs.shared_fields import CODE, INSURANCE_TYPES, NAME, REMARK, SOURCE, UNIT
from app.fields import Choice, Decimal, Integer, Note, Text
from app.people import Level
from app.workflow import ISSUE

MANAGEMENT_PARAMETER = Catalog(
    name="management_parameter",
    label="基金管理参数",
    clause="1.9",
    about="参保、缴费、征缴、待遇、补助等管理参数的定义；部定省补充，分险种使用。",
    fields=(
        CODE,
        NAME,
        Choice(
            name="category",
            label="参数类别",
            required=True,
            options=(
                ("01", "参保"),
                ("02", "缴费"),
                ("03", "宏观"),
                ("04", "征缴"),
                ("05", "个人账户"),
                ("06", "待遇"),
                ("07", "结余"),
                ("08", "补助"),
                ("09", "调剂"),
                ("99", "其他"),
            ),
            width=10,
        ),
        UNIT,
        Choice(
            name="data_type",
            label="数据类型",
            options=(("integer", "整数"), ("decimal", "小数")),
            required=True,
            width=9,
        ),
        Integer(name="precision", label="小数位数", minimum=0, maximum=4, default=0, required=True, width=9),
        Decimal(name="minimum", label="下限", places=4, default=0, width=12),
        Decimal(name="maximum", label="上限", places=4, width=12),
        INSURANCE_TYPES,
        Note(name="check_rule", label="审核关系", max_length=200, width=26),
        Text(name="sample_value", label="示例", max_length=60, width=16),
        REMARK,
        SOURCE,
    ),
    key=("fiscal_year", "mof_div_code", "code"),
    order_by=("code", "mof_div_code"),
    tree=Tree(groups=("category",)),
    authority=Authority(define=(Level.MINISTRY,), extend=(Level.PROVINCE,)),
    flow=ISSUE,
)
