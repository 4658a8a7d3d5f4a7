"""A list to choose from that gives way in a narrow window: its choice ends in an ellipsis, the tooltip says it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QToolTip

if TYPE_CHECKING:
    from PySide6.QtGui import QFontMetrics, QPaintEvent

LEAST, USUAL, MOST = 104, 210, 320
"""Pixels: however narrow the window, for short entries, for the longest."""


class ElidedCombo(QComboBox):
    """As wide as its entries need within bounds, where there is room."""

    def minimumSizeHint(self) -> QSize:
        """Return little width, so that neighbours find room."""
        return QSize(LEAST, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """Return the width of the longest entry within bounds."""
        wanted = super().sizeHint()
        return QSize(max(USUAL, min(MOST, wanted.width())), wanted.height())

    def event(self, event: QEvent) -> bool:
        """Say all of the choice while it is cut short."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.is_cut:
            told = "\n".join(filter(None, (self.currentText(), self.toolTip())))
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().event(event)

    @property
    def is_cut(self) -> bool:
        """Say whether not all of the choice is seen."""
        return self._option().currentText != self.currentText()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the choice as fits."""
        painter, option = QStylePainter(self), self._option()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = shortened(self.currentText(), metrics=self.fontMetrics(), room=room.width() - 2)
        return option


def shortened(text: str, *, metrics: QFontMetrics, room: int) -> str:
    """Return as much of code and name as fits: the name says more than the code, so the code goes first."""
    code, _, name = text.partition(" ")
    if metrics.horizontalAdvance(text) <= room or not (name and code.isdigit()):
        name = text
    return metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
