"""Hand-over files from a desk's side: out, to the central by another hand, back; twice, late, with the line back."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
import pytest

from app.batch_state import BatchState
from app.catalogs import CATALOGS
from app.ids import new_id
from app.row_state import RowState
from app.store import read_meta
from sync.central.people import revoke
from sync.errors import AnswerError, HandOverError, RoundStoppedError
from sync.hand_over import BATCHES, check_signature, decode, encode, unpack
from sync.hand_over_carry import carry
from sync.hand_over_export import MOST_BYTES, export, file_name, outlook
from sync.hand_over_import import import_replies
from sync.hand_over_keys import keys_of
from sync.profile import Profile
from sync.queue import read_queue
from sync.session import past_session, sign_out
from sync.signing import public_key
from sync.wire_hand_over import Replies, Waiting
from tests.sync.desks import Desk, Fault, Wire, lost_answer, lost_request, open_desk
from tests.sync.real_central import RealCentral

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.hand_over_export import Exported
    from sync.hand_over_import import Imported
    from sync.transport import Reply, Request


@pytest.fixture
def central() -> Iterator[RealCentral]:
    made = RealCentral(people=("jia", "yi"), catalogs=CATALOGS)
    yield made
    made.close()


@dataclass
class Trip:
    """A desk, a central without a line between them, and a U盘."""

    desk: Desk
    central: RealCentral
    disk: Path

    def out(self, name: str = "out.sbd") -> Exported:
        return export(self.desk.store, session=self.desk.session, path=self.disk / name)

    def take(self, name: str = "out.sbd", *, reply: str = "back.sbr") -> None:
        carry(
            self.disk / name,
            server="http://model",
            reply=self.disk / reply,
            connect=lambda _: Wire(self.central),
        )

    def back(self, name: str = "back.sbr") -> Imported:
        return import_replies(self.desk.store, session=self.desk.session, path=self.disk / name)

    def waiting(self, name: str = "out.sbd") -> Waiting:
        file = decode((self.disk / name).read_bytes(), kind=BATCHES)
        check_signature(file, key=public_key(keys_of(self.desk.store, session=self.desk.session).secret))
        return unpack(file, into=Waiting)


@pytest.fixture
def trip(central: RealCentral, tmp_path: Path) -> Iterator[Trip]:
    desk = open_desk(central, folder=tmp_path, user="jia")
    desk.sync()
    disk = tmp_path / "u"
    disk.mkdir()
    yield Trip(desk, central, disk)
    desk.store.close()


@pytest.fixture
def other(central: RealCentral, tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(central, folder=tmp_path, user="yi")
    desk.sync()
    yield desk
    desk.store.close()


@contextmanager
def closing_desk(desk: Desk) -> Iterator[Desk]:
    try:
        yield desk
    finally:
        desk.store.close()


def account(desk: Desk, *, number: str = "8001001", balance: int = 100) -> str:
    row_id = new_id()
    desk.add_account(row_id, number=number, balance=balance)
    return row_id


def test_work_goes_out_and_comes_back_confirmed(trip: Trip, other: Desk) -> None:
    row_id = account(trip.desk)
    theirs = account(other, number="8002002")
    other.sync()
    done = trip.out()
    assert (done.batches, done.operations, done.left) == (1, 1, 0)
    assert trip.desk.state(row_id) is RowState.WAITING
    assert trip.desk.status().handed == 1
    with trip.desk.store.read() as connection:
        assert read_queue(connection, schema=trip.desk.store.schema).batches[0].state is BatchState.HANDED
    trip.take()
    found = trip.back()
    assert (found.batches, found.accepted, found.news) == (1, 1, "taken")
    assert found.received == 1  # the other's; one's own was stamped by the answer
    assert trip.desk.state(row_id) is RowState.SYNCED
    assert trip.desk.row(row_id)["version"] == trip.central.rows[row_id].version
    assert trip.desk.row(theirs)["balance"] == 100
    assert (trip.desk.status().unsent, trip.desk.status().handed) == (0, 0)
    assert trip.desk.sync().received == 0


def test_everything_twice_changes_nothing_more(trip: Trip) -> None:
    row_id = account(trip.desk)
    trip.out()
    trip.take()
    sequence = trip.central.sequence
    first = (trip.disk / "back.sbr").read_bytes()
    trip.take(reply="again.sbr")
    assert trip.central.sequence == sequence
    trip.back()
    row = trip.desk.row(row_id)
    for name in ("back.sbr", "again.sbr", "back.sbr"):
        found = trip.back(name)
        assert (found.batches, found.known, found.received, found.news) == (0, 1, 0, "known")
    assert trip.desk.row(row_id) == row
    assert (trip.disk / "back.sbr").read_bytes() == first


def test_a_second_file_has_the_same_batches_and_the_new_ones(trip: Trip) -> None:
    account(trip.desk)
    trip.out()
    account(trip.desk, number="8001002")
    done = trip.out("second.sbd")
    one, two = trip.waiting().batches, trip.waiting("second.sbd").batches
    assert (done.batches, done.operations) == (2, 2)
    assert two[0] == one[0]
    trip.take("second.sbd", reply="second.sbr")
    trip.take(reply="first.sbr")
    assert trip.back("first.sbr").batches == 1
    later = trip.back("second.sbr")
    assert (later.batches, later.known) == (1, 1)
    assert trip.desk.status().unsent == 0


def test_an_edit_of_what_is_on_its_way_waits_for_the_reply(trip: Trip) -> None:
    row_id = account(trip.desk)
    trip.out()
    trip.desk.change(row_id, balance=200)
    done = trip.out("second.sbd")
    assert (done.operations, done.left) == (1, 1)
    assert "另有 1 条" in done.sentence
    trip.take()
    trip.back()
    assert trip.out("third.sbd").operations == 1
    trip.take("third.sbd")
    trip.back()
    assert trip.central.rows[row_id].values["balance"] == 200
    assert trip.desk.state(row_id) is RowState.SYNCED


def test_the_line_comes_back_before_the_reply(trip: Trip) -> None:
    row_id = account(trip.desk)
    trip.out()
    assert trip.desk.sync().accepted == 1
    sequence = trip.central.sequence
    trip.take()
    assert trip.central.sequence == sequence
    found = trip.back()
    assert (found.batches, found.known) == (0, 1)
    assert trip.desk.state(row_id) is RowState.SYNCED


@pytest.mark.parametrize("fault", [lost_request, lost_answer])
def test_a_batch_cut_off_on_the_line_goes_by_file(trip: Trip, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    row_id = account(trip.desk)
    wire = trip.desk.wire
    passes = wire.send

    def send(request: Request) -> Reply:
        return fault(lambda: passes(request)) if request.path.startswith("/v1/batches") else passes(request)

    monkeypatch.setattr(wire, "send", send)
    with pytest.raises(RoundStoppedError):
        trip.desk.sync()
    monkeypatch.undo()
    trip.out()
    trip.take()
    found = trip.back()
    assert (found.batches, found.accepted) == (1, 1)
    assert trip.desk.state(row_id) is RowState.SYNCED


def test_an_older_reply_after_a_newer_one_takes_nothing_back(trip: Trip, other: Desk) -> None:
    row_id = account(other, number="8002002")
    other.sync()
    trip.out("one.sbd")
    trip.take("one.sbd", reply="one.sbr")
    other.change(row_id, balance=999)
    other.sync()
    trip.out("two.sbd")
    trip.take("two.sbd", reply="two.sbr")
    assert trip.back("two.sbr").news == "taken"
    found = trip.back("one.sbr")
    assert (found.news, found.received) == ("elsewhere", 0)
    assert "比本机旧" in found.sentence
    assert trip.desk.row(row_id)["balance"] == 999


def test_a_newer_reply_that_begins_before_is_taken_without_moving_the_cursor(
    trip: Trip, other: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    row_id = account(other, number="8002002")
    other.sync()
    trip.out("one.sbd")
    trip.out("two.sbd")
    times = iter(["2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z"])
    monkeypatch.setattr("sync.central.hand_over.now_text", lambda: next(times))
    trip.take("one.sbd", reply="one.sbr")
    other.change(row_id, balance=999)
    other.sync()
    trip.take("two.sbd", reply="two.sbr")
    trip.back("one.sbr")
    cursor = trip.desk.status().cursor
    found = trip.back("two.sbr")
    assert (found.news, trip.desk.status().cursor) == ("ahead", cursor)
    assert trip.desk.row(row_id)["balance"] == 999
    assert trip.desk.sync().received == 0


def test_conflicts_and_refusals_come_back_by_file_too(trip: Trip, other: Desk) -> None:
    row_id = account(trip.desk)
    trip.desk.sync()
    other.sync()
    trip.desk.change(row_id, balance=1)
    other.change(row_id, balance=2)
    other.sync()
    trip.out()
    trip.take()
    found = trip.back()
    assert (found.conflicts, found.needs_attention) == (1, True)
    assert trip.desk.state(row_id) is RowState.CONFLICT
    assert trip.desk.row(row_id)["balance"] == 2
    assert [line.state for line in trip.desk.lines(row_id)] == ["conflict"]


def test_a_batch_that_the_central_will_not_take_waits_again(trip: Trip, monkeypatch: pytest.MonkeyPatch) -> None:
    row_id = account(trip.desk)
    trip.out()
    monkeypatch.setattr("sync.central.operations.MOST_OPERATIONS", 0)
    trip.take()
    monkeypatch.undo()
    found = trip.back()
    assert (found.batches, found.refused_batches) == (0, 1)
    assert "退回待上传" in found.sentence
    assert [line.state for line in trip.desk.lines(row_id)] == ["open"]
    assert trip.desk.sync().accepted == 1


def test_a_county_without_a_line_can_ask_for_news_alone(trip: Trip, other: Desk) -> None:
    row_id = account(other, number="8002002")
    other.sync()
    done = trip.out()
    assert (done.batches, outlook(trip.desk.store, session=trip.desk.session).waiting) == (0, 0)
    trip.take()
    assert trip.back().received == 1
    assert trip.desk.row(row_id)["balance"] == 100


def test_a_person_who_was_given_another_role_hears_of_it_by_file(trip: Trip) -> None:
    table = trip.central.database.schema.table("central_person")
    with trip.central.database.write() as connection:
        connection.execute(table.update().where(table.c.code == "jia").values(role="reviewer"))
    trip.out()
    trip.take()
    found = trip.back()
    assert (found.rights_changed, "权限有变化" in found.sentence) == (True, True)
    assert not trip.back().rights_changed
    with trip.desk.store.read() as connection:
        assert '"reviewer"' in read_meta(connection, schema=trip.desk.store.schema, name="person")


def test_a_revoked_person_still_gets_the_work_out(trip: Trip) -> None:
    account(trip.desk)
    with trip.central.database.write() as connection:
        revoke(connection, schema=trip.central.database.schema, code="jia")
    with pytest.raises(RoundStoppedError, match="停用"):
        trip.desk.sync()
    assert trip.out().operations == 1
    with pytest.raises(HandOverError, match="请管理员在中心端本机收取") as told:
        trip.take()
    assert told.value.code == "user.revoked"
    assert not (trip.disk / "back.sbr").exists()


def test_somebody_who_signed_out_still_gets_the_work_out(trip: Trip, tmp_path: Path) -> None:
    account(trip.desk)
    profile = Profile(folder=tmp_path / "jia")
    credentials = trip.desk.session.tokens.credentials
    sign_out(profile, session=trip.desk.session)
    past = past_session(profile, user="jia")
    assert past is not None
    past.tokens._credentials = credentials  # the test's secrets live in memory
    trip.desk.session = past
    assert trip.out().operations == 1
    trip.take()
    assert trip.back().accepted == 1


def test_many_batches_keep_their_order_and_what_is_too_much_waits(trip: Trip, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        account(trip.desk, number=f"800300{number}")
    monkeypatch.setattr("sync.hand_over_export.LARGEST", 2)
    one = trip.out()
    assert (one.batches, one.operations) == (3, 6)
    size = sum(len(batch.body.encode()) for batch in trip.waiting().batches[:2])
    monkeypatch.setattr("sync.hand_over_export.MOST_BYTES", size)
    two = trip.out("small.sbd")
    assert (two.batches, two.left) == (2, 2)
    assert [one.batch_id for one in trip.waiting("small.sbd").batches] == [
        one.batch_id for one in trip.waiting().batches[:2]
    ]
    trip.take()
    assert trip.back().batches == 3
    assert MOST_BYTES * 4 // 3 < 64 * 2**20


def test_an_interrupted_import_goes_on_where_it_stopped(
    trip: Trip, other: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        account(other, number=f"800400{number}")
    other.sync()
    mine = account(trip.desk)
    trip.out()
    monkeypatch.setattr("sync.central.hand_over.AT_ONCE", 2)
    trip.take()
    pages = unpack(decode((trip.disk / "back.sbr").read_bytes(), kind="replies"), into=Replies).pages
    assert len(pages) > 2
    steps = iter(range(10))

    def stop(_progress: object) -> None:
        if next(steps) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        import_replies(trip.desk.store, session=trip.desk.session, path=trip.disk / "back.sbr", progress=stop)
    assert trip.desk.status().cursor in [page.cursor for page in pages[:-1]]
    found = trip.back()
    assert (found.batches, found.known, found.news) == (0, 1, "taken")
    assert trip.desk.status().cursor == pages[-1].cursor
    assert trip.desk.state(mine) is RowState.SYNCED
    assert trip.desk.sync().received == 0


def test_a_reply_that_is_not_for_this_desk_is_refused(trip: Trip, tmp_path: Path) -> None:
    account(trip.desk)
    trip.out()
    trip.take()
    before = trip.desk.status()
    for folder, user, words in (("second", "jia", "另一台电脑"), ("jia", "yi", "是给用户“yi”的")):
        with closing_desk(open_desk(trip.central, folder=tmp_path / folder, user=user)) as foreign:
            foreign.sync()
            export(foreign.store, session=foreign.session, path=trip.disk / "foreign.sbd")
            trip.take("foreign.sbd", reply="foreign.sbr")
        with pytest.raises(HandOverError, match=words):
            trip.back("foreign.sbr")
    with pytest.raises(HandOverError, match="这是待上传文件，这里需要的是回执文件"):
        trip.back("out.sbd")
    with pytest.raises(HandOverError, match="这是回执文件，这里需要的是待上传文件"):
        trip.take("back.sbr")
    assert trip.desk.status() == before


def test_another_central_neither_takes_nor_answers(trip: Trip, tmp_path: Path) -> None:
    account(trip.desk)
    trip.out()
    other = RealCentral(people=("jia",), catalogs=CATALOGS)
    try:
        with pytest.raises(HandOverError, match="另一个中心端") as told:
            Trip(trip.desk, other, trip.disk).take()
        assert told.value.code == "hand-over.other-central"
        with closing_desk(open_desk(other, folder=tmp_path / "elsewhere", user="jia")) as foreign:
            foreign.sync()
            there = Trip(foreign, other, trip.disk)
            there.out("foreign.sbd")
            there.take("foreign.sbd", reply="foreign.sbr")
    finally:
        other.close()
    with pytest.raises(HandOverError, match="出自另一个中心端"):
        trip.back("foreign.sbr")
    assert trip.desk.status().handed == 1


def test_a_place_that_takes_no_file_changes_nothing(trip: Trip) -> None:
    row_id = account(trip.desk)
    with pytest.raises(HandOverError, match="不存在"):
        trip.out("missing/out.sbd")
    assert [line.state for line in trip.desk.lines(row_id)] == ["open"]


def test_a_disk_that_fills_up_on_the_way_loses_nothing(trip: Trip, monkeypatch: pytest.MonkeyPatch) -> None:
    row_id = account(trip.desk)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HandOverError, match="空间不足"):
        trip.out()
    monkeypatch.undo()
    assert list(trip.disk.iterdir()) == []
    assert (trip.desk.status().unsent, trip.desk.status().handed) == (1, 0)
    assert trip.out().operations == 1
    trip.take()
    trip.back()
    assert trip.desk.state(row_id) is RowState.SYNCED


def test_a_central_that_answers_for_somebody_else_is_not_believed(
    trip: Trip, other: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    trip.out()
    export(other.store, session=other.session, path=trip.disk / "other.sbd")
    trip.take("other.sbd", reply="other.sbr")
    wrong = decode((trip.disk / "other.sbr").read_bytes(), kind="replies")
    forged = msgspec.structs.replace(wrong, user="jia", client_id=trip.desk.session.client_id)
    for answer, error, words in ((wrong, AnswerError, "不是给这个文件的"), (forged, HandOverError, "签名不符")):
        monkeypatch.setattr("sync.calls.Central.hand_over", lambda _self, _file, answer=answer: answer)
        with pytest.raises(error, match=words):
            trip.take()
    assert not (trip.disk / "back.sbr").exists()


def test_the_name_of_a_file_says_whose_it_is(trip: Trip) -> None:
    name = file_name(trip.desk.session.user)
    assert name.startswith("社保待上传_鄞州区_经办jia_20")
    assert name.endswith(".sbd")


def test_files_are_the_same_bytes_when_written_again(trip: Trip) -> None:
    account(trip.desk)
    trip.out()
    raw = (trip.disk / "out.sbd").read_bytes()
    assert encode(decode(raw, kind=BATCHES)) == raw
