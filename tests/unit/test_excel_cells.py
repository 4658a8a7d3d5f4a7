"""One cell as a value: the damage that workbooks do is found out, what people type is understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.excel.cells import Place, cell_name, given_text, read_place
from app.fields import Bad, Code, Decimal, Integer, Money, Reference, Text
from app.fields.number import LARGEST
from app.foreign import Cell, Mark
from app.foreign.marks import column_index

MONEY = Money(name="money", label="金额")
RATE = Decimal(name="rate", label="费率(%)", places=4)
COUNT = Integer(name="count", label="人数")
NO = Code(name="no", label="账号", max_length=30)


def read(
    one: Text | Integer | Reference,
    content: Cell,
    *,
    mark: Mark | None = None,
    percent: bool = False,
) -> object:
    return read_place(one, Place(content, (6, 1), mark), percent=percent)


@pytest.mark.parametrize(
    ("content", "fen"),
    [
        ("1,234.50", 123_450),
        ("(123)", -12_300),
        ("（１２３）", -12_300),
        ("￥ 5", 500),
        (" 7 ", 700),
        (1234.5, 123_450),
        (0.1 + 0.2, 30),
        ("", None),
        (None, None),
    ],
)
def test_money_as_people_type_it(content: str | float | None, fen: int | None) -> None:
    assert read(MONEY, content) == fen


@pytest.mark.parametrize("content", ["12元", "1.234", "一百", True, "1e400", "12%", "--5"])
def test_money_that_is_none_is_refused(content: str | bool) -> None:  # noqa: FBT001
    assert isinstance(read(MONEY, content), Bad)


def test_percent_only_where_the_unit_is_percent() -> None:
    assert read(RATE, "7.25%", percent=True) == 72_500
    assert read(RATE, 0.0725, mark=Mark.PERCENT, percent=True) == 72_500
    assert isinstance(read(MONEY, 0.5, mark=Mark.PERCENT), Bad)
    assert isinstance(read(COUNT, "5％"), Bad)


@pytest.mark.parametrize("content", [6.2284801e17, 1e15, "6.22E+17", -1e16])
def test_long_codes_that_became_numbers_are_refused(content: str | float) -> None:
    found = read(NO, content)
    assert isinstance(found, Bad)
    assert "设为“文本”格式" in found.reason


def test_short_numbers_are_codes() -> None:
    assert read(NO, 110.0) == "110"
    assert isinstance(read(NO, 11.5), Bad)


@pytest.mark.parametrize("mark", [Mark.ERROR, Mark.NOT_CALCULATED])
def test_hidden_damage_is_no_blank(mark: Mark) -> None:
    assert isinstance(read(MONEY, None, mark=mark), Bad)
    assert not Place(None, (0, 0), mark).is_blank
    assert Place("  ", (0, 0)).is_blank


@given(st.integers(-LARGEST, LARGEST))
def test_every_amount_comes_back_from_its_cell(fen: int) -> None:
    content = MONEY.excel(fen)
    assert isinstance(content, str | float)
    assert read(MONEY, content) == fen


@given(st.integers(0, 1_048_575), st.integers(0, 16_383))
def test_cell_names_are_those_of_workbooks(row: int, column: int) -> None:
    name = cell_name(row, column)
    letters = name.rstrip("0123456789")
    assert (column_index(letters), int(name[len(letters) :]) - 1) == (column, row)


def test_what_was_given_is_shown_as_people_see_it() -> None:
    assert [given_text(content) for content in (None, True, 5.0, 0.5, 1e16, "x")] == [
        "",
        "TRUE",
        "5",
        "0.5",
        "1e+16",
        "x",
    ]
