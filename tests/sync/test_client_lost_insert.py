"""Edits behind a new row that the central did not take go with it, and tell its reason (SYNC points 1 and 4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from app.ids import new_id
from app.row_state import LineState, RowState
from app.waiting_lines import waiting_lines
from sync.engine import run_round
from sync.wire import BatchReply
from tests.sync.desks import COUNTY, YEAR, Desk

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.transport import Reply, Request
    from tests.sync.model_central import ModelCentral

THEIRS: dict[str, Any] = {"fiscal_year": YEAR, "mof_div_code": COUNTY, "account_no": "10001", "account_type": "31"}


@pytest.fixture
def row_id(central: ModelCentral, desk: Desk) -> str:
    """Add a row whose key another desk has used meanwhile, with what that desk filled in."""
    made = new_id()
    desk.add_account(made, number="10001", balance=1_00)
    central.put("fund_account", new_id(), by="yi", **THEIRS, bank_name="农业银行鄞州支行", balance=2_00)
    return made


def while_under_way(desk: Desk, do: Callable[[], object], *, then: Callable[[Reply], Reply] = lambda one: one) -> None:
    """Do something at the desk while its batch is at the central; `then` may change the answer."""
    send = desk.wire.send

    def watched(request: Request) -> Reply:
        if "/batches/" not in request.path:
            return send(request)
        desk.wire.send = send  # type: ignore[method-assign]
        do()
        return then(send(request))

    desk.wire.send = watched  # type: ignore[method-assign]


def changes(desk: Desk, row_id: str) -> dict[str, Any]:
    (line,) = desk.lines(row_id)
    return {name: mine for name, (_, mine) in line.changes.items()}


def test_an_edit_on_the_way_stays_with_the_row_that_was_not_added(desk: Desk, row_id: str) -> None:
    while_under_way(desk, lambda: desk.change(row_id, remark="后来", balance=3_00))
    report = desk.sync()
    assert (report.conflicts, report.refused, desk.status().unsent) == (1, 0, 0)
    assert desk.lines(row_id)[0].rule == "key.same"
    wanted = changes(desk, row_id)
    assert (wanted["remark"], wanted["balance"]) == ("后来", 3_00)


def test_a_row_deleted_again_on_its_way_leaves_nothing_behind(central: ModelCentral, desk: Desk, row_id: str) -> None:
    while_under_way(desk, lambda: desk.delete(row_id))
    report = desk.sync()
    assert (report.refused, desk.status().unsent) == (0, 0)
    assert (desk.lines(row_id), desk.row(row_id)) == ([], {})
    assert desk.sync().sent == 0
    assert row_id not in central.rows


def _without_rows(reply: Reply) -> Reply:
    """Keep the other row back, as a central does whose person may not see it just now."""
    told = msgspec.json.decode(reply.body, type=BatchReply)
    return replace(reply, body=msgspec.json.encode(msgspec.structs.replace(told, rows=[])))


@pytest.mark.parametrize("kind", ["update", "delete"])
def test_a_later_edit_tells_why_the_row_was_not_added(
    central: ModelCentral, desk: Desk, row_id: str, kind: str
) -> None:
    while_under_way(desk, lambda: None, then=_without_rows)
    run_round(desk.store, session=desk.session, cancelled=_after_push(desk))
    assert [line.rule for line in desk.lines(row_id)] == ["key.same"]
    if kind == "update":
        desk.change(row_id, remark="后来")
        desk.sync()
        assert changes(desk, row_id)["remark"] == "后来"
        assert desk.state(row_id) is RowState.CONFLICT
        with desk.store.read() as connection:
            (told,) = waiting_lines(connection, schema=desk.store.schema, states=[LineState.CONFLICT])
        assert "不存在" not in told.reason
        assert desk.status().refused == 0
    else:
        desk.delete(row_id)
        desk.sync()
        assert (desk.lines(row_id), desk.row(row_id)) == ([], {})
    assert row_id not in central.rows


def _after_push(desk: Desk) -> Callable[[], bool]:
    return lambda: any("/batches/" in one.path for one in desk.wire.requests)
