"""What version 0.1.0 wrote, on disk and on the wire, is opened and understood (tests/data, SYNC point 10)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from app.catalogs import CATALOGS
from app.migrations.steps import STEPS
from app.row_state import RowState
from app.store import open_store
from sync import wire, wire_hand_over, wire_hello, wire_ranges
from sync.central.app import create_app
from sync.central.database import open_database
from sync.central.people import set_password
from sync.profile import Profile
from sync.transport import Reply, Request
from sync.wire import BatchReply, ChangesPage, Message, Person, Status
from sync.wire_hello import Hello, Session
from tests.sync.asgi import AsgiCaller
from tests.sync.desks import COUNTY, Desk
from tests.sync.older_catalogs import DATA, HELLO
from tests.sync.real_central import RealCentral
from tests.sync.version_support import restore, sit_down

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROW_A, ROW_B, ROW_D, ROW_E = (
    "01a208fa-d48d-718f-a177-594f6c028d65",
    "01a208fa-d48d-7190-b420-485677a9a8e8",
    "01a208fa-db31-70ed-994a-0be3b37d6c85",
    "01a208fa-db31-70ee-9dcf-3501b7fa37ed",
)
DESK: list[dict[str, Any]] = json.loads((DATA / "wire-v1" / "desk.json").read_text(encoding="utf-8"))
CENTRAL: dict[str, list[dict[str, Any]]] = json.loads((DATA / "wire-v1" / "central.json").read_text(encoding="utf-8"))
KINDS: dict[str, type[Message]] = {
    "POST /v1/sessions": Session,
    "GET /v1/me": Person,
    "GET /v1/changes": ChangesPage,
    "PUT /v1": BatchReply,
}


class OldData:
    """A central of today on the database of 0.1.0."""

    catalogs = CATALOGS

    def __init__(self, folder: Path) -> None:
        restore(DATA / "central-0.1.0.sql", to=folder / "central.db")
        self.database = open_database(data=folder, catalogs=CATALOGS)
        with self.database.write() as connection:
            for code in ("jia", "yi", "shi"):
                set_password(connection, schema=self.database.schema, code=code, password="right")
        self.caller = AsgiCaller(create_app(self.database))

    def answer(self, request: Request) -> Reply:
        return self.caller.send(request)

    def close(self) -> None:
        self.caller.close()
        self.database.close()


@pytest.fixture
def central(tmp_path: Path) -> Iterator[OldData]:
    opened = OldData(tmp_path / "central")
    yield opened
    opened.close()


@pytest.fixture
def desk(central: OldData, tmp_path: Path) -> Iterator[Desk]:
    """Return a desk of today on the store of 0.1.0, at a central of today on that moment's database."""
    folder = tmp_path / "profile"
    restore(DATA / "store-0.1.0.sql", to=Profile(folder=folder).store_path(server="http://model", user="yi"))
    made = sit_down(central, folder=folder, user="yi", catalogs=CATALOGS)
    yield made
    made.store.close()


def test_a_store_of_0_1_0_opens_with_all_that_waited_in_it(desk: Desk) -> None:
    backups = list((desk.store.path.parent / "backups").iterdir())
    assert len(backups) == 1, "a copy was kept before anything was changed"
    with desk.store.read() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == len(STEPS)
    status = desk.status()
    assert (status.waiting, status.sent, status.refused, status.conflicts) == (2, 1, 0, 1)
    assert desk.state(ROW_B) is RowState.CONFLICT
    assert (desk.row(ROW_A)["balance"], desk.row(ROW_E)["remark"]) == (300_00, "待上传")
    assert desk.row(ROW_A)["extra"] == '{"custodian":"中行"}'


def test_its_unanswered_batch_is_answered_from_the_ledger_and_the_rest_goes_up(desk: Desk) -> None:
    report = desk.sync()
    assert report.accepted == 3, "the one whose answer was lost, and the two that waited"
    batches = [one for one in desk.wire.requests if one.method == "PUT" and "/batches/" in one.path]
    assert [one["path"] for one in DESK if one["method"] == "PUT"][-1] == batches[0].path
    assert batches[0].body.decode() == DESK[-1]["body"], "byte for byte"
    status = desk.status()
    assert (status.unsent, status.conflicts) == (0, 1)
    assert desk.row(ROW_D)["version"] == 11
    assert (desk.state(ROW_E), desk.state(ROW_A)) == (RowState.SYNCED, RowState.SYNCED)
    assert desk.sync().received == 0
    assert not desk.sync().repairs


def test_a_store_of_a_newer_program_is_not_touched(desk: Desk) -> None:
    path = desk.store.path
    with desk.store.write() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version = {len(STEPS) + 1}")
    desk.store.close()
    before = path.read_bytes()
    with pytest.raises(Exception, match="更新版本的程序"):
        open_store(path, catalogs=CATALOGS)
    assert path.read_bytes() == before


def test_what_a_desk_of_0_1_0_sent_is_taken() -> None:
    central = RealCentral(people=("jia", "yi", "shi"), catalogs=CATALOGS)
    tokens: dict[str, str] = {}
    answers: list[Status] = []
    for recorded in DESK:
        body = recorded["body"].encode()
        client = json.loads(body)["client_id"]
        headers = dict(recorded["headers"])
        if recorded["method"] == "PUT":
            headers["Authorization"] = f"Bearer {tokens[client]}"
        reply = central.answer(
            Request(method=recorded["method"], path=recorded["path"], call="", body=body, headers=headers)
        )
        assert reply.status == 200, reply.body.decode()
        if recorded["method"] == "POST":
            tokens[client] = msgspec.json.decode(reply.body, type=Session).token
        else:
            answers += [one.status for one in msgspec.json.decode(reply.body, type=BatchReply).answers]
    central.close()
    recorded_answers = [one[0] for reply in CENTRAL["PUT /v1"] for one in reply["answers"]]
    assert [str(one) for one in answers] == recorded_answers


@pytest.mark.parametrize("call", KINDS)
def test_what_a_central_of_0_1_0_answered_is_read(call: str) -> None:
    for reply in CENTRAL[call]:
        read = msgspec.json.decode(msgspec.json.encode(reply), type=KINDS[call])
        again = msgspec.json.decode(msgspec.json.encode(read))
        assert {name: again.get(name) for name in reply if name in again} == {
            name: reply[name] for name in reply if name in again
        }


def test_the_pages_of_0_1_0_land(tmp_path: Path) -> None:
    """Play the recorded central to a desk of today: sign-in, hello, person, pages; it sends no newer member."""
    pages = [page for page in CENTRAL["GET /v1/changes"] if page["blocks"]]

    class Recorded:
        catalogs = CATALOGS

        def answer(self, request: Request) -> Reply:
            path = request.path
            if path.startswith("/v1/changes"):
                found = pages.pop(0) if pages else {**CENTRAL["GET /v1/changes"][-1], "blocks": []}
            elif path == "/v1/hello":
                found = json.loads((DATA / "wire-v1" / "hello.json").read_bytes())
            else:
                found = CENTRAL["GET /v1/me" if path == "/v1/me" else "POST /v1/sessions"][0]
            return Reply(status=200, headers={"content-type": "application/json"}, body=msgspec.json.encode(found))

    desk = sit_down(Recorded(), folder=tmp_path / "profile", user="jia", catalogs=CATALOGS)
    while pages:
        desk.sync()
    with desk.store.read() as connection:
        regions = connection.exec_driver_sql("SELECT mof_div_code FROM region").scalars().all()
    assert COUNTY in regions
    assert (desk.row(ROW_A)["balance"], desk.row(ROW_B)["remark"]) == (250_00, "甲")
    desk.store.close()


MESSAGES = {
    kind
    for part in (wire, wire_hello, wire_ranges, wire_hand_over)
    for kind in vars(part).values()
    if isinstance(kind, type) and issubclass(kind, Message)
}


@pytest.mark.parametrize("kind", [Hello, Session, Person, ChangesPage, BatchReply], ids=lambda kind: kind.__name__)
def test_members_that_are_still_to_come_are_passed_over(kind: type[Message]) -> None:
    call = next((call for call, one in KINDS.items() if one is kind), "")
    found = CENTRAL[call][0] if call else msgspec.json.decode(msgspec.json.encode(HELLO))
    wider = {**found, "to_come": {"anything": [1, 2]}}
    if "answers" in wider:
        wider["answers"] = [[*one, "more", 5] for one in wider["answers"]]
    read = msgspec.json.decode(msgspec.json.encode(wider), type=kind)
    assert read == msgspec.json.decode(msgspec.json.encode(found), type=kind)


def test_no_message_forbids_what_it_does_not_know() -> None:
    assert len(MESSAGES) > 10
    assert not [kind for kind in MESSAGES if kind.__struct_config__.forbid_unknown_fields]


def test_a_desk_of_0_1_0_finds_everything_it_asks_for_in_todays_answers(central: OldData) -> None:
    """Members of 0.1.0's messages have not gone, whatever came beside them."""
    desk = central.answer(
        replace(
            Request(method="POST", path="/v1/sessions", call="", body=b""),
            body=msgspec.json.encode({"user": "jia", "password": "right", "client_id": "c1"}),
        )
    )
    session = msgspec.json.decode(desk.body)
    headers = {"Authorization": f"Bearer {session['token']}"}

    def ask(path: str) -> dict[str, Any]:
        reply = central.answer(Request(method="GET", path=path, call="", headers=headers))
        return dict(msgspec.json.decode(reply.body))

    hello, page = ask("/v1/hello"), ask("/v1/changes?cursor=&limit=5000")
    old_hello = json.loads((DATA / "wire-v1" / "hello.json").read_bytes())
    assert set(CENTRAL["POST /v1/sessions"][0]) <= set(session)
    assert set(CENTRAL["GET /v1/me"][0]) <= set(ask("/v1/me"))
    assert set(old_hello) <= set(hello)
    assert {one["name"] for one in old_hello["catalogs"]} <= {one["name"] for one in hello["catalogs"]}
    assert set(CENTRAL["GET /v1/changes"][0]) - {"remaining"} <= set(page)
    old_block = next(one for one in CENTRAL["GET /v1/changes"][0]["blocks"] if one["catalog"] == "region")
    block = next(one for one in page["blocks"] if one["catalog"] == "region")
    assert set(old_block["columns"]) <= set(block["columns"])
