"""Clause 1.5: 财政专户会计科目 (财办〔2018〕43号); pooling areas add detail below the unified subjects."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Tree
from app.catalogs.shared_fields import CODE, CODE_STATUS, NAME, REMARK, SOURCE
from app.fields import Choice, Choices, Note, Reference, Text
from app.people import Level
from app.segments import Segments
from app.workflow import ISSUE

DIMENSIONS = (
    *("险种", "账户", "账户类别", "开户银行", "存款种类", "区划", "往来单位", "国债种类", "到期日", "待遇项目"),
    *("缴费类型", "补贴来源", "暂收对象", "出借方"),
)
"""Auxiliary dimensions: those of the unified subjects, and region and counterparty that province's ledgers keep."""

ACCOUNTING_SUBJECT = Catalog(
    name="accounting_subject",
    label="财政专户会计科目",
    clause="1.5",
    about="财政专户统一会计科目；统筹区和区县在统一科目下增设明细。",
    fields=(
        CODE,
        NAME,
        Reference(name="parent_code", label="上级科目", to="accounting_subject", width=20),
        Choice(
            name="category",
            label="科目类别",
            required=True,
            options=(("1", "资产"), ("2", "负债"), ("3", "净资产"), ("4", "收入"), ("5", "支出")),
            width=9,
        ),
        Choice(
            name="balance_side",
            label="余额方向",
            required=True,
            options=(("1", "借"), ("2", "贷")),
            width=9,
            help="明细科目空着时，按上级科目的余额方向",
        ),
        Choices(
            name="auxiliary",
            label="辅助核算",
            max_length=60,
            options=DIMENSIONS,
            width=18,
            help="凭证分录还要分到哪些项目，可以选多项",
        ),
        Note(name="detail_rule", label="明细设置要求", max_length=500, width=30),
        Text(name="applies_to", label="适用账套", max_length=60, width=18),
        CODE_STATUS,
        REMARK,
        SOURCE,
    ),
    key=("fiscal_year", "mof_div_code", "code"),
    order_by=("code", "mof_div_code"),
    tree=Tree(parent="parent_code", groups=("category",), inherits=("category", "balance_side")),
    code_extends_parent=True,
    segments=Segments(lengths=(4,), further=(2, 8)),
    received=(
        *("fiscal_year", "mof_div_code", "code", "name"),
        *("parent_code", "category", "balance_side", "is_enabled"),
    ),
    authority=Authority(
        readers=(),
        define=(Level.MINISTRY,),
        extend=(Level.PROVINCE, Level.CITY, Level.COUNTY),
        below_standard=True,
    ),
    flow=ISSUE,
)
