"""Whatever comes in, a central answers in the contract's form: problems with a code and a Chinese sentence."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import msgspec
import pytest
import requests
import zstandard

from sync.wire import Batch
from sync.wire_hello import Hello, Problem
from tests.sync.talk import Talk, digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.sync.central_fixture import RunningCentral

JSON = "application/json"
ID = "019a0000-0000-7000-8000-000000000001"
EMPTY = b'{"batch_id":"b1","client_id":"test-client","blocks":[]}'


@pytest.fixture(scope="module")
def talk(shared_central: RunningCentral) -> Talk:
    return Talk(url=shared_central.url, user="hs_jb")


def problem(answer: requests.Response) -> Problem:
    assert answer.headers["content-type"] == "application/problem+json"
    found = msgspec.json.decode(answer.content, type=Problem)
    assert found.status == answer.status_code
    assert found.title
    assert found.detail.endswith("。")
    assert "Traceback" not in answer.text
    return found


def block(**changed: object) -> bytes:
    one = {"catalog": "management_value", "kind": "update", "columns": ["value"], "rows": [], "edits": [], **changed}
    return msgspec.json.encode({"batch_id": "b1", "client_id": "test-client", "blocks": [one]})


def test_hello_describes_the_catalogs_without_sign_in(talk: Talk) -> None:
    answer = requests.get(f"{talk.url}/v1/hello", timeout=30)
    hello = msgspec.json.decode(answer.content, type=Hello)
    assert hello.contract == 1
    by_name = {one.name: one for one in hello.catalogs}
    value = next(one for one in by_name["management_value"].fields if one.name == "value")
    assert (value.label, value.scale, value.schema["type"]) == ("数值", 4, ["integer", "null"])


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "path.unknown"),
        ("GET", "/v1/nothing", 404, "path.unknown"),
        ("GET", "/v1/hello/", 404, "path.unknown"),
        ("PATCH", "/v1/hello", 405, "method.unknown"),
        ("GET", "/v1/sessions", 405, "method.unknown"),
        ("DELETE", "/v1/batches/b1", 405, "method.unknown"),
        ("GET", "/v1/me", 401, "token.unknown"),
        ("GET", "/v1/changes", 401, "token.unknown"),
        ("PUT", "/v1/batches/b1", 401, "token.unknown"),
    ],
)
def test_wrong_addresses_methods_and_tokens(talk: Talk, method: str, path: str, status: int, code: str) -> None:
    answer = requests.request(method, talk.url + path, timeout=30)
    assert (answer.status_code, problem(answer).code) == (status, code)


def test_405_names_what_is_allowed(talk: Talk) -> None:
    answer = requests.patch(f"{talk.url}/v1/sessions", timeout=30)
    assert set(answer.headers["allow"].replace(" ", "").split(",")) == {"POST", "DELETE"}


@pytest.mark.parametrize(
    ("query", "code"),
    [("limit=0", "request.malformed"), ("limit=5001", "request.malformed"), ("limit=x", "request.malformed")],
)
def test_wrong_parameters(talk: Talk, query: str, code: str) -> None:
    answer = requests.get(f"{talk.url}/v1/changes?{query}", headers=talk.headers, timeout=30)
    assert (answer.status_code, problem(answer).code) == (400, code)
    assert "limit" in problem(answer).detail


@pytest.mark.parametrize("cursor", ["x", "!!!!", "W10", "WyJhIl0", "é", "A" * 401])
def test_a_cursor_of_somebody_elses_making(talk: Talk, cursor: str) -> None:
    answer = requests.get(f"{talk.url}/v1/changes", params={"cursor": cursor}, headers=talk.headers, timeout=30)
    assert (answer.status_code, problem(answer).code) == (400, "request.malformed")


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (EMPTY[:-3], {}, 400, "request.malformed"),
        (b"", {}, 400, "request.malformed"),
        (b"<html></html>", {}, 400, "request.malformed"),
        (b'{"x":' + b"[" * 100_000, {}, 400, "request.malformed"),
        (b'{"batch_id":"\xff"}', {}, 400, "request.malformed"),
        (EMPTY, {"Content-Digest": digest(b"other")}, 400, "request.malformed"),
        (EMPTY, {"Content-Digest": "md5=:AAAA:"}, 400, "request.malformed"),
        (EMPTY, {"Content-Type": "text/plain"}, 415, "body.type"),
        (EMPTY, {"Content-Encoding": "br"}, 415, "body.type"),
        (EMPTY, {"Content-Encoding": "zstd"}, 400, "request.malformed"),
        (zstandard.compress(EMPTY)[:-2], {"Content-Encoding": "zstd"}, 400, "request.malformed"),
        (zstandard.compress(EMPTY) + b"more", {"Content-Encoding": "zstd"}, 400, "request.malformed"),
        (zstandard.compress(b" " * (65 << 20)), {"Content-Encoding": "zstd"}, 413, "body.too-large"),
        (b" " * ((16 << 20) + 1), {}, 413, "body.too-large"),
        (b"{}", {}, 422, "body.schema"),
        (b'{"batch_id":"other","client_id":"test-client","blocks":[]}', {}, 422, "body.schema"),
        (b'{"batch_id":"b1","client_id":"no spaces","blocks":[]}', {}, 422, "body.schema"),
        (b"[]", {}, 422, "body.schema"),
    ],
)
def test_unreadable_bodies(talk: Talk, body: bytes, headers: Mapping[str, str], status: int, code: str) -> None:
    sent = {"Content-Type": JSON, **talk.headers, **headers}
    answer = requests.put(f"{talk.url}/v1/batches/b1", data=body, headers=sent, timeout=60)
    assert (answer.status_code, problem(answer).code) == (status, code)


@pytest.mark.parametrize(
    ("changed", "member"),
    [
        ({"kind": "upsert"}, "blocks[0].kind"),
        ({"catalog": 5}, "blocks[0].catalog"),
        ({"columns": ["version"]}, "blocks[0].columns"),
        ({"columns": ["value", "value"]}, "blocks[0].columns"),
        ({"columns": ["Value'"]}, "blocks[0].columns"),
        ({"kind": "delete"}, "blocks[0].columns"),
        ({"rows": [[ID, 1, 2]]}, "blocks[0].rows[0]"),
        ({"rows": [[ID, 1, 2, 3], ["x", 1, 2, 3]]}, "blocks[0].rows[1][0]"),
        ({"rows": [[ID.upper(), 1, 2, 3]]}, "blocks[0].rows[0][0]"),
        ({"rows": [[ID, "1", 2, 3]]}, "blocks[0].rows[0][1]"),
        ({"rows": [[ID, -1, 2, 3]]}, "blocks[0].rows[0][1]"),
        ({"rows": [[ID, True, 2, 3]]}, "blocks[0].rows[0][1]"),
        ({"rows": [[ID, 1, 2, 3]]}, "blocks[0].edits"),
        ({"rows": [[ID, 1, 2, 3]], "edits": [["a"]]}, "blocks[0].edits[0]"),
        ({"rows": [[ID, 1, 2, 3]] * 5_001, "edits": [["a", "b", "c"]]}, "blocks"),
    ],
)
def test_a_member_of_the_wrong_shape_is_named(talk: Talk, changed: Mapping[str, object], member: str) -> None:
    answer = talk.put_bytes(block(**changed), batch_id="b1")
    found = problem(answer)
    assert (answer.status_code, found.code) == (422, "body.schema")
    assert f"请求的 {member} 不符合约定" in found.detail


@pytest.mark.parametrize(
    ("body", "member"),
    [
        ({"user": "hs_jb", "password": "x"}, "client_id"),
        ({"user": "hs_jb", "password": 5, "client_id": "c"}, "password"),
        ({"user": "hs_jb", "password": "x" * 201, "client_id": "c"}, "password"),
        ([], "内容"),
    ],
)
def test_a_wrong_sign_in_names_the_member(talk: Talk, body: object, member: str) -> None:
    found = problem(requests.post(f"{talk.url}/v1/sessions", json=body, timeout=30))
    assert (found.code, found.detail) == ("body.schema", f"请求的 {member} 不符合约定，请升级程序后重试。")


def test_both_directions_may_be_compressed(talk: Talk) -> None:
    body = b'{"batch_id":"b2","client_id":"test-client","blocks":[]}'
    packed = zstandard.compress(body)
    headers = {"Content-Type": JSON, "Content-Encoding": "zstd", "Content-Digest": digest(body), **talk.headers}
    answer = requests.put(f"{talk.url}/v1/batches/b2", data=packed, headers=headers, timeout=30)
    assert (answer.status_code, answer.json()["batch_id"]) == (200, "b2")
    headers = {**talk.headers, "Accept-Encoding": "gzip, zstd"}
    with requests.get(f"{talk.url}/v1/changes", headers=headers, stream=True, timeout=30) as page:
        raw = page.raw.read(decode_content=False)
    assert page.headers["content-encoding"] == "zstd"
    plain = zstandard.ZstdDecompressor().decompress(raw)
    assert msgspec.json.decode(plain)["more"] is False


def test_a_batch_of_nothing_is_answered(talk: Talk) -> None:
    reply = talk.send()
    assert (reply.answers, reply.rows) == ([], [])


def test_half_a_request_harms_nobody(talk: Talk) -> None:
    host, port = talk.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall(b"PUT /v1/batches/b9 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
    assert talk.send(batch_id="b9").batch_id == "b9"


def test_another_users_batch_is_not_shown(talk: Talk) -> None:
    other = Talk(url=talk.url, user="yz_jb")
    batch = Batch(batch_id="mine", client_id="test-client", blocks=[])
    assert talk.put(batch).status_code == 200
    assert problem(other.put(batch)).code == "rights.batch"
