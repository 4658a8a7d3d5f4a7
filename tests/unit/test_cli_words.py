"""Every command explains itself in Chinese, and whatever cannot be understood gets one Chinese sentence."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.unit.source_tree import ROOT
from ui.cli.grammar import COMMANDS, top_parser
from ui.cli.manual import manual
from ui.cli.parser import UsageError
from ui.cli.table import cells

ENGLISH = re.compile(r"usage|options|positional|arguments|show this|required|invalid|choose from|expected|error")
NAMES = [command.name for command in COMMANDS]
WANTED = {
    *("demo", "central", "sign-in", "sign-out", "sync", "status", "catalogs", "query", "set", "add", "delete"),
    "where-used",
    "review",
    *(
        "enable",
        "disable",
        "sheet",
        "flow",
        "todo",
        "messages",
        "remind",
        "calendar",
        "pack",
        "import",
        "export",
        "statement",
        "receipt",
        "received",
        "account",
        "print",
        "conflicts",
        "queue",
        "check",
        "compare",
        "hand-over",
        "undo",
        "redo",
        "roll-over",
        "rollup",
        "pooling",
        "projection",
        "history",
    ),
}


PAIRS = {"delete", "enable", "disable", "where-used", "import", "export", "print"}
"""Commands that take a catalog and one thing more."""


def help_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as left:
        top_parser().parse_args([*arguments, "--help"])
    assert left.value.code == 0
    return capsys.readouterr().out


def sentence_for(*arguments: str) -> str:
    with pytest.raises(UsageError) as raised:
        top_parser().parse_args(arguments)
    return raised.value.sentence


def test_the_commands_are_those_that_were_promised() -> None:
    assert set(NAMES) == WANTED
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("name", ["", *NAMES])
def test_help_is_chinese_and_fits_a_console(capsys: pytest.CaptureFixture[str], name: str) -> None:
    text = help_of(capsys, *filter(None, [name]))
    assert text.startswith(f"用法：shebao {name}".rstrip())
    assert "显示本说明" in text
    assert ENGLISH.search(text) is None
    assert max(cells(line) for line in text.splitlines() if not line.startswith("  shebao")) <= 80


@pytest.mark.parametrize("command", COMMANDS, ids=NAMES)
def test_every_argument_is_explained_in_chinese(capsys: pytest.CaptureFixture[str], command: object) -> None:
    name = getattr(command, "name", "")
    entries = re.findall(r"^  (\S.*?)(?:\s{2,}(.*))?$", help_of(capsys, name).split("\n例：")[0], re.MULTILINE)
    assert len(entries) >= 3
    for entry, words in entries:
        assert re.search(r"[\u4e00-\u9fff]", entry + words), entry


def test_the_top_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of(capsys)
    assert [line.split()[0] for line in text.split("命令：")[-1].strip().splitlines()] == NAMES


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nosuch",), "没有“nosuch”这个命令；请用 shebao --help 查看写法。"),
        (("query",), "缺少 目录；请用 shebao query --help 查看写法。"),
        (("set", "region"), "缺少 主键、字段=值；请用 shebao set --help 查看写法。"),
        (("query", "region", "--nix"), "多出了不认识的内容“--nix”；请用 shebao --help 查看写法。"),
        (
            ("query", "region", "--limit", "0"),
            "--limit：应是大于 0 的整数，现为“0”；请用 shebao query --help 查看写法。",
        ),
        (("query", "region", "--limit"), "--limit 后面缺少内容；请用 shebao query --help 查看写法。"),
        (("query", "region", "--where", "a"), "--where：应写成“字段=值”，现为“a”；请用 shebao query --help 查看写法。"),
        (
            ("query", "region", "--where", "=1"),
            "--where：应写成“字段=值”，现为“=1”；请用 shebao query --help 查看写法。",
        ),
        (("query", "region", "--year", "26"), "--year：应是四位年度，现为“26”；请用 shebao query --help 查看写法。"),
        (
            ("query", "region", "--state", "x"),
            (
                "--state 不能是“x”，可用的有：synced、waiting、refused、conflict、merged；"
                "请用 shebao query --help 查看写法。"
            ),
        ),
        (("status", "--json=1"), "--json 后面不能有内容，现为“1”；请用 shebao status --help 查看写法。"),
        (
            ("status", "--data", __file__),
            f"--data：应是文件夹，“{__file__}”是一个文件；请用 shebao status --help 查看写法。",
        ),
        (("sign-in",), "缺少 --server、--user；请用 shebao sign-in --help 查看写法。"),
        (
            ("central", "--port", "99999"),
            "--port：应是 0 到 65535 的整数，现为“99999”；请用 shebao central --help 查看写法。",
        ),
        (
            ("conflicts", "burn"),
            (
                "处理 不能是“burn”，可用的有：list、keep-mine、take-theirs、set、"
                "take-back、merged、dismiss、repaired；"
                "请用 shebao conflicts --help 查看写法。"
            ),
        ),
    ],
)
def test_what_cannot_be_understood_is_one_chinese_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    assert sentence_for(*arguments) == sentence


@pytest.mark.parametrize("name", NAMES)
def test_a_superfluous_option_is_told_for_every_command(name: str) -> None:
    fill = {
        "sign-in": ["--server", "s", "--user", "u"],
        "set": ["a", "b", "c=d"],
        "add": ["a", "c=d"],
        "hand-over": ["show", "a"],
        "statement": ["check"],
        "receipt": ["list"],
        "account": ["list"],
    }
    more = fill.get(name, ["a", "b"] if name in PAIRS else [])
    more = ["region"] if name in {"query", "compare"} else more
    assert "多出了不认识的内容“--nosuch”" in sentence_for(name, *more, "--nosuch")


@pytest.mark.parametrize(
    "arguments",
    [("--data", "d", "--json", "status"), ("status", "--data", "d", "--json"), ("--json", "status", "--data", "d")],
)
def test_common_options_stand_before_or_after_the_command(arguments: tuple[str, ...]) -> None:
    words = top_parser().parse_args(arguments)
    assert (str(words.data), words.json) == ("d", True)


def test_common_options_may_be_left_out() -> None:
    words = top_parser().parse_args(["status"])
    assert (words.data, words.json) == (None, False)


def test_help_loads_nothing_heavy() -> None:
    code = "import sys\nfrom ui.cli.grammar import top_parser\nprint(*sys.modules)\ntop_parser().format_help()"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "ui.cli.grammar" in loaded
    assert {"PySide6", "sqlalchemy", "requests", "openpyxl", "keyring", "msgspec"} & set(loaded) == set()


def test_the_manual_is_in_step_with_the_commands() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert page == manual(), "write it anew: python -m ui.cli.manual docs/cli.md"
