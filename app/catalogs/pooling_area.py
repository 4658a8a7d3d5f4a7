"""Clause 1.2 (b): 险种统筹区, each (险种, 年度, 区划) in exactly one pooling area; an area is itself a region."""

from __future__ import annotations

from dataclasses import replace

from app.catalog import MOF_DIV_CODE, Authority, Catalog, Reach, Tree
from app.catalogs.shared_fields import INSURANCE_TYPE, REMARK
from app.fields import Reference
from app.people import Level

POOLING_AREA = Catalog(
    name="pooling_area",
    label="险种统筹区",
    clause="1.2",
    about="每个险种在本年度由哪个统筹区统筹，每个财政区划恰好属于一个统筹区。",
    fields=(
        replace(INSURANCE_TYPE, required=True),
        Reference(name="pooling_area_code", label="基金统筹区", to="region", required=True, width=24),
        replace(MOF_DIV_CODE, width=24),
        REMARK,
    ),
    key=("fiscal_year", "insurance_type", "mof_div_code"),
    code="mof_div_code",
    title="mof_div_code",
    tree=Tree(groups=("insurance_type", "pooling_area_code"), each="mof_div_code"),
    authority=Authority(define=(Level.PROVINCE,), reach=Reach.BELOW),
)
