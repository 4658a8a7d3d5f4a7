"""Clauses 1.8 and 1.9 on the command line: a county fills in, submits, is returned, corrects, is filed; offline too."""

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

COUNTY = "330203000"
PAGE = ("--page", "险种=1101", "--page", "口径=预计")
HERE = (*PAGE, "--region", COUNTY)
EXPLAINED = ("--explain", "按业务系统实际数")


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


def stands(desk: CommandLine) -> dict[str, Any]:
    (found,) = desk.json("flow", "show", *HERE)["records"]
    return dict(found)


def done(desk: CommandLine, *words: str) -> str:
    told = desk("flow", *words)
    assert (told.status, told.err) == (0, ""), told
    return told.out


def refused(desk: CommandLine, *words: str) -> str:
    told = desk.json("flow", *words, status=2)
    return str(told["error"]["code"])


def test_from_the_county_to_the_city_and_back(seat: Callable[[str], CommandLine], each_central: RunningCentral) -> None:
    operator, reviewer, city = seat("hs_jb"), seat("hs_sh"), seat("nb_sh")
    assert operator("sheet", *PAGE, "GL0201.q4=520000").status == 0
    assert refused(reviewer, "submit", *PAGE) == "rights"
    assert refused(operator, "approve", *PAGE) == "flow.move"
    each_central.kill()
    done(operator, "submit", *PAGE, *EXPLAINED)
    assert stands(operator)["waiting"] is True
    assert operator("sheet", *PAGE, "GL0201.q4=525000").err.startswith("填报单已送审（hs_jb")
    each_central.start()
    assert operator("sync").status == 0
    assert (stands(operator)["waiting"], stands(operator)["edition"]) == (False, 1)

    assert reviewer("sync").status == 0
    assert refused(reviewer, "return", *PAGE) == "flow.opinion"
    each_central.kill()
    done(reviewer, "approve", *PAGE, "--opinion", "同意")
    done(reviewer, "report", *PAGE)
    each_central.start()
    assert reviewer("sync").status == 0
    assert city("sync").status == 0
    assert stands(city)["state"] == "reported"
    assert refused(city, "return", *HERE) == "flow.opinion"
    done(city, "return", *HERE, "--opinion", "请核实四季度参保人数")
    assert city("sync").status == 0

    assert operator("sync").status == 0
    assert (stands(operator)["state"], stands(operator)["opinion"]) == ("filling", "请核实四季度参保人数")
    (late,) = operator.json("flow", "list", "--state", "returned", *PAGE)["records"]
    assert (late["mof_div_code"], late["opinion"]) == (COUNTY, "请核实四季度参保人数")
    assert operator("sheet", *PAGE, "GL0201.q4=515000").status == 0
    done(operator, "submit", *PAGE, *EXPLAINED)
    assert operator("sync").status == 0
    assert reviewer("sync").status == 0
    done(reviewer, "approve", *PAGE)
    assert reviewer("sync").status == 0
    assert city("sync").status == 0
    done(city, "file", *HERE, "--opinion", "同意备案")
    assert city("sync").status == 0

    assert operator("sync").status == 0
    told = stands(operator)
    assert (told["state"], told["edition"]) == ("filed", 2)
    assert [(step["by"], step["move"]) for step in told["log"]] == [
        ("hs_jb", "submit"),
        ("hs_sh", "approve"),
        ("hs_sh", "report"),
        ("nb_sh", "return"),
        ("hs_jb", "submit"),
        ("hs_sh", "approve"),
        ("nb_sh", "file"),
    ]
    assert refused(operator, "withdraw", *PAGE) == "flow.move"
    assert operator("sheet", *PAGE, "GL0101.q4=1").err.startswith("填报单已备案（nb_sh")


def test_two_people_who_met_offline_are_told(seat: Callable[[str], CommandLine]) -> None:
    operator, reviewer = seat("hs_jb"), seat("hs_sh")
    done(operator, "submit", *PAGE, *EXPLAINED)
    assert operator("sync").status == 0
    assert reviewer("sync").status == 0
    done(reviewer, "approve", *PAGE)
    assert reviewer("sync").status == 0
    done(operator, "withdraw", *PAGE)  # this desk does not know yet
    assert operator("sheet", *PAGE, "GL0101.q4=470000").status == 0
    assert operator("sync").status == 1
    changes = operator.json("conflicts", status=1)["changes"]
    by_catalog = {one["catalog"]: one for one in changes}
    assert (by_catalog["filling"]["state"], by_catalog["filling"]["theirs_by"]) == ("conflict", "hs_sh")
    assert [one["field"] for one in by_catalog["filling"]["fields"]] == ["flow_state"]
    assert by_catalog["management_value"]["rule"] == "flow.locked"
    assert refused(operator, "submit", *PAGE) == "flow.move"
    number = str(by_catalog["filling"]["number"])
    assert operator("conflicts", "take-theirs", number).status == 0
    assert operator("conflicts", "take-back", str(by_catalog["management_value"]["number"])).status == 0
    assert operator("sync").status == 0
    told = stands(operator)
    assert (told["state"], told["waiting"], [step["by"] for step in told["log"]]) == (
        "reviewed",
        False,
        ["hs_jb", "hs_sh"],
    )
    assert operator.json("conflicts")["changes"] == []


def test_a_submission_that_the_central_refuses_is_told_and_taken_back(seat: Callable[[str], CommandLine]) -> None:
    operator, ministry = seat("hs_jb"), seat("bu_jb")
    assert ministry("set", "management_parameter", "GL0101", "上限=1").status == 0
    assert ministry("sync").status == 0
    done(operator, "submit", *PAGE, *EXPLAINED)  # the new bound is not known here
    assert operator("sync").status == 1
    (held,) = operator.json("conflicts", status=1)["changes"]
    assert (held["catalog"], held["state"], held["rule"]) == ("filling", "refused", "flow.errors")
    done(operator, "withdraw", *PAGE)
    assert operator.json("conflicts")["changes"] == []
    assert operator("sync").status == 0
    assert stands(operator)["state"] == "filling"
