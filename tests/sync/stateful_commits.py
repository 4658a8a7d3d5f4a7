"""Commits that end the program or find the disk full: the moments of which SYNC point 13 asks."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from app.store import sqlite_engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection, Engine

PASSES, BEFORE, AFTER, FULL = "", "ends before it", "ends after it", "disk full"
BESIDE = "another process writes after it"
COMMIT_FATES = (PASSES, BEFORE, AFTER, FULL)


def _nobody() -> None:
    return


class EndedError(BaseException):
    """The process ended at this moment; no handler of errors may keep it alive."""


@dataclass(slots=True)
class Commits:
    """What becomes of the next commits of one side; all pass when nothing is planned.

    `beside` is what another process with the same store does when its moment comes.
    """

    plan: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    beside: Callable[[], None] = _nobody

    def next(self) -> str:
        """Return the fate of the commit that comes now."""
        fate = self.plan.pop(0) if self.plan else PASSES
        if fate and fate != BESIDE:
            self.done.append(fate)
        return fate


@dataclass(slots=True)
class _Kind:
    """What engines of one kind share, so that a history does not start cold: dialect, compiled statements, fates."""

    dialect: Any
    compiled: Any
    commits: Commits


_kinds: dict[str, _Kind] = {}
_writing = threading.local()


def hooked_engine(path: Path, *, commits: Commits, like: str) -> Engine:
    """Return the program's own engine on a file, with its writing commits in our hand; one of each kind at a time."""
    engine = sqlite_engine(path)
    if like not in _kinds:
        _kinds[like] = _Kind(dialect=engine.dialect, compiled=engine._compiled_cache, commits=commits)
        _take_in_hand(_kinds[like])
    kind = _kinds[like]
    kind.commits = commits
    engine.dialect, engine._compiled_cache = kind.dialect, kind.compiled
    event.listen(engine, "commit", _note)
    return engine


def _note(connection: Connection) -> None:
    _writing.on = bool(connection.get_execution_options().get("writing", False))


def _take_in_hand(kind: _Kind) -> None:
    commit = kind.dialect.do_commit

    def do_commit(raw: Any) -> None:  # noqa: ANN401 - the driver's connection
        fate = kind.commits.next() if getattr(_writing, "on", False) else PASSES
        _writing.on = False
        if fate == FULL:
            raise sqlite3.OperationalError("database or disk is full")
        if fate == BEFORE:
            raise EndedError
        commit(raw)
        if fate == AFTER:
            raise EndedError
        if fate == BESIDE:
            kind.commits.beside()

    kind.dialect.do_commit = do_commit
