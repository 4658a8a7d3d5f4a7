"""Several of a list: Space or a click ticks a row, the line above searches; words of a field, or rows of a catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.fields import Bad
from app.spelling import matches
from ui.editors.pick import VALUE, PickEditor

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QKeyEvent, QStandardItem
    from PySide6.QtWidgets import QWidget

    from app.fields import Choices


class TickEditor(PickEditor):
    """A line with a list of ticks; `ticked` are the values, in the order in which `in_order` puts them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ticked: list[str] = []

    def in_order(self, values: Collection[str]) -> list[str]:
        """Return values as they are written one after another."""
        return sorted(values)

    def told(self) -> str:
        """Return the ticked values as a person reads them."""
        return "、".join(self.ticked)

    def start_from(self, values: Collection[str]) -> None:
        """Begin with these ticked and nothing searched for."""
        self.ticked = self.in_order(values)
        super().begin("")
        self._tell()

    def choose(self) -> None:
        """Tick the highlighted row when one was searched for, and close the list."""
        index = self._list.currentIndex()
        if self.text().strip() and index.isValid() and index.data(VALUE) not in (None, *self.ticked):
            self._toggle(index)
        if self.found_any():
            self.clear()
        self.fold()

    def row_item(self, value: str, text: str) -> QStandardItem:
        """Return an item with a tick."""
        item = super().row_item(value, text)
        item.setCheckable(True)
        item.setCheckState(Qt.CheckState.Checked if value in self.ticked else Qt.CheckState.Unchecked)
        return item

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick with the space bar."""
        if event.key() == Qt.Key.Key_Space and self.is_open and self._list.currentIndex().isValid():
            self._toggle(self._list.currentIndex())
            return
        super().keyPressEvent(event)

    def found_any(self) -> bool:
        """Say whether the list has something to tick."""
        return self._rows.rowCount() > 0 and self._rows.item(0).data(VALUE) is not None

    def turn(self, value: str) -> list[str]:
        """Return what is ticked after one value was turned."""
        kept = {*self.ticked} ^ {value}
        return self.in_order(kept)

    def _clicked(self, index: QModelIndex) -> None:
        self._toggle(index)

    def _toggle(self, index: QModelIndex) -> None:
        if index.data(VALUE) is None:
            return
        self.ticked = self.turn(str(index.data(VALUE)))
        for row in range(self._rows.rowCount()):
            item = self._rows.item(row)
            if item.isCheckable():
                is_on = item.data(VALUE) in self.ticked
                item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        """Say what is ticked where nothing is searched for."""
        self.setPlaceholderText(self.told() or "空格键勾选")


class ChoicesEditor(TickEditor):
    """Several of a field's fixed words."""

    def __init__(self, field: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field

    def begin(self, text: str) -> None:
        """Start from words as the field writes them."""
        value = self._field.read(text)
        self.start_from(() if isinstance(value, Bad) else self._field.words(value))

    def in_order(self, values: Collection[str]) -> list[str]:
        """Return words in the order of the field's list."""
        return list(self._field.words(self._field.join(list(values))))

    def typed(self) -> str:
        """Return the ticked words; a text that found nothing is left to the field, beside them."""
        found = self.text().strip()
        return self._field.join([*self.ticked, found] if found and not self.found_any() else self.ticked)

    def search(self, words: str) -> None:
        """List the words found, also by Pinyin initials; ticked ones that the list lacks stand at its end."""
        options = [*self._field.options, *(one for one in self.ticked if one not in self._field.options)]
        self.show_rows([(one, one) for one in options if matches(words, texts=[], names=[one])])
