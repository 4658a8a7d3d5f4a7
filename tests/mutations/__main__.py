"""Applies each break to a copy of the source, runs what should catch it, prints a table: `python3 dev.py mutate`."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.mutations.breaks import BREAKS, HISTORIES
from tests.unit.source_tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.mutations.breaks import Break

COPIED = ("app", "sync", "tests", "resources", "pyproject.toml")
MOST = 500
"""Histories within which a break must be caught."""
LONGEST = 1_200
"""Seconds."""
ENDED_WELL, CAUGHT = 0, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one break; `by` is the invariant or test that saw it."""

    one: Break
    caught: bool
    by: str
    seconds: float


class BreakError(Exception):
    """A break does not fit the source: its text is not there exactly once."""


def broken_tree(one: Break | None, *, folder: Path) -> Path:
    """Copy the source into `folder`, with one break in it; BreakError when that does not fit."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    for edit in one.edits if one else ():
        path = folder / edit.file
        text = path.read_text(encoding="utf-8")
        if text.count(edit.old) != 1:
            found = text.count(edit.old)
            raise BreakError(f"{one.name if one else ''}: the text to break stands {found} times in {edit.file}")
        path.write_text(text.replace(edit.old, edit.new), encoding="utf-8")
    return folder


def judge(one: Break, *, most: int = MOST) -> Verdict:
    """Break a copy and see whether it is caught."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="shebao-break-") as name:
        try:
            folder = broken_tree(one, folder=Path(name))
            status, words = _run(one.test, folder=folder, most=most)
        except BreakError as error:
            status, words = ENDED_WELL, str(error)
        except subprocess.TimeoutExpired:
            status, words = ENDED_WELL, f"nothing was seen in {LONGEST} seconds"
    return Verdict(one=one, caught=status == CAUGHT, by=words, seconds=time.monotonic() - started)


def _run(test: str, *, folder: Path, most: int) -> tuple[int, str]:
    command = [sys.executable, "-m", "tests.mutations.hunt", str(most)]
    if test != HISTORIES:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "--no-header",
            "-p",
            "no:cacheprovider",
            *shlex.split(test),
        ]
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", timeout=LONGEST, check=False
    )
    lines = [line for line in done.stdout.splitlines() if line.strip()] or done.stderr.splitlines()[-1:]
    if test != HISTORIES:
        lines = [line for line in lines if line.startswith("FAILED")] or lines
        return done.returncode, lines[-1]
    return done.returncode, lines[-1] if lines else ""


def main(arguments: Sequence[str]) -> int:
    """Judge the named breaks (all without names); 1 when one was missed or does not fit."""
    parser = argparse.ArgumentParser(prog="dev.py mutate", description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--most", type=int, default=MOST)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args(arguments)
    wanted = [one for one in BREAKS if not given.names or one.name in given.names]
    missed = 0
    with ThreadPoolExecutor(given.processes) as pool:
        for done in as_completed([pool.submit(judge, one, most=given.most) for one in wanted]):
            verdict = done.result()
            missed += not verdict.caught
            word = "caught" if verdict.caught else "MISSED"
            sys.stdout.write(f"{word:<7}{verdict.seconds:6.0f} s  {verdict.one.name:<44} {verdict.by[:150]}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(wanted) - missed} of {len(wanted)} breaks caught\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
