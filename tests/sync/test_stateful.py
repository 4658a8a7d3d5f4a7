"""The stateful histories: a short form in every run, a long one by `dev.py soak` (SYNC point 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.unit_of_work import Edit
from tests.sync.stateful_machine import Histories, OneWriter
from tests.sync.stateful_people import YEAR, YINZHOU
from tests.sync.stateful_world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.fields import Value

SHORT = settings(
    max_examples=40,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),  # a failure is made small by the long run
)


@pytest.mark.parametrize("machine", [Histories, OneWriter])
def test_histories_end_well(machine: type[Histories]) -> None:
    run_state_machine_as_test(machine, settings=SHORT)


@pytest.fixture
def world() -> Iterator[World]:
    made = World(("jia", "yi"))
    yield made
    made.close()


def fill_in(world: World, user: str, value: int) -> None:
    """Fill in one cell of the county's sheet, new on this desk."""
    key: dict[str, Value] = {"fiscal_year": YEAR, "mof_div_code": YINZHOU, "parameter": "0101"}
    values: dict[str, Value] = {**key, "basis": "actual", "period": "q1", "value": value}
    assert world.edit(user, [Edit(catalog="management_value", kind="insert", values=values)])


@pytest.mark.parametrize("mine", [0, 300])
def test_a_cell_that_two_filled_in_is_in_dispute_also_when_one_said_0(world: World, mine: int) -> None:
    fill_in(world, "yi", 200)
    fill_in(world, "jia", mine)
    for user in ("yi", "jia"):
        assert not world.sync(user)
    (lines,) = world.all_lines("jia").values()
    assert [(line.state, line.changes["value"][1], line.theirs["value"]) for line in lines] == [("conflict", mine, 200)]
