"""The few boxes that do stop a person: a choice that cannot be undone, and a start that is impossible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.errors import ShebaoError


def ask(parent: QWidget, *, title: str, text: str, yes: str, do: Callable[[], None]) -> QMessageBox:
    """Open a question without blocking; `do` runs when the person chooses `yes`. Cancelling is the default."""
    box = QMessageBox(QMessageBox.Icon.Question, title, text, QMessageBox.StandardButton.NoButton, parent)
    accept = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton("取消", QMessageBox.ButtonRole.RejectRole))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    accept.clicked.connect(do)
    box.open()
    return box


def tell(error: ShebaoError) -> None:
    """Show a failure that leaves nothing else to show, and wait until it was read."""
    QMessageBox(QMessageBox.Icon.Warning, error.title, error.sentence, QMessageBox.StandardButton.Ok).exec()
