"""Batches in threads of their own that are held at a stage: before they are judged, numbered, or committed."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from sync.central import push as pushing
from sync.central.database import ChangeSequence
from sync.central.judge import Judge
from tests.sync.replica import Replica

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

    from app.people import User
    from sync.central.database import Database
    from sync.wire import Answer, OperationBlock

STAGES = ("judged", "numbered", "written")
"""Where a batch can be held: with answers but no number; with a number, nothing written; all but committed."""
PATIENCE = 60.0
A_WHILE = 0.4


@dataclass
class Sending:
    """A batch on its way; `reached` is set for each stage that it comes to, and it waits there unless it may `pass`."""

    reached: dict[str, threading.Event] = field(default_factory=lambda: {name: threading.Event() for name in STAGES})
    may_pass: dict[str, threading.Event] = field(default_factory=lambda: {name: threading.Event() for name in STAGES})
    answers: list[Answer] = field(default_factory=list)
    failure: BaseException | None = None
    thread: threading.Thread | None = None

    def come_to(self, stage: str) -> None:
        """Wait until it stands at a stage."""
        assert self.reached[stage].wait(PATIENCE), f"never {stage}: {self.failure!r}"

    def comes_to(self, stage: str) -> bool:
        """Say whether it gets to a stage within a while."""
        return self.reached[stage].wait(A_WHILE)

    def go_on(self) -> list[Answer]:
        """Let it run to its end; return its answers."""
        for one in self.may_pass.values():
            one.set()
        assert self.thread is not None
        self.thread.join(PATIENCE)
        assert self.failure is None, self.failure
        assert not self.thread.is_alive()
        return self.answers


class Stage:
    """Starts batches and holds them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._here = threading.local()
        self._sendings: list[Sending] = []

    def send(self, user: User, *blocks: OperationBlock, hold: str = "") -> Sending:
        """Send a batch in a thread; it stops at `hold`, or nowhere."""
        sending = Sending()
        for name, event in sending.may_pass.items():
            if name != hold:
                event.set()

        def run() -> None:
            self._here.sending = sending
            try:
                sending.answers = Replica(database=self._database, user=user).send(*blocks)
            except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
                sending.failure = error

        sending.thread = threading.Thread(target=run, daemon=True)
        sending.thread.start()
        self._sendings.append(sending)
        return sending

    def at(self, stage: str) -> None:
        """Stop here as long as the batch of this thread is held."""
        sending: Sending | None = getattr(self._here, "sending", None)
        if sending is not None:
            sending.reached[stage].set()
            sending.may_pass[stage].wait(PATIENCE)

    def close(self) -> None:
        """Let everything go."""
        for one in self._sendings:
            for event in one.may_pass.values():
                event.set()
            if one.thread:
                one.thread.join(PATIENCE)


@contextmanager
def staged(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """Give a stage on which the batches of this process play."""
    stage = Stage(database)
    for name, owner, function in (
        ("judged", pushing, "judge_alike"),
        ("judged", Judge, "judge"),
        ("numbered", ChangeSequence, "take"),
        ("numbered", ChangeSequence, "next"),
        ("written", pushing, "keep_reply"),
    ):
        _after(monkeypatch, owner, function, partial(stage.at, name))
    try:
        yield stage
    finally:
        stage.close()


def _after(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, then: Callable[[], None]) -> None:
    real = getattr(owner, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever the wrapped function takes and gives
        found = real(*args, **kwargs)
        if name != "judge_alike" or found is not None:  # what cannot be judged as a whole is judged row by row next
            then()
        return found

    monkeypatch.setattr(owner, name, wrapped)
