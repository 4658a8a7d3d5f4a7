"""One cell of a workbook as a field's value, with the damage that workbooks do to numbers and codes found out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal as Exact
from typing import TYPE_CHECKING

from app.fields import Bad, Field, Value
from app.foreign import Cell, Mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.foreign.cells import Position

DAMAGED = 1e15
"""From here on a workbook keeps whole numbers only roughly: fifteen significant digits."""

_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+\d{1,3}")
_PERCENT = ("%", "％")


@dataclass(frozen=True, slots=True)
class Place:
    """A cell's content, what it hides, and its place in the sheet (from 0)."""

    content: Cell
    position: Position
    mark: Mark | None = None

    @property
    def name(self) -> str:
        """Return the cell's name, like 'B7'."""
        return cell_name(*self.position)

    @property
    def text(self) -> str:
        """Return what was given, as text for people."""
        return given_text(self.content)

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was given; spaces are nothing."""
        return self.mark not in {Mark.ERROR, Mark.NOT_CALCULATED} and not self.text.strip()


def place_at(cells: list[Cell], *, row: int, column: int, marks: Mapping[Position, Mark]) -> Place:
    """Return the cell of a row at a column, also beyond the row's end."""
    content = cells[column] if column < len(cells) else None
    return Place(content, (row, column), marks.get((row, column)) if marks else None)


def read_place(one: Field, place: Place, *, percent: bool) -> Value | Bad:
    """Return a field's value for a cell, or what is wrong; `percent` says that the number's unit is %."""
    if place.mark is Mark.ERROR:
        return Bad(place.text, "单元格是公式错误（如 #N/A），请改成数值或文字")
    if place.mark is Mark.NOT_CALCULATED:
        return Bad(place.text, "单元格的公式没有计算结果，请在 Excel 中打开并保存一次，或改成数值")
    content = place.content
    if one.align_right:
        return _number(one, content, percent=percent, shown_percent=place.mark is Mark.PERCENT)
    if one.excel_format == "@" and _is_damaged(content):
        return Bad(
            place.text, f"{one.label}已被 Excel 当成数字，超过 15 位的部分已经丢失；请把该列设为“文本”格式后重新录入"
        )
    return one.read(content)


def _is_damaged(content: Cell) -> bool:
    if isinstance(content, str):
        return _SCIENTIFIC.fullmatch(content.strip()) is not None
    return isinstance(content, float) and abs(content) >= DAMAGED


def _number(one: Field, content: Cell, *, percent: bool, shown_percent: bool) -> Value | Bad:
    text = given_text(content).strip()
    if isinstance(content, float) and shown_percent:
        text = f"{Exact(repr(content)) * 100:f}%"
        content = text
    if text.endswith(_PERCENT) and not percent:
        return Bad(text, f"{one.label}的单位不是百分数，请填普通数字，现为“{text}”")
    if isinstance(content, bool):
        return Bad(text, f"{one.label}应填数字，现为“{text}”")
    return one.read(content)


def given_text(content: Cell) -> str:
    """Return a cell's content as people see it; whole numbers without '.0'."""
    if content is None:
        return ""
    if isinstance(content, bool):
        return "TRUE" if content else "FALSE"
    if isinstance(content, float):
        return str(int(content)) if content.is_integer() and abs(content) < DAMAGED else repr(content)
    return str(content)


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, row and column from 0: (6, 1) is 'B7'."""
    letters = ""
    rest = column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row + 1}"
