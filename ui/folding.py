"""Remembers for each person which groups of the navigation are folded (clause 2: everybody's own desk)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from ui.navigation import Navigation


class Folding(QObject):
    """Puts the groups as the person left them, and keeps what they turn."""

    def __init__(self, navigation: Navigation, *, settings: QSettings, memory: str, parent: QObject) -> None:
        """`memory`: the name under which the person's choices are kept."""
        super().__init__(parent)
        self._navigation, self._settings, self._key = navigation, settings, f"{memory}/folded"
        kept = settings.value(self._key)
        navigation.fold(kept if isinstance(kept, list) else [str(kept)] if kept else [])
        navigation.turned.connect(self._keep)

    def _keep(self) -> None:
        self._settings.setValue(self._key, self._navigation.folded)
