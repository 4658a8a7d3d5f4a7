"""Tries a finished program out as a person would: a central, two desks, an edit that travels, a workbook, a check."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "shebao-demo"  # noqa: S105  of the made-up users
COUNTY, CITY = "hs_jb", "nb_jb"
PATIENCE = 300


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A profile folder and the program that works on it; secrets go where the system keeps them, on Windows only."""

    program: Path
    folder: Path

    def __call__(self, *arguments: str, given: str = "") -> Any:  # noqa: ANN401  what JSON holds
        """Run a command and give what it answered; raise when it was not done."""
        command = [str(self.program), "--data", str(self.folder), "--json", *arguments]
        done = subprocess.run(command, input=given.encode(), capture_output=True, check=False, timeout=PATIENCE)
        if done.returncode != 0:
            raise RuntimeError(f"{arguments} ended with {done.returncode}: {(done.stdout + done.stderr).decode()}")
        return json.loads(done.stdout)

    def sign_in(self, user: str, *, at: str) -> None:
        """Sign in and take the first sync."""
        secrets = "keyring" if sys.platform == "win32" else "file"
        self("sign-in", "--server", at, "--user", user, "--password-stdin", "--credentials", secrets, given=PASSWORD)
        self("sync")


@contextlib.contextmanager
def central(program: Path, *, folder: Path) -> Iterator[str]:
    """Run the central of the demo province on a free port and give its address; it ends with its input."""
    command = [str(program), "--data", str(folder), "central", "--demo", "--port", "0", "--stop-with-input"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            line = process.stdout.readline().decode() if process.stdout else ""
            yield line.removeprefix("listening ").strip()
        finally:
            if process.stdin:
                process.stdin.close()
            process.wait(timeout=60)


def try_out(program: Path) -> None:
    """Carry an edit from a county to its city, and an export back into a plan that finds nothing to change."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as top,
        central(program, folder=Path(top, "central")) as address,
    ):
        county = Desk(program=program, folder=Path(top, "county"))
        city = Desk(program=program, folder=Path(top, "city"))
        county.sign_in(COUNTY, at=address)
        city.sign_in(CITY, at=address)
        status = county("status")
        expect("a county and a city sign in and sync", status["last_sync_at"] != "", answer=status)
        kind = ("category=1", "balance_side=1")
        county("add", "accounting_subject", "code=100399", "name=试用明细", "parent_code=1003", *kind)
        county("sync")
        city("sync")
        seen = city("query", "accounting_subject", "--where", "code=100399")
        expect("the city sees the county's row", seen["total"] == 1, answer=seen)
        book = Path(top, "科目.xlsx")
        county("export", "accounting_subject", str(book))
        counts = county("import", "accounting_subject", str(book), "--plan")["counts"]
        unchanged = counts["same"] > 0 and not (counts["new"] or counts["changed"] or counts["refused"])
        expect("an export read back changes nothing", unchanged, answer=counts)
        expect("the check finds nothing", bool(county("check")["parts"]), answer="")


def expect(what: str, came_true: bool, *, answer: object) -> None:  # noqa: FBT001  it is the point of the call
    """Say what was tried; raise with the answer when it did not come true."""
    if not came_true:
        raise RuntimeError(f"{what}: no, {answer}")
    print(f"  {what}: yes", flush=True)


if __name__ == "__main__":
    try_out(Path(sys.argv[1]).resolve())
