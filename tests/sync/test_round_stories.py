"""Two desks of one county and a central: what happens to their edits, told as stories (SYNC points 2 to 7)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.ids import new_id
from app.row_state import RowState
from sync.errors import RoundStoppedError, SettleError
from sync.settle import keep_mine, take_back, take_theirs
from tests.sync.desks import COUNTY, YEAR, Desk, lost_answer, lost_request, open_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.fields import Value
    from tests.sync.model_central import ModelCentral


@pytest.fixture
def desks(central: ModelCentral, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    pair = tuple(open_desk(central, folder=tmp_path, user=user) for user in ("jia", "yi"))
    for desk in pair:
        desk.sync()
    yield pair  # type: ignore[misc]
    for desk in pair:
        desk.store.close()


@pytest.fixture
def shared(desks: tuple[Desk, Desk]) -> str:
    """Give an account that both desks have."""
    jia, yi = desks
    row_id = new_id()
    jia.add_account(row_id, number="10001", balance=100_00, remark="原")
    jia.sync()
    yi.sync()
    return row_id


def balance(desk: Desk, row_id: str) -> object:
    return desk.row(row_id)["balance"]


def test_a_new_row_reaches_the_other_desk(desks: tuple[Desk, Desk]) -> None:
    jia, yi = desks
    row_id = new_id()
    jia.add_account(row_id, number="10001", balance=123_456_789_01, opened_on=date(2020, 2, 29))
    assert jia.state(row_id) is RowState.WAITING
    report = jia.sync()
    assert (report.sent, report.accepted, report.received) == (1, 1, 0)
    assert jia.state(row_id) is RowState.SYNCED
    assert yi.sync().received == 1
    assert yi.row(row_id)["opened_on"] == date(2020, 2, 29)
    assert balance(yi, row_id) == 123_456_789_01


def test_two_fields_of_one_row_are_merged_and_marked(desks: tuple[Desk, Desk], shared: str) -> None:
    jia, yi = desks
    jia.change(shared, balance=200_00)
    yi.change(shared, remark="乙")
    jia.sync()
    report = yi.sync()
    assert (report.merged, report.conflicts) == (1, 0)
    assert yi.state(shared) is RowState.MERGED
    jia.sync()
    for desk in desks:
        assert (desk.row(shared)["balance"], desk.row(shared)["remark"]) == (200_00, "乙")


def test_the_same_field_is_a_conflict_and_the_centrals_value_stands(desks: tuple[Desk, Desk], shared: str) -> None:
    jia, yi = desks
    jia.change(shared, balance=200_00)
    yi.change(shared, balance=300_00, remark="乙")
    jia.sync()
    report = yi.sync()
    assert (report.conflicts, report.merged) == (1, 0)
    assert "冲突" in report.sentence
    assert yi.state(shared) is RowState.CONFLICT
    assert (balance(yi, shared), yi.row(shared)["remark"]) == (200_00, "原")
    (line,) = yi.lines(shared)
    assert line.changes == {"balance": [100_00, 300_00], "remark": ["原", "乙"]}
    assert line.theirs == {"balance": 200_00}
    assert line.field == "balance"


def test_keeping_mine_sends_it_on_top_of_theirs(desks: tuple[Desk, Desk], shared: str) -> None:
    jia, yi = desks
    jia.change(shared, balance=200_00)
    yi.change(shared, balance=300_00, remark="乙")
    jia.sync()
    yi.sync()
    keep_mine(yi.store, user=yi.session.user, row_ids=[shared])
    assert balance(yi, shared) == 300_00
    assert yi.state(shared) is RowState.WAITING
    assert yi.sync().accepted == 1
    jia.sync()
    for desk in desks:
        assert (balance(desk, shared), desk.row(shared)["remark"]) == (300_00, "乙")
        assert desk.state(shared) is RowState.SYNCED


def test_taking_theirs_forgets_mine(desks: tuple[Desk, Desk], shared: str) -> None:
    jia, yi = desks
    jia.change(shared, balance=200_00)
    yi.change(shared, balance=300_00)
    jia.sync()
    yi.sync()
    take_theirs(yi.store, user=yi.session.user, row_ids=[shared])
    assert (balance(yi, shared), yi.state(shared)) == (200_00, RowState.SYNCED)
    assert yi.lines(shared) == []
    assert yi.sync().sent == 0


def test_an_edit_beside_a_conflict_goes_its_own_way(desks: tuple[Desk, Desk], shared: str) -> None:
    jia, yi = desks
    jia.change(shared, balance=200_00)
    yi.change(shared, balance=300_00)
    jia.sync()
    yi.sync()
    yi.change(shared, remark="之后")
    assert yi.sync().accepted == 1
    assert yi.state(shared) is RowState.CONFLICT
    assert yi.row(shared)["remark"] == "之后"
    keep_mine(yi.store, user=yi.session.user, row_ids=[shared])
    assert yi.sync().accepted == 1
    assert (balance(yi, shared), yi.row(shared)["remark"]) == (300_00, "之后")


def test_a_pending_edit_stays_on_screen_while_the_row_moves(desks: tuple[Desk, Desk], shared: str) -> None:
    jia, yi = desks
    yi.change(shared, balance=300_00)
    jia.change(shared, remark="甲", balance=200_00)
    jia.sync()
    yi.wire.faults = [lost_request]
    with pytest.raises(RoundStoppedError, match="上传修改"):
        yi.sync()
    assert balance(yi, shared) == 300_00
    assert yi.status().unsent == 1


def test_a_refused_row_keeps_its_value_and_its_reason(
    central: ModelCentral, desks: tuple[Desk, Desk], shared: str
) -> None:
    jia, _ = desks
    central.rule = lambda _catalog, values: (
        ("field.range", "balance", "余额不能大于 1 亿元") if (values.get("balance") or 0) > 100_000_000_00 else None
    )
    jia.change(shared, balance=100_000_000_01)
    report = jia.sync()
    assert report.refused == 1
    assert jia.state(shared) is RowState.REFUSED
    assert balance(jia, shared) == 100_000_000_01
    (line,) = jia.lines(shared)
    assert (line.rule, line.field) == ("field.range", "balance")
    assert jia.sync().sent == 0, "a refused line does not go again by itself"
    jia.change(shared, balance=99_00)
    assert jia.sync().accepted == 1
    assert jia.state(shared) is RowState.SYNCED


def test_taking_back_shows_what_the_central_has_by_now(desks: tuple[Desk, Desk], shared: str) -> None:
    jia, yi = desks
    yi.change(shared, balance=300_00)
    yi.wire.faults = [lost_request]
    with pytest.raises(RoundStoppedError):
        yi.sync()
    with pytest.raises(SettleError, match="请先同步一次"):
        take_back(yi.store, user=yi.session.user, row_ids=[shared])
    yi.sync()
    jia.sync()
    jia.change(shared, balance=400_00)
    take_back(jia.store, user=jia.session.user, row_ids=[shared])
    assert (balance(jia, shared), jia.state(shared)) == (300_00, RowState.SYNCED)
    assert jia.sync().sent == 0


def test_taking_back_a_new_row_removes_it(desks: tuple[Desk, Desk]) -> None:
    jia, _ = desks
    row_id = new_id()
    jia.add_account(row_id, number="10009")
    take_back(jia.store, user=jia.session.user, row_ids=[row_id])
    assert jia.row(row_id) == {}
    assert jia.sync().sent == 0


def test_a_deletion_is_not_taken_back_over_a_row_made_in_its_place(desks: tuple[Desk, Desk], shared: str) -> None:
    jia, _ = desks
    successor = new_id()
    jia.delete(shared)
    jia.add_account(successor, number="10001")
    with pytest.raises(SettleError, match="占用了相同的逻辑主键"):
        take_back(jia.store, user=jia.session.user, row_ids=[shared])
    assert jia.row(shared)["is_deleted"], "nothing was done"
    report = jia.sync()
    assert (report.accepted, report.conflicts) == (2, 0)


def test_the_same_key_from_two_desks_is_one_row_and_a_conflict(desks: tuple[Desk, Desk]) -> None:
    jia, yi = desks
    first, second = new_id(), new_id()
    jia.add_account(first, number="20001", balance=1_00)
    yi.add_account(second, number="20001", balance=2_00)
    jia.sync()
    assert yi.sync().conflicts == 1
    assert yi.row(second)["is_deleted"], "one's own twin steps aside"
    assert balance(yi, first) == 1_00
    keep_mine(yi.store, user=yi.session.user, row_ids=[second])
    assert yi.row(second) == {}
    assert balance(yi, first) == 2_00
    assert yi.sync().accepted == 1
    jia.sync()
    assert balance(jia, first) == 2_00


def test_a_change_to_a_row_that_was_deleted_can_be_kept_as_a_new_row(desks: tuple[Desk, Desk], shared: str) -> None:
    jia, yi = desks
    jia.delete(shared)
    yi.change(shared, balance=300_00)
    jia.sync()
    assert yi.sync().conflicts == 1
    assert yi.row(shared)["is_deleted"]
    keep_mine(yi.store, user=yi.session.user, row_ids=[shared])
    assert yi.sync().accepted == 1
    jia.sync()
    table = jia.store.schema.rows["fund_account"]
    with jia.store.read() as connection:
        live = connection.execute(table.select().where(table.c.is_deleted.is_(False))).mappings().all()
    assert [(row["account_no"], row["balance"]) for row in live] == [("10001", 300_00)]


def test_deleting_a_row_that_was_changed_is_a_conflict(desks: tuple[Desk, Desk], shared: str) -> None:
    jia, yi = desks
    jia.change(shared, balance=200_00)
    yi.delete(shared)
    jia.sync()
    assert yi.sync().conflicts == 1
    assert not yi.row(shared)["is_deleted"]
    assert balance(yi, shared) == 200_00
    keep_mine(yi.store, user=yi.session.user, row_ids=[shared])
    assert yi.sync().accepted == 1
    jia.sync()
    assert jia.row(shared)["is_deleted"]


def test_a_row_edited_and_then_deleted_is_the_same_tombstone_everywhere(
    central: ModelCentral, desks: tuple[Desk, Desk], shared: str
) -> None:
    jia, yi = desks
    jia.change(shared, remark="没有送出")
    jia.delete(shared)
    assert jia.sync().accepted == 1
    yi.sync()
    assert central.rows[shared].values["remark"] == "原"
    assert jia.row(shared)["remark"] == yi.row(shared)["remark"] == "原"


def test_edits_made_while_a_batch_is_on_its_way_follow_it(desks: tuple[Desk, Desk], shared: str) -> None:
    jia, yi = desks
    jia.change(shared, balance=200_00)
    jia.wire.faults = [lost_answer]
    with pytest.raises(RoundStoppedError):
        jia.sync()
    jia.change(shared, balance=250_00, remark="后来")
    assert [line.state for line in jia.lines(shared)] == ["sent", "open"]
    report = jia.sync()
    assert (report.sent, report.accepted) == (2, 2), "one writer never conflicts with itself"
    yi.sync()
    assert (balance(yi, shared), yi.row(shared)["remark"]) == (250_00, "后来")


def test_a_lost_answer_and_a_restart_apply_nothing_twice(
    central: ModelCentral, desks: tuple[Desk, Desk], shared: str
) -> None:
    jia, _ = desks
    jia.change(shared, balance=200_00)
    jia.wire.faults = [lost_answer]
    with pytest.raises(RoundStoppedError):
        jia.sync()
    jia.reopen()
    before = len(central.operations_done)
    jia.sync()
    assert len(central.operations_done) == before
    bodies = [one.body for one in jia.wire.requests if "/batches/" in one.path]
    assert bodies[-1] == bodies[-2]
    assert jia.state(shared) is RowState.SYNCED


def test_a_child_waits_for_its_refused_parent(central: ModelCentral, desks: tuple[Desk, Desk]) -> None:
    jia, yi = desks
    parent, child = new_id(), new_id()
    common: dict[str, Value] = {"fiscal_year": YEAR, "mof_div_code": COUNTY, "category": "1", "balance_side": "1"}
    jia.edit("accounting_subject", "insert", parent, code="100101", name="坏名字", parent_code="1001", **common)
    jia.edit("accounting_subject", "insert", child, code="10010101", name="明细", parent_code="100101", **common)
    central.rule = lambda _catalog, values: (
        ("field.format", "name", "名称不合规定") if values.get("name") == "坏名字" else None
    )
    report = jia.sync()
    assert report.refused == 2
    assert [line.rule for line in jia.lines(child)] == ["parent.missing"]
    jia.edit("accounting_subject", "update", parent, name="好名字")
    report = jia.sync()
    assert (report.accepted, report.refused) == (2, 0)
    yi.sync()
    assert yi.row(child, catalog="accounting_subject")["parent_code"] == "100101"
