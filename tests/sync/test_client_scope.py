"""A desk whose person sees other rows from one day to the next: they enter and leave, edits first (SYNC point 7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.ids import new_id
from sync.errors import RoundStoppedError
from sync.settle import take_back
from sync.strays import depart, stray_ids, sweep
from sync.wire import Gone
from tests.sync.desks import lost_answer, lost_request, passes
from tests.sync.province_desks import Province, is_right, rows_here, sit_down
from tests.sync.small_province import HAISHU, HANGZHOU, NINGBO, YINZHOU
from tests.sync.test_central_scope import give as give_row
from tests.sync.test_central_scope import only_area

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.people import User
    from tests.sync.desks import Desk, Fault


@pytest.fixture
def province(small_data: Path, tmp_path: Path) -> Iterator[Province]:
    found = Province.copied(small_data, tmp_path / "central")
    found.give("yz_jb", region=HANGZHOU)  # the other city has nobody in the demo province
    yield found
    found.close()


def owners(desk: Desk, catalog: str) -> set[object]:
    at = 5 + desk.store.schema.catalog(catalog).names.index("mof_div_code")
    return {row[at] for row in rows_here(desk, catalog).values()}


def value_row(desk: Desk, region: str) -> str:
    """Return a management value of a region that has one."""
    names = desk.store.schema.catalog("management_value").names
    at, value = 5 + names.index("mof_div_code"), 5 + names.index("value")
    rows = rows_here(desk, "management_value").values()
    return str(next(row[0] for row in rows if row[at] == region and row[value]))


def test_both_cities_the_province_and_the_county_follow_a_move(province: Province, tmp_path: Path) -> None:
    desks = [sit_down(province, folder=tmp_path, user=user) for user in ("nb_jb", "yz_jb", "zj_jb", "hs_jb")]
    for desk in desks:
        desk.sync()
    province.move(HAISHU, to=HANGZHOU)
    for desk in desks:
        report = desk.sync()
        assert report.repairs == ()
        assert is_right(desk, province)
    ningbo, hangzhou, _, county = desks
    assert HAISHU not in owners(ningbo, "management_value") | owners(ningbo, "region")
    assert HAISHU in owners(hangzhou, "management_value")
    assert NINGBO not in owners(county, "region")


def test_a_row_that_is_given_another_region_goes_without_a_repair(province: Province, tmp_path: Path) -> None:
    desks = [sit_down(province, folder=tmp_path, user=user) for user in ("hs_jb", "nb_jb", "zj_jb")]
    row_id = only_area(province.database, HAISHU)
    for desk in desks:
        desk.sync()
    give_row(province.database, row_id, to=HANGZHOU)
    for desk in desks:
        report = desk.sync()
        assert report.repairs == ()
        assert is_right(desk, province)
    assert [bool(desk.row(row_id, catalog="pooling_area")) for desk in desks] == [False, False, True]
    give_row(province.database, row_id, to=HAISHU)
    for desk in desks:
        assert desk.sync().repairs == ()
        assert desk.row(row_id, catalog="pooling_area")["mof_div_code"] == HAISHU


def test_an_edit_that_waits_keeps_a_row_that_moved_until_it_is_settled(province: Province, tmp_path: Path) -> None:
    desk = sit_down(province, folder=tmp_path, user="zj_jb")
    row_id = only_area(province.database, HAISHU)
    desk.sync()
    desk.edit("pooling_area", "update", row_id, mof_div_code=YINZHOU)
    with desk.store.write() as connection:
        moved = [Gone("pooling_area", row_id, 10**9), Gone("no_such_catalog", row_id, 1)]
        depart(connection, schema=desk.store.schema, gone=moved)
        assert stray_ids(connection, catalog="pooling_area") == {row_id}
        connection.exec_driver_sql("DELETE FROM outbox")
        sweep(connection, schema=desk.store.schema)
    assert desk.row(row_id, catalog="pooling_area") == {}


def test_a_row_that_is_newer_here_than_its_move_stays(province: Province, tmp_path: Path) -> None:
    desk = sit_down(province, folder=tmp_path, user="zj_jb")
    row_id = only_area(province.database, HAISHU)
    desk.sync()
    version = int(desk.row(row_id, catalog="pooling_area")["version"])
    with desk.store.write() as connection:
        depart(connection, schema=desk.store.schema, gone=[Gone("pooling_area", row_id, version)])
    assert desk.row(row_id, catalog="pooling_area")
    with desk.store.write() as connection:
        depart(connection, schema=desk.store.schema, gone=[Gone("pooling_area", row_id, version + 1)])
    assert desk.row(row_id, catalog="pooling_area") == {}


def test_an_officer_who_is_given_another_county(province: Province, tmp_path: Path) -> None:
    desk = sit_down(province, folder=tmp_path, user="hs_jb")
    desk.sync()
    province.give("hs_jb", region=YINZHOU)
    desk.session.user = given(desk.session.user, YINZHOU)
    report = desk.sync()
    assert report.rights_changed
    assert report.repairs == ()
    assert is_right(desk, province)
    assert owners(desk, "management_value") == {YINZHOU}


def given(user: User, region: str) -> User:
    return replace(user, mof_div_code=region)


@pytest.mark.parametrize("cut", [lost_request, lost_answer])
def test_there_and_back_with_the_line_cut(
    province: Province, tmp_path: Path, cut: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.pull.PAGE", 9)
    ningbo, hangzhou = (sit_down(province, folder=tmp_path, user=user) for user in ("nb_jb", "yz_jb"))
    for desk in (ningbo, hangzhou):
        desk.sync()
    for target in (HANGZHOU, NINGBO, HANGZHOU):
        province.move(HAISHU, to=target)
        for desk in (ningbo, hangzhou):
            desk.wire.faults = [*[passes] * 5, cut]
            try:
                desk.sync()
            except RoundStoppedError:
                desk.wire.faults = []
    for desk in (ningbo, hangzhou):
        desk.wire.faults = []
        assert desk.sync().repairs == ()
        assert is_right(desk, province)
    assert HAISHU in owners(hangzhou, "management_value")


def test_a_row_with_a_waiting_edit_stays_until_it_is_settled(province: Province, tmp_path: Path) -> None:
    desk = sit_down(province, folder=tmp_path, user="hs_jb")
    desk.sync()
    row_id, new = value_row(desk, HAISHU), new_id()
    desk.edit("management_value", "update", row_id, value=77_0000)
    desk.add_account(new, number="88880009", mof_div_code=HAISHU)
    province.give("hs_jb", region=YINZHOU)
    report = desk.sync()
    assert (report.refused, report.repairs) == (2, ())
    assert desk.row(row_id, catalog="management_value")["value"] == 77_0000
    assert len(desk.lines(row_id)) == 1
    assert desk.sync().repairs == (), "a row that stays for its edit's sake is no difference"
    desk.session.user = given(desk.session.user, YINZHOU)
    take_back(desk.store, user=desk.session.user, row_ids=[row_id, new])
    assert desk.sync().repairs == ()
    assert desk.row(row_id, catalog="management_value") == {}
    assert is_right(desk, province)


def test_a_stray_that_enters_again_is_an_ordinary_row(province: Province, tmp_path: Path) -> None:
    desk = sit_down(province, folder=tmp_path, user="nb_jb")
    desk.sync()
    row_id = value_row(desk, HAISHU)
    with desk.store.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO outbox (catalog, row_id, kind, base_version, changes, author, edited_at, state, rule)"
            """ VALUES ('management_value', ?, 'update', 1, '{"remark":["","不变"]}', 'nb_jb', '', 'refused', 'x')""",
            (row_id,),
        )
    province.move(HAISHU, to=HANGZHOU)
    desk.sync()
    assert desk.row(row_id, catalog="management_value")
    province.move(HAISHU, to=NINGBO)
    assert desk.sync().repairs == ()
    take_back(desk.store, user=desk.session.user, row_ids=[row_id])
    assert desk.sync().repairs == ()
    assert is_right(desk, province)
