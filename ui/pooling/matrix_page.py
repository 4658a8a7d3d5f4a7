"""The page 统筹级次设置: the matrix of levels by insurance type and year, kept, printed, exported (clause 1.2 (a))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from app.excel.export_listed import ListedColumn, export_listed
from app.pooling.matrix import CATALOG, TYPES
from ui.pooling.matrix_part import MatrixPart
from ui.tools.base import ToolPage
from ui.tools.output import Output, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.desk import Desk

TITLE = "险种统筹级次表"


class MatrixPage(ToolPage):
    """Shows the levels that apply to the region chosen above; who may not change them sees why."""

    reads = frozenset({CATALOG, TYPES, "region"})

    def __init__(self, name: str, *, desk: Desk) -> None:
        super().__init__(name, desk=desk)
        self.part = MatrixPart(desk)
        self.output = Output(
            self, sheet=lambda: Sheet(grid=self.part.grid, title=TITLE, catalog=CATALOG), write=self._writer
        )
        self.answers = self.output.answers
        self.areas = (self.part,)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.part)
        self.setFocusProxy(self.part)
        self.part.told.connect(self.status_message)
        self.part.failed.connect(desk.failed)
        self.part.changed.connect(lambda: desk.tell_changed(CATALOG))
        self.part.model.opened.connect(self.shown)

    def set_context(self, *, fiscal_year: int, region: str, insurance_type: str) -> None:
        """Show the levels round another year, of another region; all types are always shown."""
        super().set_context(fiscal_year=fiscal_year, region=region, insurance_type=insurance_type)
        self.part.show_place(fiscal_year=fiscal_year, region=region)

    def refresh(self) -> None:
        """Read again."""
        self.part.refresh()

    def save(self) -> None:
        """Keep what is being typed."""
        self.part.save()

    def give_up_typing(self) -> bool:
        """Close an open editor and drop what it holds."""
        return self.part.grid.give_up()

    def _writer(self) -> Callable[[Path], str] | None:
        source = self.part.model.source
        if source is None or self.context is None:
            return None
        columns = [ListedColumn(label=one.label, width=one.width) for one in source.columns]
        rows = [row.texts for place in range(len(source.keys)) if (row := source.row(place))]
        line = f"地区：{self.context.region}　年度：{self.context.fiscal_year}"

        def write(path: Path) -> str:
            export_listed(path, title=TITLE, line=line, columns=columns, rows=[tuple(one) for one in rows])
            return f"已导出{TITLE}，共 {len(rows):,} 行：{path}"

        return write
