"""Fields that others changed beside mine are marked and listed until they were looked at (SYNC point 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.merged import MergedField, count_merged, dismiss_merged, merged_fields, merged_numbers
from app.row_state import RowState
from sync.arrival import land_blocks
from sync.landing import Plans

if TYPE_CHECKING:
    from sync.transport import Reply, Request
    from tests.sync.desks import Desk
    from tests.sync.model_central import ModelCentral


def merged(desk: Desk) -> list[MergedField]:
    with desk.store.read() as connection:
        numbers = merged_numbers(connection)
        assert count_merged(connection) == len(numbers)
        return merged_fields(connection, schema=desk.store.schema, numbers=numbers)


def pull(desk: Desk, central: ModelCentral) -> None:
    blocks = central.blocks(list(central.rows.values()))
    with desk.store.write() as connection:
        land_blocks(connection, plans=Plans(schema=desk.store.schema), blocks=blocks, only_newer=True)


def test_a_merged_field_is_listed_with_both_values_and_whose_it_is(
    central: ModelCentral, desk: Desk, row_id: str
) -> None:
    desk.change(row_id, remark="我")
    central.put("fund_account", row_id, by="yi", balance=3_00, is_enabled=False)
    assert desk.sync().merged == 1
    enabled, balance = merged(desk)
    assert (balance.label, balance.before, balance.after, balance.is_number) == ("账面余额(元)", "1.00", "3.00", True)
    assert (balance.by, balance.mine, balance.place.row_id) == ("yi", "备注", row_id)
    assert (enabled.before, enabled.after) == ("启用", "停用")
    assert desk.state(row_id) is RowState.MERGED
    assert (desk.row(row_id)["balance"], desk.row(row_id)["remark"]) == (3_00, "我")


def test_what_was_looked_at_goes_and_takes_the_mark_with_it(central: ModelCentral, desk: Desk, row_id: str) -> None:
    desk.change(row_id, remark="我")
    central.put("fund_account", row_id, by="yi", balance=3_00, is_enabled=False)
    desk.sync()
    enabled, balance = merged(desk)
    assert dismiss_merged(desk.store, numbers=[enabled.n]) == 1
    assert (merged(desk), desk.state(row_id)) == ([balance], RowState.MERGED)
    dismiss_merged(desk.store, numbers=[balance.n])
    assert (merged(desk), desk.state(row_id)) == ([], RowState.SYNCED)
    assert desk.row(row_id)["balance"] == 3_00


def test_what_came_while_an_edit_waited_is_listed_too(central: ModelCentral, desk: Desk, row_id: str) -> None:
    desk.change(row_id, remark="我")
    central.put("fund_account", row_id, by="yi", balance=3_00, is_enabled=False)
    pull(desk, central)
    pull(desk, central)
    assert [(one.field, one.by) for one in merged(desk)] == [("is_enabled", "yi"), ("balance", "yi")]
    assert desk.sync().accepted == 1
    assert len(merged(desk)) == 2


def test_an_edit_made_while_the_batch_was_away_is_not_anothers(central: ModelCentral, desk: Desk, row_id: str) -> None:
    desk.change(row_id, remark="我")
    central.put("fund_account", row_id, by="yi", balance=3_00)
    send = desk.wire.send

    def meanwhile(request: Request) -> Reply:
        reply = send(request)
        if "/batches/" in request.path and desk.row(row_id)["time_deposit"] != 77:
            desk.change(row_id, time_deposit=77)
        return reply

    desk.wire.send = meanwhile  # type: ignore[method-assign]
    desk.sync()
    assert [one.field for one in merged(desk)] == ["balance"]
    assert (desk.row(row_id)["time_deposit"], central.rows[row_id].values["time_deposit"]) == (77, 77)


def test_rows_nobody_edits_here_are_not_listed(central: ModelCentral, desk: Desk, row_id: str) -> None:
    central.put("fund_account", row_id, by="yi", balance=3_00)
    desk.sync()
    desk.change(row_id, balance=4_00)
    central.put("fund_account", row_id, by="yi", balance=5_00)
    assert desk.sync().conflicts == 1
    assert merged(desk) == []
