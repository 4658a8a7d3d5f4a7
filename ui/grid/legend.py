"""What the marks and colours of cells mean: a button below the grid that opens the whole list (SYNC point 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QBrush, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QToolButton, QWidget

from app.row_state import RowState
from app.sheet import NOT_APPLICABLE
from ui.grid.mark_pictures import SIZE, MarkPictures
from ui.grid.marks import Mark
from ui.look.looks import looks_of

if TYPE_CHECKING:
    from ui.look.looks import Looks

WIDE, HIGH = 30, 18
"""Size of a cell in the list."""
ON_BUTTON = (Mark.EDITED, Mark.WAITING, Mark.CONFLICT, Mark.REFUSED, Mark.INVALID, Mark.WARNING, Mark.LOCKED)
CROSS = ("不适用", "这个数值不适用于本地区，不必填")


class Legend(QToolButton):
    """Shows the most frequent marks; pressed, all of them with word and sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText("图例")
        self.setToolTip("单元格的标记和底色是什么意思（Ctrl+Alt+G）")
        self.setAccessibleName("图例")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.list = LegendList(self)
        self.clicked.connect(lambda _checked=False: self.list.show_above(self))
        self._paint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()

    def _paint(self) -> None:
        picture = _blank_picture(self, len(ON_BUTTON) * (SIZE + 1), SIZE + 1)
        painter = QPainter(picture)
        for place, mark in enumerate(ON_BUTTON):
            cell = QRect(place * (SIZE + 1), -1, SIZE + 1, SIZE + 2)
            MarkPictures().draw(painter, (mark,), cell, at_left=True, looks=looks_of(self.palette()))
        painter.end()
        self.setIconSize(picture.deviceIndependentSize().toSize())
        self.setIcon(picture)


class LegendList(QFrame):
    """Every mark as it stands in a cell, its word, and what it means; closes when anything else is done."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("legend")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName("图例：单元格的标记和底色")
        self._cells: dict[Mark | None, QLabel] = {}
        rows = QGridLayout(self)
        rows.setContentsMargins(12, 10, 12, 10)
        rows.setHorizontalSpacing(10)
        rows.setVerticalSpacing(4)
        entries = [(mark, mark.label, mark.about) for mark in Mark]
        for place, (mark, word, about) in enumerate([*entries, (None, *CROSS)]):
            self._cells[mark] = QLabel()
            told = QLabel(about)
            told.setProperty("role", "quiet")
            for column, part in enumerate((self._cells[mark], QLabel(word), told)):
                rows.addWidget(part, place, column)

    @property
    def words(self) -> list[str]:
        """Return the words in their order."""
        return [label.text() for label in self.findChildren(QLabel) if label.text()]

    def show_above(self, button: QWidget) -> None:
        """Open with the right edges in line, above a button."""
        looks = looks_of(button.palette())
        for mark, label in self._cells.items():
            label.setPixmap(self._picture(mark, looks=looks))
        self.adjustSize()
        at = button.mapToGlobal(QPoint(button.width(), 0))
        self.move(at.x() - self.width(), at.y() - self.height() - 2)
        self.show()

    def _picture(self, mark: Mark | None, *, looks: Looks) -> QPixmap:
        picture, place = _blank_picture(self, WIDE, HIGH), QRect(0, 0, WIDE, HIGH)
        painter = QPainter(picture)
        painter.fillRect(place, self.palette().base())
        painter.fillRect(place, _tint(mark, looks=looks))
        painter.setPen(self.palette().mid().color())
        painter.drawRect(0, 0, WIDE - 1, HIGH - 1)
        if mark is None:
            painter.setPen(self.palette().text().color())
            painter.drawText(place.adjusted(0, 0, -4, 0), Qt.AlignmentFlag.AlignRight, NOT_APPLICABLE)
        else:
            MarkPictures().draw(painter, (mark,), place.adjusted(1, 1, -1, -1), at_left=True, looks=looks)
        painter.end()
        return picture


def _blank_picture(widget: QWidget, wide: int, high: int) -> QPixmap:
    ratio = widget.devicePixelRatioF()
    picture = QPixmap(round(wide * ratio), round(high * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _tint(mark: Mark | None, *, looks: Looks) -> QBrush:
    """Return the ground that a cell with this mark has."""
    tints = {
        None: looks.cross_tint,
        Mark.EDITED: looks.tints[RowState.WAITING],
        Mark.WAITING: looks.tints[RowState.WAITING],
        Mark.MERGED: looks.tints[RowState.MERGED],
        Mark.CONFLICT: looks.marks[RowState.CONFLICT],
        Mark.REFUSED: looks.marks[RowState.REFUSED],
        Mark.INVALID: looks.invalid_tint,
        Mark.STANDARD: looks.locked_tint,
        Mark.RECEIVED: looks.locked_tint,
        Mark.LOCKED: looks.locked_tint,
    }
    return tints.get(mark, QBrush())
