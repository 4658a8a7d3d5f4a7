"""The central's tables about the platform: what it sent last, up to which version, and the receipts (数据接收)."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, String, Table, Text


def platform_tables(metadata: MetaData) -> None:
    """Declare them.

    `platform_row` keeps every row of the platform as last seen, so that children find their parent by its id, and rows
    that could not be taken are tried again; `row_id` is the row it became. `platform_table` says up to which version.
    """
    Table(
        "platform_row",
        metadata,
        Column("source", String(60), primary_key=True),
        Column("fiscal_year", BigInteger, primary_key=True, autoincrement=False),
        Column("ele_id", String(60), primary_key=True),
        Column("version", BigInteger, nullable=False),
        Column("raw", Text, nullable=False),
        Column("row_id", String(36), nullable=False),
        Column("is_gone", Boolean, nullable=False),
    )
    Table(
        "platform_table",
        metadata,
        Column("source", String(60), primary_key=True),
        Column("fiscal_year", BigInteger, primary_key=True, autoincrement=False),
        Column("province", String(9), nullable=False),
        Column("address", String(300), nullable=False),
        Column("digest", String(64), nullable=False),
        Column("version", BigInteger, nullable=False),
        Column("invalid", Integer, nullable=False),
        Column("asked_at", String(24), nullable=False),
    )
    Table(
        "platform_receipt",
        metadata,
        Column("n", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
        Column("source", String(60), nullable=False),
        Column("fiscal_year", BigInteger, nullable=False),
        Column("catalog", String(60), nullable=False),
        Column("at", String(24), nullable=False),
        Column("body", Text, nullable=False),
    )
