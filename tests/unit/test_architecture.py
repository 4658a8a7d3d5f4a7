"""Imports go ui → sync → app, and every library stays in the rooms that need it (HOUSE, rooms)."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.unit.source_tree import ROOMS, ROOT, Source, sources

if TYPE_CHECKING:
    from collections.abc import Iterator

MAY_IMPORT = {
    "resources": {"resources", "app"},  # its reader turns the files into rows
    "app": {"app"},
    "sync": {"sync", "app", "resources"},
    "ui": {"ui", "sync", "app", "resources"},
}
HOME_OF = {
    "PySide6": ("ui/",),
    "shiboken6": ("ui/",),
    "cryptography": ("sync/",),
    "httpx": (),
    "keyring": ("sync/", "ui/"),
    "openpyxl": ("app/excel/", "app/foreign/"),
    "psycopg": ("app/", "sync/"),
    "python_calamine": ("app/foreign/",),  # only in the bounded reading process
    "requests": ("sync/",),
    "sqlalchemy": ("app/", "sync/"),
    "starlette": ("sync/central/",),
    "urllib3": ("sync/",),
    "uvicorn": ("sync/central/",),
    "xlsxwriter": ("app/excel/",),
    "zstandard": ("app/", "sync/"),
}
"""The paths below which a library may be imported; an empty tuple means only in tests."""

IMPORT_EVERYTHING = """
import importlib, pkgutil, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {absent!r}:
            raise ModuleNotFoundError(name + " is absent in this test", name=name)

sys.meta_path.insert(0, Absent())
for room in {rooms!r}:
    names = [info.name for info in pkgutil.walk_packages([room], room + ".")]
    for name in [room, *names]:
        if not name.endswith(".__main__"):
            importlib.import_module(name)
            print(name)
"""


def imported(source: Source) -> Iterator[tuple[int, str]]:
    """Give line and full name of whatever a file imports, at any depth, for type checking too."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module if node.level == 0 and node.module else f"{source.room}."


def product() -> list[Source]:
    """Give the files of the four rooms."""
    return sources(*ROOMS)


def test_the_rooms_are_there() -> None:
    assert {source.room for source in product()} == set(ROOMS)


def test_imports_go_one_way() -> None:
    wrong = [
        f"{source.path}:{line} imports {name}"
        for source in product()
        for line, name in imported(source)
        if name.split(".")[0] in {*ROOMS, "tests", "dev"} and name.split(".")[0] not in MAY_IMPORT[source.room]
    ]
    assert wrong == []


def test_every_library_stays_at_home() -> None:
    wrong = [
        f"{source.path}:{line} imports {name}"
        for source in product()
        for line, name in imported(source)
        if name.split(".")[0] in HOME_OF and not source.path.startswith(HOME_OF[name.split(".")[0]] or "-")
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("rooms", "absent"),
    [
        (["app"], ["PySide6", "shiboken6", "requests", "urllib3", "starlette", "uvicorn", "keyring", "httpx"]),
        (["app", "sync"], ["PySide6", "shiboken6", "httpx"]),
    ],
)
def test_rooms_import_without_what_they_must_not_need(rooms: list[str], absent: list[str]) -> None:
    code = IMPORT_EVERYTHING.format(rooms=rooms, absent=set(absent))
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) >= set(rooms)


def test_packaging_is_no_package() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_the_rules_see_a_breach() -> None:
    text = "from sqlalchemy import select\nif x:\n    import ui.pages\nfrom . import near\n"
    breach = Source("app/bad.py", text, ast.parse(text))
    assert list(imported(breach)) == [(1, "sqlalchemy"), (4, "app."), (3, "ui.pages")]
