"""Rounds against the real central over HTTP: another process, killed and started again in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.ids import new_id
from app.row_state import RowState
from app.store import open_store
from sync.engine import run_round
from sync.errors import RoundStoppedError, SignInError
from sync.http import HttpTransport
from sync.patience import Patience
from sync.profile import Profile
from sync.session import sign_in
from sync.settle import keep_mine, take_theirs
from tests.sync.desks import Desk, MemoryCredentials, Wire
from tests.sync.model_central import ModelCentral

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sync.report import Progress
    from sync.transport import Transport
    from tests.sync.central_fixture import RunningCentral

    Open = Callable[[str], Desk]

YINZHOU, NINGBO = "330212000", "330200000"
PATIENCE = Patience(connect=2, read=30, repeats=1, pace=0.05)


def connect(server: str) -> Transport:
    return HttpTransport(server, patience=PATIENCE)


@pytest.fixture
def sit_down(each_central: RunningCentral, tmp_path: Path) -> Iterator[Open]:
    """Give a function that signs a demo user in at a new desk."""
    desks: list[Desk] = []

    def sit(user: str) -> Desk:
        session = sign_in(
            Profile(folder=tmp_path / f"{user}-{len(desks)}"),
            server=each_central.url,
            user=user,
            password="shebao-demo",
            credentials=MemoryCredentials(),
            connect=connect,
        )
        store = open_store(session.store_path, catalogs=CATALOGS)
        desks.append(Desk(session=session, store=store, wire=Wire(ModelCentral())))
        return desks[-1]

    yield sit
    for desk in desks:
        desk.session.close()
        desk.store.close()


def some_value(desk: Desk) -> str:
    """Return the id of a filled-in value of the desk's county."""
    table = desk.store.schema.rows["management_value"]
    with desk.store.read() as connection:
        found = connection.execute(
            table.select().where(table.c.mof_div_code == YINZHOU, table.c.value.is_not(None)).order_by(table.c.id)
        )
        return str(found.mappings().first()["id"])  # type: ignore[index]


def value(desk: Desk, row_id: str) -> object:
    return desk.row(row_id, catalog="management_value")["value"]


def test_a_first_sync_shows_its_progress_and_ends_complete(sit_down: Open) -> None:
    desk = sit_down("yz_jb")
    seen: list[Progress] = []
    report = run_round(desk.store, session=desk.session, progress=seen.append)
    assert report.received > 100
    assert [one.step for one in seen if one.step == "接收更新"]
    last = [one for one in seen if one.total][-1]
    assert last.done == last.total == report.received
    assert run_round(desk.store, session=desk.session).received == 0


def test_the_city_sees_what_the_county_fills_in(sit_down: Open) -> None:
    county, city = sit_down("yz_jb"), sit_down("nb_jb")
    county.sync()
    city.sync()
    row_id = some_value(county)
    number = 50_0000 if value(county, row_id) != 50_0000 else 51_0000
    county.edit("management_value", "update", row_id, value=number, remark="据实填报")
    assert county.sync().accepted == 1
    city.sync()
    assert value(city, row_id) == number
    assert city.row(row_id, catalog="management_value")["updated_by"] == "yz_jb"


def test_two_desks_race_and_a_person_decides(sit_down: Open) -> None:
    one, two = sit_down("yz_jb"), sit_down("yz_jb")
    one.sync()
    two.sync()
    row_id = some_value(one)
    one.edit("management_value", "update", row_id, value=10_0000)
    two.edit("management_value", "update", row_id, value=20_0000, remark="乙")
    one.sync()
    assert two.sync().conflicts == 1
    assert value(two, row_id) == 10_0000
    assert two.state(row_id, catalog="management_value") is RowState.CONFLICT
    keep_mine(two.store, user=two.session.user, row_ids=[row_id])
    assert two.sync().accepted == 1
    one.sync()
    assert (value(one, row_id), one.row(row_id, catalog="management_value")["remark"]) == (20_0000, "乙")


def test_the_same_account_from_two_desks_is_one_row(sit_down: Open) -> None:
    one, two = sit_down("yz_jb"), sit_down("yz_jb")
    one.sync()
    two.sync()
    mine, theirs = new_id(), new_id()
    one.add_account(theirs, number="88880001", balance=1_00)
    two.add_account(mine, number="88880001", balance=2_00)
    one.sync()
    assert two.sync().conflicts == 1
    take_theirs(two.store, user=two.session.user, row_ids=[mine])
    assert two.row(mine) == {}
    assert two.row(theirs)["balance"] == 1_00
    assert two.status().conflicts == 0


def test_what_the_central_refuses_is_kept_with_its_reason(sit_down: Open) -> None:
    desk = sit_down("yz_jb")
    desk.sync()
    row_id = new_id()
    desk.add_account(row_id, number="88880002")
    with desk.store.write() as connection:
        connection.exec_driver_sql(
            "UPDATE outbox SET changes = json_set(changes, '$.account_type[1]', '99') WHERE row_id = ?", (row_id,)
        )
        connection.exec_driver_sql("UPDATE fund_account SET account_type = '99' WHERE id = ?", (row_id,))
    report = desk.sync()
    assert report.refused == 1
    (line,) = desk.lines(row_id)
    assert (line.state, line.field) == ("refused", "account_type")
    desk.change(row_id, account_type="32")
    assert desk.sync().accepted == 1


def test_work_goes_on_while_the_central_is_away(sit_down: Open, each_central: RunningCentral) -> None:
    county, city = sit_down("yz_jb"), sit_down("nb_jb")
    county.sync()
    each_central.kill()
    row_id = new_id()
    county.add_account(row_id, number="88880003", balance=3_00)
    with pytest.raises(RoundStoppedError, match="连不上中心端") as stopped:
        county.sync()
    assert stopped.value.report.sent == 0
    county.reopen()
    assert county.status().unsent == 1
    each_central.start()
    assert county.sync().accepted == 1
    city.sync()
    assert city.row(row_id)["balance"] == 3_00


def test_an_answer_lost_by_a_kill_is_given_again(sit_down: Open, each_central: RunningCentral) -> None:
    desk = sit_down("yz_jb")
    desk.sync()
    row_id = new_id()
    desk.add_account(row_id, number="88880004")
    central = desk.session.central
    put, replies = central.put_batch, []

    def put_and_lose(*, batch_id: str, body: bytes, digest: str) -> object:
        replies.append(put(batch_id=batch_id, body=body, digest=digest))
        each_central.kill()
        raise ConnectionAbortedError

    central.put_batch = put_and_lose  # type: ignore[method-assign, assignment]
    with pytest.raises(ConnectionAbortedError):
        desk.sync()
    central.put_batch = put  # type: ignore[method-assign]
    each_central.start()
    assert desk.sync().accepted == 1
    assert desk.row(row_id)["version"] == replies[0].reply.answers[0].version
    assert desk.lines(row_id) == []


def test_a_wrong_password_is_told_and_leaves_nothing(each_central: RunningCentral, tmp_path: Path) -> None:
    profile = Profile(folder=tmp_path / "nobody")
    with pytest.raises(SignInError, match="用户名或密码不对"):
        sign_in(
            profile,
            server=each_central.url,
            user="yz_jb",
            password="guess",
            credentials=MemoryCredentials(),
            connect=connect,
        )
    assert not profile.folder.exists()


def test_a_round_stops_between_requests_and_goes_on_later(sit_down: Open) -> None:
    desk = sit_down("yz_jb")
    asked: list[int] = []

    def after_two() -> bool:
        asked.append(1)
        return len(asked) > 1

    report = run_round(desk.store, session=desk.session, cancelled=after_two)
    assert report.cancelled
    assert "已停止" in report.sentence
    assert desk.sync().received > 100
