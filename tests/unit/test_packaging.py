"""What the frozen program leaves out: enough to be small, nothing that it needs."""

from __future__ import annotations

import ast
import importlib.util
from typing import TYPE_CHECKING

import pytest

from tests.unit.source_tree import ROOT

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="module")
def contents() -> ModuleType:
    """Load packaging/contents.py, which is in no package."""
    spec = importlib.util.spec_from_file_location("contents", ROOT / "packaging" / "contents.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name",
    [
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6\\plugins\\imageformats\\qico.dll",
        "PySide6\\plugins\\iconengines\\qsvgicon.dll",
        "PySide6\\translations\\qtbase_zh_CN.qm",
        "PySide6\\Qt6PrintSupport.dll",
        "PySide6\\Qt6Network.dll",
        "PySide6\\plugins\\networkinformation\\qnetworklistmanager.dll",
        "PySide6\\Qt6Svg.dll",
        "resources/standard/region.csv",
        "sqlite3.dll",
    ],
)
def test_keeps_what_the_program_needs(contents: ModuleType, name: str) -> None:
    assert contents.is_wanted(name)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6\\opengl32sw.dll",
        "PySide6\\Qt6Quick.dll",
        "PySide6/QtQml.abi3.so",
        "PySide6\\plugins\\tls\\qschannelbackend.dll",
        "PySide6\\plugins\\imageformats\\qtiff.dll",
        "PySide6\\translations\\qtbase_de.qm",
    ],
)
def test_leaves_out_what_it_does_not(contents: ModuleType, name: str) -> None:
    assert not contents.is_wanted(name)


def test_takes_the_version_from_the_project_file(contents: ModuleType) -> None:
    assert contents.version_of(ROOT).count(".") == 2


@pytest.mark.parametrize(("platform", "own"), [("win32", "truststore._windows"), ("linux", "truststore._openssl")])
def test_takes_along_what_is_loaded_late(contents: ModuleType, platform: str, own: str) -> None:
    wanted = contents.lazy_modules(platform)
    assert own in wanted
    assert [name for name in wanted if importlib.util.find_spec(name) is None] == []
    assert "*lazy_modules(sys.platform)" in (ROOT / "packaging" / "shebao.spec").read_text(encoding="utf-8")


def test_takes_along_all_rooms_with_what_they_import_late(contents: ModuleType) -> None:
    """Whatever a room imports, however late, the freezer sees; nothing of it may be left out."""
    left_out = {name.partition(".")[0] for name in contents.EXCLUDED_MODULES} - {"PySide6"}
    imported = {
        name.partition(".")[0]
        for room in ("app", "sync", "ui")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
    }
    assert "truststore" in imported
    assert imported & left_out == set()


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
