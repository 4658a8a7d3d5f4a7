"""Main paths of the grid with keys and a mouse that come through the X server, not through Qt's own test events."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.e2e.clipboard_desk import TITLE
from tests.e2e.desk_window import accounts, shown_desk
from tests.e2e.screen import Screen, missing, screen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AWAY = missing("xdotool", "xclip", "Xvfb")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(AWAY), reason=f"not installed: {', '.join(AWAY)}")]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Screen]:
    with screen() as found, shown_desk(found, folder=tmp_path):
        found.focus(TITLE)
        yield found


def column(folder: Path, name: str) -> list[object]:
    return [row[name] for row in accounts(folder)]


def test_a_line_is_entered_and_enter_returns_below_its_beginning(desk: Screen, tmp_path: Path) -> None:
    desk.press("ctrl+Home", *["Right"] * 5)
    desk.do("type", "2026-3-1")
    desk.press("Tab", "Tab", "Tab")
    desk.do("type", "=100+20*3")
    desk.press("Return")
    desk.do("type", "20260302")
    desk.press("Return")
    desk.until(lambda: column(tmp_path, "opened_on")[1])
    assert column(tmp_path, "opened_on")[:3] == [date(2026, 3, 1), date(2026, 3, 2), None]
    assert column(tmp_path, "balance")[:2] == [16_000, None]


def test_a_list_is_opened_and_a_selection_is_filled(desk: Screen, tmp_path: Path) -> None:
    desk.press("ctrl+Home", *["Right"] * 6, "alt+Down", "Up", "Return")
    desk.until(lambda: column(tmp_path, "approval_type")[0])
    desk.press("Up", "shift+Down", "shift+Down", "ctrl+d")
    desk.until(lambda: column(tmp_path, "approval_type")[2])
    first = column(tmp_path, "approval_type")[0]
    assert first in {"1", "2"}
    assert column(tmp_path, "approval_type") == [first] * 3 + [""] * 3
    desk.press("Delete")
    desk.until(lambda: not any(column(tmp_path, "approval_type")))


def test_the_handle_is_drawn_with_the_mouse(desk: Screen, tmp_path: Path) -> None:
    desk.press("ctrl+Home", *["Right"] * 5)
    desk.do("type", "2026-02-27")
    desk.press("Return", "Up")
    desk.until(lambda: column(tmp_path, "opened_on")[0])
    x, y = (int(part) for part in (tmp_path / "handle").read_text().split())
    desk.do("mousemove", str(x), str(y), "mousedown", "1")
    for down in range(10, 80, 10):
        desk.do("mousemove", str(x), str(y + down))
    desk.do("mouseup", "1")
    desk.until(lambda: column(tmp_path, "opened_on")[3])
    assert column(tmp_path, "opened_on")[:5] == [*(date(2026, 2, 27), date(2026, 2, 28)), *_march(), None]


def _march() -> list[date]:
    return [date(2026, 3, 1), date(2026, 3, 2)]
