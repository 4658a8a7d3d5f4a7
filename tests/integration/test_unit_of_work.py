"""One user action is one transaction: rows, audit and outbox together, refusals by rule, edits folded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.commands import CellEdit, SheetEdit, add_rows, delete_rows, edit_cells, fill_cells, set_enabled
from app.errors import RowsError
from app.people import MINISTRY_DIV
from app.row_state import RowState
from app.sheet import SheetContext, read_sheet
from app.unit_of_work import REASON_LIMIT, Edit, apply_edits
from tests.support import COUNTY, OPERATOR, OTHER_COUNTY, PROVINCE_OPERATOR, REVIEWER, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.fields import Value
    from app.store import Store
    from app.unit_of_work import Outcome

DETAIL: dict[str, Value] = {
    "fiscal_year": YEAR,
    "mof_div_code": COUNTY,
    "code": "100301",
    "name": "农行专户",
    "parent_code": "1003",
    "category": "1",
    "balance_side": "1",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def lines(store: Store) -> list[dict[str, object]]:
    with store.read() as connection:
        rows = connection.execute(select(store.schema.table("outbox")).order_by("n")).mappings().all()
    return [dict(row) for row in rows]


def add(store: Store, **changed: Value) -> Outcome:
    catalog = store.schema.catalog("accounting_subject")
    return add_rows(store, user=OPERATOR, catalog=catalog, rows=[{**DETAIL, **changed}])


def rules(outcome: Outcome) -> list[str]:
    return [refusal.problem.rule for refusal in outcome.refusals]


def test_a_detail_subject_is_kept_audited_and_queued(store: Store) -> None:
    outcome = add(store)
    assert len(outcome.written) == 1
    (line,) = lines(store)
    assert (line["kind"], line["base_version"], line["author"]) == ("insert", 0, "hs_jb")
    assert json.loads(str(line["changes"]))["name"] == [None, "农行专户"]
    with store.read() as connection:
        assert len(connection.execute(select(store.schema.table("audit"))).all()) == 1
        row = connection.execute(select(store.schema.rows["accounting_subject"]).filter_by(code="100301")).one()
    assert row.state == RowState.WAITING


def test_edits_of_one_row_fold_and_an_edit_taken_back_leaves_nothing(store: Store) -> None:
    catalog = store.schema.catalog("accounting_subject")
    (row_id,) = put_rows(store, "accounting_subject", DETAIL)

    def rename(text: str) -> None:
        cell = CellEdit(row_id=row_id, field="name", given=text)
        assert not edit_cells(store, user=OPERATOR, catalog=catalog, cells=[cell]).refusals

    rename("一")
    rename("二")
    (line,) = lines(store)
    assert json.loads(str(line["changes"])) == {"name": ["农行专户", "二"]}
    rename("农行专户")
    assert lines(store) == []
    with store.read() as connection:
        row = connection.execute(select(store.schema.rows["accounting_subject"]).filter_by(id=row_id)).one()
    assert row.state == RowState.SYNCED


def test_a_row_made_here_and_deleted_here_was_never_there(store: Store) -> None:
    (row_id,) = add(store).written
    catalog = store.schema.catalog("accounting_subject")
    assert not delete_rows(store, user=OPERATOR, catalog=catalog, row_ids=[row_id]).refusals
    assert lines(store) == []


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"parent_code": ""}, "parent.standard"),
        ({"parent_code": "1999"}, "parent.missing"),
        ({"code": "2003"}, "parent.code"),
        ({"code": "1003", "parent_code": ""}, "parent.standard"),
        ({"name": ""}, "field.required"),
        ({"name": "长" * 101}, "field.length"),
        ({"balance_side": "7"}, "field.choice"),
        ({"mof_div_code": OTHER_COUNTY}, "rights"),
        ({"mof_div_code": MINISTRY_DIV}, "rights"),
    ],
)
def test_a_row_against_the_rules_is_refused(store: Store, changed: dict[str, Value], rule: str) -> None:
    outcome = add(store, **changed)
    assert rule in rules(outcome)
    assert lines(store) == []


def test_a_reason_is_as_long_as_the_central_takes_it_and_no_longer(store: Store) -> None:
    edits = [Edit(catalog="accounting_subject", kind="insert", values=DETAIL)]

    def act(reason: str) -> Outcome:
        with store.write() as connection:
            return apply_edits(connection, schema=store.schema, user=OPERATOR, edits=edits, reason=reason)

    with pytest.raises(RowsError, match="最多 1,000 个字，现有 1,001 个，请缩短"):
        act("长" * (REASON_LIMIT + 1))
    assert lines(store) == []
    assert act("长" * REASON_LIMIT).refusals == []
    (line,) = lines(store)
    assert len(str(line["reason"])) == REASON_LIMIT


def test_a_row_is_not_put_below_the_code_that_it_gives_up(store: Store) -> None:
    catalog = store.schema.catalog("accounting_subject")
    (row_id,) = add(store).written
    cells = [
        CellEdit(row_id=row_id, field="code", given="10030101"),
        CellEdit(row_id=row_id, field="parent_code", given="100301"),
    ]
    outcome = edit_cells(store, user=OPERATOR, catalog=catalog, cells=cells)
    assert rules(outcome) == ["parent.cycle"]
    assert outcome.sentence == ("不能放到自己原来的代码“100301”之下，代码改为“10030101”后它就不存在了，请另选上级。")
    (line,) = lines(store)
    assert json.loads(str(line["changes"]))["parent_code"] == [None, "1003"]


def test_a_duplicate_key_and_a_disabled_parent_are_refused(store: Store) -> None:
    add(store)
    assert rules(add(store)) == ["key.duplicate"]
    with store.write() as connection:
        table = store.schema.rows["accounting_subject"]
        connection.execute(table.update().where(table.c.code == "1004").values(is_enabled=False))
    assert rules(add(store, code="100401", parent_code="1004")) == ["reference.disabled"]


def test_parent_and_child_come_in_one_action_in_any_order_and_a_bad_parent_holds_its_child(store: Store) -> None:
    catalog = store.schema.catalog("accounting_subject")
    child: dict[str, Value] = {**DETAIL, "code": "10030101", "parent_code": "100301"}
    assert len(add_rows(store, user=OPERATOR, catalog=catalog, rows=[child, DETAIL]).written) == 2
    bad = [{**DETAIL, "code": "10040101", "parent_code": "100401"}, {**DETAIL, "code": "100401", "name": ""}]
    assert set(rules(add_rows(store, user=OPERATOR, catalog=catalog, rows=bad))) == {"parent.missing", "field.required"}


def test_a_circle_of_parents_is_refused(store: Store) -> None:
    catalog = store.schema.catalog("region")
    ids = put_rows(
        store,
        "region",
        {"mof_div_code": "330299000", "name": "甲", "parent_code": "330200000", "level_no": "4", "mof_div_type": "2"},
        {"mof_div_code": "330298000", "name": "乙", "parent_code": "330299000", "level_no": "4", "mof_div_type": "2"},
    )
    cell = CellEdit(row_id=ids[0], field="parent_code", given="330298000")
    assert rules(edit_cells(store, user=PROVINCE_OPERATOR, catalog=catalog, cells=[cell])) == ["parent.cycle"]


def test_standard_rows_and_the_reviewer_are_kept_out(store: Store) -> None:
    catalog = store.schema.catalog("accounting_subject")
    (row_id,) = put_rows(store, "accounting_subject", DETAIL)
    with store.read() as connection:
        standard = connection.execute(
            select(store.schema.rows["accounting_subject"].c.id).filter_by(code="1003")
        ).scalar()
    outcome = set_enabled(store, user=OPERATOR, catalog=catalog, row_ids=[str(standard)], enabled=False)
    assert "只读" in outcome.sentence
    assert rules(delete_rows(store, user=REVIEWER, catalog=catalog, row_ids=[row_id])) == ["rights"]


def test_a_code_in_use_is_not_changed_and_a_row_that_moves_is_asked_again(store: Store) -> None:
    catalog = store.schema.catalog("accounting_subject")
    (row_id,) = add(store).written
    (child_id,) = add(store, code="10030101", parent_code="100301").written
    code = CellEdit(row_id=row_id, field="code", given="100309")
    assert rules(edit_cells(store, user=OPERATOR, catalog=catalog, cells=[code])) == ["row.in-use"]
    name = CellEdit(row_id=row_id, field="name", given="改名")
    assert rules(edit_cells(store, user=OPERATOR, catalog=catalog, cells=[name])) == []
    year = CellEdit(row_id=child_id, field="fiscal_year", given="2031")
    assert rules(edit_cells(store, user=OPERATOR, catalog=catalog, cells=[year])) == ["reference.missing"]


def test_a_row_in_use_is_not_deleted(store: Store) -> None:
    catalog = store.schema.catalog("accounting_subject")
    (row_id,) = add(store).written
    add(store, code="10030101", parent_code="100301")
    outcome = delete_rows(store, user=OPERATOR, catalog=catalog, row_ids=[row_id])
    assert rules(outcome) == ["row.in-use"]
    assert "1 行正在使用" in outcome.sentence


def test_a_sheet_is_filled_in_and_bad_cells_do_not_hold_good_ones(store: Store) -> None:
    context = SheetContext(
        catalog="management_value",
        fiscal_year=YEAR,
        region=COUNTY,
        pages=(("insurance_type", "1101"), ("basis", "actual")),
    )
    typed = (("GL0101", "576,000"), ("GL0201", "12.5"), ("GL0207", "16"), ("GL0207", "abc"), ("GL0201", "×"))
    cells = [
        SheetEdit(code=code, column="year" if text != "×" else "q1", row_id="", given=text) for code, text in typed
    ]
    outcome = fill_cells(store, user=OPERATOR, context=context, cells=cells)
    assert [(one.edit, one.problem.rule) for one in outcome.refusals] == [(1, "sheet.precision"), (3, "field.format")]
    with store.read() as connection:
        sheet = read_sheet(connection, schema=store.schema, context=context)
    shown = {
        row.code: {column: cell.show(scale=sheet.scale, precision=row.precision) for column, cell in row.cells.items()}
        for row in sheet.rows
    }
    assert shown == {"GL0101": {"year": "576,000"}, "GL0201": {"q1": "×"}, "GL0207": {"year": "16.0000"}}
