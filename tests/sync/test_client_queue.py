"""The upload queue as a person sees it: batches by state, lines in no batch yet, pause and retry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.batch_state import BatchState
from app.ids import new_id
from app.row_state import RowState
from app.waiting_lines import WaitingLine, waiting_lines
from sync.batches import INTERRUPTED, begin_sending, keep_reply, note_handed
from sync.errors import RoundStoppedError
from sync.outbox import next_batch
from sync.queue import Queue, pause, read_queue, resume
from tests.sync.desks import COUNTY, YEAR, Desk, lost_answer, lost_request
from ui.opening import open_seat

if TYPE_CHECKING:
    from sync.transport import Reply, Request
    from tests.sync.model_central import ModelCentral


def queue(desk: Desk) -> Queue:
    with desk.store.read() as connection:
        return read_queue(connection, schema=desk.store.schema)


def test_an_empty_queue_is_empty(desk: Desk) -> None:
    assert queue(desk) == Queue(paused=False, batches=(), lines=())


def test_lines_are_counted_by_catalog_in_their_declared_order(desk: Desk) -> None:
    for n in range(2):
        desk.add_account(new_id(), number=f"1000{n}")
    desk.edit(
        "accounting_subject",
        "insert",
        new_id(),
        fiscal_year=YEAR,
        mof_div_code=COUNTY,
        code="100101",
        name="明细",
        parent_code="1001",
        category="1",
        balance_side="1",
    )
    found = queue(desk)
    assert [(one.catalog, one.operations) for one in found.lines] == [("accounting_subject", 1), ("fund_account", 2)]
    assert all(one.size > 100 and one.edited_at for one in found.lines)
    assert found.operations == 3


def test_a_batch_waits_is_sent_is_answered(desk: Desk) -> None:
    desk.add_account(new_id(), number="10001")
    with desk.store.write() as connection:
        batch = next_batch(connection, client_id="x", size=10)
    assert batch is not None
    (one,) = queue(desk).batches
    assert (one.state, one.attempts, one.operations, one.size) == (BatchState.WAITING, 0, 1, len(batch.body))
    assert batch.batch_id.endswith(one.short)
    with desk.store.write() as connection:
        assert begin_sending(connection, batch.batch_id)
    assert queue(desk).batches[0].state is BatchState.SENDING
    with desk.store.write() as connection:
        assert keep_reply(connection, batch_id=batch.batch_id, reply=b"{}")
        assert not begin_sending(connection, batch.batch_id), "what is answered is not sent again"
        assert not keep_reply(connection, batch_id=batch.batch_id, reply=b"{}")
    (one,) = queue(desk).batches
    assert (one.state, one.state.label) == (BatchState.REPLIED, "已答复，待处理")


def test_a_failed_sending_is_kept_with_its_sentence_until_the_next_one(desk: Desk) -> None:
    desk.add_account(new_id(), number="10001")
    desk.wire.faults = [lost_answer]
    with pytest.raises(RoundStoppedError):
        desk.sync()
    (one,) = queue(desk).batches
    assert (one.state, one.attempts) == (BatchState.HELD, 1)
    assert (one.error_code, one.error) == ("network.closed", "答复丢了。")
    assert one.error_at
    assert desk.sync().accepted == 1
    assert queue(desk).batches == ()


def line(desk: Desk) -> WaitingLine:
    with desk.store.read() as connection:
        (one,) = waiting_lines(connection, schema=desk.store.schema)
    return one


def test_a_line_tells_how_far_its_batch_is_and_why_it_did_not_get_through(desk: Desk) -> None:
    desk.add_account(new_id(), number="10001")
    assert (line(desk).state_label, line(desk).reason) == ("待上传", "")
    seen: list[str] = []
    send = desk.wire.send

    def watched(request: Request) -> Reply:
        seen.append(line(desk).state_label)
        return send(request)

    desk.wire.send = watched  # type: ignore[method-assign]
    desk.wire.faults = [lost_answer]
    with pytest.raises(RoundStoppedError):
        desk.sync()
    assert seen == ["上传中"]
    assert (line(desk).state_label, line(desk).reason) == ("上传失败，待重试", "答复丢了。")
    with desk.store.write() as connection:
        note_handed(connection, batch_id=queue(desk).batches[0].batch_id, at="2026-01-01T00:00:00.000Z")
    assert (line(desk).state_label, line(desk).reason) == ("已导出交接，等回执", "")


def test_a_batch_that_was_left_on_its_way_says_so_when_the_program_starts_again(desk: Desk) -> None:
    desk.add_account(new_id(), number="10001")
    with desk.store.write() as connection:
        batch = next_batch(connection, client_id="x", size=10)
        assert batch is not None
        begin_sending(connection, batch.batch_id)
    assert line(desk).state_label == "上传中"
    desk.store.close()
    desk.store = open_seat(desk.session).store
    assert (line(desk).state_label, line(desk).reason) == ("上传失败，待重试", INTERRUPTED)
    pause(desk.store)
    desk.sync()
    assert queue(desk).batches[0].state is BatchState.HELD, "nobody sends it, and nobody says so"


def test_a_paused_queue_applies_the_replies_that_are_here(desk: Desk) -> None:
    row_id = new_id()
    desk.add_account(row_id, number="10001")
    with desk.store.write() as connection:
        batch = next_batch(connection, client_id=desk.session.client_id, size=10, user="jia")
    assert batch is not None
    taken = desk.session.central.put_batch(batch_id=batch.batch_id, body=batch.body, digest=batch.digest)
    with desk.store.write() as connection:
        begin_sending(connection, batch.batch_id)
        keep_reply(connection, batch_id=batch.batch_id, reply=taken.body)
    later = new_id()
    desk.add_account(later, number="10002")
    pause(desk.store)
    desk.wire.faults = [lost_request]
    with pytest.raises(RoundStoppedError) as stopped:
        desk.sync()
    assert (stopped.value.step, stopped.value.report.accepted) == ("接收更新", 1)
    assert (desk.state(row_id), desk.lines(row_id)) == (RowState.SYNCED, [])
    assert [one.state for one in queue(desk).batches] == []
    assert desk.status().waiting == 1, "what nobody has answered stays"


def test_a_paused_queue_is_not_sent_but_changes_still_come(central: ModelCentral, desk: Desk) -> None:
    row_id, theirs = new_id(), new_id()
    desk.add_account(row_id, number="10001")
    pause(desk.store)
    central.put("fund_account", theirs, fiscal_year=YEAR, mof_div_code=COUNTY, account_no="2", account_type="31")
    report = desk.sync()
    assert (report.paused, report.sent, report.received) == (True, 0, 1)
    assert "上传已暂停" in report.sentence
    assert queue(desk).paused
    desk.reopen()
    assert desk.sync().paused, "a pause outlives the program"
    resume(desk.store)
    report = desk.sync()
    assert (report.paused, report.accepted) == (False, 1)


def test_a_pause_with_nothing_to_send_is_not_mentioned(desk: Desk) -> None:
    pause(desk.store)
    assert not desk.sync().paused
