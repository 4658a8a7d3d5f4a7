"""Clause 1.3: 险种代码对照, what the codes of 人社, 医保 and other systems mean among ours (410 means two things)."""

from __future__ import annotations

from dataclasses import replace

from app.catalog import Authority, Catalog, OneMeaning, Tree
from app.catalogs.shared_fields import CODE_STATUS, END_DATE, INSURANCE_TYPE, REMARK, SOURCE, START_DATE
from app.fields import Choice, Code, Text
from app.people import Level
from app.workflow import ISSUE

SYSTEMS = (
    ("mof_mohrss", "财政与人社信息共享"),
    ("mohrss_aae140", "人社险种类型"),
    ("nhsa_insutype", "医保险种类型"),
    ("nhsa_fund_pay", "医保基金支付类型"),
    ("province_busitype", "省医保业务类型"),
    ("tax", "税务征收品目"),
    ("other", "其他系统"),
)

INSURANCE_CROSSWALK = Catalog(
    name="insurance_crosswalk",
    label="险种代码对照",
    clause="1.3",
    about="人社、医保等系统的险种代码对应本系统的哪个险种；同一系统内一个代码只能对应一个险种。",
    fields=(
        Choice(name="system", label="外部系统", required=True, options=SYSTEMS, width=20),
        Code(name="outside_code", label="外部代码", required=True, width=12),
        Text(name="outside_name", label="外部名称", required=True, spelled=True, width=28),
        replace(INSURANCE_TYPE, label="对应险种", help="留空表示本系统没有对应的险种"),
        START_DATE,
        END_DATE,
        CODE_STATUS,
        REMARK,
        SOURCE,
    ),
    key=("fiscal_year", "mof_div_code", "system", "outside_code", "insurance_type"),
    order_by=("system", "outside_code", "mof_div_code"),
    code="outside_code",
    title="outside_name",
    tree=Tree(groups=("system",)),
    meaning=OneMeaning(named_by=("system", "outside_code"), means="insurance_type"),
    authority=Authority(define=(Level.MINISTRY,), extend=(Level.PROVINCE,)),
    flow=ISSUE,
)
