"""Amounts in 元, 万元 and 亿元: what is shown, what is typed, what waits, all to the fen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.fields import Bad, Money, Text
from ui.grid.source import GridColumn
from ui.grid.units import MoneyInUnit, Unit, in_unit, in_yuan, row_in_yuan, unsaved_in_yuan

OWN = Money(name="balance", label="账面余额(元)")


def column_in(unit: Unit) -> GridColumn:
    return in_unit(GridColumn(name="balance", field=OWN, label=OWN.label, width=18), unit)


@given(fen=st.integers(-(2**63 - 1), 2**63 - 1), unit=st.sampled_from(Unit))
def test_what_is_shown_in_a_unit_is_read_back_to_the_fen(fen: int, unit: Unit) -> None:
    field = column_in(unit).field
    plain = in_yuan(field, field.show(fen))
    assert not isinstance(plain, Bad)
    assert OWN.read(plain) == fen


def test_a_unit_is_named_and_too_many_places_are_refused() -> None:
    column = column_in(Unit.WAN)
    assert column.label == "账面余额(万元)"
    assert in_yuan(column.field, "12.345678") == "123,456.78"
    refused = in_yuan(column.field, "1.2345678")
    assert isinstance(refused, Bad)
    assert refused.reason == "账面余额(万元)最多 6 位小数，现为“1.2345678”"


def test_a_pasted_amount_with_its_unit_is_what_it_says() -> None:
    field = column_in(Unit.WAN).field
    assert isinstance(field, MoneyInUnit)
    pasted = [field.pasted(words) for words in ("12", "12元", "1,2万元", "3亿元", "(5)元", "若干元")]
    assert [field.read(words) for words in pasted[:5]] == [12_0000_00, 12_00, 12_0000_00, 3_0000_0000_00, -5_00]
    assert isinstance(field.read(pasted[5]), Bad)


def test_a_row_for_a_form_is_in_yuan_or_says_its_unit() -> None:
    columns = [column_in(Unit.YI)]
    assert row_in_yuan({"balance": "0.5", "code": "7"}, columns=columns) == {"balance": "50,000,000.00", "code": "7"}
    unread = row_in_yuan({"balance": "0.12345678901"}, columns=columns)["balance"]
    assert isinstance(OWN.read(unread), Bad)


def test_what_waits_through_a_crash_waits_in_yuan() -> None:
    assert unsaved_in_yuan(OWN, "0.12345678901", unit=Unit.YI) == "12345678.901"
    assert unsaved_in_yuan(OWN, "若干", unit=Unit.YI) == "若干"
    assert unsaved_in_yuan(Text(name="remark", label="备注"), "12", unit=Unit.WAN) == "12"
