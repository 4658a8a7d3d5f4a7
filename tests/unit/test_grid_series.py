"""How filled cells go on (Excel's rules), and where Ctrl with an arrow arrives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fields import Choice, Code, Date, Field, Integer, Money, Reference, Text
from ui.grid.edges import edge_of
from ui.grid.series import goes_on

TEXT, CODE = Text(name="a", label="甲"), Code(name="a", label="甲")
MONEY, WHOLE, DAY = Money(name="a", label="甲"), Integer(name="a", label="甲"), Date(name="a", label="甲")
CHOICE = Choice(name="a", label="甲", options=(("1", "资产1"), ("2", "负债2")))
REFERENCE = Reference(name="a", label="甲", to="region")


@pytest.mark.parametrize(
    ("field", "texts", "following"),
    [
        (MONEY, ["1,200.50"], ["1,200.50", "1,200.50"]),
        (MONEY, ["1,200.50", "1,201.00"], ["1201.50", "1202.00"]),
        (WHOLE, ["1", "2", "4"], ["1", "2"]),
        (WHOLE, ["", "2"], ["", "2"]),
        (DAY, ["2026-02-27"], ["2026-02-28", "2026-03-01"]),
        (DAY, ["2026-01-31", "2026-03-31"], ["2026-05-31", "2026-07-31"]),
        (DAY, ["2026-01-01", "2026-01-08"], ["2026-01-15", "2026-01-22"]),
        (DAY, ["2025-01-01", "2026-01-01"], ["2027-01-01", "2028-01-01"]),
        (CODE, ["0099"], ["0100", "0101"]),
        (CODE, ["GL01", "GL03"], ["GL05", "GL07"]),
        (TEXT, ["明细9"], ["明细10", "明细11"]),
        (TEXT, ["甲", "乙"], ["甲", "乙"]),
        (CHOICE, ["资产1"], ["资产1", "资产1"]),
        (REFERENCE, ["1003 存款"], ["1003 存款", "1003 存款"]),
    ],
)
def test_a_drag_goes_on_as_in_a_workbook(field: Field, texts: list[str], following: list[str]) -> None:
    assert goes_on(field, texts, count=2) == following


@pytest.mark.parametrize(
    ("field", "texts", "following"),
    [
        (WHOLE, ["7"], ["8", "9"]),
        (WHOLE, ["7", "9"], ["7", "9"]),
        (DAY, ["2026-02-27"], ["2026-02-27", "2026-02-27"]),
        (CODE, ["0099"], ["0099", "0099"]),
    ],
)
def test_control_turns_copies_into_series_and_back(field: Field, texts: list[str], following: list[str]) -> None:
    assert goes_on(field, texts, count=2, other=True) == following


def test_a_drag_upwards_counts_down() -> None:
    assert goes_on(CODE, ["0002"], count=2, step=-1) == ["0001", "0000"]
    assert goes_on(CODE, ["0000"], count=1, step=-1) == ["0001"]
    assert goes_on(WHOLE, ["3"], count=2, other=True, step=-1) == ["2", "1"]
    assert goes_on(DAY, ["2026-03-31"], count=1, step=-1) == ["2026-03-30"]


@given(st.integers(-(10**12), 10**12), st.integers(-(10**6), 10**6), st.integers(2, 5), st.integers(1, 20))
def test_numbers_with_a_constant_step_go_on_by_it(first: int, step: int, known: int, count: int) -> None:
    line = [str(first + step * n) for n in range(known + count)]
    assert goes_on(WHOLE, line[:known], count=count) == line[known:]


@pytest.mark.parametrize(
    ("cells", "start", "step", "place"),
    [
        ("xxx..x", 0, 1, 2),
        ("xxx..x", 2, 1, 5),
        ("xxx..x", 3, 1, 5),
        ("xxx..x", 5, 1, 5),
        ("xxx..x", 5, -1, 2),
        ("xxx..x", 2, -1, 0),
        ("......", 0, 1, 5),
        ("x.....", 0, 1, 5),
        ("x.xx", 0, 1, 2),
    ],
)
def test_ctrl_with_an_arrow_goes_to_the_edge(cells: str, start: int, step: int, place: int) -> None:
    assert edge_of([cell == "x" for cell in cells], start=start, step=step) == place
