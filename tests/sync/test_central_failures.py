"""When the central itself fails: a problem in Chinese, nothing kept, never a traceback to the client."""

from __future__ import annotations

import asyncio
import errno
import logging
import threading
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.catalogs import CATALOGS
from app.ids import new_id
from sync.central.app import create_app
from sync.central.database import open_database
from sync.central.log import CentralLog, start_logging, stop_logging
from sync.central.push import push
from sync.central.route import Call, Route, Service
from sync.central.server_errors import is_full
from sync.wire import Batch, OperationBlock
from tests.support import OPERATOR
from tests.sync.central_fixture import YEAR
from tests.sync.database_fixture import small_copy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.applications import Starlette
    from starlette.types import Message

    from sync.central.database import Database


@pytest.fixture
def database(each_database: Database) -> Database:
    return each_database


def answer_to(database: Database, error: Exception) -> tuple[int, dict[str, Any], str]:
    def fail(_service: Service, _call: Call) -> None:
        raise error

    route = Route(method="GET", path="/fail", name="fail", about="", handle=fail, response=None, signed_in=False)
    status, headers, body = asyncio.run(get(create_app(database, routes=[route]), "/fail"))
    assert headers["content-type"] == "application/problem+json"
    return status, msgspec.json.decode(body), headers.get("retry-after", "")


async def get(app: Starlette, path: str) -> tuple[int, dict[str, str], bytes]:
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "query_string": b"", "headers": []}
    await app(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in said[0]["headers"]}
    return said[0]["status"], headers, b"".join(part["body"] for part in said[1:])


@pytest.mark.parametrize("error", [RuntimeError("secret detail"), KeyError("x"), RecursionError(), MemoryError()])
def test_a_fault_of_the_program_is_a_500_without_its_details(database: Database, error: Exception) -> None:
    status, problem, _ = answer_to(database, error)
    assert (status, problem["code"]) == (HTTPStatus.INTERNAL_SERVER_ERROR, "central.failed")
    assert "secret" not in str(problem)


@pytest.mark.parametrize(
    ("words", "status", "code", "retry"),
    [
        ("database is locked", 503, "central.busy", "5"),
        ("server closed the connection unexpectedly", 503, "central.busy", "5"),
        ("database or disk is full", 500, "central.failed", ""),
    ],
)
def test_a_database_that_does_not_answer(database: Database, words: str, status: int, code: str, retry: str) -> None:
    found, problem, after = answer_to(database, OperationalError("SELECT 1", None, Exception(words)))
    assert (found, problem["code"], after) == (status, code, retry)


def batch(number: int, *, rows: int = 1) -> tuple[Batch, str]:
    cells = [
        [new_id(), 0, YEAR, "330203000", f"10030{number + 1}{n:02d}", "某行" + "长" * 90, "1003", "1", "1"]
        for n in range(rows)
    ]
    names = ["fiscal_year", "mof_div_code", "code", "name", "parent_code", "category", "balance_side"]
    block = OperationBlock(
        catalog="accounting_subject", kind="insert", columns=names, rows=cells, edits=[["", "", "原因" * 400]]
    )
    return Batch(batch_id=f"b{number}", client_id="c", blocks=[block]), f"{number:064x}"


@pytest.fixture
def file_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with small_copy("sqlite", request=request, folder=tmp_path / "file") as opened:
        yield opened


def test_a_full_disk_keeps_nothing_of_the_batch_and_it_can_be_sent_again(file_database: Database) -> None:
    database, (wanted, digest) = file_database, batch(0, rows=40)
    with database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    limit = [pages + 1]
    event.listen(database.engine, "checkout", lambda raw, *_: raw.execute(f"PRAGMA max_page_count = {limit[0]}"))
    with pytest.raises(OperationalError) as caught:
        push(database, batch=wanted, batch_id=wanted.batch_id, digest=digest, user=OPERATOR)
    assert is_full(caught.value)
    limit[0] = 1_000_000
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM audit").scalar_one() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM central_ledger").scalar_one() == 0
        connection.rollback()
    assert b"accepted" in push(database, batch=wanted, batch_id=wanted.batch_id, digest=digest, user=OPERATOR)


def test_a_centrals_database_has_none_of_a_desks_triggers(tmp_path: Path) -> None:
    database = open_database(data=tmp_path, catalogs=CATALOGS)
    with database.read() as connection:
        found = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'trigger'").scalars().all()
    database.close()
    assert found == []


def test_the_same_batch_sent_twice_at_once_is_carried_out_once(database: Database) -> None:
    wanted, digest = batch(1)
    replies: list[bytes] = []

    def send() -> None:
        replies.append(push(database, batch=wanted, batch_id=wanted.batch_id, digest=digest, user=OPERATOR))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(replies) == 4
    assert len(set(replies)) == 1
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM audit").scalar_one() == 1


def test_a_log_on_a_full_disk_is_told_once_however_many_lines_it_loses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    start_logging(tmp_path)
    log = logging.getLogger("sync.central")
    log.info("the first")
    (handler,) = (one for one in log.handlers if isinstance(one, CentralLog))
    is_full = [True]

    def flush(_handler: CentralLog) -> None:
        if is_full[0]:
            raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(CentralLog, "flush", flush)
    try:
        for n in range(500):
            log.info("request %d", n)
        told = capsys.readouterr().err
        assert told == f"不能写入日志 {handler.baseFilename}，请检查磁盘空间和文件夹权限；中心端继续运行。\n"
        is_full[0] = False
        log.info("there is room")
        is_full[0] = True
        log.info("and none again")
        assert capsys.readouterr().err == told
    finally:
        monkeypatch.undo()
        stop_logging()
