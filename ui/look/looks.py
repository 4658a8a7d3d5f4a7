"""Colours of grid cells and tree nodes, taken from the palette so that light and dark both read well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QPainter, QPalette, QPixmap

from app.row_state import RowState

if TYPE_CHECKING:
    from collections.abc import Mapping

INKS = {
    RowState.WAITING: "#c77700",
    RowState.REFUSED: "#c62828",
    RowState.CONFLICT: "#8e24aa",
    RowState.MERGED: "#00796b",
}
"""One hue for each state; tints and dots are made of it."""
WARNING = "#d32f2f"
WARNING_ON_DARK = "#ff8a80"
NEGATIVE = "#c00000"
NEGATIVE_ON_DARK = "#ff7b72"
DOT = 9
"""Diameter of a state's dot in device-independent pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Brushes and dots for one palette (told apart by `key`); state 0 (synced) has none. `marks`: cells in dispute."""

    key: tuple[int, int]
    tints: Mapping[int, QBrush]
    marks: Mapping[int, QBrush]
    dots: Mapping[int, QPixmap]
    invalid_tint: QBrush
    invalid_ink: QBrush
    saving_tint: QBrush
    found_tint: QBrush
    locked_tint: QBrush
    group_tint: QBrush
    muted_ink: QBrush
    negative_ink: QBrush
    cross_tint: QBrush
    is_dark: bool


def looks_of(palette: QPalette) -> Looks:
    """Return the looks for a palette."""
    is_dark = palette.base().color().lightness() < 128  # noqa: PLR2004 - the middle of 0..255
    strength = 60 if is_dark else 28
    warning = WARNING_ON_DARK if is_dark else WARNING
    return Looks(
        key=looks_key(palette),
        tints={int(state): _tint(ink, strength) for state, ink in INKS.items()},
        marks={int(state): _tint(ink, (2 if is_dark else 3) * strength) for state, ink in INKS.items()},
        dots={int(state): _dot(QColor(ink).lighter(150) if is_dark else QColor(ink)) for state, ink in INKS.items()},
        invalid_tint=_tint(WARNING, 2 * strength),
        invalid_ink=QBrush(QColor(warning)),
        saving_tint=_tint("#f9a825", strength),
        found_tint=_tint("#fdd835", strength if is_dark else 3 * strength),
        locked_tint=QBrush(QColor(255, 255, 255, 14) if is_dark else QColor(60, 70, 90, 16)),
        group_tint=QBrush(QColor(110, 168, 224, 46) if is_dark else QColor(37, 99, 168, 26)),
        muted_ink=QBrush(palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)),
        negative_ink=QBrush(QColor(NEGATIVE_ON_DARK if is_dark else NEGATIVE)),
        cross_tint=QBrush(QColor(255, 255, 255, 40) if is_dark else QColor(60, 70, 90, 50), Qt.BrushStyle.BDiagPattern),
        is_dark=is_dark,
    )


def looks_key(palette: QPalette) -> tuple[int, int]:
    """Return what looks depend on; a style sheet changes palettes often without changing these."""
    return palette.base().color().rgba(), palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).rgba()


def _tint(ink: str, strength: int) -> QBrush:
    colour = QColor(ink)
    colour.setAlpha(strength)
    return QBrush(colour)


def _dot(colour: QColor) -> QPixmap:
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio()
    picture = QPixmap(round(DOT * ratio), round(DOT * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(DOT / 2, DOT / 2), DOT / 2 - 1, DOT / 2 - 1)
    painter.end()
    return picture
