"""docs/functions.md is whole and true: every word of the requirements, every page and command, tests that exist."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from app.catalogs import CATALOGS
from ui.cli.grammar import COMMANDS
from ui.tools.registry import TOOLS

ROOT = Path(__file__).parents[2]
MAP = ROOT / "docs" / "functions.md"
WORDS = {
    "1": "下发 接收 细化 填报 送审 审核 备案 上报 退回 撤回 标准行只读 本级及下级 经办 审核人 "
    "经办与审核分离 审批状态与传输状态分开 待办 已办 消息 日历 催报",
    "2": "新增 删除 逻辑删除 在用不能删除 保存 刷新 导入 导出 启用 停用 查询 年度结转",
    "1.1": "财政区划 经济功能区 上级报送区划 停用前查引用",
    "1.2": "险种统筹级次设置 险种统筹区设置 唯一统筹区检查 全省基金统筹区划信息表 报送财政部",
    "1.3": "社会保险险种 代码对照",
    "1.4": "基金预算收支科目 代码分段",
    "1.5": "财政专户会计科目 明细科目 余额方向 辅助核算",
    "1.6": "基金账户 银行流水 余额 回单 对账标记 余额调节 账户查询",
    "1.7": "基金预算绩效指标 三级指标 指标值",
    "1.8": "精算参数 区间与跳动检查 基金测算",
    "1.9": "基金管理参数 参数值填报 参数间校验 说明 汇总 填报率",
    "4": "是否标志 元/万元/亿元 空白、0 分年度 数据接收 左树右表 修改 查看 撤销 切换不丢失 模板标识 必填列 "
    "代码-名称下拉 错误定位到单元格 逻辑主键重复 整份写入 列出全部错误 上报失败说明步骤 断电不丢失 本机时钟不准",
}
"""The function words of the requirements' sections 1, 2 and 4, by section or clause, separated by blanks."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the map."""

    clause: str
    word: str
    pages: tuple[str, ...]
    commands: tuple[str, ...]
    tests: tuple[str, ...]


@cache
def lines() -> tuple[Line, ...]:
    """Return the map's rows."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in MAP.read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and not line.startswith(("| Clause", "|---"))
    ]
    return tuple(
        Line(clause, word, tuple(pages.split("、")), _quoted(commands), _quoted(tests))
        for clause, word, pages, commands, tests in cells
    )


def _quoted(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


@cache
def written() -> str:
    """Return the sources in which the words on pages and buttons stand."""
    return "\n".join(path.read_text(encoding="utf-8") for room in ("app", "ui") for path in (ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("clause", WORDS)
def test_every_function_of_the_requirements_is_in_the_map(clause: str) -> None:
    there = {line.word for line in lines() if line.clause == clause}
    assert [word for word in WORDS[clause].split() if not any(one.startswith(word) for one in there)] == []


def test_every_page_and_button_named_is_one_of_the_program() -> None:
    unknown = [f"{line.word}: {page}" for line in lines() for page in line.pages if f'"{page}"' not in written()]
    assert unknown == []


def test_every_command_named_is_one_of_the_program() -> None:
    known = {f"shebao {command.name}" for command in COMMANDS}
    known |= {f"shebao {command.name} {action.name}" for command in COMMANDS for action in command.actions}
    assert [f"{line.word}: {one}" for line in lines() for one in line.commands if one not in known] == []


def test_every_test_named_is_there() -> None:
    absent = []
    for line in lines():
        for named in line.tests:
            file, _, function = named.partition("::")
            path = ROOT / "tests" / file
            names = _functions(path) if path.is_file() else ()
            if not names or (function and f"test_{function}" not in names):
                absent.append(f"{line.word}: {named}")
    assert absent == []


def test_every_line_names_a_page_a_command_and_a_test() -> None:
    assert [line.word for line in lines() if not (any(line.pages) and line.commands and line.tests)] == []


def test_no_page_and_no_command_of_the_program_is_left_out() -> None:
    pages = {page for line in lines() for page in line.pages}
    commands = {" ".join(one.split()[:2]) for line in lines() for one in line.commands}
    labels = [catalog.label for catalog in CATALOGS if not catalog.is_document] + [tool.label for tool in TOOLS]
    assert [label for label in labels if label not in pages] == []
    assert [command.name for command in COMMANDS if f"shebao {command.name}" not in commands] == []


@cache
def _functions(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
