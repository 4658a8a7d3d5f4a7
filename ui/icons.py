"""The program's own icons, by name; drawn as SVG so that they stay sharp at any scaling, in the palette's colours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QImageReader, QPainter, QPalette, QPixmap

import resources

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(resources.__file__).parent / "icons"
IN_THE_DARK: Mapping[bytes, bytes] = {
    b"#4a5768": b"#a9b5c1",
    b"#2563a8": b"#6ea8e0",
    b"#2c7a4b": b"#63b987",
    b"#a56300": b"#e2a64d",
    b"#b3261e": b"#f28b82",
}
"""What the files' colours become on a dark ground."""
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
        is_dark = QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128  # noqa: PLR2004 - half
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
            for bright, dark in IN_THE_DARK.items():
                drawing = drawing.replace(bright, dark)
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
