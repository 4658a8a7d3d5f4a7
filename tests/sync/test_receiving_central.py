"""Receiving beside a running central: command line, desks, rights, receipts over the contract (数据接收)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.sync.platform_stand_in import Platform, platform_stand_in, region
from tests.sync.receiving_desk import PROVINCE, REGIONS
from tests.sync.small_province import HAISHU, NINGBO
from tests.sync.talk import Talk
from ui.cli.run import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sync.central_fixture import RunningCentral

ZONE = "330299000"


@pytest.fixture
def platform() -> Iterator[Platform]:
    with platform_stand_in() as found:
        found.put(REGIONS, **region(PROVINCE, "浙江省", level=2))
        found.put(REGIONS, **region(NINGBO, "宁波市", parent=PROVINCE, level=3))
        found.put(REGIONS, **region(HAISHU, "海曙区（平台）", parent=NINGBO))
        found.put(REGIONS, **region(ZONE, "某开发区", parent=NINGBO, is_admdiv=2))
        found.put(REGIONS, **region("330298000", "没有上级", parent="330297000"))
        yield found


def command(capsys: pytest.CaptureFixture[str], central: RunningCentral, *words: str) -> tuple[int, dict[str, Any]]:
    where = ["--database", central.database] if central.database else []
    status = run(["central", *words, "--data", str(central.data), *where, "--json"])
    return status, json.loads(capsys.readouterr().out)


def write_settings(central: RunningCentral, platform: Platform, *, more: str = "") -> None:
    (central.data / "token.txt").write_text(f"{platform.token}\n", encoding="utf-8")
    text = f'address = "{platform.url}"\nprovince = "{PROVINCE}"\nyears = [2026]\ntables = ["{REGIONS}"]\n'
    (central.data / "platform.toml").write_text(f'{text}token_file = "token.txt"\n{more}', encoding="utf-8")


def test_from_the_plan_to_the_desks(
    each_central: RunningCentral, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    write_settings(each_central, platform)
    desk = Talk(url=each_central.url, user="nb_jb")
    before = requests.get(
        f"{each_central.url}/v1/changes", params={"limit": 5000}, headers=desk.headers, timeout=30
    ).json()
    status, plan = command(capsys, each_central, "receive")
    assert (status, plan["applied"], plan["tables"][0]["new"]) == (1, False, [ZONE])
    assert command(capsys, each_central, "receipts")[1]["receipts"] == []
    status, done = command(capsys, each_central, "receive", "--apply")
    assert (status, done["applied"], done["tables"][0]["taken_over"]) == (1, True, 3)
    assert done["tables"][0]["invalid"][0]["code"] == "330298000"
    answer = requests.get(
        f"{each_central.url}/v1/changes", params={"cursor": before["cursor"]}, headers=desk.headers, timeout=30
    ).json()
    names = {row[block["columns"].index("name")] for block in answer["blocks"] for row in block["rows"]}
    assert {"海曙区（平台）", "某开发区"} <= names
    told = requests.get(f"{each_central.url}/v1/receipts", headers=desk.headers, timeout=30).json()
    assert told["receipts"][0]["invalid"] == 1
    assert "problems" not in told["receipts"][0], "problems are the province's to mend"
    province = Talk(url=each_central.url, user="zj_gl")
    told = requests.get(f"{each_central.url}/v1/receipts", headers=province.headers, timeout=30).json()
    assert told["receipts"][0]["problems"][0]["field"] == "上级财政区划"
    assert told["tables"][0]["version"] == str(platform.clock)
    assert "receipts" in requests.get(f"{each_central.url}/v1/hello", timeout=30).json()["offers"]


@pytest.mark.parametrize(
    ("more", "words"),
    [("nix = 1\n", "nix"), ("tables = [\n", "TOML"), ('mapping = "none"\nauthority = "none.pem"\n', "")],
)
def test_settings_that_are_wrong_are_told(
    small_central: RunningCentral, platform: Platform, capsys: pytest.CaptureFixture[str], more: str, words: str
) -> None:
    write_settings(small_central, platform, more=more)
    status, told = command(capsys, small_central, "receive")
    assert status == (2 if words else 1)
    assert words in told.get("error", {}).get("sentence", "")


def test_what_is_missing_is_told(
    small_central: RunningCentral, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "platform.toml" in command(capsys, small_central, "receive")[1]["error"]["sentence"]
    write_settings(small_central, platform)
    assert "没有表“NIX”" in command(capsys, small_central, "receive", "--table", "NIX")[1]["error"]["sentence"]
    (small_central.data / "token.txt").write_text("", encoding="utf-8")
    assert "令牌" in command(capsys, small_central, "receive")[1]["error"]["sentence"]


def test_a_site_may_correct_the_tables(
    small_central: RunningCentral, platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    write_settings(small_central, platform, more='mapping = "mine"\n')
    own = small_central.data / "mine"
    own.mkdir()
    codes = "set,platform,value\nflag,1,是\nflag,2,否\nregion_level,2,2\nregion_level,3,3\nregion_type,1,1\n"
    (own / "codes.csv").write_text(codes, encoding="utf-8-sig")
    assert "region_type" not in command(capsys, small_central, "receive")[1].get("error", {}).get("sentence", "")
    (own / "codes.csv").write_text("set,platform\nflag,1\n", encoding="utf-8")
    assert "缺少列 value" in command(capsys, small_central, "receive")[1]["error"]["sentence"]
