"""What a central does with hand-over files: the ledger's answers, news, whose signature counts, who is let in."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import select

from app.catalogs import CATALOGS
from sync.central import hand_over
from sync.central.database import Database, open_database
from sync.central.hand_over import Waiver, take
from sync.central.hand_over_keys import secret_key
from sync.central.people import revoke
from sync.central.problems import RequestError
from sync.central.push import push
from sync.hand_over import unpack
from sync.signing import new_secret_key, public_key
from sync.wire import Batch, OperationBlock, Status
from sync.wire_hand_over import Replies, Waiting
from tests.sync.hand_over_talk import Courier, bodies, courier, sealed
from tests.sync.talk import Talk, update

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sync.central_fixture import RunningCentral


@pytest.fixture
def county(each_central: RunningCentral) -> Courier:
    made = courier(Talk(url=each_central.url, user="hs_jb"))
    assert made.register().status_code == 204
    return made


@contextmanager
def opened(central: RunningCentral) -> Iterator[Database]:
    database = open_database(data=central.data, url=central.database or None, catalogs=CATALOGS)
    try:
        yield database
    finally:
        database.close()


def own_value(talk: Talk, *, n: int = 0) -> dict[str, Any]:
    rows = [row for row in talk.rows("management_value") if row["mof_div_code"] == "330203000" and row["value"]]
    return sorted(rows, key=lambda row: str(row["id"]))[n]


def raised(talk: Talk, *, n: int = 0, by: int = 10_000) -> OperationBlock:
    row = own_value(talk, n=n)
    return update("management_value", row, value=row["value"] + by)


def test_a_file_is_carried_out_once_however_often_it_comes(county: Courier) -> None:
    row = own_value(county.talk)
    one = county.batch(update("management_value", row, value=row["value"] + 10_000))
    two = county.batch(raised(county.talk, n=1))
    file = county.file(one, two)
    first = county.take(file)
    assert [reply.answers[0].status for reply in bodies(first)] == [Status.ACCEPTED, Status.ACCEPTED]
    assert county.take(file).replies == first.replies
    again = county.talk.put_bytes(sealed(one).body.encode(), batch_id=one.batch_id)
    assert again.content.decode() == first.replies[0].body
    assert own_value(county.talk)["value"] == row["value"] + 10_000


def test_what_went_over_http_before_is_answered_from_the_ledger(county: Courier) -> None:
    one, two = county.batch(raised(county.talk)), county.batch(raised(county.talk, n=1))
    sent = county.talk.put(one)
    replies = county.take(county.file(one, two)).replies
    assert replies[0].body == sent.content.decode()
    assert [reply.batch_id for reply in replies] == [one.batch_id, two.batch_id]


def test_the_reply_brings_the_news_since_the_cursor(county: Courier) -> None:
    _, cursor = county.talk.everything()
    other = Talk(url=county.talk.url, user="hs_jb", client_id="another")
    row = own_value(other, n=2)
    other.send(update("management_value", row, remark="他人的修改"))
    replies = county.take(county.file(county.batch(raised(county.talk)), cursor=cursor))
    page, over = replies.pages
    assert replies.cursor == cursor
    assert (page.more, over.more, over.blocks) == (False, False, [])
    ids = {cells[block.columns.index("id")] for block in page.blocks for cells in block.rows}
    assert ids == {row["id"]}
    assert county.talk.changes(over.cursor).blocks == []
    assert county.take(county.file(cursor=over.cursor)).pages[0].blocks == []


def test_what_somebody_else_did_between_is_not_passed_over(
    county: Courier, each_central: RunningCentral, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, cursor = county.talk.everything()
    row = own_value(county.talk, n=2)
    other = Talk(url=county.talk.url, user="hs_jb", client_id="another")
    file = county.file(county.batch(raised(county.talk)), county.batch(raised(county.talk, n=1)), cursor=cursor)

    def push_after_another(database: Database, **given: Any) -> bytes:  # noqa: ANN401 - as push takes them
        if given["batch_id"] == unpack(file, into=Waiting).batches[1].batch_id:
            other.send(update("management_value", row, remark="他人的修改"))
        return push(database, **given)

    monkeypatch.setattr("sync.central.hand_over.push", push_after_another)
    with opened(each_central) as database:
        replies = unpack(take(database, given=file), into=Replies)
    blocks = county.talk.changes(replies.pages[-1].cursor).blocks
    ids = {cells[block.columns.index("id")] for block in blocks for cells in block.rows}
    assert row["id"] in ids
    assert len(ids) == 2


def test_the_news_end_somewhere(county: Courier, each_central: RunningCentral, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand_over, "AT_ONCE", 40)
    monkeypatch.setattr(hand_over, "MOST_ROWS", 100)
    with opened(each_central) as database:
        pages = unpack(take(database, given=county.file()), into=Replies).pages
    assert sum(len(block.rows) for page in pages for block in page.blocks) == 120
    assert pages[-1].more


def test_a_cursor_that_is_none_brings_no_news(county: Courier) -> None:
    replies = county.take(county.file(county.batch(raised(county.talk)), cursor="no cursor"))
    assert (len(replies.replies), replies.pages) == (1, [])


def test_a_batch_that_cannot_be_taken_ends_the_list(county: Courier) -> None:
    first, third = county.batch(raised(county.talk)), county.batch(raised(county.talk, n=1))
    broken = county.batch(msgspec.structs.replace(raised(county.talk, n=2), kind="turn"))
    replies = county.take(county.file(first, broken, third))
    assert [one.batch_id for one in replies.replies] == [first.batch_id]
    assert [(one.batch_id, one.status, one.code) for one in replies.refused] == [(broken.batch_id, 422, "body.schema")]
    assert county.take(county.file(third)).refused == []


def test_a_batch_of_another_desk_does_not_travel_along(county: Courier) -> None:
    foreign = Batch(batch_id="b", client_id="elsewhere", blocks=[raised(county.talk)], user="hs_jb")
    assert county.take(county.file(foreign)).refused[0].code == "body.schema"
    other = Batch(batch_id="b", client_id="test-client", blocks=[raised(county.talk)], user="zj_jb")
    assert county.refused(county.file(other)) == (403, "rights.other-person")


def test_bytes_that_are_not_those_of_the_digest_are_refused(county: Courier) -> None:
    good = sealed(county.batch(raised(county.talk)))
    bad = msgspec.structs.replace(good, body=good.body.replace("insert", "update") + " ")
    assert county.refused(county.file(bad)) == (422, "body.schema")


def test_only_a_known_key_counts(county: Courier) -> None:
    file = county.file(county.batch(raised(county.talk)))
    assert county.refused(msgspec.structs.replace(file, user="hs_sh")) == (401, "signature.unknown")
    assert county.refused(msgspec.structs.replace(file, user="a\x00b")) == (401, "signature.unknown")
    assert county.refused(msgspec.structs.replace(file, made_at="2026-03-02T08:00:00Z")) == (422, "signature.wrong")
    county.secret = new_secret_key()
    assert county.refused(county.file()) == (422, "signature.wrong")
    assert county.refused(county.file(central=public_key(new_secret_key()))) == (409, "hand-over.other-central")
    assert county.refused(msgspec.structs.replace(file, kind="replies")) == (422, "hand-over.format")
    assert county.refused(msgspec.structs.replace(file, format=2)) == (422, "hand-over.format")


def test_a_new_key_takes_the_place_of_the_old_one_and_is_recorded(
    county: Courier, each_central: RunningCentral
) -> None:
    old, file = county.secret, county.file()
    assert county.register().status_code == 204
    assert county.register(new_secret_key()).status_code == 204
    assert county.refused(file) == (422, "signature.wrong")
    county.take(county.file())
    with opened(each_central) as database, database.read() as connection:
        audit = database.schema.table("audit")
        lines = connection.execute(select(audit).where(audit.c.source == "hand-over").order_by(audit.c.n)).all()
    changes = [msgspec.json.decode(line.changes)["public_key"] for line in lines]
    assert changes == [[None, public_key(old)], [public_key(old), public_key(county.secret)]]
    assert {(line.author, line.row_id, line.action) for line in lines} == {("hs_jb", "test-client", "key")}


def test_a_key_is_made_known_only_by_its_own_client_and_must_be_one(county: Courier) -> None:
    county.talk.session = None
    county.talk.sign_in()
    signed_in, county.talk.client_id = county.talk.client_id, "other-client"
    assert county.register().json()["code"] == "rights.device"
    county.talk.client_id = signed_in
    county.secret = ""
    assert county.register().json()["code"] == "body.schema"


def test_a_revoked_person_is_let_in_by_an_administrator_alone(county: Courier, each_central: RunningCentral) -> None:
    file = county.file(county.batch(raised(county.talk)))
    with opened(each_central) as database:
        with database.write() as connection:
            revoke(connection, schema=database.schema, code="hs_jb")
        assert county.refused(file) == (401, "user.revoked")
        with pytest.raises(RequestError, match="已停用"):
            take(database, given=file)
        taken = take(database, given=file, waiver=Waiver(by="admin", reason="离岗前的修改"))
        with database.read() as connection:
            audit = database.schema.table("audit")
            line = connection.execute(select(audit).where(audit.c.action == "take")).one()
    assert (line.author, line.reason) == ("admin", "离岗前的修改")
    assert msgspec.json.decode(line.changes)["revoked"] == [None, "hs_jb"]
    assert taken.user == "hs_jb"


def test_all_processes_of_a_central_sign_with_one_key(tmp_path: Path) -> None:
    databases = [open_database(data=tmp_path, catalogs=CATALOGS) for _ in range(2)]
    keys = {secret_key(database) for database in databases}
    for database in databases:
        database.close()
    assert len(keys) == 1
    assert public_key(keys.pop())
