"""问题: found after typing, listed, filtered, jumped to, explained, by keys in the real window (clause 1.9)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from app.line_texts import RowPlace
from app.problems.found import Found, Severity
from sync.report import RoundReport
from tests.gui.window_support import CONTROL, SHIFT, open_window
from ui.flow.opinion_dialog import OpinionDialog
from ui.problems.part import ProblemsPart
from ui.tour.hands import press, within, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.gui.window_support import Hands
    from ui.desk import Desk

PAYERS, YEAR_COLUMN = 1, "全年"


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with open_window(qtbot, tmp_path / "profile") as made:
        yield made


def seconds(do: Callable[[], object]) -> float:
    """Return the processor time of something; others work on this computer too."""
    start = time.process_time()
    do()
    return time.process_time() - start


def lines(hands: Hands) -> list[str]:
    model = hands.bench.problems.panel.part.model
    return [str(model.index(row, 3).data()) for row in range(model.rowCount())]


def too_many_payers(hands: Hands) -> None:
    hands.type(PAYERS, YEAR_COLUMN, "600000")
    hands.bot.waitUntil(lambda: hands.bench.problems.found != [], timeout=10_000)
    hands.quiet()


def test_what_is_typed_is_checked_and_counted_and_goes_when_put_right(hands: Hands) -> None:
    assert not hands.bench.problems.counter.isVisible()
    too_many_payers(hands)
    assert hands.bench.problems.counter.text() == "问题 1"
    hands.type(PAYERS, YEAR_COLUMN, "400000")
    hands.bot.waitUntil(lambda: not hands.bench.problems.counter.isVisible(), timeout=10_000)


def test_the_panel_lists_a_warning_and_enter_goes_to_its_cell(hands: Hands) -> None:
    too_many_payers(hands)
    hands.page.grid.go_to(0, 1)
    hands.keys(Qt.Key.Key_M, CONTROL | SHIFT)
    assert lines(hands) == ["“缴费人数” 600,000 人，大于“参保人数(年末)” 500,000 人"]
    assert hands.bench.problems.panel.part.told.text().endswith("0 处错误须改正，1 处提示待说明")
    hands.bench.problems.panel.part.table.choose([0])
    hands.keys(Qt.Key.Key_Return)
    index = hands.page.grid.currentIndex()
    assert (index.row(), index.column()) == (PAYERS, hands.column(YEAR_COLUMN))
    hands.keys(Qt.Key.Key_M, CONTROL | SHIFT)
    assert hands.bench.problems.panel.isHidden()


def test_a_warning_is_explained_by_keys_and_is_outdated_when_the_figure_changes(hands: Hands) -> None:
    too_many_payers(hands)
    hands.keys(Qt.Key.Key_M, CONTROL | SHIFT)
    part = hands.bench.problems.panel.part
    part.table.choose([0])
    hands.keys(Qt.Key.Key_S)
    dialog = hands.bench.problems.dialog
    assert dialog is not None
    assert not dialog.keep.isEnabled()
    write(dialog.text, "含补缴人员")
    QTest.keyClick(dialog.text, Qt.Key.Key_Return, CONTROL)
    hands.bot.waitUntil(lambda: not hands.bench.problems.counter.isVisible(), timeout=10_000)
    hands.quiet()
    (found,) = hands.bench.problems.found
    assert (found.standing, part.model.item(0).explanation.text) == ("已说明", "含补缴人员")
    part.open_only.click()
    assert lines(hands) == []
    part.open_only.click()
    hands.type(PAYERS, YEAR_COLUMN, "700000")
    hands.bot.waitUntil(hands.bench.problems.counter.isVisible, timeout=10_000)
    assert hands.bench.problems.found[0].standing == "须重新说明"


def test_a_page_without_findings_shows_none_when_only_it_is_asked_for(hands: Hands) -> None:
    too_many_payers(hands)
    hands.keys(Qt.Key.Key_M, CONTROL | SHIFT)
    hands.bench.open_page("region")
    hands.quiet()
    part = hands.bench.problems.panel.part
    assert len(lines(hands)) == 1
    part.page_only.click()
    assert lines(hands) == []
    hands.bench.open_page("management_value")
    hands.quiet()
    assert len(lines(hands)) == 1


def test_a_submission_says_before_what_stands_in_its_way_and_leads_there(hands: Hands) -> None:
    too_many_payers(hands)
    flow = hands.page.flow
    assert flow is not None
    hands.bot.waitUntil(flow.buttons["submit"].isEnabled, timeout=10_000)
    flow.buttons["submit"].click()
    (dialog,) = flow.findChildren(OpinionDialog)
    assert dialog.stops.text().startswith("还不能送审：1 处提示须说明")
    assert dialog.take.isEnabled()
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "查看问题").click()
    assert len(lines(hands)) == 1
    assert hands.bench.problems.panel.isVisible()


def test_a_round_that_sent_something_tells_what_the_checks_found(hands: Hands) -> None:
    too_many_payers(hands)
    notice = hands.window.notice
    hands.bench.controller.finished.emit(RoundReport(sent=1))
    assert "本地区还有 1 处提示待说明，送审前须处理" in notice.text
    next(one for one in notice.findChildren(QPushButton) if one.text() == "查看问题").click()
    assert hands.bench.problems.panel.isVisible()
    notice.hide()
    hands.bench.controller.finished.emit(RoundReport())
    assert not notice.text


def test_ten_thousand_findings_are_shown_and_filtered_quickly(qtbot: QtBot, desk: Desk) -> None:
    place = RowPlace(
        catalog="management_value", row_id="1", fiscal_year=2026, mof_div_code="330203000", insurance_type="1101"
    )
    found = [
        Found(
            severity=Severity.ERROR if number % 5 == 0 else Severity.WARNING,
            rule="warn",
            rule_text="规则",
            text=f"第 {number} 处",
            label="参数填报",
            row_label="GL0101",
            place=place,
            field="value",
        )
        for number in range(10_000)
    ]
    part = ProblemsPart(desk)
    qtbot.addWidget(part)
    part.show()
    assert seconds(lambda: part.show_found(found)) < 0.2
    assert seconds(part.filters[Severity.WARNING].click) < 0.2
    assert part.model.rowCount() == 2_000
    press(within(part.table), Qt.Key.Key_End)
    assert part.filters[Severity.ERROR].text() == "错误 2,000"
