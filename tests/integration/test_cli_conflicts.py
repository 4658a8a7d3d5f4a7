"""Conflicts on the command line: by field, many amounts only after a look at the sums; merges; the queue."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from app.catalogs import CATALOGS
from app.commands import CellEdit, edit_cells
from app.row_state import LineState
from app.store import open_store
from sync.merging import Beside, keep_notes
from sync.profile import Profile
from tests.command_line import NOWHERE, CommandLine, sign_in_by_hand
from tests.support import COUNTY, OPERATOR, put_rows

if TYPE_CHECKING:
    from pathlib import Path

    from app.store import Store

ACCOUNTS = "fund_account"
MINE = {"balance": "200.00", "remark": "我"}
THEIRS = {"balance": 300_00, "remark": "他"}


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    sign_in_by_hand(tmp_path / "desk")
    return Profile(folder=tmp_path / "desk").store_path(server=NOWHERE, user=OPERATOR.code)


@pytest.fixture
def shebao(tmp_path: Path, store_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    with closing(open_store(store_path, catalogs=CATALOGS)) as store:
        for number in ("10001", "10002"):
            clash(store, number=number)
    return CommandLine(tmp_path / "desk", capsys)


def clash(store: Store, *, number: str) -> None:
    """Let an account's balance and remark clash, as the central's answer leaves it."""
    account = {"mof_div_code": COUNTY, "account_no": number, "account_name": "专户", "bank_name": "农行"}
    (row_id,) = put_rows(store, ACCOUNTS, {**account, "account_type": "31", "balance": 100_00, "remark": "原"})
    cells = [CellEdit(row_id=row_id, field=name, given=text) for name, text in MINE.items()]
    assert not edit_cells(store, user=OPERATOR, catalog=store.schema.catalog(ACCOUNTS), cells=cells).refusals
    outbox, table = store.schema.table("outbox"), store.schema.rows[ACCOUNTS]
    line = {"state": LineState.CONFLICT, "theirs": json.dumps(THEIRS), "theirs_by": "hs_jb2"}
    with store.write() as connection:
        connection.execute(update(outbox).where(outbox.c.row_id == row_id).values(line))
        connection.execute(update(table).where(table.c.id == row_id).values(THEIRS))
        beside = Beside(("remark",), "hs_jb2", "2026-03-01T08:00:00Z")
        found = iter([("interest_rate", 10_000, 20_000)])
        keep_notes(connection, catalog=ACCOUNTS, row_id=row_id, found=found, beside=beside)


def changes(shebao: CommandLine, *, state: str) -> dict[str, dict[str, Any]]:
    listed = shebao.json("conflicts", "--all", status=1)["changes"]
    return {one["title"][:5]: one for one in listed if one["state"] == state}


def test_one_field_is_settled_and_the_other_stays(shebao: CommandLine) -> None:
    number = changes(shebao, state="conflict")["10001"]["number"]
    done = shebao("conflicts", "keep-mine", f"{number}.账面余额")
    assert (done.status, done.out) == (0, "已处理 1 项：保留本机的值，等待重新上传。\n")
    left = changes(shebao, state="conflict")["10001"]
    assert [one["field"] for one in left["fields"]] == ["remark"]
    (waiting,) = changes(shebao, state="open")["10001"]["fields"]
    assert (waiting["field"], waiting["base"], waiting["mine"]) == ("balance", "300.00", "200.00")


def test_another_value_is_set_or_refused_with_its_reason(shebao: CommandLine) -> None:
    number = changes(shebao, state="conflict")["10002"]["number"]
    error = shebao.json("conflicts", "set", f"{number}.balance=很多", status=2)["error"]
    assert error["code"] == "settle.value"
    assert "应填数字" in error["sentence"]
    assert shebao.json("conflicts", "set", f"{number}.balance=250", f"{number}.remark=另填")["settled"] == 1
    fields = {one["field"]: one["mine"] for one in changes(shebao, state="open")["10002"]["fields"]}
    assert fields == {"balance": "250.00", "remark": "另填"}


def test_several_amounts_wait_for_a_look_at_the_sums(shebao: CommandLine) -> None:
    done = shebao("conflicts", "keep-mine", "--all")
    assert done.status == 2
    assert "账面余额(元) 2 处：我的合计 400.00，对方合计 600.00，相差 -200.00" in done.out
    assert "没有做任何改动" in done.err
    assert len(changes(shebao, state="conflict")) == 2
    assert shebao.json("conflicts", "keep-mine", "--all", "--yes")["settled"] == 2
    assert set(changes_of(shebao)) == {"open"}


def changes_of(shebao: CommandLine) -> list[str]:
    return [one["state"] for one in shebao.json("conflicts", "--all")["changes"]]


@pytest.mark.parametrize("given", ["7", "7.balance", "x.y"])
def test_what_is_not_in_conflict_is_a_sentence(shebao: CommandLine, given: str) -> None:
    assert shebao.json("conflicts", "take-theirs", given, status=2)["error"]["code"] == "settle.unknown"


def test_a_field_that_does_not_clash_is_a_sentence(shebao: CommandLine) -> None:
    number = changes(shebao, state="conflict")["10001"]["number"]
    for words in (("keep-mine", f"{number}.account_name"), ("set", f"{number}=1"), ("set", f"{number}.balance")):
        assert shebao.json("conflicts", *words, status=2)["error"]["code"] == "settle.unknown"


def test_merges_are_listed_and_put_away(shebao: CommandLine) -> None:
    first, second = shebao.json("conflicts", "merged")["merged"]
    assert (first["field"], first["base"], first["value"], first["by"]) == (
        "interest_rate",
        "1.0000",
        "2.0000",
        "hs_jb2",
    )
    assert "协议利率(%)" in shebao("conflicts", "merged").out
    assert shebao.json("conflicts", "dismiss", str(first["number"]))["settled"] == 1
    assert [one["number"] for one in shebao.json("conflicts", "merged")["merged"]] == [second["number"]]
    assert shebao.json("conflicts", "dismiss", "99", status=2)["error"]["code"] == "settle.unknown"


def test_the_queue_is_listed_paused_and_goes_on(shebao: CommandLine) -> None:
    shebao("conflicts", "keep-mine", "--all", "--yes")
    answer = shebao.json("queue")
    assert (answer["paused"], answer["batches"]) == (False, [])
    assert [(one["catalog"], one["operations"]) for one in answer["unbatched"]] == [(ACCOUNTS, 2)]
    assert "未成批：基金账户" in shebao("queue").out
    assert shebao.json("queue", "pause")["paused"]
    assert "上传已暂停" in shebao("queue").out
    assert not shebao.json("queue", "resume")["paused"]
