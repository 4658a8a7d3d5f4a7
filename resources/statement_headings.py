"""Reads which headings of the banks' statements mean which column (clause 1.6); the table is meant to be added to.

A further file of the same form, kept by an office beside its data, stands before the one that the product brings.
"""

from __future__ import annotations

import csv
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING

from app.statements.headings import ROLES, Headings
from resources.standard_data import StandardDataError

if TYPE_CHECKING:
    from pathlib import Path

OWN_FILE = "statement_headings.csv"
"""The name of an office's own table in its data folder."""
_COLUMNS = ["field", "heading"]


def read_headings(*, own: Path | None = None) -> Headings:
    """Return the table of known headings, an office's own first; StandardDataError names a line that is no use."""
    content = files("resources").joinpath("statements", "headings.csv").read_bytes()
    found = parse_headings(content, file="headings.csv")
    if own is not None and own.is_file():
        found = [*parse_headings(own.read_bytes(), file=own.name), *found]
    return Headings(found)


def parse_headings(content: bytes, *, file: str) -> list[tuple[str, str]]:
    """Return (field, heading) pairs in the order of the file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise StandardDataError(f"流水表头 {file} 不是 UTF-8 编码，请另存为“CSV UTF-8”格式。") from wrong
    rows = list(csv.reader(StringIO(text, newline="")))
    if not rows or rows[0] != _COLUMNS:
        raise StandardDataError(f"流水表头 {file} 的第 1 行应为“field,heading”，请改正后再试。")
    for number, row in enumerate(rows[1:], 2):
        if row and (len(row) != len(_COLUMNS) or row[0] not in ROLES):
            known = "、".join(ROLES)
            raise StandardDataError(f"流水表头 {file} 第 {number} 行应为“列,表头”，列可写：{known}。")
    return [(row[0], row[1]) for row in rows[1:] if row]
