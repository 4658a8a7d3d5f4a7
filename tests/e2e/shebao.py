"""The program as a person at a console has it: each command a process of its own, on one profile folder."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.unit.source_tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Shebao:
    """Runs `shebao` for one profile folder."""

    folder: Path

    def __call__(self, *arguments: str, status: int = 0, given: str = "") -> str:
        """Run a command, see to its status, and return what it said on stdout and stderr."""
        done = self._run(*arguments, given=given)
        assert done.returncode == status, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def json(self, *arguments: str, status: int = 0) -> Any:  # noqa: ANN401 - what JSON holds
        """Run a command with --json, see to its status, and return what it said."""
        done = self._run(*arguments, "--json", given="")
        assert (done.returncode, done.stderr) == (status, ""), done.stdout
        return json.loads(done.stdout)

    def _run(self, *arguments: str, given: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ui.cli", "--data", str(self.folder), *arguments]
        return subprocess.run(
            command, cwd=ROOT, input=given, capture_output=True, text=True, encoding="utf-8", check=False
        )
