"""Text, codes and notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from app.fields.base import Bad, Editor, Field, Value, as_text, code_of_cell, visible
from app.fields.column import text_column

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.types import TypeEngine


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """One line of text of at most `max_length` characters; nothing is the empty string. `spelled`: it is a name."""

    max_length: int = 100
    spelled: bool = False
    empty: ClassVar[Value] = ""
    plain: ClassVar[frozenset[type]] = frozenset({str})

    def read(self, given: object) -> Value | Bad:
        """Trim; line breaks become spaces, NUL characters are refused."""
        text = as_text(given)
        if "\x00" in text:
            return Bad(text.replace("\x00", "␀"), f"{self.label}含有不可见字符，请重新录入")
        return " ".join(text.split()) if "\n" in text or "\r" in text else text

    def receive(self, wire: object) -> Value | Bad:
        """Take a string; null is the empty string."""
        if wire is None:
            return ""
        return wire if isinstance(wire, str) else Bad(str(wire), f"{self.label}应为文字")

    def column_type(self) -> TypeEngine[Any]:
        """Store as VARCHAR."""
        return text_column(self.max_length)

    def check_filled(self, value: Value) -> str | None:
        """Refuse text that is too long."""
        if len(str(value)) > self.max_length:
            return f"{self.label}最多 {self.max_length} 个字，现有 {len(str(value))} 个"
        return None

    def are_fine(self, filled: Collection[Value]) -> bool:
        """Look at the longest one only."""
        return max(map(len, map(str, filled)), default=0) <= self.max_length

    def wire_schema(self) -> dict[str, object]:
        """Describe a string with its length."""
        return {"type": ["string", "null"], "maxLength": self.max_length}

    def search_text(self) -> bool:
        """Free search looks into text."""
        return True

    def is_a_name(self) -> bool:
        """Names are declared so."""
        return self.spelled


@dataclass(frozen=True, kw_only=True)
class Note(Text):
    """Longer text, edited in a larger box."""

    max_length: int = 2000
    width: int = 24
    editor: ClassVar[Editor] = Editor.NOTE

    def read(self, given: object) -> Value | Bad:
        """Keep line breaks."""
        text = as_text(given)
        return Bad(text.replace("\x00", "␀"), f"{self.label}含有不可见字符，请重新录入") if "\x00" in text else text


@dataclass(frozen=True, kw_only=True)
class Code(Text):
    """A code: kept as text so that leading zeros stay; `pattern` is a full-match regular expression."""

    pattern: str = r"[0-9A-Za-z\-]+"
    pattern_words: str = "数字、字母或短横线"
    max_length: int = 20

    def read(self, given: object) -> Value | Bad:
        """Take text or a whole number; a fraction or exponent means the workbook damaged the code."""
        if isinstance(given, float) and not given.is_integer():
            return Bad(str(given), f"{self.label}应为文本格式的代码，请把单元格设为“文本”后重新录入")
        return super().read(given)

    def pasted(self, text: str, *, number: str = "") -> str:
        """Take the number in full where the workbook shows none of it."""
        return code_of_cell(visible(text), number=number)

    def check_filled(self, value: Value) -> str | None:
        """Refuse what does not match the pattern."""
        if re.fullmatch(self.pattern, str(value)) is None:
            return f"{self.label}应由{self.pattern_words}组成，现为“{value}”"
        return super().check_filled(value)

    def are_fine(self, filled: Collection[Value]) -> bool:
        """Match without asking for sentences."""
        return all(map(re.compile(self.pattern).fullmatch, map(str, filled))) and super().are_fine(filled)

    def wire_schema(self) -> dict[str, object]:
        """Describe a string with its pattern."""
        return {**super().wire_schema(), "pattern": f"^(?:{self.pattern})?$"}
