"""Rounds that nobody asked for, with the real window: what is being typed stays, the line's return is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sync.profile import Profile, Settings
from tests.e2e.test_five_steps import VALUES, sign_in
from tests.e2e.window import Window
from tests.sync.central_fixture import RunningCentral, demo_central, demo_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

__all__ = ["demo_central", "demo_data"]

ROW, MINE, THEIRS = "缴费人数", "全年", "一季度"


@pytest.fixture
def desks(qtbot: QtBot, tmp_path: Path, demo_central: RunningCentral) -> Iterator[tuple[Window, Window]]:
    """Give two windows of one county's operator, both on the sheet."""
    made = []
    for name in ("county", "colleague"):
        Profile(folder=tmp_path / name).save(Settings(credentials="file"))
        window = Window(tmp_path / name, qtbot=qtbot)
        made.append(window)
        sign_in(window, central=demo_central, user="hs_jb")
        window.open(VALUES)
    yield made[0], made[1]
    for window in made:
        window.close()


def test_a_round_lands_rows_around_the_cell_that_is_being_typed(desks: tuple[Window, Window]) -> None:
    county, colleague = desks
    county.begin_cell(ROW, MINE, "51")
    colleague.type_cell(ROW, THEIRS, "777")
    colleague.act("sync")
    county.bench.background.schedule.last_round = float("-inf")
    county.bench.background.look()
    county.wait(lambda: county.cell(ROW, THEIRS) == "777", what="the colleague's value to arrive")
    county.settle()
    county.end_cell("2345")
    assert county.cell(ROW, MINE) == "512,345"
    assert not county.window.notice.isVisible()


def test_what_waits_goes_when_the_line_returns(desks: tuple[Window, Window], demo_central: RunningCentral) -> None:
    county, _ = desks
    demo_central.stop()
    county.type_cell(ROW, MINE, "600")
    county.bench.controller.ask()
    county.wait(lambda: county.status.line == "离线", what="the line to be seen as broken")
    assert county.status.waiting == 1
    demo_central.start()
    county.bench.background.schedule.last_edit = float("-inf")
    county.bench.controller.ask()
    county.wait(lambda: county.status.waiting == 0, what="the value to be sent by itself")
    assert county.bench.controller.is_by_itself
