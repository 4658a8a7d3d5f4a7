"""dev.py finds out what is missing and says so; the set-up itself is tried in a fresh clone."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

import dev

if TYPE_CHECKING:
    from pathlib import Path

FAKE_DPKG_QUERY = """\
#!/bin/sh
echo "libegl1 installed"
echo "libglib2.0-0t64 installed"
echo "libgl1 config-files"
echo "fonts-noto-cjk installed"
"""


@pytest.fixture
def fake_dpkg_query(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a dpkg-query first in PATH that knows four packages."""
    if sys.platform == "win32":
        pytest.skip("Debian only")
    script = tmp_path / "dpkg-query"
    script.write_text(FAKE_DPKG_QUERY, encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")


@pytest.mark.usefixtures("fake_dpkg_query")
def test_names_what_debian_lacks() -> None:
    asked = ["libegl1", "libgl1", "libglib2.0-0", "fonts-wqy-microhei|fonts-noto-cjk", "xvfb|other"]
    assert dev.missing_packages(asked) == ["libgl1", "xvfb"]


@pytest.mark.usefixtures("fake_dpkg_query")
def test_prints_the_line_to_type_when_not_root(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "is_root", lambda: False)
    monkeypatch.setattr(dev, "is_debian", lambda: True)
    dev.need_packages(["libgl1", "libegl1"], why="显示窗口")
    assert "sudo apt-get update && sudo apt-get install -y libgl1\n" in capsys.readouterr().out


@pytest.fixture
def no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let Debian have no PostgreSQL; return the folder where a server would stand."""
    monkeypatch.setattr(dev, "SERVERS", tmp_path / "servers")
    monkeypatch.setattr(dev, "CLUSTERS", tmp_path / "createcluster.conf")
    monkeypatch.setattr(dev, "VENV", tmp_path / "none")
    monkeypatch.setattr(dev, "APT_TRIED", tmp_path / "tried")
    monkeypatch.setattr(dev, "is_debian", lambda: True)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path / "servers"


def test_the_server_comes_without_the_systems_own_cluster(
    no_server: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    installed: list[tuple[list[str], str]] = []
    dev.CLUSTERS.write_text("#start_conf = 'auto'\n", encoding="utf-8")

    def apt_install(packages: list[str]) -> bool:
        installed.append((packages, dev.CLUSTERS.read_text(encoding="utf-8")))
        return True

    monkeypatch.setattr(dev, "is_root", lambda: True)
    monkeypatch.setattr(dev, "apt_install", apt_install)
    dev.need_server()
    assert [packages for packages, _ in installed] == [["postgresql-common"], ["postgresql"]]
    assert "create_main_cluster = false" in installed[1][1]
    assert dev.CLUSTERS.read_text(encoding="utf-8") == "#start_conf = 'auto'\n"
    (no_server / "15" / "bin").mkdir(parents=True)
    (no_server / "15" / "bin" / "initdb").touch()
    dev.need_server()
    assert (len(installed), capsys.readouterr().out) == (2, "")


@pytest.mark.usefixtures("no_server")
def test_the_line_to_type_for_a_server_when_not_root(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "is_root", lambda: False)
    dev.need_server()
    assert "sudo apt-get update && sudo apt-get install -y postgresql\n" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"root": "elsewhere"})])
def test_an_unfinished_environment_is_not_taken_for_a_finished_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    stamp = tmp_path / "stamp.json"
    stamp.write_text(text, encoding="utf-8")
    monkeypatch.setattr(dev, "STAMP", stamp)
    monkeypatch.setattr(dev, "PYTHON", tmp_path / "python")
    assert dev.found_stamp() == {}


def test_leaves_a_foreign_folder_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    monkeypatch.setattr(dev, "VENV", tmp_path)
    with pytest.raises(dev.SetupError, match="不是 Python 运行环境"):
        dev.make_venv()
    assert (tmp_path / "mine.txt").exists()


def test_an_unknown_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["dmeo"]) == dev.FAILED
    assert "没有“dmeo”这个命令" in capsys.readouterr().out


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([]) == 0
    out = capsys.readouterr().out
    assert all(f"\n  {name} " in out for name in ("demo", "run", "setup", "test", "bench", "shots", "lock"))


def test_the_program_keeps_its_byte_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    env = dev.child_env()
    assert "PYTHONDONTWRITEBYTECODE" not in env
    assert env["PATH"].startswith(str(dev.BIN))
