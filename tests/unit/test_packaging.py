"""What the frozen program leaves out: enough to be small, nothing that it needs."""

from __future__ import annotations

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
