"""To-dos, messages, calendar: the province sets a date, a county is late, its city reminds it, the board changes."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.command_line import CommandLine
from tests.sync.central_fixture import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.central_fixture import RunningCentral

COUNTY, CITY = "330203000", "330200000"
PAGE = ("--page", "险种=1106", "--page", "口径=预计")
ONE = ("--catalog", "management_value", "--basis", "estimate", "--type", "1106", "--region", COUNTY)


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


def page_of(desk: CommandLine) -> dict[str, Any]:
    (found,) = desk.json("remind", *ONE)["pages"]
    return dict(found)


def test_a_date_a_reminder_and_the_board(seat: Callable[[str], CommandLine], each_central: RunningCentral) -> None:
    province, city, county = seat("zj_jb"), seat("nb_jb"), seat("hs_jb")
    task = ("任务=预计数提前报", "填报表=管理参数", "口径=预计", "险种=1106", "截止日期=2025-01-15")
    assert province("add", "task", *task).status == 0
    assert province("sync").status == 0

    assert city("sync").status == 0
    assert (page_of(city)["word"], page_of(city)["task"]) == ("late", "预计数提前报")
    (entry,) = [one for one in city.json("calendar", "--month", "2025-01")["entries"] if one["whose"] != "本级"]
    assert (entry["title"], entry["late"]) == ("预计数提前报", True)
    assert "下级逾期" in city("todo").out
    assert city("remind", *ONE, "--plan").out.startswith(COUNTY)
    each_central.kill()
    sent = city.json("remind", *ONE, "--send", "--text", "【地区】：请于明天前送审 【清单】")
    assert sent["reminders"][0]["body"].startswith("海曙区：请于明天前送审 管理参数 · 预计 · 工伤（逾期 ")
    assert city.json("messages", "--sent")["messages"][0]["waiting"] is True
    each_central.start()
    assert city("sync").status == 0
    assert city.json("messages", "--sent")["messages"][0]["waiting"] is False

    before = county.json("todo")["unread"]
    assert county("sync").status == 0
    each_central.kill()  # the rest is done without a connection
    told = county.json("todo")
    assert told["unread"] == before + 1
    first = county.json("messages", "--unread")["messages"][0]
    assert (first["kind"], first["place"]["insurance_type"], first["read"]) == ("remind", "1106", False)
    assert "请于明天前送审" in county("messages", "--read", str(first["number"])).out
    assert county.json("messages")["unread"] == before
    waits = [one for one in told["todos"] if one["target"].get("record") == first_page(county)]
    assert [(one["kind"], one["late"] > 0) for one in waits] == [("fill", True)]
    assert county("sheet", *PAGE, "GL0101.q4=450000").status == 0
    assert county("flow", "submit", *PAGE, "--explain", "按业务系统实际数").status == 0
    assert page_of(county)["word"] == "submitted"
    assert not [one for one in county.json("todo")["todos"] if one["target"].get("record") == first_page(county)]
    assert county.json("todo", "--done")["done"][0]["move"] == "送审"

    each_central.start()
    assert county("sync").status == 0
    assert city("sync").status == 0
    assert page_of(city)["word"] == "submitted"
    assert city.json("remind", *ONE, "--send", status=2)["error"]["code"] == "remind.nobody"


def first_page(desk: CommandLine) -> str:
    (found,) = desk.json("flow", "show", *PAGE)["records"]
    return str(found["row"])


def test_who_may_write_to_whom_and_what_was_sent_stays(seat: Callable[[str], CommandLine]) -> None:
    county, reviewer = seat("hs_jb"), seat("nb_sh")
    wanted = ("--title", "请示", "--text", "能否延期")
    assert county.json("messages", "--send", "--to", CITY, *wanted, status=2)["error"]["code"] == "rights"
    assert county.json("messages", "--send", *wanted, status=2)["error"]["code"] == "message.to"
    assert (
        reviewer(
            "messages", "--send", "--to", COUNTY, "--title", "通知", "--text", "请核实", "--role", "reviewer"
        ).status
        == 0
    )
    assert reviewer("undo").status == 0  # nobody has it yet
    assert (
        reviewer(
            "messages", "--send", "--to", COUNTY, "--title", "通知", "--text", "请核实", "--role", "reviewer"
        ).status
        == 0
    )
    assert reviewer("sync").status == 0
    (mine,) = [one for one in reviewer.json("messages", "--sent")["messages"] if one["title"] == "通知"]
    assert reviewer.json("set", "message", mine["row"], "内容=改", status=2)["error"]["code"] == "rights"
    assert reviewer.json("delete", "message", mine["row"], status=2)["error"]["code"] == "rights"
    assert county("sync").status == 0
    assert "请核实" not in county("messages").out  # it is for the reviewer there
    assert "请核实" in seat("hs_sh")("messages").out
    assert county.json("messages", "--read", "99", status=2)["error"]["code"] == "message.unknown"
    assert county("messages", "--read-all").status == 0
    assert county.json("messages")["unread"] == 0
