"""Blocks of cells as an HTML table: what Excel, WPS and LibreOffice add to the text, and what they are given. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from html.parser import HTMLParser
from math import isfinite
from typing import TYPE_CHECKING

from app.fields import Editor
from app.fields.number import plain_number
from app.fields.pick import EXCEL_EPOCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.fields import Field

MOST_SPANNED = 10_000
"""Cells that one merged cell may cover; a table that says more is not believed."""
_BREAKS = {"br", "p", "div"}
_HEAD = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type" '
    'content="text/html; charset=utf-8"></head><body><table>'
)


@dataclass(frozen=True, slots=True)
class HtmlCell:
    """What a cell shows, and its number in full ('' where the table does not say one)."""

    text: str
    number: str = ""


class _Table(HTMLParser):
    """Collects the first table; merged cells leave blanks behind, as they do in the text form."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[dict[int, HtmlCell]] = []
        self.is_sound = True
        self.covered: dict[tuple[int, int], bool] = {}
        self._depth = 0
        self._place = -1
        self._text: list[str] = []
        self._number = ""
        self._is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell."""
        if tag == "table":
            self._depth += 1
        elif self._is_over or self._depth != 1:
            return
        elif tag == "tr":
            self._end_cell()
            self.rows.append({})
        elif tag in {"td", "th"} and self.rows:
            self._end_cell()
            self._begin_cell({name: value or "" for name, value in attrs})
        elif tag in _BREAKS and self._place >= 0 and self._text:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a cell or the table."""
        if tag in {"td", "th", "tr"} and self._depth == 1:
            self._end_cell()
        elif tag == "table":
            if self._depth == 1:
                self._end_cell()
            self._depth -= 1
            self._is_over = self._is_over or (self._depth == 0 and bool(self.rows))

    def handle_data(self, data: str) -> None:
        """Take the text of a cell; line breaks in the source mean nothing."""
        if self._place >= 0 and self._depth == 1:
            self._text.append(" ".join(data.split()) if "\n" in data else data)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        down, across = _span(attributes, "rowspan"), _span(attributes, "colspan")
        if down * across > MOST_SPANNED:
            self.is_sound = False
            return
        row, place = len(self.rows) - 1, 0
        while place in self.rows[row] or (row, place) in self.covered:
            place += 1
        if down * across > 1:
            self.covered.update({(row + r, place + c): True for r in range(down) for c in range(across)})
        self._place, self._text = place, []
        self._number = _number(attributes.get("x:num") or attributes.get("sdval") or "")

    def _end_cell(self) -> None:
        if self._place >= 0:
            self.rows[-1][self._place] = HtmlCell("".join(self._text).strip(), self._number)
        self._place = -1


def _span(attributes: dict[str, str], name: str) -> int:
    given = attributes.get(name, "1")
    return int(given) if given.isdecimal() and given.isascii() and len(given) < 6 else 1  # noqa: PLR2004


def _number(given: str) -> str:
    """Return a number in full, with the fifteen digits that workbooks keep; '' where it is none."""
    try:
        found = float(given)
    except ValueError:
        return ""
    return f"{Decimal(f'{found:.15g}'):f}" if isfinite(found) else ""


def read_table(html: str) -> list[list[HtmlCell]]:
    """Return the cells of the first table; [] where there is none, or it is not sound."""
    table = _Table()
    table.feed(html)
    table.close()
    wide = max((max(row, default=-1) for row in table.rows), default=-1) + 1
    wide = max(wide, max((place + 1 for row, place in table.covered if row < len(table.rows)), default=0))
    if not table.is_sound:
        return []
    return [[row.get(place, HtmlCell("")) for place in range(wide)] for row in table.rows]


def write_table(fields: Sequence[Field], *, rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> str:
    """Return a table that workbooks paste with types: codes stay text, numbers and dates are such."""
    opens = [_opening(field) for field in fields]
    lines = ["<tr>" + "".join(f"<th>{escape(text)}</th>" for text in head) + "</tr>"] if head else []
    for row in rows:
        cells = (
            f"{opens[n](text)}{escape(text, quote=False).replace(chr(10), '<br>')}</td>" for n, text in enumerate(row)
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"{_HEAD}{''.join(lines)}</table></body></html>"


def _opening(field: Field) -> Callable[[str], str]:
    """Return what opens a cell: Excel and WPS read `mso-number-format` and `x:num`, LibreOffice the other two."""
    shape = escape(field.excel_format if field.editor in {Editor.NUMBER, Editor.DATE} else "@")
    opening = f"""<td style="mso-number-format:'{_css(shape)}'" sdnum="2052;0;{shape}\""""
    if field.editor not in {Editor.NUMBER, Editor.DATE}:
        return lambda _: f"{opening}>"
    number_of = _plain if field.editor is Editor.NUMBER else _serial

    def number(text: str) -> str:
        found = number_of(text)
        return f'{opening} x:num="{found}" sdval="{found}">' if found else "<td>"

    return number


def _plain(text: str) -> str:
    """Return a number without separators, '' for what is none."""
    plain = plain_number(text)
    return plain if plain.removeprefix("-").replace(".", "", 1).isdecimal() else ""


def _serial(text: str) -> str:
    """Return a day's number in workbooks, '' for what is no date."""
    try:
        return str((date.fromisoformat(text) - EXCEL_EPOCH).days)
    except ValueError:
        return ""


def _css(shape: str) -> str:
    return "".join(letter if letter.isalnum() else f"\\{letter}" for letter in shape)
