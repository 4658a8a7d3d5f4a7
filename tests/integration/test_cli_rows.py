"""Rows on the command line: look, set, add, delete, enable, disable, fill in; status 0, 1, 2 and one sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.people import Role
from app.store import open_store
from sync.profile import Profile
from tests.command_line import NOWHERE, CommandLine, sign_in_by_hand
from tests.support import COUNTY, OPERATOR, REVIEWER, YEAR, put_rows

if TYPE_CHECKING:
    from pathlib import Path

SUBJECT = "accounting_subject"
DETAIL = ("代码=100301", "名称=农行专户", "上级科目=1003", "科目类别=资产", "余额方向=借")


@pytest.fixture
def shebao(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    sign_in_by_hand(tmp_path / "desk")
    return CommandLine(tmp_path / "desk", capsys)


def test_catalogs_are_counted(shebao: CommandLine) -> None:
    answer = shebao.json("catalogs")
    counts = {one["name"]: one["rows"] for one in answer["catalogs"]}
    assert answer["fiscal_year"] == YEAR
    assert (counts["region"], counts["insurance_type"], counts["fund_account"]) == (4, 3, 0)
    lines = shebao("catalogs").out.splitlines()
    assert lines[0].split() == ["条款", "目录", "英文名", "行数", "说明"]
    assert any(line.split()[:4] == ["1.3", "社会保险险种", "insurance_type", "3"] for line in lines)


def test_rows_are_shown_in_the_officers_words_and_in_stable_ones(shebao: CommandLine) -> None:
    done = shebao("query", "社会保险险种", "--where", "代码=1101")
    heading, _, row, total = done.out.splitlines()
    assert heading.split() == ["状态", "财政区划", "代码", "名称", "简称", "类别", "标准", "启用"]
    assert row.split() == [
        "已同步",
        "109900000",
        "财政部",
        "1101",
        "企业职工基本养老保险",
        "企业养老",
        "社会保险",
        "是",
        "启用",
    ]
    assert total == "（1 行）"
    (plain,) = shebao.json("query", "insurance_type", "--where", "code=1101")["rows"]
    assert (plain["state"], plain["name"], plain["is_enabled"]) == ("synced", "企业职工基本养老保险", True)


def test_queries_narrow_down(shebao: CommandLine) -> None:
    def codes(*arguments: str) -> list[str]:
        return [row["mof_div_code"] for row in shebao.json("query", "region", *arguments)["rows"]]

    assert codes("--where", "级次=县级") == [COUNTY]
    assert len(codes("--limit", "2")) == 2
    assert codes("--search", "宁波") == ["330200000"]
    assert codes("--under", COUNTY) == [COUNTY]
    assert codes("--state", "waiting") == []
    assert codes("--year", "2001") == []
    assert "（共 4 行，显示前 1 行）" in shebao("query", "region", "--limit", "1").out


def test_columns_are_chosen_by_name_label_or_system_name(shebao: CommandLine) -> None:
    out = shebao("query", "insurance_type", "--columns", "名称,code,state,id").out
    assert out.splitlines()[0].split() == ["名称", "代码", "状态", "行标识"]


def test_a_detail_subject_is_added_changed_disabled_enabled_deleted(shebao: CommandLine) -> None:
    added = shebao.json("add", SUBJECT, *DETAIL)
    assert (len(added["written"]), added["refused"], added["waiting"]) == (1, [], 1)
    assert "已修改 1 行；本机共有 1 项待上传。" in shebao("set", SUBJECT, "100301", "名称=工行专户").out
    assert shebao("disable", SUBJECT, "100301").status == 0
    (row,) = shebao.json("query", SUBJECT, "--where", "code=100301")["rows"]
    assert (row["name"], row["is_enabled"], row["state"], row["mof_div_code"]) == ("工行专户", False, "waiting", COUNTY)
    assert shebao("enable", SUBJECT, "100301").status == 0
    assert shebao.json("delete", SUBJECT, "100301")["waiting"] == 0
    assert shebao.json("query", SUBJECT, "--where", "code=100301")["rows"] == []


def test_what_is_in_use_is_disabled_only_when_that_was_seen(shebao: CommandLine) -> None:
    shebao("add", SUBJECT, *DETAIL)
    below = [part.replace("100301", "10030101").replace("上级科目=1003", "上级科目=100301") for part in DETAIL]
    assert shebao("add", SUBJECT, *below).status == 0
    refused = shebao.json("disable", SUBJECT, "100301", status=2)
    assert refused["error"]["code"] == "row.in-use"
    assert "正被“财政专户会计科目”1 行使用" in str(refused["error"])
    (row,) = shebao.json("query", SUBJECT, "--where", "code=100301")["rows"]
    assert row["is_enabled"] is True
    assert len(shebao.json("disable", SUBJECT, "100301", "--used")["written"]) == 1


def test_what_is_good_is_kept_beside_what_is_refused(shebao: CommandLine) -> None:
    shebao("add", SUBJECT, *DETAIL)
    answer = shebao.json("set", SUBJECT, "100301", "名称=工行专户", "余额方向=左", status=1)
    (refused,) = answer["refused"]
    assert (refused["place"], refused["rule"], refused["field"]) == ("balance_side", "field.format", "balance_side")
    assert len(answer["written"]) == 1
    assert shebao.json("query", SUBJECT, "--where", "code=100301")["rows"][0]["name"] == "工行专户"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("query", "nosuch"), "catalog.unknown", "没有名为“nosuch”的目录，可用的有：region（财政区划）"),
        (("query", "region", "--where", "x=1"), "field.unknown", "没有名为“x”的字段，可用的有："),
        (("query", "region", "--where", "级次=半级"), "field.format", "级次应为：财政部、省级"),
        (("query", "region", "--columns", "nix"), "field.unknown", "没有名为“nix”的字段"),
        (("set", SUBJECT, "9999", "name=x"), "row.unknown", "中没有“9999”这一行"),
        (("set", SUBJECT, "1003", "name=x"), "rights", "部定标准行只读"),
        (("set", SUBJECT, "1003", "nix=x"), "field.unknown", "没有名为“nix”的字段"),
        (("add", SUBJECT, "名称=无代码"), "field.required", "代码必须填写"),
        (("add", SUBJECT, "代码=1.5e3"), "field.format", "代码应由数字、字母或短横线组成"),
        (("add", "region", "mof_div_code=330203999"), "rights", "由财政部、省级维护，县级只能查询"),
        (("add", SUBJECT, "fiscal_year=x"), "field.format", "年度应填整数，现为“x”"),
        (("delete", SUBJECT, "1003"), "rights", "部定标准行只读"),
        (("delete", SUBJECT, "1003", "nix"), "row.unknown", "中没有“nix”这一行"),
        (("disable", SUBJECT, "1003"), "rights", "部定标准行只读"),
        (("enable", "region", COUNTY, "nix"), "row.unknown", "中没有“nix”这一行"),
        (("sheet", "--catalog", "region"), "sheet.unknown", "“财政区划”没有填报表，有填报表的是："),
        (("sheet", "--page", "period=year"), "sheet.page", "填报表的页不按“期间”分，可用的有：险种、口径"),
        (("sheet", "--page", "口径=大概"), "field.format", "口径应为：预计、实际；现为“大概”"),
        (("sheet", "GL9999.year=1"), "sheet.row", "没有代码为“GL9999”的参数"),
        (("sheet", "GL0303.五季度=1"), "sheet.column", "没有“五季度”这一列，可用的有：year（全年）"),
        (("sheet", "GL0303.全年=许多"), "field.format", "数值应填数字，现为“许多”"),
        (("sheet", "GL0303.全年=-1"), "sheet.range", "“常住人口”不能小于 0"),
        (("sheet", "GL0303.全年=1.5"), "sheet.precision", "“常住人口”应填整数"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(
    shebao: CommandLine, arguments: tuple[str, ...], code: str, words: str
) -> None:
    error = shebao.json(*arguments, status=2)["error"]
    assert error["code"] == code
    assert words in error["sentence"]
    done = shebao(*arguments)
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert words in done.err
    assert all(line.startswith("没有保存：") for line in done.out.splitlines())
    assert shebao.json("status")["waiting"] == 0


def test_a_reviewer_looks_but_does_not_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sign_in_by_hand(tmp_path, user=REVIEWER)
    shebao = CommandLine(tmp_path, capsys)
    assert len(shebao.json("query", "insurance_type")["rows"]) == 3
    assert "审核岗不能修改数据" in shebao("sheet", "GL0303.全年=1").err


@pytest.mark.parametrize("command", [("query",), ("export", "流水.xlsx"), ("where-used", "1")])
def test_an_office_outside_finance_is_told_what_it_does_not_see(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    sign_in_by_hand(tmp_path, user=replace(OPERATOR, role=Role.TAX))
    shebao = CommandLine(tmp_path, capsys)
    name, *rest = command
    done = shebao(name, "银行流水", *rest)
    assert done.status == 2
    assert "“银行流水”由财政部门管理，税务部门不能查看" in done.err
    listed = {one["label"] for one in shebao.json("catalogs")["catalogs"]}
    assert "银行流水" not in listed
    assert "社会保险险种" in listed


def test_a_sheet_is_filled_in_and_printed(shebao: CommandLine) -> None:
    page = ("--page", "险种=1101", "--page", "口径=预计")
    done = shebao("sheet", "GL0101.全年=120,000", "GL0101.q1=×", "GL0207.year=16.5", *page)
    assert (done.status, done.out) == (0, "已保存 3 行；本机共有 3 项待上传。\n")
    rows = {row["parameter"]: row["values"] for row in shebao.json("sheet", *page)["rows"]}
    assert rows["GL0101"] == {"year": 120000, "q1": "×", "q2": None, "q3": None, "q4": None}
    assert rows["GL0207"]["year"] == 16.5
    assert set(rows) == {"GL0101", "GL0201", "GL0207"}
    lines = shebao("sheet", *page).out.splitlines()
    assert lines[0] == f"参数填报：{YEAR} 年度，财政区划 {COUNTY} 海曙区，险种 1101 企业养老，口径 预计"
    assert lines[1].split() == ["参数", "名称", "计量单位", "全年", "一季度", "二季度", "三季度", "四季度"]
    assert lines[3].split() == ["GL0101", "参保人数(年末)", "人", "120,000", "×"]


def test_a_filled_cell_is_changed_and_blanked(shebao: CommandLine) -> None:
    shebao("sheet", "GL0303.全年=7")
    shebao("sheet", "GL0303.全年=8")
    assert shebao.json("sheet")["rows"][0]["values"]["year"] == 8
    shebao("sheet", "GL0303.全年=")
    assert shebao.json("sheet")["rows"][0]["values"]["year"] is None


def test_status_tells_who_and_what_waits(shebao: CommandLine) -> None:
    shebao("sheet", "GL0303.全年=7")
    answer = shebao.json("status")
    assert (answer["user"]["code"], answer["waiting"], answer["last_sync_at"]) == (OPERATOR.code, 1, "")
    begun = [(one["name"], one["filled"], one["due"], one["rate"]) for one in answer["progress"] if one["filled"]]
    assert begun == [("（不分险种）", 1, 1, "100%")]
    out = shebao("status").out
    assert "填报率：\n" in out
    assert "用户：海曙经办（海曙区 330203000，县级经办）" in out
    assert "修改：待上传 1 条" in out
    assert "上次同步：还没有同步过" in out


def test_a_change_that_waits_is_listed_and_taken_back(shebao: CommandLine) -> None:
    assert shebao("conflicts").out == "没有冲突，也没有被拒绝的修改。\n"
    shebao("sheet", "GL0303.全年=7")
    (change,) = shebao.json("conflicts", "--all")["changes"]
    assert (change["catalog"], change["kind"], change["state"]) == ("management_value", "insert", "open")
    assert {one["field"]: one["mine"] for one in change["fields"]}["value"] == "7"
    assert "参数填报" in shebao("conflicts", "--all").out
    done = shebao("conflicts", "take-back", str(change["number"]))
    assert (done.status, done.out) == (0, "已处理 1 项：撤回本机的修改。\n")
    assert shebao.json("status")["waiting"] == 0
    assert shebao.json("sheet")["rows"][0]["values"]["year"] is None


@pytest.mark.parametrize(
    "arguments", [("keep-mine", "7"), ("take-theirs",), ("take-back", "--all"), ("keep-mine", "--all")]
)
def test_a_decision_about_nothing_is_a_sentence(shebao: CommandLine, arguments: tuple[str, ...]) -> None:
    assert shebao.json("conflicts", *arguments, status=2)["error"]["code"] == "settle.unknown"


def test_check_finds_a_sound_desk_sound(shebao: CommandLine) -> None:
    answer = shebao.json("check", "--offline")
    assert answer["findings"] == []
    looked = ["目录声明", "登录", "登录凭据", "本机数据库", "数据规则", "参数提示", "代码对照"]
    assert [part["part"] for part in answer["parts"]] == looked
    assert answer["warnings"] == []
    *lines, codes = shebao("check", "--offline").out.splitlines()[2:9]
    assert all(line.split()[1] == "正常" for line in lines)
    assert codes.split()[:2] == ["代码对照", "提示"]  # nothing is known here of outside codes


def test_check_tells_of_unusual_figures_without_calling_them_faults(shebao: CommandLine) -> None:
    shebao.json("sheet", "--page", "险种=1101", "--page", "口径=预计", "GL0101.全年=10", "GL0201.全年=20")
    answer = shebao.json("check", "--offline")
    assert answer["findings"] == []
    (warning,) = answer["warnings"]
    assert (warning["catalog"], warning["is_open"], warning["explanation"]) == ("management_value", True, "")
    assert "1 处待说明" in shebao("check", "--offline").out


def test_check_names_the_central_that_does_not_answer(shebao: CommandLine) -> None:
    answer = shebao.json("check", status=1)
    (found,) = answer["findings"]
    assert (found["place"], found["code"]) == ("中心端", "network.refused")


def test_nobody_signed_in_is_told_how_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shebao = CommandLine(tmp_path / "new", capsys)
    for command in (
        ("status",),
        ("sync",),
        ("catalogs",),
        ("query", "region"),
        ("sheet",),
        ("sign-out",),
    ):
        done = shebao(*command)
        assert (done.status, done.err) == (2, "还没有登录：请先执行 shebao sign-in --server 地址 --user 用户。\n")


def test_check_of_an_empty_folder_finds_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = CommandLine(tmp_path / "new", capsys).json("check")
    assert [part["result"] for part in answer["parts"]] == ["sound", "note"]
    assert answer["findings"] == []


def test_damaged_files_are_named_with_a_remedy(shebao: CommandLine) -> None:
    (store,) = (shebao.folder / "stores").glob("*.db")
    store.write_bytes(b"no database at all " * 100)
    for words in (("status",), ("query", "region"), ("sync",)):
        assert f"本地数据库 {store} 已损坏，请从同一文件夹的 backups 中恢复" in shebao(*words).err
    assert [one["code"] for one in shebao.json("check", "--offline", status=1)["findings"]] == ["store.damaged"]
    (shebao.folder / "settings.json").write_text("{", encoding="utf-8")
    assert "settings.json 不能读取，请删除它后重新登录" in shebao("status").err
    assert [one["code"] for one in shebao.json("check", status=1)["findings"]] == ["profile.settings"]


def test_rows_are_grouped_with_subtotals(shebao: CommandLine) -> None:
    account = {"mof_div_code": COUNTY, "bank_name": "工商银行"}
    path = Profile(folder=shebao.folder).store_path(server=NOWHERE, user=OPERATOR.code)
    store = open_store(path, catalogs=CATALOGS)
    put_rows(
        store,
        "fund_account",
        {**account, "account_no": "10001", "account_name": "甲户", "account_type": "31", "balance": 1_234_50},
        {**account, "account_no": "10002", "account_name": "乙户", "account_type": "31", "balance": 50},
        {**account, "account_no": "10003", "account_name": "丙户", "account_type": "32"},
    )
    store.close()
    lines = shebao("query", "fund_account", "--group", "账户类别").out.splitlines()
    assert [line.split() for line in lines if not line.startswith("-")] == [
        ["账户类别", "行数", "账面余额(元)", "其中:定期存款(元)"],
        ["财政专户", "2", "1,235.00"],
        ["收入户", "1"],
        ["总计", "3", "1,235.00"],
        ["（2", "组，3", "行）"],
    ]
    answer = shebao.json("query", "fund_account", "--group", "account_type")
    assert answer["groups"][0] == {
        "value": "31",
        "text": "财政专户",
        "rows": 2,
        "sums": {"balance": 1235.0, "time_deposit": None},
    }
    refused = shebao("query", "fund_account", "--group", "account_no")
    assert (refused.status, "“银行账号”不能用来分组，请用：" in refused.err) == (2, True)
