"""Errors and warnings of a region's rows, their explanations, and what stops a submission (clause 1.9)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from app.commands import SheetEdit, fill_cells
from app.errors import RightsError, RowsError
from app.flow.moves import take_move
from app.flow.record import Place
from app.history import row_history
from app.problems.explaining import LONGEST, explain
from app.problems.found import Severity
from app.problems.looking import find_problems, what_stops_submission
from app.problems.reading import Where
from app.sheet import SheetContext
from tests.support import CITY, COUNTY, OPERATOR, OTHER_COUNTY, REVIEWER, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.problems.found import Found
    from app.store import Store

VALUE = "management_value"
HERE = Where(fiscal_year=YEAR, region=COUNTY)
UNIT = 10_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def put(store: Store, code: str, value: int | None, *, year: int = YEAR, region: str = COUNTY) -> str:
    row = {"mof_div_code": region, "fiscal_year": year, "insurance_type": "1101", "parameter": code}
    scaled = None if value is None else value * UNIT
    return put_rows(store, VALUE, {**row, "basis": "estimate", "period": "year", "value": scaled})[0]


def look(store: Store, where: Where = HERE) -> list[Found]:
    with store.read() as connection:
        return find_problems(connection, schema=store.schema, where=where)


def fill(store: Store, row_id: str, code: str, given: str) -> None:
    pages = (("insurance_type", "1101"), ("basis", "estimate"))
    context = SheetContext(catalog=VALUE, fiscal_year=YEAR, region=COUNTY, pages=pages)
    cell = SheetEdit(code=code, column="year", row_id=row_id, given=given)
    assert fill_cells(store, user=OPERATOR, context=context, cells=[cell]).refusals == []


def test_sound_figures_have_no_problems(store: Store) -> None:
    put(store, "GL0101", 500)
    put(store, "GL0201", 500)
    assert look(store) == []


def test_more_payers_than_insured_is_a_warning_at_the_payers(store: Store) -> None:
    put(store, "GL0101", 500)
    row_id = put(store, "GL0201", 600)
    (found,) = look(store)
    assert (found.severity, found.place.row_id, found.field) == (Severity.WARNING, row_id, "value")
    assert found.text == "“缴费人数” 600 人，大于“参保人数(年末)” 500 人"
    assert found.rule_text == "“缴费人数”不应大于“参保人数(年末)”"
    assert (found.place.mof_div_code, found.place.insurance_type) == (COUNTY, "1101")
    assert found.standing == "待说明"


def test_the_year_before_is_compared_but_not_judged(store: Store) -> None:
    put(store, "GL0101", 500)
    put(store, "GL0101", 100, year=YEAR - 1)
    put(store, "GL0201", 900, year=YEAR - 1)
    (found,) = look(store)
    assert found.text == "“参保人数(年末)”为 500 人，上年 100 人，增加 400.0%"


def test_blank_and_crossed_values_and_other_regions_are_left_alone(store: Store) -> None:
    put(store, "GL0101", None)
    put(store, "GL0201", 600)
    put(store, "GL0201", 600, region=OTHER_COUNTY)
    put(store, "GL0101", 500, region=OTHER_COUNTY)
    assert look(store) == []
    assert look(store, Where(fiscal_year=YEAR, region=OTHER_COUNTY))


def test_a_page_alone_can_be_looked_over(store: Store) -> None:
    put(store, "GL0101", 500)
    put(store, "GL0201", 600)
    page = (("insurance_type", "1102"), ("basis", "estimate"))
    assert look(store, Where(fiscal_year=YEAR, region=COUNTY, pages=page)) == []


def test_a_broken_row_rule_is_an_error_and_comes_first(store: Store) -> None:
    put(store, "GL0101", 500)
    put(store, "GL0201", 600)
    wrong = put(store, "GL0207", 101)
    error, warning, *_ = look(store)
    assert (error.severity, error.place.row_id, error.rule) == (Severity.ERROR, wrong, "sheet.range")
    assert error.text == "“单位缴费率”不能大于 100"
    assert error.rule_text == "数值：上下限"
    assert warning.severity is Severity.WARNING


def test_an_explanation_holds_until_the_values_change(store: Store) -> None:
    put(store, "GL0101", 500)
    row_id = put(store, "GL0201", 600)
    assert explain(store, user=OPERATOR, found=look(store), text=" 含  补缴人员 ") == 1
    (found,) = look(store)
    assert found.explanation is not None
    assert (found.explanation.text, found.explanation.author) == ("含 补缴人员", OPERATOR.code)
    assert (found.standing, found.is_open) == ("已说明", False)
    fill(store, row_id, "GL0201", "700")
    (found,) = look(store)
    assert (found.standing, found.is_open) == ("须重新说明", True)
    fill(store, row_id, "GL0201", "600")
    assert look(store)[0].standing == "已说明"


def test_an_explanation_stands_in_the_audit_and_can_be_taken_away(store: Store) -> None:
    put(store, "GL0101", 500)
    row_id = put(store, "GL0201", 600)
    explain(store, user=OPERATOR, found=look(store), text="含补缴人员")
    explain(store, user=OPERATOR, found=look(store), text="")
    assert look(store)[0].explanation is None
    with store.read() as connection:
        told = row_history(
            connection, schema=store.schema, catalog=store.schema.catalog(VALUE), row_id=row_id, field="value"
        )
    rule = "“缴费人数”不应大于“参保人数(年末)”"
    assert [(line.kind, line.reason) for line in told.lines] == [
        ("说明", f"{rule}：撤销说明"),
        ("说明", f"{rule}：含补缴人员"),
    ]


def test_an_explanation_waits_to_be_sent_and_a_later_one_takes_its_place(store: Store) -> None:
    put(store, "GL0101", 500)
    row_id = put(store, "GL0201", 600)
    explain(store, user=OPERATOR, found=look(store), text="含补缴人员")
    explain(store, user=OPERATOR, found=look(store), text="含上年补缴人员")
    with store.read() as connection:
        outbox = store.schema.table("outbox")
        (line,) = connection.execute(select(outbox.c.catalog, outbox.c.kind, outbox.c.changes)).all()
    sent = {name: pair[1] for name, pair in json.loads(line.changes).items()}
    assert (line.catalog, line.kind) == ("explanation", "insert")
    assert (sent["mof_div_code"], sent["value_catalog"], sent["insurance_type"]) == (COUNTY, VALUE, "1101")
    assert (sent["value_id"], sent["rule"], sent["text"]) == (row_id, "G09", "含上年补缴人员")
    assert sent["noticed"] == "“缴费人数” 600 人，大于“参保人数(年末)” 500 人"


def test_an_explanation_is_closed_with_the_page_that_it_belongs_to(store: Store) -> None:
    put(store, "GL0101", 500)
    put(store, "GL0201", 600)
    explain(store, user=OPERATOR, found=look(store), text="含补缴人员")
    place = Place(fiscal_year=YEAR, region=COUNTY, catalog=VALUE, insurance_type="1101", basis="estimate")
    assert take_move(store, user=OPERATOR, places=[place], name="submit").done
    with pytest.raises(RowsError, match="填报单已送审"):
        explain(store, user=OPERATOR, found=look(store), text="另一个理由")
    assert look(store)[0].standing == "已说明"


def test_explanations_of_errors_of_others_and_at_length_are_refused(store: Store) -> None:
    put(store, "GL0101", 500)
    put(store, "GL0201", 600)
    warned = look(store)
    put(store, "GL0207", 101)
    with pytest.raises(RowsError, match="错误不能用说明代替"):
        explain(store, user=OPERATOR, found=look(store), text="按实填报")
    with pytest.raises(RightsError, match="审核岗不能修改数据"):
        explain(store, user=REVIEWER, found=warned, text="按实填报")
    with pytest.raises(RowsError, match=f"最多 {LONGEST} 个字"):
        explain(store, user=OPERATOR, found=warned, text="长" * (LONGEST + 1))
    assert all(one.explanation is None for one in look(store))


def test_a_row_that_is_gone_is_not_explained(store: Store) -> None:
    put(store, "GL0101", 500)
    row_id = put(store, "GL0201", 600)
    warned = look(store)
    table = store.schema.rows[VALUE]
    with store.write() as connection:
        connection.execute(table.delete().where(table.c.id == row_id))
    with pytest.raises(RowsError, match="已经不在本机"):
        explain(store, user=OPERATOR, found=warned, text="按实填报")


def test_a_submission_is_stopped_by_errors_and_by_what_nobody_explained(store: Store) -> None:
    put(store, "GL0101", 500)
    put(store, "GL0201", 600)
    with store.read() as connection:
        stops = what_stops_submission(connection, schema=store.schema, where=HERE)
    assert (len(stops.errors), len(stops.unexplained)) == (0, 1)
    assert stops.sentence == "还不能送审：1 处提示须说明；请在“问题”中逐项处理（Ctrl+Shift+M）。"
    explain(store, user=OPERATOR, found=stops.unexplained, text="含补缴人员")
    wrong = put(store, "GL0207", 101)
    with store.read() as connection:
        stops = what_stops_submission(connection, schema=store.schema, where=HERE, catalogs=[VALUE])
    assert [one.place.row_id for one in stops.errors] == [wrong]
    assert [one.rule for one in stops.unexplained] == ["G18"]
    table = store.schema.rows[VALUE]
    with store.write() as connection:
        connection.execute(update(table).where(table.c.id == wrong).values(value=20 * UNIT))
    with store.read() as connection:
        assert what_stops_submission(connection, schema=store.schema, where=HERE).sentence == ""


def test_a_cross_check_that_must_hold_is_an_error_and_not_explained(store: Store) -> None:
    parameters = ({"code": code, "name": name} for code, name in (("GL0211", "上限"), ("GL0212", "下限")))
    common = {"mof_div_code": "109900000", "is_standard": True, "category": "02", "data_type": "integer"}
    put_rows(store, "management_parameter", *({**common, "insurance_types": "1101", **one} for one in parameters))
    put(store, "GL0211", 300)
    row_id = put(store, "GL0212", 400)
    (found,) = look(store)
    assert (found.severity, found.rule, found.place.row_id, found.standing) == (
        Severity.ERROR,
        "G12",
        row_id,
        "须改正",
    )
    assert found.text == "“下限” 400，大于“上限” 300"
    with pytest.raises(RowsError, match="错误不能用说明代替"):
        explain(store, user=OPERATOR, found=[found], text="按实填报")


def test_the_figures_of_all_regions_below_are_judged_in_one_pass(store: Store) -> None:
    for region in (COUNTY, OTHER_COUNTY):
        put(store, "GL0101", 500, region=region)
        put(store, "GL0201", 600, region=region)
    found = look(store, Where(fiscal_year=YEAR, region=CITY, deep=True))
    assert [(one.rule, one.place.mof_div_code) for one in found] == [("G09", COUNTY), ("G09", OTHER_COUNTY)]
