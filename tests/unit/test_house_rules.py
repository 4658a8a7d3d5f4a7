"""Keeps files small, documented and free of what must not be in the tree (HOUSE, style 12)."""

from __future__ import annotations

import ast
import re
from statistics import median
from typing import TYPE_CHECKING

from tests.unit.source_tree import ROOMS, ROOT, SCRIPTS, Source, sources, tracked

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_FILE = 400
MEDIAN_FILE = 160
MEDIAN_FUNCTION = 10

# written in two halves, so that this file does not hold what it looks for
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:" + "ro" + r"ot|wo" + r"rk|tmp/te" + r"am|home/\w+)/|[A-Z]:\\Us" + r"ers\\\w")
INDEX_HOST = re.compile("py" + r"pi\.(?:org|tuna)|python" + r"hosted|deb\.deb" + r"ian|mir" + r"rors?\.\w+\.\w+")
BINARY = (".png", ".ico", ".icns", ".xlsx", ".xls", ".ttf", ".gz", ".zst", ".zip")


def texts() -> Iterator[tuple[str, str]]:
    """Give name and text of every tracked file that is text."""
    for name in tracked():
        if not name.endswith(BINARY):
            yield name, (ROOT / name).read_text(encoding="utf-8")


def lengths(found: list[Source]) -> dict[str, int]:
    """Count the lines of files."""
    return {source.path: len(source.text.splitlines()) for source in found}


def functions(source: Source) -> Iterator[tuple[str, int]]:
    """Give name and number of lines of each function."""
    for node in ast.walk(source.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield f"{source.path}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def silent(tree: ast.AST) -> Iterator[int]:
    """Give the lines of handlers that do nothing with what they caught."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and all(isinstance(part, ast.Pass) for part in node.body):
            yield node.lineno


def test_no_file_is_long() -> None:
    assert {path: n for path, n in lengths(sources(*ROOMS, *SCRIPTS)).items() if n > LONGEST_FILE} == {}


def test_files_are_small_on_the_whole() -> None:
    counted = [n for n in lengths(sources(*ROOMS)).values() if n > 1]
    assert counted
    assert median(counted) <= MEDIAN_FILE


def test_functions_are_short_on_the_whole() -> None:
    counted = [n for source in sources(*ROOMS) for _, n in functions(source)]
    assert counted
    assert median(counted) <= MEDIAN_FUNCTION


def test_every_module_says_what_it_is_for() -> None:
    bare = [source.path for source in sources(*ROOMS, *SCRIPTS, "tests") if not ast.get_docstring(source.tree)]
    assert bare == []


def test_no_error_is_swallowed_silently() -> None:
    wrong = [f"{s.path}:{line}" for s in sources(*ROOMS, *SCRIPTS, "tests") for line in silent(s.tree)]
    assert wrong == []


def test_no_machine_path_and_no_package_index_in_the_tree() -> None:
    wrong = [
        f"{name}: {found.group()}"
        for name, text in texts()
        for pattern in (MACHINE_PATH, INDEX_HOST)
        for found in pattern.finditer(text)
    ]
    assert wrong == []


def test_the_rules_see_a_breach() -> None:
    assert list(silent(ast.parse("try:\n    x()\nexcept OSError:\n    pass\n"))) == [3]
    assert MACHINE_PATH.search("open('/ro" + "ot/x')")
    assert MACHINE_PATH.search(r"C:\Us" + r"ers\me")
    assert not MACHINE_PATH.search("resources/work/x")
    assert INDEX_HOST.search("https://py" + "pi.org/simple")
