"""The headings of a grid under a mouse that the X server knows: order, filter, width and place of columns."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.clipboard_desk import ACCOUNTS, TITLE
from tests.e2e.desk_window import shown_desk
from tests.e2e.screen import Screen, missing, screen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AWAY = missing("xdotool", "Xvfb")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(AWAY), reason=f"not installed: {', '.join(AWAY)}")]
FUNNEL = 12
"""Pixels from the right border of a heading to the middle of its funnel."""
EXACT = 6
"""Pixels by which a border may come to lie elsewhere than the hand let it go."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Screen]:
    with screen() as found, shown_desk(found, folder=tmp_path):
        found.focus(TITLE)
        yield found


class Headings:
    """What the page has last told of its headings."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "headings.json"

    @property
    def now(self) -> dict[str, Any]:
        found: dict[str, Any] = Screen.until(lambda: json.loads(self.file.read_text()) if self.file.exists() else {})
        return found

    def place(self, column: str) -> tuple[int, int, int]:
        """Return left, middle and width of a heading on the screen."""
        found = self.now
        left, top, width = found["places"][column]
        return left, top + found["height"] // 2, width


def test_a_click_sorts_and_shift_adds_a_column(desk: Screen, tmp_path: Path) -> None:
    headings = Headings(tmp_path)
    natural = headings.now["rows"]
    assert len(natural) == ACCOUNTS
    click(desk, headings, "account_name")
    desk.until(lambda: headings.now["order"] == [["account_name", False]])
    click(desk, headings, "account_name")
    desk.until(lambda: headings.now["order"] == [["account_name", True]])
    desk.until(lambda: headings.now["rows"] == natural[::-1])
    desk.do("keydown", "shift")
    click(desk, headings, "account_type")
    desk.do("keyup", "shift")
    desk.until(lambda: headings.now["order"] == [["account_name", True], ["account_type", False]])


def test_the_funnel_opens_the_columns_filter(desk: Screen, tmp_path: Path) -> None:
    headings = Headings(tmp_path)
    left, middle, width = headings.place("account_name")
    desk.do("mousemove", str(left + width - FUNNEL), str(middle), "click", "1")
    time.sleep(0.8)  # the values of the column come from the store
    desk.do("type", "专户3")
    time.sleep(0.8)
    desk.press("Return")
    desk.until(lambda: len(headings.now["rows"]) == 1)
    assert [name for name, _ in headings.now["told"]] == ["account_name"]
    assert headings.now["order"] == []
    assert headings.now["rows"][0].endswith("3")


def test_a_border_is_drawn_and_a_column_carried_and_both_are_remembered(tmp_path: Path) -> None:
    headings = Headings(tmp_path)
    with screen() as desk:
        with shown_desk(desk, folder=tmp_path):
            desk.focus(TITLE)
            left, middle, width = headings.place("approval_type")
            drag(desk, start=left + width - 1, end=left + width + 60, y=middle)
            desk.until(lambda: abs(headings.place("approval_type")[2] - width - 60) <= EXACT)
            wide = headings.place("approval_type")[2]
            shown = headings.now["shown"]
            place = shown.index("opened_on")
            left, middle, width = headings.place("opened_on")
            after, _, beyond = headings.place(shown[place + 1])
            drag(desk, start=left + width // 3, end=after + beyond * 3 // 4, y=middle)
            desk.until(lambda: headings.now["shown"].index("opened_on") == place + 1)
            assert headings.now["order"] == [], "carrying is no click"
            kept = tmp_path / "settings.ini"
            desk.until(lambda: kept.exists() and {str(wide), "opened_on"} <= words(kept))
        headings.file.unlink()
        with shown_desk(desk, folder=tmp_path):
            desk.until(lambda: headings.now["shown"].index("opened_on") == place + 1)
            assert headings.place("approval_type")[2] == wide


def words(file: Path) -> set[str]:
    """Return the words and numbers of a file of settings."""
    return set(re.findall(r"\w+", file.read_text(encoding="utf-8")))


def click(desk: Screen, headings: Headings, column: str) -> None:
    left, middle, width = headings.place(column)
    desk.do("mousemove", str(left + width // 3), str(middle), "click", "1")
    time.sleep(0.6)  # two clicks are not one double click


def drag(desk: Screen, *, start: int, end: int, y: int) -> None:
    """Draw along the headings in steps, as a hand does."""
    desk.do("mousemove", str(start), str(y))
    time.sleep(0.2)
    desk.do("mousedown", "1")
    for step in range(1, 11):
        desk.do("mousemove", str(round(start + (end - start) * step / 10)), str(y))
        time.sleep(0.05)
    time.sleep(0.2)
    desk.do("mouseup", "1")
