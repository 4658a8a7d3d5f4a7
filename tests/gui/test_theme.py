"""Light and dark: the choice is worn at once and remembered, icons and cells follow the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSettings, QSize
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ui.actions import make_actions
from ui.look.colours import DARK, LIGHT, colours_of
from ui.look.icons import icon
from ui.look.looks import looks_of
from ui.look.style import palette, put_on, rules
from ui.look.theme import KEY, Theme, ThemeSwitch
from ui.specs import SPECS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.look.colours import Colours


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """Give the application, and take the colours off again."""
    before = QPalette(qapp.palette())
    yield qapp
    qapp.styleHints().unsetColorScheme()
    qapp.setStyleSheet("")
    qapp.setPalette(before)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


def ground(application: QApplication) -> str:
    return application.palette().window().color().name()


def test_a_choice_is_worn_at_once_and_remembered(application: QApplication, settings: QSettings) -> None:
    switch = ThemeSwitch(application, settings=settings)
    switch.choose(Theme.DARK)
    assert ground(application) == DARK.window
    assert DARK.surface in application.styleSheet()
    switch.choose(Theme.LIGHT)
    assert ground(application) == LIGHT.window
    switch.choose(Theme.DARK)
    assert ThemeSwitch(application, settings=settings).present is Theme.DARK


def test_a_word_that_is_no_theme_means_the_system(application: QApplication, settings: QSettings) -> None:
    settings.setValue(KEY, "purple")
    assert ThemeSwitch(application, settings=settings).present is Theme.SYSTEM


def stroke_of(name: str, *, mode: QIcon.Mode = QIcon.Mode.Normal) -> QColor:
    """Return the strongest colour of an icon's picture."""
    picture = icon(name).pixmap(QSize(32, 32), 1.0, mode).toImage()
    pixels = (picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height()))
    return max(pixels, key=QColor.alpha)


def test_icons_follow_the_palette(application: QApplication) -> None:
    put_on(application, colours=LIGHT)
    assert stroke_of("refresh").lightness() < 128
    put_on(application, colours=DARK)
    assert stroke_of("refresh").lightness() > 128
    assert stroke_of("refresh", mode=QIcon.Mode.Disabled).alpha() < stroke_of("refresh").alpha()


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read(colours: Colours) -> None:
    for ground in (colours.window, colours.surface, colours.stripe, colours.accent_soft, colours.hover):
        assert contrast(colours.text, ground) >= 7
        assert contrast(colours.quiet, ground) >= 4
    for tone in (colours.accent, colours.good, colours.warn, colours.bad):
        assert contrast(tone, colours.surface) >= 4.5
    for fill in (colours.fill, colours.fill_hover):
        assert contrast("#ffffff", fill) >= 4


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2, 1 to 21."""
    light, dark = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_colours_are_told_from_their_palette() -> None:
    assert colours_of(palette(DARK)) is DARK
    assert colours_of(palette(LIGHT)) is LIGHT
    assert "$" not in rules(DARK)
    assert looks_of(palette(DARK)).key != looks_of(palette(LIGHT)).key


def test_one_of_a_group_of_actions_is_chosen(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    actions = make_actions(parent)
    themes = [spec.name for spec in SPECS if spec.group == "theme"]
    assert themes == [f"theme-{theme}" for theme in Theme]
    for name in themes:
        actions[name].trigger()
        assert [other for other in themes if actions[other].isChecked()] == [name]
