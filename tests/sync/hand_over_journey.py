"""Journeys of edits by line and by file, each step under faults of disks and processes (SYNC points 12 and 13)."""

from __future__ import annotations

import itertools
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar
from unittest import mock

from app.errors import ShebaoError
from app.ids import new_id
from app.unit_of_work import Edit
from sync.central import hand_over as taking
from sync.errors import UnreachableError
from sync.hand_over import BATCHES, decode, unpack
from sync.hand_over_carry import carry
from sync.hand_over_disk import read_file
from sync.hand_over_export import export
from sync.hand_over_import import import_replies
from sync.wire_hand_over import Waiting
from tests.sync.stateful_checks import all_is_well_when_quiet, pending_edits_are_on_screen, rows_never_go_back
from tests.sync.stateful_commits import EndedError
from tests.sync.stateful_people import YEAR
from tests.sync.stateful_seats import SERVER
from tests.sync.stateful_wire import UNANSWERED
from tests.sync.stateful_world import PERSON, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from app.fields import Value
    from sync.transport import Reply, Request
    from tests.sync.stateful_seats import CentralSeat, DeskSeat

ALWAYS = 1_000
CATALOG = "fund_account"
Done = TypeVar("Done")


class _Straight:
    """The line of somebody who carries files; the central's process may end while it takes one."""

    server = SERVER

    def __init__(self, central: CentralSeat) -> None:
        self.central = central

    def send(self, request: Request) -> Reply:
        try:
            return self.central.answer(request)
        except EndedError as error:
            self.central.restart()
            raise UnreachableError("中心端断开了。", code="network.closed") from error

    def close(self) -> None:
        """Nothing is kept open."""


class Journey:
    """Desks, a central, and a heap of files: `out` those with batches, `back` those with replies, each with its user.

    `seen` counts what happened, so that a test can tell that enough did.
    """

    def __init__(self, users: Sequence[str]) -> None:
        self.world = World(users)
        # how often a batch is sent again is for other histories to say: here it also goes by file
        self.world.cuts = dict.fromkeys(users, ALWAYS)
        self.fresh = itertools.count(7)
        self.out: list[tuple[str, Path]] = []
        self.back: list[tuple[str, Path]] = []
        self.seen: Counter[str] = Counter()

    def step(self, name: str, who: int, number: int, faults: Sequence[str]) -> None:
        """Do one step: who does it, which file or row is meant, and the fates of the next commits."""
        user = self.world.users[who % len(self.world.users)]
        {"edit": self.edit, "out": self.hand_out, "take": self.take, "back": self.bring_back, "sync": self.sync}[name](
            user, number, faults
        )
        rows_never_go_back(self.world)
        pending_edits_are_on_screen(self.world)

    def end(self) -> None:
        """Bring every reply once more, sync until all is quiet, and compare everybody with the central."""
        for number in range(len(self.back)):
            self.bring_back("", number, ())
        self.world.quieten()
        all_is_well_when_quiet(self.world)

    def edit(self, user: str, number: int, faults: Sequence[str]) -> None:
        """Add, change or delete an account."""
        rows = self.world.rows(user, catalog=CATALOG)
        fresh, kind, row_id = next(self.fresh), "update", new_id()
        values: dict[str, Value] = {("balance", "remark")[number % 2]: fresh if number % 2 == 0 else f"改{fresh}"}
        if number % 4 == 0 or not rows:
            kind = "insert"
            values |= {"fiscal_year": YEAR, "mof_div_code": PERSON[user].mof_div_code}
            values |= {"account_no": f"{70_000 + fresh}", "account_name": user, "bank_name": "农行"}
            values |= {"account_type": "31", "balance": fresh}
        else:
            row_id = str(rows[number % len(rows)]["id"])
        if number % 7 == 6 and kind == "update":
            kind, values = "delete", {}
        edit = Edit(catalog=CATALOG, kind=kind, row_id=row_id, values=values)
        with _fates(self.world.desks[user], faults):
            if self.world.edit(user, [edit]):
                self.world.wish(user, edit)
                self.seen["edits"] += 1

    def hand_out(self, user: str, _number: int, faults: Sequence[str]) -> None:
        """Export; when the program ends meanwhile, what it wrote by then may travel all the same."""
        seat, path = self.world.desks[user], self.world.folder / f"{len(self.out)}.sbd"
        with _fates(seat, faults):
            done = self._try(lambda: export(seat.store, session=seat.session, path=path), seat=seat, faults=faults)
        if path.exists():
            self.out.append((user, path))
        self.seen["handed out"] += done is not None and done.batches > 0

    def take(self, _user: str, number: int, faults: Sequence[str]) -> None:
        """Carry a file to the central, the first time or once more; the newest most often."""
        if not self.out:
            return
        user, path = self.out[-1 - number // 3 % len(self.out)]
        reply = path.with_name(f"{path.stem}-{len(self.back)}.sbr")
        central = self.world.central
        central.commits.plan[:] = faults
        try:
            with mock.patch.multiple(taking, AT_ONCE=3, MOST_ROWS=7):
                carry(path, server=SERVER, reply=reply, connect=lambda _: _Straight(central))
            self.back.append((user, reply))
            self.seen["taken"] += 1
        except ShebaoError:
            assert faults, "a file was not taken without a reason"
        finally:
            central.commits.plan.clear()
            for one in unpack(decode(read_file(path), kind=BATCHES), into=Waiting).batches:
                self.world.book.note(one.batch_id, user=user, body=one.body.encode())

    def bring_back(self, _user: str, number: int, faults: Sequence[str]) -> None:
        """Import a reply, in any order and as often as it comes; the newest most often."""
        if not self.back:
            return
        user, path = self.back[-1 - number // 3 % len(self.back)]
        seat = self.world.desks[user]
        with _fates(seat, faults):
            done = self._try(
                lambda: import_replies(seat.store, session=seat.session, path=path), seat=seat, faults=faults
            )
        if done is not None:
            self.seen[done.news] += 1
            self.seen["answered by file"] += done.batches
            self.seen["known"] += done.known
            self.seen["conflicts"] += done.conflicts

    def sync(self, user: str, number: int, faults: Sequence[str]) -> None:
        """Let the line be there for one round: it may lose the answer to a batch, or only others are heard."""
        wire = self.world.wires[user]
        with _fates(self.world.desks[user], faults):
            if number % 3 == 1:
                wire.batch_plan[:] = [UNANSWERED]
            if number % 3 == 2:
                self.seen["paused"] += not self.world.sync_while_paused(user)
            else:
                self.seen["rounds"] += not self.world.sync(user)
        wire.batch_plan.clear()

    def _try(self, act: Callable[[], Done], *, seat: DeskSeat, faults: Sequence[str]) -> Done | None:
        try:
            with self.world.clock_of(seat.user):
                return act()
        except EndedError:
            seat.restart()
        except ShebaoError:
            assert faults, "a file could not be used without a reason"
        return None


@contextmanager
def _fates(seat: DeskSeat, faults: Sequence[str]) -> Iterator[None]:
    """Let the next commits of a desk have these fates."""
    seat.commits.plan[:] = faults
    try:
        yield
    finally:
        seat.commits.plan.clear()
