"""Operations: work off the GUI thread, answers on it, late ones dropped, failures as sentences (HOUSE, style 8)."""

from __future__ import annotations

import gc
import weakref
from threading import Event, current_thread, main_thread
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from app.errors import StoreError
from ui.garbage import WHOLE, Collector
from ui.operations import CancelledError, Operation, Operations, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.errors import ShebaoError


@pytest.fixture
def operations(qapp: QObject, tmp_path: Path) -> Iterator[Operations]:  # noqa: ARG001 - an application must exist
    made = Operations(log_path=tmp_path / "shebao.log")
    yield made
    made.close()


@pytest.fixture
def owner(qapp: QObject) -> QObject:  # noqa: ARG001 - an application must exist
    return QObject()


def test_work_runs_elsewhere_and_its_answer_comes_home(qtbot: QtBot, operations: Operations, owner: QObject) -> None:
    got: list[object] = []
    operation = operations.run(
        lambda _: current_thread().name, done=lambda name: got.extend([name, current_thread()]), owner=owner
    )
    was_over = operation.is_over
    with qtbot.waitSignal(operation.ended):
        assert not was_over
    assert got == ["shebao-data", main_thread()]
    assert operation.is_over
    assert operations.is_idle


def test_lanes_do_not_wait_for_each_other(qtbot: QtBot, operations: Operations, owner: QObject) -> None:
    release = Event()
    slow = operations.run(lambda _: release.wait(5), done=lambda _: None, owner=owner, lane="long")
    quick = operations.run(lambda _: None, done=lambda _: release.set(), owner=owner)
    with qtbot.waitSignals([quick.ended, slow.ended], timeout=3000):
        assert not operations.is_idle


def test_one_lane_keeps_the_order(qtbot: QtBot, operations: Operations, owner: QObject) -> None:
    order: list[int] = []
    runs = [operations.run(lambda _, n=n: n, done=order.append, owner=owner) for n in range(20)]  # type: ignore[misc]
    with qtbot.waitSignal(runs[-1].ended):
        assert order == []
    assert order == list(range(20))


def test_a_newer_run_with_the_same_key_drops_the_older_answer(
    qtbot: QtBot, operations: Operations, owner: QObject
) -> None:
    release, began = Event(), Event()
    got: list[str] = []

    def work(name: str, progress: Progress) -> str:
        if name == "first":
            began.set()
            release.wait(5)
            assert progress.cancelled
        return name

    first = operations.run(lambda p: work("first", p), done=got.append, owner=owner, key="rows")
    assert began.wait(5)
    second = operations.run(lambda p: work("second", p), done=got.append, owner=owner, key="rows")
    third = operations.run(lambda p: work("third", p), done=got.append, owner=owner, key="rows")
    other = operations.run(lambda p: work("other", p), done=got.append, owner=owner, key="names")
    with qtbot.waitSignals([first.ended, second.ended, third.ended, other.ended]):
        release.set()
    assert got == ["third", "other"]


def test_a_superseded_read_that_has_not_begun_is_not_begun(
    qtbot: QtBot, operations: Operations, owner: QObject
) -> None:
    release = Event()
    ran: list[str] = []
    operations.run(lambda _: release.wait(5), done=lambda _: None, owner=owner)
    operations.run(lambda _: ran.append("old"), done=lambda _: None, owner=owner, key="rows")
    newest = operations.run(lambda _: ran.append("new"), done=lambda _: None, owner=owner, key="rows")
    with qtbot.waitSignal(newest.ended):
        release.set()
    assert ran == ["new"]


def test_the_same_key_of_two_owners_is_two_things(qtbot: QtBot, operations: Operations, owner: QObject) -> None:
    neighbour = QObject()
    got: list[str] = []
    operations.run(lambda _: "mine", done=got.append, owner=owner, key="rows")
    last = operations.run(lambda _: "theirs", done=got.append, owner=neighbour, key="rows")
    with qtbot.waitSignal(last.ended):
        assert got == []
    assert got == ["mine", "theirs"]


def test_answers_for_an_owner_that_is_gone_are_dropped(qtbot: QtBot, operations: Operations) -> None:
    parent = QObject()
    got: list[bool] = []
    child = QObject(parent)
    release = Event()
    operation = operations.run(lambda _: release.wait(5), done=got.append, owner=child)
    del child, parent
    with qtbot.waitSignal(operation.ended):
        release.set()
    assert got == []


def test_a_failure_reaches_its_callback(qtbot: QtBot, operations: Operations, owner: QObject) -> None:
    def work(_: Progress) -> None:
        raise StoreError("磁盘已满。", code="store.full")

    got: list[ShebaoError] = []
    operation = operations.run(work, done=lambda _: None, failed=got.append, owner=owner)
    with qtbot.waitSignal(operation.ended):
        assert got == []
    assert [error.code for error in got] == ["store.full"]


def test_an_unforeseen_failure_becomes_a_sentence_with_the_logs_path(
    qtbot: QtBot, operations: Operations, owner: QObject, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.waitSignal(operations.failed) as caught:
        operations.run(lambda _: int("七百"), done=lambda _: None, owner=owner)
    error = caught.args[0]
    assert error.code == "unforeseen"
    assert "ValueError" in error.sentence
    assert str(tmp_path / "shebao.log") in error.sentence
    assert "Traceback" in caplog.text


def test_the_failure_of_an_edit_is_told_even_when_its_owner_is_gone(qtbot: QtBot, operations: Operations) -> None:
    def work(_: Progress) -> None:
        raise StoreError("磁盘已满。")

    owner = QObject()
    with qtbot.waitSignal(operations.failed):
        operations.run(work, done=lambda _: None, failed=lambda _: None, owner=owner)
        del owner


def test_progress_arrives_and_can_be_cancelled(qtbot: QtBot, operations: Operations, owner: QObject) -> None:
    stopped: list[object] = []

    def work(progress: Progress) -> None:
        progress.report(1, 3, "正在接收")
        while True:
            progress.check()

    operation = operations.run(work, done=stopped.append, failed=stopped.append, owner=owner, lane="long")
    with qtbot.waitSignal(operation.progressed) as report:
        assert not operation.progress.cancelled
    assert report.args == [1, 3, "正在接收"]
    with qtbot.waitSignal(operation.ended):
        operation.cancel()
    assert stopped == []


def test_reports_that_come_too_fast_are_thinned_but_the_last_one_comes(
    qtbot: QtBot, operations: Operations, owner: QObject
) -> None:
    def work(progress: Progress) -> None:
        for n in range(100_001):
            progress.report(n, 100_000)

    seen: list[int] = []
    operation = operations.run(work, done=lambda _: None, owner=owner)
    operation.progressed.connect(lambda done, _total, _text: seen.append(done))
    with qtbot.waitSignal(operation.ended):
        assert seen == []
    assert seen[-1] == 100_000
    assert len(seen) < 1000


def test_cancelled_work_may_still_answer(qtbot: QtBot, operations: Operations, owner: QObject) -> None:
    began = Event()
    got: list[str] = []

    def work(progress: Progress) -> str:
        began.set()
        while not progress.cancelled:
            began.wait(0.01)
        return "as far as it came"

    operation = operations.run(work, done=got.append, owner=owner, lane="long")
    assert began.wait(5)
    with qtbot.waitSignal(operation.ended):
        operation.cancel()
    assert got == ["as far as it came"]


def test_closing_finishes_edits_and_stops_the_rest(
    qapp: QObject,  # noqa: ARG001 - an application must exist
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    operations, owner = Operations(log_path=tmp_path / "log"), QObject()
    release = Event()
    written: list[int] = []

    def long_work(progress: Progress) -> None:
        while not progress.cancelled:
            release.wait(0.01)
        raise CancelledError

    operations.run(long_work, done=lambda _: None, owner=owner, lane="long")
    for n in range(50):
        operations.run(lambda _, n=n: written.append(n), done=lambda _: None, owner=owner)  # type: ignore[misc]
    operations.close()
    assert written == list(range(50))
    late = operations.run(lambda _: written.append(99), done=lambda _: None, owner=owner, label="太晚")
    assert late.is_over
    assert 99 not in written
    assert "太晚" in caplog.text


class Widget(QObject):
    """A window object that refers to itself, as those with callbacks do."""

    def __init__(self) -> None:
        super().__init__()
        self.own = self


def test_window_objects_end_on_the_gui_thread_only(qtbot: QtBot, operations: Operations, owner: QObject) -> None:
    ended: list[str] = []
    for _ in range(50):
        weakref.finalize(Widget(), lambda: ended.append(current_thread().name))

    def busy(_: Progress) -> int:
        return len([{"n": [n]} for n in range(200_000)])

    runs = [operations.run(busy, done=lambda _: None, owner=owner) for _ in range(2)]
    with qtbot.waitSignals([run.ended for run in runs], timeout=20_000):
        assert ended == []
    gc.collect()
    assert ended == [main_thread().name] * 50


def test_what_a_job_holds_ends_on_the_gui_thread(qtbot: QtBot, operations: Operations, owner: QObject) -> None:
    ended: list[str] = []

    def hold() -> Operation:
        held = QObject()
        weakref.finalize(held, lambda: ended.append(current_thread().name))
        return operations.run(lambda _: held.objectName(), done=lambda _: None, owner=owner)

    last = [hold() for _ in range(200)][-1]
    with qtbot.waitSignal(last.ended, timeout=10_000):
        assert len(ended) < 200
    qtbot.waitUntil(lambda: len(ended) == 200)
    assert set(ended) == {main_thread().name}


def test_collection_is_automatic_again_afterwards(qapp: QObject, tmp_path: Path) -> None:  # noqa: ARG001
    operations = Operations(log_path=tmp_path / "log")
    assert not gc.isenabled()
    operations.close()
    assert gc.isenabled()


def test_what_was_put_aside_ends_when_everything_is_gone_through(qapp: QObject) -> None:  # noqa: ARG001
    ended: list[str] = []
    collector = Collector(is_quiet=lambda: True)
    try:
        early, late = Widget(), Widget()
        for name, one in (("early", early), ("late", late)):
            weakref.finalize(one, ended.append, name)
        collector.collect_all()  # both live on: they are put aside
        assert gc.get_freeze_count()
        del early, one
        fresh = Widget()
        weakref.finalize(fresh, ended.append, "fresh")
        del fresh
        collector.collect_all()
        assert ended == ["fresh"]
        for _ in range(WHOLE - 2):
            collector.collect_all()
        assert ended == ["fresh", "early"]
    finally:
        collector.close()
    assert not gc.get_freeze_count()
    del late
    gc.collect()
    assert ended == ["fresh", "early", "late"]
