"""Clause 1.8 from the ministry to the county and back: a series of years, checks, 综合审核, a projection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl

from app.problems.found import Severity
from tests.e2e.story import choose_type, done, give_opinion, refused, show_sheet, sync, why_not
from tests.gui.grid_support import texts as column_texts
from ui.projection.page import ProjectionPage
from ui.review.page import ReviewPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.command_line import CommandLine
    from tests.e2e.window import Window
    from tests.sync.central_fixture import RunningCentral
    from ui.flow.strip import FlowStrip

COUNTY, OTHER, TYPE = "330203000", "330212000", "1107"
PARAMETERS, VALUES = "actuarial_parameter", "actuarial_value"
PAGE = ("--catalog", VALUES, "--page", f"险种={TYPE}")
HERE = (*PAGE, "--region", COUNTY)
NEW = "失业保险金领取人数"
MEMBERS = "参保人数"


def stands(desk: CommandLine) -> dict[str, Any]:
    (found,) = desk.json("flow", "show", *HERE)["records"]
    return dict(found)


def define(*, ministry: CommandLine, province: CommandLine, county: CommandLine) -> None:
    """Let the province add a parameter for the type and issue it."""
    made = ("参数分组=社会保险基金运行数据", "计量单位=人", "小数位数=0", "下限=0", f"适用险种={TYPE}")
    assert refused(province, "set", PARAMETERS, "JS12", "计量单位=万人") == "rights"
    done(ministry, "pack", "issue", PARAMETERS, "--note", "年度首次下发")
    done(ministry, "sync")
    done(province, "add", PARAMETERS, "代码=JS91", f"名称={NEW}", *made)
    done(province, "sync")
    done(province, "pack", "issue", PARAMETERS, "--note", "省级补充")
    done(province, "sync")
    done(county, "sync")


def sheet(window: Window) -> FlowStrip:
    return show_sheet(window, VALUES, region=COUNTY, insurance_type=TYPE)


def import_years(desk: CommandLine, path: Path) -> None:
    """Export the sheet, type three years into the workbook, one out of range at first, and import it."""
    done(desk, "export", VALUES, str(path), "--page", f"险种={TYPE}")
    book = openpyxl.load_workbook(path)
    lines = book.worksheets[0]
    head = [str(cell.value).strip("* ") for cell in lines[3]]
    by_code = {str(line[1].value): line for line in lines.iter_rows(min_row=4)}
    for code, values in (("JS12", (300000, 305000, 310000)), ("JS13", (250000, 252000, 255000)), ("JS19", (120, 1, 1))):
        for year, value in zip((2023, 2024, 2025), values, strict=True):
            by_code[code][head.index(f"{year}年")].value = value
    book.save(path)
    bad = desk("import", VALUES, str(path), "--page", f"险种={TYPE}")
    wrong = by_code["JS19"][head.index("2023年")]
    assert bad.status != 0
    assert str(wrong.coordinate) in bad.out + bad.err
    wrong.value = 0.5
    book.save(path)
    done(desk, "import", VALUES, str(path), "--page", f"险种={TYPE}")


def fill_in(window: Window) -> None:
    """Type this year's figure, which jumps, explain the jump, and submit."""
    flow = sheet(window)
    window.wait(lambda: NEW in window.column("名称"), what="what the province added")
    assert window.cell(MEMBERS, "2025年") == "310,000"
    window.type_cell(MEMBERS, "2026年", "500000")
    window.type_cell(NEW, "2026年", "4200")
    window.wait(lambda: any(one.severity is Severity.WARNING for one in window.bench.problems.found), what="a jump")
    window.click(flow.buttons["submit"])
    window.settle()


def project(window: Window, *, operator: CommandLine) -> None:
    """Change an assumption of a projection in the window, and read the scenario on the command line."""
    window.show("projection")
    page = window.bench.pages.view
    assert isinstance(page, ProjectionPage)
    page.bar.scenario.setCurrentText("低方案")
    page.bar.scenario.activated.emit(page.bar.scenario.currentIndex())
    window.settle()
    before = payers(operator)
    assert set(before.values()) == {255_000}, "the figure that was filed"
    assumptions = page.assumptions.grid
    row = column_texts(assumptions, 0).index("缴费人数")
    assert column_texts(assumptions, 3)[row] == "精算参数填报 2025 年 JS13"
    assumptions.set_cells([(row, 1, "200000")])
    window.settle()
    assert payers(operator) == before | {"低方案": 200_000}
    page.bar.turn(compared=True)
    window.settle()
    assert column_texts(page.results.grid, 1)[:3] == ["基准", "高方案", "低方案"]


def payers(desk: CommandLine) -> dict[str, int]:
    """Return who pays in the fifth year in each scenario, as the command line tells it."""
    told = desk.json("projection", "--type", TYPE, "--years", "5")
    return {str(one["name"]): int(one["years"][-1]["payers"]) for one in told["scenarios"]}


def test_a_series_comes_up_is_reviewed_as_a_whole_and_returned(
    seat: Callable[[str], CommandLine],
    opened: Callable[[str], Window],
    small_central: RunningCentral,
    tmp_path: Path,
) -> None:
    operator, reviewer, city = seat("hs_jb"), seat("hs_sh"), seat("nb_sh")
    define(ministry=seat("bu_jb"), province=seat("zj_jb"), county=operator)

    small_central.kill()  # the county works without a line
    assert refused(operator, "flow", "submit", *PAGE) == "pack.stale"
    for one in operator.json("pack")["packs"]:
        done(operator, "pack", "take", str(one["id"]))
    import_years(operator, tmp_path / "失业.xlsx")
    window = opened("hs_jb")
    fill_in(window)
    assert stands(operator)["state"] == "filling"
    done(operator, "flow", "submit", *PAGE, "--explain", "本年扩面到新业态")
    assert refused(operator, "review", "approve", "--type", TYPE) in {"rights", "flow.move"}
    small_central.start()
    sync(window)

    done(reviewer, "sync")
    desk = opened("hs_sh")
    choose_type(desk, TYPE)
    desk.show("actuarial-review")
    page = desk.bench.pages.view
    assert isinstance(page, ReviewPage)
    desk.wait(lambda: page.table.model().rowCount() > 0, what="the groups")
    page.table.choose(list(range(page.table.model().rowCount())))
    desk.settle()
    give_opinion(desk, page.buttons["approve"], "同意")
    give_opinion(desk, page.buttons["report"])
    sync(desk)

    done(city, "sync")
    told = city.json("review", "--region", COUNTY, "--type", TYPE)["lines"]
    assert {one["state"] for one in told} == {"reported"}
    assert city("review", "return", "--region", COUNTY, "--type", TYPE).status != 0  # a return needs words
    done(city, "review", "return", "--region", COUNTY, "--type", TYPE, "--opinion", "请核实本年参保人数")
    done(city, "sync")
    sync(window)
    flow = sheet(window)
    window.wait(lambda: "请核实本年参保人数" in flow.told.text(), what="the reason")
    window.type_cell(MEMBERS, "2026年", "320000")
    window.wait(flow.buttons["submit"].isEnabled, what="to submit again")
    give_opinion(window, flow.buttons["submit"], "已核实")
    sync(window)
    done(reviewer, "sync")
    done(reviewer, "review", "approve", "--type", TYPE)
    done(reviewer, "review", "report", "--type", TYPE)
    done(reviewer, "sync")
    done(city, "sync")
    done(city, "review", "file", "--region", COUNTY, "--type", TYPE, "--opinion", "同意备案")
    done(city, "sync")
    sync(window)
    assert (stands(operator)["state"], stands(operator)["edition"]) == ("filed", 2)
    choose_type(window, TYPE)
    project(window, operator=operator)


def test_the_wrong_person_and_the_wrong_state_are_told_why_not(seat: Callable[[str], CommandLine]) -> None:
    operator, reviewer, agency, tax = seat("hs_jb"), seat("hs_sh"), seat("hs_jg"), seat("hs_sw")
    assert "审核岗不能修改数据" in why_not(reviewer, "sheet", *PAGE, "JS12.2025=1")
    assert refused(tax, "sheet", *PAGE) == "rights"
    assert agency("sheet", *PAGE, "JS12.2025=310000").status == 0, "the agency fills in what is declared its own"
    done(agency, "sync")
    assert refused(agency, "flow", "submit", *PAGE) == "rights"
    done(operator, "sync")
    out_of_range = operator("sheet", *PAGE, "JS19.2025=120")
    assert out_of_range.status != 0
    assert "“单位缴费率”不能大于 100" in out_of_range.out + out_of_range.err
    early = reviewer("review", "approve", "--type", TYPE)
    assert early.status != 0, early
    done(operator, "flow", "submit", *PAGE)
    closed = why_not(operator, "sheet", *PAGE, "JS12.2025=2")
    assert "填报单已送审" in closed
    done(operator, "sync")
    done(reviewer, "sync")
    done(reviewer, "review", "approve", "--type", TYPE)
    done(reviewer, "sync")
    done(operator, "sync")
    assert refused(operator, "flow", "withdraw", *PAGE) == "rights"
