"""Moves at the desk: offered with reasons, queued like any edit, values closed meanwhile, nothing by hand or undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.commands import CellEdit, SheetEdit, delete_rows, edit_cells, fill_cells
from app.flow.board import read_board
from app.flow.moves import read_standing, take_move
from app.flow.record import Place
from app.history import row_history
from app.people import Level
from app.row_state import LineState
from app.sheet import SheetContext, read_sheet
from app.undo.carry import UndoError, undo
from app.unit_of_work import Edit, apply_edits
from tests.support import CITY, COUNTY, OPERATOR, OTHER_COUNTY, REVIEWER, YEAR, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.flow.moves import Moved, Standing
    from app.people import User
    from app.store import Store
    from app.unit_of_work import Outcome

PLACE = Place(fiscal_year=YEAR, region=COUNTY, catalog="management_value", insurance_type="1101", basis="actual")
SHEET = SheetContext(catalog="management_value", fiscal_year=YEAR, region=COUNTY, pages=PLACE.pages)
CITY_OPERATOR = replace(OPERATOR, code="nb_jb", mof_div_code=CITY, level=Level.CITY)
CITY_REVIEWER = replace(REVIEWER, code="nb_sh", mof_div_code=CITY, level=Level.CITY)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def fill(store: Store, given: object, code: str = "GL0101", column: str = "year") -> Outcome:
    with store.read() as connection:
        data = read_sheet(connection, schema=store.schema, context=SHEET)
    known = {row.code: row.cells for row in data.rows}[code].get(column)
    cell = SheetEdit(code=code, column=column, row_id=known.row_id if known else "", given=given)
    return fill_cells(store, user=OPERATOR, context=SHEET, cells=[cell])


def move(store: Store, name: str, user: User = OPERATOR, opinion: str = "") -> Moved:
    return take_move(store, user=user, places=[PLACE], name=name, opinion=opinion)


def stands(store: Store, user: User = OPERATOR) -> Standing:
    with store.read() as connection:
        return read_standing(connection, schema=store.schema, user=user, place=PLACE)


def reasons(store: Store, user: User) -> dict[str, str]:
    return {offer.name: offer.why_not for offer in stands(store, user).offers}


def settled(store: Store) -> None:
    """Let everything have been sent and accepted."""
    with store.write() as connection:
        for name in store.schema.rows:
            connection.exec_driver_sql(f'UPDATE "{name}" SET state = 0, version = max(version, 1)')  # noqa: S608
        connection.exec_driver_sql("DELETE FROM outbox")


def test_an_empty_page_is_not_submitted_and_a_filled_one_is(store: Store) -> None:
    assert "还没有填写" in move(store, "submit").sentence
    fill(store, "120000")
    moved = move(store, "submit")
    assert (moved.done, moved.sentence) == ([PLACE], "已送审 1 张填报单，等待上传。")
    now = stands(store)
    assert (now.state, now.is_waiting, now.row["edition"], now.row["submitted_by"]) == ("submitted", True, 1, "hs_jb")
    assert [(step.by, step.move) for step in now.log] == [("hs_jb", "submit")]


def test_what_is_offered_and_why_the_rest_is_not(store: Store) -> None:
    fill(store, "120000")
    assert reasons(store, OPERATOR)["submit"] == ""
    assert "由经办岗办理" in reasons(store, REVIEWER)["submit"]
    assert "填报单填报中，不能审核" in reasons(store, REVIEWER)["approve"]
    move(store, "submit")
    assert reasons(store, OPERATOR)["withdraw"] == ""
    told = reasons(store, REVIEWER)
    assert (told["approve"], told["return"]) == ("", "")
    assert "不能备案" in told["file"]
    move(store, "approve", REVIEWER)
    assert reasons(store, CITY_REVIEWER)["file"] == ""
    assert "由上级财政部门办理" in reasons(store, REVIEWER)["file"]
    returns = next(offer for offer in stands(store, CITY_REVIEWER).offers if offer.name == "return")
    assert (returns.why_not, returns.needs_opinion) == ("", True)


def test_values_are_closed_while_submitted_by_whatever_way(store: Store) -> None:
    fill(store, "120000")
    with store.read() as connection:
        row_id = connection.execute(select(store.schema.rows["management_value"].c.id)).scalar_one()
    move(store, "submit")
    catalog = store.schema.catalog("management_value")
    cell = CellEdit(row_id=row_id, field="remark", given="改")
    with store.write() as connection:
        moving = Edit(catalog=catalog.name, kind="update", row_id=row_id, values={"basis": "estimate"})
        elsewhere = apply_edits(connection, schema=store.schema, user=OPERATOR, edits=[moving])
    outcomes = (
        fill(store, "130000"),
        fill(store, "9", code="GL0201"),
        edit_cells(store, user=OPERATOR, catalog=catalog, cells=[cell]),
        delete_rows(store, user=OPERATOR, catalog=catalog, row_ids=[row_id]),
        elsewhere,
    )
    for outcome in outcomes:
        assert [one.problem.rule for one in outcome.refusals] == ["flow.locked"]
        assert "已送审（hs_jb，" in outcome.sentence
    move(store, "withdraw")
    assert not fill(store, "130000").refusals


def test_a_correction_of_a_wrong_definition_is_asked_for_before_submission(store: Store) -> None:
    fill(store, "120000")
    with store.write() as connection:
        table = store.schema.rows["management_parameter"]
        connection.execute(table.update().where(table.c.code == "GL0101").values(maximum=10_000))
    assert "不能大于 1" in move(store, "submit").sentence


def test_a_warning_stops_until_it_is_explained(store: Store) -> None:
    fill(store, "100")
    fill(store, "200", code="GL0201")
    refused = move(store, "submit").refused
    assert "提示须说明" in refused[0].problem.text


def test_moves_are_not_made_by_hand_and_not_undone(store: Store) -> None:
    fill(store, "120000")
    move(store, "submit")
    catalog = store.schema.catalog("filling")
    for field, given in (("flow_state", "filed"), ("reviewed_by", "hs_sh"), ("opinion", "好")):
        cell = CellEdit(row_id=PLACE.row_id, field=field, given=given)
        outcome = edit_cells(store, user=OPERATOR, catalog=catalog, cells=[cell])
        assert [one.problem.rule for one in outcome.refusals] == ["flow.move"], field
    assert delete_rows(store, user=OPERATOR, catalog=catalog, row_ids=[PLACE.row_id]).refusals
    with pytest.raises(UndoError):
        undo(store, user=OPERATOR)
    assert stands(store).state == "submitted"


def test_the_level_above_sets_the_date(store: Store) -> None:
    fill(store, "120000")
    move(store, "submit")
    catalog = store.schema.catalog("filling")
    cell = CellEdit(row_id=PLACE.row_id, field="due_date", given="2026-12-10")
    assert edit_cells(store, user=OPERATOR, catalog=catalog, cells=[cell]).refusals
    assert not edit_cells(store, user=CITY_OPERATOR, catalog=catalog, cells=[cell]).refusals


def test_after_a_withdrawal_that_waits_the_next_submission_waits_for_it(store: Store) -> None:
    fill(store, "120000")
    move(store, "submit")
    settled(store)
    move(store, "withdraw")
    fill(store, "130000")
    assert "请先同步" in reasons(store, OPERATOR)["submit"]
    assert "请先同步" in move(store, "submit").sentence
    settled(store)
    assert move(store, "submit").done == [PLACE]


def test_a_submission_taken_back_before_it_was_sent_leaves_the_values_first_in_the_queue(store: Store) -> None:
    fill(store, "120000")
    move(store, "submit")
    move(store, "withdraw")
    fill(store, "130000")
    move(store, "submit")
    with store.read() as connection:
        outbox = store.schema.table("outbox")
        lines = connection.execute(select(outbox.c.catalog, outbox.c.state).order_by(outbox.c.n)).all()
    assert [tuple(line) for line in lines] == [("management_value", LineState.OPEN), ("filling", LineState.OPEN)]


def test_a_return_says_why_in_the_history(store: Store) -> None:
    fill(store, "120000")
    move(store, "submit")
    assert "必须写明意见" in move(store, "return", REVIEWER).sentence
    assert move(store, "return", REVIEWER, "请核实参保人数").done
    with store.read() as connection:
        catalog = store.schema.catalog("filling")
        told = row_history(connection, schema=store.schema, catalog=catalog, row_id=PLACE.row_id, field="flow_state")
    assert (told.lines[0].by, told.lines[0].means, told.lines[0].reason) == ("hs_sh", "办理", "请核实参保人数")
    assert (told.lines[0].before, told.lines[0].after) == ("已送审", "填报中")


def test_the_board_tells_how_far_everybody_is(store: Store) -> None:
    fill(store, "120000")
    catalog = store.schema.catalog("management_value")

    def board(*, today: date = date(2026, 12, 1), also_missing: bool = False) -> dict[str, tuple[str, int, int, bool]]:
        with store.read() as connection:
            found = read_board(
                connection,
                schema=store.schema,
                catalog=catalog,
                fiscal_year=YEAR,
                region=CITY,
                today=today,
                also_missing=also_missing,
            )
        return {one.place.region: (one.state_label, one.filled, one.asked, one.is_late) for one in found}

    assert board() == {COUNTY: ("填报中", 1, 3, False)}
    assert board(also_missing=True)[OTHER_COUNTY] == ("未填报", 0, 3, False)
    move(store, "submit")
    cell = CellEdit(row_id=PLACE.row_id, field="due_date", given="2026-12-10")
    edit_cells(store, user=CITY_OPERATOR, catalog=store.schema.catalog("filling"), cells=[cell])
    assert board(today=date(2026, 12, 11))[COUNTY] == ("已送审", 1, 3, False)
    move(store, "return", REVIEWER, "请核实")
    assert board()[COUNTY] == ("已退回", 1, 3, False)
    assert board(today=date(2026, 12, 11))[COUNTY] == ("已退回", 1, 3, True)
