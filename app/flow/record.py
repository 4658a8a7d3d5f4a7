"""Which 填报单 a value belongs to, and the id that every computer gives it: no two people can make it twice."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog
    from app.fields import Value

RECORDS = "filling"
"""The catalog of the records."""
KEY = ("fiscal_year", "mof_div_code", "value_catalog", "insurance_type", "basis")
PAGES = ("insurance_type", "basis")
_log = msgspec.json.Decoder(list[tuple[str, str, str, str, str]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What one record is about: a year and region, a value catalog and one of its pages ('' where it has none)."""

    fiscal_year: int
    region: str
    catalog: str
    insurance_type: str = ""
    basis: str = ""

    @property
    def key(self) -> dict[str, Value]:
        """The record's key fields."""
        values = (self.fiscal_year, self.region, self.catalog, self.insurance_type, self.basis)
        return dict(zip(KEY, values, strict=True))

    @property
    def row_id(self) -> str:
        """The record's id, which follows from its key."""
        text = "|".join([RECORDS, *(str(value) for value in self.key.values())])
        made = bytearray(hashlib.sha256(text.encode()).digest()[:16])
        made[6], made[8] = made[6] & 0x0F | 0x80, made[8] & 0x3F | 0x80  # a UUID of version 8: made by a rule of ours
        return str(UUID(bytes=bytes(made)))

    @property
    def pages(self) -> tuple[tuple[str, str], ...]:
        """The values of the sheet's page fields."""
        both = ((PAGES[0], self.insurance_type), (PAGES[1], self.basis))
        return both if self.basis else both[:1]


def place_of_record(row: Mapping[str, Any]) -> Place:
    """Return the place that a record's row is about."""
    year = row["fiscal_year"]
    return Place(
        fiscal_year=year if isinstance(year, int) else 0,
        region=str(row["mof_div_code"]),
        catalog=str(row["value_catalog"]),
        insurance_type=str(row["insurance_type"] or ""),
        basis=str(row["basis"] or ""),
    )


def page_names(catalog: Catalog) -> tuple[str, ...]:
    """Return the fields that tell the pages of a value catalog's sheet apart."""
    return catalog.sheet.pages if catalog.sheet else ()


def is_filled_in(catalog: Catalog) -> bool:
    """Say whether a catalog's rows are filled in page by page under a record."""
    return catalog.flow is not None and catalog.sheet is not None and set(catalog.sheet.pages) <= set(PAGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One move that was taken: when (UTC), by whom, its name, the state it led to, the opinion."""

    at: str
    by: str
    move: str
    target: str
    opinion: str


def read_log(text: object) -> tuple[Taken, ...]:
    """Return the moves of a record's log, oldest first; none for a text that is no log."""
    try:
        lines = _log.decode(str(text)) if text else []
    except msgspec.DecodeError:
        return ()
    return tuple(Taken(at=line[0], by=line[1], move=line[2], target=line[3], opinion=line[4]) for line in lines)


def write_log(taken: tuple[Taken, ...], *, longest: int) -> str:
    """Return a log as text of at most `longest` characters; the oldest moves go first."""
    lines = [(one.at, one.by, one.move, one.target, one.opinion) for one in taken]
    while len(text := msgspec.json.encode(lines).decode()) > longest:
        lines = lines[1:]
    return text
