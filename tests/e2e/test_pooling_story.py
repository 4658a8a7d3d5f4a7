"""Clause 1.2 from the province to the county and up to the ministry: window and command line, offline in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.e2e.story import done, give_opinion, refused, sync, why_not
from ui.pooling.check_page import CheckPage
from ui.pooling.matrix_page import MatrixPage
from ui.pooling.rule_bar import WITHIN
from ui.pooling.table_page import TablePage

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.command_line import CommandLine
    from tests.e2e.window import Window
    from tests.sync.central_fixture import RunningCentral


CITY, COUNTY = "330200000", "330203000"
RESIDENTS = "1102"
TITLE = "全省基金统筹区划信息表"


def area_of(desk: CommandLine, region: str) -> str:
    """Return where a region stands for the residents' pension."""
    lines: list[dict[str, Any]] = desk.json("pooling", "table")["lines"]
    return next(str(one["area"]) for one in lines if (one["insurance_type"], one["region"]) == (RESIDENTS, region))


def faults(desk: CommandLine) -> set[str]:
    done = desk.json("pooling", "check", status=desk("pooling", "check").status)
    return {str(one["fault"]) for one in done["findings"] if one["insurance_type"] == RESIDENTS}


def show(window: Window, name: str) -> Any:  # noqa: ANN401 - each tool's own page
    window.show(name)
    context = window.window.context_bar.context
    assert context is not None
    return window.bench.pages.view


def set_level(window: Window, word: str) -> None:
    """Choose a level in the matrix with the keys."""
    page = show(window, "pooling-matrix")
    assert isinstance(page, MatrixPage)
    grid = page.part.grid
    window.wait(lambda: page.part.model.rowCount() > 0, what="the types")
    row = list(page.part.model.source.keys).index(RESIDENTS)  # type: ignore[union-attr]
    context = window.window.context_bar.context
    assert context is not None
    column = next(n for n, one in enumerate(grid.grid.columns) if one.name == str(context.fiscal_year))
    grid.setFocus()
    grid.go_to(row, column)
    QTest.keyClick(grid, Qt.Key.Key_F4)
    editor = grid.opener.editor
    assert editor is not None
    window.write(editor, word)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    window.settle()
    assert page.part.model.index(row, column).data() == word


def assign_by_level(window: Window) -> None:
    """Plan and carry out the assignment of the whole province by level."""
    page = show(window, "pooling-check")
    assert isinstance(page, CheckPage)
    page.bar.choose_type(RESIDENTS)
    page.bar.extent.setCurrentIndex(page.bar.extent.findData(WITHIN))
    window.click(page.make)
    window.settle()
    assert "改划 2 行" in page.planned.text(), page.planned.text()
    window.click(page.take)
    window.settle()
    assert "已划分" in page.planned.text()


def test_a_level_set_by_the_province_moves_the_counties_and_reaches_the_ministry(
    seat: Callable[[str], CommandLine], opened: Callable[[str], Window], small_central: RunningCentral
) -> None:
    province, county, ministry = seat("zj_jb"), seat("hs_jb"), seat("bu_jb")
    assert area_of(county, COUNTY) == COUNTY
    wrong = county.json("pooling", "assign", "--type", RESIDENTS, "--area", CITY, status=2)
    assert wrong["error"]["code"] == "rights"
    assert county.json("pooling", "report", status=2)["error"]["code"] == "pooling.report"

    small_central.kill()
    window = opened("zj_jb")
    set_level(window, "市级")
    assert faults(province) == {"pooling.other-level"}
    assign_by_level(window)
    page = show(window, "pooling-table")
    assert isinstance(page, TablePage)
    give_opinion(window, page.report, "市级统筹起步")
    assert "财政部还没有接收" in page.reported.text()
    assert area_of(county, COUNTY) == COUNTY
    small_central.start()
    sync(window)

    assert county("sync").status == 0
    assert area_of(county, COUNTY) == CITY
    assert faults(county) == set()
    seen = opened("hs_jb")
    matrix = show(seen, "pooling-matrix")
    assert isinstance(matrix, MatrixPage)
    seen.wait(lambda: matrix.part.model.rowCount() > 0, what="the types")
    assert "由省级维护" in matrix.part.model.lock_at(0, 2)

    assert ministry("sync").status == 0
    assert ministry("pack", "take", TITLE).status == 0
    assert ministry("sync").status == 0
    sync(window)
    window.wait(lambda: "财政部已接收（bu_jb" in page.reported.text(), what="the receipt")
    (told,) = province.json("pooling", "report", "--plan")["reports"]
    assert told["number"] == 1
    assert told["taken_at"]


def test_a_table_with_faults_stays_and_the_wrong_person_is_told(seat: Callable[[str], CommandLine]) -> None:
    province, reviewer, agency, ministry = seat("zj_jb"), seat("zj_sh"), seat("hs_jg"), seat("bu_jb")
    for wrong in (reviewer, agency):
        assert refused(wrong, "pooling", "assign", "--type", RESIDENTS, "--area", CITY) == "rights"
        assert refused(wrong, "pooling", "report") == "pooling.report"
    done(province, "set", "pooling_level", RESIDENTS, "统筹级次=市级")
    assert "还有 2 处问题" in why_not(province, "pooling", "report")
    assert ministry.json("pack")["packs"] == [], "nothing of a faulty table goes out"
    done(province, "pooling", "assign", "--type", RESIDENTS)
    done(province, "pooling", "report", "--note", "第一次")
    done(province, "sync")
    done(province, "set", "pooling_level", RESIDENTS, "统筹级次=县级")
    done(province, "pooling", "assign", "--type", RESIDENTS)
    done(province, "sync")
    done(province, "pooling", "report", "--note", "第二次")
    done(province, "sync")
    done(ministry, "sync")
    first, second = sorted(ministry.json("pack")["packs"], key=lambda one: int(one["number"]))
    done(ministry, "pack", "take", str(first["id"]))
    assert [one["state"] for one in ministry.json("pack")["packs"]] == ["未接收", "已接收"]
    done(ministry, "pack", "take", str(second["id"]))
    done(ministry, "sync")
    done(province, "sync")
    told = province.json("pooling", "report", "--plan")["reports"]
    assert {one["number"]: bool(one["taken_at"]) for one in told} == {1: True, 2: True}
    assert refused(province, "pack", "take", str(first["id"])) == "rights"
