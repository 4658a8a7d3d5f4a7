"""Random histories of two desks, a central and a bad wire (SYNC point 13); the long run is marked slow."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.histories import FEW, Histories
from tests.sync.real_central import ELSEWHERE, RealCentral

CHECKS = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)


class OneWriter(Histories):
    """One person alone: answers are lost, the program ends at any moment, yet nothing conflicts with itself."""

    users = ("jia",)

    def check_quiet(self) -> None:
        super().check_quiet()
        assert self.desks["jia"].status().conflicts == 0


class WithTheRealCentral(Histories):
    """The same histories with the real central, its rules and its database, in this process."""

    def make_central(self) -> RealCentral:
        return RealCentral(people=(*self.users, ELSEWHERE), catalogs=FEW)

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            if isinstance(central := getattr(self, "central", None), RealCentral):
                central.close()


MACHINES = [Histories, OneWriter, WithTheRealCentral]


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give a list of the histories that were played to their end, by their machine."""
    found: list[str] = []
    end = Histories.teardown

    def teardown(history: Histories) -> None:
        end(history)
        found.append(type(history).__name__)

    monkeypatch.setattr(Histories, "teardown", teardown)
    return found


@pytest.mark.parametrize("machine", MACHINES)
def test_histories_end_well(machine: type[Histories], ended: list[str]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=CHECKS,
            derandomize=True,
            phases=(Phase.explicit, Phase.generate),  # a failure is made small by the long run
        ),
    )
    assert set(ended) == {machine.__name__}
    assert len(ended) > 10, "each history ends in quiet, with all checks"


@pytest.mark.slow
@pytest.mark.parametrize("machine", MACHINES)
def test_long_histories_end_well(machine: type[Histories], ended: list[str]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=300, stateful_step_count=60, deadline=None, suppress_health_check=CHECKS),
    )
    assert len(ended) >= 300
