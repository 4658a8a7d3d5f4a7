"""Clauses 1.4 and 1.5 from the ministry to the county and up to the city: subjects, their details, workbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl

from tests.e2e.story import done, refused, sync, why_not

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.command_line import CommandLine
    from tests.e2e.window import Window
    from tests.sync.central_fixture import RunningCentral

BUDGET, ACCOUNTING = "budget_subject", "accounting_subject"
FLEXIBLE, INTEREST = "灵活就业人员养老保险费收入", "定期存款利息收入"
DETAIL, SECOND = "农行海曙支行专户", "工行海曙支行专户"


def row(desk: CommandLine, catalog: str, code: str) -> dict[str, Any] | None:
    found = [one for one in desk.json("query", catalog)["rows"] if one["code"] == code]
    return dict(found[0]) if found else None


def come_down(*, ministry: CommandLine, province: CommandLine) -> None:
    """Let the ministry add a subject and issue, the province add a detail below a standard one and issue."""
    new = ("收支方向=收入", "险种=1101")
    done(ministry, "add", BUDGET, "代码=1020105", f"名称={FLEXIBLE}", "上级科目=10201", "科目级次=项", *new)
    done(ministry, "sync")
    done(ministry, "pack", "issue", BUDGET, "--note", "新增灵活就业科目")
    done(ministry, "sync")
    done(province, "sync")
    done(province, "pack", "take", BUDGET)
    assert refused(province, "set", BUDGET, "1020105", "名称=改名") == "rights"
    below = ("上级科目=1020103", "科目级次=目", *new)
    for code, words in (("10201031", "代码"), ("102010401", "上级")):
        assert words in why_not(province, "add", BUDGET, f"代码={code}", f"名称={INTEREST}", *below)
    done(province, "add", BUDGET, "代码=102010301", f"名称={INTEREST}", *below)
    done(province, "sync")
    done(province, "pack", "issue", BUDGET, "--note", "省级明细")
    done(province, "sync")


def test_budget_subjects_come_down_with_the_provinces_details(
    seat: Callable[[str], CommandLine], opened: Callable[[str], Window], small_central: RunningCentral
) -> None:
    ministry, province = seat("bu_jb"), seat("zj_jb")
    come_down(ministry=ministry, province=province)
    county = seat("hs_jb")
    small_central.kill()
    window = opened("hs_jb")
    packs = county.json("pack")["packs"]
    seen = [one["code"] for pack in packs for one in county.json("pack", "preview", str(pack["id"]))["changes"]]
    assert {"1020105", "102010301"} <= set(seen)
    for one in packs:
        done(county, "pack", "take", str(one["id"]))
    window.choose_node(BUDGET, "102 ", "10201 ", "1020103 ")
    window.wait(lambda: INTEREST in window.column("名称"), what="the province's detail")
    add = window.page.toolbar.actions_by_name["add"]
    assert not add.isEnabled()
    assert "由财政部、省级维护" in add.toolTip()
    small_central.start()
    sync(window)

    done(ministry, "sync")
    (shown,) = [one for one in ministry.json("pack", "show", f"{BUDGET}/1")["takers"] if one["region"] == "330000000"]
    assert shown["taken_by"] == "zj_jb"
    used = why_not(ministry, "disable", BUDGET, "10201")
    assert "在用" in used or "使用" in used, used
    assert "“基金预算收支科目”6 行使用" in done(ministry, "where-used", BUDGET, "10201")
    assert "不能删除" in why_not(ministry, "delete", BUDGET, "10201")


def workbook(desk: CommandLine, path: Path) -> Any:  # noqa: ANN401 - an openpyxl workbook
    done(desk, "export", ACCOUNTING, str(path), "--where", "上级科目=1003")
    return openpyxl.load_workbook(path)


def change(path: Path, *, row_of: str, column: str, value: str) -> str:
    """Type into a line of a workbook; return the name of the cell."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = [str(cell.value).strip("* ") for cell in sheet[3]]
    line = next(line for line in sheet.iter_rows(min_row=4) if row_of in {cell.value for cell in line})
    cell = line[head.index(column)]
    cell.value = value
    book.save(path)
    return str(cell.coordinate)


def test_a_county_adds_accounting_detail_offline_in_window_and_workbook(
    seat: Callable[[str], CommandLine],
    opened: Callable[[str], Window],
    small_central: RunningCentral,
    tmp_path: Path,
) -> None:
    county, city = seat("hs_jb"), seat("nb_jb")
    small_central.kill()
    window = opened("hs_jb")
    window.choose_node(ACCOUNTING, "资产", "1003 ")
    window.add_row(code="100388", name=DETAIL)
    assert window.cell(DETAIL, "余额方向") == "借"
    window.type_cell(DETAIL, "辅助核算", "险种、账户")
    assert window.cell(DETAIL, "辅助核算") == "险种、账户"
    assert "100488" in why_not(county, "add", ACCOUNTING, "代码=100488", f"名称={SECOND}", "上级科目=1003")
    done(county, "add", ACCOUNTING, "代码=100389", f"名称={SECOND}", "上级科目=1003")
    done(county, "add", ACCOUNTING, "代码=10038901", "名称=活期", "上级科目=100389")

    path = tmp_path / "科目.xlsx"
    done(county, "export", ACCOUNTING, str(path), "--where", "上级科目=1003")
    cell = change(path, row_of="100389", column="余额方向", value="左")
    bad = county("import", ACCOUNTING, str(path))
    assert bad.status != 0
    assert cell in bad.out + bad.err
    change(path, row_of="100389", column="余额方向", value="借")
    change(path, row_of="100389", column="名称", value=f"{SECOND}一")
    done(county, "import", ACCOUNTING, str(path))
    window.press_button("refresh")
    window.wait(lambda: f"{SECOND}一" in window.column("名称"), what="what the workbook changed")
    assert "不能删除" in why_not(county, "delete", ACCOUNTING, "100389")

    small_central.start()
    sync(window)
    assert county.json("conflicts")["changes"] == []
    done(city, "sync")
    seen = row(city, ACCOUNTING, "100388")
    assert seen is not None
    assert (seen["balance_side"], seen["auxiliary"], seen["is_standard"]) == ("1", "险种、账户", False)
    assert refused(city, "set", ACCOUNTING, "100388", "名称=改名") == "rights"


def test_the_wrong_person_and_a_stale_pack_are_told(
    seat: Callable[[str], CommandLine], opened: Callable[[str], Window]
) -> None:
    ministry, province, county, reviewer, agency = map(seat, ("bu_jb", "zj_jb", "hs_jb", "hs_sh", "hs_jg"))
    assert refused(county, "set", ACCOUNTING, "1003", "名称=改名") == "rights"
    assert "审核岗不能修改数据" in why_not(reviewer, "add", ACCOUNTING, "代码=100377", "名称=错", "上级科目=1003")
    assert refused(agency, "query", ACCOUNTING) == "rights"
    assert "accounting_subject" not in opened("hs_jg").modules

    come_down(ministry=ministry, province=province)
    done(ministry, "set", BUDGET, "1020105", f"名称={FLEXIBLE}（新）")
    done(ministry, "sync")
    done(ministry, "pack", "issue", BUDGET, "--note", "改名")
    done(ministry, "sync")
    done(province, "sync")
    done(county, "sync")
    first, second = sorted(of_ministry(county), key=lambda one: int(one["number"]))
    assert (first["state"], second["state"]) == ("未接收", "未接收")
    done(county, "pack", "take", str(first["id"]))
    assert [one["state"] for one in of_ministry(county)] == ["未接收", "已接收"], "the newest is still to be taken"
    (change,) = [one for one in county.json("pack", "preview", str(second["id"]))["changes"] if one["kind"] != "same"]
    assert (change["kind"], change["code"]) == ("changed", "1020105")
    done(county, "pack", "take", str(second["id"]))
    assert {one["state"] for one in of_ministry(county)} == {"已接收"}
    assert refused(county, "pack", "issue", BUDGET) == "rights"


def of_ministry(desk: CommandLine) -> list[dict[str, Any]]:
    return [one for one in desk.json("pack")["packs"] if one["region"] == "109900000"]
