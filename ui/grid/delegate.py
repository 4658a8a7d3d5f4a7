"""Opens and closes cell editors the way workbooks do: Enter goes down, Tab to the right, Esc takes back."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from app.fields import Editor
from app.sheet import NOT_APPLICABLE
from ui.editors import as_editor, make_editor
from ui.editors.date import DateEditor
from ui.editors.line import NoteEditor
from ui.grid.cells import LEFT, RIGHT
from ui.grid.mark_pictures import MarkPictures

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.grid.model import GridModel
    from ui.grid.source import GridColumn
    from ui.page.offers import Offers

Index = QModelIndex | QPersistentModelIndex
Key = Qt.Key
ENTER = {Key.Key_Return, Key.Key_Enter}
ROW_KEYS = {Key.Key_Plus, Key.Key_Equal, Key.Key_Minus, Key.Key_N}
BEGUN = "begun"
MARGIN = 3
"""Pixels between the edge of a cell and its text."""


class Leave(Enum):
    """Where the current cell goes when an editor closes."""

    DOWN = (1, 0)
    UP = (-1, 0)
    RIGHT = (0, 1)
    LEFT = (0, -1)


ARROWS = {Key.Key_Up: Leave.UP, Key.Key_Down: Leave.DOWN}
SIDEWAYS = {Key.Key_Left: Leave.LEFT, Key.Key_Right: Leave.RIGHT}


class GridDelegate(QStyledItemDelegate):
    """Editors for grid cells. `is_quick`: the editor was opened by typing, so that arrows leave it."""

    left = Signal(object, bool)
    """A Leave, and whether it came from Enter or Tab (which go on where a row of entries began)."""

    touched = Signal()
    """What stands in the open editor changed, or the editor is gone."""

    meant_for_all = Signal(str)
    """A text typed for all selected cells (Ctrl+Enter)."""

    placed = Signal(object)
    """The open editor when it is put into its place, None when it closes."""

    def __init__(self, model: GridModel, *, offers: Offers, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._offers = offers
        self._editor: QWidget | None = None
        self._pictures = MarkPictures()
        self.is_quick = False
        self.is_lit: Callable[[str], bool] | None = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint tint, selection and text with one question to the model; a style would ask seven times a cell."""
        found = self._model.painted(index.row(), index.column())
        if found is None:
            return
        text, ink, tint, marks = found
        place: QRect = option.rect
        metrics: QFontMetrics = option.fontMetrics
        colours: QPalette = option.palette
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_selected:
            painter.fillRect(place, colours.brush(QPalette.ColorRole.Highlight))
        elif tint is not None:
            painter.fillRect(place, tint)
        is_right = self._model.columns[index.column()].align_right
        wide = self._pictures.draw(painter, marks, place, at_left=is_right, looks=self._model.looks) if marks else 0
        if not text:
            return
        self._lay_under(painter, place, text)
        role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
        if tint is self._model.looks.group_tint:
            bold = QFont(option.font)
            bold.setBold(True)
            painter.setFont(bold)
            metrics = QFontMetrics(bold)
        painter.setPen(ink.color() if ink is not None else colours.color(role))
        room = place.adjusted(MARGIN, 0, -MARGIN, 0)
        if wide:
            room.adjust(wide if is_right else 0, 0, 0 if is_right else -wide, 0)
        if len(text) * metrics.height() > room.width():  # no letter is wider than it is high
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, RIGHT if is_right else LEFT, text)
        if tint is self._model.looks.group_tint:
            painter.setFont(option.font)

    def _lay_under(self, painter: QPainter, place: QRect, text: str) -> None:
        """Hatch a cell that does not apply, and light up what is searched for."""
        if text == NOT_APPLICABLE:
            painter.fillRect(place, self._model.looks.cross_tint)
        if self.is_lit is not None and self.is_lit(text):
            painter.fillRect(place.adjusted(0, 1, -1, -1), self._model.looks.found_tint)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002
        """Open the editor that the column's field declares."""
        field = self._model.columns[index.column()].field
        editor = make_editor(field, offers=self._offers, parent=parent)
        editor.setAutoFillBackground(True)
        editor.setAccessibleName(field.label)
        as_editor(editor).changed.connect(self.touched)
        self._editor = editor
        return editor

    @property
    def editor(self) -> QWidget | None:
        """Return the open editor."""
        return self._editor if self._editor is not None and isValid(self._editor) else None

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Let go of the editor."""
        self._editor = None
        self.placed.emit(None)
        super().destroyEditor(editor, index)
        self.touched.emit()

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill an editor once: what is read later must not overwrite what is being typed."""
        if editor.property(BEGUN):
            return
        editor.setProperty(BEGUN, True)  # noqa: FBT003 - Qt's own signature
        as_editor(editor).begin(str(index.data(Qt.ItemDataRole.EditRole) or ""))
        if isinstance(editor, QLineEdit | QPlainTextEdit):
            editor.selectAll()  # typing replaces it

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:  # noqa: ARG002 - the index knows it
        """Give the model what was typed."""
        as_editor(editor).choose()
        owner = index.model()
        owner.setData(index, as_editor(editor).typed())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: ARG002
        """Cover the cell; a note and a date get the room they need, within the view."""
        place, view = option.rect, editor.parentWidget()
        if isinstance(editor, NoteEditor | DateEditor) and view is not None:
            place = QRect(place.topLeft(), place.size().expandedTo(editor.roomy))
            room = view.rect()
            place.moveRight(min(place.right(), room.right()))
            place.moveBottom(min(place.bottom(), room.bottom()))
        editor.setGeometry(place)
        self.placed.emit(editor)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Leave the editor by the keys that leave a cell in a workbook; keys for whole rows wait until it is closed."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_for_rows(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget) and isinstance(event, QKeyEvent):
            if Key(event.key()) in ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._give_to_all(editor)
                return True
            found = self._way_out(editor, event)
            if found is not None:
                self.close(editor)
                self.left.emit(found, Key(event.key()) not in {**ARROWS, **SIDEWAYS})
                return True
            if event.key() == Key.Key_F2:
                self.is_quick = not self.is_quick
                return True
            if isinstance(editor, NoteEditor) and Key(event.key()) in ENTER:
                return False
        return super().eventFilter(editor, event)

    def close(self, editor: QWidget) -> None:
        """Keep what was typed and close the editor."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _give_to_all(self, editor: QWidget) -> None:
        as_editor(editor).choose()
        text = as_editor(editor).typed()
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self.meant_for_all.emit(text)

    def _way_out(self, editor: QWidget, event: QKeyEvent) -> Leave | None:
        key, modifiers = Key(event.key()), event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key in ENTER and not modifiers & Qt.KeyboardModifier.AltModifier:
            return None if shift and isinstance(editor, NoteEditor) else Leave.UP if shift else Leave.DOWN
        if key == Key.Key_Backtab or (key == Key.Key_Tab and shift):
            return Leave.LEFT
        if key == Key.Key_Tab:
            return Leave.RIGHT
        if modifiers & ~Qt.KeyboardModifier.KeypadModifier or as_editor(editor).takes_arrows:
            return None
        if key in ARROWS:
            return ARROWS[key]
        return SIDEWAYS.get(key) if self.is_quick else None


def _is_for_rows(event: QKeyEvent) -> bool:
    """Say whether a key inserts, deletes or duplicates rows."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) and Key(event.key()) in ROW_KEYS


def opens_editor(column: GridColumn) -> bool:
    """Say whether a column is edited in an editor; a flag is changed in place."""
    return column.field.editor is not Editor.FLAG
