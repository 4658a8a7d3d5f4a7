"""Clauses 1.8 and 1.9: 提示说明, why figures that a cross check noticed are right; read at every level."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Sees
from app.catalogs.filling import TABLES
from app.catalogs.management_value import BASES
from app.catalogs.shared_fields import INSURANCE_TYPE
from app.fields import Choice, Note, Text
from app.people import Level, Role

EXPLANATION = Catalog(
    name="explanation",
    label="提示说明",
    clause="1.9",
    about="填报数值触发审核提示时写的说明，随填报单上报，审核人在此查看。",
    fields=(
        Choice(name="value_catalog", label="填报表", required=True, options=TABLES, width=10),
        INSURANCE_TYPE,
        Choice(name="basis", label="口径", options=BASES, width=7),
        Text(name="cell", label="参数和期间", max_length=200, width=26),
        Text(name="rule", label="审核公式编号", required=True, max_length=20, width=10),
        Note(name="rule_text", label="审核公式", max_length=500, width=30),
        Note(name="noticed", label="提示", max_length=500, width=40),
        Note(name="text", label="说明", required=True, max_length=500, width=40),
        Text(name="value_id", label="数值行", required=True, max_length=36, hidden=True),
        Note(name="given", label="说明时的数值", max_length=2_000, hidden=True),
    ),
    key=("fiscal_year", "mof_div_code", "value_id", "rule"),
    order_by=("mof_div_code", "value_catalog", "insurance_type", "basis", "cell", "rule"),
    code="rule",
    title="cell",
    sees=Sees.BELOW,
    fixed=("value_catalog", "insurance_type", "basis", "cell", "rule", "value_id"),
    under="value_catalog",
    authority=Authority(readers=(Role.BUREAU, Role.AGENCY), fill=(Level.PROVINCE, Level.CITY, Level.COUNTY)),
    rolls_over=False,
)
