"""Field kinds read what people and workbooks give, show it, and say in Chinese what they expect."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fields import (
    Bad,
    Choice,
    Code,
    Date,
    Decimal,
    Field,
    Flag,
    Integer,
    Money,
    Note,
    Reference,
    References,
    Text,
    Year,
)

if TYPE_CHECKING:
    from decimal import Decimal as Exact

    from app.fields import Value

MONEY = Money(name="balance", label="账面余额")
RATE = Decimal(name="rate", label="费率", places=4, minimum=0, maximum=1_000_000)
HEADS = Integer(name="heads", label="人数")
CODE = Code(name="code", label="代码")
KIND = Choice(name="kind", label="类别", options=(("1", "资产"), ("2", "负债")))
WHEN = Date(name="when", label="日期")
FLAG = Flag(name="flag", label="启用", yes="启用", no="停用")
ONE = Reference(name="insurance_type", label="险种", to="insurance_type")
MANY = References(name="insurance_types", label="险种", to="insurance_type")


@pytest.mark.parametrize(
    ("field", "given", "value"),
    [
        (MONEY, "1,234.5", 123450),
        (MONEY, "（１２３．４５）", -12345),
        (MONEY, "(123)", -12300),
        (MONEY, 0.1 + 0.2, 30),
        (MONEY, "", None),
        (MONEY, "￥ 8", 800),
        (RATE, "16%", 160000),
        (HEADS, "57 6000", 576000),
        (HEADS, 12.0, 12),
        (CODE, "0101", "0101"),
        (CODE, 1101.0, "1101"),
        (KIND, "资产", "1"),
        (KIND, "2-负债", "2"),
        (WHEN, "2026年1月31日", date(2026, 1, 31)),
        (WHEN, 46053.0, date(2026, 1, 31)),
        (WHEN, datetime(2026, 1, 31, 8), date(2026, 1, 31)),  # noqa: DTZ001 - workbooks have no zones
        (FLAG, "停用", False),
        (FLAG, "", False),
        (FLAG, 2.0, False),
        (ONE, "1101-企业养老", "1101"),
        (ONE, "1101 企业养老", "1101"),
        (ONE, "5001-1101", "5001-1101"),
        (MANY, "1102、1101，1102", "1101,1102"),
        (Text(name="t", label="名称"), " 甲\n乙 ", "甲 乙"),
        (Note(name="n", label="备注"), "甲\n乙", "甲\n乙"),
        (Year(name="y", label="年度"), "2026", 2026),
    ],
)
def test_reading(field: Field, given: object, value: object) -> None:
    assert field.read(given) == value


@pytest.mark.parametrize(
    ("field", "given", "words"),
    [
        (MONEY, "1.234", "最多 2 位小数"),
        (MONEY, "一百", "应填数字"),
        (MONEY, "nan", "数值过大"),
        (MONEY, "1e40", "数值过大"),
        (HEADS, "12.5", "应填整数"),
        (CODE, 1.5, "文本格式"),
        (KIND, "权益", "应为：资产、负债"),
        (WHEN, "2026-02-30", "应为日期"),
        (FLAG, "也许", "应填“启用”或“停用”"),
        (Text(name="t", label="名称"), "a\x00b", "不可见字符"),
    ],
)
def test_what_cannot_be_read_says_what_is_expected(field: Field, given: object, words: str) -> None:
    bad = field.read(given)
    assert isinstance(bad, Bad)
    assert words in bad.reason
    assert field.label in bad.reason


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (RATE, 1_000_001, "应在"),
        (HEADS, -1, "应在"),
        (CODE, "甲", "组成"),
        (KIND, "9", "应为"),
        (Text(name="t", label="名称", max_length=3), "甲乙丙丁", "最多 3 个字"),
        (Text(name="t", label="名称", required=True), "", "必须填写"),
        (ONE, "1" * 21, "最多 20 个字"),
        (MANY, ",".join(f"{n:04d}" for n in range(41)), "最多 200 个字"),
    ],
)
def test_rules_of_the_field_itself(field: Field, value: str | int, words: str) -> None:
    assert words in str(field.check(value))


SHORT = Text(name="t", label="名称", required=True, max_length=3)
KINDS = (MONEY, RATE, HEADS, CODE, KIND, WHEN, FLAG, ONE, MANY, SHORT, Note(name="n", label="备注", max_length=5))
JSON_CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False),
    st.sampled_from(["", "1", "2", "9", "甲", "2026-01-31", "2026-02-30", "1101", "1101,1102", "all"]),
    st.text(max_size=30),
    st.lists(st.integers(), max_size=2),
)


@pytest.mark.parametrize("field", KINDS)
@given(columns=st.lists(st.lists(JSON_CELLS, max_size=4), max_size=4))
def test_a_column_is_read_and_checked_as_its_cells_are(field: Field, columns: list[list[object]]) -> None:
    like = [[cell for cell in column if type(cell) is type(column[0])] for column in columns]
    for column in [*columns, *like]:
        cells = [field.receive(cell) for cell in column]
        assert list(field.receive_column(column)) == cells
        values = [value for value in cells if not isinstance(value, Bad)]
        assert field.faults(values) == {value: text for value in values if (text := field.check(value))}


def test_showing() -> None:
    assert MONEY.show(-123456789) == "-1,234,567.89"
    assert RATE.show(5) == "0.0005"
    assert ONE.show("1101", names={"1101": "企业养老"}) == "1101 企业养老"
    assert MANY.show("1101,1102", names={"1101": "企业养老"}) == "企业养老、1102"
    assert MANY.show("all") == "全部"
    assert KIND.show("7") == "7"


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2))
def test_money_survives_showing_and_reading(amount: Exact) -> None:
    fen = int(amount * 100)
    assert MONEY.read(MONEY.show(fen)) == fen


@given(st.integers(-(10**13), 10**13))
def test_money_survives_a_workbook(fen: int) -> None:
    assert MONEY.read(MONEY.excel(fen)) == fen


@pytest.mark.parametrize("field", [MONEY, RATE, HEADS, CODE, KIND, WHEN, FLAG, ONE, MANY])
def test_the_wire_form_comes_back_and_a_foreign_type_is_bad(field: Field) -> None:
    value = field.read(
        {"balance": "1", "rate": "1", "heads": 1, "code": "1", "kind": "1"}.get(field.name, "2026-01-31")
    )
    if field is FLAG or isinstance(value, Bad):
        value = field.empty
    assert field.receive(field.send(value)) == value
    assert isinstance(field.receive([1]), Bad)


@pytest.mark.parametrize(
    ("field", "text", "number", "value"),
    [
        (Money(name="a", label="甲"), "\ufeff ￥1,234.50\xa0", "", 123450),
        (Money(name="a", label="甲"), "1 234.50 元", "", 123450),
        (Money(name="a", label="甲"), "（１，２３４）", "", -123400),
        (Money(name="a", label="甲"), "\u22125", "", -500),
        (Money(name="a", label="甲"), "####", "1234.5", 123450),
        (Money(name="a", label="甲"), " -   ", "0", 0),
        (Decimal(name="a", label="甲"), "12.5%", "0.125", 1250),
        (Decimal(name="a", label="甲"), "１２.5％", "", 1250),
        (Code(name="a", label="甲"), "033020300", "33020300", "033020300"),
        (Code(name="a", label="甲"), "3.30203E+08", "330203000", "330203000"),
        (Code(name="a", label="甲"), "#####", "330203000", "330203000"),
        (Code(name="a", label="甲"), "330,203,000", "330203000", "330203000"),
        (Reference(name="a", label="甲", to="region"), "\u200b330203000 海曙区", "", "330203000"),
        (Date(name="a", label="甲"), "2026/3/1 00:00:00", "", date(2026, 3, 1)),
        (Date(name="a", label="甲"), "26/3/1", "", date(2026, 3, 1)),
        (Date(name="a", label="甲"), "１２月３１日", "", date(date.today().year, 12, 31)),  # noqa: DTZ011
        (Date(name="a", label="甲"), "####", "46082", date(2026, 3, 1)),
        (Text(name="a", label="甲"), "1,234", "1234", "1,234"),
    ],
)
def test_a_cell_of_another_program_is_understood(field: Field, text: str, number: str, value: Value) -> None:
    assert field.read(field.pasted(text, number=number)) == value


@pytest.mark.parametrize(
    ("field", "text", "number"),
    [
        (Money(name="a", label="甲"), "12.5%", "0.125"),
        (Money(name="a", label="甲"), "1,234.57", "1234.5678"),
        (Date(name="a", label="甲"), "13/45", ""),
        (Date(name="a", label="甲"), "不详", "0.5"),
    ],
)
def test_what_cannot_be_meant_is_refused(field: Field, text: str, number: str) -> None:
    assert isinstance(field.read(field.pasted(text, number=number)), Bad)
