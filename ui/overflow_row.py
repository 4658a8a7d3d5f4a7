"""A row of buttons that fits any width: those that do not fit are found in the menu at its end (issue: scaling)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

MORE = "»"


class OverflowRow(QWidget):
    """Lays its parts out from left to right; `more` shows while some are only in its menu."""

    def __init__(self, *, spacing: int, name: str, parent: QWidget | None = None) -> None:
        """Make an empty row; `name` says what is in it to whoever does not see it."""
        super().__init__(parent)
        self._spacing = spacing
        self._parts: list[QWidget] = []
        self.more = QToolButton(self)
        self.more.setText(MORE)
        self.more.setAccessibleName(f"其余{name}")
        self.more.setToolTip(f"窗口较窄，其余{name}在这里")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
        self.more.menu().setToolTipsVisible(True)
        self.more.menu().aboutToShow.connect(self._fill)
        self.more.hide()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def hidden_parts(self) -> list[QWidget]:
        """Return the parts that are only in the menu."""
        return [part for part in self._parts if part.isHidden()]

    def add(self, part: QWidget) -> None:
        """Put a part at the end; one without a text (a line between groups) does not go into the menu."""
        part.setParent(self)
        self._parts.append(part)
        part.show()
        self.updateGeometry()

    def clear(self) -> None:
        """Take every part out and away."""
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts.clear()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the room that all parts need."""
        wide = sum(part.sizeHint().width() + self._spacing for part in self._parts)
        return QSize(max(0, wide - self._spacing), self._high())

    def minimumSizeHint(self) -> QSize:
        """Return the room of the first part and of the button for the rest."""
        first = self._parts[0].sizeHint().width() if self._parts else 0
        return QSize(first + self._spacing + self.more.sizeHint().width(), self._high())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what fits."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Arrange the parts again when one has become wider or narrower."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._arrange()
        return super().event(event)

    def _high(self) -> int:
        return max((part.sizeHint().height() for part in self._parts), default=0)

    def _arrange(self) -> None:
        room, at = self.width(), 0
        all_fit = self.sizeHint().width() <= room
        if not all_fit:
            room -= self.more.sizeHint().width() + self._spacing
        is_full = False
        for part in self._parts:
            wanted = part.sizeHint()
            is_full = is_full or (not all_fit and at + wanted.width() > room)
            part.setVisible(not is_full)
            if not is_full:
                part.setGeometry(at, (self.height() - wanted.height()) // 2, wanted.width(), wanted.height())
                at += wanted.width() + self._spacing
        wanted = self.more.sizeHint()
        self.more.setGeometry(at, (self.height() - wanted.height()) // 2, wanted.width(), wanted.height())
        self.more.setVisible(not all_fit)

    def _fill(self) -> None:
        menu = self.more.menu()
        menu.clear()
        for part in self.hidden_parts:
            if not isinstance(part, QToolButton):
                menu.addSeparator()
            elif part.defaultAction() is not None:
                menu.addAction(part.defaultAction())
            else:
                action = menu.addAction(part.icon(), part.text().replace("&", "&&"))
                action.setToolTip(part.toolTip())
                action.setEnabled(part.isEnabled())
                action.triggered.connect(lambda _checked=False, part=part: part.click())
