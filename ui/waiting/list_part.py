"""One part of the panel: a sentence on what stands here, its buttons, the list, or why it is empty (SYNC point 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from ui.elided_label import ElidedLabel
from ui.look.icons import icon
from ui.page.empty_state import Empty, EmptyState

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.errors import ShebaoError
    from ui.desk import Desk
    from ui.list_table import ListTable


class ListPart(QWidget):
    """Base of the parts; subclasses make the table, fill it in `refresh`, and say what their buttons do.

    `jump_requested` carries a RowPlace and a field's name.
    """

    jump_requested = Signal(object, str)

    kind: ClassVar[str] = ""
    label: ClassVar[str] = ""
    hint: ClassVar[str] = ""
    empty: ClassVar[Empty] = Empty(title="", text="")

    def __init__(self, desk: Desk, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.buttons: dict[str, QToolButton] = {}
        self._row = QHBoxLayout()
        self._row.setContentsMargins(12, 2, 8, 4)
        self._row.setSpacing(4)
        self.told = ElidedLabel(self.hint)
        self.told.setProperty("role", "quiet")
        self._row.addWidget(self.told, 1)
        self._body = QStackedLayout()
        self._nothing = EmptyState()
        self._nothing.show_empty(self.empty)

    def lay_out(self, table: ListTable) -> None:
        """Put hint, buttons and list in their places."""
        self.table = table
        self._body.addWidget(table)
        self._body.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row)
        column.addLayout(self._body, 1)
        self.setFocusProxy(table)

    def add_button(self, name: str, label: str, *, picture: str, about: str, do: Callable[[], object]) -> QToolButton:
        """Add a button to the part's line."""
        button = QToolButton()
        button.setText(label)
        button.setToolTip(about)
        button.setIcon(icon(picture))
        button.setAccessibleName(label)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.clicked.connect(lambda _checked=False: do())
        self.buttons[name] = button
        self._row.addWidget(button)
        return button

    def refresh(self) -> None:
        """Read the list again; what is chosen stays chosen as far as it is still there."""
        raise NotImplementedError

    def show_filled(self, *, filled: bool) -> None:
        """Show the list, or why it is empty."""
        self._body.setCurrentIndex(0 if filled else 1)

    def failed(self, error: ShebaoError) -> None:
        """Tell that the list could not be read."""
        self.desk.failed.emit(error)
