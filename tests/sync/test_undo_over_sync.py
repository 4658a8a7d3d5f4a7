"""Undo after the central took the changes, beside others' changes; and the history that tells of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.history import row_history
from app.ids import new_id
from app.undo.carry import Undone, redo, undo
from sync.errors import RoundStoppedError
from tests.sync.desks import Desk, lost_answer, open_desk, seeded_central

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sync.model_central import ModelCentral


@pytest.fixture
def central() -> ModelCentral:
    return seeded_central()


@pytest.fixture
def jia(central: ModelCentral, tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(central, folder=tmp_path, user="jia")
    desk.sync()
    yield desk
    desk.store.close()


@pytest.fixture
def yi(central: ModelCentral, tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(central, folder=tmp_path, user="yi")
    desk.sync()
    yield desk
    desk.store.close()


def back(desk: Desk) -> Undone:
    return undo(desk.store, user=desk.session.user)


def again(desk: Desk) -> Undone:
    return redo(desk.store, user=desk.session.user)


def told(desk: Desk, row_id: str, *, field: str = "") -> list[tuple[str, str, str, str, str]]:
    catalog = desk.store.schema.catalog("fund_account")
    with desk.store.read() as connection:
        found = row_history(connection, schema=desk.store.schema, catalog=catalog, row_id=row_id, field=field)
    return [(one.by, one.means, one.kind, one.before, one.after) for one in found.lines]


def live(desk: Desk) -> dict[str, str]:
    with desk.store.read() as connection:
        rows = connection.exec_driver_sql("SELECT account_no, remark FROM fund_account WHERE is_deleted = 0")
        return dict(map(tuple, rows))


def test_a_change_that_was_sent_goes_back_with_the_next_round(jia: Desk, yi: Desk) -> None:
    row_id = new_id()
    jia.add_account(row_id, number="10001", remark="原")
    jia.change(row_id, remark="改")
    jia.sync()
    back(jia)
    assert jia.row(row_id)["remark"] == "原"
    jia.sync()
    yi.sync()
    assert live(yi) == {"10001": "原"}
    again(jia)
    jia.sync()
    yi.sync()
    assert live(yi) == {"10001": "改"}
    assert jia.status().conflicts == 0


def test_a_row_that_another_changed_since_stays_and_the_rest_goes_back(jia: Desk, yi: Desk) -> None:
    row_id = new_id()
    jia.add_account(row_id, number="10001", remark="原")
    jia.sync()
    yi.sync()
    jia.change(row_id, remark="改", account_name="改名")
    jia.sync()
    yi.sync()
    yi.change(row_id, remark="乙的")
    yi.sync()
    jia.sync()
    done = back(jia)
    assert done.sentence == "已撤销：修改 2 个单元格（基金账户）；有 1 处已被他人修改，未撤销"
    assert (jia.row(row_id)["remark"], jia.row(row_id)["account_name"]) == ("乙的", "财政专户10001")


def test_deleted_rows_come_back_after_the_deletion_was_sent(jia: Desk, yi: Desk) -> None:
    row_id = new_id()
    jia.add_account(row_id, number="10001", remark="原")
    jia.sync()
    jia.delete(row_id)
    jia.sync()
    yi.sync()
    assert live(yi) == {}
    done = back(jia)
    jia.sync()
    yi.sync()
    assert live(jia) == live(yi) == {"10001": "原"}
    assert done.row_ids != (row_id,)
    assert [kind for _, _, kind, _, _ in told(jia, done.row_ids[0])] == ["新增", "删除", "新增"]
    again(jia)
    jia.sync()
    yi.sync()
    assert live(jia) == live(yi) == {}


def test_undo_while_the_answer_is_lost_ends_where_the_person_wanted(jia: Desk, yi: Desk) -> None:
    row_id = new_id()
    jia.add_account(row_id, number="10001", remark="原")
    jia.sync()
    jia.change(row_id, remark="改")
    jia.wire.faults = [lost_answer] * 20
    with pytest.raises(RoundStoppedError):
        jia.sync()
    jia.wire.faults = []
    back(jia)
    jia.sync()
    yi.sync()
    assert live(jia) == live(yi) == {"10001": "原"}
    assert jia.status().conflicts == 0


def test_the_history_tells_what_others_did_and_when_it_begins(jia: Desk, yi: Desk) -> None:
    row_id = new_id()
    jia.add_account(row_id, number="10001", remark="原")
    jia.sync()
    yi.sync()
    yi.change(row_id, remark="乙的")
    yi.sync()
    jia.change(row_id, account_name="甲的名")
    jia.sync()
    assert told(jia, row_id, field="remark") == [
        ("yi", "中心端更新", "修改", "原", "乙的"),
        ("jia", "手工", "新增", "", "原"),
    ]
    assert told(yi, row_id, field="remark") == [("yi", "手工", "修改", "原", "乙的")]
    yi.sync()
    assert told(yi, row_id, field="account_name") == [("jia", "中心端更新", "修改", "财政专户10001", "甲的名")]


def test_what_another_set_under_a_waiting_edit_is_told_from_its_own_value(jia: Desk, yi: Desk) -> None:
    row_id = new_id()
    jia.add_account(row_id, number="10001", remark="原")
    jia.sync()
    yi.sync()
    yi.change(row_id, remark="乙的")
    yi.sync()
    jia.change(row_id, remark="甲的")
    jia.sync()
    assert ("yi", "中心端更新", "修改", "原", "乙的") in told(jia, row_id, field="remark")


def test_a_deletion_by_another_is_told(jia: Desk, yi: Desk) -> None:
    row_id = new_id()
    jia.add_account(row_id, number="10001", remark="原")
    jia.sync()
    yi.sync()
    yi.delete(row_id)
    yi.sync()
    jia.sync()
    assert told(jia, row_id)[0][:3] == ("yi", "中心端更新", "删除")


def test_a_desk_that_never_edits_notes_nothing(jia: Desk, yi: Desk) -> None:
    row_id = new_id()
    jia.add_account(row_id, number="10001", remark="原")
    jia.sync()
    yi.sync()
    jia.change(row_id, remark="改")
    jia.sync()
    yi.sync()
    with yi.store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM received").scalar() == 0
