"""What is asked before many conflicts are settled at once: amounts with their sums, never chosen beforehand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.clashes import Clash
from app.conflicts import FieldConflict
from app.line_texts import RowPlace
from sync.decisions import Choice
from ui.waiting.conflict_words import LABELS, difference, possible, question, same_field

PLACE = RowPlace(catalog="fund_account", row_id="1", fiscal_year=2026, mof_div_code="330203000", insurance_type="")
NOTE = FieldConflict(
    n=1,
    place=PLACE,
    catalog_label="基金账户",
    row_label="10001",
    clash=Clash.FIELD,
    field="remark",
    label="备注",
    base="原",
    mine="我",
    theirs="他",
    by="hs_jb2",
    at="",
    edited_at="",
    version=2,
)
MONEY = replace(
    NOTE,
    field="balance",
    label="账面余额(元)",
    is_money=True,
    is_number=True,
    mine_amount=200_00,
    theirs_amount=300_50,
    scale=2,
)
VALUE = replace(MONEY, label="数值（万元）", field="value", mine_amount=1_5000, theirs_amount=None, scale=4)
PEOPLE = replace(VALUE, label="数值（人）", is_money=False, mine_amount=12_0000, theirs_amount=10_0000)


@pytest.mark.parametrize(
    ("conflict", "text"), [(NOTE, ""), (MONEY, "-100.50"), (VALUE, "+1.5"), (PEOPLE, "+2"), (replace(MONEY), "-100.50")]
)
def test_numbers_tell_how_far_they_are_apart(conflict: FieldConflict, text: str) -> None:
    assert difference(conflict) == text


def test_one_alone_is_not_asked_about() -> None:
    assert [question([MONEY], choice=choice) for choice in Choice] == ["", "", ""]


def test_keeping_mine_gives_nothing_up_and_is_asked_about_for_amounts_only() -> None:
    assert question([NOTE, NOTE], choice=Choice.MINE) == ""
    assert question([NOTE, NOTE], choice=Choice.THEIRS) == "将对选中的 2 处放弃我的值，采用对方的值。"


def test_amounts_are_named_with_count_and_sums() -> None:
    assert question([MONEY, NOTE, MONEY, VALUE, PEOPLE], choice=Choice.MINE).splitlines() == [
        "将对选中的 5 处保留我的值。",
        "其中 3 处是金额，请核对：",
        "· 账面余额(元) 2 处：我的合计 400.00，对方合计 601.00，相差 -201.00",
        "· 数值（万元） 1 处：我的合计 1.5，对方合计 0，相差 +1.5",
    ]


def test_every_clash_says_what_its_choices_are() -> None:
    assert set(LABELS) == set(Clash)
    assert all({Choice.MINE, Choice.THEIRS} <= set(found) for found in LABELS.values())


def test_one_value_is_given_to_one_field_only() -> None:
    twin = replace(NOTE, clash=Clash.SAME_KEY, field="")
    assert same_field([NOTE, replace(NOTE, n=2)])
    assert not same_field([NOTE, MONEY])
    assert same_field([twin])
    assert not same_field([twin, replace(twin, n=2)])
    assert possible([NOTE, replace(NOTE, clash=Clash.I_DELETED)], Choice.OTHER) == [NOTE]
