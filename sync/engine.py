"""The round: check, push until nothing waits, pull until nothing is new; may stop anywhere and go on (SYNC point 9)."""

from __future__ import annotations

import logging
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.errors import ShebaoError, StoreError
from app.row_state import LineState
from app.store import now_text, read_meta, write_meta
from sync.batches import note_interrupted
from sync.calls import Traffic
from sync.contact import Contact, check_contract, check_owner, check_person, keep_contact, needs_hello, read_contact
from sync.errors import CancelledError, RoundStoppedError
from sync.files import OFFER as OFFER_FILES
from sync.files import count_waiting, send_files
from sync.first_sync import OFFER, FirstSync
from sync.hand_over_keys import greet
from sync.landing import Plans
from sync.lines import rows_with_lines
from sync.pace import read_pace
from sync.pull import META_CURSOR, apply_page, must_start_over, pages, start_cursor
from sync.push import Sender
from sync.queue import is_paused
from sync.report import Progress, RoundReport
from sync.session import is_remembered, is_revoked, note_refusal, remember_person
from sync.status import META_LAST, read_status
from sync.verify import Verifier
from sync.wire import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from app.store import Store
    from sync.answers import Applied
    from sync.calls import Central
    from sync.pace import Pace
    from sync.repairs import Repair
    from sync.session import Session
    from sync.wire import ChangesPage, Person, Sum

CHECK, PUSH, PULL, VERIFY, FINISH = "连接中心端", "上传修改", "接收更新", "逐行核对", "收尾"
FILES = "上传回单"
STOPPED = "同步已停止，已经完成的部分保留，下次从停下处继续。"
TICK = 0.1
"""Seconds between two looks at whether the person has stopped a wait."""
MINUTE = len("2026-01-31T08:00")
"""Of a time in UTC, what a person is shown."""

_log = logging.getLogger(__name__)


def _ignore(_progress: Progress) -> None:
    return


def _never() -> bool:
    return False


def run_round(
    store: Store,
    *,
    session: Session,
    progress: Callable[[Progress], None] = _ignore,
    cancelled: Callable[[], bool] = _never,
    thorough: bool = False,
) -> RoundReport:
    """Run one round. What was done by the time of `cancelled` stays done and is reported.

    `thorough`: compare every value of every row with the central at the end, and put right what differs.

    `cancelled` is asked between requests and while a busy central is waited for; both functions may be called in
    another thread. Raise RoundStoppedError, which names the step, its cause and the report so far.
    """
    return _Round(store=store, session=session, progress=progress, cancelled=cancelled, thorough=thorough).run()


@dataclass(kw_only=True)
class _Round:
    store: Store
    session: Session
    progress: Callable[[Progress], None]
    cancelled: Callable[[], bool]
    thorough: bool = False
    report: RoundReport = field(default_factory=RoundReport)
    central: Central | None = None
    before: Traffic = field(default_factory=Traffic)
    contact: Contact = field(default_factory=Contact)
    refused: set[str] = field(default_factory=set)
    step: str = CHECK

    def run(self) -> RoundReport:
        started = time.monotonic()
        try:
            self.central = self.session.central
            self.central.pause = self._pause
            self.before = replace(self.central.traffic)
            self._steps()
        except CancelledError:
            self.report = replace(self.report, cancelled=True)
        except ShebaoError as error:
            self._note_refusal(error)
            raise RoundStoppedError(error, step=self.step, report=self._measured(started)) from error
        return self._measured(started)

    def _note_refusal(self, error: ShebaoError) -> None:
        """Keep that the central has shut the person out; where that cannot be kept, the next round hears it again."""
        try:
            note_refusal(self.store, error=error)
        except StoreError as unkept:
            _log.warning("not kept that the central said %s: %s", error.code, unkept.sentence)

    def _steps(self) -> None:
        self.plans = Plans(schema=self.store.schema)
        self._check()
        if not self._push() and self._pull():
            self._push()
        if self.thorough:
            self._say(VERIFY)
            self._note_repairs(self._verifier().deep())
        self._send_files()
        self._say(FINISH)

    def _check(self) -> None:
        """Check what is kept; ask the central only where that does not say who it is."""
        self._say(CHECK)
        note_interrupted(self.store)
        schema = self.store.schema
        with self.store.read() as connection:
            check_owner(connection, schema=schema, session=self.session)
            self.contact = read_contact(connection, schema=schema)
            unknown = needs_hello(connection, schema=schema, contact=self.contact)
            unsure = is_revoked(connection, schema=schema)
        if unknown:
            self._greet()
            self._ask()
        if unsure or not self.contact.shapes:
            self._take_person(self.session.central.me())

    def _greet(self) -> None:
        hello = self.session.central.hello()
        check_contract(hello.contract)
        greet(self.store, session=self.session, hello=hello)
        with self.store.write() as connection:
            self.contact = keep_contact(connection, schema=self.store.schema, hello=hello)

    def _take_person(self, person: Person) -> None:
        check_person(person, session=self.session)
        with self.store.read() as connection:
            if is_remembered(connection, schema=self.store.schema, person=person):
                return
        with self.store.write() as connection:
            remember_person(connection, schema=self.store.schema, person=person)
        self.report = replace(self.report, rights_changed=True)

    def _push(self) -> bool:
        """Send what waits; say whether nothing is left to pull after it."""
        schema = self.store.schema
        with self.store.read() as connection:
            pace = read_pace(connection, schema=schema)
            total = self.report.sent + read_status(connection, schema=schema).unsent
            passed_over = must_start_over(connection, schema=schema)
        if total == self.report.sent:
            return False
        paused = self._paused()
        self._say(PUSH, done=self.report.sent, total=total)
        self._ask()
        sender = self._sender(pace=pace, total=total)
        if paused:
            sender.settle()
        else:
            sender.run()
        if self.refused:
            # a child refused for want of its parent went again in the same round
            with self.store.read() as connection:
                self.refused = rows_with_lines(connection, row_ids=self.refused, state=LineState.REFUSED)
            self.report = replace(self.report, refused=len(self.refused))
        self._ask()
        return sender.followed and not passed_over

    def _send_files(self) -> None:
        """Send the files of receipts; whatever comes of it, the round is done."""
        if OFFER_FILES not in self.contact.offers or not count_waiting(self.store) or self._paused():
            return
        found = send_files(self.store, central=self.session.central, ask=self._ask, tell=self._say_files)
        self.report = replace(self.report, files=found.sent, files_waiting=found.waiting, files_error=found.error)

    def _say_files(self, done: int, total: int) -> None:
        self.step = FILES
        self.progress(Progress(step=FILES, done=done, total=total, unit="份"))

    def _sender(self, *, pace: Pace, total: int) -> Sender:
        return Sender(
            store=self.store,
            central=self.session.central,
            plans=self.plans,
            pace=pace,
            client_id=self.session.client_id,
            user=self.session.user.code,
            may_go_on=lambda: not self.cancelled() and not self._paused(),
            tell=lambda applied: self._count(applied, total=total),
            finish=self._remember_time,
        )

    def _paused(self) -> bool:
        with self.store.read() as connection:
            paused = is_paused(connection, schema=self.store.schema)
        if paused:
            self.report = replace(self.report, paused=True)
        return paused

    def _pull(self) -> int:
        """Pull until nothing is new; return how many refused lines may go again."""
        self._say(PULL)
        with self.store.read() as connection:
            anew = must_start_over(connection, schema=self.store.schema)
            cursor = read_meta(connection, schema=self.store.schema, name=META_CURSOR)
        if anew or not cursor:
            with self.store.write() as connection:
                cursor = start_cursor(connection, schema=self.store.schema)
        if not cursor and OFFER in self.contact.offers:
            cursor = self._take_snapshot()
        seen = reopened = 0
        with closing(pages(self.session.central, cursor=cursor, ask=self._ask)) as coming:
            for page in coming:
                self._check_page(page)
                reopened += self._keep_page(page, before=cursor)
                cursor = page.cursor
                seen += sum(len(block.rows) for block in page.blocks)
                self._say(PULL, done=seen, total=seen + page.remaining)
        self._verify(page.sums)
        return reopened

    def _take_snapshot(self) -> str:
        """Take the central's ready-made file where it has one; return the cursor from which changes go on."""
        first = FirstSync(
            store=self.store, central=self.session.central, plans=self.plans, ask=self._ask, say=self._tell
        )
        rows = first.run()
        self.report = replace(self.report, received=self.report.received + rows)
        with self.store.read() as connection:
            return read_meta(connection, schema=self.store.schema, name=META_CURSOR)

    def _tell(self, progress: Progress) -> None:
        self.step = progress.step
        self.progress(progress)

    def _verify(self, sums: list[Sum]) -> None:
        self._note_repairs(self._verifier().after_pull(sums))

    def _verifier(self) -> Verifier:
        return Verifier(store=self.store, central=self.session.central, plans=self.plans, ask=self._ask)

    def _note_repairs(self, repairs: tuple[Repair, ...]) -> None:
        self.report = replace(self.report, repairs=(*self.report.repairs, *repairs))

    def _check_page(self, page: ChangesPage) -> None:
        """Check what the last page says of the person, the contract and the catalogs."""
        if page.person is not None:
            check_contract(page.contract)
            self._take_person(page.person)
        if page.shapes and page.shapes != self.contact.shapes:
            self._greet()

    def _keep_page(self, page: ChangesPage, *, before: str) -> int:
        """Keep a page, and the time with the last one; a page without news costs no more than reading."""
        if not page.blocks and page.cursor == before:
            self._note_time()
            return 0
        with self.store.write() as connection:
            new, again = apply_page(connection, plans=self.plans, page=page)
            if not page.more:
                self._remember_time(connection)
        self.report = replace(self.report, received=self.report.received + new)
        return again

    def _note_time(self) -> None:
        """Keep the time of a round without news where a person could see the difference: to the minute."""
        with self.store.read() as connection:
            last = read_meta(connection, schema=self.store.schema, name=META_LAST)
        if last[:MINUTE] != now_text()[:MINUTE]:
            with self.store.write() as connection:
                self._remember_time(connection)

    def _remember_time(self, connection: Connection) -> None:
        write_meta(connection, schema=self.store.schema, name=META_LAST, value=now_text())

    def _ask(self) -> None:
        if self.cancelled():
            raise CancelledError(STOPPED)

    def _pause(self, seconds: float) -> None:
        """Wait until a busy central may be asked again; the person sees how long, and may stop it at once."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._ask()
            self.progress(Progress(step=self.step, wait=max(1, round(left))))
            time.sleep(min(left, TICK))

    def _say(self, step: str, *, done: int = 0, total: int = 0) -> None:
        self.step = step
        self.progress(Progress(step=step, done=done, total=total))

    def _count(self, applied: Applied, *, total: int) -> None:
        old, answers = self.report, applied.counts
        self.refused |= applied.refused
        self.report = replace(
            old,
            sent=old.sent + answers.total(),
            accepted=old.accepted + answers[Status.ACCEPTED],
            merged=old.merged + answers[Status.MERGED],
            conflicts=old.conflicts + answers[Status.CONFLICT],
            refused=len(self.refused),
        )
        self._say(PUSH, done=self.report.sent, total=max(total, self.report.sent))

    def _measured(self, started: float) -> RoundReport:
        after = self.central.traffic if self.central else self.before
        return replace(
            self.report,
            bytes_sent=after.sent - self.before.sent,
            bytes_received=after.received - self.before.received,
            clock_off=self.central.clock_off if self.central else 0,
            seconds=time.monotonic() - started,
        )
