"""Clause 1.3: 社会保险险种, with the crosswalk to 人社 and 医保 codes (which collide: 410 means two things)."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Tree
from app.catalogs.shared_fields import CODE, CODE_STATUS, NAME, REMARK, SOURCE
from app.fields import Choice, Code, Flag, Reference, Text
from app.people import Level
from app.workflow import ISSUE

INSURANCE_TYPE = Catalog(
    name="insurance_type",
    label="社会保险险种",
    clause="1.3",
    about="七项社会保险和其他社会保障资金；部定代码固定，对照人社、医保代码。",
    fields=(
        CODE,
        NAME,
        Text(name="short_name", label="简称", max_length=20, spelled=True, width=16),
        Reference(name="parent_code", label="上级险种", to="insurance_type", width=20),
        Choice(
            name="category",
            label="类别",
            required=True,
            options=(
                ("1", "社会保险"),
                ("2", "补充保险"),
                ("3", "救助"),
                ("4", "专项资金"),
                ("5", "社会保险(历史)"),
                ("9", "其他"),
            ),
            width=14,
        ),
        CODE_STATUS,
        Text(name="budget_table", label="预算表", max_length=20, width=10),
        Code(name="income_subject", label="收入科目", width=10),
        Code(name="expense_subject", label="支出科目", width=10),
        Code(name="mohrss_aae140", label="人社险种代码", width=12),
        Code(name="nhsa_insutype", label="医保险种代码", width=12),
        Flag(name="in_social_insurance_budget", label="纳入社保基金预算", width=14),
        Text(name="pooling_level_typical", label="通常统筹级次", max_length=40, width=18),
        REMARK,
        SOURCE,
    ),
    key=("fiscal_year", "mof_div_code", "code"),
    order_by=("code", "mof_div_code"),
    tree=Tree(parent="parent_code", groups=("category",)),
    authority=Authority(define=(Level.MINISTRY,), extend=(Level.PROVINCE,), below_standard=True),
    flow=ISSUE,
)
