"""The one grid view: a table with the keyboard and the clipboard of a workbook (SPEC section 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from ui.editors import as_editor
from ui.grid.blocks import Blocks
from ui.grid.delegate import ENTER, GridDelegate, Leave, opens_editor
from ui.grid.source import place_of
from ui.look.looks import looks_key, looks_of
from ui.look.style import ROW_HEIGHT

if TYPE_CHECKING:
    from ui.grid.model import GridModel
    from ui.grid.source import GridColumn, GridSource, RowKey
    from ui.operations import Operations
    from ui.page.offers import Offers

Key = Qt.Key
Index = QModelIndex | QPersistentModelIndex
CELL_MARGIN = 14
SORT_MARK = 20
NUMBER_MARGIN = 30
ROW_MARGIN = 8
WIDEST = 60
FRAME = 2
"""Width of the current cell's frame in pixels."""
RULES = """
QHeaderView::section { padding: 4px 3px; }
QLineEdit, QPlainTextEdit { border: 2px solid palette(highlight); border-radius: 0; padding: 0 1px; min-height: 0; }
"""
"""Headings stand over the text of their cells; an editor fills its cell."""
Trigger = QAbstractItemView.EditTrigger


class GridView(QTableView):
    """Shows a GridModel; what concerns whole rows is only asked for, the page carries it out."""

    form_wanted = Signal(int)
    """Row whose form should open."""
    explained = Signal(str)
    """Why something cannot be done, for the status line."""
    menu_wanted = Signal(QPoint)
    """Global position of a context menu."""

    def __init__(
        self, model: GridModel, *, operations: Operations, offers: Offers, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.grid = model
        self._current: tuple[RowKey, int] | None = None
        self._widths_for: tuple[str, ...] = ()
        self._home = 0
        self.opener = GridDelegate(model, offers=offers, parent=self)
        self.opener.left.connect(self._leave)
        self.blocks = Blocks(self, operations=operations)
        self._set_up()
        self.setItemDelegate(self.opener)
        self.setModel(model)
        model.visible = self.visible_rows
        model.closing.connect(self._remember)
        model.modelReset.connect(self._restore)
        model.counted.connect(self._make_room_for_numbers)
        self.doubleClicked.connect(self._double_clicked)
        self.verticalHeader().sectionDoubleClicked.connect(self.form_wanted)

    def _set_up(self) -> None:
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(True)
        self.setEditTriggers(Trigger.AnyKeyPressed | Trigger.EditKeyPressed | Trigger.DoubleClicked)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(self.viewport().mapToGlobal(at)))
        self.setAccessibleName("数据表格")
        self.setStyleSheet(RULES)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setSectionsMovable(True)
        across.setHighlightSections(True)
        across.setSortIndicatorClearable(True)
        across.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        across.setMinimumSectionSize(36)
        self.setSortingEnabled(True)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setHighlightSections(True)
        down.setDefaultSectionSize(self._row_height())

    def show_source(self, source: GridSource) -> None:
        """Show another source in the order that the header says."""
        header = self.horizontalHeader()
        section, descending = header.sortIndicatorSection(), header.sortIndicatorOrder()
        if 0 <= section < len(source.columns):
            source.sort(section, descending=descending == Qt.SortOrder.DescendingOrder)
        self.grid.show_source(source)

    # where the person is

    def visible_rows(self) -> range:
        """Return the positions of the rows on screen."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if first < 0:
            return range(0)
        return range(first, (last if last >= 0 else self.grid.rowCount() - 1) + 1)

    def selected_parts(self) -> list[QItemSelectionRange]:
        """Return the selected rectangles."""
        selection = self.selectionModel().selection()
        return [selection.at(place) for place in range(selection.count())]

    def selected_rows(self) -> list[range]:
        """Return the selected rows as ranges, in order; a range may be of a million."""
        spans = sorted((one.top(), one.bottom()) for one in self.selected_parts())
        found: list[range] = []
        for top, bottom in spans:
            if found and top <= found[-1].stop:
                found[-1] = range(found[-1].start, max(found[-1].stop, bottom + 1))
            else:
                found.append(range(top, bottom + 1))
        return found

    def columns_in_sight(self) -> list[int]:
        """Return the columns from left to right as they are arranged now."""
        header = self.horizontalHeader()
        found = (header.logicalIndex(place) for place in range(header.count()))
        return [column for column in found if not header.isSectionHidden(column)]

    def go_to(self, row: int, column: int) -> None:
        """Make a cell the current one and show it."""
        index = self.grid.index(row, column)
        if index.isValid():
            # setCurrentIndex would look at the keyboard and extend the selection while Shift is held
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def commit(self) -> None:
        """Keep what is being typed in an open editor."""
        if self.opener.editor is not None:
            self.opener.close(self.opener.editor)

    def explain(self, index: Index) -> None:
        """Say why a cell cannot be edited, at the cell and in the status line."""
        reason = self.grid.lock_at(index.row(), index.column())
        if reason:
            corner = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
            QToolTip.showText(corner, reason, self)
            self.explained.emit(reason)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and edit as in a workbook."""
        key, modifiers = Key(event.key()), event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key in ENTER and modifiers & Qt.KeyboardModifier.AltModifier:
            self.form_wanted.emit(self.currentIndex().row())
        elif key in ENTER:
            self._leave(Leave.UP if shift else Leave.DOWN, goes_on=True)
        elif key in {Key.Key_Tab, Key.Key_Backtab}:
            self._leave(Leave.LEFT if shift or key == Key.Key_Backtab else Leave.RIGHT, goes_on=True)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.blocks.copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.blocks.cut()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.blocks.paste()
        elif key == Key.Key_Delete:
            self.blocks.clear()
        elif not self._cell_key(key):
            super().keyPressEvent(event)

    def _cell_key(self, key: Key) -> bool:
        """Carry out a key that depends on the current cell; return False when it has no such meaning."""
        index = self.currentIndex()
        if not index.isValid():
            return False
        if key in {Key.Key_Space, Key.Key_F2} and not opens_editor(self.grid.columns[index.column()]):
            self.toggle()
            return True
        if key == Key.Key_Backspace:
            self._edit_from_blank(index)
            return True
        typed = self.grid.typed_at(index.row(), index.column())
        if key == Key.Key_Escape and typed and typed.reason:
            self.grid.take_back(index.row(), index.column())
            return True
        return False

    def _edit_from_blank(self, index: QModelIndex) -> None:
        if self.edit(index, Trigger.EditKeyPressed):
            self._give_editor(QKeyEvent(QEvent.Type.KeyPress, Key.Key_Backspace, Qt.KeyboardModifier.NoModifier))

    def _give_editor(self, event: QEvent) -> None:
        if self.opener.editor is not None:
            QGuiApplication.sendEvent(self.opener.editor, event)

    def toggle(self) -> None:
        """Change the selected flags of the current column to the opposite of the current one."""
        index = self.currentIndex()
        row = self.grid.row_at(index.row())
        if row is None or row.locks[index.column()]:
            self.explain(index)
            return
        word = "否" if row.values.get(self.grid.columns[index.column()].name) else "是"
        rows = [place for part in self.selected_rows() for place in part] or [index.row()]
        self.grid.set_cells([(place, index.column(), word) for place in rows])

    def edit(self, index: Index, trigger: Trigger = Trigger.AllEditTriggers, event: QEvent | None = None) -> bool:  # type: ignore[override]
        """Open an editor; typing into a locked cell says why it stays as it is."""
        if not index.isValid():
            return False
        starts = trigger in {Trigger.AnyKeyPressed, Trigger.EditKeyPressed, Trigger.DoubleClicked}
        if starts and self.grid.lock_at(index.row(), index.column()):
            self.explain(index)
            return True
        if starts and not opens_editor(self.grid.columns[index.column()]):
            return False
        self.opener.is_quick = trigger == Trigger.AnyKeyPressed
        is_open = bool(super().edit(index, trigger, event))  # type: ignore[arg-type]
        if is_open and self.opener.editor is not None and not self.opener.is_quick:
            as_editor(self.opener.editor).unfold()
        return is_open

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Let text that an input method gives without composing (full-width signs) reach the editor; Qt drops it."""
        composing = event.preeditString() or not event.commitString()
        if self.opener.editor is not None or composing:
            super().inputMethodEvent(event)
        elif self.edit(self.currentIndex(), Trigger.AnyKeyPressed):
            self._give_editor(event)

    def keyboardSearch(self, search: str) -> None:
        """Search nothing: Qt would walk through every row."""

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Close without opening the next editor."""
        keep = {QAbstractItemDelegate.EndEditHint.RevertModelCache, QAbstractItemDelegate.EndEditHint.SubmitModelCache}
        super().closeEditor(editor, hint if hint in keep else QAbstractItemDelegate.EndEditHint.NoHint)

    def _leave(self, to: Leave, goes_on: bool) -> None:  # noqa: FBT001 - a signal's argument
        """Go to the next cell; Enter after Tab returns to where the line of entries began."""
        index = self.currentIndex()
        down, across = to.value
        order = self.columns_in_sight()
        if not index.isValid() or index.column() not in order:
            return
        place = min(max(order.index(index.column()) + across, 0), len(order) - 1)
        home = self._home if goes_on else order[place]
        column = home if down and goes_on and home in order else order[place]
        self.go_to(min(max(index.row() + down, 0), self.grid.rowCount() - 1), column)
        self._home = home

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Begin a new line of entries wherever the person goes by other keys or the mouse."""
        super().currentChanged(current, previous)
        self._home = max(current.column(), 0)

    # openings

    def _remember(self) -> None:
        self.commit()
        index, source = self.currentIndex(), self.grid.source
        known = source is not None and 0 <= index.row() < len(source.keys)
        self._current = (source.keys[index.row()], index.column()) if source and known else None

    def _restore(self) -> None:
        self._set_widths()
        keys = self.grid.source.keys if self.grid.source else ()
        row, column = 0, next((n for n, one in enumerate(self.grid.columns) if one.editable), 0)
        known = place_of(keys, self._current[0]) if self._current else -1
        if self._current and known >= 0 and self._current[1] < self.grid.columnCount():
            row, column = known, self._current[1]
        index = self.grid.index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if row:
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _make_room_for_numbers(self, count: int) -> None:
        """Give row numbers the width of the largest one with a dot before it."""
        numbers = self.verticalHeader()
        numbers.setFixedWidth(numbers.fontMetrics().horizontalAdvance("0" * max(len(str(count)), 2)) + NUMBER_MARGIN)

    def _set_widths(self) -> None:
        names = tuple(column.name for column in self.grid.columns)
        if names == self._widths_for:
            return
        self._widths_for = names
        for place, column in enumerate(self.grid.columns):
            self.setColumnWidth(place, self._width(column))

    def _row_height(self) -> int:
        return max(ROW_HEIGHT, self.fontMetrics().height() + ROW_MARGIN)

    def _width(self, column: GridColumn) -> int:
        """Return a width in pixels: so many half-width characters of this font, and at least the heading."""
        cells = min(column.width, WIDEST) * self.fontMetrics().horizontalAdvance("0") + CELL_MARGIN
        heading = self.horizontalHeader().fontMetrics().horizontalAdvance(column.label) + CELL_MARGIN + SORT_MARK
        return max(cells, heading)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a frame around the current cell, as workbooks do."""
        super().paintEvent(event)
        place = self.visualRect(self.currentIndex())
        if place.isEmpty():
            return
        painter = QPainter(self.viewport())
        # the view's own palette has the style sheet's pale selection colour
        role = QPalette.ColorRole.Highlight if self.hasFocus() else QPalette.ColorRole.Mid
        painter.setPen(QPen(QGuiApplication.palette().color(role), FRAME))
        painter.drawRect(place.adjusted(1, 1, -1, -1))
        painter.end()

    def _double_clicked(self, index: QModelIndex) -> None:
        if self.grid.lock_at(index.row(), index.column()):
            self.explain(index)
        elif not opens_editor(self.grid.columns[index.column()]):
            self.toggle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            if looks_key(self.palette()) != self.grid.looks.key:
                self.grid.set_looks(looks_of(self.palette()))
        elif event.type() == QEvent.Type.FontChange:
            self.verticalHeader().setDefaultSectionSize(self._row_height())
            self._widths_for = ()
            self._set_widths()
