"""The transport over real sockets: packing, safe repeats, patience, and headers that stay ours."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import msgspec
import pytest

from sync.bodies import PACK_FROM
from sync.calls import Central
from sync.errors import AnswerError, CancelledError, RequestRefusedError, UnreachableError
from sync.http import HttpTransport
from sync.patience import Patience
from sync.transport import Request
from sync.wire_hello import Hello
from tests.sync.desks import seeded_central
from tests.sync.http_model import HttpModel, http_model, raw_answer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GOOD = raw_answer(200, body=msgspec.json.encode(Hello(contract=1, name="z", time="", catalogs=[])))
BUSY = raw_answer(503, more="Retry-After: 1\r\n")


@pytest.fixture
def model() -> Iterator[HttpModel]:
    with http_model(seeded_central()) as one:
        yield one


@pytest.fixture
def transport(model: HttpModel) -> Iterator[HttpTransport]:
    one = HttpTransport(model.url, patience=Patience(connect=1, read=0.5, repeats=2, pace=0.01, longest_wait=1))
    yield one
    one.close()


def test_both_ways_are_packed(model: HttpModel, transport: HttpTransport) -> None:
    body = b'{"text":"' + b"a" * PACK_FROM * 20 + b'"}'
    reply = transport.send(Request(method="GET", path="/v1/hello", call="连接", body=body))
    seen = model.seen[-1]
    assert seen.headers["content-encoding"] == "zstd"
    assert seen.headers["accept-encoding"] == "zstd"
    assert seen.body == body
    assert reply.sent < len(body) / 10
    assert msgspec.json.decode(reply.body, type=Hello).name == "模型"


def test_a_small_body_goes_as_it_is(model: HttpModel, transport: HttpTransport) -> None:
    transport.send(
        Request(
            method="POST", path="/v1/sessions/refresh", call="续期登录", body=b'{"refresh_token":"","client_id":"x"}'
        )
    )
    assert "content-encoding" not in model.seen[-1].headers


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("first", [b"", raw_answer(502), raw_answer(504)], ids=["closed", "502", "504"])
def test_what_may_be_repeated_is_repeated_unseen(
    model: HttpModel, transport: HttpTransport, method: str, first: bytes
) -> None:
    model.instead["/"] = [first, first, GOOD]
    reply = transport.send(Request(method=method, path="/v1/hello", call="连接", body=b"{}"))
    assert reply.status == 200
    assert len(model.seen) == 3
    assert len({one.body for one in model.seen}) == 1


def test_a_sign_in_is_never_repeated(model: HttpModel, transport: HttpTransport) -> None:
    model.instead["/"] = [b"", GOOD]
    with pytest.raises(UnreachableError, match="中断"):
        transport.send(Request(method="POST", path="/v1/sessions/refresh", call="续期登录", body=b"{}"))
    assert len(model.seen) == 1


def test_the_central_says_how_long_to_wait(model: HttpModel, transport: HttpTransport) -> None:
    model.instead["/"] = [BUSY, GOOD]
    started = time.monotonic()
    assert transport.send(Request(method="GET", path="/v1/hello", call="连接")).status == 200
    assert 0.9 < time.monotonic() - started < 3


def test_nobody_waits_longer_than_patience(model: HttpModel, transport: HttpTransport) -> None:
    model.instead["/"] = [raw_answer(429, more="Retry-After: 86400\r\n")]
    started = time.monotonic()
    with pytest.raises(RequestRefusedError, match="86400 秒后") as error:
        Central(transport).hello()
    assert error.value.retry_after == 86400
    assert time.monotonic() - started < 1
    assert len(model.seen) == 1, "who is asked to stay away for a day does not ask again"


def test_a_wait_is_told_and_can_be_ended_at_once(model: HttpModel, transport: HttpTransport) -> None:
    model.instead["/"] = [BUSY, GOOD]
    waits: list[float] = []

    def end(seconds: float) -> None:
        waits.append(seconds)
        raise CancelledError("停。")

    central = Central(transport)
    central.pause = end
    started = time.monotonic()
    with pytest.raises(CancelledError):
        central.hello()
    assert waits == [1]
    assert time.monotonic() - started < 0.9
    assert len(model.seen) == 1


def test_whether_a_central_is_there_costs_the_least(model: HttpModel, transport: HttpTransport) -> None:
    central = Central(transport)
    central.is_there()
    assert [one.path for one in model.seen] == ["/v1/me"]
    assert central.traffic.received < 200
    model.instead["/"] = [raw_answer(401, body=b"<html>log in", kind="text/html")]
    with pytest.raises(AnswerError, match="网页"):
        central.is_there()


def test_a_500_is_not_repeated(model: HttpModel, transport: HttpTransport) -> None:
    model.instead["/"] = [raw_answer(500), GOOD]
    with pytest.raises(RequestRefusedError):
        Central(transport).hello()
    assert len(model.seen) == 1


def test_a_redirect_does_not_carry_the_token_away(model: HttpModel, transport: HttpTransport) -> None:
    model.instead["/v1/hello"] = [raw_answer(307, more=f"Location: {model.url}/elsewhere\r\n")]
    with pytest.raises(AnswerError, match="elsewhere"):
        Central(transport).hello()
    assert [one.path for one in model.seen] == ["/v1/hello"]


def test_the_token_is_not_replaced_by_an_entry_of_netrc(
    model: HttpModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    transport = HttpTransport(model.url)
    transport._session.trust_env = True
    transport.send(Request(method="GET", path="/v1/hello", call="连接", headers={"Authorization": "Bearer mine"}))
    transport.close()
    assert model.seen[-1].headers["authorization"] == "Bearer mine"


def test_a_proxy_of_the_environment_is_not_asked_for_this_computer(
    model: HttpModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    transport = HttpTransport(model.url)
    assert transport.send(Request(method="GET", path="/v1/hello", call="连接")).status == 200
    transport.close()
    assert os.environ["HTTP_PROXY"]


def test_a_proxy_that_is_not_there_is_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    transport = HttpTransport("http://central.example", patience=Patience(connect=1, repeats=0))
    with pytest.raises(UnreachableError, match="代理服务器") as error:
        transport.send(Request(method="GET", path="/v1/hello", call="连接"))
    transport.close()
    assert error.value.code == "network.proxy"


def test_a_secure_address_without_security_is_told(model: HttpModel) -> None:
    transport = HttpTransport(model.url.replace("http:", "https:"), patience=Patience(connect=1, read=1, repeats=0))
    with pytest.raises(UnreachableError, match="没有使用加密连接"):
        transport.send(Request(method="GET", path="/v1/hello", call="连接"))
    transport.close()


def test_an_endless_answer_is_cut_off(model: HttpModel, transport: HttpTransport) -> None:
    model.instead["/"] = [raw_answer(200, body=b" " * (17 * 2**20))]
    with pytest.raises(AnswerError, match="16 MB"):
        Central(transport).hello()
