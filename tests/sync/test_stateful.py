"""The stateful histories: a short form in every run, a long one by `dev.py soak` (SYNC point 13)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.stateful_machine import Histories, OneWriter

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
