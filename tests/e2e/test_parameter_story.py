"""Clause 1.9 from the ministry to the county and back: windows and command line, offline in the middle, three roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.problems.found import Severity
from tests.e2e.story import done, give_opinion, refused, show_sheet, sync
from ui.rollup.page import RollUpPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.command_line import CommandLine
    from tests.e2e.window import Window
    from tests.sync.central_fixture import RunningCentral

COUNTY, OTHER = "330203000", "330212000"
PARAMETERS, VALUES = "management_parameter", "management_value"
PAGE = ("--page", "险种=1105", "--page", "口径=预计")
HERE = (*PAGE, "--region", COUNTY)
FLEXIBLE, REFINED, PAYERS = "灵活就业参保人数", "其中:新业态人员", "缴费人数"


def stands(desk: CommandLine) -> dict[str, Any]:
    (found,) = desk.json("flow", "show", *HERE)["records"]
    return dict(found)


def fill_in(window: Window, name: str, value: str) -> None:
    """Type a year's figure into a parameter's row."""
    window.type_cell(name, "全年", value)


def explain(window: Window, text: str) -> None:
    """Explain the one warning in the panel of problems."""
    problems = window.bench.problems
    window.wait(lambda: any(one.severity is Severity.WARNING for one in problems.found), what="a warning")
    window.page.problems_requested.emit()
    window.settle()
    part = problems.panel.part
    rows = [n for n in range(part.model.rowCount()) if part.model.item(n).severity is Severity.WARNING]
    part.table.choose(rows)
    QTest.keyClick(part.table, Qt.Key.Key_S)
    assert problems.dialog is not None
    window.write(problems.dialog.text, text)
    window.click(problems.dialog.keep)
    window.settle()
    window.wait(lambda: "已说明" in [one.standing for one in problems.found], what="the explanation")


def test_a_parameter_comes_down_is_filled_in_and_goes_up(
    seat: Callable[[str], CommandLine], opened: Callable[[str], Window], small_central: RunningCentral
) -> None:
    define(ministry=seat("bu_jb"), province=seat("zj_jb"))
    operator, reviewer, city = seat("hs_jb"), seat("hs_sh"), seat("nb_sh")
    assert refused(operator, "flow", "submit", *PAGE) == "pack.stale"

    small_central.kill()  # the county works without a line
    window = opened("hs_jb")
    for one in operator.json("pack")["packs"]:
        done(operator, "pack", "take", str(one["id"]))
    flow = show_sheet(window, VALUES, region=COUNTY, insurance_type="1105", basis="estimate")
    window.wait(lambda: REFINED in window.column("名称"), what="what the province refined")
    for name, value in ((FLEXIBLE, "120000"), (REFINED, "45000"), ("参保人数(年末)", "400000"), (PAYERS, "410000")):
        fill_in(window, name, value)
    assert flow.buttons["approve"].toolTip().startswith("不能审核")
    give_opinion(window, flow.buttons["submit"])
    assert stands(operator)["state"] == "filling"
    explain(window, "含跨省转入补缴")
    give_opinion(window, flow.buttons["submit"], "请审核")
    assert stands(operator)["state"] == "submitted"
    window.wait(lambda: "审核岗" in flow.buttons["approve"].toolTip(), what="why not by the maker")
    assert "已送审（hs_jb" in window.page.model.lock_at(0, 4)
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
    assert refused(operator, "flow", "withdraw", *PAGE) == "flow.move"
    rolled_up(opened("nb_sh"), city=city)


def define(*, ministry: CommandLine, province: CommandLine) -> None:
    """Let the ministry define a parameter and issue it, the province refine it and issue that."""
    made = ("参数类别=参保", "计量单位=人", "数据类型=整数", "小数位数=0", "适用险种=1105")
    assert refused(province, "set", PARAMETERS, "GL0101", "计量单位=万人") == "rights"
    done(ministry, "add", PARAMETERS, "代码=GL0198", f"名称={FLEXIBLE}", *made)
    done(ministry, "sync")
    done(ministry, "pack", "issue", PARAMETERS, "--note", "新增灵活就业参数")
    done(ministry, "sync")
    done(province, "sync")
    done(province, "pack", "take", PARAMETERS)
    done(province, "add", PARAMETERS, "代码=GL0199", f"名称={REFINED}", *made)
    done(province, "sync")
    done(province, "pack", "issue", PARAMETERS, "--note", "省级细化")
    done(province, "sync")


def review(reviewer: CommandLine, *, city: CommandLine) -> None:
    """Let another person of the county approve and report, and the city return with a reason."""
    done(reviewer, "sync")
    assert refused(city, "flow", "return", *HERE, "--opinion", "还没有上报") in {"rights", "flow.move"}
    done(reviewer, "flow", "approve", *PAGE, "--opinion", "同意")
    done(reviewer, "flow", "report", *PAGE)
    done(reviewer, "sync")
    done(city, "sync")
    assert "含跨省转入补缴" in done(city, "flow", "show", *HERE)
    assert refused(city, "flow", "return", *HERE) == "flow.opinion"
    done(city, "flow", "return", *HERE, "--opinion", "新业态人员数请核实")
    done(city, "sync")


def correct(window: Window, *, operator: CommandLine) -> None:
    """Put right in the window what was returned, and submit again."""
    sync(window)
    flow = show_sheet(window, VALUES, region=COUNTY, insurance_type="1105", basis="estimate")
    window.wait(lambda: "新业态人员数请核实" in flow.told.text(), what="the reason")
    assert stands(operator)["state"] == "filling"
    fill_in(window, REFINED, "48000")
    give_opinion(window, flow.buttons["submit"], "已核实")
    sync(window)
    assert (stands(operator)["state"], stands(operator)["waiting"]) == ("submitted", False)


def rolled_up(window: Window, *, city: CommandLine) -> None:
    """See the county's figure in the city's roll-up, in the window and on the command line."""
    flow = show_sheet(window, VALUES, region=COUNTY, insurance_type="1105", basis="estimate")
    window.wait(lambda: flow.explained.text() == "说明 1", what="the explanation at the city")
    (line,) = flow.explained.menu().actions()
    assert "含跨省转入补缴（hs_jb）" in line.text()
    window.show("roll-up")
    page = window.bench.pages.view
    assert isinstance(page, RollUpPage)
    window.click(page.reviewed)
    window.settle()
    rows = {line.parameter.name: line for line in page.found.lines} if page.found else {}
    assert rows[REFINED].whole.total == 48_000 * 10_000
    told = city.json("rollup", *PAGE, "--column", "全年", "--reviewed")
    (rolled,) = [one for one in told["parameters"] if one["name"] == REFINED]
    assert (rolled["total"], rolled["asked"], rolled["missing"]) == (48_000, 2, [OTHER])
