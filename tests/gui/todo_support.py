"""A county's to-dos, messages and dates as they were last fetched, for the tests of their pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.people import Level
from tests.support import CITY, COUNTY, OPERATOR, PROVINCE, put_rows

if TYPE_CHECKING:
    import pytest
    from PySide6.QtWidgets import QAbstractItemView

    from app.store import Store
    from tests.gui.window_support import Hands

TODAY = date(2026, 11, 20)
VALUES = "management_value"
CITY_OPERATOR = replace(OPERATOR, code="nb_jb", mof_div_code=CITY, mof_div_name="宁波市", level=Level.CITY)


def stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be TODAY on every page."""
    for place in ("page", "calendar_page", "board_page"):
        monkeypatch.setattr(f"ui.todo.{place}.today", lambda: TODAY)


def put_task(store: Store, *, name: str = "预算编报", due: date = date(2026, 11, 10), **values: object) -> None:
    """Let the province have set a date for the counties' estimates."""
    task = {"mof_div_code": PROVINCE, "name": name, "value_catalog": VALUES, "basis": "estimate", "due_date": due}
    put_rows(store, "task", {**task, "for_county": True, **values})


def put_message(store: Store, *, title: str, number: str, to: str = COUNTY, **values: object) -> str:
    """Let the city have written to a region; return the message's id."""
    sender = {"sent_by": "nb_jb", "sent_name": "宁波经办", "sent_place": "宁波市", "sent_from": CITY}
    at = f"2026-11-1{number}T08:00:00Z"
    message = {"mof_div_code": to, "kind": "remind", "title": title, "body": f"{title}：请送审", "sent_at": at}
    page = {"value_catalog": VALUES, "insurance_type": "1102", "basis": "estimate"}
    (row_id,) = put_rows(store, "message", {**message, **sender, **page, "number": number, **values})
    return row_id


def click_row(view: QAbstractItemView, row: int, column: int = 0, *, twice: bool = False, keys: int = 0) -> None:
    """Click a cell, twice when it is to be opened."""
    model = view.model()
    assert model is not None
    place = view.visualRect(model.index(row, column)).center()
    held = Qt.KeyboardModifier.ControlModifier if keys else Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, place)
    if twice:
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, held, place)


def go_to(hands: Hands, name: str) -> None:
    """Click a page's line in the navigation."""
    navigation = hands.window.navigation
    label = next(one[1] for one in navigation.entries if one[0] == name)
    (item,) = navigation.findItems(label, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    navigation.scrollToItem(item)
    place = navigation.visualItemRect(item).center()
    QTest.mouseClick(navigation.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    hands.quiet()
