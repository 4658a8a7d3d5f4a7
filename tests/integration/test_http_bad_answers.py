"""Whatever a central, a gateway or the network answers: one Chinese sentence, and nothing is lost."""

from __future__ import annotations

import json
import re
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import zstandard

from app.catalogs import CATALOGS
from app.ids import new_id
from app.store import open_store
from sync.engine import run_round
from sync.errors import RoundStoppedError, SignInError
from sync.http import HttpTransport
from sync.patience import Patience
from sync.profile import Profile
from sync.session import sign_in
from tests.sync.desks import Desk, MemoryCredentials, Wire, seeded_central
from tests.sync.http_model import HttpModel, http_model, raw_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.transport import Transport

QUICK = Patience(connect=1.0, read=0.4, repeats=1, pace=0.01, longest_wait=1)


def problem(status: int, code: str, detail: str = "", *, more: str = "") -> bytes:
    body = {"type": "about:blank", "title": code, "status": status, "detail": detail, "code": code}
    return raw_answer(status, body=json.dumps(body).encode(), kind="application/problem+json", more=more)


HTML = b"<!doctype html><title>portal</title><p>please log in"
GOOD_JSON = b'{"cursor":"1","more":false,"blocks":[]}'
ANSWERS: dict[str, tuple[bytes, str, str]] = {
    "400": (problem(400, "request.malformed", "cursor 看不懂"), "request.malformed", "看不懂"),
    "401": (problem(401, "token.unknown"), "token.unknown", "请重新登录"),
    "401 revoked": (problem(401, "user.revoked"), "user.revoked", "联系管理员"),
    "403": (problem(403, "rights.batch", "不是您的批次"), "rights.batch", "不是您的批次"),
    "404": (problem(404, "path.unknown"), "path.unknown", "核对中心端地址"),
    "404 html": (raw_answer(404, body=HTML, kind="text/html"), "http.404", "核对中心端地址"),
    "405": (problem(405, "method.unknown"), "method.unknown", "核对中心端地址"),
    "409": (problem(409, "batch.other-content"), "batch.other-content", "再同步一次"),
    "413": (problem(413, "body.too-large"), "body.too-large", "超过"),
    "415": (problem(415, "body.type"), "body.type", "格式"),
    "422": (problem(422, "body.schema", "blocks[0].rows"), "body.schema", "blocks[0].rows"),
    "429": (problem(429, "too-many", more="Retry-After: 1\r\n"), "too-many", "1 秒后"),
    "500": (problem(500, "central.failed"), "central.failed", "稍后重新同步"),
    "500 html": (raw_answer(500, body=HTML, kind="text/html"), "http.500", "稍后重新同步"),
    "502": (raw_answer(502, body=HTML, kind="text/html"), "http.502", "网关"),
    "503": (problem(503, "central.busy", more="Retry-After: 1\r\n"), "central.busy", "1 秒后"),
    "504": (raw_answer(504), "http.504", "稍后重新同步"),
    "418": (raw_answer(418), "http.418", "418"),
    "redirect": (raw_answer(302, more="Location: http://portal.example/\r\n"), "answer.moved", "portal.example"),
    "html": (raw_answer(200, body=HTML, kind="text/html; charset=utf-8"), "answer.html", "网页"),
    "other type": (raw_answer(200, body=b"ok", kind="text/plain"), "answer.type", "text/plain"),
    "nothing": (raw_answer(200), "answer.empty", "没有给出任何内容"),
    "no content": (b"HTTP/1.1 204 X\r\n\r\n", "answer.empty", "没有给出任何内容"),
    "closed": (b"", "network.closed", "中断"),
    "no http": (b"\x00\x01\x02\x03\r\n\r\n", "network.closed", "中断"),
    "half body": (raw_answer(200, body=GOOD_JSON[:20], length=400), "answer.cut", "一半"),
    "half json": (raw_answer(200, body=GOOD_JSON[:20]), "answer.cut", "不完整"),
    "half zstd": (
        raw_answer(200, body=zstandard.compress(GOOD_JSON * 50)[:30], more="Content-Encoding: zstd\r\n"),
        "answer.cut",
        "一半",
    ),
    "no zstd": (raw_answer(200, body=b"plain", more="Content-Encoding: zstd\r\n"), "answer.packed", "解压"),
    "other packing": (raw_answer(200, body=b"x", more="Content-Encoding: br\r\n"), "answer.packed", "br"),
    "a bomb": (
        raw_answer(200, body=zstandard.compress(b" " * (65 * 2**20)), more="Content-Encoding: zstd\r\n"),
        "answer.too-large",
        "64 MB",
    ),
    "other json": (raw_answer(200, body=b'{"hello": [1]}'), "answer.schema", "版本"),
    "a list": (raw_answer(200, body=b"[]"), "answer.schema", "版本"),
}
STEPS = {"/v1/hello": "连接中心端", "/v1/me": "连接中心端", "/v1/batches/": "上传修改", "/v1/changes": "接收更新"}


def connect(server: str) -> Transport:
    return HttpTransport(server, patience=QUICK)


@pytest.fixture(scope="module")
def model() -> Iterator[HttpModel]:
    """Serve an older central: of that one a round asks everything that there is to ask."""
    central = seeded_central()
    central.shapes = ""
    with http_model(central) as one:
        yield one


@pytest.fixture(scope="module")
def desk(model: HttpModel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give one desk for all answers: if any of them lost something, the ones after it would tell."""
    session = sign_in(
        Profile(folder=tmp_path_factory.mktemp("profile")),
        server=model.url,
        user="jia",
        password="right",
        credentials=MemoryCredentials(),
        connect=connect,
    )
    one = Desk(session=session, store=open_store(session.store_path, catalogs=CATALOGS), wire=Wire(model.central))
    one.sync()
    yield one
    session.close()
    one.store.close()


@pytest.fixture
def waiting(desk: Desk, model: HttpModel) -> Iterator[str]:
    """Give a new row that waits; afterwards, without the bad answer, it must arrive."""
    row_id = new_id()
    desk.add_account(row_id, number=str(10_000 + model.central.sequence))
    model.instead.clear()
    yield row_id
    model.instead.clear()
    desk.sync()
    assert row_id in model.central.rows
    assert desk.status().unsent == 0


def one_chinese_sentence(text: str) -> bool:
    return text.endswith("。") and text.count("。") == 1 and bool(re.search(r"[\u4e00-\u9fff]{4}", text))


@pytest.mark.parametrize("path", STEPS)
@pytest.mark.parametrize("name", ANSWERS)
def test_a_bad_answer_is_one_sentence_and_loses_nothing(
    desk: Desk, model: HttpModel, waiting: str, name: str, path: str
) -> None:
    raw, code, words = ANSWERS[name]
    before = [(line.row_id, line.changes) for line in desk.lines(waiting)]
    model.instead[path] = [raw]
    with pytest.raises(RoundStoppedError) as stopped:
        desk.sync()
    error = stopped.value
    if path == "/v1/changes":
        assert desk.lines(waiting) == [], "the sending was done before"
    else:
        assert [(line.row_id, line.changes) for line in desk.lines(waiting)] == before
        assert desk.status().unsent == 1
    assert one_chinese_sentence(error.sentence), error.sentence
    assert STEPS[path] in error.sentence
    assert error.code == code, error.sentence
    assert words in error.sentence


def test_silence_is_a_time_out(desk: Desk, waiting: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        slow = f"http://127.0.0.1:{silent.getsockname()[1]}"
        transport = HttpTransport(slow, patience=replace(QUICK, read=0.1))
        desk.session.central.transport, kept = transport, desk.session.central.transport
        with pytest.raises(RoundStoppedError, match="没有在规定时间内答复") as stopped:
            desk.sync()
        desk.session.central.transport = kept
        transport.close()
    assert stopped.value.code == "network.slow"
    assert desk.status().unsent == 1
    assert desk.lines(waiting)


def test_a_stopped_central_is_named_with_its_address(desk: Desk, waiting: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    transport = HttpTransport(f"127.0.0.1:{port}", patience=QUICK)
    desk.session.central.transport, kept = transport, desk.session.central.transport
    with pytest.raises(RoundStoppedError, match=f"连不上中心端 http://127.0.0.1:{port}") as stopped:
        desk.sync()
    desk.session.central.transport = kept
    assert stopped.value.code == "network.refused"
    assert desk.lines(waiting)


def test_a_batch_that_is_too_large_goes_in_halves(desk: Desk, model: HttpModel) -> None:
    ids = [new_id() for _ in range(5)]
    for n, row_id in enumerate(ids):
        desk.add_account(row_id, number=f"9{n:05d}")
    model.instead["/v1/batches/"] = [problem(413, "body.too-large"), b"pass"]
    put_before = len([one for one in model.seen if "/batches/" in one.path])

    def raw_for(path: str) -> bytes | None:
        answers = model.instead.get("/v1/batches/", [])
        return answers.pop(0) if "/batches/" in path and len(answers) > 1 else None

    model.raw_for, kept = raw_for, model.raw_for  # type: ignore[method-assign]
    report = desk.sync()
    model.raw_for = kept  # type: ignore[method-assign]
    assert report.accepted == 5
    assert len([one for one in model.seen if "/batches/" in one.path]) - put_before == 4, "5, then 2, 2 and 1"
    assert all(row_id in model.central.rows for row_id in ids)


def test_a_token_that_ran_out_is_renewed_unseen(desk: Desk, model: HttpModel, waiting: str) -> None:
    model.central.tokens.clear()
    assert desk.sync().accepted == 1
    assert desk.lines(waiting) == []


def test_a_refresh_secret_that_was_ended_asks_to_sign_in(model: HttpModel, desk: Desk, waiting: str) -> None:
    tokens, secrets = dict(model.central.tokens), dict(model.central.secrets)
    model.central.tokens.clear()
    model.central.secrets.clear()
    with pytest.raises(RoundStoppedError, match="请重新登录") as stopped:
        run_round(desk.store, session=desk.session)
    assert isinstance(stopped.value.cause, SignInError)
    assert desk.lines(waiting)
    model.central.tokens.update(tokens)
    model.central.secrets.update(secrets)
