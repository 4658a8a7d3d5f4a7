"""Draws the program's icon for Windows out of the SVG that the window shows."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from pathlib import Path

SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""Edges in pixels: what Explorer, the task bar and the title bar ask for at 100 to 250 %."""
LARGE = 256
"""Older parts of Windows read smaller pictures as bitmaps only."""


def write_icon(svg: Path, *, to: Path) -> Path:
    """Write an .ico file that holds every size, the largest as PNG, and give its path."""
    renderer = QSvgRenderer(str(svg))
    if not renderer.isValid():
        raise ValueError(f"not an SVG picture: {svg}")
    images = [paint(renderer, edge=edge) for edge in SIZES]
    pictures = [as_png(image) if image.width() >= LARGE else as_bitmap(image) for image in images]
    offset = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 1, len(pictures))
    for edge, picture in zip(SIZES, pictures, strict=True):
        # an edge of 256 is written as 0; 1 plane, 32 bits
        head += struct.pack("<BBBBHHII", edge % 256, edge % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(head + b"".join(pictures))
    return to


def paint(renderer: QSvgRenderer, *, edge: int) -> QImage:
    """Paint the picture on a transparent square."""
    image = QImage(edge, edge, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def as_bitmap(image: QImage) -> bytes:
    """Give pixels from the bottom up under a header that counts the empty mask as as many rows again."""
    edge = image.width()
    pixels = bytes(image.flipped().constBits())
    mask = bytes((edge + 31) // 32 * 4 * edge)
    return (
        struct.pack("<IiiHHIIiiII", 40, edge, edge * 2, 1, 32, 0, len(pixels) + len(mask), 0, 0, 0, 0) + pixels + mask
    )


def as_png(image: QImage) -> bytes:
    """Give the picture as a PNG file."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    buffer.close()
    return bytes(content.data())
