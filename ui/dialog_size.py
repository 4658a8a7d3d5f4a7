"""How large a dialog opens: as it was drawn for, but never larger than its screen (scaling of 100 to 200 %)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

FRAME = 40
"""Pixels that a window's own title bar and border take from the screen's height."""


def open_as(dialog: QWidget, wide: int, high: int) -> None:
    """Give a dialog this size, as far as its screen allows; its contents decide how small it may be."""
    room = dialog.screen().availableGeometry().size() - QSize(0, FRAME)
    dialog.resize(QSize(wide, high).boundedTo(room.expandedTo(dialog.minimumSizeHint())))
