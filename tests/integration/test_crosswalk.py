"""Clause 1.3: one outside code means one insurance type within a system at a time; across systems it is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.commands import CellEdit, add_rows, edit_cells, set_enabled
from app.crosswalk import NoteKind, crosswalk_notes
from app.people import MINISTRY_DIV, Level
from tests.command_line import CommandLine, sign_in_by_hand
from tests.support import (
    COUNTY,
    OPERATOR,
    PROVINCE,
    PROVINCE_OPERATOR,
    REVIEWER,
    YEAR,
    put_rows,
    small_store,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.people import User
    from app.store import Store
    from app.unit_of_work import Outcome

NHSA, MOHRSS = "nhsa_insutype", "mohrss_aae140"
MINISTRY_OPERATOR = replace(PROVINCE_OPERATOR, code="bu_jb", mof_div_code=MINISTRY_DIV, level=Level.MINISTRY)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    put_rows(opened, "insurance_crosswalk", line(MOHRSS, "410", "1106"), line(MOHRSS, "110", "1101"))
    yield opened
    opened.close()


def line(system: str, code: str, means: str, **more: object) -> dict[str, object]:
    named = {"system": system, "outside_code": code, "outside_name": f"{system} {code}", "insurance_type": means}
    return {"mof_div_code": MINISTRY_DIV, "is_standard": True, **named, **more}


def add(store: Store, system: str, code: str, means: str, *, user: User = PROVINCE_OPERATOR, **more: object) -> Outcome:
    catalog = store.schema.catalog("insurance_crosswalk")
    row = {**catalog.blank(), "fiscal_year": YEAR, **line(system, code, means), "is_standard": False, **more}
    row["mof_div_code"] = user.mof_div_code
    return add_rows(store, user=user, catalog=catalog, rows=[row])  # type: ignore[list-item]


def rules(outcome: Outcome) -> list[str]:
    return [one.problem.rule for one in outcome.refusals]


def test_a_province_adds_codes_but_gives_none_a_second_meaning(store: Store) -> None:
    assert rules(add(store, "other", "990", "1101")) == []
    refused = add(store, MOHRSS, "410", "1101")
    assert rules(refused) == ["meaning.two"]
    assert "外部系统 人社险种类型、外部代码 410 已对应险种“1106”" in refused.sentence
    assert rules(add(store, NHSA, "410", "1102")) == []  # another system may number otherwise


def test_the_same_code_may_mean_another_thing_at_another_time(store: Store) -> None:
    assert rules(add(store, "other", "77", "1101", end_date=date(2025, 12, 31))) == []
    assert rules(add(store, "other", "77", "1102", start_date=date(2025, 6, 1))) == ["meaning.two"]
    assert rules(add(store, "other", "77", "1102", start_date=date(2026, 1, 1))) == []


def test_what_is_switched_off_or_without_counterpart_says_nothing(store: Store) -> None:
    catalog = store.schema.catalog("insurance_crosswalk")
    assert rules(add(store, "other", "78", "")) == []
    (first,) = add(store, "other", "78", "1101").written
    assert rules(add(store, "other", "78", "1102")) == ["meaning.two"]
    off = {"user": PROVINCE_OPERATOR, "catalog": catalog, "row_ids": [first]}
    assert rules(set_enabled(store, **off, enabled=False)) == []  # type: ignore[arg-type]
    assert rules(add(store, "other", "78", "1102")) == []
    assert rules(set_enabled(store, **off, enabled=True)) == ["meaning.two"]  # type: ignore[arg-type]


def test_a_change_is_judged_like_a_new_row_and_two_of_one_action_beside_each_other(store: Store) -> None:
    catalog = store.schema.catalog("insurance_crosswalk")
    (mine,) = add(store, "other", "411", "1101").written
    cell = CellEdit(row_id=mine, field="outside_code", given="410")
    assert rules(edit_cells(store, user=PROVINCE_OPERATOR, catalog=catalog, cells=[cell])) == []
    moved = [cell, CellEdit(row_id=mine, field="system", given=MOHRSS)]
    assert rules(edit_cells(store, user=PROVINCE_OPERATOR, catalog=catalog, cells=moved)) == ["meaning.two"]
    blank = {**catalog.blank(), "fiscal_year": YEAR, "mof_div_code": PROVINCE, "system": "tax", "outside_name": "两义"}
    both = [{**blank, "outside_code": "5", "insurance_type": means} for means in ("1101", "1102")]
    outcome = add_rows(store, user=PROVINCE_OPERATOR, catalog=catalog, rows=both)
    assert rules(outcome) == ["meaning.two", "meaning.two"]


@pytest.mark.parametrize(
    ("user", "words"),
    [(OPERATOR, "由财政部、省级维护"), (replace(REVIEWER, level=Level.PROVINCE), "审核岗不能修改数据")],
)
def test_the_wrong_person_writes_none(store: Store, user: User, words: str) -> None:
    outcome = add(store, "other", "79", "1101", user=user)
    assert rules(outcome) == ["rights"]
    assert words in outcome.sentence


def test_the_ministrys_lines_stay_as_they_are_below_it(store: Store) -> None:
    catalog = store.schema.catalog("insurance_crosswalk")
    with store.read() as connection:
        table = store.schema.rows["insurance_crosswalk"]
        first = connection.execute(table.select().where(table.c.outside_code == "110")).mappings().one()["id"]
    cell = CellEdit(row_id=first, field="outside_name", given="改名")
    refused = edit_cells(store, user=PROVINCE_OPERATOR, catalog=catalog, cells=[cell])
    assert "部定标准行只读" in refused.sentence
    assert rules(edit_cells(store, user=MINISTRY_OPERATOR, catalog=catalog, cells=[cell])) == []


def test_the_notes_name_what_collides_and_what_is_missing(store: Store) -> None:
    put_rows(store, "insurance_crosswalk", line(NHSA, "410", "1102"), line(NHSA, "110", "1101"))
    table = store.schema.rows["insurance_type"]
    with store.write() as connection:
        connection.execute(table.update().where(table.c.code == "1106").values(mohrss_aae140="409"))
        connection.execute(table.update().where(table.c.code == "1102").values(nhsa_insutype="410"))
    put_rows(store, "insurance_type", {"mof_div_code": PROVINCE, "code": "1299", "name": "其他", "category": "9"})
    with store.read() as connection:
        notes = crosswalk_notes(connection, schema=store.schema, fiscal_year=YEAR, region=COUNTY)
    assert [(one.kind, one.code) for one in notes] == [
        (NoteKind.COLLISION, "410"),
        (NoteKind.MISSING, "1299"),
        (NoteKind.DIFFERENT, "1106"),
    ]
    assert "人社险种类型中是“mohrss_aae140 410”（1106 工伤）" in notes[0].text
    assert "医保险种类型中是“nhsa_insutype 410”（1102 居民养老）" in notes[0].text
    assert notes[2].text.endswith("人社险种类型代码是 409，对照表中是 410")


def test_check_tells_of_them_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shebao = CommandLine(tmp_path / "desk", capsys)
    sign_in_by_hand(shebao.folder, user=PROVINCE_OPERATOR)
    said = ("outside_code=410", "outside_name=四一零")
    assert shebao("add", "险种代码对照", *said, "外部系统=人社险种类型", "对应险种=1106").status == 0
    assert shebao("add", "险种代码对照", *said, "外部系统=医保险种类型", "对应险种=1101").status == 0
    again = shebao("add", "险种代码对照", *said, "外部系统=医保险种类型", "对应险种=1102")
    assert (again.status, "已对应险种“1101”" in again.err) == (2, True)
    found = shebao.json("check", "--offline")
    assert [(one["kind"], one["code"]) for one in found["codes"]] == [("collision", "410"), ("missing", "1102")]
    assert "代码对照" in shebao("check", "--offline").out
