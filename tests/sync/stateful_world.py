"""A central, three desks and their wires: what people do in a stateful history, and what they wished for."""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from unittest import mock

from sqlalchemy import select

from app import ids
from app import store as app_store
from app.errors import ShebaoError, StoreError
from app.row_state import LineState
from app.store import read_meta, write_meta
from app.unit_of_work import Edit, apply_edits
from sync.errors import RoundStoppedError, SettleError, SignInError
from sync.hand_over_carry import carry
from sync.hand_over_export import export
from sync.hand_over_import import import_replies
from sync.lines import Line, lines_of_rows
from sync.pace import META_SIZE
from sync.problems import REVOKED
from sync.pull import META_CURSOR
from sync.queue import pause, resume
from sync.status import read_status
from tests.sync.stateful_book import Book, frozen
from tests.sync.stateful_commits import AFTER, EndedError
from tests.sync.stateful_people import CATALOGS, JIA, OLDER_CATALOGS, SHENG, SHI, YI
from tests.sync.stateful_seats import SERVER, CentralSeat, DeskSeat, scratch, template
from tests.sync.stateful_wire import REVOKED as SHUT_OUT
from tests.sync.stateful_wire import FaultyWire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from app.people import User

YEARS_OFF = {"yi": 1, "shi": -30}
"""Whose clock is wrong, and by how many years."""
DELETED = "deleted"
SEATS = tuple((one.code, OLDER_CATALOGS if one is YI else CATALOGS) for one in (JIA, YI, SHI, SHENG))
PERSON: dict[str, User] = {one.code: one for one in (JIA, YI, SHI, SHENG)}
Wish = tuple[str, str]


class World:
    """One history's world; `users` are those whose desks are open. `wishes` {user: {(row, field): value wanted}}."""

    def __init__(self, users: Sequence[str]) -> None:
        self.users = tuple(users)
        self.folder = scratch()
        shutil.copytree(template(SEATS), self.folder, dirs_exist_ok=True)
        self.central = CentralSeat(self.folder / "central")
        self.book = Book(self.central)
        self.book.begin()
        self.desks: dict[str, DeskSeat] = {}
        self.wires: dict[str, FaultyWire] = {}
        self.wishes: dict[str, dict[Wish, Any]] = {user: {} for user in users}
        self.replies: dict[str, list[Path]] = {}
        self.touched: set[str] = set()
        self.places = {user: PERSON[user].mof_div_code for user in users}
        self.versions: dict[str, dict[str, int]] = {}
        self.let_in = dict.fromkeys(users, 0)
        self.repairs: dict[str, list[str]] = {user: [] for user in users}
        self.cuts: dict[str, int] = dict.fromkeys(users, 0)
        for user, catalogs in SEATS:
            if user in users:
                wire = self.wires[user] = FaultyWire(self.central, self.book, user)
                desk = self.desks[user] = DeskSeat(self.folder, user=user, catalogs=catalogs, wire=wire)
                with desk.store.write() as connection:
                    write_meta(connection, schema=desk.store.schema, name=META_SIZE, value="2")

    def close(self) -> None:
        """Take everything down."""
        for desk in self.desks.values():
            desk.close()
        self.central.close()
        shutil.rmtree(self.folder)

    @contextmanager
    def clock_of(self, user: str) -> Iterator[None]:
        """Let this person's computer have the time that it has."""
        years = YEARS_OFF.get(user, 0)
        if not years:
            yield
            return
        now, shift = time.time_ns, years * 365 * 86_400

        def wrong_ns() -> int:
            return now() + shift * 10**9

        class Wrong(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Wrong:  # noqa: ANN401 - as datetime has it
                return cls.fromtimestamp(now() / 1e9 + shift, tz)

        with (
            mock.patch.object(ids, "_last_ms", 0),
            mock.patch.object(time, "time_ns", wrong_ns),
            mock.patch.object(app_store, "datetime", Wrong),
        ):
            yield

    def edit(self, user: str, edits: Sequence[Edit], *, source: str = "hand") -> bool:
        """Do one action as the window would; False when a rule or a full disk refused it, or the program ended."""
        desk, kept = self.desks[user], False
        self.touched.add(user)
        try:
            with self.clock_of(user), desk.store.write() as connection:
                outcome = apply_edits(
                    connection, schema=desk.store.schema, user=desk.session.user, edits=edits, source=source
                )
                kept = not outcome.refusals
        except StoreError as error:
            if error.code != "store.full":
                raise
            return False
        except EndedError:
            kept = kept and desk.commits.done[-1] == AFTER
            desk.restart()
        return kept

    def wish(self, user: str, edit: Edit) -> None:
        """Remember what a kept edit wanted."""
        wishes = self.wishes[user]
        if edit.kind == "delete":
            self.forget(user, edit.row_id)
            if row := self.row(user, edit.row_id, catalog=edit.catalog):
                wishes[edit.row_id, DELETED] = True
                self.book.looked[user, edit.row_id] = row["version"]
            return
        wishes.pop((edit.row_id, DELETED), None)
        sends = self.desks[user].store.schema.catalog(edit.catalog).by_name
        for name, value in edit.values.items():
            wishes[edit.row_id, name] = frozen(sends[name].send(value))

    def sync(self, user: str) -> str:
        """Run one round; return the sentence with which it stopped, '' when it did not."""
        desk, wire = self.desks[user], self.wires[user]
        self.touched.add(user)
        before = self._faults(user)
        stopped = ""
        try:
            with self.clock_of(user):
                report = desk.sync()
            self.repairs[user] += [one.sentence for one in report.repairs]
            if report.rights_changed:
                desk.restart()
        except RoundStoppedError as error:
            stopped = error.sentence or "?"
            if isinstance(error.cause, SignInError) and error.cause.code != REVOKED:
                self._let_in(user)
                return self._again_after_signing_in(user, cuts=self._faults(user) - before)
        except EndedError:
            desk.restart()
            stopped = "ended"
        self._let_in(user)
        faults = self._faults(user) - before
        assert not stopped or faults, f"{user} stopped without a reason: {stopped}"
        self.cuts[user] += faults
        wire.plan.clear()
        desk.commits.plan.clear()
        self.central.commits.plan.clear()
        assert wire.again <= self.cuts[user], f"{user}: {wire.again} batches sent again after {self.cuts[user]} cuts"
        return stopped

    def _let_in(self, user: str) -> None:
        """Let a person in again who was shut out meanwhile."""
        if self.wires[user].done.count(SHUT_OUT) > self.let_in[user]:
            self.let_in[user] = self.wires[user].done.count(SHUT_OUT)
            self.central.shut_out(user, is_revoked=False)

    def move(self, user: str, *, region: str) -> None:
        """Give a person another region; their desk hears of it with the next round."""
        self.central.move(user, region=region)
        self.places[user] = region

    def sync_while_paused(self, user: str) -> str:
        """Receive without sending."""
        commits = self.desks[user].commits
        planned, commits.plan[:] = list(commits.plan), []
        pause(self.desks[user].store)
        commits.plan[:] = planned  # what is planned is for the round
        try:
            return self.sync(user)
        finally:
            resume(self.desks[user].store)

    def _faults(self, user: str) -> int:
        wire, desk = self.wires[user], self.desks[user]
        return len(wire.done) + len(desk.commits.done) + len(self.central.commits.done)

    def _again_after_signing_in(self, user: str, *, cuts: int) -> str:
        """Sign in again, with nothing in the way, and go on: the answer to a renewal was lost at some time."""
        self.cuts[user] += cuts
        assert self.cuts[user], f"{user} was signed out without a reason"
        for plan in (self.wires[user].plan, self.desks[user].commits.plan, self.central.commits.plan):
            plan.clear()
        self.desks[user].close()
        self.desks[user].sign_in_again()
        self.desks[user].restart()
        return self.sync(user)

    def settle(self, act: Callable[..., object], user: str, row_id: str) -> bool:
        """Let a person decide about a row; False when there was nothing to decide."""
        desk = self.desks[user]
        self.touched.add(user)
        try:
            with self.clock_of(user):
                act(desk.store, user=desk.session.user, row_ids=[row_id])
        except SettleError:
            return False
        for line in self.lines(user, row_id, states=(LineState.OPEN,)):
            if line.kind == "delete":  # the person has seen the row as it is by now
                self.book.looked[user, row_id] = self.row(user, row_id, catalog=line.catalog)["version"]
        return True

    def hand_over(self, user: str, *, carried: int, imported: int) -> None:
        """Write what waits to a file, carry it so often, import so many of the replies that there are, oldest first."""
        desk, waiting = self.desks[user], self.folder / f"{user}.waiting"
        replies = self.replies.setdefault(user, [])
        steps: list[Callable[[], object]] = [lambda: export(desk.store, session=desk.session, path=waiting)]
        for _ in range(carried):
            replies.append(self.folder / f"{user}.reply{len(replies)}")
            steps.append(lambda to=replies[-1]: self._carry(user, waiting, reply=to))  # type: ignore[misc]
        steps += [lambda path=path: self._take(user, path) for path in replies[:imported]]  # type: ignore[misc]
        self.touched.add(user)
        for step in steps:
            if not self._stepped(user, step):
                return

    def _stepped(self, user: str, step: Callable[[], object]) -> bool:
        """Do one step of handing over; False when a fault ended it."""
        before = self._faults(user)
        try:
            with self.clock_of(user):
                step()
        except EndedError:
            self.desks[user].restart()
        except ShebaoError:
            if self._faults(user) == before:
                raise
        else:
            return True
        finally:
            self._let_in(user)
        self.cuts[user] += self._faults(user) - before
        return False

    def _take(self, user: str, reply: Path) -> None:
        if reply.exists():
            import_replies(self.desks[user].store, session=self.desks[user].session, path=reply)

    def _carry(self, user: str, waiting: Path, *, reply: Path) -> None:
        if waiting.exists():
            carry(waiting, server=SERVER, reply=reply, connect=lambda _server: self.wires[user])

    def forget(self, user: str, row_id: str) -> None:
        """Remember no wish about a row any more."""
        self.wishes[user] = {key: value for key, value in self.wishes[user].items() if key[0] != row_id}

    def give_up(self, user: str, lines: Sequence[Line]) -> None:
        """Take back the wishes of lines that a person gave up."""
        for line in lines:
            for name in (*line.changes, DELETED):
                self.wishes[user].pop((line.row_id, name), None)

    def lines(self, user: str, row_id: str, *, states: tuple[str, ...]) -> list[Line]:
        """Return a row's lines that are in one of the states."""
        with self.desks[user].store.read() as connection:
            found = lines_of_rows(connection, row_ids=[row_id]).get(row_id, [])
        return [line for line in found if line.state in states]

    def all_lines(self, user: str) -> dict[str, list[Line]]:
        """Return every line of a desk by row."""
        with self.desks[user].store.read() as connection:
            rows = connection.exec_driver_sql("SELECT DISTINCT row_id FROM outbox").scalars().all()
            return lines_of_rows(connection, row_ids=rows)

    def row(self, user: str, row_id: str, *, catalog: str) -> dict[str, Any]:
        """Return a row as it is on a desk; {} when it is not."""
        desk = self.desks[user]
        table = desk.store.schema.rows[catalog]
        with desk.store.read() as connection:
            found = connection.execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()
        return dict(found) if found else {}

    def rows(self, user: str, *, catalog: str) -> list[dict[str, Any]]:
        """Return the rows of a catalog that a desk shows."""
        desk = self.desks[user]
        table = desk.store.schema.rows[catalog]
        with desk.store.read() as connection:
            found = connection.execute(select(table).where(table.c.is_deleted.is_(False)).order_by(table.c.rid))
            return [dict(row) for row in found.mappings()]

    def quieten(self) -> None:
        """Sync without faults until a whole turn brings nothing new to anybody."""
        for _ in range(6):
            before = self.state()
            for user in self.users:
                assert self.sync(user) == ""
            if self.state() == before:
                break
        for desk in self.desks.values():
            with desk.store.read() as connection:
                assert read_status(connection, schema=desk.store.schema).unsent == 0

    def state(self) -> list[object]:
        """Return what a turn of rounds would change."""
        found: list[object] = [len(self.book.answered)]
        for desk in self.desks.values():
            with desk.store.read() as connection:
                found += [read_status(connection, schema=desk.store.schema).unsent]
                found += [read_meta(connection, schema=desk.store.schema, name=META_CURSOR)]
        return found
