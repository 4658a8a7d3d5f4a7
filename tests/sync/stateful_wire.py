"""The wire of one desk in a stateful history: it loses, cuts, repeats, mixes up, and counts what was sent."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sync.errors import UnreachableError
from sync.hand_over import BATCHES, decode, unpack
from sync.transport import Reply
from sync.wire_hand_over import Waiting
from tests.sync.stateful_commits import EndedError
from tests.sync.stateful_seats import SERVER

if TYPE_CHECKING:
    from sync.transport import Request
    from tests.sync.stateful_book import Book
    from tests.sync.stateful_seats import CentralSeat

OK, EXPIRED_TOKEN = 200, 401
LOST, UNANSWERED, TRUNCATED, TWICE = "request lost", "answer lost", "answer truncated", "request twice"
OLD_PAGE, EXPIRED, ENDS = "old page again", "token expires", "desk ends while waiting"
TOO_LARGE, BUSY, OVERLOADED = "too large on the way", "too many requests", "central overloaded"
REVOKED = "person shut out"
WIRE_FATES = (
    "",
    LOST,
    UNANSWERED,
    TRUNCATED,
    TWICE,
    OLD_PAGE,
    EXPIRED,
    ENDS,
    TOO_LARGE,
    BUSY,
    OVERLOADED,
    REVOKED,
)
REFUSED = {TOO_LARGE: (413, "body.too-large"), BUSY: (429, "rate.limited"), OVERLOADED: (503, "server.busy")}
AWAY = "60"
"""Seconds that a busy central asks for: longer than a round waits."""
PAGE = 3
"""Rows in a page: so small that pulls take several."""


@dataclass
class FaultyWire:
    """Carries requests of `user`; `plan` is the fate of the next ones, `batch_plan` that of the next batches."""

    central: CentralSeat
    book: Book
    user: str
    server: str = SERVER
    plan: list[str] = field(default_factory=list)
    batch_plan: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    batches: list[Request] = field(default_factory=list)
    pages: list[Reply] = field(default_factory=list)
    again: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, request: Request) -> Reply:
        """Carry one request, as its fate says."""
        with self.lock:
            plan = self.batch_plan if self.batch_plan and "/batches/" in request.path else self.plan
            fate = plan.pop(0) if plan else ""
            if fate:
                self.done.append(fate)
            if fate in REFUSED and (fate != TOO_LARGE or "/batches/" in request.path):
                return _refused(fate)
            if fate == REVOKED:
                self.central.shut_out(self.user)
            if fate == LOST:
                raise UnreachableError("线断了。", code="network.closed")
            if fate == OLD_PAGE and "/changes" in request.path and self.pages:
                return self.pages[len(self.done) % len(self.pages)]
            if fate == EXPIRED:
                self.central.clock.now += 3 * 3600
            reply = self._through(request)
            if fate == TWICE:
                again = self._through(request, counted=False)
                same = again.body == reply.body or "/batches/" not in request.path or reply.status != OK
                assert same, "a repeated batch got another reply"
            if fate == UNANSWERED:
                raise UnreachableError("答复丢了。", code="network.closed")
            if fate == ENDS:
                raise EndedError
            return replace(reply, body=reply.body[: len(reply.body) // 2]) if fate == TRUNCATED else reply

    def _through(self, request: Request, *, counted: bool = True) -> Reply:
        is_batch = "/batches/" in request.path
        path = re.sub(r"limit=\d+", f"limit={PAGE}", request.path)
        try:
            reply = self.central.answer(replace(request, path=path))
        except EndedError as error:
            if is_batch and counted:
                self._count(request)
            self.central.restart()
            raise UnreachableError("中心端断开了。", code="network.closed") from error
        finally:
            if is_batch:
                self.book.note(request.path.rsplit("/", 1)[1], user=self.user, body=request.body)
            if request.path.endswith("/hand-overs"):
                self._note_file(request.body)
        if is_batch and counted and reply.status != EXPIRED_TOKEN:  # that one was not looked at
            self._count(request)
        if "/changes" in request.path and reply.status == OK:
            self.pages.append(reply)
        return reply

    def _note_file(self, raw: bytes) -> None:
        for one in unpack(decode(raw, kind=BATCHES), into=Waiting).batches:
            self.book.note(one.batch_id, user=self.user, body=one.body.encode())

    def _count(self, request: Request) -> None:
        self.again += request.path in {one.path for one in self.batches}
        self.batches.append(request)

    def deliver_late(self, number: int) -> None:
        """Deliver an old batch once more, long after others."""
        if self.batches:
            request = self.batches[number % len(self.batches)]
            # whoever repeats it has no other token than the last one
            request = replace(request, headers={**request.headers, **_token(self.batches[-1])})
            with self.lock:
                self._through(request, counted=False)

    def close(self) -> None:
        """Nothing is kept open."""


def _refused(fate: str) -> Reply:
    status, code = REFUSED[fate]
    body = f'{{"type":"about:blank","title":"t","status":{status},"detail":"d","code":"{code}"}}'
    headers = {"content-type": "application/problem+json", "retry-after": AWAY}
    return Reply(status=status, headers=headers, body=body.encode())


def _token(request: Request) -> dict[str, str]:
    return {"Authorization": request.headers["Authorization"]}
