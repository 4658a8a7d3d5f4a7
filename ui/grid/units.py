"""Amounts shown and typed in 元, 万元 or 亿元, and kept in fen all the same: exact decimals, never floats."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal as Exact
from decimal import InvalidOperation
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

from app.fields import NO_NAMES, Bad, Money, show_scaled
from app.fields.base import visible
from app.fields.number import plain_number
from ui.grid.field_texts import text_to_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.catalog import Catalog
    from app.fields import Field, Value
    from ui.grid.source import GridColumn, GridRow, GridSource

MOST_DIGITS = 18


class Unit(Enum):
    """What amounts are shown in; `shift` is the power of ten from yuan."""

    YUAN = ("元", 0)
    WAN = ("万元", 4)
    YI = ("亿元", 8)

    def __init__(self, label: str, shift: int) -> None:
        self.label, self.shift = label, shift


@dataclass(frozen=True, kw_only=True)
class MoneyInUnit(Money):
    """Money that is read and shown in a unit: with more places it stays a whole number of fen."""

    unit: Unit = Unit.YUAN
    excel_format: ClassVar[str] = "#,##0.00########"

    def show(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str:  # noqa: ARG002
        """Show two places, and more where the amount has them: nothing is rounded away."""
        return "" if value is None else show_scaled(int(value), scale=self.places, places=2)  # type: ignore[arg-type]

    def pasted(self, text: str, *, number: str = "") -> str:
        """Take amounts with a unit behind them as what they say."""
        plain = visible(text)
        given = next((unit for unit in (Unit.YI, Unit.WAN, Unit.YUAN) if plain.endswith(unit.label)), None)
        if given is None:
            return super().pasted(text, number=number)
        return shifted(plain.removesuffix(given.label), by=given.shift - self.unit.shift)


def shifted(text: str, *, by: int) -> str:
    """Return a typed number times a power of ten; what is no number comes back as it is."""
    try:
        exact = Exact(plain_number(text))
    except InvalidOperation:
        return text
    return f"{exact.scaleb(by):f}" if by and exact.is_finite() and abs(exact.adjusted()) < MOST_DIGITS else text


def in_unit(column: GridColumn, unit: Unit) -> GridColumn:
    """Return a column of amounts as one in the unit; any other column as it is."""
    field = column.field
    if not isinstance(field, Money) or not unit.shift:
        return column
    own = {one.name: getattr(field, one.name) for one in fields(field)}
    label = field.label.replace("(元)", f"({unit.label})")
    label = label if unit.label in label else f"{label}({unit.label})"
    own |= {"label": label, "places": field.places + unit.shift}
    about = f"按{unit.label}显示、录入和复制，保存精确到分"
    help_ = f"{column.help}\n{about}" if column.help else f"{label}\n{about}"
    return replace(column, field=MoneyInUnit(**own, unit=unit), label=label, help=help_)


def in_yuan(field: Field, text: str) -> str | Bad:
    """Return what was typed for a column as its own field reads it, in yuan."""
    if not isinstance(field, MoneyInUnit):
        return text
    value = field.read(text)
    return value if isinstance(value, Bad) else show_scaled(value, scale=2, places=2) if isinstance(value, int) else ""


def unsaved_in_yuan(own: Field, text: str, *, unit: Unit) -> str:
    """Return text that was typed in a unit and not kept as it reads in yuan, fine or not."""
    return shifted(text, by=unit.shift) if own.is_money else text


def row_in_yuan(texts: Mapping[str, str], *, columns: Sequence[GridColumn]) -> dict[str, str]:
    """Return a row of texts in yuan; what cannot be read gets its unit behind it, so that it is not taken for yuan."""
    by_name = {column.name: column.field for column in columns}
    found = dict(texts)
    for name, text in texts.items():
        field = by_name.get(name)
        if isinstance(field, MoneyInUnit):
            plain = in_yuan(field, text)
            found[name] = f"{text}{field.unit.label}" if isinstance(plain, Bad) else plain
    return found


def form_texts(source: GridSource, row: GridRow, *, catalog: Catalog) -> dict[str, str]:
    """Return the texts of a row for a form, whose fields are the catalog's own: amounts are in yuan there."""
    return {
        column.name: text_to_type(catalog.by_name[column.name], row.values[column.name])
        if isinstance(column.field, MoneyInUnit)
        else source.edit_text(row, place)
        for place, column in enumerate(source.columns)
    }
