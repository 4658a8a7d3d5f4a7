"""Clause 1.6: 回单, the receipts of the fund accounts as files; the rows travel as rows, the files apart from them."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Sees
from app.catalogs.shared_fields import REMARK
from app.fields import Choice, Code, Date, Integer, Reference, Text
from app.people import Level

LARGEST = 10 * 2**20
"""Bytes that a file may have at most."""
KINDS = (("pdf", "PDF"), ("png", "PNG 图片"), ("jpeg", "JPEG 图片"))

RECEIPT = Catalog(
    name="receipt",
    label="银行回单",
    clause="1.6",
    about="基金账户的回单（PDF 或图片），附在一笔流水或账户的一天上；用“添加回单”选择文件，随同步上传。",
    fields=(
        Reference(name="account_no", label="银行账号", to="fund_account", required=True, max_length=30, width=26),
        Text(name="bank_name", label="开户银行", required=True, width=24),
        Date(name="booked_on", label="记账日期", required=True, width=11),
        Text(name="serial_no", label="银行流水号", max_length=60, width=20, help="哪一笔流水的回单；空白为当天的"),
        Text(name="file_name", label="文件名", required=True, max_length=200, width=30),
        Choice(name="media_type", label="文件类型", required=True, options=KINDS, width=10),
        Integer(name="size", label="大小(字节)", required=True, minimum=1, maximum=LARGEST, width=12),
        Code(
            name="sha256",
            label="文件校验值",
            required=True,
            pattern=r"[0-9a-f]{64}",
            pattern_words=" 64 位十六进制数字（文件的 SHA-256）",
            max_length=64,
            width=14,
        ),
        REMARK,
    ),
    # the file first: whoever asks for a file is found by it
    key=("sha256", "fiscal_year", "account_no", "bank_name", "booked_on", "serial_no"),
    order_by=("account_no", "bank_name", "booked_on", "serial_no", "file_name"),
    code="sha256",
    title="file_name",
    sees=Sees.BELOW,
    authority=Authority(readers=(), define=(Level.PROVINCE, Level.CITY, Level.COUNTY)),
    fixed=("account_no", "bank_name", "booked_on", "serial_no", "media_type", "size", "sha256"),
    rolls_over=False,
)
