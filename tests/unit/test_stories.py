"""docs/stories.md is whole and true: each clause with its wrong person, its wrong state and what is stale."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from app.catalogs import CATALOGS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "stories.md"
E2E = ROOT / "tests" / "e2e"
LEAST_ROLES = 3


@cache
def lines() -> dict[str, tuple[str, ...]]:
    """Return the tests named for each clause: the whole way, the wrong person, the wrong state, what is stale."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d\.\d \|", line)]
    return {row.split("|")[1].strip(): tuple(re.findall(r"`([^`]+)`", row)) for row in rows}


@cache
def functions(file: str) -> dict[str, ast.FunctionDef]:
    tree = ast.parse((E2E / file).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_clause_has_its_stories() -> None:
    declared = {catalog.clause for catalog in CATALOGS}
    assert sorted(lines()) == sorted(declared | {f"1.{n}" for n in range(1, 10)})
    assert {clause: len(named) for clause, named in lines().items()} == dict.fromkeys(lines(), 4)


def test_every_test_named_is_there() -> None:
    named = {one for tests in lines().values() for one in tests}
    absent = [one for one in named if f"test_{one.partition('::')[2]}" not in functions(one.partition("::")[0])]
    assert absent == []


@pytest.mark.parametrize("clause", sorted(lines()))
def test_a_story_has_windows_commands_a_line_that_breaks_and_three_roles(clause: str) -> None:
    file, _, name = lines()[clause][0].partition("::")
    story = functions(file)[f"test_{name}"]
    assert {"seat", "opened", "small_central"} <= {one.arg for one in story.args.args}
    assert "small_central.kill()" in ast.unparse(story)
    users = set(re.findall(r"""['"]([a-z]{2}_[a-z]{2}\d?)['"]""", "".join(map(ast.unparse, functions(file).values()))))
    assert len(users) >= LEAST_ROLES
