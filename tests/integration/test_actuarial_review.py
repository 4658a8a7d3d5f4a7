"""Clause 1.8: 综合审核 of all groups at once, figures over the years, ranges and jumps; each with the wrong person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.actuarial_review import places_in, read_review, series_rows
from app.flow.moves import take_move
from app.people import MINISTRY_DIV, Level
from app.trends import read_series
from tests.support import CITY, COUNTY, OPERATOR, OTHER_COUNTY, REVIEWER, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.actuarial_review import ReviewLine
    from app.store import Store

TODAY = date(YEAR, 7, 1)
STANDARD = {"mof_div_code": MINISTRY_DIV, "is_standard": True, "precision": 0}
CITY_REVIEWER = replace(REVIEWER, code="nb_sh", mof_div_code=CITY, level=Level.CITY)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    put_rows(
        opened,
        "actuarial_parameter",
        {**STANDARD, "code": "JS06", "name": "常住人口", "category": "1", "insurance_types": ""},
        {**STANDARD, "code": "JS12", "name": "参保人数", "category": "2", "insurance_types": "all", "unit": "人"},
        {**STANDARD, "code": "JS19", "name": "单位缴费率", "category": "3", "insurance_types": "all"}
        | {"maximum": 100_0000, "unit": "%"},
    )
    fill(opened, COUNTY, "JS12", {YEAR - 3: 100, YEAR - 2: 110, YEAR - 1: 900})
    fill(opened, COUNTY, "JS19", {YEAR - 1: 16})
    fill(opened, OTHER_COUNTY, "JS12", {YEAR - 1: 50})
    yield opened
    opened.close()


def fill(store: Store, region: str, code: str, values: dict[int, int]) -> None:
    place = {"mof_div_code": region, "insurance_type": "1101", "parameter": code}
    put_rows(
        store,
        "actuarial_value",
        *({**place, "data_year": year, "value": value * 10_000} for year, value in values.items()),
    )


def lines(store: Store, region: str, *, deep: bool = True) -> list[ReviewLine]:
    with store.read() as connection:
        found = read_review(connection, schema=store.schema, fiscal_year=YEAR, region=region, today=TODAY, deep=deep)
    return list(found)


def test_every_group_of_own_and_lower_sheets_is_listed_with_its_checks(store: Store) -> None:
    found = lines(store, CITY)
    assert [(one.place.region, one.group, one.filled, one.asked) for one in found] == [
        (COUNTY, "2", 1, 1),
        (COUNTY, "3", 1, 1),
        (OTHER_COUNTY, "2", 1, 1),
        (OTHER_COUNTY, "3", 0, 1),
    ]
    jump, rate, _, missing = found
    assert jump.warnings > 0
    assert "待说明" in jump.verdict
    assert (rate.verdict, missing.verdict) == ("通过", "缺 1 项")
    assert lines(store, CITY, deep=False) == []
    assert len(lines(store, COUNTY)) == 2


def test_an_error_is_counted_in_its_group(store: Store) -> None:
    fill(store, COUNTY, "JS19", {YEAR - 2: 160})
    assert [(one.group, one.errors) for one in lines(store, COUNTY)] == [("2", 0), ("3", 1)]


def test_all_sheets_are_reviewed_at_once_by_another_person_and_returned_only_with_a_reason(store: Store) -> None:
    for region in (COUNTY, OTHER_COUNTY):
        row = {"mof_div_code": region, "value_catalog": "actuarial_value", "insurance_type": "1101"}
        state = {"flow_state": "submitted", "submitted_by": "hs_jb", "submitted_at": "2026-03-01T00:00:00Z"}
        place = next(one.place for one in lines(store, CITY) if one.place.region == region)
        (made,) = put_rows(store, "filling", {**row, **state})
        table = store.schema.rows["filling"]
        with store.write() as connection:
            connection.execute(table.update().where(table.c.id == made).values(id=place.row_id))
    places = places_in(lines(store, CITY))
    assert len(places) == 2
    wrong = take_move(store, user=OPERATOR, places=places, name="approve", opinion="同意")
    assert {one.problem.rule for one in wrong.refused} == {"rights"}
    mine = take_move(store, user=REVIEWER, places=places, name="approve", opinion="同意")
    assert [one.region for one in mine.done] == [COUNTY]  # the neighbour's sheet is the neighbour's
    assert take_move(store, user=REVIEWER, places=places[:1], name="approve").refused  # it is no longer waiting
    bare = take_move(store, user=CITY_REVIEWER, places=places[:1], name="return")
    assert bare.refused[0].problem.rule == "flow.opinion"
    back = take_move(store, user=CITY_REVIEWER, places=places[:1], name="return", opinion="请核实参保人数")
    assert back.refused == []
    assert {one.board.state_label for one in lines(store, COUNTY)} == {"已退回"}


def test_a_figure_is_shown_over_the_years(store: Store) -> None:
    line = lines(store, COUNTY)[0]
    with store.read() as connection:
        assert series_rows(connection, schema=store.schema, line=line) == [("JS12", "参保人数", "人")]
        ask = {"schema": store.schema, "fiscal_year": YEAR, "region": COUNTY}
        kind = ("1101", "企业养老")
        trend = read_series(connection, figure=("actuarial_value", "JS12"), kind=kind, **ask)  # type: ignore[arg-type]
        none = read_series(connection, figure=("actuarial_value", "JS06"), kind=kind, **ask)  # type: ignore[arg-type]
    assert trend is not None
    assert trend.points == tuple((str(year), value * 10_000) for year, value in ((2023, 100), (2024, 110), (2025, 900)))
    assert none is None
