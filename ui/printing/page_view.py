"""One page on the screen as it will be on paper, fitted to the room or at a chosen size (clause 2, 打印预览)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.printing.painting import paint_page

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from app.report_pages.layout import Plan

EDGE = 14
WHITE, SHADE = QColor("#ffffff"), QColor("#9aa4ae")
LEAST, MOST = 0.25, 4.0


class PageView(QScrollArea):
    """Shows one page of a plan; Page Up and Page Down turn it. Emits `turned` with its number (from 0)."""

    turned = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setBackgroundRole(QPalette.ColorRole.Mid)
        self.setAccessibleName("打印预览")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plan: Plan | None = None
        self.number = 0
        self._zoom = 0.0
        self._paper = _PaperSheet(self)
        self.setWidget(self._paper)

    @property
    def scale(self) -> float:
        """Return pixels of the screen for a point of the paper."""
        if self.plan is None:
            return 1.0
        if self._zoom:
            return self._zoom
        room = self.viewport().size()
        return max(
            LEAST, min((room.width() - 2 * EDGE) / self.plan.width, (room.height() - 2 * EDGE) / self.plan.height)
        )

    def show_plan(self, plan: Plan) -> None:
        """Show a plan, as far as it goes on the page that was shown before."""
        self.plan = plan
        self.turn(min(self.number, len(plan.sheets) - 1))

    def turn(self, number: int) -> None:
        """Show another page."""
        if self.plan is None:
            return
        self.number = max(0, min(number, len(self.plan.sheets) - 1))
        words = f"第 {self.number + 1} 页，共 {len(self.plan.sheets)} 页"
        self._paper.setAccessibleDescription(words)
        self._fit()
        self.turned.emit(self.number)

    def zoom(self, scale: float) -> None:
        """Show pages at so many pixels a point; 0: the whole page in the room there is."""
        self._zoom = scale and max(LEAST, min(scale, MOST))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the page into the new room."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages."""
        last = len(self.plan.sheets) - 1 if self.plan else 0
        to = {
            Qt.Key.Key_PageDown: self.number + 1,
            Qt.Key.Key_PageUp: self.number - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if to is None:
            super().keyPressEvent(event)
        else:
            self.turn(to)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; turn the page where it is shown whole."""
        steps = event.angleDelta().y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(self.scale * (1.15 if steps > 0 else 1 / 1.15))
        elif not self._zoom and steps:
            self.turn(self.number + (-1 if steps > 0 else 1))
        else:
            super().wheelEvent(event)

    def _fit(self) -> None:
        if self.plan is not None:
            size = QSize(
                round(self.plan.width * self.scale) + 2 * EDGE, round(self.plan.height * self.scale) + 2 * EDGE
            )
            self._paper.resize(size)
            self._paper.update()


class _PaperSheet(QWidget):
    """The paper itself, white under any theme."""

    def __init__(self, view: PageView) -> None:
        super().__init__()
        self._view = view
        self.setAccessibleName("纸张")

    def paintEvent(self, _event: QPaintEvent) -> None:
        plan = self._view.plan
        if plan is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        scale = self._view.scale
        painter.translate(EDGE, EDGE)
        width, height = round(plan.width * scale), round(plan.height * scale)
        painter.fillRect(2, 2, width, height, SHADE)
        painter.fillRect(0, 0, width, height, WHITE)
        painter.scale(scale, scale)
        paint_page(painter, plan, number=self._view.number)
