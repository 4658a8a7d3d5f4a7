"""The program's own icons, by name; drawn as SVG so that they stay sharp at any scaling."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QIcon

import resources

FOLDER = Path(resources.__file__).parent / "icons"


def icon_path(name: str) -> Path:
    """Return the file of an icon; FileNotFoundError when there is none of this name."""
    path = FOLDER / f"{name}.svg"
    if not path.exists():
        raise FileNotFoundError(path)
    return path


def icon(name: str) -> QIcon:
    """Return an icon by its name in resources/icons."""
    return QIcon(str(icon_path(name)))
