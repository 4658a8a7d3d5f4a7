"""Counts and hashes of ranges, and their rows: what a client needs to find what differs (contract, verification)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import requests

from sync.row_hash import xor_of
from sync.wire_hello import Hello
from sync.wire_ranges import Ranges, RowsPage
from tests.sync.talk import Talk, rows_of, update

if TYPE_CHECKING:
    from tests.sync.central_fixture import RunningCentral

CATALOG = "budget_subject"


def get(talk: Talk, path: str, **query: str | int) -> requests.Response:
    return requests.get(f"{talk.url}/v1/{path}", params=query, headers=talk.headers, timeout=60)


def ranges(talk: Talk, **query: str | int) -> Ranges:
    answer = get(talk, "ranges", **query)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=Ranges)


def content(row: dict[str, Any]) -> int:
    """Return the content hash by the words of the contract, with no code of the product."""
    system = ("id", "version", "is_deleted", "updated_at", "updated_by")
    values = {name: row[name] for name in sorted(row) if name not in system and row[name] not in (None, "")}
    values = {name: value for name, value in values.items() if value is not False}
    text = json.dumps([*(row[name] for name in system[:3]), values], ensure_ascii=False, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


@pytest.mark.parametrize("parts", [1, 7, 64])
def test_parts_are_neighbours_and_hash_what_the_pages_bring(each_central: RunningCentral, parts: int) -> None:
    talk = Talk(url=each_central.url, user="nb_jb")
    for catalog in (CATALOG, "region", "management_value"):
        rows = sorted(talk.rows(catalog), key=lambda row: row["id"])
        found = ranges(talk, catalog=catalog, parts=parts, content=1).parts
        assert len(found) <= min(parts, len(rows))
        assert (found[0].first, found[-1].last) == ("", "")
        assert [one.last for one in found[:-1]] == [one.first for one in found[1:]]
        assert max(one.count for one in found) <= -(-len(rows) // parts)
        for one in found:
            within = [row for row in rows if row["id"] >= one.first and (not one.last or row["id"] < one.last)]
            assert one.count == len(within)
            assert one.xor == xor_of(row["version"] for row in within)
            expected = 0
            for row in within:
                expected ^= content(row)
            assert one.content == expected


def test_a_part_is_asked_again_in_smaller_ones_and_its_rows_are_given(each_central: RunningCentral) -> None:
    talk = Talk(url=each_central.url, user="hs_jb")
    third = ranges(talk, catalog=CATALOG, parts=8).parts[2]
    inner = ranges(talk, catalog=CATALOG, first=third.first, last=third.last, parts=4).parts
    assert (inner[0].first, inner[-1].last) == (third.first, third.last)
    assert sum(one.count for one in inner) == third.count
    assert [one.content for one in inner] == [0] * 4, "contents are hashed only where they are asked for"
    page = msgspec.json.decode(
        get(talk, "rows", catalog=CATALOG, first=third.first, last=third.last).content, type=RowsPage
    )
    found = rows_of(page.blocks, CATALOG)
    assert [row["id"] for row in found] == sorted(row["id"] for row in found)
    assert (len(found), page.following) == (third.count, "")


def test_a_deleted_row_counts_and_a_change_shows_in_one_part(small_central: RunningCentral) -> None:
    talk = Talk(url=small_central.url, user="hs_jb")
    row = next(row for row in talk.rows("management_value") if row["value"])
    before = ranges(talk, catalog="management_value", parts=5).parts
    talk.send(update("management_value", row, value=row["value"] + 10_000))
    after = ranges(talk, catalog="management_value", parts=5).parts
    changed = [one for one, other in zip(after, before, strict=True) if one != other]
    assert len(changed) == 1
    assert changed[0].first <= row["id"] < (changed[0].last or "g")


def test_nobody_sees_others_rows_by_asking_for_ranges(shared_central: RunningCentral) -> None:
    talk, other = (Talk(url=shared_central.url, user=code) for code in ("hs_jb", "yz_jb"))
    theirs = {row["id"] for row in other.rows("management_value")}
    page = msgspec.json.decode(get(talk, "rows", catalog="management_value").content, type=RowsPage)
    assert theirs.isdisjoint(row["id"] for row in rows_of(page.blocks, "management_value"))
    found = ranges(talk, catalog="management_value", first=min(theirs), last=max(theirs)).parts
    within = [row for row in rows_of(page.blocks, "management_value") if min(theirs) <= row["id"] < max(theirs)]
    assert sum(one.count for one in found) == len(within)


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"catalog": "nothing"}, 404, "catalog.unknown"),
        ({}, 404, "catalog.unknown"),
        ({"catalog": CATALOG, "parts": 65}, 400, "request.malformed"),
        ({"catalog": CATALOG, "first": "' OR 1"}, 400, "request.malformed"),
        ({"catalog": CATALOG, "content": 2}, 400, "request.malformed"),
    ],
)
def test_wrong_questions_get_their_code(
    shared_central: RunningCentral, query: dict[str, str], status: int, code: str
) -> None:
    answer = get(Talk(url=shared_central.url, user="hs_jb"), "ranges", **query)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_hello_offers_it(shared_central: RunningCentral) -> None:
    hello = msgspec.json.decode(requests.get(f"{shared_central.url}/v1/hello", timeout=60).content, type=Hello)
    assert {"snapshot", "ranges"} <= set(hello.offers)
