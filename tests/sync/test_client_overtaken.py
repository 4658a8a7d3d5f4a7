"""The central changed what a waiting edit hides: giving the edit up shows the central's value (SYNC point 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.row_state import RowState
from sync.arrival import land_blocks
from sync.landing import Plans
from sync.settle import take_back, take_theirs

if TYPE_CHECKING:
    from tests.sync.desks import Desk
    from tests.sync.model_central import ModelCentral


def pull(desk: Desk, central: ModelCentral) -> None:
    """Receive without sending, as after a round whose sending is done."""
    blocks = central.blocks(list(central.rows.values()))
    with desk.store.write() as connection:
        land_blocks(connection, plans=Plans(schema=desk.store.schema), blocks=blocks, only_newer=True)


def test_a_pending_edit_stays_and_the_rest_of_the_row_moves(central: ModelCentral, desk: Desk, row_id: str) -> None:
    desk.change(row_id, balance=2_00)
    central.put("fund_account", row_id, balance=3_00, remark="他人")
    pull(desk, central)
    row = desk.row(row_id)
    assert (row["balance"], row["remark"], row["state"]) == (2_00, "他人", RowState.WAITING)
    (line,) = desk.lines(row_id)
    assert line.changes == {"balance": [1_00, 2_00]}
    assert line.theirs == {"balance": 3_00}
    assert line.base_version < row["version"]


def test_the_base_moves_where_nothing_clashes(central: ModelCentral, desk: Desk, row_id: str) -> None:
    desk.change(row_id, balance=2_00)
    central.put("fund_account", row_id, remark="他人")
    pull(desk, central)
    (line,) = desk.lines(row_id)
    assert line.base_version == desk.row(row_id)["version"]
    assert desk.sync().accepted == 1


def test_typing_the_old_value_back_shows_the_centrals(central: ModelCentral, desk: Desk, row_id: str) -> None:
    desk.change(row_id, balance=2_00)
    central.put("fund_account", row_id, balance=3_00)
    pull(desk, central)
    desk.change(row_id, balance=1_00)
    assert desk.lines(row_id) == []
    assert (desk.row(row_id)["balance"], desk.state(row_id)) == (3_00, RowState.SYNCED)


def test_a_further_edit_does_not_forget_what_the_central_has(central: ModelCentral, desk: Desk, row_id: str) -> None:
    desk.change(row_id, balance=2_00)
    central.put("fund_account", row_id, balance=3_00)
    pull(desk, central)
    desk.change(row_id, remark="我")
    desk.change(row_id, balance=1_00)
    assert (desk.row(row_id)["balance"], desk.row(row_id)["remark"]) == (3_00, "我")
    take_back(desk.store, user=desk.session.user, row_ids=[row_id])
    assert (desk.row(row_id)["balance"], desk.row(row_id)["remark"]) == (3_00, "原")


def test_taking_back_shows_the_centrals_value_not_the_one_once_seen(
    central: ModelCentral, desk: Desk, row_id: str
) -> None:
    desk.change(row_id, balance=2_00)
    central.put("fund_account", row_id, balance=3_00)
    pull(desk, central)
    take_back(desk.store, user=desk.session.user, row_ids=[row_id])
    assert (desk.row(row_id)["balance"], desk.state(row_id)) == (3_00, RowState.SYNCED)


def test_a_row_deleted_elsewhere_stays_on_screen_until_the_edit_is_given_up(
    central: ModelCentral, desk: Desk, row_id: str
) -> None:
    desk.change(row_id, balance=2_00)
    central.put("fund_account", row_id, deleted=True)
    pull(desk, central)
    assert not desk.row(row_id)["is_deleted"]
    take_back(desk.store, user=desk.session.user, row_ids=[row_id])
    assert desk.row(row_id)["is_deleted"]


def test_a_conflict_that_the_central_resolved_my_way_is_over(central: ModelCentral, desk: Desk, row_id: str) -> None:
    desk.change(row_id, balance=2_00)
    central.put("fund_account", row_id, balance=3_00)
    assert desk.sync().conflicts == 1
    central.put("fund_account", row_id, balance=2_00)
    desk.sync()
    assert (desk.lines(row_id), desk.state(row_id)) == ([], RowState.SYNCED)


def test_a_conflict_follows_the_central(central: ModelCentral, desk: Desk, row_id: str) -> None:
    desk.change(row_id, balance=2_00)
    central.put("fund_account", row_id, balance=3_00)
    desk.sync()
    central.put("fund_account", row_id, balance=4_00, by="yi")
    desk.sync()
    (line,) = desk.lines(row_id)
    assert line.theirs == {"balance": 4_00}
    take_theirs(desk.store, user=desk.session.user, row_ids=[row_id])
    assert (desk.row(row_id)["balance"], desk.state(row_id)) == (4_00, RowState.SYNCED)


def test_an_edit_beside_a_conflict_goes_on_showing_it(central: ModelCentral, desk: Desk, row_id: str) -> None:
    desk.change(row_id, balance=2_00)
    central.put("fund_account", row_id, balance=3_00)
    desk.sync()
    desk.change(row_id, remark="之后")
    assert desk.state(row_id) is RowState.CONFLICT
