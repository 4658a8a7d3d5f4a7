"""What a person decides about a conflict, as values, and how what they typed instead is read (SYNC point 6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.fields import Bad
from app.sheet import read_cell
from sync.errors import SettleError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog
    from app.fields import Value
    from app.unit_of_work import Outcome


class Choice(StrEnum):
    """Whose value stands from now on; OTHER: neither, the value is given as typed text."""

    MINE = "mine"
    THEIRS = "theirs"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided about one field of a line in conflict; `field` '' for the row as a whole.

    MINE of a row that has another's key puts my values into that row; OTHER there is a new value of a key field, so
    that both rows stand. `version` is that of the row as the person saw it; 0: they did not say.
    """

    n: int
    choice: Choice
    field: str = ""
    given: object = None
    version: int = 0


def typed_values(catalog: Catalog, *, name: str, given: object, row: Mapping[str, Value]) -> dict[str, Value]:
    """Return what typed text sets, by field (× in a sheet sets two); SettleError when it cannot be read."""
    field, sheet = catalog.by_name[name], catalog.sheet
    value = read_cell(field, sheet=sheet, given=given) if sheet and sheet.value == name else field.read(given)
    if isinstance(value, Bad):
        raise SettleError(f"{where(catalog, row=row)}没有改动：{value.reason}。", code="settle.value")
    return value if isinstance(value, dict) else {name: value}


def refuse_broken(catalog: Catalog, *, outcome: Outcome, rows: Mapping[str, Mapping[str, Value]]) -> None:
    """Raise SettleError with the first rule that a typed value breaks."""
    if outcome.refusals:
        first = outcome.refusals[0]
        place = where(catalog, row=rows[first.row_id])
        raise SettleError(f"{place}没有改动：{outcome.sentence}", code="settle.value")


def where(catalog: Catalog, *, row: Mapping[str, Value]) -> str:
    """Return catalog and row in a few words."""
    names = dict.fromkeys((catalog.code, catalog.title))
    return f"“{catalog.label}”" + " ".join(catalog.by_name[name].show(row[name]) for name in names if row.get(name))
