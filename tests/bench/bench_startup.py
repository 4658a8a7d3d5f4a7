"""From the start of the process to a window that answers, beside a bare PySide6 window with one table (issue 2)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.table import Figure
from tests.profiles import make_profile

CHILD = Path(__file__).with_name("startup_child.py")
ROOT = Path(__file__).parents[2]
PAIRS = 9
BOUND = 1.6
MILLISECONDS = 1000


def figures(*, pairs: int = PAIRS) -> list[Figure]:
    """Start both windows in turn, in fresh processes, and compare pair by pair; medians of the pairs."""
    with TemporaryDirectory() as name:
        folder = make_profile(Path(name) / "profile").folder
        run("bare")
        run("desk", str(folder))  # byte code and files are warm from here on, for both
        found = [(run("bare")["usable"], run("desk", str(folder))) for _ in range(pairs)]
    bare = median(one for one, _ in found)
    return [figure(step, words, bare=bare, pairs=[(one, ours[step]) for one, ours in found]) for step, words in STEPS]


STEPS = (
    ("usable", "start to a window that answers"),
    ("modules", "start to the modules in it"),
    ("figures", "start to the figures of the first page"),
    ("rows", "start to the rows of the sheet opened from there"),
)


def figure(step: str, words: str, *, bare: float, pairs: list[tuple[float, float]]) -> Figure:
    """Return one row of the table; only the first step has a bound."""
    ratio = median(ours / one for one, ours in pairs)
    is_bound = step == "usable"
    return Figure(
        what=words,
        value=bare * ratio,
        unit="ms",
        peer=bare,
        peer_name="bare window with one table",
        limit=f"≤ {BOUND} ×" if is_bound else "",
        ok=ratio <= BOUND if is_bound else None,
    )


def run(*arguments: str) -> dict[str, float]:
    """Start a child and return the milliseconds from its start to each thing it told."""
    dropped = {"PYTHONDONTWRITEBYTECODE"}
    env = {name: value for name, value in os.environ.items() if name not in dropped}
    env = {"QT_QPA_PLATFORM": "offscreen", **env, "PYTHONPATH": str(ROOT)}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(CHILD), *arguments], env=env, capture_output=True, text=True, check=True, timeout=120
    )
    told = (line.split() for line in done.stdout.splitlines())
    return {words[0]: (float(words[1]) - started) * MILLISECONDS for words in told if len(words) == 2}
