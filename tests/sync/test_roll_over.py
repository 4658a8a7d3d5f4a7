"""年度结转 from the ministry down to a county, each at a desk of its own, settled by the central like any edit."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from app.roll_over import roll_over
from app.scope import Scope
from tests.support import YEAR
from tests.sync.province_desks import Province, is_right, rows_here, sit_down
from tests.sync.small_province import HAISHU, NINGBO, PROVINCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sync.desks import Desk

NEXT = YEAR + 1
DEFINITIONS = ("insurance_type", "budget_subject", "management_parameter", "performance_indicator")


@pytest.fixture
def province(small_data: Path, tmp_path: Path) -> Iterator[Province]:
    found = Province.copied(small_data, tmp_path / "central")
    yield found
    found.close()


def carry(desk: Desk) -> int:
    """Receive what others carried, carry one's own, send it; nothing may be refused."""
    desk.sync()
    found = roll_over(desk.store, user=desk.session.user, source=YEAR, target=NEXT)
    report = desk.sync()
    assert (report.refused, report.conflicts) == (0, 0), report
    assert desk.status().unsent == 0
    return found.carried


def enabled(desk: Desk, catalog: str) -> Counter[object]:
    """Return how many enabled rows each year has."""
    names = desk.store.schema.catalog(catalog).names
    at, is_on = 5 + names.index("fiscal_year"), 5 + names.index("is_enabled")
    return Counter(row[at] for row in rows_here(desk, catalog).values() if row[is_on])


def test_a_year_is_carried_from_the_ministry_down_to_a_county(province: Province, tmp_path: Path) -> None:
    desks = [sit_down(province, folder=tmp_path, user=user) for user in ("bu_jb", "zj_jb", "hs_jb")]
    assert all(carry(desk) for desk in desks[:2])
    county = desks[2]
    carry(county)
    for name in DEFINITIONS:
        assert enabled(county, name)[NEXT] == enabled(county, name)[YEAR], name
    assert enabled(county, "actuarial_value")[NEXT] == enabled(county, "actuarial_value")[YEAR]
    assert NEXT not in enabled(county, "management_value")
    with county.store.read() as connection:
        scope = Scope(connection, schema=county.store.schema)
        assert {PROVINCE, NINGBO} <= scope.chain(fiscal_year=NEXT, region=HAISHU)
    for desk in desks:
        desk.sync()
        assert is_right(desk, province)
