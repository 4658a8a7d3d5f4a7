"""The frame of the current cell and the fill handle: a corner that is drawn over cells, or double-clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QMouseEvent, QPainter, QPalette, QPen

from ui.grid.reach import with_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QItemSelectionRange

    from ui.grid.source import GridRow
    from ui.grid.view import GridView
    from ui.operations import Operations

FRAME = 2
"""Width of the current cell's frame in pixels."""
SIDE = 7
"""Side of the handle."""
REACH = 3
"""Pixels around the handle that still count."""
SCROLL_EVERY = 50
"""Milliseconds between two steps while the mouse is held outside."""
LOOKED_DOWN = 10_000
"""Rows that a double click looks down for the neighbour's end."""


class Handle(QObject):
    """Draws over a view and takes the mouse where the handle is."""

    def __init__(self, view: GridView, *, operations: Operations) -> None:
        super().__init__(view)
        self._view, self._operations = view, operations
        self._drawn: QRect | None = None
        self._from: QItemSelectionRange | None = None
        self._mouse = QPoint()
        self._rows = self._columns = 0
        self._scroll = QTimer(self, interval=SCROLL_EVERY)
        self._scroll.timeout.connect(self._scroll_on)
        view.viewport().installEventFilter(self)
        view.viewport().setMouseTracking(True)

    # painting

    def paint(self, painter: QPainter) -> None:
        """Draw the current cell's frame, the handle, and what is being drawn over."""
        view = self._view
        # the view's own palette has the style sheet's pale selection colour
        role = QPalette.ColorRole.Highlight if view.hasFocus() or self._from else QPalette.ColorRole.Mid
        colour = QGuiApplication.palette().color(role)
        place = view.visualRect(view.currentIndex())
        if not place.isEmpty():
            painter.setPen(QPen(colour, FRAME))
            painter.drawRect(place.adjusted(1, 1, -1, -1))
        if self._from is not None and (over := self._over()) is not None:
            painter.setPen(QPen(colour, FRAME, Qt.PenStyle.DashLine))
            painter.drawRect(over.adjusted(0, 0, -1, -1))
        corner = self.place()
        if corner is not None:
            painter.fillRect(corner.adjusted(-1, -1, 1, 1), QColor(view.palette().color(QPalette.ColorRole.Base)))
            painter.fillRect(corner, colour)

    def place(self) -> QRect | None:
        """Return where the handle is; none with several parts selected, or where nothing may be edited."""
        parts = self._view.selected_parts()
        if len(parts) != 1 or self._view.opener.editor is not None:
            return None
        part = parts[0]
        if not any(self._view.grid.columns[n].editable for n in range(part.left(), part.right() + 1)):
            return None
        room = self._rect(part)
        return QRect(room.right() - SIDE + 2, room.bottom() - SIDE + 2, SIDE, SIDE)

    def _rect(self, part: QItemSelectionRange) -> QRect:
        model = self._view.grid
        columns = [n for n in self._view.columns_in_sight() if part.left() <= n <= part.right()] or [part.left()]
        first = self._view.visualRect(model.index(part.top(), columns[0]))
        return first.united(self._view.visualRect(model.index(part.bottom(), columns[-1])))

    def _over(self) -> QRect | None:
        """Return the rectangle that the fill would write."""
        part = self._from
        if part is None or not (self._rows or self._columns):
            return None
        model, order = self._view.grid, self._view.columns_in_sight()
        columns = [n for n in order if part.left() <= n <= part.right()]
        top, bottom, left, right = part.top(), part.bottom(), order.index(columns[0]), order.index(columns[-1])
        if self._rows:
            top, bottom = (bottom + 1, bottom + self._rows) if self._rows > 0 else (top + self._rows, top - 1)
        else:
            left, right = (right + 1, right + self._columns) if self._columns > 0 else (left + self._columns, left - 1)
        first = self._view.visualRect(model.index(top, order[left]))
        return first.united(self._view.visualRect(model.index(bottom, order[right])))

    # the mouse

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the mouse while it is on the handle or draws it."""
        if not isinstance(event, QMouseEvent):
            return super().eventFilter(watched, event)
        at, kind = event.position().toPoint(), event.type()
        if kind == QEvent.Type.MouseMove and self._from is not None:
            self._follow(at)
            return True
        if kind == QEvent.Type.MouseButtonRelease and self._from is not None:
            self._let_go(other=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
            return True
        is_on = self._is_on(at)
        if kind == QEvent.Type.MouseMove and not event.buttons():
            self._view.viewport().setCursor(Qt.CursorShape.CrossCursor if is_on else Qt.CursorShape.ArrowCursor)
        if event.button() == Qt.MouseButton.LeftButton and is_on:
            if kind == QEvent.Type.MouseButtonPress:
                self._from, self._mouse = self._view.selected_parts()[0], at
                return True
            if kind == QEvent.Type.MouseButtonDblClick:
                self.fill_to_neighbours_end()
                return True
        return super().eventFilter(watched, event)

    def _is_on(self, at: QPoint) -> bool:
        place = self.place()
        return place is not None and place.adjusted(-REACH, -REACH, REACH, REACH).contains(at)

    def _follow(self, at: QPoint) -> None:
        """Draw down or across, whichever is farther."""
        part = self._from
        if part is None:
            return
        self._mouse = at
        inside = self._view.viewport().rect()
        if inside.contains(at):
            self._scroll.stop()
        elif not self._scroll.isActive():
            self._scroll.start()
        held = QPoint(min(max(at.x(), 0), inside.right()), min(max(at.y(), 0), inside.bottom()))
        row, order = self._view.rowAt(held.y()), self._view.columns_in_sight()
        row = row if row >= 0 else self._view.grid.rowCount() - 1
        column = self._view.columnAt(held.x())
        place = order.index(column) if column in order else len(order) - 1
        places = [n for n, one in enumerate(order) if part.left() <= one <= part.right()]
        down = max(row - part.bottom(), 0) or min(row - part.top(), 0)
        across = max(place - places[-1], 0) or min(place - places[0], 0)
        room = self._rect(part)
        far_down = max(at.y() - room.bottom(), room.top() - at.y(), 0)
        far_across = max(at.x() - room.right(), room.left() - at.x(), 0)
        self._rows, self._columns = (down, 0) if far_down >= far_across else (0, across)
        self._view.viewport().update()

    def _scroll_on(self) -> None:
        inside = self._view.viewport().rect()
        for bar, over in (
            (self._view.verticalScrollBar(), (self._mouse.y() > inside.bottom()) - (self._mouse.y() < 0)),
            (self._view.horizontalScrollBar(), (self._mouse.x() > inside.right()) - (self._mouse.x() < 0)),
        ):
            bar.setValue(bar.value() + over * bar.singleStep())
        self._follow(self._mouse)

    def _let_go(self, *, other: bool) -> None:
        part, rows, columns = self._from, self._rows, self._columns
        self._from, self._rows, self._columns = None, 0, 0
        self._scroll.stop()
        self._view.viewport().update()
        if part is not None and (rows or columns):
            self._view.fill.over(part, rows=rows, columns=columns, other=other)
            self._view.select_more(part, rows=rows, columns=columns)

    def fill_to_neighbours_end(self) -> None:
        """Fill down as far as the column to the left (or right) is filled, as a double click on the handle does."""
        self._from = None
        parts, order = self._view.selected_parts(), self._view.columns_in_sight()
        if len(parts) != 1:
            return
        part = parts[0]
        places = [n for n, one in enumerate(order) if part.left() <= one <= part.right()]
        beside = [order[n] for n in (places[0] - 1, places[-1] + 1) if 0 <= n < len(order)]
        positions = range(part.bottom() + 1, min(part.bottom() + 1 + LOOKED_DOWN, self._view.grid.rowCount()))

        def then(rows: Sequence[GridRow]) -> None:
            for column in beside:
                count = next((n for n, row in enumerate(rows) if not row.texts[column]), len(rows))
                if count:
                    self._view.fill.over(part, rows=count)
                    self._view.select_more(part, rows=count, columns=0)
                    return
            self._view.explained.emit("旁边的列在下面没有内容，不知道填充到哪里，请拖动填充柄")

        with_rows(self._view, operations=self._operations, positions=positions, then=then, label="查找边界")
