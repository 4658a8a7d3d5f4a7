"""What plain cells hide in an .xlsx: errors, formulas never calculated, and numbers shown as percent.

The bulk reader returns an error cell and an uncalculated formula as empty, which an import would take for "clear this".
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from app.errors import WorkbookError
from app.foreign.cells import Mark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.foreign.cells import Position

_PIECE = 4 * 1024 * 1024
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_STYLE = re.compile(rb'\bs="([0-9]+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b[^>/]*>[^<]*[^<\s]|<(?:\w+:)?t\b")
_BUILT_IN_PERCENT = {"9", "10"}


def find_marks(path: Path) -> dict[str, dict[Position, Mark]]:
    """Return the marks of each worksheet of an .xlsx, by sheet title and position."""
    try:
        with zipfile.ZipFile(path) as archive:
            percent = _percent_styles(archive)
            members = _sheet_members(archive)
            return {title: dict(_marks_of(archive, member, percent=percent)) for title, member in members.items()}
    except (ET.ParseError, KeyError) as error:
        raise WorkbookError(
            "工作簿的目录部分读不出来，可能已经损坏；请用 Excel 打开后另存为 .xlsx 再导入。", code="workbook.damaged"
        ) from error


def _sheet_members(archive: zipfile.ZipFile) -> dict[str, str]:
    present = set(archive.namelist())
    targets = {
        item.get("Id", ""): item.get("Target", "").removeprefix("/xl/").removeprefix("/")
        for item in _tree(archive, "xl/_rels/workbook.xml.rels").iter()
        if item.get("Id")
    }
    members = {}
    for item in _tree(archive, "xl/workbook.xml").iter():
        link = next((value for key, value in item.attrib.items() if key.endswith("}id")), "")
        member = f"xl/{targets.get(link, '')}"
        if item.tag.endswith("}sheet") and member in present:
            members[item.get("name", "")] = member
    return members


def _percent_styles(archive: zipfile.ZipFile) -> set[bytes]:
    if "xl/styles.xml" not in archive.namelist():
        return set()
    root = _tree(archive, "xl/styles.xml")
    percent = set(_BUILT_IN_PERCENT)
    styles: set[bytes] = set()
    for item in root.iter():
        if item.tag.endswith("}numFmt") and "%" in item.get("formatCode", ""):
            percent.add(item.get("numFmtId", ""))
        if item.tag.endswith("}cellXfs"):
            styles |= {str(index).encode() for index, xf in enumerate(item) if xf.get("numFmtId") in percent}
    return styles


def _tree(archive: zipfile.ZipFile, member: str) -> ET.Element:
    return ET.fromstring(archive.read(member))  # noqa: S314 - sizes are checked, and this process is bounded


def _marks_of(archive: zipfile.ZipFile, member: str, *, percent: set[bytes]) -> Iterator[tuple[Position, Mark]]:
    with archive.open(member) as stream:
        rest = b""
        while piece := stream.read(_PIECE):
            rest += piece
            cut = rest.rfind(b"row>") + 4
            if cut > 3:  # noqa: PLR2004 - rfind found something
                yield from _marks_in(rest[:cut], percent=percent)
                rest = rest[cut:]
        yield from _marks_in(rest, percent=percent)


def _marks_in(text: bytes, *, percent: set[bytes]) -> Iterator[tuple[Position, Mark]]:
    if not percent and b't="e"' not in text and _FORMULA.search(text) is None:
        return
    for cell in _CELL.finditer(text):
        mark = _mark_of(cell.group(1), cell.group(2) or b"", percent=percent)
        place = _PLACE.search(cell.group(1)) if mark else None
        if mark and place:
            yield (int(place.group(2)) - 1, column_index(place.group(1).decode())), mark


def _mark_of(attributes: bytes, content: bytes, *, percent: set[bytes]) -> Mark | None:
    if b't="e"' in attributes:
        return Mark.ERROR
    if _VALUE.search(content) is None:
        # a formula that was calculated to an empty text is kept as t="str" without a value
        return Mark.NOT_CALCULATED if _FORMULA.search(content) and b't="str"' not in attributes else None
    style = _STYLE.search(attributes)
    return Mark.PERCENT if style and style.group(1) in percent else None


def column_index(letters: str) -> int:
    """Return the column of 'A', 'B' … 'XFD', from 0."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
