"""The central's tables: a row table per catalog, and people, sessions, the ledger of batches and the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

from app.tables import NAMING, Schema, audit_table, row_columns, scope_table
from sync.central.receiving.tables import platform_tables

if TYPE_CHECKING:
    from app.catalog import Catalog


def central_schema(catalogs: tuple[Catalog, ...]) -> Schema:
    """Return the schema of the central's database, the same on SQLite and PostgreSQL."""
    metadata = MetaData(naming_convention=NAMING)
    referred = {field.to for catalog in catalogs for field in catalog.references}
    rows = {catalog.name: _row_table(catalog, metadata, referred=catalog.name in referred) for catalog in catalogs}
    scope_table(metadata)
    audit_table(metadata)
    scope_log_table(metadata)
    _move_log(metadata)
    _people(metadata)
    _sequence(metadata)
    _sums(metadata)
    platform_tables(metadata)
    return Schema(catalogs=catalogs, metadata=metadata, rows=rows)


def _row_table(catalog: Catalog, metadata: MetaData, *, referred: bool) -> Table:
    table = Table(catalog.name, metadata, Column("id", String(36), primary_key=True), *row_columns(catalog))
    present = table.c.is_deleted.is_(False)
    key = [table.c[name] for name in catalog.key]
    Index(f"ux_{catalog.name}_key", *key, unique=True, sqlite_where=present, postgresql_where=present)
    Index(f"ix_{catalog.name}_version", table.c.version)
    Index(
        f"ix_{catalog.name}_extra", table.c.id, sqlite_where=table.c.extra != "", postgresql_where=table.c.extra != ""
    )
    if referred:
        Index(f"ix_{catalog.name}_code", table.c[catalog.code], table.c.fiscal_year)
    if catalog.tree and catalog.tree.parent:
        Index(f"ix_{catalog.name}_parent", table.c[catalog.tree.parent])
    return table


def scope_log_table(metadata: MetaData) -> Table:
    """Return the log of the closure: which pair of ancestor and region came or went with which change."""
    return Table(
        "central_scope_log",
        metadata,
        Column("version", BigInteger, primary_key=True, autoincrement=False),
        Column("fiscal_year", BigInteger, primary_key=True, autoincrement=False),
        Column("ancestor", String(9), primary_key=True),
        Column("code", String(9), primary_key=True),
        Index("ix_central_scope_log_ancestor", "ancestor", "version"),
        Index("ix_central_scope_log_code", "code", "version"),
    )


def _move_log(metadata: MetaData) -> None:
    """Declare the log of rows that were given another region or year: where a row was before the change `version`."""
    Table(
        "central_move",
        metadata,
        Column("version", BigInteger, primary_key=True, autoincrement=False),
        Column("catalog", String(60), nullable=False),
        Column("row_id", String(36), nullable=False),
        Column("fiscal_year", BigInteger, nullable=False),
        Column("mof_div_code", String(20), nullable=False),
    )


def _people(metadata: MetaData) -> None:
    Table(
        "central_person",
        metadata,
        Column("code", String(40), primary_key=True),
        Column("name", String(100), nullable=False),
        Column("mof_div_code", String(9), nullable=False),
        Column("mof_div_name", String(100), nullable=False),
        Column("level", Integer, nullable=False),
        Column("role", String(20), nullable=False),
        Column("password", String(200), nullable=False),
        Column("is_revoked", Boolean, nullable=False, server_default=text("false")),
        Column("certificate", String(400), nullable=False, server_default=""),
    )
    Table(
        "central_session",
        metadata,
        Column("token", String(64), primary_key=True),
        Column("refresh_token", String(64), nullable=False, unique=True),
        Column("person", String(40), ForeignKey("central_person.code"), nullable=False, index=True),
        Column("client_id", String(80), nullable=False),
        Column("expires_at", BigInteger, nullable=False),
        Column("refresh_expires_at", BigInteger, nullable=False),
        Column("chain_key", String(64), nullable=False, server_default=""),
        Column("previous", String(64), nullable=False, server_default=""),
        Column("spent_at", BigInteger, nullable=False, server_default="0"),
        Column("is_used", Boolean, nullable=False, server_default=text("false")),
    )
    Table(
        "central_token",
        metadata,
        Column("token", String(64), primary_key=True),
        Column("session", String(64), ForeignKey("central_session.token"), nullable=False, index=True),
        Column("secret", String(64), nullable=False),
        Column("expires_at", BigInteger, nullable=False, index=True),
    )
    Table(
        "central_throttle",
        metadata,
        Column("name", String(64), primary_key=True),
        Column("wrong", Integer, nullable=False),
        Column("until", BigInteger, nullable=False),
    )
    Table(
        "central_device",
        metadata,
        Column("client_id", String(80), primary_key=True),
        Column("person", String(40), ForeignKey("central_person.code"), primary_key=True),
        Column("public_key", String(60), nullable=False),
        Column("known_at", String(24), nullable=False),
    )


def _sequence(metadata: MetaData) -> None:
    Table(
        "central_ledger",
        metadata,
        Column("client_id", String(80), primary_key=True),
        Column("batch_id", String(80), primary_key=True),
        Column("digest", String(64), nullable=False),
        Column("person", String(40), nullable=False),
        Column("reply", LargeBinary, nullable=False),
        Column("received_at", String(24), nullable=False),
    )
    Table(
        "central_clock",
        metadata,
        Column("n", Integer, primary_key=True, autoincrement=False),
        Column("version", BigInteger, nullable=False),
    )
    Table(
        "central_meta",
        metadata,
        Column("name", String(40), primary_key=True),
        Column("value", Text, nullable=False),
    )


def _sums(metadata: MetaData) -> None:
    """Declare the sums per place; `version` is that of the last change there."""
    Table(
        "central_sum",
        metadata,
        Column("mof_div_code", String(20), primary_key=True),
        Column("fiscal_year", BigInteger, primary_key=True, autoincrement=False),
        Column("catalog", String(60), primary_key=True),
        Column("count", BigInteger, nullable=False),
        Column("xor", BigInteger, nullable=False),
        Column("version", BigInteger, nullable=False),
    )
