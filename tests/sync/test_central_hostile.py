"""Batches that no client of ours would send: each gets answers or a problem, never a failure, and leaves no trace."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec
import pytest
import zstandard

from app.ids import new_id
from app.unit_of_work import REASON_LIMIT
from sync.central.operations import MOST_COLUMNS
from sync.wire import Batch, BatchReply, OperationBlock, Status
from sync.wire_hello import Problem
from tests.sync.central_fixture import YEAR
from tests.sync.small_province import HAISHU
from tests.sync.talk import Talk, digest, edit, insert

if TYPE_CHECKING:
    import requests

    from tests.sync.central_fixture import RunningCentral

GOOD: dict[str, str] = {
    "fiscal_year": str(YEAR),
    "mof_div_code": f'"{HAISHU}"',
    "code": '"100377"',
    "name": '"甲"',
    "parent_code": '"1003"',
    "category": '"1"',
    "balance_side": '"1"',
}
CELLS = {
    "an integer of 66 bits": str(2**66),
    "an integer of 400 digits": "9" * 400,
    "an integer of 5,000 digits": "9" * 5_000,
    "a number beyond doubles": "1e999",
    "a very small number": "1e-999",
    "a very long fraction": "0." + "3" * 10_000,
    "no number": "NaN",
    "900 lists in each other": "[" * 900 + "]" * 900,
    "5,000 lists in each other": "[" * 5_000 + "]" * 5_000,
    "900 objects in each other": '{"a":' * 900 + "1" + "}" * 900,
    "an object of 10,000 members": "{" + ",".join(f'"k{n}":1' for n in range(10_000)) + "}",
    "the same member twice": '{"a":1,"a":2}',
    "half of a pair": '"\\ud800"',
    "a NUL": '"a\\u0000b"',
    "a megabyte": '"' + "长" * 350_000 + '"',
    "a date of no calendar": '"0000-00-00"',
    "a list of lists": "[[1],[2]]",
}
TARGET = new_id()
"""The row that updates are about."""
PLACES = (*GOOD, "colour", "row id", "version", "author", "reason", "catalog", "user")


@pytest.fixture(scope="module")
def county(shared_central: RunningCentral) -> Talk:
    """Give the operator of 海曙区, with a row of theirs to change."""
    talk = Talk(url=shared_central.url, user="hs_jb")
    row = {"id": TARGET, **{name: json.loads(cell) for name, cell in GOOD.items()}, "code": "100379", "colour": None}
    answer, _ = talk.send_one(insert("accounting_subject", row))
    assert answer.status is Status.ACCEPTED
    return talk


def batch_text(place: str, cell: str, *, batch_id: str, kind: str = "insert") -> str:
    """Return a batch with one good new row, but for what stands in one place of it."""
    cells = {**GOOD, "colour": '"red"'}
    if place in cells:
        cells[place] = cell
    row_id = cell if place == "row id" else f'"{TARGET if kind == "update" else new_id()}"'
    version = cell if place == "version" else "0"
    author, reason, catalog, user = (
        cell if place == name else default
        for name, default in (("author", '"a"'), ("reason", '""'), ("catalog", '"accounting_subject"'), ("user", '""'))
    )
    names = json.dumps(list(cells))
    values = ",".join([*cells.values(), *(cells.values() if kind == "update" else ())])
    return (
        f'{{"batch_id":"{batch_id}","client_id":"hostile","user":{user},"blocks":[{{"catalog":{catalog},'
        f'"kind":"{kind}","columns":{names},"rows":[[{row_id},{version},{values}]],'
        f'"edits":[[{author},"2026-01-01T00:00:00Z",{reason}]]}}]}}'
    )


def sent(talk: Talk, text: str, *, batch_id: str) -> requests.Response:
    body = text.encode("utf-8", "surrogatepass")
    packed = zstandard.compress(body)
    return talk.put_bytes(packed, batch_id=batch_id, **{"Content-Encoding": "zstd", "Content-Digest": digest(body)})


def judged(talk: Talk, text: str, *, batch_id: str) -> tuple[int, str]:
    """Return status and code of a problem, or 200 and the answer's rule; the body must be one of the two."""
    answer = sent(talk, text, batch_id=batch_id)
    if answer.status_code == 200:
        reply = msgspec.json.decode(answer.content, type=BatchReply)
        assert [one.status for one in reply.answers] != []
        return 200, reply.answers[0].rule
    assert answer.headers["content-type"] == "application/problem+json"
    problem = msgspec.json.decode(answer.content, type=Problem)
    assert problem.detail.endswith("。")
    assert len(problem.detail) < 1_000
    return answer.status_code, problem.code


@pytest.mark.parametrize("kind", ["insert", "update"])
@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS.keys())
def test_no_cell_makes_a_central_fail(county: Talk, cell: str, kind: str) -> None:
    for place in PLACES:
        batch_id = str(uuid4())
        status, code = judged(county, batch_text(place, cell, batch_id=batch_id, kind=kind), batch_id=batch_id)
        assert status in {200, 400, 403, 422}, (place, status, code)
    assert county.rows("accounting_subject")


def test_many_columns_with_long_names_are_refused_by_name(county: Talk) -> None:
    names = [f"x{n:059d}" for n in range(MOST_COLUMNS)]
    rows = [{"id": new_id(), **dict.fromkeys(names)} for _ in range(5_000)]
    answer = county.put(batch(insert("accounting_subject", *rows)))
    assert answer.status_code == 200
    assert {one.status for one in msgspec.json.decode(answer.content, type=BatchReply).answers} == {Status.REJECTED}
    wider = {"id": new_id(), **dict.fromkeys([*names, "one_more"])}
    refused = county.put(batch(insert("accounting_subject", wider)))
    assert (refused.status_code, refused.json()["code"]) == (422, "body.schema")
    assert "blocks[0].columns" in refused.json()["detail"]


def test_many_blocks_are_refused(county: Talk) -> None:
    block = insert("accounting_subject", {"id": new_id()})
    empty = msgspec.structs.replace(block, rows=[])
    refused = county.put(batch(*[empty] * 5_001))
    assert (refused.status_code, refused.json()["code"]) == (422, "body.schema")


def test_a_reason_without_end_is_refused_row_by_row(county: Talk) -> None:
    row = {"id": new_id(), **{name: json.loads(cell) for name, cell in GOOD.items()}, "code": "100378"}
    block = insert("accounting_subject", row)
    longer = msgspec.structs.replace(block, edits=edit(reason="长" * (REASON_LIMIT + 1)))
    reply = msgspec.json.decode(county.put(batch(longer)).content, type=BatchReply)
    assert [(one.status, one.rule) for one in reply.answers] == [(Status.REJECTED, "field.length")]
    longest = msgspec.structs.replace(block, edits=edit(reason="长" * REASON_LIMIT))
    reply = msgspec.json.decode(county.put(batch(longest)).content, type=BatchReply)
    assert [one.status for one in reply.answers] == [Status.ACCEPTED]


def batch(*blocks: OperationBlock) -> Batch:
    return Batch(batch_id=str(uuid4()), client_id="hostile", blocks=list(blocks))


def test_a_digest_of_the_packed_body_is_another(county: Talk) -> None:
    body = batch_text("name", '"乙"', batch_id="p1").encode()
    packed = zstandard.compress(body)
    headers = {"Content-Encoding": "zstd", "Content-Digest": digest(packed)}
    answer = county.put_bytes(packed, batch_id="p1", **headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "request.malformed")
