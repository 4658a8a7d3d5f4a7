"""What a view does with rows that are not read yet: ask for them as soon as it gets there, and paint empty lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.grid.view import GridView


class ComingRows(QObject):
    """Looks after the rows of a view that are on their way from the store."""

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self._view = view
        # a repaint would ask too, but only after everything that is still to be done before it
        view.verticalScrollBar().valueChanged.connect(lambda _: self.are_here())

    def are_here(self) -> bool:
        """Ask for the rows in view that are not in memory; say whether there is any to be painted."""
        return self._view.grid.ask_for(self._view.visible_rows())

    def paint_empty(self, over: QWidget, place: QRect) -> None:
        """Paint lines without cells: asking for each of some hundred cells would keep the worker from reading them."""
        view, painter = self._view, QPainter(over)
        colours, line = view.palette(), line_colour(view)
        painter.fillRect(place, colours.color(QPalette.ColorRole.Base))
        other = colours.color(QPalette.ColorRole.AlternateBase)
        for row in view.visible_rows():
            top, high = view.rowViewportPosition(row), view.rowHeight(row)
            if row % 2 and view.alternatingRowColors():
                painter.fillRect(0, top, over.width(), high, other)
            painter.fillRect(0, top + high - 1, over.width(), 1, line)
        painter.end()


def line_colour(view: GridView) -> QColor:
    """Return the colour of the lines between cells."""
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    line = view.style().styleHint(QStyle.StyleHint.SH_Table_GridLineColor, option, view)
    return QColor.fromRgb(line & 0xFFFFFFFF)
