"""The areas of the window that F6 goes through, so that everything is reached without a mouse (accessibility)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence


def first_stop(area: QWidget) -> QWidget | None:
    """Return what takes the keyboard first in an area, None when nothing does."""
    parts = [area, *area.findChildren(QWidget)]
    return next((one for one in parts if _takes_keys(one, area)), None)


def next_stop(areas: Sequence[QWidget], *, now: QWidget | None, step: int) -> QWidget | None:
    """Return where the keyboard goes from `now`, an area further (1) or back (-1)."""
    stops = [(one, stop) for one in areas if one.isVisible() and (stop := first_stop(one)) is not None]
    if not stops:
        return None
    inside = [n for n, (one, _) in enumerate(stops) if now is not None and (one is now or one.isAncestorOf(now))]
    here = inside[-1] if inside else (-1 if step > 0 else 0)
    return stops[(here + step) % len(stops)][1]


def _takes_keys(part: QWidget, area: QWidget) -> bool:
    takes = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus) and part.isEnabled() and part.focusProxy() is None
    return takes and part.isVisibleTo(area)
