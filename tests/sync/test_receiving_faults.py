"""Whatever the platform answers: one Chinese sentence with table and page, and nothing is changed (数据接收)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from sync.central.database import open_database
from sync.central.receiving.receive import Ask, take_pulled
from sync.central.receiving.state import NOTHING
from sync.platform.errors import PlatformError, ReceiveError
from sync.platform.rows import Pulled
from tests.sync.central_fixture import seed_small
from tests.sync.platform_stand_in import PAGE, Platform, platform_stand_in, region, slow
from tests.sync.receiving_desk import PROVINCE, REGIONS, YEAR, receive, rows_of, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.central.database import Database

JSON = "application/json"
FAULTS = {
    "html": ((200, b"<!doctype html><p>login", "text/html"), "网页"),
    "500": ((500, b"oops", "text/plain"), "状态 500"),
    "503": ((503, b"", "text/plain"), "状态 503"),
    "empty": ((200, b"", JSON), "空的"),
    "cut": ((200, b'[{"ele_id":"a","ele_na', JSON), "完整的 JSON"),
    "gbk": ((200, '[{"ele_name":"宁波"}]'.encode("gbk"), JSON), "UTF-8"),
    "object": ((200, '{"code":"9","message":"表被锁定"}'.encode(), JSON), "表被锁定"),
    "number": ((200, b"12", JSON), "没有数据"),
    "cells": ((200, b'[["a","b"]]', JSON), "第 1 行不是一条记录"),
    "too many": ((200, json.dumps([{}] * (PAGE + 1)).encode(), JSON), "1,001 行"),
    "moved": ((302, b"", "text/plain"), "状态 302"),
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    seed_small(data=tmp_path / "central")
    opened = open_database(data=tmp_path / "central", catalogs=CATALOGS)
    yield opened
    opened.close()


@pytest.fixture
def platform() -> Iterator[Platform]:
    with platform_stand_in() as found:
        found.put(REGIONS, **region(PROVINCE, "浙江省", level=2))
        found.put(REGIONS, **region("330299000", "开发区", parent=PROVINCE))
        yield found


def many(platform: Platform, count: int) -> None:
    for n in range(1, count + 1):
        platform.put(REGIONS, **region(f"33{n:07}", f"区{n}", parent=PROVINCE))


@pytest.mark.parametrize("name", FAULTS)
def test_a_foreign_answer_is_one_sentence(name: str, database: Database, platform: Platform) -> None:
    fault, words = FAULTS[name]
    before = rows_of(database)
    platform.faults = [fault] * 3
    with pytest.raises(PlatformError) as raised:
        receive(database, platform)
    sentence = raised.value.sentence
    assert words in sentence
    assert "财政区划”（表 ELE_VD08001，第 1 页）" in sentence
    assert sentence.endswith("没有改动任何数据。")
    assert rows_of(database) == before
    platform.faults = []
    assert len(receive(database, platform).new) == 1


def test_what_passes_is_tried_again(database: Database, platform: Platform) -> None:
    platform.faults = [FAULTS["cut"][0], FAULTS["503"][0]]
    assert len(receive(database, platform).new) == 1


def test_gbk_is_read_where_it_is_named(database: Database, platform: Platform) -> None:
    rows = [{**region("330298000", "甬城", parent="0"), "dbversion": "5"}]
    body = json.dumps(rows, ensure_ascii=False).encode("gbk")
    platform.faults = [(200, body, "application/json; charset=GBK")]
    receive(database, platform)
    assert rows_of(database)["330298000"]["name"] == "甬城"


def test_columns_in_capitals_and_rows_in_an_object(database: Database, platform: Platform) -> None:
    row = {name.upper(): value for name, value in {**region("330298000", "甬城"), "dbversion": 5}.items()}
    platform.faults = [(200, json.dumps({"code": "100000", "data": [row]}).encode(), JSON)]
    receive(database, platform)
    assert rows_of(database)["330298000"]["name"] == "甬城"


def test_a_token_that_was_renewed_meanwhile(database: Database, platform: Platform) -> None:
    def expire() -> None:
        platform.token = "newer-token"

    platform.faults = [expire]
    assert len(receive(database, platform).new) == 1


def test_a_token_that_is_refused(database: Database, platform: Platform) -> None:
    platform.faults = [(401, b"", JSON)] * 2
    with pytest.raises(PlatformError, match="更新令牌"):
        receive(database, platform)


def test_a_table_that_is_not_there(database: Database, platform: Platform) -> None:
    platform.tables.clear()
    with pytest.raises(PlatformError, match=r"tables\.csv"):
        receive(database, platform)


def test_a_slow_platform(database: Database, platform: Platform) -> None:
    platform.faults = [slow(2.0), slow(2.0)]
    with pytest.raises(PlatformError, match="没有在规定时间内答复"):
        receive(database, platform)


def test_a_full_page_and_then_an_empty_one(database: Database, platform: Platform) -> None:
    many(platform, PAGE - 2)
    done = receive(database, platform)
    assert (done.count, len(done.invalid)) == (PAGE, 0)
    pages = [path.rsplit("=", 1)[1] for path in platform.seen]
    assert pages == ["1", "2", "1", "2"], "read until two passes see the same"


def test_a_platform_that_does_not_turn_pages(database: Database, platform: Platform) -> None:
    many(platform, PAGE)
    body = json.dumps(platform.page(REGIONS, since=0, page=1)).encode()
    platform.faults = [(200, body, JSON)] * 2
    with pytest.raises(PlatformError, match="与上一页完全相同"):
        receive(database, platform)


def test_rows_that_slip_between_pages_are_found(database: Database, platform: Platform) -> None:
    many(platform, 2 * PAGE)
    platform.by_version = True

    def move() -> None:
        platform.put(REGIONS, ele_id="GUID-330000001", ele_name="改了")

    platform.faults = [None, move]  # the first row of page 2 becomes the last of page 1 and is not seen
    receive(database, platform)
    rows = rows_of(database)
    assert rows["330000001"]["name"] == "改了"
    codes = {row["ele_code"] for row in platform.tables[REGIONS].values()}
    assert codes <= rows.keys()


def test_a_platform_that_never_stands_still(database: Database, platform: Platform) -> None:
    many(platform, PAGE)
    receive(database, platform)
    platform.by_version = True

    def move() -> None:
        platform.put(REGIONS, ele_id="GUID-330000001", ele_name=f"改了{platform.clock}")

    platform.faults = [move] * 30
    with pytest.raises(ReceiveError, match="一直在变化"):
        receive(database, platform, full=True)
    receive(database, platform)
    assert rows_of(database)["330000001"]["name"].startswith("改了")


def test_two_that_receive_at_once(database: Database, platform: Platform) -> None:
    receive(database, platform)
    ask = Ask(table=table_of(REGIONS), province=PROVINCE, year=YEAR, address=platform.url)
    with pytest.raises(ReceiveError, match="另一处"):
        take_pulled(database, ask=ask, pulled=Pulled(), known=NOTHING, is_full=True)
