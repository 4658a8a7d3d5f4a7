"""Hands for the tour: clicks and keys as Qt delivers them from mouse and keyboard, Chinese as an input method does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """Press and release the left button in the middle of a widget, or at a point of it."""
    place = QPointF(at if at is not None else widget.rect().center())
    away = widget.mapToGlobal(place)
    for kind, held in ((QEvent.Type.MouseButtonPress, LEFT), (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton)):
        QApplication.sendEvent(widget, QMouseEvent(kind, place, away, LEFT, held, PLAIN))


def press(widget: QWidget, key: Qt.Key, text: str = "") -> None:
    """Press and release a key in a widget."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, PLAIN, text))


def write(widget: QWidget, text: str) -> None:
    """Type text: plain characters by keys, others as an input method does; an editor that opens takes over."""
    for sign in text:
        target = within(widget)
        if sign.isascii():
            press(target, Qt.Key(ord(sign.upper())), sign)
        else:
            event = QInputMethodEvent()
            event.setCommitString(sign)
            QApplication.sendEvent(target, event)


def within(widget: QWidget) -> QWidget:
    """Return the part of a widget that has the keyboard, or the widget itself."""
    found: QWidget | None = widget.focusWidget()
    return widget if found is None else found
