"""What a person is sent: every row of their scope once, page by page, and afterwards only what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
import requests

from app.catalogs import CATALOGS
from sync.central.shapes import shapes_digest
from sync.wire import CONTRACT
from sync.wire_hello import Hello
from tests.sync.small_province import HAISHU, HANGZHOU, NINGBO, PROVINCE, YINZHOU
from tests.sync.talk import Talk, rows_of, update

if TYPE_CHECKING:
    from sync.wire import Block, ChangesPage
    from tests.sync.central_fixture import RunningCentral

MINISTRY = "109900000"


def keys(blocks: list[Block]) -> list[tuple[str, str]]:
    return [(block.catalog, row[0]) for block in blocks for row in block.rows]


def pages(talk: Talk, *, limit: int, cursor: str = "") -> list[ChangesPage]:
    found = [talk.changes(cursor, limit=limit)]
    while found[-1].more:
        found.append(talk.changes(found[-1].cursor, limit=limit))
    return found


@pytest.mark.parametrize("limit", [1_000, 37, 5_000])
def test_pages_bring_every_row_once_in_the_order_of_catalogs(each_central: RunningCentral, limit: int) -> None:
    talk = Talk(url=each_central.url, user="hs_jb")
    found = pages(talk, limit=limit)
    blocks = [block for page in found for block in page.blocks]
    assert len(set(keys(blocks))) == len(keys(blocks)) == sum(len(rows_of(blocks, one.name)) for one in CATALOGS)
    order = [one.name for one in CATALOGS]
    places = [order.index(block.catalog) for block in blocks]
    assert places == sorted(places)
    assert all(sum(len(block.rows) for block in page.blocks) <= limit for page in found)
    left = [page.remaining for page in found]
    assert left == sorted(left, reverse=True)
    assert left[0] + sum(len(block.rows) for block in found[0].blocks) == len(keys(blocks))
    for block in blocks:
        versions = [row[block.columns.index("version")] for row in block.rows]
        assert versions == sorted(versions)


def test_a_county_sees_its_own_values_and_the_rows_above(shared_central: RunningCentral) -> None:
    blocks, _ = Talk(url=shared_central.url, user="hs_jb").everything()
    assert {row["mof_div_code"] for row in rows_of(blocks, "management_value")} == {HAISHU}
    assert {row["mof_div_code"] for row in rows_of(blocks, "fund_account")} == {HAISHU}
    assert {row["mof_div_code"] for row in rows_of(blocks, "region")} == {MINISTRY, PROVINCE, NINGBO, HAISHU}
    assert {row["mof_div_code"] for row in rows_of(blocks, "budget_subject")} == {MINISTRY}
    assert {row["mof_div_code"] for row in rows_of(blocks, "pooling_level")} == {PROVINCE}


def test_a_city_sees_its_counties(shared_central: RunningCentral) -> None:
    blocks, _ = Talk(url=shared_central.url, user="nb_jb").everything()
    regions = {row["mof_div_code"] for row in rows_of(blocks, "region")}
    assert regions == {MINISTRY, PROVINCE, NINGBO, HAISHU, YINZHOU}
    assert {HAISHU, YINZHOU} <= {row["mof_div_code"] for row in rows_of(blocks, "management_value")}


def test_the_ministry_sees_all(shared_central: RunningCentral) -> None:
    blocks, _ = Talk(url=shared_central.url, user="bu_jb").everything()
    assert {HANGZHOU, HAISHU} <= {row["mof_div_code"] for row in rows_of(blocks, "management_value")}


def test_after_the_last_page_only_changes_come(each_central: RunningCentral) -> None:
    county, city, other = (Talk(url=each_central.url, user=code) for code in ("hs_jb", "nb_jb", "yz_jb"))
    rows = [row for row in county.rows("management_value") if row["value"]]
    cursors = {"hs_jb": county.everything()[1], "nb_jb": city.everything()[1], "yz_jb": other.everything()[1]}
    quiet = county.changes(cursors["hs_jb"])
    assert (quiet.blocks, quiet.more, quiet.remaining) == ([], False, 0)
    county.send(update("management_value", rows[0], value=rows[0]["value"] + 10_000))
    assert keys(county.changes(cursors["hs_jb"]).blocks) == [("management_value", rows[0]["id"])]
    assert keys(city.changes(cursors["nb_jb"]).blocks) == [("management_value", rows[0]["id"])]
    assert other.changes(cursors["yz_jb"]).blocks == []


def test_a_row_changed_between_pages_is_not_lost(small_central: RunningCentral) -> None:
    talk = Talk(url=small_central.url, user="hs_jb")
    rows = [row for row in talk.rows("management_value") if row["value"]]
    first = talk.changes(limit=5)
    answer = talk.send(update("management_value", rows[-1], value=rows[-1]["value"] + 10_000)).answers[0]
    rest = pages(talk, limit=50, cursor=first.cursor)
    assert all(one.remaining for one in rest[:-1])
    late = rows_of(rest[-1].blocks, "management_value")[-1]
    assert (late["id"], late["version"]) == (rows[-1]["id"], answer.version)
    assert rest[-1].sums
    quiet = talk.changes(rest[-1].cursor)
    assert (quiet.blocks, quiet.cursor, quiet.sums) == ([], rest[-1].cursor, rest[-1].sums)


def test_what_does_not_fit_into_the_last_page_any_more_comes_next_time(small_central: RunningCentral) -> None:
    talk = Talk(url=small_central.url, user="hs_jb")
    rows = [row for row in talk.rows("management_value") if row["value"]][:10]
    total = len(keys(talk.everything()[0]))
    first = talk.changes(limit=total - 5)
    assert (first.more, first.remaining) == (True, 5)
    talk.send(*(update("management_value", row, value=row["value"] + 10_000) for row in rows))
    last = talk.changes(first.cursor, limit=8)
    assert (last.more, last.sums) == (False, [])
    late = talk.changes(last.cursor)
    assert {row["id"] for row in rows_of(late.blocks, "management_value")} == {row["id"] for row in rows}
    assert late.sums


def test_a_cursor_ahead_of_the_clock_starts_over(small_central: RunningCentral) -> None:
    talk = Talk(url=small_central.url, user="hs_jb")
    blocks, cursor = talk.everything()
    small_central.stop()
    kept = (small_central.data / "central.db").read_bytes()
    small_central.start()
    row = next(row for row in talk.rows("management_value") if row["value"])
    talk.send(update("management_value", row, value=row["value"] + 10_000))
    _, ahead = talk.everything(cursor)
    small_central.stop()
    (small_central.data / "central.db").write_bytes(kept)
    small_central.start()
    assert keys(talk.everything(ahead)[0]) == keys(blocks)


def test_only_the_last_page_tells_who_reads_and_what_the_catalogs_are(each_central: RunningCentral) -> None:
    talk = Talk(url=each_central.url, user="hs_jb")
    hello = msgspec.json.decode(requests.get(f"{each_central.url}/v1/hello", timeout=60).content, type=Hello)
    found = pages(talk, limit=100)
    assert all((page.person, page.contract, page.shapes) == (None, 0, "") for page in found[:-1])
    last = found[-1]
    assert (last.person, last.contract, last.shapes) == (talk.sign_in().user, CONTRACT, hello.shapes)
    quiet = talk.changes(last.cursor)
    assert (quiet.cursor, quiet.person, quiet.shapes) == (last.cursor, last.person, last.shapes)
    assert hello.shapes == shapes_digest(CATALOGS) != shapes_digest(CATALOGS[1:])
