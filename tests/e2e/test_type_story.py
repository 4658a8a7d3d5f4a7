"""Clause 1.3 from the ministry over the province to the county: types and the crosswalk of outside codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.story import done, refused, sync, why_not
from ui.packs.page import PackPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.command_line import CommandLine
    from tests.e2e.window import Window
    from tests.sync.central_fixture import RunningCentral

TYPES, CROSSWALK = "insurance_type", "insurance_crosswalk"
CARE, PLACE = "长期护理保险（居民）", "失地农民生活补助"


def test_types_come_down_with_what_the_province_added(
    seat: Callable[[str], CommandLine], opened: Callable[[str], Window], small_central: RunningCentral
) -> None:
    ministry, province, county = seat("bu_jb"), seat("zj_jb"), seat("hs_jb")
    done(ministry, "add", TYPES, "代码=1213", f"名称={CARE}", "简称=居民长护", "类别=补充保险", "医保险种代码=411")
    done(ministry, "sync")
    done(ministry, "pack", "issue", TYPES, "--note", "新增险种")
    done(ministry, "sync")
    done(province, "sync")
    assert refused(province, "set", TYPES, "1213", "名称=改名") == "rights"
    done(province, "pack", "take", TYPES)
    assert "上级" in why_not(province, "add", TYPES, "代码=1301", f"名称={PLACE}", "类别=专项资金")
    done(province, "add", TYPES, "代码=129901", f"名称={PLACE}", "类别=其他", "上级险种=1299")
    done(province, "sync")
    done(province, "pack", "issue", TYPES)
    done(province, "sync")
    done(county, "sync")

    small_central.kill()
    window = opened("hs_jb")
    window.show("packs")
    page = window.bench.pages.view
    assert isinstance(page, PackPage)
    assert sorted(str(one["state"]) for one in county.json("pack")["packs"]) == ["未接收", "未接收"]
    for one in county.json("pack")["packs"]:
        assert {change["kind"] for change in county.json("pack", "preview", str(one["id"]))["changes"]} == {"new"}
        done(county, "pack", "take", str(one["id"]))
    window.choose_node(TYPES, "其他", "1299 ")
    window.wait(lambda: PLACE in window.column("名称"), what="the province's type")
    window.page.query_bar.words.setText("jmch")
    window.page.query_bar.words.returnPressed.emit()
    window.settle()
    assert not window.page.toolbar.actions_by_name["add"].isEnabled()
    small_central.start()
    sync(window)
    assert county.json("conflicts")["changes"] == []
    done(ministry, "sync")
    first = next(one for one in ministry.json("pack")["packs"] if one["region"] == "109900000")
    takers = {one["region"]: one["taken_by"] for one in ministry.json("pack", "show", str(first["id"]))["takers"]}
    assert (takers["330000000"], takers["330203000"]) == ("zj_jb", "hs_jb")


def test_an_outside_code_means_one_thing_and_the_check_names_what_is_two(
    seat: Callable[[str], CommandLine], opened: Callable[[str], Window]
) -> None:
    province, county = seat("zj_jb"), seat("hs_jb")
    line = ("外部系统=人社险种类型", "外部代码=410", "外部名称=长期照护", "对应险种=1201")
    assert "外部系统 人社险种类型、外部代码 410 已对应险种“1106”" in why_not(province, "add", CROSSWALK, *line)
    told = done(county, "check")
    assert "外部代码 410 含义不同：人社险种类型中是“工伤保险”（1106 工伤）；医保险种类型中是“长期照护保险”" in told
    done(province, "add", CROSSWALK, "外部系统=其他系统", "外部代码=CZ01", "外部名称=职业年金", "对应险种=1202")
    done(province, "sync")
    done(province, "pack", "issue", CROSSWALK)
    done(province, "sync")
    done(county, "sync")
    assert "没有外部代码：险种 1202" not in done(county, "check")
    window = opened("hs_jb")
    window.open(CROSSWALK)
    assert not window.page.toolbar.actions_by_name["add"].isEnabled()
    assert "由财政部、省级维护" in window.page.toolbar.actions_by_name["add"].toolTip()


def test_the_wrong_person_the_wrong_state_and_an_older_pack(seat: Callable[[str], CommandLine]) -> None:
    ministry, county, reviewer = seat("bu_jb"), seat("hs_jb"), seat("bu_sh")
    assert "由财政部、省级维护" in why_not(county, "add", TYPES, "代码=1399", "名称=县级", "类别=其他")
    assert "审核岗不能修改数据" in why_not(reviewer, "set", TYPES, "1201", "简称=长护")
    assert refused(reviewer, "pack", "issue", TYPES) == "rights"
    assert "不能删除" in why_not(ministry, "delete", TYPES, "1106"), "used by figures of counties"
    done(ministry, "pack", "issue", TYPES)
    assert refused(ministry, "pack", "issue", TYPES) == "pack.content"
    done(ministry, "sync")
    done(ministry, "set", TYPES, "1201", "简称=长护")
    done(ministry, "sync")
    done(ministry, "pack", "issue", TYPES)
    done(ministry, "sync")
    done(county, "sync")
    packs = sorted(county.json("pack")["packs"], key=lambda one: int(one["number"]))
    done(county, "pack", "take", str(packs[0]["id"]))
    left = {int(one["number"]): one["state"] for one in county.json("pack")["packs"]}
    assert left == {1: "已接收", 2: "未接收"}
    assert f"{packs[1]['number']}" in done(county, "todo"), "the newer one is still to do"
