"""Clause 1.4: 基金预算收支科目, income and spending subjects by class and level, per year."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Tree
from app.catalogs.shared_fields import CODE, CODE_STATUS, INSURANCE_TYPE, NAME, REMARK, SOURCE
from app.fields import Choice, Reference
from app.people import Level
from app.segments import Segments
from app.workflow import ISSUE

BUDGET_SUBJECT = Catalog(
    name="budget_subject",
    label="基金预算收支科目",
    clause="1.4",
    about="社会保险基金预算的收入、支出和转移性收支科目，按类、款、项分级。",
    fields=(
        CODE,
        NAME,
        Reference(name="parent_code", label="上级科目", to="budget_subject", width=20),
        Choice(
            name="direction",
            label="收支方向",
            required=True,
            options=(
                ("income", "收入"),
                ("expense", "支出"),
                ("transfer_in", "转移性收入"),
                ("transfer_out", "转移性支出"),
            ),
            width=11,
        ),
        Choice(
            name="subject_level",
            label="科目级次",
            required=True,
            options=(("1", "类"), ("2", "款"), ("3", "项"), ("4", "目")),
            width=8,
        ),
        INSURANCE_TYPE,
        CODE_STATUS,
        REMARK,
        SOURCE,
    ),
    key=("fiscal_year", "mof_div_code", "code"),
    order_by=("code", "mof_div_code"),
    tree=Tree(parent="parent_code", level="subject_level"),
    code_extends_parent=True,
    segments=Segments(lengths=(3, 2, 2, 2)),
    received=(
        *("fiscal_year", "mof_div_code", "code", "name"),
        *("parent_code", "direction", "subject_level", "is_enabled"),
    ),
    authority=Authority(define=(Level.MINISTRY,), extend=(Level.PROVINCE,), below_standard=True),
    flow=ISSUE,
)
