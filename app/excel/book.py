"""The frame of a workbook: worksheets with heading and page setup, and hidden sheets for lists and for its origin."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from app.excel.look import FONT, Look
from app.excel.meta import LIST_SHEET, META_SHEET, WorkbookMeta, meta_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.excel.look import Workbook, Worksheet

TITLE_ROW, LINE_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 2, 3
"""Rows of every worksheet, from 0: title, unit and year, headings, data."""

_LONGEST_TITLE = 31
_NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_A4 = 9


class Book:
    """A workbook in memory: small things are written here, masses of rows are put into the finished file later."""

    def __init__(self, *, title: str) -> None:
        self._out = io.BytesIO()
        options = {"in_memory": True, "default_format_properties": dict(FONT)}
        self.workbook: Workbook = xlsxwriter.Workbook(self._out, options)
        self.workbook.set_properties({"title": title})
        self.look = Look(self.workbook)
        self._lists: dict[tuple[str, ...], str] = {}
        self._titles: set[str] = set()

    def worksheet(self, wanted: str, *, heading: str, line: str) -> tuple[str, Worksheet]:
        """Add a worksheet with title and unit line; return the title it got and the sheet."""
        title = self._free_title(wanted)
        sheet = self.workbook.add_worksheet(title)
        # rows of their own format: the borders of the columns would run through the title
        sheet.set_row(TITLE_ROW, 26, self.look.title)
        sheet.set_row(LINE_ROW, 18, self.look.line)
        sheet.write_string(TITLE_ROW, 0, heading, self.look.title)
        sheet.write_string(LINE_ROW, 0, line, self.look.line)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        return title, sheet

    def _free_title(self, wanted: str) -> str:
        base = " ".join(wanted.translate(_NOT_IN_TITLES).split()) or "数据"
        title, number = base[:_LONGEST_TITLE], 2
        while title.lower() in self._titles:
            tail = f"({number})"
            title, number = base[: _LONGEST_TITLE - len(tail)] + tail, number + 1
        self._titles.add(title.lower())
        return title

    def list_source(self, texts: Sequence[str]) -> str:
        """Keep the texts of a drop-down list on the hidden sheet; return the formula that names them."""
        column = xl_col_to_name(len(self._lists))
        return self._lists.setdefault(tuple(texts), f"='{LIST_SHEET}'!${column}$1:${column}${len(texts)}")

    def finish(self, meta: WorkbookMeta | None) -> bytes:
        """Write the hidden sheets and return the file's content; without `meta` the file says nothing of its origin."""
        lists = self.workbook.add_worksheet(LIST_SHEET)
        for column, texts in enumerate(self._lists):
            lists.write_column(0, column, texts)
        lists.very_hidden()
        if meta is not None:
            about = self.workbook.add_worksheet(META_SHEET)
            for row, (name, text) in enumerate(meta_rows(meta)):
                about.write_string(row, 0, name)
                about.write_string(row, 1, text)
            about.very_hidden()
        self.workbook.close()
        return self._out.getvalue()
