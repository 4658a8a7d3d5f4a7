"""What a central takes: so many requests a minute, so many at once, bodies in time; every refusal says when to come."""

from __future__ import annotations

import asyncio
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import requests
import uvicorn
from uvicorn.server import ServerState

from app.catalogs import CATALOGS
from sync.central import connection
from sync.central.app import create_app
from sync.central.bodies import read_body
from sync.central.database import open_database
from sync.central.limits import Buckets, Gate
from sync.central.options import Limits
from sync.central.problems import RequestError
from tests.sync.talk import TIMEOUT, Talk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from tests.sync.central_fixture import RunningCentral


class Clock:
    """Time that tests move."""

    now = 50.0

    def __call__(self) -> float:
        return self.now


def raw(url: str, sent: bytes) -> bytes:
    """Send bytes that need not be HTTP; return all that comes back."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=TIMEOUT) as line:
        line.sendall(sent)
        found = b""
        while piece := line.recv(65536):
            found += piece
    return found


def test_a_bucket_fills_again_and_says_how_long_that_takes() -> None:
    clock = Clock()
    buckets = Buckets(60, clock=clock)
    assert [buckets.take("a") for _ in range(60)] == [0] * 60
    assert buckets.take("a") == 6, "a tenth of a minute's requests"
    assert buckets.take("b") == 0, "everybody has a bucket of their own"
    clock.now += 6
    assert [buckets.take("a") for _ in range(7)] == [0] * 6 + [6]
    clock.now += 3600
    assert [buckets.take("a") for _ in range(61)].count(0) == 60, "never more than a minute's requests"


def test_a_request_that_counts_for_many_passes_a_full_bucket() -> None:
    buckets = Buckets(10, clock=Clock())
    assert buckets.take("a", cost=20) == 0
    assert buckets.take("a", cost=1) > 0


def test_who_asked_longest_ago_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.central.limits.REMEMBERED", 2)
    buckets = Buckets(1, clock=Clock())
    assert [buckets.take(name) for name in "abc"] == [0, 0, 0]
    assert buckets.take("c") > 0
    assert buckets.take("a") == 0


def test_only_so_many_are_inside_and_a_failure_leaves_too() -> None:
    gate = Gate(limits=Limits(at_once=1))
    with pytest.raises(ZeroDivisionError), gate.hold():
        raise ZeroDivisionError
    with gate.hold(), pytest.raises(RequestError) as refused, gate.hold():
        pass
    assert (refused.value.code, refused.value.status, refused.value.retry_after) == ("central.busy", 503, 2)
    assert gate.inside == 0


def test_a_person_who_asks_too_often_is_told_when_to_come_again(start: Callable[..., RunningCentral]) -> None:
    central = start("--person-rate", "60")
    talk, other = Talk(url=central.url, user="hs_jb"), Talk(url=central.url, user="yz_jb")

    def ask(who: Talk) -> requests.Response:
        return requests.get(f"{central.url}/v1/me", headers=who.headers, timeout=TIMEOUT)

    answers = [ask(talk) for _ in range(70)]
    refused = next(one for one in answers if one.status_code != 200)
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["code"] == "rate.limited"
    assert 1 <= int(refused.headers["retry-after"]) == refused.json()["retry_after"] <= 6
    assert ask(other).status_code == 200
    time.sleep(int(refused.headers["retry-after"]))
    assert ask(talk).status_code == 200


def test_an_address_is_limited_before_sign_in_and_guessing_costs_more(start: Callable[..., RunningCentral]) -> None:
    central = start("--address-rate", "90")
    talk = Talk(url=central.url, user="hs_jb")
    talk.sign_in()
    body = {"user": "nobody", "password": "guess", "client_id": "c1"}
    codes = [requests.post(f"{central.url}/v1/sessions", json=body, timeout=TIMEOUT).json()["code"] for _ in range(4)]
    assert codes == ["sign-in.wrong"] * 3 + ["rate.limited"]
    hello = requests.get(f"{central.url}/v1/hello", timeout=TIMEOUT)
    assert hello.status_code == 200, "what is left is enough for a question that costs little"
    assert requests.get(f"{central.url}/v1/me", headers=talk.headers, timeout=TIMEOUT).status_code == 200


def test_too_many_at_once_are_refused_even_with_a_large_body_and_nothing_is_done(
    start: Callable[..., RunningCentral],
) -> None:
    central = start("--at-once", "1")
    talk = Talk(url=central.url, user="hs_jb")
    headers = {**talk.headers, "Content-Type": "application/json"}
    host, port = central.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as slow:
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        slow.sendall(f"PUT /v1/batches/b1 HTTP/1.1\r\nHost: x\r\n{head}Content-Length: 100\r\n\r\n".encode())
        time.sleep(0.3)
        refused = requests.put(f"{central.url}/v1/batches/b2", data=b" " * 2**20, headers=headers, timeout=TIMEOUT)
        assert (refused.status_code, refused.json()["code"]) == (503, "central.busy")
        assert int(refused.headers["retry-after"]) == refused.json()["retry_after"] > 0
    time.sleep(0.3)
    assert requests.get(f"{central.url}/v1/me", headers=headers, timeout=TIMEOUT).status_code == 200


async def trickle(pause: float) -> AsyncIterator[bytes]:
    for _ in range(50):
        await asyncio.sleep(pause)
        yield b"x"


def test_a_body_has_to_be_here_in_time() -> None:
    assert asyncio.run(read_body(trickle(0), seconds=1)) == b"x" * 50
    with pytest.raises(RequestError) as refused:
        asyncio.run(read_body(trickle(0.02), seconds=0.1))
    assert (refused.value.code, refused.value.status) == ("body.too-slow", 408)


def test_a_slow_body_is_answered_and_its_connection_ended(tmp_path: Path) -> None:
    database = open_database(data=tmp_path, catalogs=CATALOGS)
    app = create_app(database, limits=Limits(body_seconds=0.05))
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def send(message: Any) -> None:  # noqa: ANN401 - an ASGI message
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/v1/sessions", "headers": [], "query_string": b""}
    asyncio.run(app({**scope, "root_path": "", "http_version": "1.1", "scheme": "http"}, receive, send))
    database.close()
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]
    assert b'"body.too-slow"' in sent[1]["body"]


@pytest.mark.parametrize(
    "sent",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/x\r\n\r\n",
        b"GET /v1/hello HTTP/1.1\r\n\r\n",
        b"GET /v1/hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /v1/hello HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
        b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"GET /v1/hello HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 300 + b"\r\n\r\n",
    ],
    ids=["no request", "version", "no host", "two hosts", "header", "length", "encoding", "large head", "a handshake"],
)
def test_what_is_no_http_is_refused_like_everything_else(shared_central: RunningCentral, sent: bytes) -> None:
    head, _, body = raw(shared_central.url, sent).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/problem+json" in head.lower()
    assert b'"request.malformed"' in body
    assert requests.get(f"{shared_central.url}/v1/hello", timeout=TIMEOUT).status_code == 200


def test_a_broken_chunk_in_the_middle_of_a_body_is_refused(shared_central: RunningCentral) -> None:
    head = (
        b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    found = raw(shared_central.url, head + b"5\r\nhello\r\nzz\r\n")
    assert found.startswith(b"HTTP/1.1 400 ")
    assert b'"request.malformed"' in found


def test_a_head_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 0.3)
    database = open_database(data=tmp_path, catalogs=CATALOGS)

    async def talk() -> tuple[float, bytes]:
        config = connection_config(database)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(config, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /v1/hello HTTP/1.1\r\nHost: x\r\n\r\n")
        first = await reader.readuntil(b"\r\n\r\n")
        length = int(next(line for line in first.split(b"\r\n") if b"content-length" in line).split(b":")[1])
        await reader.readexactly(length)
        started = loop.time()
        writer.write(b"GET /v1/hello HTTP/1.1\r\nHost:")
        rest = await reader.read()
        writer.close()
        server.close()
        return loop.time() - started, rest

    spent, rest = asyncio.run(talk())
    database.close()
    assert rest == b""
    assert 0.2 < spent < 10


def connection_config(database: Any) -> Callable[[], connection.Connection]:  # noqa: ANN401 - a Database
    config = uvicorn.Config(create_app(database), lifespan="off", log_config=None, access_log=False)
    config.load()
    return lambda: connection.Connection(config=config, server_state=ServerState(), app_state={})


def test_a_crowd_of_desks_behind_one_address_is_served(shared_central: RunningCentral) -> None:
    def begin(number: int) -> int:
        talk = Talk(url=shared_central.url, user="hs_jb", client_id=f"desk-{number}")
        requests.get(f"{talk.url}/v1/hello", timeout=TIMEOUT).raise_for_status()
        talk.sign_in()
        return requests.get(f"{talk.url}/v1/me", headers=talk.headers, timeout=TIMEOUT).status_code

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(begin, range(100))) == {200}
