"""A reply that a cut hid comes after what others did since: the row shows theirs, not what was sent (SYNC point 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ids import new_id
from app.unit_of_work import Edit
from sync.queue import pause, resume
from tests.sync.stateful_checks import all_is_well_when_quiet, pending_edits_are_on_screen
from tests.sync.stateful_people import YEAR, YINZHOU
from tests.sync.stateful_wire import UNANSWERED
from tests.sync.stateful_world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.fields import Value

CATALOG = "fund_account"
FIRST = 100_00
"""The balance of the account with which everything begins."""


@pytest.fixture
def world() -> Iterator[World]:
    made = World(("jia", "yi"))
    yield made
    made.close()


def change(world: World, user: str, row_id: str, **values: Value) -> None:
    edit = Edit(catalog=CATALOG, kind="update", row_id=row_id, values=values)
    if not values:
        edit = Edit(catalog=CATALOG, kind="delete", row_id=row_id)
    assert world.edit(user, [edit])
    world.wish(user, edit)


def add(world: World, user: str) -> str:
    key: dict[str, Value] = {"fiscal_year": YEAR, "mof_div_code": YINZHOU, "account_no": "10001", "account_type": "31"}
    values: dict[str, Value] = {**key, "account_name": user, "bank_name": "农行", "balance": 12}
    row_id = new_id()
    edit = Edit(catalog=CATALOG, kind="insert", row_id=row_id, values=values)
    assert world.edit(user, [edit])
    world.wish(user, edit)
    return row_id


def first_row(world: World) -> str:
    return str(next(row["id"] for row in world.rows("jia", catalog=CATALOG) if row["balance"] == FIRST))


def cut_off_and_paused(world: World) -> None:
    """Send what jia has, lose the answer, pause the queue."""
    world.wires["jia"].batch_plan[:] = [UNANSWERED]
    assert world.sync("jia")
    pause(world.desks["jia"].store)


def the_rest(world: World, row_id: str, **since: Value) -> None:
    """Let jia receive, then change the row again where that is asked, then send; compare everybody."""
    for user in ("yi", "jia"):
        assert not world.sync(user)
    if since:
        change(world, "jia", row_id, **since)
    pending_edits_are_on_screen(world)
    resume(world.desks["jia"].store)
    world.quieten()
    pending_edits_are_on_screen(world)
    all_is_well_when_quiet(world)


@pytest.mark.parametrize("since", [{}, {"remark": "后改"}, {"balance": 14}], ids=["quiet", "beside", "again"])
@pytest.mark.parametrize(
    "theirs",
    [{"balance": 15}, {"balance": FIRST}, {"remark": "乙", "balance": 16}, {"remark": "乙"}, {}],
    ids=["over mine", "back to what was", "both", "beside mine", "gone"],
)
def test_others_went_on_from_what_was_taken(world: World, theirs: dict[str, Value], since: dict[str, Value]) -> None:
    row_id = first_row(world)
    change(world, "jia", row_id, balance=12)
    cut_off_and_paused(world)
    assert not world.sync("yi")
    change(world, "yi", row_id, **theirs)
    the_rest(world, row_id, **since)


def test_others_went_on_from_a_new_row(world: World) -> None:
    row_id = add(world, "jia")
    cut_off_and_paused(world)
    assert not world.sync("yi")
    change(world, "yi", row_id, balance=15, remark="乙")
    the_rest(world, row_id)
    assert world.row("jia", row_id, catalog=CATALOG)["balance"] == 15


@pytest.mark.parametrize("mine", [{"balance": 12}, {"remark": "甲"}, {}], ids=["clash", "merge", "deletion"])
def test_what_was_answered_is_old_by_the_time_it_is_heard(world: World, mine: dict[str, Value]) -> None:
    row_id = first_row(world)
    change(world, "yi", row_id, balance=14)
    assert not world.sync("yi")
    change(world, "jia", row_id, **mine)
    cut_off_and_paused(world)
    assert not world.sync("yi")
    change(world, "yi", row_id, balance=15, remark="乙又改")
    the_rest(world, row_id)
    assert world.row("jia", row_id, catalog=CATALOG)["balance"] == 15
    states = [line.state for line in world.all_lines("jia").get(row_id, [])]
    assert states == ([] if "remark" in mine else ["conflict"])
