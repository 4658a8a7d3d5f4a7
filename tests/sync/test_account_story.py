"""Clause 1.6 on the command line: a county's account, statement, marks and receipts, offline; the city sees them."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from tests.command_line import CommandLine
from tests.receipt_files import png_bytes, write_pdf
from tests.statement_files import write_csv
from tests.sync.central_fixture import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.central_fixture import RunningCentral

ACCOUNT, BANK, COUNTY = "9999330203000310099", "中国银行海曙支行", "330203000"
HERE = ("--account", ACCOUNT)
RECEIVED = {
    "财政区划": COUNTY,
    "银行账号": ACCOUNT,
    "账户名称": "海曙区失业保险财政专户",
    "开户银行": BANK,
    "账户类别": "31",
    "核算险种": "1102",
}


@pytest.fixture
def seat(
    each_central: RunningCentral, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], CommandLine]:
    def sit_down(user: str) -> CommandLine:
        shebao = CommandLine(tmp_path / user, capsys)
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
        where = ("--server", each_central.url, "--user", user)
        assert shebao("sign-in", *where, "--password-stdin", "--credentials", "file").status == 0
        assert shebao("sync").status == 0
        return shebao

    return sit_down


def add_account(county: CommandLine) -> None:
    told = county("add", "基金账户", *(f"{name}={value}" for name, value in RECEIVED.items()))
    assert told.status == 0, told


def receipts(desk: CommandLine, *words: str) -> list[dict[str, object]]:
    return list(desk.json("receipt", "list", *HERE, *words)["receipts"])


def test_a_county_keeps_its_account_offline_and_the_city_sees_it(
    seat: Callable[[str], CommandLine], each_central: RunningCentral, tmp_path: Path
) -> None:
    county, city = seat("hs_jb"), seat("nb_jb")
    each_central.kill()
    add_account(county)
    statement = write_csv(tmp_path / "一季度.csv")
    assert county.json("statement", "import", str(statement), *HERE)["counts"]["new"] == 4
    again = county.json("statement", "import", str(statement), *HERE)
    assert (again["counts"]["same"], again["written"]) == (4, [])
    assert county.json("statement", "check", *HERE)["findings"] == []
    assert len(county.json("statement", "mark", *HERE, "--to", "2026-01-31")["written"]) == 3
    paper = write_pdf(tmp_path / "回单A001.pdf")
    line = ("--date", "2026-01-05", "--line", "A001")
    assert len(county.json("receipt", "add", str(paper), *HERE, *line)["written"]) == 1
    picture = tmp_path / "当天.png"
    picture.write_bytes(png_bytes())
    assert len(county.json("receipt", "add", str(picture), *HERE, "--date", "2026-01-20")["written"]) == 1
    assert [(one["serial_no"], one["where"]) for one in receipts(county)] == [("A001", "waiting"), ("", "waiting")]

    each_central.start()
    told = county.json("sync")
    assert (told["files"], told["files_waiting"], told["refused"]) == (2, 0, 0)
    assert county.json("sync")["files"] == 0
    assert {one["where"] for one in receipts(county)} == {"here"}

    assert city("sync").status == 0
    found = receipts(city, "--region", COUNTY)
    assert [(one["serial_no"], one["where"]) for one in found] == [("A001", "away"), ("", "away")]
    copy = tmp_path / "另存.pdf"
    city.json("receipt", "open", str(found[0]["id"]), "--save", str(copy))
    assert copy.read_bytes() == paper.read_bytes()
    assert receipts(city)[0]["where"] == "here"
    (account,) = city.json("account", "list", *HERE)["accounts"]
    assert (account["opening"], account["closing"], account["receipts"]) == (500_000, 1_320_000, 2)
    months = city.json("account", "balance", *HERE)["months"]
    assert [(one["month"], one["opening"], one["closing"], one["difference"]) for one in months] == [
        ("2026-01", 500_000, 1_350_000, 0),
        ("2026-02", 1_350_000, 1_320_000, 0),
    ]
    asked = city.json("account", "lines", *HERE, "--side", "income", "--least", "100000")
    assert ([one["serial_no"] for one in asked["lines"]], asked["sums"]["income"]) == (["A001"], 1_000_000)
    assert asked["lines"][0]["receipts"] == 1
    for words in (("receipt", "remove", str(found[0]["id"])), ("statement", "unmark", *HERE)):
        assert city.json(*words, status=2)["error"]["code"] == "rights"
    assert city.json("receipt", "add", str(paper), *HERE, "--date", "2026-02-03", status=2)["error"]["code"] == "rights"


def test_others_neither_see_nor_change_what_is_not_theirs(
    seat: Callable[[str], CommandLine], each_central: RunningCentral, tmp_path: Path
) -> None:
    county, reviewer, neighbour = seat("hs_jb"), seat("hs_sh"), seat("yz_jb")
    add_account(county)
    paper = write_pdf(tmp_path / "回单.pdf")
    day = (*HERE, "--date", "2026-01-05")
    assert county("receipt", "add", str(paper), *day).status == 0
    assert county.json("receipt", "add", str(paper), *day, status=2)["error"]["code"] == "receipt.known"
    wrong = tmp_path / "清单.pdf"
    wrong.write_bytes(b"PK\x03\x04 no receipt")
    assert county.json("receipt", "add", str(wrong), *day, status=2)["error"]["code"] == "receipt.kind"
    assert county("sync").status == 0
    assert reviewer("sync").status == 0
    other = write_pdf(tmp_path / "又一张.pdf", words="OTHER")
    assert reviewer.json("receipt", "add", str(other), *day, status=2)["error"]["code"] == "rights"
    assert neighbour("sync").status == 0
    assert {one["mof_div_code"] for one in neighbour.json("receipt", "list")["receipts"]} == {"330212000"}
    each_central.kill()
    (one,) = receipts(reviewer)
    assert reviewer.json("receipt", "fetch", str(one["id"]), status=2)["error"]["code"].startswith("network.")
    assert county("undo").status == 0
    assert receipts(county) == []
