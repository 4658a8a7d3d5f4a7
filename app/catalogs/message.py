"""消息: what a level writes to itself and to those below it, 催报 among them; kept as it was sent (SPEC section 3)."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Reach, Sees
from app.catalogs.filling import TABLES
from app.catalogs.management_value import BASES
from app.catalogs.shared_fields import INSURANCE_TYPE
from app.fields import Choice, Moment, Note, Text
from app.people import Level, Role

KINDS = (("remind", "催报"), ("notice", "通知"), ("return", "退回"), ("other", "其他"))
ROLES = tuple((role.value, role.label) for role in Role)
LONGEST_TEXT = 1_000

MESSAGE = Catalog(
    name="message",
    label="收发消息",
    clause="1.9",
    about="本级发给本级及下级地区的催报和通知，以及收到的消息；发出后不能修改。",
    fields=(
        Choice(name="kind", label="类别", required=True, default="notice", options=KINDS, width=7),
        Choice(name="to_role", label="收件岗位", options=ROLES, width=9, help="空白为该地区的所有人"),
        Text(name="title", label="标题", required=True, width=30),
        Note(name="body", label="内容", required=True, max_length=LONGEST_TEXT, width=40),
        Choice(name="value_catalog", label="填报表", options=TABLES, width=10),
        INSURANCE_TYPE,
        Choice(name="basis", label="口径", options=BASES, width=7),
        Text(name="record_id", label="相关记录", max_length=36, width=12),
        Text(name="sent_name", label="发送人", max_length=40, width=16),
        Text(name="sent_place", label="发送地区", width=14),
        Moment(name="sent_at", label="发送时间"),
        Text(name="sent_by", label="发送人账号", max_length=40, width=10),
        Text(name="sent_from", label="发送地区代码", max_length=9, width=12),
        Text(name="number", label="编号", max_length=36, width=12),
    ),
    key=("fiscal_year", "mof_div_code", "number"),
    order_by=("sent_at", "number"),
    code="number",
    title="title",
    sees=Sees.BELOW,
    authority=Authority(define=(Level.MINISTRY, Level.PROVINCE, Level.CITY, Level.COUNTY), reach=Reach.BELOW),
    posted=True,
    rolls_over=False,
)
