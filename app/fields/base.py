"""What every field kind is: it owns the whole life of a value (read, show, store, send, edit, check)."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import NoneType
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy.types import TypeEngine

Value: TypeAlias = str | int | bool | date | None
"""A value inside the program: text, whole number (also scaled decimals and fen), boolean, date, or nothing."""

NO_NAMES: Mapping[str, str] = {}
_UNSEEN = dict.fromkeys([0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065)])
_CUT = re.compile(r"#+|[+-]?[0-9](\.[0-9]+)?[Ee][+-]?[0-9]+")


class Editor(Enum):
    """Which kind of editor a cell opens."""

    LINE = "line"
    NOTE = "note"
    NUMBER = "number"
    CHOICE = "choice"
    DATE = "date"
    FLAG = "flag"
    REFERENCE = "reference"
    REFERENCES = "references"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that could not be read: what was given and, in Chinese, what is expected."""

    given: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """One column of a catalog. Subclasses are the kinds; nobody else asks which kind a field is."""

    name: str
    label: str
    required: bool = False
    default: Value = None
    width: int = 12
    hidden: bool = False
    help: str = ""

    editor: ClassVar[Editor] = Editor.LINE
    align_right: ClassVar[bool] = False
    excel_format: ClassVar[str] = "@"
    empty: ClassVar[Value] = None
    plain: ClassVar[frozenset[type]] = frozenset({str, NoneType})
    is_money: ClassVar[bool] = False

    @abstractmethod
    def read(self, given: object) -> Value | Bad:
        """Turn typed text or a workbook cell into a value, or say what is expected."""

    def pasted(self, text: str, *, number: str = "") -> str:  # noqa: ARG002 - numbers use it
        """Return a cell of another program as a text that `read` understands.

        `number`: the cell's number in full where the other program tells it, '' otherwise.
        """
        return visible(text)

    def show(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str:  # noqa: ARG002 - references use it
        """Return the text of a grid cell; `names` maps codes to names for kinds that refer."""
        return "" if value is None else str(value)

    def excel(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str | float | date | None:  # noqa: ARG002
        """Return what is written into a workbook cell; `names` as in `show`. Reading it back gives `value` again."""
        return None if value is None else self.show(value)

    def drop_down(self) -> tuple[str, ...]:
        """Return the texts that a workbook cell offers, () where anything may be typed."""
        return ()

    @abstractmethod
    def column_type(self) -> TypeEngine[Any]:
        """Return the SQLAlchemy type of the store's column."""

    def send(self, value: Value) -> object:
        """Return the JSON form of a value."""
        return value

    def receive(self, wire: object) -> Value | Bad:
        """Read the JSON form back; a foreign type is a Bad, never an exception."""
        return wire if wire is None or isinstance(wire, str) else Bad(str(wire), f"{self.label}应为文字")

    def receive_column(self, cells: Sequence[object]) -> Sequence[Any]:
        """Read a column as `receive` reads its cells; cells of the `plain` types are values as they are."""
        return cells if self.plain.issuperset(map(type, cells)) else [self.receive(cell) for cell in cells]

    def check(self, value: Value) -> str | None:
        """Return a Chinese sentence when the value breaks the field's own rule, else None."""
        if value is None or value == "":
            return f"{self.label}必须填写" if self.required else None
        return self.check_filled(value)

    def check_filled(self, value: Value) -> str | None:  # noqa: ARG002 - kinds override
        """Check a value that is present."""
        return None

    def faults(self, values: Iterable[Value]) -> dict[Value, str]:
        """Return the values of a column that break the field's own rule, each with what `check` says to it."""
        filled = set(values)
        empty = {None, ""} & filled
        filled -= empty
        found: dict[Value, str] = {value: text for value in empty if (text := self.check(value))}
        if not self.are_fine(filled):
            found.update({value: text for value in filled if (text := self.check_filled(value))})
        return found

    def are_fine(self, filled: Collection[Value]) -> bool:
        """Say quickly that `check_filled` has nothing against these; False: ask it one by one."""
        return not filled

    def wire_schema(self) -> dict[str, object]:
        """Return the JSON Schema of the wire form (OpenAPI 3.1)."""
        return {"type": ["string", "null"]}

    def search_text(self) -> bool:
        """Say whether free search looks into this column."""
        return False

    def is_a_name(self) -> bool:
        """Say whether people also search this column by the initials of how it is read aloud."""
        return False


def visible(text: str) -> str:
    """Return a text without the signs that nobody sees (byte order marks, joiners, directions), trimmed."""
    return text.translate(_UNSEEN).strip()


def code_of_cell(text: str, *, number: str) -> str:
    """Return a code from a cell: its number in full where ##### or 1.2E+09 shows instead, or with separators."""
    is_cut = bool(_CUT.fullmatch(text)) or text.replace(",", "") == number
    return number if number and is_cut else text


def as_text(given: object) -> str:
    """Return a cell's content as trimmed text; whole floats (as workbooks give them) lose their '.0'."""
    if given is None:
        return ""
    if isinstance(given, float) and given.is_integer():
        return str(int(given))
    return str(given).strip()
