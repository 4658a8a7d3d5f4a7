"""When PostgreSQL is away, full, or crowded: one Chinese sentence, nothing half kept, and all well again afterwards."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import threading
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from app.catalogs import CATALOGS
from app.errors import StoreError
from app.ids import new_id
from sync.central import database as opening
from sync.central.app import create_app
from sync.central.database import Database, open_database, present_version
from sync.central.demo_province import DEMO_PASSWORD, DEMO_USERS
from sync.transport import Reply, Request
from sync.wire import Batch
from sync.wire_hello import Session, SignIn
from tests.sync.asgi import AsgiCaller
from tests.sync.central_fixture import seed_small
from tests.sync.postgres_fixture import binaries, owner, running
from tests.sync.replica import Replica
from tests.sync.small_province import HAISHU
from tests.sync.stages import staged
from tests.sync.talk import insert

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sync.postgres_fixture import Postgres

OFFICER = next(user for user in DEMO_USERS if user.code == "hs_jb")
LATIN = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
OWN_WORDS = ("PostgreSQL", "--database", "--workers", "max_connections", "127.0.0.1", "small", "nowhere")


def accounts(count: int) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(),
            "fiscal_year": 2026,
            "mof_div_code": HAISHU,
            "account_no": f"9999{n:012d}",
            "account_name": "社保基金专户",
            "bank_name": "某行",
            "account_type": "31",
            "remark": "长" * 400,
        }
        for n in range(count)
    ]


class Desk:
    """Signs in at an application in this process and sends."""

    _token = ""

    def __init__(self, database: Database) -> None:
        self._caller = AsgiCaller(create_app(database))
        wanted = SignIn(user=OFFICER.code, password=DEMO_PASSWORD, client_id="c")
        reply = self._call("POST", "/v1/sessions", msgspec.json.encode(wanted))
        self._token = msgspec.json.decode(reply.body, type=Session).token

    def put(self, batch: Batch) -> Reply:
        return self._call("PUT", f"/v1/batches/{batch.batch_id}", msgspec.json.encode(batch))

    def changes(self) -> Reply:
        return self._call("GET", "/v1/changes?limit=10", b"")

    def _call(self, method: str, path: str, body: bytes) -> Reply:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        if body:
            headers["Content-Digest"] = f"sha-256=:{base64.b64encode(sha256(body).digest()).decode()}:"
        return self._caller.send(Request(method=method, path=path, call="", body=body, headers=headers))

    def close(self) -> None:
        self._caller.close()


@contextmanager
def desk_at(database: Database) -> Iterator[Desk]:
    desk = Desk(database)
    try:
        yield desk
    finally:
        desk.close()


@pytest.fixture
def database(small_postgres: Postgres) -> Iterator[Database]:
    with small_postgres.copied("small") as url:
        opened = open_database(url=url, catalogs=CATALOGS)
        yield opened
        opened.close()


def batch(*rows: dict[str, Any]) -> Batch:
    return Batch(batch_id=new_id(), client_id="c", blocks=[insert("fund_account", *rows)])


def kept(database: Database) -> tuple[int, int, int]:
    """Return the clock, the audit lines and the accounts."""
    with database.read() as connection:
        counts = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (database.schema.table("audit"), database.schema.rows["fund_account"])
        )
        return present_version(connection, schema=database.schema), *counts  # type: ignore[return-value]


def problem(reply: Reply) -> tuple[int, str]:
    assert reply.headers["content-type"] == "application/problem+json"
    said = msgspec.json.decode(reply.body)
    assert is_chinese(said["detail"]), said["detail"]
    return reply.status, said["code"]


def is_chinese(sentence: str) -> bool:
    for word in OWN_WORDS:
        sentence = sentence.replace(word, "")
    return sentence.endswith("。") and not LATIN & set(sentence)


@pytest.mark.parametrize(
    ("port", "name", "words"),
    [(1, "small", "连接不上数据库服务器"), (0, "nowhere", "没有这个数据库")],
)
def test_why_it_cannot_start_is_said_in_chinese_alone(
    small_postgres: Postgres, port: int, name: str, words: str
) -> None:
    url = f"postgresql+psycopg://tests@127.0.0.1:{port or small_postgres.port}/{name}"
    with pytest.raises(StoreError) as caught:
        open_database(url=url, catalogs=CATALOGS)
    assert words in caught.value.sentence
    assert is_chinese(caught.value.sentence)


def test_a_wrong_password_a_full_house_and_a_server_that_went_away() -> None:
    found = binaries()
    if found is None:
        pytest.skip("no PostgreSQL server is installed (Debian: postgresql)")
    with running(found) as server:
        server.run("CREATE ROLE guest LOGIN PASSWORD 'right'")
        server.run("CREATE DATABASE small OWNER guest")
        rules = server.folder / "data" / "pg_hba.conf"
        rules.write_text("host all guest 127.0.0.1/32 scram-sha-256\nhost all tests 127.0.0.1/32 trust\n")
        server.run("SELECT pg_reload_conf()")
        for password, words in (("wrong", "账号或密码不对"), ("", "账号或密码不对")):
            with pytest.raises(StoreError) as caught:
                open_database(
                    url=f"postgresql+psycopg://guest:{password}@127.0.0.1:{server.port}/small", catalogs=CATALOGS
                )
            assert words in caught.value.sentence
            assert is_chinese(caught.value.sentence)
        url = f"postgresql+psycopg://guest:right@127.0.0.1:{server.port}/small"
        seed_small(url=url)
        opened = open_database(url=url, catalogs=CATALOGS)
        with desk_at(opened) as desk:
            assert desk.changes().status == 200
            opened.engine.dispose()
            server.run("ALTER ROLE guest CONNECTION LIMIT 0")
            assert problem(desk.changes()) == (503, "central.busy")
            with pytest.raises(StoreError, match="连接数已满"):
                open_database(url=url, catalogs=CATALOGS)
            server.run("ALTER ROLE guest CONNECTION LIMIT -1")
            assert desk.changes().status == 200
            server.stop()
            wanted = batch(*accounts(3))
            answer = desk.put(wanted)
            assert problem(answer) == (503, "central.busy")
            assert answer.headers["retry-after"] == "5"
            server.start()
            assert desk.put(wanted).status == 200, "the same process goes on when the server is back"
        opened.close()


def test_a_connection_lost_in_the_middle_keeps_nothing_of_the_batch(
    database: Database, monkeypatch: pytest.MonkeyPatch, small_postgres: Postgres
) -> None:
    before, name = kept(database), database.engine.url.database
    with staged(database, monkeypatch) as stage:
        rows = accounts(50)
        sending = stage.send(OFFICER, insert("fund_account", *rows), hold="written")
        sending.come_to("written")
        busy = f"datname = '{name}' AND xact_start IS NOT NULL"
        small_postgres.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {busy}")  # noqa: S608
        with pytest.raises(AssertionError):
            sending.go_on()
        assert isinstance(sending.failure, DBAPIError)
    assert kept(database) == before
    answers = Replica(database=database, user=OFFICER).send(insert("fund_account", *rows))
    assert {answer.status for answer in answers} == {"accepted"}


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a folder of 24 MB; skip where none can be mounted."""
    place = folder / "small-disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or subprocess.run(command, check=False).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_keeps_nothing_of_the_batch_and_it_can_be_sent_again(small_postgres: Postgres) -> None:
    with small_disk(small_postgres.folder) as place:
        user = owner()
        if user:
            shutil.chown(place, user)
        small_postgres.run(f"CREATE TABLESPACE little LOCATION '{place}'")
        small_postgres.run("CREATE DATABASE cramped TEMPLATE small TABLESPACE little")
        opened = open_database(url=small_postgres.url("cramped"), catalogs=CATALOGS)
        try:
            with desk_at(opened) as desk:
                before, wanted = kept(opened), batch(*accounts(5_000))
                (place / "ballast").write_bytes(bytes(max(0, shutil.disk_usage(place).free - 2**20)))
                assert problem(desk.put(wanted)) == (500, "central.failed")
                assert kept(opened) == before
                (place / "ballast").unlink()
                assert desk.put(wanted).status == 200
                assert kept(opened)[1] == before[1] + 5_000
        finally:
            opened.close()
            small_postgres.run("DROP DATABASE cramped WITH (FORCE)")
            small_postgres.run("DROP TABLESPACE little")


def test_nobody_waits_for_ever_for_a_process_that_stopped_in_the_middle(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SETTINGS", opening.SETTINGS.replace("60s", "3s"))
    with staged(database, monkeypatch) as stage, desk_at(database) as desk:
        stopped = stage.send(OFFICER, insert("fund_account", *accounts(1)), hold="written")
        stopped.come_to("written")
        answers: list[Reply] = []
        wanted = batch(*accounts(2)[1:])
        caller = threading.Thread(target=lambda: answers.append(desk.put(wanted)))
        caller.start()
        caller.join(30)
        assert answers[0].status == 200 or problem(answers[0]) == (503, "central.busy")
        with pytest.raises(AssertionError):
            stopped.go_on()
    assert kept(database)[1] in {0, 1}, "nothing of the batch whose process stopped"
