"""Clauses 1.4, 1.5: detail below standard subjects, its code, its level, its use; each refused with a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.catalogs.accounting_subject import ACCOUNTING_SUBJECT
from app.commands import CellEdit, add_rows, delete_rows, edit_cells, set_enabled
from app.fields import Choices
from app.lookup import fetch_rows
from app.people import MINISTRY_DIV
from resources.standard_data import read_standard
from tests.support import COUNTY, OPERATOR, PROVINCE, PROVINCE_OPERATOR, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.people import User
    from app.store import Store
    from app.unit_of_work import Outcome

STANDARD = {"mof_div_code": MINISTRY_DIV, "is_standard": True, "direction": "income"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    put_rows(
        opened,
        "budget_subject",
        {**STANDARD, "code": "102", "name": "社会保险基金收入", "subject_level": "1"},
        {**STANDARD, "code": "10201", "name": "企业养老收入", "subject_level": "2", "parent_code": "102"},
    )
    yield opened
    opened.close()


def add(store: Store, code: str, parent: str, *, level: str = "3", user: User = PROVINCE_OPERATOR) -> Outcome:
    catalog = store.schema.catalog("budget_subject")
    row = {**catalog.blank(), "fiscal_year": YEAR, "mof_div_code": user.mof_div_code, "name": "省级明细"}
    row |= {"code": code, "parent_code": parent, "direction": "income", "subject_level": level}
    return add_rows(store, user=user, catalog=catalog, rows=[row])


def told(outcome: Outcome) -> list[tuple[str, str]]:
    return [(one.problem.rule, one.problem.field) for one in outcome.refusals]


def test_a_province_adds_detail_whose_code_and_level_fit(store: Store) -> None:
    assert told(add(store, "1020191", "10201")) == []
    assert told(add(store, "10201911", "10201")) == [("code.segment", "code")]
    assert told(add(store, "1020192", "10201", level="4")) == [("code.segment", "subject_level")]
    assert "科目级次应为“项”" in add(store, "1020192", "10201", level="4").sentence
    assert ("parent.code", "code") in told(add(store, "2020192", "10201"))
    assert told(add(store, "109", "", level="1")) == [("parent.standard", "parent_code")]


def test_a_change_is_judged_with_what_stands_beside_it(store: Store) -> None:
    (row_id,) = add(store, "1020191", "10201").written
    catalog = store.schema.catalog("budget_subject")
    cell = CellEdit(row_id=row_id, field="code", given="102019")
    assert told(edit_cells(store, user=PROVINCE_OPERATOR, catalog=catalog, cells=[cell])) == [("code.segment", "code")]
    cell = CellEdit(row_id=row_id, field="code", given="1020199")
    assert told(edit_cells(store, user=PROVINCE_OPERATOR, catalog=catalog, cells=[cell])) == []


def test_the_wrong_level_adds_none_and_used_detail_stays(store: Store) -> None:
    assert told(add(store, "1020191", "10201", user=OPERATOR))[0][0] == "rights"
    (row_id,) = add(store, "1020191", "10201").written
    add(store, "102019101", "1020191", level="4")
    catalog = store.schema.catalog("budget_subject")
    refused = delete_rows(store, user=PROVINCE_OPERATOR, catalog=catalog, row_ids=[row_id])
    assert told(refused) == [("row.in-use", "")]
    off = set_enabled(store, user=PROVINCE_OPERATOR, catalog=catalog, row_ids=[row_id], enabled=False)
    assert told(off) == []


def test_received_subjects_are_as_the_platform_has_them(store: Store) -> None:
    row = {"mof_div_code": PROVINCE, "code": "1020", "name": "接收", "direction": "income", "subject_level": "1"}
    (row_id,) = put_rows(store, "budget_subject", {**row, "is_received": True})
    catalog = store.schema.catalog("budget_subject")
    cell = CellEdit(row_id=row_id, field="remark", given="说明")
    assert told(edit_cells(store, user=PROVINCE_OPERATOR, catalog=catalog, cells=[cell])) == []


def test_accounting_detail_is_added_by_the_county_below_the_unified_subjects(store: Store) -> None:
    catalog = store.schema.catalog("accounting_subject")
    row = {**catalog.blank(), "fiscal_year": YEAR, "mof_div_code": COUNTY, "name": "农行", "category": "1"}
    row |= {"parent_code": "1003", "balance_side": "1", "auxiliary": "险种、账户"}
    assert told(add_rows(store, user=OPERATOR, catalog=catalog, rows=[{**row, "code": "100301"}])) == []
    short = add_rows(store, user=OPERATOR, catalog=catalog, rows=[{**row, "code": "10031"}])
    assert told(short) == [("code.segment", "code")]


def test_a_detail_takes_category_and_side_of_its_subject_where_none_was_given(store: Store) -> None:
    catalog = store.schema.catalog("accounting_subject")
    blank = {**catalog.blank(), "fiscal_year": YEAR, "mof_div_code": COUNTY}
    rows = [
        {**blank, "code": "100301", "name": "农行", "parent_code": "1003"},
        {**blank, "code": "10030101", "name": "活期", "parent_code": "100301"},
        {**blank, "code": "10030102", "name": "备抵", "parent_code": "100301", "balance_side": "2"},
    ]
    outcome = add_rows(store, user=OPERATOR, catalog=catalog, rows=rows)
    assert told(outcome) == []
    with store.read() as connection:
        kept = fetch_rows(connection, table=store.schema.rows[catalog.name], column="id", values=outcome.written)
    sides = {str(row["code"]): (row["category"], row["balance_side"]) for row in kept.values()}
    assert sides == {"100301": ("1", "1"), "10030101": ("1", "1"), "10030102": ("1", "2")}


def test_a_row_without_a_parent_must_say_its_side(store: Store) -> None:
    catalog = store.schema.catalog("accounting_subject")
    row = {**catalog.blank(), "fiscal_year": YEAR, "mof_div_code": COUNTY, "code": "100302", "name": "无上级"}
    assert ("field.required", "balance_side") in told(add_rows(store, user=OPERATOR, catalog=catalog, rows=[row]))


def test_auxiliary_dimensions_are_words_of_a_list(store: Store) -> None:
    catalog = store.schema.catalog("accounting_subject")
    row = {**catalog.blank(), "fiscal_year": YEAR, "mof_div_code": COUNTY, "name": "农行", "parent_code": "1003"}
    field = catalog.by_name["auxiliary"]
    read = field.read("账户，险种; 账户")
    assert read == "险种、账户"
    given = {"auxiliary": "险种、账户", "code": "100301"}
    (row_id,) = add_rows(store, user=OPERATOR, catalog=catalog, rows=[{**row, **given}]).written
    with store.read() as connection:
        kept = fetch_rows(connection, table=store.schema.rows[catalog.name], column="id", values=[row_id])
    assert kept[row_id]["auxiliary"] == "险种、账户"
    cells = [CellEdit(row_id=row_id, field="auxiliary", given="险种、车牌")]
    refused = edit_cells(store, user=OPERATOR, catalog=catalog, cells=cells)
    assert "辅助核算没有“车牌”，可以选：险种、账户" in refused.sentence


def test_a_word_from_elsewhere_stays_while_other_cells_change(store: Store) -> None:
    old = {"mof_div_code": COUNTY, "code": "100301", "name": "农行", "parent_code": "1003", "category": "1"}
    (row_id,) = put_rows(store, "accounting_subject", {**old, "balance_side": "1", "auxiliary": "险种、部门"})
    catalog = store.schema.catalog("accounting_subject")
    cell = CellEdit(row_id=row_id, field="name", given="农行专户")
    assert told(edit_cells(store, user=OPERATOR, catalog=catalog, cells=[cell])) == []
    assert catalog.by_name["auxiliary"].read("险种、部门") == "险种、部门"


def test_the_unified_subjects_keep_to_the_list() -> None:
    field = ACCOUNTING_SUBJECT.by_name["auxiliary"]
    assert isinstance(field, Choices)
    rows = read_standard(ACCOUNTING_SUBJECT)
    given = [str(row["auxiliary"]) for row in rows if row["auxiliary"]]
    assert len(given) > 20
    assert [one for one in given if field.check(one) or field.read(one) != one] == []
