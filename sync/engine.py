"""The round: check, push until nothing waits, pull until nothing is new; may stop anywhere and go on (SYNC point 9)."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.errors import ShebaoError
from app.store import now_text, read_meta, write_meta
from sync.answers import REFUSED, TAKEN
from sync.calls import Traffic
from sync.errors import AnswerError, RoundStoppedError, SyncError
from sync.hand_over_keys import greet
from sync.landing import Plans
from sync.pull import apply_page, pages, start_cursor
from sync.push import Sender, read_pace
from sync.queue import is_paused
from sync.report import Progress, RoundReport
from sync.session import META_CLIENT, META_SERVER, remember_person
from sync.status import META_LAST, read_status
from sync.wire import CONTRACT, Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store import Store
    from sync.answers import Applied
    from sync.calls import Central
    from sync.session import Session

CHECK, PUSH, PULL, FINISH = "连接中心端", "上传修改", "接收更新", "收尾"


class _CancelledError(Exception):
    """The person asked to stop."""


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
) -> RoundReport:
    """Run one round. `cancelled` is asked between requests; what was done by then stays done and is reported.

    Raise RoundStoppedError, which names the step, its cause and the report so far; nothing is lost by it.
    """
    return _Round(store=store, session=session, progress=progress, cancelled=cancelled).run()


@dataclass(kw_only=True)
class _Round:
    store: Store
    session: Session
    progress: Callable[[Progress], None]
    cancelled: Callable[[], bool]
    report: RoundReport = field(default_factory=RoundReport)
    central: Central | None = None
    before: Traffic = field(default_factory=Traffic)
    refused: set[str] = field(default_factory=set)
    step: str = CHECK

    def run(self) -> RoundReport:
        started = time.monotonic()
        try:
            self.central = self.session.central
            self.before = replace(self.central.traffic)
            self._steps()
        except _CancelledError:
            self.report = replace(self.report, cancelled=True)
        except ShebaoError as error:
            raise RoundStoppedError(error, step=self.step, report=self._measured(started)) from error
        return self._measured(started)

    def _steps(self) -> None:
        self.plans = Plans(schema=self.store.schema)
        self._check()
        self._push()
        if self._pull():
            self._push()
        self._say(FINISH)
        with self.store.write() as connection:
            write_meta(connection, schema=self.store.schema, name=META_LAST, value=now_text())

    def _check(self) -> None:
        self._say(CHECK)
        with self.store.read() as connection:
            owner = {
                name: read_meta(connection, schema=self.store.schema, name=name) for name in (META_SERVER, META_CLIENT)
            }
        if owner != {META_SERVER: self.session.server, META_CLIENT: self.session.client_id}:
            raise SyncError(
                f"这份本机数据属于另一位用户或另一个中心端（{owner[META_SERVER] or '未登录'}），"
                "请用原来的用户登录后再同步。",
                code="store.other-owner",
            )
        hello = self.session.central.hello()
        if hello.contract != CONTRACT:
            raise AnswerError(
                f"中心端使用第 {hello.contract} 版约定，本程序使用第 {CONTRACT} 版，请更新程序后再同步。",
                code="contract.other",
            )
        greet(self.store, session=self.session, hello=hello)
        self._ask()
        person = self.session.central.me()
        if person.code.casefold() != self.session.user.code.casefold():
            raise AnswerError(
                f"中心端认定的用户是“{person.name}”，与本机登录的“{self.session.user.name}”不同，请重新登录。",
                code="answer.other-person",
            )
        with self.store.write() as connection:
            changed = remember_person(connection, schema=self.store.schema, person=person)
        self.report = replace(self.report, rights_changed=changed)

    def _push(self) -> None:
        with self.store.read() as connection:
            pace = read_pace(connection, schema=self.store.schema)
            total = self.report.sent + read_status(connection, schema=self.store.schema).unsent
            paused = is_paused(connection, schema=self.store.schema)
        if total == self.report.sent:
            return
        if paused:
            self.report = replace(self.report, paused=True)
            return
        self._say(PUSH, done=self.report.sent, total=total)
        self._ask()
        central, client_id = self.session.central, self.session.client_id
        user = self.session.user.code
        sender = Sender(store=self.store, central=central, plans=self.plans, pace=pace, client_id=client_id, user=user)
        batch = sender.first()
        while batch is not None:
            applied, batch = sender.send(batch, go_on=not self.cancelled())
            self._count(applied)
            self._say(PUSH, done=self.report.sent, total=max(total, self.report.sent))
        self._ask()

    def _pull(self) -> int:
        """Pull until nothing is new; return how many refused lines may go again."""
        self._say(PULL)
        with self.store.write() as connection:
            cursor = start_cursor(connection, schema=self.store.schema)
        seen = reopened = 0
        with closing(pages(self.session.central, cursor=cursor, ask=self._ask)) as coming:
            for page in coming:
                with self.store.write() as connection:
                    new, again = apply_page(connection, plans=self.plans, page=page)
                seen += sum(len(block.rows) for block in page.blocks)
                reopened += again
                self.report = replace(self.report, received=self.report.received + new)
                self._say(PULL, done=seen, total=seen + page.remaining)
        return reopened

    def _ask(self) -> None:
        if self.cancelled():
            raise _CancelledError

    def _say(self, step: str, *, done: int = 0, total: int = 0) -> None:
        self.step = step
        self.progress(Progress(step=step, done=done, total=total))

    def _count(self, applied: Applied) -> None:
        old = self.report
        answers = Counter(answer.status for _, answer in applied.pairs)
        # a child refused for want of its parent goes again in the same round
        self.refused = (self.refused | applied.row_ids(*REFUSED)) - applied.row_ids(*TAKEN)
        self.report = replace(
            old,
            sent=old.sent + len(applied.pairs),
            accepted=old.accepted + answers[Status.ACCEPTED],
            merged=old.merged + answers[Status.MERGED],
            conflicts=old.conflicts + answers[Status.CONFLICT],
            refused=len(self.refused),
        )

    def _measured(self, started: float) -> RoundReport:
        after = self.central.traffic if self.central else self.before
        return replace(
            self.report,
            bytes_sent=after.sent - self.before.sent,
            bytes_received=after.received - self.before.received,
            seconds=time.monotonic() - started,
        )
