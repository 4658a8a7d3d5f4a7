"""Undo, redo and history on the command line: the same functions as in the window, in one sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.command_line import CommandLine, sign_in_by_hand

if TYPE_CHECKING:
    from pathlib import Path

SUBJECT = "accounting_subject"
DETAIL = ("代码=100301", "名称=农行专户", "上级科目=1003", "科目类别=资产", "余额方向=借")


@pytest.fixture
def shebao(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    sign_in_by_hand(tmp_path / "desk")
    return CommandLine(tmp_path / "desk", capsys)


def test_what_was_done_is_listed_taken_back_and_done_again(shebao: CommandLine) -> None:
    assert shebao("history").out.strip() == "还没有做过操作。"
    shebao("add", SUBJECT, *DETAIL)
    shebao("set", SUBJECT, "100301", "名称=工行专户")
    added, renamed = reversed(shebao.json("history")["actions"])
    assert [one["label"] for one in (added, renamed)] == [
        "新增 1 行（财政专户会计科目）",
        "修改“名称”（财政专户会计科目 100301）",
    ]
    assert {one["state"] for one in (added, renamed)} == {"done"}
    done = shebao("undo")
    assert (done.status, done.out.strip()) == (0, "已撤销：修改“名称”（财政专户会计科目 100301）。")
    assert shebao.json("history")["actions"][0]["state"] == "redoable"
    assert shebao("redo").out.startswith("已重做：")
    assert shebao.json("undo", str(added["number"]), "--down")["undone"][-1]["label"] == added["label"]
    assert shebao.json("query", SUBJECT, "--where", "code=100301")["rows"] == []
    assert shebao.json("status")["waiting"] == 0


def test_nothing_to_take_back_is_one_sentence(shebao: CommandLine) -> None:
    for word, sentence in (("undo", "没有可以撤销的操作。"), ("redo", "没有可以重做的操作")):
        done = shebao(word)
        assert done.status == 2
        assert done.err.startswith(sentence)


def test_the_history_of_a_row_is_told(shebao: CommandLine) -> None:
    shebao("add", SUBJECT, *DETAIL)
    shebao("set", SUBJECT, "100301", "名称=工行专户")
    told = shebao.json("history", SUBJECT, "100301", "--field", "名称")
    assert [(one["kind"], one["before"], one["after"]) for one in told["changes"]] == [
        ("修改", "农行专户", "工行专户"),
        ("新增", "", "农行专户"),
    ]
    lines = shebao("history", SUBJECT, "100301").out.splitlines()
    assert lines[0].startswith("100301 · 工行专户；他人的修改自 ")
    assert lines[1].split() == ["时间", "修改人", "方式", "变动", "字段", "原值", "改为", "说明"]
    assert shebao("history", SUBJECT, "9999").status == 2
