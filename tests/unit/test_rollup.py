"""Figures of several regions as one: added up exactly, averaged by weight, blanks told apart from × (clause 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogs import CATALOGS
from app.errors import DeclarationError
from app.rollup.adding import Cell, Parameter, add_up
from app.rollup.declared import COLUMNS, WAYS, How, Way, Ways
from resources.standard_data import read_standard

if TYPE_CHECKING:
    from collections.abc import Mapping

UNIT = 10_000
SUM = Way(how=How.SUM)
AVERAGE = Way(how=How.WEIGHTED, weight="W")


def rolled(way: Way, *, own: int | None = None, crossed: tuple[str, ...] = (), **values: tuple[int, int]) -> Cell:
    """Roll A up over the regions named, each with its value and the weight's."""
    return over(values, way=way, own=own, crossed=crossed)


def over(
    values: Mapping[str, tuple[int, int]], *, way: Way, own: int | None = None, crossed: tuple[str, ...] = ()
) -> Cell:
    """Roll A up over any regions, as `rolled` does over those named."""
    parameter = Parameter(code="A", name="甲", unit="人", places=2, scale=4, way=way)
    given = {(region, "A"): pair[0] for region, pair in values.items() if region not in crossed}
    given |= {(region, "W"): pair[1] for region, pair in values.items()}
    regions = [*values, "empty"]
    return add_up(parameter, regions=regions, values=given, crossed=frozenset((one, "A") for one in crossed), own=own)


def test_a_sum_is_told_beside_the_own_figure_with_who_is_missing() -> None:
    cell = rolled(SUM, own=35 * UNIT, x=(10 * UNIT, 1), y=(20 * UNIT, 1), z=(5 * UNIT, 1), crossed=("z",))
    assert (cell.total, cell.own, cell.difference) == (30 * UNIT, 35 * UNIT, 5 * UNIT)
    assert (cell.missing, cell.filled, cell.asked) == (("empty",), 2, 3)


def test_what_is_not_rolled_up_has_no_total_but_is_still_counted() -> None:
    cell = rolled(Way(how=How.NONE), own=UNIT, x=(UNIT, 1))
    assert (cell.total, cell.difference, cell.filled) == (None, None, 1)
    assert rolled(SUM).total is None


def test_an_average_is_weighted_and_rounded_to_its_printed_digits() -> None:
    assert rolled(AVERAGE, x=(1 * UNIT, 1 * UNIT), y=(2 * UNIT, 2 * UNIT)).total == 1_67 * 100
    assert rolled(AVERAGE, x=(1 * UNIT, 0)).total is None
    assert rolled(AVERAGE, x=(-1 * UNIT, 1), y=(-2 * UNIT, 1)).total == -1_50 * 100


@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(1, 10**12)), min_size=1, max_size=9))
def test_an_average_lies_between_the_least_and_the_greatest(pairs: list[tuple[int, int]]) -> None:
    values = {f"r{n}": pair for n, pair in enumerate(pairs)}
    total = over(values, way=AVERAGE).total
    assert total is not None
    assert min(value for value, _ in pairs) - 50 <= total <= max(value for value, _ in pairs) + 50


def test_every_parameter_that_is_named_is_defined_and_so_is_its_weight() -> None:
    definitions = {"management_value": "management_parameter", "actuarial_value": "actuarial_parameter"}
    known = {
        name: {str(row["code"]) for row in read_standard(next(one for one in CATALOGS if one.name == defined))}
        for name, defined in definitions.items()
    }
    for (catalog, parameter), way in WAYS.named.items():
        assert {parameter, way.weight or parameter} <= known[catalog]
        assert way.source


def test_a_parameter_that_a_province_added_goes_by_its_unit() -> None:
    assert WAYS.of("management_value", parameter="GL9901", unit="人").how is How.SUM
    assert WAYS.of("management_value", parameter="GL9902", unit="元/人·月").how is How.NONE
    assert WAYS.of("management_value", parameter="GL0603", unit="元/人·月").weight == "GL0601"


@pytest.mark.parametrize(
    "line", ["management_value,GL0101,,guess,,x", "management_value,,,sum,,x", "management_value,GL0206,,weighted,,x"]
)
def test_a_line_that_is_no_use_is_told_by_its_number(line: str) -> None:
    with pytest.raises(DeclarationError, match="第 2 行"):
        Ways(f"{','.join(COLUMNS)}\n{line}\n")
    with pytest.raises(DeclarationError, match="第 1 行"):
        Ways(line)
