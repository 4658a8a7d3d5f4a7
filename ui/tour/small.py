"""Pictures kept small: the colours of a window in one palette, so that the repository stays light (README)."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

COLOURS = 256
"""What a palette picture can hold."""
COMMON = 128
"""Places for the commonest colours; the others go to colours unlike those, such as the ink of a small mark."""
HIGH_BITS = 0xF0F0F0
"""Colours that agree in these are alike."""


def shrink(image: QImage) -> QImage:
    """Return the image in 256 of its colours, every other one replaced by the nearest of them."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = memoryview(plain.constBits()).cast("B").cast("I")
    found = [colour for colour, _ in Counter(pixels).most_common()]
    kinds = {colour & HIGH_BITS: colour for colour in reversed(found)}
    table = list(dict.fromkeys([*found[:COMMON], *reversed(kinds.values())]))[:COLOURS]
    flags = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    return plain.convertToFormat(QImage.Format.Format_Indexed8, table, flags)
