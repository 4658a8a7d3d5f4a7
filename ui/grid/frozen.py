"""The key columns that stay at the left while the others scroll: drawn over the view, which keeps all the work.

The band has neither model nor headers of rows of its own: with a million rows a second view would double them. It
draws its cells with the view's delegate at the places of the view's rows, and lets the mouse through to the view,
which finds and places frozen cells through `column_at` and `left_of`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QRegion
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from ui.grid.coming import line_colour
from ui.grid.header import GridHeader
from ui.look.colours import colours_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.grid.view import GridView

MOST = 0.7
"""The part of the view that frozen columns may take; what does not fit scrolls with the others."""
EDGE = 2
"""Width of the line at the right of the frozen columns."""


class FrozenColumns(QObject):
    """Keeps the columns up to the one called `upto` ('' for none) in place; None takes the key columns."""

    changed = Signal()
    """Another column is the last frozen one."""

    def __init__(self, view: GridView) -> None:
        super().__init__(view)
        self._view = view
        self._upto: str | None = None
        self._lefts: dict[int, int] = {}
        self._is_syncing = False
        self.width = 0
        self.band = FrozenBand(view, frozen=self)
        self.head = FrozenHead(view.grid, arrangement=view.headings.arrangement, parent=view)
        self.head.current_column = lambda: view.currentIndex().column()
        self.head.setModel(view.grid)
        self.head.setAccessibleName("冻结的列标题")
        self._follow()

    def _follow(self) -> None:
        view, main = self._view, self._view.horizontalHeader()
        main.sectionResized.connect(self._resized)
        main.sectionMoved.connect(lambda *_: self.renew())
        self.head.sectionResized.connect(self._resize_main)
        self.head.sectionMoved.connect(self._move_main)
        self.head.sectionPressed.connect(view.selectColumn)
        self.head.sectionHandleDoubleClicked.connect(view.resizeColumnToContents)
        self.head.filter_wanted.connect(view.headings.filter_column)
        view.viewport().installEventFilter(self)
        view.grid.modelReset.connect(self.renew)
        view.grid.dataChanged.connect(self._follow_data)
        view.selectionModel().selectionChanged.connect(lambda *_: self.band.update())
        view.selectionModel().currentChanged.connect(lambda *_: self._show_current())

    # which columns

    @property
    def upto(self) -> str | None:
        """Return the name of the last frozen column, '' for none, None for the key columns."""
        return self._upto

    def freeze(self, upto: str | None) -> None:
        """Freeze the columns from the left up to this one."""
        if upto != self._upto:
            self._upto = upto
            self.renew()
            self.changed.emit()

    @property
    def last_name(self) -> str:
        """Return the name of the column that is the last frozen one now, '' when none is frozen."""
        return self._view.grid.columns[list(self._lefts)[-1]].name if self._lefts else ""

    def _chosen(self) -> list[int]:
        """Return the columns to freeze, left to right, before it is known whether they fit."""
        columns, order = self._view.grid.columns, self._view.columns_in_sight()
        if self._upto is None:
            count = next((n for n, one in enumerate(order) if not columns[one].is_frozen), len(order))
        else:
            count = next((n + 1 for n, one in enumerate(order) if columns[one].name == self._upto), 0)
        return order[:count]

    def renew(self) -> None:
        """Find the frozen columns anew and put them in place."""
        if self._is_syncing:
            return
        self._lefts, self.width = {}, 0
        room = self._view.viewport().width() * MOST
        for column in self._chosen():
            wide = self._view.columnWidth(column)
            if self.width + wide > room:
                break
            self._lefts[column] = self.width
            self.width += wide
        self._sync_head()
        self._place()

    def _sync_head(self) -> None:
        main, head = self._view.horizontalHeader(), self.head
        if head.count() != main.count():
            return
        self._is_syncing = True
        for place in range(main.count()):
            column = main.logicalIndex(place)
            head.moveSection(head.visualIndex(column), place)
            head.setSectionHidden(column, column not in self._lefts)
            if column in self._lefts:
                head.resizeSection(column, main.sectionSize(column))
        self._is_syncing = False

    def _place(self) -> None:
        view = self._view
        room, high = view.viewport().geometry(), view.horizontalHeader().height()
        self.band.setGeometry(QRect(room.left(), room.top(), self.width, room.height()))
        self.head.setGeometry(QRect(room.left(), room.top() - high, self.width, high))
        for part in (self.band, self.head):
            part.setVisible(self.width > 0)
            part.raise_()
        self.band.update()

    # where things are, for the view

    def column_at(self, x: int) -> int:
        """Return the frozen column at a place of the viewport, -1 where there is none."""
        if not 0 <= x < self.width:
            return -1
        return next(column for column, left in reversed(self._lefts.items()) if x >= left)

    def left_of(self, column: int) -> int | None:
        """Return where a frozen column begins in the viewport, None for the others."""
        return self._lefts.get(column)

    def uncover(self, column: int, *, before: int) -> None:
        """Scroll a column from behind the frozen ones; for one of these go back to where the view was `before`."""
        bar = self._view.horizontalScrollBar()
        if column in self._lefts:
            bar.setValue(before)
        elif (hidden := self.width - self._view.columnViewportPosition(column)) > 0:
            bar.setValue(bar.value() - hidden)

    def make_room(self, editor: QWidget | None) -> None:
        """Leave a hole for an editor of a frozen cell, which stands in the view below."""
        self.band.clearMask()
        column = self._view.currentIndex().column()
        if editor is not None and column in self._lefts:
            self.band.setMask(QRegion(self.band.rect()) - QRegion(editor.geometry()))

    # what happens

    def _show_current(self) -> None:
        self.band.update()
        self.head.viewport().update()

    def _follow_data(self, first: QModelIndex, last: QModelIndex) -> None:
        """Draw again what changed; where all rows in view did, the view is painted anew, and the band with it."""
        rows = self._view.visible_rows()
        if not rows or rows.start < first.row() or rows.stop > last.row() + 1:
            self.band.update()

    def _resized(self, column: int, old: int, new: int) -> None:
        if column in self._lefts or not old or not new:
            self.renew()

    def _resize_main(self, column: int, _old: int, new: int) -> None:
        if not self._is_syncing and new:
            self._view.setColumnWidth(column, new)

    def _move_main(self, _column: int, old: int, new: int) -> None:
        if not self._is_syncing:
            self._view.horizontalHeader().moveSection(old, new)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the viewport: its size, and whatever has all of it painted (scrolling, another light)."""
        kind = event.type()
        if kind in {QEvent.Type.Resize, QEvent.Type.Move}:
            self.renew()
        elif kind == QEvent.Type.Paint and isinstance(event, QPaintEvent) and self.width:
            painted, room = event.rect(), self._view.viewport().rect()
            if painted.height() == room.height() and painted.right() == room.right():
                self.band.follow()
        return super().eventFilter(watched, event)


class FrozenHead(GridHeader):
    """The headings of the frozen columns; their selection is the view's, which a header of its own would reset."""

    current_column: Callable[[], int]

    def _holds_current(self, section: int) -> bool:
        return self.current_column() == section


class FrozenBand(QWidget):
    """Draws the frozen cells; to the mouse it is not there."""

    def __init__(self, view: GridView, *, frozen: FrozenColumns) -> None:
        super().__init__(view)
        self._view, self._frozen = view, frozen
        self._drawn: tuple[int, object] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def follow(self) -> None:
        """Draw anew what the view draws anew, unless Qt has just had both drawn, as it does but for scrolling."""
        is_drawn, self._drawn = self._drawn == self._seen, None
        if not is_drawn:
            self.update()

    @property
    def _seen(self) -> tuple[int, object]:
        return self._view.verticalOffset(), self._view.opener.is_lit

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw cells, the frame of a frozen current cell, and the edge."""
        self._drawn = self._seen if event.rect() == self.rect() else None
        view = self._view
        if not view.coming.are_here():
            view.coming.paint_empty(self, event.rect())
            return
        painter = QPainter(self)
        self._draw_cells(painter, event.rect())
        parts = view.selected_parts()
        if view.currentIndex().column() in self._columns and all(part.right() in self._columns for part in parts):
            view.handle.paint(painter)
        painter.fillRect(QRect(self.width() - EDGE, 0, EDGE, self.height()), QColor(colours_of(view.palette()).quiet))
        painter.end()

    @property
    def _columns(self) -> list[int]:
        return [n for n in range(self._view.grid.columnCount()) if self._frozen.left_of(n) is not None]

    def _draw_cells(self, painter: QPainter, place: QRect) -> None:
        view = self._view
        painter.fillRect(place, view.palette().color(QPalette.ColorRole.Base))
        first, last = view.rowAt(place.top()), view.rowAt(place.bottom())
        if first < 0:
            return
        option = QStyleOptionViewItem()
        view.initViewItemOption(option)
        option.palette.setCurrentColorGroup(QPalette.ColorGroup.Normal)
        plain = option.state | QStyle.StateFlag.State_Enabled
        line, other = line_colour(view), view.palette().color(QPalette.ColorRole.AlternateBase)
        columns = [(n, self._frozen.left_of(n) or 0, view.columnWidth(n)) for n in self._columns]
        selection = view.selectionModel()
        painter.setFont(view.font())
        for row in range(first, (last if last >= 0 else view.grid.rowCount() - 1) + 1):
            top, high = view.rowViewportPosition(row), view.rowHeight(row)
            if row % 2 and view.alternatingRowColors():
                painter.fillRect(0, top, self.width(), high, other)
            for column, left, wide in columns:
                index = view.grid.index(row, column)
                selected = selection.isSelected(index)
                option.state = plain | QStyle.StateFlag.State_Selected if selected else plain
                option.rect = QRect(left, top, wide - 1, high - 1)
                view.opener.paint(painter, option, index)
                painter.fillRect(left + wide - 1, top, 1, high, line)
            painter.fillRect(0, top + high - 1, self.width(), 1, line)
