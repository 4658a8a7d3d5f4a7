"""A line of text that gives way: where it does not fit it ends in an ellipsis, and the tooltip says all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QLabel, QStyleOption, QToolTip

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

LEAST = 80
"""Pixels that are kept for it however narrow its window is."""


class ElidedLabel(QLabel):
    """One line; does not keep its window from getting narrower, as a QLabel does."""

    def minimumSizeHint(self) -> QSize:
        """Return little width, so that neighbours find room."""
        least = super().minimumSizeHint()
        return QSize(min(LEAST, least.width()), least.height())

    def event(self, event: QEvent) -> bool:
        """Say all of it above what the tooltip says while it is cut short."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.is_cut:
            told = "\n".join(filter(None, (self.text(), self.toolTip())))
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().event(event)

    @property
    def is_cut(self) -> bool:
        """Say whether not all of it is seen."""
        return self._shown() != self.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as fits."""
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawItemText(
            QPainter(self),
            self.contentsRect(),
            int(self.alignment() | Qt.AlignmentFlag.AlignVCenter),
            option.palette,
            self.isEnabled(),
            self._shown(),
            self.foregroundRole(),
        )

    def _shown(self) -> str:
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())
