"""Tables derived from declarations: one per catalog, and those that both stores keep beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

from app.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
HELD = "state <> 'open' AND state <> 'sent'"
"""Outbox lines that a person must look at: few; whoever looks for them says so in these words, for their index."""
SYSTEM_COLUMNS = ("id", "version", "is_deleted", "updated_at", "updated_by")
"""Columns of a row that are not declared; they travel with it in this order."""


@dataclass(frozen=True, kw_only=True)
class Schema:
    """The catalogs of a store and their tables."""

    catalogs: tuple[Catalog, ...]
    metadata: MetaData
    rows: Mapping[str, Table]

    def catalog(self, name: str) -> Catalog:
        """Return a catalog by its name, label or clause; raise NotFoundError with the known ones."""
        for catalog in self.catalogs:
            if name in (catalog.name, catalog.label):
                return catalog
        known = "、".join(f"{catalog.name}（{catalog.label}）" for catalog in self.catalogs)
        raise NotFoundError(f"没有名为“{name}”的目录，可用的有：{known}。", code="catalog.unknown")

    def table(self, name: str) -> Table:
        """Return any table by its name."""
        return self.metadata.tables[name]


def row_columns(catalog: Catalog) -> list[Column[object]]:
    """Return the columns that a row has on both sides."""
    return [
        Column("version", BigInteger, nullable=False, server_default=text("0")),
        Column("is_deleted", Boolean, nullable=False, server_default=text("false")),
        Column("updated_at", String(24), nullable=False, server_default=text("''")),
        Column("updated_by", String(40), nullable=False, server_default=text("''")),
        *(_declared(catalog, name) for name in catalog.names),
        Column("extra", Text, nullable=False, server_default=text("''")),
    ]


def _declared(catalog: Catalog, name: str) -> Column[object]:
    field = catalog.by_name[name]
    if field.empty is None:
        return Column(name, field.column_type(), nullable=True)
    default = "false" if field.empty is False else "''"
    return Column(name, field.column_type(), nullable=False, server_default=text(default))


def scope_table(metadata: MetaData) -> Table:
    """Return the closure of the region tree: for each year, every region with each of its ancestors and itself."""
    return Table(
        "region_scope",
        metadata,
        Column("fiscal_year", BigInteger, primary_key=True, autoincrement=False),
        Column("ancestor", String(9), primary_key=True),
        Column("code", String(9), primary_key=True),
        Index("ix_region_scope_code", "code", "fiscal_year"),
    )


def audit_table(metadata: MetaData) -> Table:
    """Return the audit trail: who changed what, when, by which means; `changes` is {field: [old, new]} as JSON."""
    return Table(
        "audit",
        metadata,
        Column("n", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
        Column("catalog", String(40), nullable=False),
        Column("row_id", String(36), nullable=False, index=True),
        Column("action", String(10), nullable=False),
        Column("changes", Text, nullable=False),
        Column("author", String(40), nullable=False),
        Column("at", String(24), nullable=False),
        Column("source", String(20), nullable=False),
        Column("reason", Text, nullable=False, server_default=text("''")),
    )


def local_schema(catalogs: tuple[Catalog, ...]) -> Schema:
    """Return the schema of the desktop's store."""
    metadata = MetaData(naming_convention=NAMING)
    rows = {catalog.name: _local_rows(catalog, metadata) for catalog in catalogs}
    scope_table(metadata)
    audit_table(metadata)
    _outbox(metadata)
    _merged(metadata)
    _actions(metadata)
    _received(metadata)
    _kept_sums(metadata)
    _repaired(metadata)
    _spelled(metadata)
    _receipt_files(metadata)
    _read_marks(metadata)
    Table("meta", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))
    return Schema(catalogs=catalogs, metadata=metadata, rows=rows)


def _local_rows(catalog: Catalog, metadata: MetaData) -> Table:
    tree = catalog.tree
    parent = [Index(f"ix_{catalog.name}_parent", "fiscal_year", tree.parent)] if tree and tree.parent else []
    return Table(
        catalog.name,
        metadata,
        Column("rid", Integer, primary_key=True),
        Column("id", String(36), nullable=False, unique=True),
        Column("state", SmallInteger, nullable=False, server_default=text("0")),
        *row_columns(catalog),
        # not unique: two clients may have made the same key, which the central reports as a conflict
        Index(f"ix_{catalog.name}_key", *catalog.key),
        Index(f"ix_{catalog.name}_order", "fiscal_year", *(name for name in catalog.order if name != "fiscal_year")),
        *parent,
    )


def _outbox(metadata: MetaData) -> None:
    Table(
        "batch",
        metadata,
        Column("batch_id", String(36), primary_key=True),
        Column("digest", String(64), nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("operations", Integer, nullable=False),
        Column("created_at", String(24), nullable=False),
        # sendings begun; a batch with none was never seen by anybody else
        Column("attempts", Integer, nullable=False, server_default=text("0")),
        # its lines are those in state sent from first_n to last_n: ranges of kept batches never overlap
        Column("first_n", Integer, nullable=False, server_default=text("0")),
        Column("last_n", Integer, nullable=False, server_default=text("0")),
        Column("reply", LargeBinary, nullable=True),
        Column("error_code", String(40), nullable=False, server_default=text("''")),
        Column("error", Text, nullable=False, server_default=text("''")),
        Column("error_at", String(24), nullable=False, server_default=text("''")),
        # when it was last written to a hand-over file; '' never
        Column("handed_at", String(24), nullable=False, server_default=text("''")),
    )
    Table(
        "outbox",
        metadata,
        Column("n", Integer, primary_key=True, autoincrement=True),
        Column("catalog", String(40), nullable=False),
        Column("row_id", String(36), nullable=False, index=True),
        Column("kind", String(10), nullable=False),
        Column("base_version", BigInteger, nullable=False),
        Column("changes", Text, nullable=False),
        Column("author", String(40), nullable=False),
        Column("edited_at", String(24), nullable=False),
        Column("reason", Text, nullable=False, server_default=text("''")),
        Column("state", String(10), nullable=False),
        Column("rule", String(40), nullable=False, server_default=text("''")),
        Column("field", String(40), nullable=False, server_default=text("''")),
        Column("message", Text, nullable=False, server_default=text("''")),
        Column("theirs", Text, nullable=False, server_default=text("''")),
        Column("theirs_by", String(40), nullable=False, server_default=text("''")),
        Column("theirs_at", String(24), nullable=False, server_default=text("''")),
        Index("ux_outbox_open", "row_id", unique=True, sqlite_where=text("state = 'open'")),
        Index("ix_outbox_held", "state", "n", sqlite_where=text(HELD)),
        sqlite_autoincrement=True,
    )


def _merged(metadata: MetaData) -> None:
    """Declare what others changed beside an edit of this desk; values are JSON in wire form."""
    Table(
        "merged",
        metadata,
        Column("n", Integer, primary_key=True, autoincrement=True),
        Column("catalog", String(40), nullable=False),
        Column("row_id", String(36), nullable=False, index=True),
        Column("field", String(40), nullable=False),
        Column("before", Text, nullable=False),
        Column("after", Text, nullable=False),
        Column("mine", Text, nullable=False),
        Column("by", String(40), nullable=False),
        Column("at", String(24), nullable=False),
        sqlite_autoincrement=True,
    )


def _actions(metadata: MetaData) -> None:
    """Declare what a person did, by name, newest last; the audit lines from `first_n` to `last_n` say what it changed.

    `undoes`: the action that this one takes back, 0 for none; `undone_by`: the one that took this back, -1 when there
    was nothing left to take back; `root`: the first action of such a chain; `renamed`: {old id: new id} of rows that
    were made anew, as JSON.
    """
    Table(
        "action",
        metadata,
        Column("n", Integer, primary_key=True, autoincrement=True),
        Column("kind", String(10), nullable=False),
        Column("label", Text, nullable=False),
        Column("catalog", String(40), nullable=False),
        Column("author", String(40), nullable=False),
        Column("at", String(24), nullable=False),
        Column("first_n", BigInteger, nullable=False),
        Column("last_n", BigInteger, nullable=False),
        Column("undoes", Integer, nullable=False, server_default=text("0")),
        Column("undone_by", Integer, nullable=False, server_default=text("0")),
        Column("root", Integer, nullable=False, server_default=text("0")),
        Column("renamed", Text, nullable=False, server_default=text("''")),
        sqlite_autoincrement=True,
    )


def _repaired(metadata: MetaData) -> None:
    """Declare what verification put right; `changes` is {field: [here, central]} as JSON in wire form."""
    Table(
        "repaired",
        metadata,
        Column("n", Integer, primary_key=True, autoincrement=True),
        Column("at", String(24), nullable=False),
        Column("catalog", String(40), nullable=False),
        Column("row_id", String(36), nullable=False),
        Column("kind", String(20), nullable=False),
        Column("label", Text, nullable=False),
        Column("changes", Text, nullable=False),
        sqlite_autoincrement=True,
    )


def _received(metadata: MetaData) -> None:
    """Declare what arrived from the central for rows that this desk has touched: {field: [before, after]} as JSON.

    `by` and `at` are the central's, `noted_at` is this computer's time, `after_n` the newest audit line by then.
    """
    Table(
        "received",
        metadata,
        Column("n", Integer, primary_key=True, autoincrement=True),
        Column("catalog", String(40), nullable=False),
        Column("row_id", String(36), nullable=False, index=True),
        Column("version", BigInteger, nullable=False),
        Column("changes", Text, nullable=False),
        Column("is_deleted", Boolean, nullable=False, server_default=text("false")),
        Column("by", String(40), nullable=False),
        Column("at", String(24), nullable=False),
        Column("noted_at", String(24), nullable=False),
        Column("after_n", BigInteger, nullable=False),
    )


def _kept_sums(metadata: MetaData) -> None:
    """Declare number and XOR of the row hashes of each catalog's rows of the central, and rows out of scope.

    `stray`: rows that the person does not see any more and that stay until their waiting edits are settled.
    """
    Table(
        "row_sum",
        metadata,
        Column("n", Integer, primary_key=True),
        Column("catalog", String(40), nullable=False, unique=True),
        Column("count", BigInteger, nullable=False),
        Column("xor", BigInteger, nullable=False),
    )
    Table(
        "stray",
        metadata,
        Column("catalog", String(40), primary_key=True),
        Column("row_id", String(36), primary_key=True),
    )


def _spelled(metadata: MetaData) -> None:
    """Declare the book of spelled names: initials by text, several ways of reading apart by '|'; see app/spelling.

    `spelled_upto`: rows of a catalog up to this local number are in the book, but for the texts in `unspelled`.
    """
    Table(
        "spelled",
        metadata,
        Column("text", Text, primary_key=True),
        Column("letters", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    Table("unspelled", metadata, Column("n", Integer, primary_key=True), Column("text", Text, nullable=False))
    Table(
        "spelled_upto",
        metadata,
        Column("catalog", String(40), primary_key=True),
        Column("rid", BigInteger, nullable=False),
    )


def _receipt_files(metadata: MetaData) -> None:
    """Declare the files of receipts that were added at this desk; `error` says why one could not be sent."""
    Table(
        "receipt_file",
        metadata,
        Column("sha256", String(64), primary_key=True),
        Column("is_sent", Boolean, nullable=False, server_default=text("false")),
        Column("error", Text, nullable=False, server_default=text("''")),
        Column("at", String(24), nullable=False),
    )


def _read_marks(metadata: MetaData) -> None:
    """Declare which messages a person has read; kept here only, so that it works without a connection."""
    Table(
        "message_read",
        metadata,
        Column("person", String(40), primary_key=True),
        Column("message_id", String(36), primary_key=True),
        Column("at", String(24), nullable=False),
    )
