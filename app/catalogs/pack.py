"""下发包: what a level issues to those below, or reports to the one above: documents that never change (1.1-1.9)."""

from __future__ import annotations

from app.catalog import Authority, Catalog, Reach, Sees
from app.fields import Choice, Integer, Moment, Note, Text
from app.people import Level

DIRECTIONS = (("down", "下发"), ("up", "上报"))
LEVELS = (Level.MINISTRY, Level.PROVINCE, Level.CITY, Level.COUNTY)
MOST_ROWS = 20_000
"""Rows of one pack."""
LONGEST_ROW = 20_000
"""Characters of one row as JSON."""

PACK = Catalog(
    name="pack",
    label="下发包",
    clause="1.9",
    about="下发或上报的一包数据：编号、行数、校验值、说明、办理人和时间。",
    fields=(
        Choice(name="direction", label="方向", required=True, options=DIRECTIONS, width=6),
        Text(name="table_name", label="目录或报表", required=True, max_length=40, width=18),
        Integer(name="number", label="编号", required=True, minimum=1, maximum=9_999, width=6),
        Text(name="title", label="名称", required=True, max_length=120, width=24),
        Note(name="note", label="说明", max_length=500, width=24),
        Integer(name="row_count", label="行数", required=True, maximum=MOST_ROWS, width=8),
        Text(name="digest", label="校验值", required=True, max_length=64, width=18),
        Note(name="columns", label="列", max_length=8_000, hidden=True),
        Text(name="issued_by", label="办理人", max_length=40, width=9),
        Moment(name="issued_at", label="办理时间"),
    ),
    key=("fiscal_year", "mof_div_code", "direction", "table_name", "number"),
    code="table_name",
    title="title",
    authority=Authority(readers=(), define=LEVELS),
    is_document=True,
    rolls_over=False,
)
PACK_ROW = Catalog(
    name="pack_row",
    label="下发包内容",
    clause="1.9",
    about="各个下发包的逐行内容。",
    fields=(
        Text(name="pack", label="下发包", required=True, max_length=36, width=20),
        Integer(name="place", label="序号", required=True, minimum=1, maximum=MOST_ROWS, width=7),
        Text(name="row_key", label="行", required=True, max_length=200, width=24),
        Note(name="content", label="内容", required=True, max_length=LONGEST_ROW, width=40),
    ),
    key=("fiscal_year", "mof_div_code", "pack", "place"),
    code="row_key",
    title="row_key",
    authority=Authority(readers=(), define=LEVELS),
    is_document=True,
    rolls_over=False,
)
PACK_RECEIPT = Catalog(
    name="pack_receipt",
    label="接收回执",
    clause="1.9",
    about="哪个地区在什么时候由谁接收了哪个下发包。",
    fields=(
        Text(name="pack", label="下发包", required=True, max_length=36, width=20),
        Text(name="receiver", label="接收地区", required=True, max_length=9, width=11),
        Text(name="taken_by", label="接收人", max_length=40, width=9),
        Moment(name="taken_at", label="接收时间"),
    ),
    key=("fiscal_year", "mof_div_code", "pack", "receiver"),
    code="receiver",
    title="pack",
    sees=Sees.BELOW,
    authority=Authority(readers=(), define=LEVELS, reach=Reach.BELOW),
    is_document=True,
    rolls_over=False,
)
