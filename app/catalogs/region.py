"""Clause 1.1: 财政区划, administrative regions and economic zones; the reporting parent may differ."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Reach, Tree
from app.catalogs.shared_fields import END_DATE, REMARK, SOURCE, START_DATE
from app.fields import Choice, Code, Reference, Text
from app.people import Level

REGION = Catalog(
    name="region",
    label="财政区划",
    clause="1.1",
    about="行政区划和有独立预算的经济功能区；上报上级可以与行政上级不同。",
    fields=(
        Code(
            name="mof_div_code",
            label="财政区划代码",
            required=True,
            pattern=r"[0-9]{9}",
            pattern_words=" 9 位数字",
            width=12,
        ),
        Text(name="name", label="财政区划名称", required=True, spelled=True, width=28),
        Reference(name="parent_code", label="上级财政区划", to="region", width=24),
        Choice(
            name="level_no",
            label="级次",
            required=True,
            options=tuple((str(level.value), level.label) for level in Level),
            width=8,
        ),
        Choice(
            name="mof_div_type",
            label="区划类型",
            required=True,
            default="1",
            options=(("1", "行政区划"), ("2", "经济功能区")),
            width=10,
        ),
        Code(
            name="adm_div_code", label="行政区划代码", pattern=r"[0-9]{6,12}", pattern_words=" 6 至 12 位数字", width=14
        ),
        Code(
            name="parent_adm_div_code",
            label="上级行政区划代码",
            pattern=r"[0-9]{6,12}",
            pattern_words=" 6 至 12 位数字",
            width=16,
        ),
        START_DATE,
        END_DATE,
        REMARK,
        SOURCE,
    ),
    key=("fiscal_year", "mof_div_code"),
    code="mof_div_code",
    tree=Tree(parent="parent_code", level="level_no"),
    disable_only_unused=True,
    received=(
        "fiscal_year",
        "mof_div_code",
        "name",
        "parent_code",
        "level_no",
        "mof_div_type",
        "adm_div_code",
        "parent_adm_div_code",
        "start_date",
        "end_date",
        "is_enabled",
    ),
    authority=Authority(define=(Level.MINISTRY, Level.PROVINCE), reach=Reach.BELOW),
)
