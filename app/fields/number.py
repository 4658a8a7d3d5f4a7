"""Whole numbers, exact decimals and money: all kept as integers, never as floats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal as Exact
from decimal import InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from app.fields.base import NO_NAMES, Bad, Editor, Field, Value, as_text, visible
from app.fields.column import integer_column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.types import TypeEngine

LARGEST = 2**63 - 1
EXACT_IN_WORKBOOKS = 10**15 - 1
"""Workbooks keep fifteen significant digits."""
_ACCOUNTING = re.compile(r"^[(\uff08](.*)[)\uff09]$")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋％", "0123456789.,-+%")


def plain_number(text: str) -> str:
    """Undo what people and workbooks add to a number: full-width digits, separators, (123) for minus, ￥."""
    text = text.translate(_FULL_WIDTH).strip().lstrip("￥¥")
    inside = _ACCOUNTING.match(text)
    if inside:
        text = "-" + inside.group(1)
    return text.replace(",", "").replace(" ", "")


@dataclass(frozen=True, kw_only=True)
class Integer(Field):
    """A whole number between `minimum` and `maximum` (both inclusive)."""

    minimum: int = 0
    maximum: int = LARGEST
    editor: ClassVar[Editor] = Editor.NUMBER
    align_right: ClassVar[bool] = True
    excel_format: ClassVar[str] = "#,##0"

    def read(self, given: object) -> Value | Bad:
        """Read digits with separators; a fraction is refused."""
        text = plain_number(as_text(given))
        if not text:
            return None
        try:
            return int(text)
        except ValueError:
            return Bad(as_text(given), f"{self.label}应填整数，现为“{as_text(given)}”")

    def pasted(self, text: str, *, number: str = "") -> str:
        """Take the number in full; a percentage as it reads, for such fields are in percent."""
        text = "".join(visible(text).replace("\u2212", "-").split())
        is_percent = text.translate(_FULL_WIDTH).endswith("%")
        return number if number and not is_percent else text

    def show(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str:  # noqa: ARG002
        """Group the thousands."""
        return "" if value is None else f"{value:,}"

    def excel(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str | float | None:  # noqa: ARG002
        """Write a number; text where it has more digits than a workbook keeps."""
        if not isinstance(value, int):
            return None
        return value if abs(value) <= EXACT_IN_WORKBOOKS else self.show(value)

    def receive(self, wire: object) -> Value | Bad:
        """Take an integer."""
        ok = wire is None or (isinstance(wire, int) and not isinstance(wire, bool) and -LARGEST <= wire <= LARGEST)
        return wire if ok else Bad(str(wire), f"{self.label}应为整数")  # type: ignore[return-value]

    def receive_column(self, cells: Sequence[object]) -> Sequence[Any]:
        """Look at the least and the greatest only, where all are integers."""
        numbers: Sequence[Any] = cells
        if {int}.issuperset(map(type, cells)) and -LARGEST <= min(numbers, default=0) <= max(
            numbers, default=0
        ) <= LARGEST:
            return cells
        return [self.receive(cell) for cell in cells]

    def column_type(self) -> TypeEngine[Any]:
        """Store as BIGINT."""
        return integer_column()

    def check_filled(self, value: Value) -> str | None:
        """Refuse what lies outside the range."""
        if not isinstance(value, int) or self.minimum <= value <= self.maximum:
            return None
        return f"{self.label}应在 {self.show(self.minimum)} 到 {self.show(self.maximum)} 之间，现为 {self.show(value)}"

    def wire_schema(self) -> dict[str, object]:
        """Describe an integer with its range."""
        return {"type": ["integer", "null"], "minimum": self.minimum, "maximum": self.maximum}


@dataclass(frozen=True, kw_only=True)
class Year(Integer):
    """A calendar year, shown without separators."""

    minimum: int = 1990
    maximum: int = 2099
    excel_format: ClassVar[str] = "0"

    def show(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str:  # noqa: ARG002
        """Show four digits."""
        return "" if value is None else str(value)


@dataclass(frozen=True, kw_only=True)
class Decimal(Integer):
    """An exact decimal, kept as an integer in units of 10**-places."""

    places: int = 2
    minimum: int = -LARGEST
    excel_format: ClassVar[str] = "#,##0.00##"

    def read(self, given: object) -> Value | Bad:
        """Read a decimal; more digits than `places` are refused, never rounded."""
        raw = as_text(given)
        text = plain_number(raw) if self.is_money else plain_number(raw).removesuffix("%")
        if not text:
            return None
        try:
            exact = Exact(repr(given) if isinstance(given, float) else text)
        except InvalidOperation:
            return Bad(raw, f"{self.label}应填数字，现为“{raw}”")
        if not exact.is_finite() or abs(exact.adjusted()) > 18:  # noqa: PLR2004 - more digits than 64 bits hold
            return Bad(raw, f"{self.label}数值过大，现为“{raw}”")
        return self._scaled(exact, raw=raw, from_float=isinstance(given, float))

    def _scaled(self, exact: Exact, *, raw: str, from_float: bool) -> Value | Bad:
        scaled = exact.scaleb(self.places)
        whole = scaled.to_integral_value()
        # a workbook keeps 0.1+0.2 as 0.30000000000000004: binary dust is not a digit somebody typed
        if whole != scaled and not (from_float and abs(scaled - whole) < Exact("0.0001")):
            return Bad(raw, f"{self.label}最多 {self.places} 位小数，现为“{raw}”")
        return int(whole) if abs(whole) <= LARGEST else Bad(raw, f"{self.label}数值过大，现为“{raw}”")

    def show(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str:  # noqa: ARG002
        """Show grouped thousands and all places."""
        return "" if value is None else show_scaled(int(value), scale=self.places, places=self.places)  # type: ignore[arg-type]

    def excel(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str | float | None:  # noqa: ARG002
        """Write a number; text where it has more digits than a workbook keeps."""
        if not isinstance(value, int):
            return None
        # dividing two exact whole numbers gives the nearest float, the same that the decimal text would give
        return value / self._unit if abs(value) <= EXACT_IN_WORKBOOKS else self.show(value)

    @cached_property
    def _unit(self) -> int:
        return int(10**self.places)


@dataclass(frozen=True, kw_only=True)
class Money(Decimal):
    """Money in fen; shown in yuan with two places."""

    places: int = 2
    width: int = 18
    excel_format: ClassVar[str] = "#,##0.00"
    is_money: ClassVar[bool] = True

    def pasted(self, text: str, *, number: str = "") -> str:
        """Take the number in full, and amounts with their unit behind them."""
        return super().pasted(text, number=number).removesuffix("元")


def show_scaled(value: int, *, scale: int, places: int) -> str:
    """Show an integer in units of 10**-scale with `places` digits (more when the value needs them)."""
    sign, digits = ("-" if value < 0 else ""), str(abs(value)).rjust(scale + 1, "0")
    whole, rest = (digits[:-scale], digits[-scale:]) if scale else (digits, "")
    kept = rest if len(rest) <= places else rest[:places] + rest[places:].rstrip("0")
    return f"{sign}{int(whole):,}" + (f".{kept}" if kept else "")
