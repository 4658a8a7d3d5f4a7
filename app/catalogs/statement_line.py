"""Clause 1.6: 银行流水, the statement lines of the fund accounts as the banks deliver them."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Sees
from app.catalogs.shared_fields import INSURANCE_TYPE, REMARK
from app.fields import Code, Date, Flag, Integer, Money, Reference, Text
from app.people import Level

STATEMENT_LINE = Catalog(
    name="statement_line",
    label="银行流水",
    clause="1.6",
    about="基金账户的银行流水：逐笔收入、支出和余额，可导入各银行的对账单，核对余额，标记对账，附回单。",
    fields=(
        Reference(name="account_no", label="银行账号", to="fund_account", required=True, max_length=30, width=26),
        Text(name="bank_name", label="开户银行", required=True, width=24),
        Date(name="booked_on", label="记账日期", required=True, width=11),
        Integer(name="sequence", label="当日顺序", width=9, maximum=1_000_000_000, help="同一天内的先后，小的在前"),
        Text(
            name="serial_no",
            label="银行流水号",
            required=True,
            max_length=60,
            width=20,
            help="银行的交易流水号；银行没有给出的，由程序按日期、金额和余额编成",
        ),
        Money(name="income", label="收入(元)", width=16),
        Money(name="spending", label="支出(元)", width=16),
        Money(name="balance", label="余额(元)", width=17),
        Text(name="counterparty_name", label="对方户名", max_length=200, width=28),
        Text(name="counterparty_account", label="对方账号", max_length=60, width=22),
        Text(name="counterparty_bank", label="对方开户行", max_length=200, width=22),
        Text(name="purpose", label="摘要", max_length=300, width=26),
        INSURANCE_TYPE,
        Flag(name="is_reconciled", label="对账标记", yes="已对", no="未对", width=9),
        Date(name="reconciled_on", label="对账日期", width=11),
        Text(name="reconciled_by", label="对账人", max_length=40, width=12),
        Code(
            name="receipt_hash",
            label="回单",
            pattern=r"[0-9a-f]{64}",
            pattern_words=" 64 位十六进制数字（文件的 SHA-256）",
            max_length=64,
            width=14,
        ),
        REMARK,
    ),
    key=("fiscal_year", "account_no", "bank_name", "booked_on", "serial_no"),
    order_by=("account_no", "bank_name", "booked_on", "sequence"),
    code="serial_no",
    title="purpose",
    sees=Sees.BELOW,
    authority=Authority(readers=(), define=(Level.PROVINCE, Level.CITY, Level.COUNTY)),
    rolls_over=False,
)
