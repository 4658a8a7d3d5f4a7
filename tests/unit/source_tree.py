"""Reads the product's own sources, for the tests that watch over its structure."""

from __future__ import annotations

import ast
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("app", "sync", "ui", "resources")
SCRIPTS = ("dev.py", "packaging")


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the top (with "/"), its text and its tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The top folder the file lies in."""
        return self.path.split("/", 1)[0]


def tracked() -> list[str]:
    """Name the files of the repository; in an unpacked archive without Git, those that are there."""
    names = listed() if shutil.which("git") and (ROOT / ".git").exists() else unpacked()
    return [name for name in names if (ROOT / name).is_file()]


def listed() -> list[str]:
    """Ask Git, which keeps names in UTF-8 and, so asked, does not quote them."""
    listing = ["git", "-c", "core.quotepath=off", "ls-files", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(
        listing, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout.splitlines()


def unpacked() -> list[str]:
    """Name the files below the top folder, without environments, caches and build products."""
    made = ("build", "dist", "out", "__pycache__")
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
    return [
        path.as_posix()
        for path in found
        if not any(part in made or part.startswith(".") or part.endswith(".egg-info") for part in path.parts[:-1])
    ]


def sources(*tops: str) -> list[Source]:
    """Parse the Python files of the named rooms or scripts."""
    names = [name for name in tracked() if name.endswith((".py", ".spec")) and name.split("/", 1)[0] in tops]
    texts = ((name, (ROOT / name).read_text(encoding="utf-8")) for name in names)
    return [Source(name, text, ast.parse(text, name)) for name, text in texts]
