"""Ten counties at once, in short: what `python3 dev.py bench counties` does with a hundred."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bench.bench_counties import play

if TYPE_CHECKING:
    from tests.sync.postgres_fixture import Postgres


@pytest.mark.parametrize("workers", [1, 2])
def test_ten_counties_at_once_lose_nothing(postgres: Postgres, workers: int) -> None:
    if workers > 1 and not Path("/proc").exists():
        pytest.skip("workers are forked")
    with postgres.copied() as url:
        found = play(postgres, url, counties=10, changes=200, workers=workers, desks=2)
    assert found.changes == 2_000
    assert len(found.batches) == 40
