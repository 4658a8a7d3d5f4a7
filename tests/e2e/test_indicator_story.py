"""Clause 1.7 from the ministry to the county and back: indicators refined, targets weighed, reviewed and filed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.e2e.story import done, give_opinion, refused, show_sheet, sync, why_not

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.command_line import CommandLine
    from tests.e2e.window import Window
    from tests.sync.central_fixture import RunningCentral
    from ui.flow.strip import FlowStrip

COUNTY = "330203000"
INDICATORS, TARGETS = "performance_indicator", "indicator_target"
PAGE = ("--catalog", TARGETS, "--page", "险种=1101")
HERE = (*PAGE, "--region", COUNTY)
COMMON, REFINED = "灵活就业人员参保率", "政策宣传情况"
MADE = ("上级指标=0301", "指标级次=三级指标", "适用险种=1101")


def stands(desk: CommandLine) -> dict[str, Any]:
    (found,) = desk.json("flow", "show", *HERE)["records"]
    return dict(found)


def define(*, ministry: CommandLine, province: CommandLine) -> None:
    """Let the ministry add a common indicator and issue it, the province refine the third level and issue that."""
    measured = ("指标性质=定量", "计算符号=≥", "计量单位=%", "计算公式=参保人数÷应参保人数×100%", "共性指标=是")
    done(ministry, "add", INDICATORS, "代码=030104", f"名称={COMMON}", *MADE, *measured)
    done(ministry, "sync")
    done(ministry, "pack", "issue", INDICATORS, "--note", "新增共性指标")
    done(ministry, "sync")
    done(province, "sync")
    assert refused(province, "set", INDICATORS, "030104", "计量单位=人") == "rights"
    wrong = why_not(province, "add", INDICATORS, "代码=0390", "名称=第二级", "上级指标=03", "指标级次=二级指标")
    assert "本级只能增设三级指标，二级指标由财政部制定" in wrong
    done(province, "pack", "take", INDICATORS)
    judged = ("指标性质=定性", "权重=5", "评分标准=按宣传计划完成情况评分")
    done(province, "add", INDICATORS, "代码=030190", f"名称={REFINED}", *MADE, *judged)
    done(province, "sync")
    done(province, "pack", "issue", INDICATORS, "--note", "省级细化三级指标")
    done(province, "sync")


def sheet(window: Window) -> FlowStrip:
    return show_sheet(window, TARGETS, region=COUNTY, insurance_type="1101")


def weigh(window: Window, *, operator: CommandLine) -> None:
    """Fill in what came, first two short of a hundred, then right, and submit it."""
    flow = sheet(window)
    window.wait(lambda: REFINED in window.column("名称"), what="what the province refined")
    for name, target, weight in ((COMMON, "90", "2"), (REFINED, "×", "1")):
        window.type_cell(name, "指标值", target)
        window.type_cell(name, "权重", weight)
    window.click(flow.buttons["submit"])
    window.settle()
    assert stands(operator)["state"] == "filling"
    assert "还差 2" in why_not(operator, "flow", "submit", *PAGE)
    window.type_cell(REFINED, "权重", "3")
    give_opinion(window, flow.buttons["submit"], "请审核")
    assert stands(operator)["state"] == "submitted"
    assert "已送审（hs_jb" in window.page.model.lock_at(0, 4)


def review(reviewer: CommandLine, *, city: CommandLine) -> None:
    """Let another person of the county approve and report, and the city return with a reason."""
    done(reviewer, "sync")
    assert refused(city, "flow", "file", *HERE) == "flow.move"
    done(reviewer, "flow", "approve", *PAGE, "--opinion", "同意")
    done(reviewer, "flow", "report", *PAGE)
    done(reviewer, "sync")
    done(city, "sync")
    assert refused(city, "flow", "return", *HERE) == "flow.opinion"
    done(city, "flow", "return", *HERE, "--opinion", "灵活就业参保率偏低")
    done(city, "sync")


def correct(window: Window, *, operator: CommandLine) -> None:
    """Put right in the window what was returned, and submit again."""
    sync(window)
    flow = sheet(window)
    window.wait(lambda: "灵活就业参保率偏低" in flow.told.text(), what="the reason")
    window.type_cell(COMMON, "指标值", "95")
    give_opinion(window, flow.buttons["submit"], "已调高")
    sync(window)
    assert (stands(operator)["state"], stands(operator)["waiting"]) == ("submitted", False)


def test_indicators_come_down_targets_are_weighed_and_go_up(
    seat: Callable[[str], CommandLine], opened: Callable[[str], Window], small_central: RunningCentral
) -> None:
    define(ministry=seat("bu_jb"), province=seat("zj_jb"))
    operator, reviewer, city = seat("hs_jb"), seat("hs_sh"), seat("nb_sh")
    found = {row["code"]: row for row in operator.json("query", INDICATORS, "--insurance-type", "1101")["rows"]}
    assert (found["030190"]["evaluation_standard"], found["030190"]["weight"]) == ("按宣传计划完成情况评分", 5)
    assert "030152" not in found, "an indicator of another insurance type"

    small_central.kill()  # the county works without a line
    assert refused(operator, "flow", "submit", *PAGE) == "pack.stale"
    for one in operator.json("pack")["packs"]:
        done(operator, "pack", "take", str(one["id"]))
    window = opened("hs_jb")
    weigh(window, operator=operator)
    assert refused(operator, "flow", "approve", *PAGE) == "rights"
    small_central.start()
    sync(window)
    assert operator.json("conflicts")["changes"] == []

    review(reviewer, city=city)
    correct(window, operator=operator)
    done(reviewer, "sync")
    done(reviewer, "flow", "approve", *PAGE)
    done(reviewer, "sync")
    done(city, "sync")
    done(city, "flow", "file", *HERE, "--opinion", "同意备案")
    done(city, "sync")
    sync(window)
    assert (stands(operator)["state"], stands(operator)["edition"]) == ("filed", 2)
    assert "已备案（nb_sh" in window.page.model.lock_at(0, 4)
    seen = city.json("query", TARGETS, "--insurance-type", "1101", "--where", "绩效指标=030104")["rows"]
    assert {row["item"]: row["value"] for row in seen} == {"target": 95, "weight": 2}


def test_the_wrong_person_and_the_wrong_state_are_told_why_not(
    seat: Callable[[str], CommandLine], opened: Callable[[str], Window]
) -> None:
    operator, reviewer, agency = seat("hs_jb"), seat("hs_sh"), seat("hs_jg")
    window = opened("hs_jb")
    window.open(INDICATORS)
    add = window.page.toolbar.actions_by_name["add"]
    assert not add.isEnabled()
    assert "由财政部、省级维护" in add.toolTip()
    assert "由财政部、省级维护" in why_not(operator, "add", INDICATORS, "代码=030199", "名称=县级", *MADE)
    assert "审核岗不能修改数据" in why_not(reviewer, "sheet", *PAGE, "030101.权重=1")
    assert "由财政部门维护" in why_not(agency, "sheet", *PAGE, "030101.权重=1")

    done(operator, "sheet", *PAGE, "040401.权重=9")
    assert refused(operator, "flow", "report", *PAGE) == "flow.move"
    done(operator, "flow", "submit", *PAGE)
    assert "填报单已送审" in why_not(operator, "sheet", *PAGE, "040401.权重=8")
    done(operator, "sync")
    done(reviewer, "sync")
    assert refused(reviewer, "flow", "file", *PAGE) in {"rights", "flow.move"}
    done(reviewer, "flow", "approve", *PAGE)
    done(reviewer, "sync")
    done(operator, "sync")
    assert refused(operator, "flow", "withdraw", *PAGE) == "rights"
