"""The words of the standard argument parser in Chinese: a sentence that says what to write instead."""

from __future__ import annotations

import re

SENTENCES = (
    (r"the following arguments are required: (.+)", "缺少 {0}"),
    (r"unrecognized arguments: (.+)", "多出了不认识的内容“{0}”"),
    (r"argument 命令: invalid choice: '?(.*?)'? \(choose from .*\)", "没有“{0}”这个命令"),
    (r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.*)\)", "{0} 不能是“{1}”，可用的有：{2}"),
    (r"argument (.+?): invalid int value: '(.*)'", "{0} 应是整数，现为“{1}”"),
    (r"argument (.+?): expected (?:one argument|at least one argument|\d+ arguments?)", "{0} 后面缺少内容"),
    (r"argument (.+?): ignored explicit argument '(.*)'", "{0} 后面不能有内容，现为“{1}”"),
    (r"argument (.+?): not allowed with argument (.+)", "{0} 不能与 {1} 同时使用"),
    (r"one of the arguments (.+) is required", "{0} 中要写一个"),
    (r"argument (.+?): (.+)", "{0}：{1}"),
)


def in_chinese(message: str, *, prog: str) -> str:
    """Return a parser's message as one Chinese sentence with the remedy."""
    for pattern, words in SENTENCES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            parts = [re.sub(r"'?, '?", "、", part).strip("'") for part in found.groups()]
            return f"{words.format(*parts)}；请用 {prog} --help 查看写法。"
    return f"命令的写法不对（{message}）；请用 {prog} --help 查看写法。"
