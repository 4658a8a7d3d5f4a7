"""Clause 1.8: 精算参数填报, values per region and year of the data."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Sees, Sheet
from app.catalogs.shared_fields import INSURANCE_TYPE, REMARK
from app.fields import Decimal, Flag, Reference, Year
from app.people import Level, Role
from app.workflow import FILL_IN

ACTUARIAL_VALUE = Catalog(
    name="actuarial_value",
    label="精算参数填报",
    clause="1.8",
    about="本地区历年精算参数数值。",
    fields=(
        Reference(name="parameter", label="精算参数", to="actuarial_parameter", required=True, width=28),
        INSURANCE_TYPE,
        Year(name="data_year", label="数据年度", required=True, minimum=1990, maximum=2099, width=9),
        Decimal(name="value", label="数值", places=4, width=18),
        Flag(name="is_not_applicable", label="不适用", yes="×", no="", width=7),
        REMARK,
    ),
    key=("fiscal_year", "mof_div_code", "insurance_type", "parameter", "data_year"),
    code="parameter",
    title="parameter",
    sees=Sees.BELOW,
    sheet=Sheet(
        rows="parameter",
        across="data_year",
        value="value",
        pages=("insurance_type",),
        not_applicable="is_not_applicable",
    ),
    authority=Authority(
        readers=(Role.BUREAU, Role.AGENCY),
        fill=(Level.PROVINCE, Level.CITY, Level.COUNTY),
        outside=(Role.BUREAU, Role.AGENCY),
    ),
    flow=FILL_IN,
)
