"""Editors for codes of other catalogs: one code from a searched list, or several ticked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, QTimer

from app.fields import Bad, Reference
from ui.editors.pick import VALUE, PickEditor
from ui.page.offers import MOST

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QStandardItem
    from PySide6.QtWidgets import QWidget

    from ui.page.offers import Offers

WAIT = 200
"""Milliseconds without typing before the store is asked."""
ALL = "all"


class ReferenceEditor(PickEditor):
    """One code; the list is looked up by the worker while the person types."""

    def __init__(self, field: Reference, offers: Offers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._offers = offers
        self._words = ""
        self._soon = QTimer(self, singleShot=True, interval=WAIT)
        self._soon.timeout.connect(self._ask)

    def search(self, words: str) -> None:
        """Ask once typing pauses; at once for the whole list."""
        self._words, self.is_asking = words, True
        if words:
            self._soon.start()
        else:
            self._ask()

    def _ask(self) -> None:
        self._offers.ask(self._field, search=self._words, done=self._found, owner=self)

    def _found(self, rows: list[tuple[str, str]]) -> None:
        if not self.is_asking:
            return
        more = f"只列出前 {MOST} 项，请多录入几个字" if len(rows) > MOST else ""
        self.show_rows(self.listed(rows[:MOST]), more=more)

    def listed(self, rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return what is listed for the rows found."""
        return [(code, f"{code} {name}") for code, name in rows]


class ReferencesEditor(ReferenceEditor):
    """Several codes: Space or a click ticks a row; the line above searches."""

    def __init__(self, field: Reference, offers: Offers, parent: QWidget | None = None) -> None:
        super().__init__(field, offers, parent)
        self._codes: list[str] = []

    def begin(self, text: str) -> None:
        """Start from codes as the field writes them."""
        value = self._field.read(text)
        self._codes = [] if isinstance(value, Bad) or not value else str(value).split(",")
        super().begin("")
        self._tell()

    def typed(self) -> str:
        """Return the ticked codes; a text that found nothing is left to the field."""
        if self.text().strip() and not self._found_any():
            return self.text()
        return "全部" if ALL in self._codes else ",".join(self._codes)

    def choose(self) -> None:
        """Tick the highlighted row when one was searched for, and close the list."""
        index = self._list.currentIndex()
        if self.text().strip() and index.isValid() and index.data(VALUE) not in (None, *self._codes):
            self._toggle(index)
        if self._found_any():
            self.clear()
        self.fold()

    def listed(self, rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """List 全部 first, unless something is searched for."""
        return [*([] if self._words else [(ALL, "全部")]), *super().listed(rows)]

    def row_item(self, value: str, text: str) -> QStandardItem:
        """Return an item with a tick."""
        item = super().row_item(value, text)
        item.setCheckable(True)
        item.setCheckState(Qt.CheckState.Checked if value in self._codes else Qt.CheckState.Unchecked)
        return item

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick with the space bar."""
        if event.key() == Qt.Key.Key_Space and self.is_open and self._list.currentIndex().isValid():
            self._toggle(self._list.currentIndex())
            return
        super().keyPressEvent(event)

    def _clicked(self, index: QModelIndex) -> None:
        self._toggle(index)

    def _found_any(self) -> bool:
        return self._rows.rowCount() > 0 and self._rows.item(0).data(VALUE) is not None

    def _toggle(self, index: QModelIndex) -> None:
        value = index.data(VALUE)
        if value is None:
            return
        if value in self._codes:
            self._codes.remove(value)
        elif value == ALL:
            self._codes = [ALL]
        else:
            self._codes = sorted({*self._codes, str(value)} - {ALL})
        for row in range(self._rows.rowCount()):
            item = self._rows.item(row)
            if item.isCheckable():
                item.setCheckState(
                    Qt.CheckState.Checked if item.data(VALUE) in self._codes else Qt.CheckState.Unchecked
                )
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        """Say what is ticked where nothing is searched for."""
        self.setPlaceholderText("全部" if ALL in self._codes else "、".join(self._codes) or "空格键勾选")
