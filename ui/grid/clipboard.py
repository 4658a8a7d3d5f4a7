"""Blocks of cells as tab-separated text, by the rules of workbooks (quotes, line breaks in cells). Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|$)')
_PLAIN = re.compile(r"[^\t\n]*")


def to_text(rows: Iterable[Sequence[str]]) -> str:
    """Return a block as text that workbooks paste into cells."""
    return "\n".join("\t".join(_quoted(cell) for cell in row) for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if "\n" in cell or "\t" in cell or cell.startswith('"') else cell


def from_text(text: str) -> list[list[str]]:
    """Return the cells of a pasted block; a line break at the end begins no further row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.removesuffix("\n")
    rows: list[list[str]] = [[]]
    for cell, end in _cells(text):
        rows[-1].append(cell)
        if end == "\n":
            rows.append([])
    return rows


def _cells(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while True:
        quoted = _QUOTED.match(text, place)
        found = quoted or _PLAIN.match(text, place)
        if found is None:
            return
        cell = quoted.group(1).replace('""', '"') if quoted else found.group()
        end = text[found.end() : found.end() + 1]
        yield cell, end
        if not end:
            return
        place = found.end() + 1
