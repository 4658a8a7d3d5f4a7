"""Every page in front of a person who changes nothing: each button works or is out of use with a reason (SPEC 1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.packs.documents import is_issued
from app.people import Role
from app.rights import may_write
from tests.gui.window_support import open_window
from tests.support import OPERATOR, REVIEWER
from ui.tools.registry import TOOLS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtGui import QAction
    from pytestqt.qtbot import QtBot

    from app.people import User
    from tests.gui.window_support import Hands
    from ui.page.catalog_page import CatalogPage

TAX = replace(OPERATOR, code="hs_sw", name="海曙税务", role=Role.TAX)
WRITES = ("add", "delete", "save", "import", "enable", "disable")
OF_TOOLS = ("issue", "take", "take-back")
FEW = tuple(one for one in CATALOGS if one.name in {"insurance_type", "statement_line", "management_value", "filling"})
"""Pages on which an office outside finance differs from a reviewer."""
MARKS = ("mark-lines", "unmark-lines")


@pytest.fixture(params=[REVIEWER, TAX], ids=["reviewer", "tax"])
def hands(qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Hands]:
    with open_window(qtbot, tmp_path, user=request.param) as made:
        yield made


def open_buttons(actions: dict[str, QAction], *, names: tuple[str, ...]) -> list[str]:
    """Return which of these can be pressed, and which are out of use without saying why."""
    found = [name for name in names if name in actions and actions[name].isEnabled()]
    silent = (name for name in names if name in actions and not actions[name].isEnabled())
    return found + [f"{name}: no reason" for name in silent if not actions[name].toolTip().startswith("不能")]


def writes_of(page: CatalogPage, *, user: User) -> tuple[str, ...]:
    """Return the buttons that this person must find out of use."""
    forbidden = WRITES if may_write(user, catalog=page.catalog) else ()
    return (*forbidden, "issue") if is_issued(page.catalog) else forbidden


def test_no_page_offers_what_its_person_may_not_do(hands: Hands) -> None:
    user, window = hands.bench.desk.user, hands.window.actions_by_name
    found = {}
    for catalog in CATALOGS if user.role is Role.REVIEWER else FEW:
        hands.bench.open_page(catalog.name)
        hands.quiet()
        page = hands.page
        writes = writes_of(page, user=user)
        bad = open_buttons(page.toolbar.actions_by_name, names=writes)
        bad += open_buttons(window, names=("import",) if writes and WRITES[0] in writes else ())
        bad += open_buttons(window, names=MARKS if catalog.name == "statement_line" else ())
        found[catalog.name] = bad
    for tool in TOOLS:
        hands.bench.open_page(tool.name)
        hands.quiet()
        view = hands.bench.pages.view
        assert view is not None
        own = {action.objectName(): action for action in view.own_actions}
        found[tool.name] = open_buttons(own, names=OF_TOOLS) + open_buttons(window, names=("import",))
    assert {name: bad for name, bad in found.items() if bad} == {}
