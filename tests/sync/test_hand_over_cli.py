"""Hand-over files on the command line, with a real central that is away, then met by another computer, then by hand."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from sync.central.database import open_database
from sync.central.people import revoke
from tests.command_line import CommandLine
from tests.sync.central_fixture import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sync.central_fixture import RunningCentral

CENTRAL_NEEDED = ("add", "accounting_subject", "代码=100301", "名称=农行专户", "上级科目=1003", "科目类别=资产")


def sat_down(
    central: RunningCentral, folder: Path, capture: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """Return the command line of a county's operator after the first sync."""
    shebao = CommandLine(folder, capture)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    where = ("--server", central.url, "--user", "hs_jb")
    assert shebao("sign-in", *where, "--password-stdin", "--credentials", "file").status == 0
    assert shebao("sync").status == 0
    return shebao


@pytest.fixture
def shebao(
    each_central: RunningCentral, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    return sat_down(each_central, tmp_path / "desk", capsys, monkeypatch)


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "u"
    folder.mkdir()
    return folder


def test_a_county_without_a_line_hands_its_work_over(
    shebao: CommandLine, each_central: RunningCentral, disk: Path, tmp_path: Path
) -> None:
    each_central.kill()
    assert shebao(*CENTRAL_NEEDED, "余额方向=借").status == 0
    found = shebao.json("hand-over", "export", str(disk))
    assert (found["batches"], found["operations"], found["left"]) == (1, 1, 0)
    (file,) = disk.iterdir()
    assert file.name.startswith("社保待上传_海曙区_")
    assert "其中 1 条已导出交接" in shebao("status").out
    elsewhere = CommandLine(tmp_path / "elsewhere", shebao.capture)
    assert elsewhere.json("hand-over", "show", str(file))["operations"] == 1
    told = elsewhere("hand-over", "carry", str(file))
    assert (told.status, "--server" in told.err) == (2, True)
    away = elsewhere("hand-over", "carry", str(file), "--server", each_central.url)
    assert (away.status, "连不上中心端" in away.err) == (2, True)
    assert [one.suffix for one in disk.iterdir()] == [".sbd"]
    each_central.start()
    carried = elsewhere.json("hand-over", "carry", str(file), "--server", each_central.url)
    assert (carried["user"], carried["batches"], carried["refused_batches"]) == ("hs_jb", 1, 0)
    each_central.kill()
    brought = shebao.json("hand-over", "import", carried["reply"])
    assert (brought["batches"], brought["accepted"], brought["news"]) == (1, 1, "taken")
    assert shebao.json("hand-over", "import", carried["reply"])["known"] == 1
    assert shebao.json("status")["sent"] == 0
    each_central.start()
    assert shebao.json("sync")["received"] == 0


def test_at_the_central_itself_an_administrator_takes_what_a_revoked_person_left(
    shebao: CommandLine, each_central: RunningCentral, disk: Path, tmp_path: Path
) -> None:
    assert shebao(*CENTRAL_NEEDED, "余额方向=借").status == 0
    database = open_database(data=each_central.data, url=each_central.database or None, catalogs=CATALOGS)
    with database.write() as connection:
        revoke(connection, schema=database.schema, code="hs_jb")
    database.close()
    assert "停用" in shebao("sync").err
    assert shebao("sign-out").status == 1
    file = disk / "out.sbd"
    assert shebao("hand-over", "export", str(file)).status == 2
    assert shebao("hand-over", "export", str(file), "--user", "nobody").status == 2
    found = shebao.json("hand-over", "export", str(file), "--user", "hs_jb")
    assert found["operations"] == 1
    here = CommandLine(each_central.data, shebao.capture)
    where = ("--database", each_central.database) if each_central.database else ()
    refused = here("hand-over", "take", str(file), *where)
    assert (refused.status, "已停用" in refused.err) == (2, True)
    taken = here.json("hand-over", "take", str(file), *where, "--admit-revoked", "离岗前的修改")
    assert (taken["batches"], taken["user"]) == (1, "hs_jb")
    brought = shebao.json("hand-over", "import", taken["reply"], "--user", "hs_jb")
    assert brought["accepted"] == 1
    nowhere = CommandLine(tmp_path / "nowhere", shebao.capture)("hand-over", "take", str(file))
    assert (nowhere.status, "没有中心端的数据" in nowhere.err) == (2, True)
    assert not (tmp_path / "nowhere" / "central").exists()
