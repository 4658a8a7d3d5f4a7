"""Clause 1.2 (a): 险种统筹级次, the level at which each insurance type is pooled, by year."""

from __future__ import annotations

from dataclasses import replace

from app.catalog import Authority, Catalog
from app.catalogs.shared_fields import INSURANCE_TYPE, REMARK
from app.fields import Choice
from app.people import Level

POOLING_LEVELS = (("2", "省级"), ("3", "市级"), ("4", "县级"))

POOLING_LEVEL = Catalog(
    name="pooling_level",
    label="险种统筹级次",
    clause="1.2",
    about="每个险种在本年度的统筹级次，决定统筹区怎样划分。",
    fields=(
        replace(INSURANCE_TYPE, required=True),
        Choice(name="pooling_level", label="统筹级次", required=True, options=POOLING_LEVELS, width=10),
        REMARK,
    ),
    key=("fiscal_year", "mof_div_code", "insurance_type"),
    order_by=("insurance_type", "mof_div_code"),
    code="insurance_type",
    title="pooling_level",
    authority=Authority(define=(Level.PROVINCE,)),
)
