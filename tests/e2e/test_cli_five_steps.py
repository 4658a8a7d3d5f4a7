"""The main job of issue 2, step by step on the command line: a central, a county with two desks, and its city."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.catalogs import CATALOGS
from sync.central.demo_province import DEMO_PASSWORD
from tests.e2e.shebao import Shebao
from ui.demo_central import DemoControl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUBJECT, VALUES = "accounting_subject", "management_value"
PAGE = ("--page", "险种=1101", "--page", "口径=预计")
COUNTY = "330203000"


@pytest.fixture
def central(tmp_path: Path) -> Iterator[DemoControl]:
    control = DemoControl(data=tmp_path / "central", log=tmp_path / "logs" / "central.log")
    control.start()
    try:
        yield control
    finally:
        control.stop()


def signed_in(folder: Path, *, central: DemoControl, user: str) -> Shebao:
    """Return a desk where a user of the demo province is signed in and everything has been received."""
    desk = Shebao(folder=folder)
    words = ("sign-in", "--server", central.url, "--user", user, "--password-stdin", "--credentials", "file")
    assert "已登录" in desk(*words, given=f"{DEMO_PASSWORD}\n")
    assert "连接中心端……" in desk("sync")
    return desk


def sheet(desk: Shebao) -> dict[str, dict[str, object]]:
    """Return the values of the county's page as {parameter: {period: value}}."""
    return {row["parameter"]: row["values"] for row in desk.json("sheet", *PAGE)["rows"]}


def state_of(desk: Shebao, catalog: str, *where: str) -> list[str]:
    return [row["state"] for row in desk.json("query", catalog, "--where", *where)["rows"]]


def county_value(desk: Shebao, parameter: str, period: str = "year") -> object:
    """Return a value of the county's page as another desk sees it."""
    place = (f"mof_div_code={COUNTY}", f"parameter={parameter}", f"period={period}")
    (row,) = desk.json("query", VALUES, "--where", *place, "insurance_type=1101", "basis=estimate")["rows"]
    return row["value"]


def change_cell(path: Path, *, row: str, column: str, value: str | int) -> None:
    """Type a value into the line that has `row`, below the heading `column`, as in a spreadsheet program."""
    book = openpyxl.load_workbook(path)
    lines = list(book.worksheets[0].iter_rows())
    place = next(n for line in lines for n, cell in enumerate(line) if str(cell.value).strip("* ") == column)
    next(line for line in lines if any(cell.value == row for cell in line))[place].value = value
    book.save(path)
    book.close()


def test_the_five_steps(central: DemoControl, tmp_path: Path) -> None:
    county = signed_in(tmp_path / "county", central=central, user="hs_jb")
    city = signed_in(tmp_path / "city", central=central, user="nb_jb")
    look_around(county, central=central)
    work_offline(county, central=central)
    exchange(county, city=city, central=central)
    disagree(county, colleague=signed_in(tmp_path / "colleague", central=central, user="hs_jb"))
    use_workbooks(county, city=city, folder=tmp_path)


def look_around(county: Shebao, *, central: DemoControl) -> None:
    """Step 1 and 2: everything that the county may see is there."""
    counts = {one["name"]: one["rows"] for one in county.json("catalogs")["catalogs"]}
    assert (counts["insurance_type"], len(counts)) == (21, len(CATALOGS))
    assert [name for name, rows in counts.items() if not rows] == []
    status = county.json("status")
    assert (status["user"]["mof_div_code"], status["server"], status["waiting"]) == (COUNTY, central.url, 0)
    assert "参保人数" in county("sheet", *PAGE)
    assert "330203000 海曙区" in county("query", "险种统筹区", "--where", "险种=1101")
    assert "数据规则    正常" in county("check")


def work_offline(county: Shebao, *, central: DemoControl) -> None:
    """Step 3: without the central everything works, and a round that cannot be made loses nothing."""
    central.stop()
    assert "已保存 2 行" in county("sheet", *PAGE, "GL0101.全年=512345", "GL0201.q1=×")
    detail = ("代码=100301", "名称=农行海曙专户", "上级科目=1003", "科目类别=资产", "余额方向=借")
    county("add", SUBJECT, *detail)
    account = county.json("query", "fund_account", "--limit", "1")["rows"][0]
    county("disable", SUBJECT, "100301")
    county("delete", VALUES, f"{COUNTY}/1101/GL0202/estimate/q4")
    county("set", "fund_account", account["account_no"], "备注=年检已完成")
    assert "部定标准行只读" in county("set", SUBJECT, "1003", "名称=x", status=2)
    assert "“账户名称”由一体化系统接收填写" in county(
        "set", "fund_account", account["account_no"], "账户名称=x", status=2
    )
    assert "连不上中心端" in county("sync", status=2)
    status = county.json("status")
    # what the round could not send stands in a batch by now
    assert (status["waiting"] + status["sent"], sheet(county)["GL0101"]["year"]) == (5, 512345)
    assert sheet(county)["GL0201"]["q1"] == "×"
    assert state_of(county, SUBJECT, "代码=100301") == ["waiting"]


def exchange(county: Shebao, *, city: Shebao, central: DemoControl) -> None:
    """Step 4: the central is back; what waited is sent, and the city sees it."""
    central.start()
    report = county.json("sync")
    assert (report["sent"], report["accepted"], report["refused"], report["conflicts"]) == (5, 5, 0, 0)
    assert county.json("status")["waiting"] == 0
    assert state_of(county, SUBJECT, "代码=100301") == ["synced"]
    city("sync")
    assert county_value(city, "GL0101") == 512345
    (detail,) = city.json("query", SUBJECT, "--where", "代码=100301")["rows"]
    assert (detail["name"], detail["is_enabled"]) == ("农行海曙专户", False)
    gone = ("parameter=GL0202", "period=q4", "insurance_type=1101", "basis=estimate", f"mof_div_code={COUNTY}")
    assert city.json("query", VALUES, "--where", *gone)["rows"] == []
    assert "这是下级（330203000）的数据" in city("set", SUBJECT, "100301", "名称=x", status=2)


def disagree(county: Shebao, *, colleague: Shebao) -> None:
    """Two desks of one county change one value: the second one decides."""
    colleague("sheet", *PAGE, "GL0102.全年=111")
    colleague("sync")
    county("sheet", *PAGE, "GL0102.全年=222", "GL0103.全年=333")
    report = county.json("sync", status=1)
    assert (report["accepted"], report["conflicts"]) == (1, 1)
    assert sheet(county)["GL0102"]["year"] == 111
    (change,) = county.json("conflicts", status=1)["changes"]
    (field,) = change["fields"]
    assert (field["field"], field["theirs"], field["mine"]) == ("value", "111", "222")
    assert "有冲突" in county("conflicts", status=1)
    county("conflicts", "keep-mine", str(change["number"]))
    assert county.json("sync")["accepted"] == 1
    colleague("sync")
    assert sheet(colleague)["GL0102"]["year"] == 222


def use_workbooks(county: Shebao, *, city: Shebao, folder: Path) -> None:
    """Step 5: out to a workbook, changed there, planned, applied, sent."""
    filled, subjects = folder / "填报.xlsx", folder / "科目.xlsx"
    county("export", "参数填报", str(filled), *PAGE)
    county("export", SUBJECT, str(subjects), "--where", "上级科目=1003", "财政区划=330203000")
    change_cell(filled, row="GL0101", column="全年", value=600000)
    change_cell(subjects, row="100301", column="名称", value="")
    assert county.json("import", SUBJECT, str(subjects), "--plan", status=1)["counts"]["refused"] == 1
    assert "名称必须填写" in county("import", SUBJECT, str(subjects), status=2)
    assert county.json("import", "参数填报", str(filled), "--plan")["counts"]["changed"] == 1
    assert county.json("status")["waiting"] == 0
    assert county.json("import", "参数填报", str(filled))["applied"]
    assert county.json("sync")["accepted"] == 1
    city("sync")
    assert county_value(city, "GL0101") == 600000


def test_whoever_may_not_sign_in_is_told(central: DemoControl, tmp_path: Path) -> None:
    desk = Shebao(folder=tmp_path / "desk")
    words = ("sign-in", "--server", central.url, "--user", "hs_jb", "--credentials", "file")
    assert "密码" in desk(*words, "--password-stdin", given="wrong\n", status=2)
    assert "标准输入中没有用户 hs_jb 的密码" in desk(*words, "--password-stdin", status=2)
    assert "--password-stdin" in desk(*words, status=2)
    away = ("sign-in", "--server", "http://127.0.0.1:9", "--user", "hs_jb", "--credentials", "file")
    assert "连不上中心端" in desk(*away, "--password-stdin", given="x\n", status=2)
    odd = ("sign-in", "--server", "nix", "--user", "u", "--credentials", "file")
    assert "地址" in desk(*odd, "--password-stdin", given="x\n", status=2)
    assert "还没有登录" in desk("status", status=2)


def test_signing_out_keeps_what_waits(central: DemoControl, tmp_path: Path) -> None:
    desk = signed_in(tmp_path / "desk", central=central, user="hs_jb")
    desk("sheet", *PAGE, "GL0101.全年=1")
    assert "已退出登录；本机数据保留" in desk("sign-out")
    assert "还没有登录" in desk("sync", status=2)
    assert "hs_jb" not in (tmp_path / "desk" / "credentials.json").read_text(encoding="utf-8")
    again = signed_in(tmp_path / "desk", central=central, user="hs_jb")
    assert sheet(again)["GL0101"]["year"] == 1


def test_a_port_that_is_taken_is_one_sentence(central: DemoControl, tmp_path: Path) -> None:
    said = Shebao(folder=tmp_path / "other")("central", "--port", str(central.port), status=2)
    assert f"端口 {central.port} 不能使用" in said
    error = Shebao(folder=tmp_path / "other").json("central", "--port", str(central.port), status=2)["error"]
    assert error["title"] == "中心端不能启动"
