"""What a file from outside holds once read: sheets of plain cells, and the marks that plain cells cannot carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

import msgspec
from msgspec.msgpack import Ext

if TYPE_CHECKING:
    from collections.abc import Mapping

Cell: TypeAlias = str | float | bool | date | datetime | None
"""A cell as given: text, number (always a float, as workbooks keep them), boolean, date, or nothing."""

Position: TypeAlias = tuple[int, int]
"""Row and column, both from 0."""

_DATE = 1
_DATETIME = 2


class Mark(Enum):
    """What the plain content of a cell hides."""

    ERROR = "error"
    NOT_CALCULATED = "not-calculated"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSheet:
    """One worksheet: `rows` from its first row on (each cut after its last filled cell), `marks` by position."""

    title: str
    rows: list[list[Cell]]
    visible: bool = True
    marks: Mapping[Position, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawWorkbook:
    """A file as read: its name without folder, what kind it was, and its sheets in order."""

    name: str
    kind: str
    sheets: tuple[RawSheet, ...]

    def sheet(self, title: str) -> RawSheet | None:
        """Return the sheet of that title, if there is one."""
        return next((sheet for sheet in self.sheets if sheet.title == title), None)


def pack_cell(cell: object) -> object:
    """Return a cell as the reading process sends it; times of day and durations become text."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, str | bool | float):
        return cell
    if isinstance(cell, int):
        return float(cell)
    if isinstance(cell, datetime):
        return Ext(_DATETIME, cell.isoformat().encode())
    if isinstance(cell, date):
        return Ext(_DATE, cell.isoformat().encode())
    return str(cell)


def unpack_ext(code: int, data: memoryview) -> date | datetime:
    """Turn the two date forms back; any other code means that the reading process sent nonsense."""
    text = bytes(data).decode("ascii")
    if code == _DATETIME:
        return datetime.fromisoformat(text)
    if code == _DATE:
        return date.fromisoformat(text)
    raise msgspec.ValidationError(f"unknown extension {code}")
