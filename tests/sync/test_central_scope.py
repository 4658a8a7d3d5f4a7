"""A region that moves, a person who is given another: what they see follows, without starting over (SYNC point 7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.packs.documents import canonical
from app.people import OUTSIDE, Level, Role, User
from sync.central.ranges import Span
from sync.wire import Status
from tests.sync.pack_documents import content, pack
from tests.sync.replica import Replica
from tests.sync.small_province import HAISHU, HANGZHOU, NINGBO, PROVINCE, YINZHOU
from tests.sync.talk import delete, insert, update

if TYPE_CHECKING:
    from sync.central.database import Database

LEVELS = {PROVINCE: Level.PROVINCE, HANGZHOU: Level.CITY, NINGBO: Level.CITY}


def officer(region: str) -> User:
    level = LEVELS.get(region, Level.COUNTY)
    return User(code=f"of_{region}", name="张三", mof_div_code=region, mof_div_name="", level=level, role=Role.OPERATOR)


@pytest.fixture
def database(each_database: Database) -> Database:
    return each_database


def reader(database: Database, region: str) -> Replica:
    found = Replica(database=database, user=officer(region))
    found.sync()
    return found


def move(database: Database, region: str, *, to: str) -> None:
    province = reader(database, PROVINCE)
    row = next(row for row in province.rows["region"].values() if row["mof_div_code"] == region)
    (answer,) = province.send(update("region", row, parent_code=to))
    assert answer.status == "accepted", answer.text


def owners(replica: Replica, catalog: str) -> set[str]:
    return {row["mof_div_code"] for row in replica.rows.get(catalog, {}).values()}


def check(*replicas: Replica) -> None:
    for replica in replicas:
        last = replica.sync()
        assert replica.is_right(), replica.user.mof_div_code
        assert replica.sums() == last.sums


@pytest.mark.parametrize("role", OUTSIDE)
def test_an_office_outside_finance_is_given_what_is_declared_for_it(database: Database, role: Role) -> None:
    hidden = {one.name for one in database.schema.catalogs if role not in one.authority.readers}
    city, county = (Replica(database=database, user=replace(officer(one), role=role)) for one in (NINGBO, HAISHU))
    finance = reader(database, HAISHU)
    check(city, county)
    for here in (city, county):
        assert hidden.isdisjoint(name for name, rows in here.rows.items() if rows)
    told = {name: rows for name, rows in finance.rows.items() if rows and name not in hidden}
    assert {name: rows for name, rows in county.rows.items() if rows} == told
    move(database, HAISHU, to=HANGZHOU)
    check(city, county)
    assert HAISHU not in owners(city, "management_value")
    for name in sorted(hidden):
        catalog = database.schema.catalog(name)
        with database.read() as connection:
            span = Span(connection, schema=database.schema, catalog=catalog, user=county.user)
            assert sum(one.count for one in span.ranges(first="", last="", parts=4, with_content=False).parts) == 0
            assert span.rows(first="", last="", most=10).blocks == []


def test_a_countys_report_goes_up_and_never_to_another_county(database: Database) -> None:
    county, beside, city, province = (reader(database, region) for region in (HAISHU, YINZHOU, NINGBO, PROVINCE))
    rows = [("1", canonical(["海曙区", 1])), ("2", canonical(["海曙区", 2]))]
    report = pack(rows, mof_div_code=HAISHU, direction="up", table_name="report", title="上报表")
    answers = county.send(insert("pack", report), content(report, rows=rows))
    assert {answer.status for answer in answers} == {Status.ACCEPTED}, answers
    check(county, beside, city, province)
    for above in (county, city, province):
        assert report["id"] in above.rows["pack"]
    for name in ("pack", "pack_row"):
        assert HAISHU in owners(city, name)
        assert HAISHU not in owners(beside, name)


def test_who_joins_or_leaves_the_finance_office_finds_it_out_by_the_sums(database: Database) -> None:
    county = reader(database, HAISHU)
    kept = {one.catalog: one.count for one in county.sync().sums}
    county.user = replace(county.user, role=Role.TAX)
    now = {one.catalog: one.count for one in county.sync().sums}
    assert kept["statement_line"] > 0
    assert {name for name in now if now[name] != kept[name]} == {
        one.name for one in database.schema.catalogs if Role.TAX not in one.authority.readers and kept[one.name]
    }


def test_a_county_that_moves_leaves_one_city_and_enters_the_other(database: Database) -> None:
    old, new, province, county, beside = (
        reader(database, region) for region in (NINGBO, HANGZHOU, PROVINCE, HAISHU, YINZHOU)
    )
    assert HAISHU in owners(old, "management_value")
    move(database, HAISHU, to=HANGZHOU)
    page = old.page()
    assert {leave.mof_div_code for leave in page.leaves} == {HAISHU}
    assert sum(len(block.rows) for block in page.blocks) == 0
    check(old, new, province, county, beside)
    assert HAISHU not in owners(old, "management_value") | owners(old, "region")
    assert {HANGZHOU, HAISHU} <= owners(new, "management_value")
    assert owners(county, "region") == {"109900000", PROVINCE, HANGZHOU, HAISHU}
    assert province.taken[-1] == 1, "to the province only the county's own row is new"
    assert beside.taken[-1] == 0


def only_area(database: Database, region: str) -> str:
    """Let one region alone have a pooling area of some type, so that its row may go elsewhere; return the row's id."""
    province = reader(database, PROVINCE)
    rows = province.rows["pooling_area"].values()
    kept = next(row for row in rows if row["mof_div_code"] == region)
    others = [row for row in rows if row["insurance_type"] == kept["insurance_type"] and row is not kept]
    for row in others:
        (answer,) = province.send(delete("pooling_area", row))
        assert answer.status == "accepted", answer.text
    return str(kept["id"])


def give(database: Database, row_id: str, *, to: str) -> None:
    """Let the province give a row of a pooling area another region."""
    province = reader(database, PROVINCE)
    (answer,) = province.send(update("pooling_area", province.rows["pooling_area"][row_id], mof_div_code=to))
    assert answer.status == "accepted", answer.text


def test_a_row_that_is_given_another_region_is_named_to_who_loses_sight_of_it(database: Database) -> None:
    row_id = only_area(database, HAISHU)
    readers = [reader(database, region) for region in (HAISHU, YINZHOU, NINGBO, PROVINCE, HANGZHOU)]
    give(database, row_id, to=YINZHOU)
    pages = [one.page() for one in readers]
    assert [[gone.row_id for gone in page.gone] for page in pages] == [[row_id], [], [], [], []]
    assert [one.taken[-1] for one in readers] == [0, 1, 1, 1, 0]
    check(*readers)


def test_a_row_that_comes_back_before_anybody_looked_is_only_newer(database: Database) -> None:
    row_id = only_area(database, HAISHU)
    county, city = reader(database, HAISHU), reader(database, HANGZHOU)
    for region in (YINZHOU, HANGZHOU, HAISHU):
        give(database, row_id, to=region)
    assert (county.page().gone, county.taken[-1]) == ([], 1)
    assert [gone.row_id for gone in city.page().gone] == [row_id], "it was in sight, who knows of whom"
    check(county, city)


@pytest.mark.parametrize("limit", [3, 5_000])
def test_a_row_moves_on_while_the_pages_are_on_their_way(database: Database, limit: int) -> None:
    row_id = only_area(database, HAISHU)
    readers = [reader(database, region) for region in (HAISHU, NINGBO, HANGZHOU)]
    for region in (HANGZHOU, HAISHU, YINZHOU, HANGZHOU):
        give(database, row_id, to=region)
        if region == YINZHOU:
            move(database, YINZHOU, to=HANGZHOU)
        for one in readers:
            one.page(limit=limit)
    move(database, YINZHOU, to=NINGBO)
    check(*readers)


def everything_of(replica: Replica) -> list[dict[str, object]]:
    return [row for rows in replica.rows.values() for row in rows.values()]


def test_rows_that_enter_come_page_by_page_and_a_cut_goes_on(database: Database) -> None:
    city = reader(database, HANGZHOU)
    before = len(everything_of(city))
    city.taken.clear()
    move(database, HAISHU, to=HANGZHOU)
    page = city.page(limit=7)
    assert page.more
    assert page.remaining > 7
    again = Replica(database=database, user=city.user, cursor=city.cursor, rows=city.rows, taken=city.taken)
    last = again.sync(limit=7)
    assert max(again.taken) == 7
    assert len(everything_of(again)) == before + sum(again.taken)
    assert again.is_right()
    assert again.sums() == last.sums


@pytest.mark.parametrize("limit", [3, 11, 5_000])
def test_there_and_back_while_the_pages_are_on_their_way(database: Database, limit: int) -> None:
    old, new = reader(database, NINGBO), reader(database, HANGZHOU)
    move(database, HAISHU, to=HANGZHOU)
    for replica in (old, new):
        replica.page(limit=limit)
    move(database, HAISHU, to=NINGBO)
    for replica in (old, new):
        replica.page(limit=limit)
    move(database, HAISHU, to=HANGZHOU)
    for replica in (old, new):
        replica.page(limit=limit)
    move(database, HAISHU, to=NINGBO)
    check(old, new)
    assert HAISHU in owners(old, "management_value")
    assert HAISHU not in owners(new, "management_value")


def test_an_officer_is_given_another_county(database: Database) -> None:
    replica = reader(database, HAISHU)
    replica.taken.clear()
    replica.user = officer(YINZHOU)
    page = replica.page()
    assert {leave.mof_div_code for leave in page.leaves} == {HAISHU}
    check(replica)
    assert owners(replica, "management_value") == {YINZHOU}
    own = [row for row in everything_of(replica) if row["mof_div_code"] == YINZHOU]
    assert sum(replica.taken) == len(own), "what both counties see did not travel again"


def test_an_officer_rises_to_the_city_and_comes_back(database: Database) -> None:
    replica = reader(database, HAISHU)
    replica.user = officer(NINGBO)
    page = replica.page()
    assert page.leaves == []
    check(replica)
    replica.user = officer(HAISHU)
    check(replica)
    assert owners(replica, "management_value") == {HAISHU}


@pytest.mark.parametrize("limit", [3, 20])
def test_an_officer_is_moved_on_while_the_pages_are_on_their_way(database: Database, limit: int) -> None:
    replica = reader(database, HAISHU)
    for region in (YINZHOU, HANGZHOU, HAISHU, NINGBO, YINZHOU):
        replica.user = officer(region)
        replica.page(limit=limit)
    move(database, YINZHOU, to=HANGZHOU)
    check(replica)
    assert owners(replica, "management_value") == {YINZHOU}


def test_a_first_pull_that_is_cut_by_another_county_ends_right(database: Database) -> None:
    replica = Replica(database=database, user=officer(NINGBO))
    for _ in range(12):
        replica.page(limit=60)
    replica.user = officer(HAISHU)
    check(replica)


def test_after_too_many_counties_a_reader_starts_over(database: Database) -> None:
    replica = reader(database, HAISHU)
    for region in (YINZHOU, HAISHU) * 5:
        replica.user = officer(region)
        replica.page(limit=1)
        assert len(replica.cursor) < 400
    check(replica)


def test_a_row_that_changes_while_its_county_moves_comes_with_its_last_value(database: Database) -> None:
    city, county = reader(database, HANGZHOU), reader(database, HAISHU)
    row = next(row for row in county.rows["management_value"].values() if row["value"])
    move(database, HAISHU, to=HANGZHOU)
    city.page(limit=3)
    (answer,) = county.send(update("management_value", row, value=row["value"] + 10_000))
    assert answer.status == "accepted", answer.text
    check(city)
    assert city.rows["management_value"][row["id"]]["value"] == row["value"] + 10_000
