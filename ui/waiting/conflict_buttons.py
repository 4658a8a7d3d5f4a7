"""The last column of the conflict list: its choices as small buttons, drawn and pressed without a widget a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.waiting.conflict_words import ABOUT, LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QFontMetrics, QHelpEvent
    from PySide6.QtWidgets import QAbstractItemView

    from app.conflicts import FieldConflict
    from sync.decisions import Choice
    from ui.list_model import ListModel

Index = QModelIndex | QPersistentModelIndex
INSET, GAP, PADDING, ROUND = 3, 4, 8, 4
EDGE = 70
"""How opaque a button's edge is (0 to 255)."""


class ConflictButtons(QStyledItemDelegate):
    """Emits `pressed` with a row and a Choice."""

    pressed = Signal(int, object)

    def __init__(self, model: ListModel, *, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._under: tuple[int, Choice] | None = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell, then its buttons."""
        super().paint(painter, option, index)
        conflict = self._model.item(index.row())
        if conflict is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours: QPalette = option.palette
        edge = QColor(colours.color(QPalette.ColorRole.Text))
        edge.setAlpha(EDGE)
        for choice, label, place in buttons(conflict, cell=option.rect, metrics=option.fontMetrics):
            is_under = self._under == (index.row(), choice)
            painter.setPen(colours.color(QPalette.ColorRole.Link) if is_under else edge)
            painter.setBrush(colours.brush(QPalette.ColorRole.Base))
            painter.drawRoundedRect(place.adjusted(0, 0, -1, -1), ROUND, ROUND)
            painter.setPen(colours.color(QPalette.ColorRole.Link if is_under else QPalette.ColorRole.Text))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, label)
        painter.restore()

    def place_of(self, view: QAbstractItemView, *, index: Index, choice: Choice) -> QRect:
        """Return where a button is in a view; an empty place when the row has no such choice."""
        conflict, cell = self._model.item(index.row()), view.visualRect(index)
        found = buttons(conflict, cell=cell, metrics=view.fontMetrics())
        return next((place for one, _, place in found if one is choice), QRect())

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """Follow the mouse; a click on a button is a choice."""
        if isinstance(event, QMouseEvent):
            choice = self._at(event, option=option, index=index)
            if (
                event.type() == QEvent.Type.MouseButtonRelease
                and event.button() == Qt.MouseButton.LeftButton
                and choice
            ):
                self.pressed.emit(index.row(), choice)
                return True
            self._under = (index.row(), choice) if choice else None
        return super().editorEvent(event, model, option, index)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """Say what the button under the mouse does."""
        from PySide6.QtWidgets import QToolTip  # noqa: PLC0415 - beside its only use

        conflict = self._model.item(index.row())
        for choice, _, place in buttons(conflict, cell=option.rect, metrics=option.fontMetrics):
            if place.contains(event.pos()):
                QToolTip.showText(event.globalPos(), ABOUT[choice], view)
                return True
        return super().helpEvent(event, view, option, index)

    def _at(self, event: QMouseEvent, *, option: QStyleOptionViewItem, index: Index) -> Choice | None:
        found = buttons(self._model.item(index.row()), cell=option.rect, metrics=option.fontMetrics)
        return next((choice for choice, _, place in found if place.contains(event.position().toPoint())), None)


def buttons(
    conflict: FieldConflict | None, *, cell: QRect, metrics: QFontMetrics
) -> Iterator[tuple[Choice, str, QRect]]:
    """Yield the choices of a conflict with their labels and places in its cell."""
    left = cell.left() + GAP
    for choice, label in LABELS[conflict.clash].items() if conflict else ():
        width = metrics.horizontalAdvance(label) + 2 * PADDING
        yield choice, label, QRect(left, cell.top() + INSET, width, cell.height() - 2 * INSET)
        left += width + GAP
