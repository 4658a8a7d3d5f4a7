"""Editors for text, numbers and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from ui.editors.sums import calculated

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget


class LineEditor(QLineEdit):
    """One line of text."""

    changed = Signal()
    takes_arrows = False
    """Whether Up and Down belong to the editor and do not leave the cell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.textEdited.connect(self.changed)

    def begin(self, text: str) -> None:
        """Start from a text."""
        self.setText(text)

    def unfold(self) -> None:
        """Open what there is to pick from."""

    def choose(self) -> None:
        """Take what is highlighted in a list, where there is one."""

    def typed(self) -> str:
        """Return what the person typed, for the field to read."""
        return self.text()


class NumberEditor(LineEditor):
    """A number: to the right, and without separators while it is edited; '=100+20*3' is calculated."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def begin(self, text: str) -> None:
        """Start without separators."""
        super().begin(text.replace(",", ""))

    def typed(self) -> str:
        """Return the number, or the result of a sum."""
        return calculated(self.text())


class NoteEditor(QPlainTextEdit):
    """Several lines; Alt+Enter or Shift+Enter begins a new one."""

    changed = Signal()
    takes_arrows = True
    roomy = QSize(320, 120)
    """The least size over a cell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self.changed)

    def begin(self, text: str) -> None:
        """Start from a text."""
        self.setPlainText(text)

    def unfold(self) -> None:
        """There is nothing to pick from."""

    def choose(self) -> None:
        """Nothing is highlighted in a note."""

    def typed(self) -> str:
        """Return the text with its line breaks."""
        return self.toPlainText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Break the line on Alt+Enter, as workbooks do."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.insertPlainText("\n")
            return
        super().keyPressEvent(event)
