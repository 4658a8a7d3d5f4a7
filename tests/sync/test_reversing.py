"""A change that is in a batch already can be taken back too: its opposite follows it (issue 3: the upload queue)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ids import new_id
from app.row_state import RowState
from sync.errors import RoundStoppedError, SettleError
from sync.settle import take_back
from tests.sync.desks import Desk, Fault, lost_answer, lost_request

if TYPE_CHECKING:
    from tests.sync.model_central import ModelCentral

FAULTS = pytest.mark.parametrize("fault", [lost_request, lost_answer])


def fail_to_send(desk: Desk, fault: Fault) -> None:
    """Let the batch go, and lose it or its answer."""
    send = desk.wire.send

    def broken(request):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        return fault(lambda: send(request)) if "/batches/" in request.path else send(request)

    desk.wire.send = broken  # type: ignore[method-assign]
    with pytest.raises(RoundStoppedError):
        desk.sync()
    desk.wire.send = send  # type: ignore[method-assign]


def take(desk: Desk, row_id: str) -> None:
    take_back(desk.store, user=desk.session.user, row_ids=[row_id], also_sent=True)


@FAULTS
def test_a_sent_change_is_taken_back(central: ModelCentral, desk: Desk, row_id: str, fault: Fault) -> None:
    desk.change(row_id, balance=2_00)
    fail_to_send(desk, fault)
    with pytest.raises(SettleError, match="已经送出"):
        take_back(desk.store, user=desk.session.user, row_ids=[row_id])
    take(desk, row_id)
    assert (desk.row(row_id)["balance"], desk.state(row_id)) == (1_00, RowState.WAITING)
    desk.sync()
    assert central.rows[row_id].values["balance"] == 1_00
    assert (desk.lines(row_id), desk.row(row_id)["balance"]) == ([], 1_00)


@FAULTS
def test_a_later_edit_goes_with_it(central: ModelCentral, desk: Desk, row_id: str, fault: Fault) -> None:
    desk.change(row_id, balance=2_00)
    fail_to_send(desk, fault)
    desk.change(row_id, balance=3_00, remark="后来")
    take(desk, row_id)
    assert (desk.row(row_id)["balance"], desk.row(row_id)["remark"]) == (1_00, "原")
    desk.sync()
    values = central.rows[row_id].values
    assert (values["balance"], values["remark"], desk.lines(row_id)) == (1_00, "原", [])


@FAULTS
def test_a_sent_new_row_goes_again(central: ModelCentral, desk: Desk, fault: Fault) -> None:
    made = new_id()
    desk.add_account(made, number="10002")
    fail_to_send(desk, fault)
    take(desk, made)
    assert desk.row(made)["is_deleted"]
    desk.sync()
    assert made not in central.rows or central.rows[made].is_deleted
    assert desk.lines(made) == []


def test_a_sent_deletion_waits_for_its_answer(desk: Desk, row_id: str) -> None:
    desk.delete(row_id)
    fail_to_send(desk, lost_request)
    with pytest.raises(SettleError, match="已经送出的删除"):
        take(desk, row_id)
    assert desk.row(row_id)["is_deleted"]
