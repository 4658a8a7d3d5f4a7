"""The table of a plain list: whole rows are chosen, letters are commands, Enter and a double click open."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView

from ui.look.style import ROW_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from ui.list_model import ListModel

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ShiftModifier)


class ListTable(QTableView):
    """Emits `picked` when the choice of rows changes, `opened` with a row, `keyed` with a letter that was pressed."""

    picked = Signal()
    opened = Signal(int)
    keyed = Signal(str)

    def __init__(self, model: ListModel, *, name: str, letters: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letters = letters
        self.setAccessibleName(name)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setHighlightSections(False)
        for section, column in enumerate(model.face.columns):
            self.setColumnWidth(section, column.width)
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())
        model.modelReset.connect(self.picked)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def rows(self) -> list[int]:
        """Return the chosen rows from top to bottom; quick for a hundred thousand."""
        chosen = self.selectionModel().selection()
        parts = (chosen.at(place) for place in range(chosen.count()))
        spans = {(part.top(), part.bottom()) for part in parts}
        return sorted(set(chain.from_iterable(range(top, bottom + 1) for top, bottom in spans)))

    def choose(self, rows: Iterable[int]) -> None:
        """Choose these rows and no others; the first one comes into view."""
        chosen, model = QItemSelection(), self.model()
        last = model.columnCount() - 1
        wanted = list(rows)
        for row in wanted:
            chosen.select(model.index(row, 0), model.index(row, last))
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if wanted:
            first = model.index(wanted[0], 0)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(first)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take commands; everything else is the table's own."""
        letter = event.text().upper()
        if event.key() in ENTER and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        elif letter and letter in self._letters and event.modifiers() in PLAIN:
            # a key that is held down is one command, not many
            if not event.isAutoRepeat():
                self.keyed.emit(letter)
        else:
            super().keyPressEvent(event)
