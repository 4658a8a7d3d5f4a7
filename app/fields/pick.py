"""Values picked from a list: flags, choices, dates, and references to other catalogs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import NoneType
from typing import TYPE_CHECKING, Any, ClassVar

from app.fields.base import NO_NAMES, Bad, Editor, Field, Value, as_text, visible
from app.fields.column import date_column, flag_column, text_column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.types import TypeEngine

_TRUE = {"是", "1", "true", "启用", "√", "y", "yes"}
_FALSE = {"否", "0", "2", "false", "停用", "×", "n", "no"}
EXCEL_EPOCH = date(1899, 12, 30)
"""The day before the first one of workbooks."""
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－／", "0123456789.-/")


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    """Yes or no; never nothing."""

    default: Value = False
    width: int = 6
    yes: str = "是"
    no: str = "否"
    editor: ClassVar[Editor] = Editor.FLAG
    empty: ClassVar[Value] = False
    plain: ClassVar[frozenset[type]] = frozenset({bool})

    def read(self, given: object) -> Value | Bad:
        """Read 是/否 and their relatives; an empty cell is the default."""
        if isinstance(given, bool):
            return given
        text = as_text(given).lower()
        if not text:
            return self.default
        if text in _TRUE or text == self.yes:
            return True
        if text in _FALSE or text == self.no:
            return False
        return Bad(as_text(given), f"{self.label}应填“{self.yes}”或“{self.no}”，现为“{as_text(given)}”")

    def show(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str:  # noqa: ARG002
        """Show the word."""
        return self.yes if value else self.no

    def drop_down(self) -> tuple[str, ...]:
        """Offer both words, where they are words."""
        return tuple(word for word in (self.yes, self.no) if word)

    def receive(self, wire: object) -> Value | Bad:
        """Take a JSON boolean."""
        return wire if isinstance(wire, bool) else Bad(str(wire), f"{self.label}应为是或否")

    def column_type(self) -> TypeEngine[Any]:
        """Store as BOOLEAN."""
        return flag_column()

    def wire_schema(self) -> dict[str, object]:
        """Describe a boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of a fixed list; kept as its code, shown as its label."""

    options: tuple[tuple[str, str], ...] = ()
    editor: ClassVar[Editor] = Editor.CHOICE
    empty: ClassVar[Value] = ""
    plain: ClassVar[frozenset[type]] = frozenset({str})

    def read(self, given: object) -> Value | Bad:
        """Accept a code, a label, or 'code-label'."""
        text = as_text(given)
        if not text:
            return ""
        for code, label in self.options:
            if text in {code, label, f"{code}-{label}", f"{code} {label}"}:
                return code
        allowed = "、".join(label for _, label in self.options)
        return Bad(text, f"{self.label}应为：{allowed}；现为“{text}”")

    def show(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str:  # noqa: ARG002
        """Show the label; a code that a newer side sent is shown as it is."""
        return next((label for code, label in self.options if code == value), "" if value is None else str(value))

    def excel(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str | None:  # noqa: ARG002
        """Write 'code-label' for codes that officers know, which are numbers; the label alone for others."""
        code = "" if value is None else str(value)
        return f"{code}-{self.show(code)}" if code.isdigit() and code in dict(self.options) else self.show(code) or None

    def drop_down(self) -> tuple[str, ...]:
        """Offer every option as it is written."""
        return tuple(text for code, _ in self.options if (text := self.excel(code)))

    def receive(self, wire: object) -> Value | Bad:
        """Take a code as text."""
        if wire is None:
            return ""
        return wire if isinstance(wire, str) else Bad(str(wire), f"{self.label}应为代码文字")

    def column_type(self) -> TypeEngine[Any]:
        """Store the code."""
        return text_column(20)

    def check_filled(self, value: Value) -> str | None:
        """Refuse a code outside the list."""
        if any(code == value for code, _ in self.options):
            return None
        return f"{self.label}应为：{'、'.join(label for _, label in self.options)}；现为“{value}”"

    def wire_schema(self) -> dict[str, object]:
        """Describe the enumeration."""
        return {"enum": [*(code for code, _ in self.options), "", None]}


@dataclass(frozen=True, kw_only=True)
class Date(Field):
    """A calendar date."""

    editor: ClassVar[Editor] = Editor.DATE
    plain: ClassVar[frozenset[type]] = frozenset({NoneType})
    excel_format: ClassVar[str] = "yyyy-mm-dd"

    def read(self, given: object) -> Value | Bad:
        """Read dates, 2026-01-31, 2026/1/31, 2026.1.31, 20260131, 2026年1月31日, and workbook serial numbers."""
        if isinstance(given, datetime):
            return given.date()
        if isinstance(given, date):
            return given
        if isinstance(given, float) and 1 <= given < 80_000:  # noqa: PLR2004 - a workbook's date serial
            return EXCEL_EPOCH + timedelta(days=int(given))
        text = as_text(given)
        if not text:
            return None
        parts = re.fullmatch(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})日?", text)
        try:
            return date(*map(int, parts.groups())) if parts else date.fromisoformat(text)
        except ValueError:
            return Bad(text, f"{self.label}应为日期，如 2026-01-31，现为“{text}”")

    def pasted(self, text: str, *, number: str = "") -> str:
        """Take a time of day off; a date that cannot be read is taken from the workbook's serial number."""
        day = full_date(re.sub(r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?(\.0+)?$", "", visible(text)))
        if number and isinstance(self.read(day), Bad) and not isinstance(found := self.read(float(number)), Bad):
            return str(found)
        return day

    def excel(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> date | None:  # noqa: ARG002
        """Write a real date."""
        return value if isinstance(value, date) else None

    def send(self, value: Value) -> object:
        """Send ISO 8601."""
        return value.isoformat() if isinstance(value, date) else None

    def receive(self, wire: object) -> Value | Bad:
        """Take ISO 8601."""
        if wire is None:
            return None
        try:
            return date.fromisoformat(wire) if isinstance(wire, str) else Bad(str(wire), f"{self.label}应为日期")
        except ValueError:
            return Bad(str(wire), f"{self.label}应为日期，如 2026-01-31")

    def column_type(self) -> TypeEngine[Any]:
        """Store as DATE."""
        return date_column()

    def wire_schema(self) -> dict[str, object]:
        """Describe an ISO date."""
        return {"type": ["string", "null"], "format": "date"}


def full_date(text: str, *, today: date | None = None) -> str:
    """Return a date with its year: 3/1, 3-1, 3.1 and 3月1日 are of the present year, 26/3/1 is of this century."""
    parts = re.fullmatch(r"(?:([0-9]{2})([-/.年]))?([0-9]{1,2})([-/.月])([0-9]{1,2})日?", text.translate(_FULL_WIDTH))
    if parts is None:
        return text
    century, _, month, _, day = parts.groups()
    year = 2000 + int(century) if century else (today or date.today()).year  # noqa: DTZ011 - the person's own day
    return f"{year}-{int(month):02}-{int(day):02}"
