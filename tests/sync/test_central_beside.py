"""Batches beside each other on PostgreSQL: regions wait for nobody, numbers come in commit order, no pull skips a row.

The same scenes are played with a lock taken away, and then go wrong: that is what the locks are for (decision 0011).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text

from app.catalogs import CATALOGS
from app.ids import new_id
from sync.central import database as opening
from sync.central.database import ChangeSequence, Database, open_database, present_version
from sync.central.demo_province import DEMO_USERS
from tests.sync.replica import Replica
from tests.sync.small_province import HAISHU, YINZHOU
from tests.sync.stages import STAGES, Stage, staged
from tests.sync.talk import delete, insert, update

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.tables import Schema
    from sync.wire import OperationBlock
    from tests.sync.postgres_fixture import Postgres

PEOPLE = {user.code: user for user in DEMO_USERS}
HAISHU_OFFICER, YINZHOU_OFFICER, CITY, PROVINCE = (PEOPLE[code] for code in ("hs_jb", "yz_jb", "nb_jb", "zj_jb"))


@pytest.fixture
def database(small_postgres: Postgres) -> Iterator[Database]:
    with small_postgres.copied("small") as url:
        opened = open_database(url=url, catalogs=CATALOGS)
        yield opened
        opened.close()


@pytest.fixture
def stage(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with staged(database, monkeypatch) as found:
        yield found


@pytest.fixture
def reader(database: Database) -> Replica:
    found = Replica(database=database, user=CITY)
    found.sync()
    return found


def value(reader: Replica, region: str, n: int = 0) -> dict[str, Any]:
    rows = reader.rows["management_value"].values()
    return sorted((row for row in rows if row["mof_div_code"] == region and row["value"]), key=lambda row: row["id"])[n]


def remark(reader: Replica, region: str, text: str, n: int = 0) -> OperationBlock:
    return update("management_value", value(reader, region, n), remark=text)


def remarks(reader: Replica) -> set[str]:
    return {row["remark"] for row in reader.rows["management_value"].values() if row["remark"]}


def test_another_region_is_judged_numbered_and_committed_in_between(stage: Stage, reader: Replica) -> None:
    first = stage.send(HAISHU_OFFICER, remark(reader, HAISHU, "海曙"), hold="judged")
    first.come_to("judged")
    (second,) = stage.send(YINZHOU_OFFICER, remark(reader, YINZHOU, "鄞州")).go_on()
    reader.sync()
    assert remarks(reader) == {"鄞州"}
    (answer,) = first.go_on()
    assert answer.version == second.version + 1, "numbers are drawn in the order of the commits"
    reader.sync()
    assert remarks(reader) == {"鄞州", "海曙"}
    assert reader.is_right()


def walk_past(stage: Stage, reader: Replica, *, hold: str) -> bool:
    """Hold a batch at a stage, start another, let a reader walk past at every moment; say whether it has all."""
    first = stage.send(HAISHU_OFFICER, remark(reader, HAISHU, "海曙"), hold=hold)
    first.come_to(hold)
    reader.sync()
    second = stage.send(YINZHOU_OFFICER, remark(reader, YINZHOU, "鄞州"))
    second.comes_to("written")
    reader.sync(limit=1)
    first.go_on()
    reader.sync(limit=1)
    second.go_on()
    reader.sync(limit=1)
    return reader.is_right() and remarks(reader) == {"海曙", "鄞州"}


@pytest.mark.parametrize("hold", STAGES)
def test_a_reader_misses_nothing_that_commits_late(stage: Stage, reader: Replica, hold: str) -> None:
    assert walk_past(stage, reader, hold=hold)


def test_whoever_has_no_number_yet_waits_for_the_one_who_has(stage: Stage, reader: Replica) -> None:
    first = stage.send(HAISHU_OFFICER, remark(reader, HAISHU, "海曙"), hold="numbered")
    first.come_to("numbered")
    second = stage.send(YINZHOU_OFFICER, remark(reader, YINZHOU, "鄞州"))
    second.come_to("judged")
    assert not second.comes_to("numbered")
    (one,), (two,) = first.go_on(), second.go_on()
    assert one.version < two.version


class LooseSequence(ChangeSequence):
    """Numbers as a database's own sequence gives them: at once, for good, and in no order of commits."""

    database: Database

    @property
    def start(self) -> int:
        if self._start is None:
            with self.database.engine.begin() as other:
                drawn = "UPDATE central_clock SET version = version + 100 RETURNING version - 100"
                self._start = self._version = int(other.execute(text(drawn)).scalar_one())
        return self._start

    def keep(self) -> None:
        """Do nothing: the clock has gone on already."""


def test_without_the_clocks_lock_a_reader_skips_rows(
    database: Database, stage: Stage, reader: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    LooseSequence.database = database
    monkeypatch.setattr(opening, "ChangeSequence", LooseSequence)
    assert not walk_past(stage, reader, hold="written")
    assert "海曙" not in remarks(reader), "committed late, with a number that the reader had passed"
    again = Replica(database=database, user=CITY)
    again.sync()
    assert remarks(again) == {"海曙", "鄞州"}


def no_claim(_connection: Connection, *, schema: Schema, region: str | None) -> None:
    """Take no lock."""


@pytest.fixture(params=["locked", "unlocked"])
def is_locked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Play a scene with the claims, then without."""
    if request.param == "unlocked":
        monkeypatch.setattr(opening, "claim", no_claim)
    return bool(request.param == "locked")


def test_two_officers_of_one_county_change_the_same_cell(stage: Stage, reader: Replica, *, is_locked: bool) -> None:
    first = stage.send(HAISHU_OFFICER, remark(reader, HAISHU, "先"), hold="judged")
    first.come_to("judged")
    second = stage.send(HAISHU_OFFICER, remark(reader, HAISHU, "后"))
    assert second.comes_to("judged") is not is_locked
    (one,), (two,) = first.go_on(), second.go_on()
    assert (one.status, two.status) == ("accepted", "conflict" if is_locked else "accepted"), "an edit was lost"


def detail(reader: Replica, *, owner: str, parent: str, code: str) -> dict[str, Any]:
    row = next(row for row in reader.rows["accounting_subject"].values() if row["code"] == "1003")
    bare = {name: row[name] for name in row if name not in {"is_deleted", "updated_at", "updated_by"}}
    own = {"id": new_id(), "mof_div_code": owner, "parent_code": parent, "code": code, "is_standard": False}
    return {**bare, **own, "name": "明细"}


def test_a_child_comes_below_a_parent_that_is_being_deleted(
    database: Database, stage: Stage, reader: Replica, *, is_locked: bool
) -> None:
    parent = detail(reader, owner="330000000", parent="1003", code="100377")
    (made,) = Replica(database=database, user=PROVINCE).send(insert("accounting_subject", parent))
    assert made.status == "accepted", made.text
    going = stage.send(PROVINCE, delete("accounting_subject", {**parent, "version": made.version}), hold="judged")
    going.come_to("judged")
    child = insert("accounting_subject", detail(reader, owner=HAISHU, parent="100377", code="10037701"))
    coming = stage.send(HAISHU_OFFICER, child)
    assert coming.comes_to("judged") is not is_locked
    (gone,), (new,) = going.go_on(), coming.go_on()
    assert gone.status == "accepted"
    assert (new.status, new.rule) == (("rejected", "parent.missing") if is_locked else ("accepted", "")), "an orphan"


def account(owner: str) -> dict[str, Any]:
    return {
        "id": new_id(),
        "fiscal_year": 2026,
        "mof_div_code": owner,
        "account_no": "19-000000000077",
        "account_name": "社保基金专户",
        "bank_name": "某行",
        "account_type": "31",
    }


def test_two_counties_enter_the_same_account_at_once(database: Database, stage: Stage) -> None:
    mine, theirs = account(HAISHU), account(YINZHOU)
    first = stage.send(HAISHU_OFFICER, insert("fund_account", mine), hold="written")
    first.come_to("written")
    second = stage.send(YINZHOU_OFFICER, insert("fund_account", theirs))
    second.come_to("judged")
    (one,), (two,) = first.go_on(), second.go_on()
    assert (one.status, two.status, two.rule) == ("accepted", "rejected", "key.duplicate")
    with database.read() as connection:
        table = database.schema.rows["fund_account"]
        found = connection.execute(select(table.c.id).where(table.c.account_no == mine["account_no"])).scalars().all()
    assert found == [mine["id"]]


def test_an_account_is_taken_over_while_the_other_county_gives_it_up(database: Database, stage: Stage) -> None:
    mine, theirs = account(HAISHU), account(YINZHOU)
    (made,) = Replica(database=database, user=HAISHU_OFFICER).send(insert("fund_account", mine))
    given_up = stage.send(HAISHU_OFFICER, delete("fund_account", {**mine, "version": made.version}), hold="written")
    given_up.come_to("written")
    taken_over = stage.send(YINZHOU_OFFICER, insert("fund_account", theirs))
    taken_over.come_to("judged")
    (one,), (two,) = given_up.go_on(), taken_over.go_on()
    assert (one.status, two.status) == ("accepted", "accepted"), "judged again when the key was free"


def test_a_change_of_the_tree_waits_for_everybody(database: Database, stage: Stage, reader: Replica) -> None:
    first = stage.send(HAISHU_OFFICER, remark(reader, HAISHU, "海曙"), hold="judged")
    first.come_to("judged")
    region = next(row for row in reader.rows["region"].values() if row["mof_div_code"] == HAISHU)
    tree = stage.send(PROVINCE, update("region", region, name="海曙新区"))
    assert not tree.comes_to("judged")
    first.go_on()
    (answer,) = tree.go_on()
    assert answer.status == "accepted"
    with database.read() as connection:
        assert present_version(connection, schema=database.schema) == answer.version
