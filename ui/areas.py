"""The areas of the window that F6 goes through, so that everything is reached without a mouse (accessibility)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence


def first_stop(area: QWidget) -> QWidget | None:
    """Return what takes the keyboard first in an area, None when nothing does; an area may name a part of it."""
    if area.focusProxy() is not None:
        return area.focusProxy()
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


def put_in_order(areas: Sequence[QWidget]) -> None:
    """Let Tab go from area to area in this order, and in each as before: parts made later would all come last."""
    stops: list[QWidget] = []
    for area in areas:
        stops += _chain(area)
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _chain(area: QWidget) -> list[QWidget]:
    """Return an area and the parts of it that Tab may stop at, in the order of now."""
    found, part = [area], area.nextInFocusChain()
    while part is not None and part is not area:
        if area.isAncestorOf(part) and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(part)
        part = part.nextInFocusChain()
    return [one for one in found if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def _takes_keys(part: QWidget, area: QWidget) -> bool:
    takes = bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus) and part.isEnabled() and part.focusProxy() is None
    return takes and part.isVisibleTo(area)
