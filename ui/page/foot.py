"""The line below a grid: how many rows, what the selection adds up to, what was not kept, what the colours mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from ui.elided_label import ElidedLabel
from ui.grid.adding import adding
from ui.grid.legend import Legend
from ui.grid.row_source import RowSource
from ui.grid.selection_sum import Sum, add_up
from ui.grid.unit_choice import UnitChoice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QItemSelectionRange

    from app.store import Store
    from ui.grid.adding import Part
    from ui.grid.model import GridModel
    from ui.grid.seeing import Seeing
    from ui.grid.view import GridView
    from ui.operations import Operations

WAIT = 120
"""Milliseconds that a selection rests before it is added up."""
HEIGHT = 28
FEW = 2_000
"""Rows of a selection that are added up at once, if they are in memory; of more the store does it."""


class PageFoot(QFrame):
    """Emits `refused_pressed` when the person wants to see what was not kept."""

    refused_pressed = Signal()

    def __init__(
        self, view: GridView, *, operations: Operations, store: Store, seeing: Seeing, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._view, self._grid, self._operations = view, view.grid, operations
        self._count, self._sum, self._refused = QLabel(), ElidedLabel(), QToolButton()
        self._unit = UnitChoice(seeing)
        self._count.setProperty("role", "quiet")
        self._refused.setToolTip("转到第一处没有保存的录入")
        self._refused.clicked.connect(self.refused_pressed)
        self._refused.setProperty("tone", "bad")
        self._refused.hide()
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(16)
        for part in (self._count, self._refused, self._sum):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self._unit)
        self.legend = Legend()
        row.addWidget(self.legend)
        self._soon = QTimer(self, singleShot=True, interval=WAIT)
        self._soon.timeout.connect(self._add_up)
        view.selectionModel().selectionChanged.connect(lambda *_: self._soon.start())
        self._grid.dataChanged.connect(lambda *_: self._soon.start())
        self._grid.counted.connect(self._show_count)
        self._grid.counted.connect(lambda *_: self._soon.start())
        self._grid.saved.connect(lambda _: self.show_refused(self._grid))

    @property
    def sum_text(self) -> str:
        """Return what is said of the selection."""
        return self._sum.text()

    @property
    def count_text(self) -> str:
        """Return what is said of the rows."""
        return self._count.text()

    def show_refused(self, grid: GridModel) -> None:
        """Say how many cells were not kept."""
        count = grid.refused_count
        self._refused.setText(f"{count} 处录入没有保存")
        self._refused.setVisible(bool(count))

    def _show_count(self, count: int, is_complete: bool) -> None:  # noqa: FBT001 - a signal's argument
        source = self._grid.source
        if source is not None and source.folds is not None:
            groups, rows = len(source.folds.woven.heads), len(source.folds.woven.rids)
            self._count.setText(f"共 {rows:,} 行 {groups:,} 组" if is_complete else f"已读取 {rows:,} 行…")
        else:
            self._count.setText(f"共 {count:,} 行" if is_complete else f"已读取 {count:,} 行…")

    def _add_up(self) -> None:
        parts, source = self._view.selected_parts(), self._grid.source
        cells = sum(part.width() * part.height() for part in parts)
        if cells < 2 or source is None:  # noqa: PLR2004 - one cell says itself what it is
            self._sum.clear()
            return
        self._show_sum(cells, Sum())
        count = sum(part.height() for part in parts)
        chosen = [(range(part.top(), part.bottom() + 1), self._adding_up(part)) for part in parts]
        wanted = [(rows, columns) for rows, columns in chosen if columns]
        places: dict[int, list[int]] = {}
        if count <= FEW:
            for rows, columns in wanted:
                for row in rows:
                    places.setdefault(row, []).extend(columns)
        known = [found for position in places if (found := self._grid.row_at(position))]
        if count <= FEW and len(known) == len(places):
            self._show_sum(cells, add_up(source, rows=known, columns=list(places.values())))
        elif wanted and isinstance(source, RowSource) and not self._grid.is_finding:
            self._add_up_by_store(source, parts=wanted, cells=cells)

    def _adding_up(self, part: QItemSelectionRange) -> tuple[int, ...]:
        columns = self._grid.columns
        return tuple(place for place in range(part.left(), part.right() + 1) if columns[place].adds_up)

    def _add_up_by_store(self, source: RowSource, *, parts: Sequence[Part], cells: int) -> None:
        def done(total: Sum) -> None:
            if source is self._grid.source:
                self._show_sum(cells, total)

        self._operations.run(
            adding(source, store=self._store, parts=parts),
            done=done,
            failed=self._grid.failed.emit,
            owner=self,
            key="sum",
            lane="side",
            label="合计",
        )

    def _show_sum(self, cells: int, total: Sum) -> None:
        self._sum.setText("　".join([f"选中 {cells:,} 格", *total.words()]))
