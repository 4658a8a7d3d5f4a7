"""Keeps what is typed, pasted or filled into a grid, as one action each; refused text stays, with its reason."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QTimer

from ui.grid.source import Saved, Typed, place_of
from ui.grid.typed_cells import Block, CellKey, TypedCell, TypedCells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.errors import ShebaoError
    from ui.grid.model import GridModel
    from ui.grid.source import GridSource
    from ui.operations import Operations, Progress

FEW = 500
"""Cells that are compared one by one with what they have; more go to the worker as they are."""


class Keeping:
    """The writing side of a grid model."""

    def __init__(self, model: GridModel, *, operations: Operations) -> None:
        self._model = model
        self._operations = operations
        self._typed = TypedCells()

    def typed_at(self, row: int, column: int) -> TypedCell | None:
        """Return what was typed into a cell and is not in the store."""
        source = self._model.source
        if not self._typed.has_any or source is None:
            return None
        found = self._typed.get(self._key(source, row, column))
        if found and found.is_old and self._is_stored(found, row, column):
            self._typed.discard(self._key(source, row, column))
            QTimer.singleShot(0, self._model, lambda: self._model.saved.emit(Saved()))  # this may be asked in a paint
            return None
        return None if found and not found.reason and self._is_locked(row, column) else found

    def set_cells(self, cells: Iterable[tuple[int, int, str]], *, verb: str = "") -> bool:
        """Keep typed text, (row, column, text) each, as one action; return False when nothing is different.

        `verb`: the word for the action, '' for typing.
        """
        source, given = self._model.source, list(cells)
        if source is None:
            return False
        if len(given) > FEW:
            texts = {(row, column): text for row, column, text in given}
            rows, columns = sorted({row for row, _ in texts}), sorted({column for _, column in texts})
            return self.keep_block(rows, columns, text_at=lambda row, column: texts.get((row, column)), verb=verb)
        wanted = [cell for cell in given if self._is_news(*cell)]
        if not wanted:
            return False
        typed = [
            Typed(key=source.keys[row], column=source.columns[column].name, text=text) for row, column, text in wanted
        ]
        serials = [
            0 if self._is_locked(row, column) else self._typed.put(self._key(source, row, column), text)
            for row, column, text in wanted
        ]
        rows = [row for row, _, _ in wanted]
        self._model.show_changed(min(rows), max(rows))
        self._operations.run(
            source.writing(typed, verb=verb),
            done=partial(self._kept, source, typed, serials, verb),
            failed=partial(self._not_kept, source, typed, serials),
            owner=self._model,
            label="保存录入",
        )
        return True

    def keep_block(
        self, rows: Sequence[int], columns: Sequence[int], *, text_at: Callable[[int, int], str | None], verb: str = ""
    ) -> bool:
        """Keep a block as one action: `text_at(row, column)` for positions of rows and columns, None where not meant.

        Nothing is done cell by cell on the GUI thread, so that ten thousand cells do not hold the window up.
        """
        source = self._model.source
        if source is None or not rows or not columns:
            return False
        block = Block(
            place=source.place,
            rows={source.keys[row]: row for row in rows},
            columns={source.columns[column].name: column for column in columns},
            text_at=text_at,
        )
        serial = self._typed.put_block(block)
        self._model.show_changed(min(rows), max(rows))

        def work(progress: Progress) -> tuple[list[Typed], Saved]:
            cells = block.cells()
            return cells, source.writing(cells, verb=verb)(progress)

        self._operations.run(
            work,
            done=lambda answer: self._block_kept(source, serial, *answer, verb=verb),
            failed=partial(self._block_not_kept, block, serial),
            owner=self._model,
            label="保存录入",
        )
        return True

    def take_back(self, row: int, column: int) -> None:
        """Let go of what was typed into a cell and refused; the stored value shows again."""
        if self._model.source is not None:
            self._typed.discard(self._key(self._model.source, row, column))
            self._model.show_changed(row, row)
            self._model.saved.emit(Saved())

    @property
    def refused_count(self) -> int:
        """Count the cells whose text was refused, on all sources."""
        return sum(1 for _ in self._typed.refused())

    @property
    def is_keeping(self) -> bool:
        """Say whether typed text is still on its way to the store."""
        return self._typed.is_keeping

    def first_refused(self) -> QModelIndex:
        """Return the first refused cell of the source on screen (invalid: there is none)."""
        source = self._model.source
        for (place, key, name), _ in self._typed.refused():
            row = place_of(source.keys, key) if source and place == source.place else -1
            if row >= 0:
                return self._model.index(row, next(n for n, one in enumerate(self._model.columns) if one.name == name))
        return QModelIndex()

    def unsaved(self) -> list[tuple[CellKey, TypedCell]]:
        """Return what waits cell by cell, refused or on its way, on all sources."""
        return list(self._typed.single())

    def bring_back(self, cells: Iterable[tuple[CellKey, str, str]]) -> None:
        """Show texts that waited when the program ended, (cell, text, reason) each."""
        for key, text, reason in cells:
            self._typed.bring_back(key, text=text, reason=reason)
        self._model.show_changed(0, self._model.rowCount() - 1)
        self._model.saved.emit(Saved())

    def _is_stored(self, cell: TypedCell, row: int, column: int) -> bool:
        """Say whether the store has what was on its way when the program ended."""
        source, found = self._model.source, self._model.row_at(row)
        if source is None or found is None:
            return False
        return _bare(cell.text) == _bare(source.edit_text(found, column))

    def _is_news(self, row: int, column: int, text: str) -> bool:
        """Say whether a text differs from what the cell has; retyping the stored value takes a refused one back."""
        source = self._model.source
        if source is None or row >= self._model.rowCount() or column >= len(self._model.columns):
            return False
        typed, found = self.typed_at(row, column), self._model.row_at(row)
        same = found is not None and text == source.edit_text(found, column)
        if typed and typed.reason and same:
            self.take_back(row, column)
            return False
        return bool(typed) or not same

    def _is_locked(self, row: int, column: int) -> bool:
        found = self._model.row_at(row)
        return bool(found and found.locks[column])

    def _kept(
        self, source: GridSource, typed: Sequence[Typed], serials: Sequence[int], verb: str, saved: Saved
    ) -> None:
        for place, (cell, serial) in enumerate(zip(typed, serials, strict=True)):
            key = (source.place, cell.key, cell.column)
            if place in saved.refused:
                self._typed.refuse(key, serial=serial, reason=saved.refused[place])
            else:
                self._typed.settle(key, serial=serial)
        self._show(source, saved, verb=verb)

    def _block_kept(self, source: GridSource, serial: int, cells: Sequence[Typed], saved: Saved, *, verb: str) -> None:
        refused: dict[CellKey, tuple[str, str]] = {}
        for place, reason in saved.refused.items():
            cell = cells[place]
            refused[source.place, cell.key, cell.column] = (cell.text, reason)
        self._typed.settle_block(serial, refused=refused)
        self._show(source, saved, verb=verb)

    def _show(self, source: GridSource, saved: Saved, *, verb: str) -> None:
        saved.verb = verb
        now = self._model.source
        (now if now and now.place == source.place else source).keep(saved.rows)
        self._model.show_changed(0, self._model.rowCount() - 1)
        self._model.saved.emit(saved)
        if saved.is_partial:
            self._model.refresh()

    def _not_kept(self, source: GridSource, typed: Sequence[Typed], serials: Sequence[int], error: ShebaoError) -> None:
        for cell, serial in zip(typed, serials, strict=True):
            self._typed.refuse((source.place, cell.key, cell.column), serial=serial, reason=error.sentence)
        self._fail(error)

    def _block_not_kept(self, block: Block, serial: int, error: ShebaoError) -> None:
        cells = block.cells()
        refused: dict[CellKey, tuple[str, str]] = {
            (block.place, cell.key, cell.column): (cell.text, error.sentence) for cell in cells
        }
        self._typed.settle_block(serial, refused=refused)
        self._fail(error)

    def _fail(self, error: ShebaoError) -> None:
        self._model.show_changed(0, self._model.rowCount() - 1)
        self._model.failed.emit(error)

    @staticmethod
    def _key(source: GridSource, row: int, column: int) -> CellKey:
        return (source.place, source.keys[row], source.columns[column].name)


def _bare(text: str) -> Decimal | str:
    """Return a number however it is written, or the text."""
    plain = text.replace(",", "").strip()
    try:
        return Decimal(plain)
    except InvalidOperation:
        return plain
