"""Rows as SpreadsheetML text (ECMA-376 part 1, 18.3.1.73): the inner loop of every big export."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_col_to_name

from app.excel.look import Shade

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Content = str | float | date | None
"""What a cell may hold."""

StyledRow = tuple["Sequence[Content]", "Sequence[Shade]"]
"""The cells of a row and the shade of each."""

_SPECIAL = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^\s|\s$|\n")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_EPOCH = date(1899, 12, 30).toordinal()
_FIRST_SAFE_DATE = date(1900, 3, 1)
_BLOCK = 2_000


def row_blocks(
    rows: Iterable[StyledRow], *, first: int, styles: Sequence[Sequence[int]], is_outlined: bool = False
) -> Iterator[bytes]:
    """Give the XML of rows in blocks; `first` is the first row's number (from 1), `styles` ids by column and shade.

    `is_outlined`: rows fold below those of the shade GROUP.
    """
    letters = [xl_col_to_name(column) for column in range(len(styles))]
    block: list[str] = []
    for number, (cells, shades) in enumerate(rows, start=first):
        folds = is_outlined and shades[0] != Shade.GROUP
        block.append(f'<row r="{number}" outlineLevel="1">' if folds else f'<row r="{number}">')
        for letter, ids, cell, shade in zip(letters, styles, cells, shades, strict=True):
            if cell is not None:
                block.append(_cell(f"{letter}{number}", ids[shade], cell))
            elif shade:
                block.append(f'<c r="{letter}{number}" s="{ids[shade]}"/>')
        block.append("</row>")
        if number % _BLOCK == 0:
            yield "".join(block).encode()
            block.clear()
    yield "".join(block).encode()


def _cell(place: str, style: int, content: str | float | date) -> str:
    if isinstance(content, str):
        if _SPECIAL.search(content):
            return (
                f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_escape(content)}</t></is></c>'
            )
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t>{content}</t></is></c>'
    if isinstance(content, date):
        # before this day workbooks count a 29 February 1900 that never was
        if content < _FIRST_SAFE_DATE:
            return _cell(place, style, content.isoformat())
        return f'<c r="{place}" s="{style}"><v>{content.toordinal() - _EPOCH}</v></c>'
    return f'<c r="{place}" s="{style}"><v>{content!r}</v></c>'


def _escape(text: str) -> str:
    text = _ESCAPED.sub("_x005F_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _CONTROL.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
