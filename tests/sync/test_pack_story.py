"""Packs on the command line: ministry → province → county, offline in the middle, with a stale pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sync.test_flow_story import EXPLAINED, PAGE, refused, seat

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.command_line import CommandLine
    from tests.sync.central_fixture import RunningCentral

    Sit = Callable[[str], CommandLine]

__all__ = ["seat"]
PARAMETERS = "management_parameter"


def done(desk: CommandLine, *words: str) -> str:
    told = desk(*words)
    assert told.status == 0, told
    return told.out


def states(desk: CommandLine) -> list[str]:
    return [str(one["state"]) for one in desk.json("pack")["packs"]]


def code_of(desk: CommandLine, *words: str) -> str:
    return str(desk.json(*words, status=2)["error"]["code"])


def test_from_the_ministry_over_the_province_to_the_county(seat: Sit, each_central: RunningCentral) -> None:
    ministry, province, county = seat("bu_jb"), seat("zj_jb"), seat("hs_jb")
    plan = ministry.json("pack", "issue", "基金管理参数", "--plan")
    assert (plan["number"], plan["applied"], plan["why_not"]) == (1, False, "")
    each_central.kill()
    done(ministry, "pack", "issue", "基金管理参数", "--note", "首次下发")
    assert states(ministry) == ["等待上传"]
    each_central.start()
    done(ministry, "sync")
    assert states(ministry)[0].startswith("已下发，0/")

    done(province, "sync")
    done(county, "sync")
    assert states(county) == ["未接收"]
    assert refused(county, "submit", *PAGE, *EXPLAINED) == "pack.stale"
    seen = county.json("pack", "preview", PARAMETERS)
    assert (seen["why_not"], {one["kind"] for one in seen["changes"]}) == ("", {"new"})
    each_central.kill()
    done(county, "pack", "take", PARAMETERS)
    done(county, "pack", "take", PARAMETERS)  # twice is once
    assert states(county) == ["已接收"]
    done(county, "flow", "submit", *PAGE, *EXPLAINED)
    each_central.start()
    done(county, "sync")
    assert county.json("conflicts")["changes"] == []


def test_the_province_refines_the_ministry_issues_again_and_the_county_takes_both(
    seat: Sit, each_central: RunningCentral
) -> None:
    ministry, province, county = seat("bu_jb"), seat("zj_jb"), seat("hs_jb")
    done(ministry, "pack", "issue", PARAMETERS)
    done(ministry, "sync")
    done(county, "sync")
    done(county, "pack", "take", PARAMETERS)
    done(county, "sync")
    made = ("代码=ZJ0001", "名称=省级补助人数", "参数类别=参保", "计量单位=人", "数据类型=整数", "小数位数=0")
    done(province, "add", PARAMETERS, *made)
    assert code_of(province, "pack", "issue", PARAMETERS) == "pack.content"  # not sent yet
    done(province, "sync")
    done(province, "pack", "issue", PARAMETERS)
    done(province, "sync")
    done(ministry, "set", PARAMETERS, "GL0101", "计量单位=万人")
    done(ministry, "sync")
    done(ministry, "pack", "issue", PARAMETERS, "--note", "改单位")
    done(ministry, "sync")
    done(county, "sync")
    assert sorted(states(county)) == ["已接收", "未接收", "未接收"]
    take_what_waits(county)
    done(ministry, "sync")
    second = next(one["id"] for one in ministry.json("pack")["packs"] if one["number"] == 2)
    takers = {one["region"]: one["taken_by"] for one in ministry.json("pack", "show", second)["takers"]}
    assert (takers["330203000"], takers["330212000"]) == ("hs_jb", "")
    assert each_central.url


def take_what_waits(county: CommandLine) -> None:
    """Look at what the second pack means, take all that waits, and look at the first again."""
    packs = county.json("pack")["packs"]
    second = next(one["id"] for one in packs if one["number"] == 2)
    seen = county.json("pack", "preview", second)
    ((change,), effects) = ([one for one in seen["changes"] if one["kind"] != "new"], seen["effects"])
    assert (change["code"], change["fields"]) == ("GL0101", [{"field": "unit", "before": "人", "after": "万人"}])
    assert any("已填的" in one["text"] and one["code"] == "GL0101" for one in effects)
    assert refused(county, "submit", *PAGE, *EXPLAINED) == "pack.stale"
    for one in packs:
        if one["to_take"]:
            done(county, "pack", "take", str(one["id"]))
    done(county, "flow", "submit", *PAGE, *EXPLAINED)
    done(county, "sync")
    assert county.json("conflicts")["changes"] == []
    first = next(one["id"] for one in packs if (one["number"], one["region"]) == (1, "109900000"))
    old = county.json("pack", "show", str(first))
    assert next(row["content"]["unit"] for row in old["rows"] if row["key"] == "GL0101") == "人"


def test_a_pack_that_waits_is_taken_back_and_one_that_was_sent_is_not(seat: Sit) -> None:
    one = seat("bu_jb")
    done(one, "pack", "issue", PARAMETERS)
    done(one, "pack", "take-back", PARAMETERS)
    assert states(one) == []
    done(one, "pack", "issue", PARAMETERS)
    done(one, "sync")
    assert code_of(one, "pack", "take-back", PARAMETERS) == "pack.fixed"
    assert code_of(one, "pack", "issue", PARAMETERS) == "pack.content"  # nothing has changed
    assert code_of(one, "pack", "take", PARAMETERS) == "rights"


def test_who_issues_nothing_is_told_why(seat: Sit) -> None:
    county, reviewer = seat("hs_jb"), seat("bu_sh")
    assert code_of(county, "pack", "issue", PARAMETERS) == "rights"
    assert code_of(reviewer, "pack", "issue", PARAMETERS) == "rights"
    assert code_of(county, "pack", "issue", "management_value") == "pack.catalog"
    assert county.json("pack", "issue", PARAMETERS, "--plan")["why_not"].endswith("县级不能下发")
    assert code_of(county, "pack", "take", "nothing") == "pack.missing"
    assert code_of(county, "pack", "take") == "usage"


@pytest.mark.parametrize("action", ["orphans", "list"])
def test_a_desk_without_packs_says_so(seat: Sit, action: str) -> None:
    assert "没有" in done(seat("hs_jb"), "pack", action)
