"""What the buttons do to whole rows: delete, enable, disable; one action each, asked of the worker (clause 2)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.commands import delete_rows, set_enabled
from app.statements.marks import MARK, UNMARK, mark_lines
from ui.dialogs.message import ask
from ui.uses.asking import UseQuestion
from ui.uses.dialog import DELETE, DISABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.catalog import Catalog
    from app.unit_of_work import Outcome
    from ui.desk import Desk
    from ui.grid.source import GridRow
    from ui.grid.view import GridView
    from ui.operations import Progress

MOST_ROWS = 20_000
"""Rows of one action."""


class RowActions(QObject):
    """Works on the selection of a view."""

    told = Signal(str)
    """What became of an action."""
    written = Signal()
    """Rows were written."""
    failed = Signal(object)
    """A ShebaoError."""

    def __init__(self, view: GridView, *, catalog: Catalog, desk: Desk) -> None:
        super().__init__(view)
        self._view, self._catalog, self._desk = view, catalog, desk
        self.uses = UseQuestion(view, catalog=catalog, desk=desk)

    def delete(self) -> None:
        """Delete the selected rows, after a question; what is in use is shown with it."""
        cells = self._selected_cells()
        if not cells:
            self.told.emit("请先选中要删除的行；分组行由下面的行计算得出，不能删除")
            return
        self._look(cells, word=DELETE, unused=self._ask_delete)

    def enable(self, *, enabled: bool) -> None:
        """Enable or disable the selected rows; before what is in use is disabled, it is shown."""
        cells = self._selected_cells()
        if enabled:
            self._run(cells, act=lambda ids: self._switch(ids, enabled=True), word="启用")
        else:
            self._look(cells, word=DISABLE, unused=lambda ids: self._do(DISABLE, ids))

    def mark(self, *, reconciled: bool) -> None:
        """Mark the selected statement lines as reconciled, or take the marks off."""
        store, user, today = self._desk.store, self._desk.user, datetime.now(UTC).astimezone().date()
        self._run(
            self._selected_cells(),
            act=lambda ids: mark_lines(store, user=user, row_ids=ids, on=today, reconciled=reconciled),
            word=MARK if reconciled else UNMARK,
        )

    def selected_ids(self, *, states: Sequence[int]) -> list[str]:
        """Return the stored rows behind the selected cells that are in memory and in one of `states`."""
        grid = self._view.grid
        found: dict[str, None] = {}
        for position, columns in self._selected_cells().items():
            row = grid.row_at(position)
            for column in columns if row else ():
                if row and row.states[column] in states and row.id_at(column):
                    found[row.id_at(column)] = None
        return list(found)

    def _ask_delete(self, ids: Sequence[str]) -> None:
        text = f"将删除选中的 {len(ids):,} 行{self._catalog.label}。\n删除后可以撤销（Ctrl+Z），重启程序后也可以。"
        ask(self._view, title=DELETE, text=text, yes=DELETE, do=lambda: self._do(DELETE, ids))

    def _do(self, word: str, ids: Sequence[str]) -> None:
        self._act(lambda _: self._drop(ids) if word == DELETE else self._switch(ids, enabled=False), word=word)

    def _drop(self, ids: Sequence[str]) -> Outcome:
        return delete_rows(self._desk.store, user=self._desk.user, catalog=self._catalog, row_ids=ids)

    def _switch(self, ids: Sequence[str], *, enabled: bool) -> Outcome:
        desk = self._desk
        return set_enabled(desk.store, user=desk.user, catalog=self._catalog, row_ids=ids, enabled=enabled)

    def _look(self, cells: dict[int, list[int]], *, word: str, unused: Callable[[Sequence[str]], None]) -> None:
        ids = self._reading(cells, word=word)
        if ids:
            self.uses.ask(ids, word=word, do=self._do, unused=unused, failed=self.failed.emit)

    def _selected_cells(self) -> dict[int, list[int]]:
        """Return the selected columns by row."""
        found: dict[int, list[int]] = {}
        for part in self._view.selected_parts():
            for row in range(part.top(), part.bottom() + 1):
                found.setdefault(row, []).extend(range(part.left(), part.right() + 1))
        folding = self._view.folding
        if folding.folds is not None:
            found = {row: columns for row, columns in found.items() if not folding.is_head(row)}
        return dict(sorted(found.items()))

    def _run(self, cells: dict[int, list[int]], *, act: Callable[[Sequence[str]], Outcome], word: str) -> None:
        ids = self._reading(cells, word=word)
        if ids:
            self._act(lambda progress: act(ids(progress)), word=word)

    def _reading(self, cells: dict[int, list[int]], *, word: str) -> Callable[[Progress], list[str]] | None:
        """Return how to find the stored rows behind these cells; None where there is nothing to be done."""
        source = self._view.grid.source
        if source is None or not cells:
            return None
        if len(cells) > MOST_ROWS:
            self.told.emit(f"一次最多{word} {MOST_ROWS:,} 行，现选中 {len(cells):,} 行，请分几次办理")
            return None
        reading = source.reading(cells)

        def find(progress: Progress) -> list[str]:
            rows: list[GridRow] = reading(progress)
            columns = list(cells.values())
            ids = {row.id_at(column): None for row, places in zip(rows, columns, strict=False) for column in places}
            return [row_id for row_id in ids if row_id]

        return find

    def _act(self, work: Callable[[Progress], Outcome], *, word: str) -> None:
        self._desk.operations.run(
            work,
            done=lambda outcome: self._done(outcome, word=word),
            failed=self.failed.emit,
            owner=self,
            label=f"{word}行",
        )

    def _done(self, outcome: Outcome, *, word: str) -> None:
        if outcome.refusals:
            self.told.emit(f"没有{word}：{outcome.sentence}")
            return
        self.told.emit(f"已{word} {len(outcome.written):,} 行，待同步上传")
        self.written.emit()
