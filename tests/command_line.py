"""The command line as tests use it: one call, its status, what it printed; and a desk where somebody is signed in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.store import write_meta
from sync.profile import Profile, Settings
from sync.session import META_CLIENT, META_SERVER, remember_person
from sync.wire import Person
from tests.support import OPERATOR, small_store
from ui.cli import main
from ui.cli.grammar import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from app.people import User

NOWHERE = "http://127.0.0.1:9"
"""A server that nobody answers for (the discard port)."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended: exit status, what it wrote to either stream."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class CommandLine:
    """Runs commands in this process, on one profile folder."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Done:
        """Run a command."""
        self.capture.readouterr()
        status = main(["--data", str(self.folder), *arguments])
        out, err = self.capture.readouterr()
        return Done(status=status, out=out, err=err)

    def json(self, *arguments: str, status: int = 0) -> Any:  # noqa: ANN401 - what JSON holds
        """Run a command with --json, see to its status, and return what it said."""
        done = self(*arguments, "--json")
        assert (done.status, done.err) == (status, "")
        answer = json.loads(done.out)
        (keys,) = [command.keys for command in COMMANDS if command.name == arguments[0]]
        assert set(answer) <= {*keys, "error"}, "docs/cli.md does not name all members"
        return answer


def sign_in_by_hand(folder: Path, *, user: User = OPERATOR, server: str = NOWHERE) -> None:
    """Make a profile with a small store as a sign-in at `server` would leave it, without a central."""
    profile = Profile(folder=folder)
    store = small_store(folder)
    person = Person(
        code=user.code,
        name=user.name,
        mof_div_code=user.mof_div_code,
        mof_div_name=user.mof_div_name,
        level=int(user.level),
        role=str(user.role),
    )
    with store.write() as connection:
        write_meta(connection, schema=store.schema, name=META_SERVER, value=server)
        write_meta(connection, schema=store.schema, name=META_CLIENT, value="client")
        remember_person(connection, schema=store.schema, person=person)
    store.close()
    path = profile.store_path(server=server, user=user.code)
    path.parent.mkdir(parents=True)
    store.path.rename(path)
    profile.save(Settings(server=server, user=user.code, credentials="file"))
