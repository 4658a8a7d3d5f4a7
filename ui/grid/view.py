"""The one grid view: a table with the keyboard and the clipboard of a workbook (SPEC section 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from ui.editors import as_editor
from ui.grid.blocks import Blocks
from ui.grid.coming import ComingRows
from ui.grid.delegate import GridDelegate, opens_editor
from ui.grid.extent import Extent
from ui.grid.fill import Fill
from ui.grid.find_dialog import Finder
from ui.grid.finding import merged
from ui.grid.folding import Folding
from ui.grid.frozen import FrozenColumns
from ui.grid.handle import Handle
from ui.grid.headings import Headings
from ui.grid.keys import Keys
from ui.grid.moves import Moves
from ui.grid.openings import Openings
from ui.grid.widths import fitted_width, row_height
from ui.look.looks import looks_key, looks_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.grid.model import GridModel
    from ui.grid.source import GridSource
    from ui.operations import Operations
    from ui.page.offers import Offers

Key = Qt.Key
Index = QModelIndex | QPersistentModelIndex
Flag = QItemSelectionModel.SelectionFlag
RULES = """
QHeaderView::section { padding: 4px 3px; }
QLineEdit, QPlainTextEdit { border: 2px solid palette(highlight); border-radius: 0; padding: 0 1px; min-height: 0; }
"""
"""Headings stand over the text of their cells; an editor fills its cell."""
Trigger = QAbstractItemView.EditTrigger
Hint = QAbstractItemView.ScrollHint


class GridView(QTableView):
    """Shows a GridModel; what concerns whole rows is only asked for, the page carries it out."""

    form_wanted = Signal(int)
    """Row whose form should open."""
    explained = Signal(str)
    """Why something cannot be done, for the status line."""
    rows_wanted = Signal(int)
    """So many new rows are to be entered."""
    duplicate_wanted = Signal()
    """The selected rows are to be taken as new ones."""
    menu_wanted = Signal(QPoint)
    """Global position of a context menu."""
    laid_out = Signal()
    """The columns have the widths that they begin with."""

    def __init__(
        self, model: GridModel, *, operations: Operations, offers: Offers, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.grid = model
        self.opener = GridDelegate(model, offers=offers, parent=self)
        self.moves = Moves(self, operations=operations)
        self.fill = Fill(self, operations=operations)
        self.blocks = Blocks(self, operations=operations)
        self.opener.left.connect(lambda to, goes_on: self.moves.leave(to, goes_on=goes_on))
        self.opener.meant_for_all.connect(self.fill.everywhere)
        self.folding = Folding(self)
        self.folding.told.connect(self.explained)
        self._keys = Keys(self)
        self.headings = Headings(self, operations=operations)
        self.finder = Finder(self, operations=operations)
        self._set_up()
        self.setItemDelegate(self.opener)
        self.setModel(model)
        self.handle = Handle(self, operations=operations)
        model.visible = self.visible_rows
        self._openings = Openings(self)
        self.coming = ComingRows(self)
        self._extent = Extent(self)
        # told of a header's change, Qt would lay out and paint everything once more
        model.dataChanged.connect(lambda: self.verticalHeader().viewport().update())
        self.doubleClicked.connect(self._double_clicked)
        self.verticalHeader().sectionDoubleClicked.connect(self.form_wanted)
        self.frozen = FrozenColumns(self)
        self.opener.placed.connect(self.frozen.make_room)

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
        down = self.verticalHeader()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setHighlightSections(True)
        down.setDefaultSectionSize(row_height(self))

    def show_source(self, source: GridSource) -> None:
        """Show another source, ordered and filtered as this one."""
        arrangement = self.headings.arrangement
        source.arrange(order=arrangement.order, where=arrangement.where)
        self.grid.show_source(source)

    def sortByColumn(self, column: int, order: Qt.SortOrder) -> None:
        """Sort by one column alone."""
        name = self.grid.columns[column].name
        self.headings.arrangement.sort((name, order == Qt.SortOrder.DescendingOrder))

    # frozen columns stand elsewhere than Qt believes

    def indexAt(self, at: QPoint) -> QModelIndex:
        """Return the cell at a place of the viewport."""
        column = self.frozen.column_at(at.x())
        return super().indexAt(at) if column < 0 else self.grid.index(self.rowAt(at.y()), column)

    def columnAt(self, x: int) -> int:
        """Return the column at a place of the viewport."""
        column = self.frozen.column_at(x)
        return super().columnAt(x) if column < 0 else column

    def visualRect(self, index: Index) -> QRect:
        """Return where a cell stands in the viewport."""
        place, left = super().visualRect(index), self.frozen.left_of(index.column())
        if left is not None and place.isValid():
            place.moveLeft(left)
        return place

    def scrollTo(self, index: Index, hint: Hint = Hint.EnsureVisible) -> None:
        """Bring a cell on screen, not behind the frozen columns."""
        before = self.horizontalScrollBar().value()
        super().scrollTo(index, hint)
        self.frozen.uncover(index.column(), before=before)

    def sizeHintForColumn(self, column: int) -> int:
        """Return the width that fits what is on screen of a column."""
        return fitted_width(self, self.grid.columns[column], texts=self._texts_in_view(column))

    def _texts_in_view(self, column: int) -> list[str]:
        rows = (self.grid.row_at(position) for position in self.visible_rows())
        return [row.texts[column] for row in rows if row]

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
        return merged(range(part.top(), part.bottom() + 1) for part in self.selected_parts())

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
            self.selectionModel().setCurrentIndex(index, Flag.ClearAndSelect)
            self.scrollTo(index)

    def anchor(self) -> QModelIndex:
        """Return where an extended selection began: the corner across from the current cell."""
        index = self.currentIndex()
        part = next((one for one in self.selected_parts() if one.contains(index)), None)
        if part is None:
            return index
        row = part.top() if index.row() == part.bottom() else part.bottom()
        order = [n for n in self.columns_in_sight() if part.left() <= n <= part.right()]
        column = order[0] if index.column() == order[-1] else order[-1]
        return self.grid.index(row, column)

    def select_more(self, part: QItemSelectionRange, *, rows: int, columns: int) -> None:
        """Select a part together with so many rows (columns) after it, or (negative) before it."""
        order, model = self.columns_in_sight(), self.grid
        places = [place for place, one in enumerate(order) if part.left() <= one <= part.right()]
        first = model.index(part.top() + min(rows, 0), order[places[0] + min(columns, 0)])
        last = model.index(part.bottom() + max(rows, 0), order[places[-1] + max(columns, 0)])
        self.selectionModel().select(QItemSelection(first, last), Flag.ClearAndSelect)

    def commit(self) -> None:
        """Keep what is being typed in an open editor."""
        if self.opener.editor is not None:
            self.opener.close(self.opener.editor)

    def give_up(self) -> bool:
        """Close an open editor and drop what it holds; return False when none is open."""
        if self.opener.editor is None:
            return False
        self.opener.closeEditor.emit(self.opener.editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
        return True

    def light(self, is_lit: Callable[[str], bool] | None) -> None:
        """Light the cells whose text is meant."""
        self.opener.is_lit = is_lit
        self.viewport().update()

    def explain(self, index: Index) -> None:
        """Say why a cell cannot be edited, at the cell and in the status line."""
        reason = self.grid.lock_at(index.row(), index.column())
        if reason:
            corner = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
            QToolTip.showText(corner, reason, self)
            self.explained.emit(reason)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and edit as in a workbook; what an open editor leaves over must not act on the cells behind it."""
        if self.opener.editor is not None and not self.hasFocus():  # while text is composed, the view has the focus
            event.accept()
        elif not self._keys.press(event):
            self._extent.begin(event.modifiers())
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a selection, or with Shift extend the one there is from where it began."""
        self._extent.begin(event.modifiers(), at=event.position().toPoint())
        super().mousePressEvent(event)

    def setSelection(self, drawn: QRect, command: Flag) -> None:
        """Select from the cell where the selection began, also when it is behind the frozen columns now."""
        found = self._extent.reached(drawn)
        if found is None:
            super().setSelection(drawn, command)
        else:
            self.selectionModel().select(found, command)

    def focusNextPrevChild(self, _forward: bool) -> bool:  # noqa: FBT001 - Qt's own signature
        """Keep Tab: it goes to the next cell; F6 leaves the grid."""
        return False

    def step_out(self, *, forward: bool) -> None:
        """Give the keyboard to the next part of the page, or the one before."""
        super().focusNextPrevChild(forward)

    def edit_from_blank(self, index: QModelIndex) -> None:
        """Open an editor with nothing in it."""
        if self.edit(index, Trigger.EditKeyPressed):
            self._give_editor(QKeyEvent(QEvent.Type.KeyPress, Key.Key_Backspace, Qt.KeyboardModifier.NoModifier))

    def _give_editor(self, event: QEvent) -> None:
        if self.opener.editor is not None:
            QGuiApplication.sendEvent(self.opener.editor, event)

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

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Begin a new line of entries wherever the person goes by other keys or the mouse."""
        super().currentChanged(current, previous)
        self.moves.home = max(current.column(), 0)

    # looks

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the current cell's frame and the fill handle over the cells."""
        if not self.coming.are_here():
            self.coming.paint_empty(self.viewport(), event.rect())
            return
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.handle.paint(painter)
        painter.end()

    def _double_clicked(self, index: QModelIndex) -> None:
        if self.folding.toggle(index.row()):
            return
        if self.grid.lock_at(index.row(), index.column()):
            self.explain(index)
        elif not opens_editor(self.grid.columns[index.column()]):
            self.fill.toggle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette and the font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            if looks_key(self.palette()) != self.grid.looks.key:
                self.grid.set_looks(looks_of(self.palette()))
        elif event.type() == QEvent.Type.FontChange:
            self.verticalHeader().setDefaultSectionSize(row_height(self))
            self._openings.set_widths(anew=True)
