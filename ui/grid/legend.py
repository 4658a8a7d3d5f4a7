"""What the colours of cells mean, as a line of swatches below the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.row_state import RowState
from ui.grid.cells import WORDS
from ui.look.looks import looks_of

if TYPE_CHECKING:
    from ui.look.looks import Looks

SIZE = 13
LINE = 90
"""How opaque a swatch's edge is (0 to 255)."""
LOCKED, INVALID = "只读", "未保存"
TIPS = {LOCKED: "部定标准、上级下发或接收的数据，不能修改", INVALID: "录入有误，还没有保存；更正后按回车"}


class Legend(QWidget):
    """Swatch and word for each state of a row, for read-only and for refused cells."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._swatches: dict[str, QLabel] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for word, about in self._entries():
            swatch, label = QLabel(), QLabel(word)
            swatch.setFixedSize(SIZE, SIZE)
            label.setProperty("role", "quiet")
            label.setToolTip(about)
            self._swatches[word] = swatch
            row.addWidget(swatch)
            row.addWidget(label)
            row.addSpacing(6)
        self._paint()

    def _entries(self) -> list[tuple[str, str]]:
        states = [(state.label, WORDS[state]) for state in WORDS]
        return [*states, (INVALID, TIPS[INVALID]), (LOCKED, TIPS[LOCKED])]

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()

    def _paint(self) -> None:
        looks = looks_of(self.palette())
        for word, swatch in self._swatches.items():
            edge = looks.invalid_ink.color() if word == INVALID else self.palette().text().color()
            swatch.setPixmap(self._picture(_brush(looks, word), edge=edge))

    def _picture(self, brush: QBrush, *, edge: QColor) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(SIZE * ratio), round(SIZE * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(self.palette().base().color())
        painter = QPainter(picture)
        painter.fillRect(0, 0, SIZE, SIZE, brush)
        line = QColor(edge)
        line.setAlpha(LINE)
        painter.setPen(line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(0, 0, SIZE - 1, SIZE - 1)
        painter.end()
        return picture


def _brush(looks: Looks, word: str) -> QBrush:
    tints = {state.label: looks.tints[int(state)] for state in RowState if int(state) in looks.tints}
    return {**tints, LOCKED: looks.locked_tint, INVALID: looks.invalid_tint}[word]
