"""Starting and stopping: a given or a free port, a clean end, a kill that loses nothing, many clients at once."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import requests

from app.catalog import Authority, Catalog, Sees
from app.catalogs import CATALOGS
from app.catalogs.shared_fields import CODE, NAME, REMARK
from app.errors import StoreError
from app.lookup import Lookup
from app.packs.documents import digest_of, is_issued, pack_name
from app.packs.facts import pack_rows
from app.packs.stale import untaken_packs
from app.people import Level
from sync.central.database import open_database
from sync.central.seed import seed_demo
from sync.wire import Batch, Status
from tests.sync.central_fixture import PATIENCE, ROOT, YEAR, RunningCentral, seed_small
from tests.sync.talk import Talk, rows_of, update

if TYPE_CHECKING:
    from pathlib import Path

    from sync.central.database import Database
    from tests.sync.postgres_fixture import Postgres

COMMAND = [sys.executable, "-m", "sync.central"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE
    )


def staff(data: Path, *arguments: str, password: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sync.central.staff", "--data", str(data), *arguments]
    return subprocess.run(
        command, cwd=ROOT, input=password, capture_output=True, text=True, check=False, timeout=PATIENCE
    )


def values(talk: Talk, count: int = 1) -> list[dict[str, Any]]:
    return [row for row in talk.rows("management_value") if row["value"]][:count]


def now(talk: Talk, row: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in talk.rows("management_value") if one["id"] == row["id"])


def test_it_stops_cleanly_and_starts_again_on_its_port(small_central: RunningCentral) -> None:
    talk = Talk(url=small_central.url, user="hs_jb")
    row = values(talk)[0]
    talk.send(update("management_value", row, value=row["value"] + 10_000))
    port = small_central.port
    assert small_central.stop() == 0
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{small_central.url}/v1/hello", timeout=5)
    small_central.start()
    assert small_central.port == port
    assert now(talk, row)["value"] == row["value"] + 10_000
    written = (small_central.data / "logs" / "central.log").read_text(encoding="utf-8")
    assert "PUT /v1/batches/" in written
    assert talk.session is not None
    assert talk.session.token not in written


def test_it_stops_when_its_parents_pipe_closes(small_central: RunningCentral) -> None:
    process = small_central.process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(PATIENCE) == 0


def test_a_killed_central_has_all_it_acknowledged_and_repeats_its_answer(each_central: RunningCentral) -> None:
    talk = Talk(url=each_central.url, user="hs_jb")
    row = values(talk)[0]
    batch = Batch(
        batch_id=str(uuid4()),
        client_id="test-client",
        blocks=[update("management_value", row, value=row["value"] + 10_000)],
    )
    first = talk.put(batch)
    each_central.kill()
    each_central.start()
    assert now(talk, row)["value"] == row["value"] + 10_000
    assert talk.put(batch).content == first.content


def test_a_port_in_use_and_a_folder_that_cannot_be_made_are_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("--data", str(tmp_path), "--port", str(port))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"端口 {port} 不能使用" in done.stderr
    (tmp_path / "file").write_text("x")
    done = run("--data", str(tmp_path / "file" / "below"))
    assert done.returncode == 2
    assert "不能创建文件夹" in done.stderr
    assert "Traceback" not in done.stderr


def test_people_are_entered_shut_out_and_let_in_again(small_central: RunningCentral) -> None:
    data, talk = small_central.data, Talk(url=small_central.url, user="new_jb")
    who = ("--name", "新来的", "--region", "330203000", "--region-name", "海曙区", "--level", "4", "--role", "operator")
    added = staff(data, "add", "new_jb", *who, password="long enough\n")
    assert (added.returncode, added.stderr) == (0, "")
    assert talk.sign_in("long enough").user.name == "新来的"
    assert "已经存在" in staff(data, "add", "new_jb", *who, password="long enough\n").stderr
    assert "8 至 200 个字符" in staff(data, "password", "new_jb", password="short\n").stderr
    assert staff(data, "password", "new_jb", password="another one\n").returncode == 0
    refused = requests.get(f"{talk.url}/v1/me", headers=talk.headers, timeout=30)
    assert refused.json()["code"] == "token.unknown"
    talk.sign_in("another one")
    assert staff(data, "revoke", "new_jb").returncode == 0
    assert requests.get(f"{talk.url}/v1/me", headers=talk.headers, timeout=30).json()["code"] == "user.revoked"
    assert staff(data, "restore", "new_jb").returncode == 0
    assert requests.get(f"{talk.url}/v1/me", headers=talk.headers, timeout=30).status_code == 200
    unknown = staff(data, "revoke", "nobody")
    assert (unknown.returncode, "没有用户“nobody”" in unknown.stderr) == (2, True)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://x@127.0.0.1/y", "只支持 PostgreSQL"),
        ("nonsense", "数据库地址写法不对"),
        ("postgresql+psycopg://x@127.0.0.1:1/y", "不能打开中心端数据库"),
    ],
)
def test_a_wrong_database_address(url: str, words: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_database(url=url, catalogs=CATALOGS)
    assert words in caught.value.sentence


def test_the_demo_is_loaded_once(tmp_path: Path) -> None:
    database = open_database(data=tmp_path, catalogs=CATALOGS)
    assert seed_demo(database, catalogs=CATALOGS, fiscal_year=YEAR) > 30_000
    assert seed_demo(database, catalogs=CATALOGS, fiscal_year=YEAR) == 0
    assert packs_to_take(database, region="330203000") == ["基金预算收支科目 2026 年度第 1 号"]
    assert packs_to_take(database, region="330212000") == ["基金管理参数 2026 年度第 2 号"]
    database.close()


def packs_to_take(database: Database, *, region: str) -> list[str]:
    """Return the newest packs that a region has not taken; all packs are whole and have the content they say."""
    schema = database.schema
    with database.read() as connection:
        lookup = Lookup(connection, schema=schema)
        for pack in connection.execute(schema.rows["pack"].select()).mappings():
            rows = pack_rows(connection, schema=schema, pack=dict(pack)).values()
            assert digest_of((one.key, one.content) for one in rows) == pack["digest"]
        issued = [one.name for one in schema.catalogs if is_issued(one)]
        found = [untaken_packs(lookup, table_name=name, fiscal_year=YEAR, region=region) for name in issued]
    return [pack_name(pack) for packs in found for pack in packs]


def test_many_at_once_get_numbers_in_order_and_lose_nothing(each_central: RunningCentral) -> None:
    talks = [Talk(url=each_central.url, user="hs_jb", client_id=f"c{n}") for n in range(4)]
    rows = values(talks[0], 12)
    failures: list[BaseException] = []

    def work(talk: Talk, own: list[dict[str, Any]]) -> None:
        try:
            for row in own:
                answer, _ = talk.send_one(update("management_value", row, remark=talk.client_id))
                assert answer.status is Status.ACCEPTED
        except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)

    _, cursor = talks[0].everything()
    threads = [threading.Thread(target=work, args=(talk, rows[n::4])) for n, talk in enumerate(talks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert failures == []
    changed = rows_of(talks[0].changes(cursor).blocks, "management_value")
    assert {row["id"] for row in changed} == {row["id"] for row in rows}
    assert len({row["version"] for row in changed}) == len(rows)


TENTH = Catalog(
    name="tenth",
    label="第十目录",
    clause="0",
    fields=(CODE, NAME, REMARK),
    key=("fiscal_year", "mof_div_code", "code"),
    sees=Sees.BELOW,
    authority=Authority(fill=(Level.COUNTY,)),
)


MEMO = replace(REMARK, name="memo", label="附记", max_length=20)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_new_catalog_and_a_new_column_come_with_the_next_start(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    data, url = (tmp_path, None) if kind == "sqlite" else (None, empty_database(request.getfixturevalue("postgres")))
    seed_small(data=data, url=url)
    old = open_database(data=data, url=url, catalogs=CATALOGS)
    with old.write() as connection:
        connection.exec_driver_sql('UPDATE budget_subject SET extra = \'{"memo":"早来的","x":1}\' WHERE code = \'102\'')
        connection.exec_driver_sql("UPDATE budget_subject SET extra = '{\"memo\":5}' WHERE code = '10201'")
    old.close()
    grown = open_database(data=data, url=url, catalogs=(*map(_wider, CATALOGS), TENTH))
    with grown.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM tenth").scalar_one() == 0
        found = connection.exec_driver_sql("SELECT code, memo, extra FROM budget_subject").all()
    grown.close()
    by_code = {code: (memo, extra) for code, memo, extra in found}
    assert by_code["102"] == ("早来的", '{"x":1}')
    assert by_code["10201"] == ("", '{"memo":5}')
    assert {cells for code, cells in by_code.items() if code not in {"102", "10201"}} == {("", "")}


def _wider(catalog: Catalog) -> Catalog:
    return replace(catalog, fields=(*catalog.fields, MEMO)) if catalog.name == "budget_subject" else catalog


def empty_database(server: Postgres) -> str:
    name = f"test_{uuid4().hex}"
    server.run(f'CREATE DATABASE "{name}"')
    return server.url(name)
