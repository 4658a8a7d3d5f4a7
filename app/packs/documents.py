"""A pack as a document: canonical rows, the hash over them, ids and names; the same on both sides (clauses 1.1-1.9)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from app.people import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.catalog import Catalog

PACKS, ROWS, RECEIPTS = "pack", "pack_row", "pack_receipt"
DOWN, UP = "down", "up"
TAKING = "pack"
"""What the audit calls the issuing and taking of packs; documents are written from no other source."""
OWNER = ("fiscal_year", "mof_div_code")
_encode = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRow:
    """One row of a pack: its key, by which it is known from pack to pack, and its content as canonical JSON."""

    key: str
    content: str

    @property
    def words(self) -> str:
        """The content in one line: the values in their order, as they are on the wire."""
        found = msgspec.json.decode(self.content)
        values = (value for name, value in found.items() if name != "id") if isinstance(found, dict) else found
        return "　".join(str(value) for value in values) if isinstance(found, (dict, list)) else str(found)

    @property
    def cells(self) -> dict[str, Any]:
        """A catalog row's values in wire form by field, `id` among them; what is nothing is absent."""
        found = msgspec.json.decode(self.content)
        return found if isinstance(found, dict) else {}


def canonical(content: object) -> str:
    """Return JSON without blanks and with sorted names: equal content is equal text."""
    return _encode(content).decode()


def is_canonical(text: str) -> bool:
    """Say whether a text is JSON as `canonical` writes it."""
    try:
        return canonical(msgspec.json.decode(text)) == text
    except (msgspec.DecodeError, UnicodeError):
        return False


def row_of(catalog: Catalog, row: Mapping[str, Any]) -> PackRow:
    """Return a stored row of a catalog as a row of a pack."""
    return PackRow(key=key_of(catalog, row), content=canonical({"id": row["id"], **wire_values(catalog, row)}))


def wire_values(catalog: Catalog, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a stored row in wire form, without those that are nothing."""
    sent = {field.name: field.send(row[field.name]) for field in catalog.columns}
    return {name: value for name, value in sent.items() if not is_nothing(value)}


def is_nothing(value: object) -> bool:
    """Say whether a value in wire form is left out of a row's content; 0 is a value."""
    return value is None or value is False or value == ""


def key_of(catalog: Catalog, row: Mapping[str, Any]) -> str:
    """Return a row's natural key within its region and year."""
    return "/".join(str(row[name]) for name in catalog.key if name not in OWNER) or str(row[catalog.code])


def digest_of(rows: Iterable[tuple[str, str]]) -> str:
    """Return the SHA-256 over (key, content) of all rows in their order, in hexadecimal."""
    found = hashlib.sha256()
    for key, content in rows:
        found.update(f"{key}\t{content}\n".encode())
    return found.hexdigest()


def receipt_id(*, pack: str, receiver: str) -> str:
    """Return the id of a receipt, which follows from pack and receiver: nobody makes it twice."""
    made = bytearray(hashlib.sha256(f"{RECEIPTS}|{pack}|{receiver}".encode()).digest()[:16])
    made[6], made[8] = made[6] & 0x0F | 0x80, made[8] & 0x3F | 0x80  # a UUID of version 8: made by a rule of ours
    return str(UUID(bytes=bytes(made)))


def write_columns(columns: Sequence[tuple[str, str]]) -> str:
    """Return (name, label) of a pack's columns as text."""
    return canonical([list(one) for one in columns])


def read_columns(text: object) -> tuple[tuple[str, str], ...]:
    """Return (name, label) of a pack's columns; none for a text that holds none."""
    try:
        found = msgspec.json.decode(str(text or "[]"), type=list[tuple[str, str]])
    except msgspec.DecodeError:
        return ()
    return tuple(found)


def pack_name(row: Mapping[str, Any]) -> str:
    """Return what people call a pack: name, year and number."""
    return f"{row['title']} {row['fiscal_year']} 年度第 {row['number']} 号"


def is_issued(catalog: Catalog) -> bool:
    """Say whether a level sets this catalog's rows and issues them to those below."""
    return catalog.flow is not None and catalog.flow.name == "issue"


def issuers(catalog: Catalog) -> tuple[Level, ...]:
    """Return the levels that issue a catalog: those that set or refine its rows and have others below them."""
    return tuple(level for level in catalog.authority.writers if level < Level.COUNTY)
