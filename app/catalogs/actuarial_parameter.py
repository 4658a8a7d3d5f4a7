"""Clause 1.8: 精算参数, what is recorded, by group."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Tree
from app.catalogs.shared_fields import CODE, INSURANCE_TYPES, NAME, REMARK, SOURCE, UNIT
from app.fields import Choice, Decimal, Integer
from app.people import Level, Role
from app.workflow import ISSUE

ACTUARIAL_PARAMETER = Catalog(
    name="actuarial_parameter",
    label="精算参数",
    clause="1.8",
    about="国民经济统计数据、社会保险基金运行数据、社会保险制度参数和其他数据。",
    fields=(
        CODE,
        NAME,
        Choice(
            name="category",
            label="参数分组",
            required=True,
            options=(
                ("1", "国民经济统计数据"),
                ("2", "社会保险基金运行数据"),
                ("3", "社会保险制度参数"),
                ("9", "其他数据"),
            ),
            width=20,
        ),
        UNIT,
        Integer(name="precision", label="小数位数", minimum=0, maximum=4, default=2, required=True, width=9),
        Decimal(name="minimum", label="下限", places=4, width=12),
        Decimal(name="maximum", label="上限", places=4, width=12),
        INSURANCE_TYPES,
        REMARK,
        SOURCE,
    ),
    key=("fiscal_year", "mof_div_code", "code"),
    order_by=("code", "mof_div_code"),
    tree=Tree(groups=("category",)),
    authority=Authority(
        readers=(Role.BUREAU, Role.AGENCY), define=(Level.MINISTRY, Level.PROVINCE), extend=(Level.CITY, Level.COUNTY)
    ),
    flow=ISSUE,
)
