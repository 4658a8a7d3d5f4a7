"""Light, dark, or as the system is: the person's choice, kept with the window and followed while it stands."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from ui.look.colours import DARK, LIGHT, Colours
from ui.look.style import put_on

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

KEY = "window/theme"


class Theme(StrEnum):
    """The choices."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


SCHEMES = {
    Theme.SYSTEM: Qt.ColorScheme.Unknown,
    Theme.LIGHT: Qt.ColorScheme.Light,
    Theme.DARK: Qt.ColorScheme.Dark,
}
"""What the choice means to the system, which also draws the window's frame."""


class ThemeSwitch(QObject):
    """Puts the chosen colours on the application; `present` is the choice."""

    def __init__(self, application: QApplication, *, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application, self._settings = application, settings
        self._worn: Colours = LIGHT
        self.present = _read(settings)
        application.styleHints().colorSchemeChanged.connect(self._wear)
        self._apply()

    def choose(self, theme: Theme) -> None:
        """Take another choice, from now on."""
        self.present = theme
        self._settings.setValue(KEY, str(theme))
        self._apply()

    def _apply(self) -> None:
        scheme = SCHEMES[self.present]
        if scheme is Qt.ColorScheme.Unknown:
            self._application.styleHints().unsetColorScheme()
        else:
            self._application.styleHints().setColorScheme(scheme)
        self._wear()

    def _wear(self) -> None:
        is_dark = self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        wanted = DARK if self.present is Theme.DARK or (self.present is Theme.SYSTEM and is_dark) else LIGHT
        if wanted is not self._worn:
            self._worn = wanted
            put_on(self._application, colours=wanted)


def _read(settings: QSettings) -> Theme:
    kept = str(settings.value(KEY, ""))
    return Theme(kept) if kept in list(Theme) else Theme.SYSTEM
