"""Every colour in use, by its meaning, on a light and on a dark ground; icons and style rules take them from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QPalette


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour in use, by its meaning; white stands on `fill`, `ink` draws icons, `chevron` names one."""

    window: str = "#f4f6f8"
    surface: str = "#ffffff"
    stripe: str = "#f8fafb"
    line: str = "#d9dfe5"
    text: str = "#1f2a36"
    ink: str = "#4a5768"
    quiet: str = "#66727f"
    accent: str = "#2563a8"
    fill: str = "#2563a8"
    fill_hover: str = "#1c4d84"
    accent_soft: str = "#e4edf7"
    hover: str = "#edf1f5"
    good: str = "#2c7a4b"
    warn: str = "#a56300"
    warn_soft: str = "#fdf3e1"
    bad: str = "#b3261e"
    bad_soft: str = "#fbeae8"
    chevron: str = "chevron-down"


LIGHT = Colours()
DARK = Colours(
    window="#1d2126",
    surface="#23282e",
    stripe="#272d34",
    line="#3b444e",
    text="#dfe5eb",
    ink="#a9b5c1",
    quiet="#95a1ad",
    accent="#6ea8e0",
    fill="#2f6cab",
    fill_hover="#3c7ec3",
    accent_soft="#2b3e53",
    hover="#2e353d",
    good="#63b987",
    warn="#e2a64d",
    warn_soft="#3d3323",
    bad="#f28b82",
    bad_soft="#452a2b",
    chevron="chevron-down-pale",
)
MIDDLE = 128
"""Lightness of 0 to 255 that divides dark from light."""


def colours_of(palette: QPalette) -> Colours:
    """Return the colours that a palette was made of."""
    return DARK if palette.window().color().lightness() < MIDDLE else LIGHT
