"""Short stories of cuts, pauses and old pages, each with what it must not come to (SYNC points 3, 6, 7 and 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.errors import StoreError
from app.row_state import LineState
from sync.settle import keep_mine
from tests.sync.stateful_checks import all_is_well_when_quiet, pending_edits_are_on_screen, rows_never_go_back
from tests.sync.stateful_commits import AFTER, BEFORE, FULL, PASSES
from tests.sync.stateful_wire import LOST, OLD_PAGE, UNANSWERED
from tests.sync.stateful_world import World
from tests.sync.test_late_replies import CATALOG, FIRST, change, first_row

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def world() -> Iterator[World]:
    made = World(("jia", "yi"))
    yield made
    made.close()


def end(world: World) -> None:
    pending_edits_are_on_screen(world)
    world.quieten()
    all_is_well_when_quiet(world)


@pytest.mark.parametrize("fate", [LOST, UNANSWERED])
def test_after_a_cut_the_same_batch_goes_again(world: World, fate: str) -> None:
    change(world, "jia", first_row(world), balance=12)
    world.wires["jia"].batch_plan[:] = [fate]
    assert world.sync("jia")
    with world.desks["jia"].store.read() as connection:
        (kept,) = connection.exec_driver_sql("SELECT batch_id FROM batch").scalars()
    end(world)
    assert {one.path.rsplit("/", 1)[1] for one in world.wires["jia"].batches} == {kept}
    assert set(world.book.answered) == {kept}


def test_deleting_a_row_whose_change_is_on_its_way_is_no_conflict_with_oneself(world: World) -> None:
    row_id = first_row(world)
    change(world, "jia", row_id, balance=12)
    world.wires["jia"].batch_plan[:] = [UNANSWERED]
    assert world.sync("jia")
    change(world, "jia", row_id)
    end(world)
    assert world.book.self_conflicts == []
    assert row_id in world.book.deleted


def test_a_deletion_that_waits_does_not_go_over_what_others_changed_meanwhile(world: World) -> None:
    row_id = first_row(world)
    change(world, "jia", row_id)
    change(world, "yi", row_id, balance=15)
    assert not world.sync("yi")
    assert not world.sync_while_paused("jia")
    end(world)
    assert row_id not in world.book.deleted
    assert [line.state for line in world.all_lines("jia")[row_id]] == [LineState.CONFLICT]


def test_an_old_page_that_comes_again_makes_no_row_older(world: World) -> None:
    row_id = first_row(world)
    for balance in (12, 13):
        change(world, "yi", row_id, balance=balance)
        for user in ("yi", "jia"):
            assert not world.sync(user)
        rows_never_go_back(world)
    wire = world.wires["jia"]
    old = next(n for n, page in enumerate(wire.pages) if row_id.encode() in page.body)
    wire.pages[:] = [wire.pages[old]]
    wire.plan[:] = [OLD_PAGE]
    world.sync("jia")
    rows_never_go_back(world)
    assert world.row("jia", row_id, catalog=CATALOG)["balance"] == 13
    end(world)


def test_keeping_mine_goes_over_what_stands_now_and_not_again_into_the_same_conflict(world: World) -> None:
    row_id = first_row(world)
    change(world, "yi", row_id, balance=12)
    change(world, "jia", row_id, balance=13)
    for user in ("yi", "jia"):
        assert not world.sync(user)
    assert world.settle(keep_mine, "jia", row_id)
    end(world)
    assert world.all_lines("jia") == {}
    assert world.book.values[row_id, "balance"] == 13


def test_a_full_disk_is_told_and_nothing_of_the_edit_stays(world: World) -> None:
    row_id = first_row(world)
    desk = world.desks["jia"]
    desk.commits.plan[:] = [FULL]
    with pytest.raises(StoreError, match="磁盘已满"), desk.store.write() as connection:
        connection.exec_driver_sql(f"UPDATE {CATALOG} SET balance = 12")  # noqa: S608
    assert world.row("jia", row_id, catalog=CATALOG)["balance"] == FIRST
    desk.commits.plan[:] = [FULL]
    change(world, "yi", row_id, balance=15)
    assert not world.sync("yi")
    assert "磁盘已满" in world.sync("jia")
    end(world)


@pytest.mark.parametrize("fate", [BEFORE, AFTER])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_desk_that_ends_just_as_a_page_arrives_misses_nothing_of_it(world: World, at: int, fate: str) -> None:
    change(world, "yi", first_row(world), balance=12)
    assert not world.sync("yi")
    world.desks["jia"].commits.plan[:] = [*[PASSES] * at, fate]
    world.sync("jia")
    world.desks["jia"].commits.plan.clear()
    end(world)


def test_what_others_sent_before_one_s_own_batch_is_still_received(world: World) -> None:
    first, second = (str(row["id"]) for row in world.rows("jia", catalog=CATALOG)[:2])
    change(world, "yi", first, balance=12)
    assert not world.sync("yi")
    change(world, "jia", second, balance=13)
    assert not world.sync("jia")
    assert world.row("jia", first, catalog=CATALOG)["balance"] == 12
    end(world)
