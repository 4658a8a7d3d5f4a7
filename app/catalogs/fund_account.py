"""Clause 1.6: 基金账户, received from the integrated platform and supplemented locally."""

from __future__ import annotations

from dataclasses import replace

from app.catalog import Authority, Catalog, Sees
from app.catalogs.shared_fields import INSURANCE_TYPES, REMARK
from app.fields import Choice, Code, Date, Decimal, Money, Text
from app.people import Level, Role
from app.workflow import RECEIVE

FUND_ACCOUNT = Catalog(
    name="fund_account",
    label="基金账户",
    clause="1.6",
    about="财政专户、收入户、支出户和国库待划转社会保险费分户；接收的列只读，可补充管理信息。",
    fields=(
        Code(
            name="account_no",
            label="银行账号",
            required=True,
            pattern=r"[0-9\-]{5,30}",
            pattern_words=" 5 至 30 位数字或短横线",
            max_length=30,
            width=22,
        ),
        Text(name="account_name", label="账户名称", required=True, spelled=True, width=32),
        Text(name="bank_name", label="开户银行", required=True, spelled=True, width=28),
        Choice(
            name="account_type",
            label="账户类别",
            required=True,
            options=(("31", "财政专户"), ("32", "收入户"), ("33", "支出户"), ("34", "国库待划转分户")),
            width=14,
        ),
        replace(INSURANCE_TYPES, label="核算险种"),
        Date(name="opened_on", label="开户日期", width=11),
        Choice(name="approval_type", label="审批类型", options=(("1", "核准类"), ("2", "备案类")), width=9),
        Choice(
            name="bank_choice",
            label="开户银行选择方式",
            options=(("1", "竞争性方式"), ("2", "集体决策方式"), ("3", "按照国家政策确定"), ("9", "其他")),
            width=16,
        ),
        Money(name="balance", label="账面余额(元)", width=18),
        Money(name="time_deposit", label="其中:定期存款(元)", width=18, minimum=0),
        Decimal(name="interest_rate", label="协议利率(%)", places=4, minimum=0, maximum=1_000_000, width=11),
        REMARK,
    ),
    key=("fiscal_year", "account_no", "bank_name"),
    order_by=("mof_div_code", "account_type", "account_no"),
    code="account_no",
    title="account_name",
    sees=Sees.BELOW,
    received=(
        "fiscal_year",
        "mof_div_code",
        "account_no",
        "account_name",
        "bank_name",
        "account_type",
        "insurance_types",
        "is_enabled",
    ),
    authority=Authority(readers=(Role.AGENCY,), define=(Level.PROVINCE, Level.CITY, Level.COUNTY)),
    flow=RECEIVE,
)
