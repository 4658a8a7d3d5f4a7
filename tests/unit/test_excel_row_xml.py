"""The XML of rows: whatever the text, the result is well-formed and says the same."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from app.excel.look import Shade
from app.excel.row_xml import row_blocks

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


def parsed(cells: list[str | float | date | None], *, shade: Shade = Shade.PLAIN) -> ET.Element:
    styles = [[1, 2, 3]] * len(cells)
    content = b"".join(row_blocks([(cells, [shade] * len(cells))], first=4, styles=styles))
    return ET.fromstring(content)  # noqa: S314 - made here


def unescaped(text: str) -> str:
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found.group(1), 16)), text)


@given(TEXT)
def test_any_text_is_said_again(text: str) -> None:
    cell = parsed([text])[0]
    assert cell.attrib == {"r": "A4", "s": "1", "t": "inlineStr"}
    assert unescaped(cell[0][0].text or "") == text


def test_numbers_dates_and_blanks() -> None:
    row = parsed([1.5, date(1900, 3, 1), None, 12], shade=Shade.LOCKED)
    assert [(cell.get("r"), cell.get("s"), cell.findtext("v")) for cell in row] == [
        ("A4", "2", "1.5"),
        ("B4", "2", "61"),
        ("C4", "2", None),
        ("D4", "2", "12"),
    ]
    assert len(parsed([None, "x"])) == 1


def test_days_that_workbooks_miscount_are_text() -> None:
    assert parsed([date(1900, 2, 28)])[0].findtext("is/t") == "1900-02-28"
