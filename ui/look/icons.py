"""The program's own icons, by name; drawn as SVG so that they stay sharp at any scaling, in the palette's colours."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QImageReader, QPainter, QPixmap

import resources
from ui.look.colours import DARK, LIGHT, colours_of

FOLDER = Path(resources.__file__).parent / "icons"
DRAWN_IN = ("ink", "accent", "good", "warn", "bad")
"""The colours of LIGHT that the files are drawn in; on a dark ground they become those of DARK."""
FADED = 0.4
"""Opacity of an icon that cannot be used."""


def icon_path(name: str) -> Path:
    """Return the file of an icon; FileNotFoundError when there is none of this name."""
    path = FOLDER / f"{name}.svg"
    if not path.exists():
        raise FileNotFoundError(path)
    return path


def icon(name: str) -> QIcon:
    """Return an icon by its name in resources/icons."""
    return QIcon(_Engine(icon_path(name)))


class _Engine(QIconEngine):
    """Draws one file, recoloured while the application's palette is dark."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._drawn: dict[tuple[int, int, bool, bool], QPixmap] = {}

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw into `rect`."""
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self.scaledPixmap(rect.size() * ratio, mode, state, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return a picture of `size` pixels."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float) -> QPixmap:
        """Return a picture of `size` pixels for a screen of this scale."""
        is_dark = colours_of(QGuiApplication.palette()) is DARK
        is_faded = mode == QIcon.Mode.Disabled
        key = (size.width(), size.height(), is_dark, is_faded)
        if key not in self._drawn:
            self._drawn[key] = self._draw(size, is_dark=is_dark, is_faded=is_faded)
        picture = QPixmap(self._drawn[key])
        picture.setDevicePixelRatio(scale)
        return picture

    def clone(self) -> QIconEngine:
        """Return another engine of the same file."""
        return _Engine(self._path)

    def _draw(self, size: QSize, *, is_dark: bool, is_faded: bool) -> QPixmap:
        drawing = self._path.read_bytes()
        if is_dark:
            for name in DRAWN_IN:
                drawing = drawing.replace(getattr(LIGHT, name).encode(), getattr(DARK, name).encode())
        source = QBuffer()
        source.setData(drawing)
        reader = QImageReader(source, b"svg")
        reader.setScaledSize(size)
        picture = QPixmap.fromImage(reader.read())
        if not is_faded:
            return picture
        faded = QPixmap(picture.size())
        faded.fill(Qt.GlobalColor.transparent)
        painter = QPainter(faded)
        painter.setOpacity(FADED)
        painter.drawPixmap(0, 0, picture)
        painter.end()
        return faded
