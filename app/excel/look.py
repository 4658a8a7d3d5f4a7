"""How our workbooks look: fonts, fills and borders, made once a workbook and asked for by purpose."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, TypeAlias

FONT = {"font_name": "微软雅黑", "font_size": 10}

Format: TypeAlias = Any
Worksheet: TypeAlias = Any
Workbook: TypeAlias = Any
"""The library ships no types; these names at least say what is meant."""

YEAR_FORMAT = "0"
_LINE = {"border": 1, "border_color": "#C9CED6"}


class Shade(IntEnum):
    """What the colour of a cell says."""

    PLAIN = 0
    LOCKED = 1
    WRONG = 2
    GROUP = 3


_FILLS = {Shade.PLAIN: "", Shade.LOCKED: "#EDEDED", Shade.WRONG: "#FFD9D6", Shade.GROUP: "#DCE6F2"}


class Look:
    """The formats of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._cells: dict[tuple[str, Shade], Format] = {}
        self.title = workbook.add_format({**FONT, "font_size": 15, "bold": True})
        self.line = workbook.add_format({**FONT, "font_color": "#5A6472"})
        self.head = self._heading("#E6ECF5")
        self.head_required = self._heading("#BFD3EE")

    def _heading(self, fill: str) -> Format:
        shape = {"bold": True, "bg_color": fill, "align": "center", "valign": "vcenter", "text_wrap": True}
        return self._workbook.add_format({**FONT, **_LINE, **shape})

    def cell(self, number_format: str, shade: Shade = Shade.PLAIN) -> Format:
        """Return the format of a cell: a number format on a shade."""
        key = (number_format, shade)
        if key not in self._cells:
            shape: dict[str, object] = {**FONT, **_LINE, "num_format": number_format, "valign": "vcenter"}
            if number_format.startswith(("#", YEAR_FORMAT)):
                shape["align"] = "center" if number_format == YEAR_FORMAT else "right"
            if _FILLS[shade]:
                shape["bg_color"] = _FILLS[shade]
            if shade is Shade.GROUP:
                shape["bold"] = True
            self._cells[key] = self._workbook.add_format(shape)
        return self._cells[key]
