"""One field of a row form: label, editor, and what is wrong with it right below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.fields import Editor
from ui.editors import as_editor, make_editor
from ui.look.colours import colours_of

if TYPE_CHECKING:
    from app.fields import Field
    from ui.page.offers import Offers

NOTE_HEIGHT = 64


class FormField(QObject):
    """Label and editor of a field; the page lays them out."""

    changed = Signal()

    def __init__(self, field: Field, *, offers: Offers, text: str, lock: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self._started = text
        star = f"<span style='color:{colours_of(parent.palette()).bad}'> *</span>" if field.required else ""
        self.label = QLabel(f"{field.label}{star}")
        self.label.setToolTip(field.help)
        self.box = QWidget(parent)
        self._editor = make_editor(field, offers=offers, parent=self.box)
        self._error = QLabel()
        self._error.setProperty("role", "bad")
        self._error.setWordWrap(True)
        self._error.hide()
        column = QVBoxLayout(self.box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._editor)
        column.addWidget(self._error)
        self.label.setBuddy(self._editor)
        self._editor.setAccessibleName(field.label)
        if self.is_wide:
            self._editor.setFixedHeight(NOTE_HEIGHT)
        self.put(text)
        self._editor.setEnabled(not lock)
        self._editor.setToolTip(f"只读：{lock}" if lock else field.help)
        as_editor(self._editor).changed.connect(self._touched)

    @property
    def is_wide(self) -> bool:
        """Say whether the field takes the whole width of the form."""
        return self.field.editor is Editor.NOTE

    @property
    def text(self) -> str:
        """Return what stands in the editor, for the field to read."""
        return as_editor(self._editor).typed()

    @property
    def is_changed(self) -> bool:
        """Say whether it differs from what the form began with."""
        return self.text != self._started

    def put(self, text: str) -> None:
        """Set the editor's text."""
        as_editor(self._editor).begin(text)
        if text == self._started:
            self._started = self.text  # an editor may write it in its own way

    def say(self, error: str) -> None:
        """Show what is wrong, or ('') nothing."""
        self._error.setText(error)
        self._error.setVisible(bool(error))
        self._editor.setProperty("tone", "bad" if error else "")
        self._editor.style().unpolish(self._editor)
        self._editor.style().polish(self._editor)

    @property
    def error(self) -> str:
        """Return what is said to be wrong."""
        return self._error.text()

    def focus(self) -> None:
        """Give the editor the keyboard."""
        self._editor.setFocus()

    def _touched(self) -> None:
        self.say("")
        self.changed.emit()
