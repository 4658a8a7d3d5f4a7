"""Few requests, replies kept before they are applied, and at most one batch sent again after a cut (SYNC point 3)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from app.batch_state import BatchState
from app.ids import new_id
from app.row_state import RowState
from app.store import write_meta
from sync import answers, push
from sync.batches import unanswered
from sync.engine import run_round
from sync.errors import RoundStoppedError
from sync.pace import META_SIZE
from sync.queue import read_queue
from tests.sync.desks import COUNTY, YEAR, Desk, Wire, lost_answer, lost_request, open_desk, passes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sync.report import Progress
    from sync.transport import Reply, Request
    from tests.sync.model_central import ModelCentral


class CutError(Exception):
    """The program ended at this moment."""


@dataclass
class WatchedWire(Wire):
    """A wire that lets a test look, or act, while a batch is under way."""

    during: Callable[[int], object] = lambda _number: None
    sent: list[str] = field(default_factory=list)

    def send(self, request: Request) -> Reply:
        """Carry one request."""
        if "/batches/" in request.path:
            self.sent.append(request.path)
            self.during(len(self.sent))
        return super().send(request)


@pytest.fixture
def desk(central: ModelCentral, tmp_path: Path) -> Iterator[Desk]:
    one = open_desk(central, folder=tmp_path, user="jia")
    wire = one.wire = WatchedWire(central)
    one.session._connect = lambda _server: wire
    one.session.close()
    one.sync()
    wire.requests.clear()
    yield one
    one.store.close()


def wire_of(desk: Desk) -> WatchedWire:
    assert isinstance(desk.wire, WatchedWire)
    return desk.wire


def asked(desk: Desk) -> list[str]:
    """Return the calls since the last question."""
    calls = [f"{one.method} {one.path.split('?')[0].split('/')[2]}" for one in desk.wire.requests]
    desk.wire.requests.clear()
    return calls


def fill(desk: Desk, count: int, *, size: int = 1) -> list[str]:
    """Add accounts that go in batches of `size`."""
    ids = [new_id() for _ in range(count)]
    for n, row_id in enumerate(ids):
        desk.add_account(row_id, number=f"1{n:05d}")
    with desk.store.write() as connection:
        write_meta(connection, schema=desk.store.schema, name=META_SIZE, value=str(size))
    return ids


def states(desk: Desk) -> list[BatchState]:
    with desk.store.read() as connection:
        return [one.state for one in read_queue(connection, schema=desk.store.schema).batches]


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let batches keep their size."""
    monkeypatch.setattr("sync.pace.QUICK", -1.0)


def test_nothing_waits_and_one_question_is_enough(desk: Desk) -> None:
    assert desk.sync().received == 0
    assert asked(desk) == ["GET changes"]


def test_one_edit_is_one_request_and_nothing_comes_back(central: ModelCentral, desk: Desk) -> None:
    (row_id,) = fill(desk, 1)
    report = desk.sync()
    assert (report.accepted, asked(desk)) == (1, ["PUT batches"])
    assert desk.status().cursor == str(central.sequence)
    assert (desk.sync().received, desk.state(row_id)) == (0, RowState.SYNCED)


def test_what_others_changed_meanwhile_is_still_pulled(central: ModelCentral, desk: Desk) -> None:
    fill(desk, 1)
    central.put("fund_account", new_id(), fiscal_year=YEAR, mof_div_code=COUNTY, account_no="9", account_type="31")
    assert desk.sync().received == 1
    assert asked(desk) == ["PUT batches", "GET changes"]


def test_hello_is_asked_again_when_the_catalogs_are_others(central: ModelCentral, desk: Desk) -> None:
    central.shapes = "model-2"
    desk.sync()
    assert asked(desk) == ["GET changes", "GET hello"]
    desk.sync()
    assert asked(desk) == ["GET changes"]


def test_an_older_central_is_asked_everything(central: ModelCentral, tmp_path: Path) -> None:
    central.shapes = ""
    other = open_desk(central, folder=tmp_path / "other", user="yi")
    other.sync()
    other.wire.requests.clear()
    fill(other, 1)
    other.sync()
    assert asked(other) == ["GET hello", "GET me", "PUT batches", "GET changes"]
    other.store.close()


def test_a_page_for_somebody_else_is_not_kept(central: ModelCentral, desk: Desk) -> None:
    central.put("fund_account", new_id(), fiscal_year=YEAR, mof_div_code=COUNTY, account_no="9", account_type="31")
    before = desk.status().cursor
    central.tokens = dict.fromkeys(central.tokens, "yi")
    with pytest.raises(RoundStoppedError, match="与本机登录的"):
        desk.sync()
    assert desk.status().cursor == before


def test_a_batch_under_another_persons_token_stays(central: ModelCentral, desk: Desk) -> None:
    (row_id,) = fill(desk, 1)
    tokens, central.tokens = central.tokens, dict.fromkeys(central.tokens, "yi")
    with pytest.raises(RoundStoppedError) as stopped:
        desk.sync()
    assert stopped.value.code == "rights.other-person"
    assert states(desk) == [BatchState.HELD]
    central.tokens = tokens
    assert desk.sync().accepted == 1
    assert row_id in central.rows


@pytest.mark.usefixtures("steady")
def test_a_reply_is_kept_before_the_next_batch_goes_out(desk: Desk) -> None:
    fill(desk, 4)
    seen: list[list[BatchState]] = []
    wire_of(desk).during = lambda _number: seen.append(states(desk))
    assert desk.sync().accepted == 4
    assert seen[0] == [BatchState.SENDING]
    # whether the one before is kept as replied or applied already, and the next one built: only one is without a reply
    assert all(found.count(BatchState.SENDING) == 1 for found in seen), seen
    assert len(seen) == 4
    assert states(desk) == []


@pytest.mark.usefixtures("steady")
def test_a_kept_reply_is_applied_without_a_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = fill(desk, 3)
    _end_at_apply(monkeypatch, number=1)
    with pytest.raises(CutError):
        desk.sync()
    monkeypatch.undo()
    desk.reopen()
    assert states(desk) == [BatchState.REPLIED, BatchState.SENDING]
    before = list(wire_of(desk).sent)
    wire_of(desk).faults = [lost_request]
    with pytest.raises(RoundStoppedError) as stopped:
        desk.sync()
    assert stopped.value.report.accepted == 1
    assert desk.state(ids[0]) is RowState.SYNCED
    assert wire_of(desk).sent[len(before) :] == before[1:2], "only what was under way goes again"
    assert desk.sync().accepted == 2


def _end_at_apply(monkeypatch: pytest.MonkeyPatch, *, number: int) -> None:
    """Let the program end when it is about to apply its n-th reply."""
    real, calls = answers.apply_reply, [0]

    def ending(*given: Any, **named: Any) -> object:  # noqa: ANN401 - passed on
        calls[0] += 1
        if calls[0] == number:
            raise CutError
        return real(*given, **named)

    monkeypatch.setattr(push, "apply_reply", ending)


@pytest.mark.usefixtures("steady")
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_wherever_it_ends_at_most_one_batch_goes_again(
    desk: Desk, central: ModelCentral, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    ids = fill(desk, 4)
    _end_at_apply(monkeypatch, number=number)
    with suppress(CutError):
        desk.sync()
    monkeypatch.undo()
    desk.reopen()
    desk.sync()
    sent = wire_of(desk).sent
    assert len(sent) - len(set(sent)) <= 1
    assert sorted(row_id for _, row_id in central.operations_done) == sorted(ids)
    assert desk.status().unsent == 0


@pytest.mark.usefixtures("steady")
@pytest.mark.parametrize("fault", [lost_answer, lost_request])
def test_a_cut_line_sends_one_batch_again(desk: Desk, fault: Callable[[Callable[[], Reply]], Reply]) -> None:
    fill(desk, 4)
    wire_of(desk).faults = [passes, fault]
    with pytest.raises(RoundStoppedError):
        desk.sync()
    assert (states(desk), desk.status().waiting) == ([BatchState.HELD], 2), "what was not sent waits as lines"
    assert desk.sync().accepted == 3
    sent = wire_of(desk).sent
    assert len(sent) - len(set(sent)) == 1


@pytest.mark.usefixtures("steady")
def test_an_edit_of_a_row_on_its_way_waits_for_its_reply(desk: Desk, central: ModelCentral) -> None:
    ids = fill(desk, 3)

    def edit(number: int) -> None:
        if number <= 2:
            desk.change(ids[number - 1], remark=f"途中{number}")

    wire_of(desk).during = edit
    report = desk.sync()
    assert (report.conflicts, report.refused, desk.status().unsent) == (0, 0, 0)
    assert [central.rows[row_id].values["remark"] for row_id in ids] == ["途中1", "途中2", ""]
    assert [desk.row(row_id)["version"] for row_id in ids] == [central.rows[row_id].version for row_id in ids]


@pytest.mark.usefixtures("steady")
def test_a_stop_gives_back_what_was_not_sent(desk: Desk) -> None:
    ids = fill(desk, 3)
    wire = wire_of(desk)
    report = run_round(desk.store, session=desk.session, cancelled=lambda: len(wire.sent) > 0)
    assert (report.cancelled, report.accepted) == (True, 1)
    assert (states(desk), desk.status().waiting) == ([], 2)
    desk.change(ids[2], remark="改")
    assert [line.kind for line in desk.lines(ids[2])] == ["insert"], "an edit still folds in"


def test_a_busy_central_is_waited_for_in_sight_and_a_stop_ends_that(desk: Desk) -> None:
    fill(desk, 1)
    told: list[Progress] = []

    def busy(_through: Callable[[], Reply]) -> Reply:
        wire_of(desk).requests[-1].pause(3600)
        raise AssertionError("nobody stopped the wait")

    wire_of(desk).faults = [busy]
    report = run_round(
        desk.store,
        session=desk.session,
        progress=told.append,
        cancelled=lambda: any(one.wait for one in told),
    )
    assert report.cancelled
    assert any("等待中心端，3600 秒" in one.sentence for one in told)
    with desk.store.read() as connection:
        batch = unanswered(connection)
    assert batch is not None
    assert desk.sync().accepted == 1
