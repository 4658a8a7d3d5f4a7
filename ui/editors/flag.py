"""An editor for yes and no, for the row form; in a grid the space bar changes a flag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from ui.look.style import ROW_HEIGHT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.fields import Field


class FlagEditor(QCheckBox):
    """A box to tick."""

    changed = Signal()
    takes_arrows = False

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        word = getattr(field, "yes", "")
        super().__init__("" if word == field.label else word, parent)
        self._field = field
        self.setMinimumHeight(ROW_HEIGHT)
        self.clicked.connect(self.changed)

    def begin(self, text: str) -> None:
        """Start from the flag's word."""
        self.setChecked(self._field.read(text) is True)

    def unfold(self) -> None:
        """There is nothing to pick from."""

    def choose(self) -> None:
        """Nothing is highlighted in a box."""

    def typed(self) -> str:
        """Return a word that every flag reads."""
        return "是" if self.isChecked() else "否"
