"""Values that name rows of other catalogs by their code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from app.fields.base import NO_NAMES, Bad, Editor, Field, Value, as_text, code_of_cell, visible
from app.fields.column import text_column

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.types import TypeEngine


def leading_code(text: str) -> str:
    """Return the code of 'code', 'code name' or 'code-name'."""
    found = re.match(r"([0-9A-Za-z]+(?:-[0-9A-Za-z]+)*)(?:[\s\-－—:：].*)?$", text)
    return found.group(1) if found else text


@dataclass(frozen=True, kw_only=True)
class Reference(Field):
    """The code of a row in catalog `to`; nothing is the empty string, so that it can be part of a key."""

    to: str
    width: int = 20
    max_length: int = 20
    editor: ClassVar[Editor] = Editor.REFERENCE
    many: ClassVar[bool] = False
    empty: ClassVar[Value] = ""
    plain: ClassVar[frozenset[type]] = frozenset({str})

    def read(self, given: object) -> Value | Bad:
        """Accept a code, or the 'code-name' of a drop-down list."""
        if isinstance(given, float) and not given.is_integer():
            return Bad(str(given), f"{self.label}应为文本格式的代码，请把单元格设为“文本”后重新录入")
        return leading_code(as_text(given))

    def pasted(self, text: str, *, number: str = "") -> str:
        """Take the number in full where the workbook shows none of it."""
        return code_of_cell(visible(text), number=number)

    def show(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str:
        """Show 'code name' where the name is known."""
        code = "" if value is None else str(value)
        return f"{code} {names[code]}" if code in names else code

    def excel(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str | None:
        """Write 'code-name' where the name is known, in the form from which the code can be told again."""
        code = "" if value is None else str(value)
        forms = (f"{code}-{names[code]}", f"{code} {names[code]}") if names.get(code) else ()
        return next((form for form in forms if leading_code(form) == code), code) or None

    def receive(self, wire: object) -> Value | Bad:
        """Take a code as text."""
        if wire is None:
            return ""
        return wire if isinstance(wire, str) else Bad(str(wire), f"{self.label}应为代码文字")

    def column_type(self) -> TypeEngine[Any]:
        """Store the code."""
        return text_column(self.max_length)

    def check_filled(self, value: Value) -> str | None:
        """Refuse what is longer than the column: such a code names nothing, but would be stored."""
        if len(str(value)) > self.max_length:
            return f"{self.label}最多 {self.max_length} 个字，现有 {len(str(value))} 个"
        return None

    def are_fine(self, filled: Collection[Value]) -> bool:
        """Look at the longest one only."""
        return max(map(len, map(str, filled)), default=0) <= self.max_length

    def wire_schema(self) -> dict[str, object]:
        """Describe a string with its length."""
        return {"type": ["string", "null"], "maxLength": self.max_length}

    def codes(self, value: Value) -> tuple[str, ...]:
        """Return the codes that the value names."""
        return (str(value),) if value else ()


@dataclass(frozen=True, kw_only=True)
class References(Reference):
    """Several codes of catalog `to`, kept as 'a,b,c' in ascending order; 'all' means every one."""

    width: int = 22
    max_length: int = 200
    editor: ClassVar[Editor] = Editor.REFERENCES
    many: ClassVar[bool] = True

    def read(self, given: object) -> Value | Bad:
        """Accept codes separated by commas, semicolons, 、 or line breaks, or 全部."""
        if as_text(given) == "全部":
            return "all"
        parts = re.split(r"[,，;；、\n]+", as_text(given))
        return ",".join(sorted({leading_code(part.strip()) for part in parts if part.strip()}))

    def show(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str:
        """Show the names, or the code where no name is known."""
        if value == "all":
            return "全部"
        return "、".join(names.get(code, code) for code in self.codes(value))

    def excel(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str | None:  # noqa: ARG002
        """Write the codes, which can be read back."""
        return "全部" if value == "all" else str(value or "") or None

    def column_type(self) -> TypeEngine[Any]:
        """Store the joined codes."""
        return text_column(self.max_length)

    def codes(self, value: Value) -> tuple[str, ...]:
        """Return the codes that the value names; 'all' names none in particular."""
        return tuple(part for part in str(value).split(",") if part) if value and value != "all" else ()
