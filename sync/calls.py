"""The calls of the contract (sync/README.md) as typed functions: messages in, messages out, problems raised."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from sync.bodies import digest_header, read_message
from sync.clock import seconds_off
from sync.errors import AnswerError, SignInError
from sync.patience import wanted_seconds
from sync.problems import PAGE, problem_error
from sync.transport import Reply, Request
from sync.wire import BatchReply, ChangesPage, Person
from sync.wire_hand_over import Device, HandOver
from sync.wire_hello import Hello, Refresh, Session, SignIn
from sync.wire_ranges import Ranges, RowsPage, SnapshotInfo
from sync.wire_receipts import Receipts

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.tokens import Tokens
    from sync.transport import Transport

FILE = "application/octet-stream"
RENEWABLE = ("token.expired", "token.unknown")
"""Problems of a token that a new one mends."""

Read = TypeVar("Read")
_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Traffic:
    """Body bytes on the wire and number of requests so far."""

    sent: int = 0
    received: int = 0
    requests: int = 0


class Taken(NamedTuple):
    """The reply to a batch, as read and as its bytes."""

    reply: BatchReply
    body: bytes


class Central:
    """One central as seen by one person; `tokens` is None before sign-in.

    `pause` is how a request waits (seconds) before it is tried again; a round puts its own there. `clock_off`: seconds
    by which this computer's clock is ahead of the central's (negative: behind), for people to read.
    """

    def __init__(self, transport: Transport, *, tokens: Tokens | None = None) -> None:
        self.transport = transport
        self.tokens = tokens
        self.traffic = Traffic()
        self.clock_off = 0
        self.pause: Callable[[float], None] = time.sleep

    def hello(self) -> Hello:
        """Ask who is there."""
        return self._read(self._call(Request(method="GET", path="/v1/hello", call="连接")), Hello, call="连接")

    def is_there(self) -> None:
        """Raise the SyncError that says why nobody is there; asks the smallest thing that a central answers."""
        try:
            self._call(Request(method="GET", path="/v1/me", call="连接"))
        except SignInError:
            return

    def sign_in(self, *, user: str, password: str, client_id: str) -> Session:
        """Sign in with name and password."""
        body = _encode(SignIn(user=user, password=password, client_id=client_id))
        request = Request(method="POST", path="/v1/sessions", call="登录", body=body)
        return self._read(self._call(request), Session, call="登录")

    def refresh(self, *, refresh_token: str, client_id: str) -> Session:
        """Change the refresh secret for a new token and a new secret."""
        body = _encode(Refresh(refresh_token=refresh_token, client_id=client_id))
        request = Request(method="POST", path="/v1/sessions/refresh", call="续期登录", body=body)
        return self._read(self._call(request), Session, call="续期登录")

    def sign_out(self) -> None:
        """End this session at the central."""
        self._authorized(Request(method="DELETE", path="/v1/sessions", call="退出登录"))

    def me(self) -> Person:
        """Return the signed-in person as the central knows them now."""
        return self._read(
            self._authorized(Request(method="GET", path="/v1/me", call="核对身份")), Person, call="核对身份"
        )

    def put_batch(self, *, batch_id: str, body: bytes, digest: str) -> Taken:
        """Send one batch; the same id and bytes may be sent again and again. `digest`: its SHA-256 in hex."""
        request = Request(
            method="PUT",
            path=f"/v1/batches/{batch_id}",
            call="上传修改",
            body=body,
            headers={"Content-Digest": digest_header(digest)},
        )
        reply = self._authorized(request)
        return Taken(reply=self._read(reply, BatchReply, call="上传修改"), body=reply.body)

    def changes(self, *, cursor: str, limit: int) -> ChangesPage:
        """Return the page of changes after `cursor`."""
        query = urlencode({"cursor": cursor, "limit": limit})
        request = Request(method="GET", path=f"/v1/changes?{query}", call="接收更新")
        return self._read(self._authorized(request), ChangesPage, call="接收更新")

    def snapshot(self) -> SnapshotInfo:
        """Say what the ready-made file of a first sync is, or how far it is."""
        request = Request(method="GET", path="/v1/snapshot", call="询问数据文件")
        return self._read(self._authorized(request), SnapshotInfo, call="询问数据文件")

    def snapshot_part(self, *, name: str, start: int, stop: int) -> bytes:
        """Return the bytes from `start` to before `stop` of a snapshot's file; they are not looked at here."""
        request = Request(
            method="GET",
            path=f"/v1/snapshots/{quote(name, safe='')}",
            call="下载数据文件",
            headers={"Range": f"bytes={start}-{stop - 1}", "Accept": "application/zstd"},
        )
        return self._authorized(request).body

    def put_file(self, *, sha256: str, body: bytes) -> None:
        """Send the file of a receipt; harmless to repeat. `sha256`: of its content, in hex."""
        headers = {"Content-Digest": digest_header(sha256), "Content-Type": FILE}
        self._authorized(Request(method="PUT", path=f"/v1/files/{sha256}", call="上传回单", body=body, headers=headers))

    def file(self, *, sha256: str) -> bytes:
        """Return the file of a receipt; its content is not looked at here."""
        headers = {"Accept": FILE}
        return self._authorized(
            Request(method="GET", path=f"/v1/files/{sha256}", call="取回回单", headers=headers)
        ).body

    def ranges(self, *, catalog: str, first: str, last: str, with_content: bool) -> Ranges:
        """Return counts and hashes of the rows with first <= id < last ('': no end)."""
        given = {"catalog": catalog, "first": first, "last": last, "parts": 64, "content": int(with_content)}
        request = Request(method="GET", path=f"/v1/ranges?{urlencode(given)}", call="核对数据")
        return self._read(self._authorized(request), Ranges, call="核对数据")

    def rows(self, *, catalog: str, first: str, last: str) -> RowsPage:
        """Return the rows with first <= id < last, as many as fit into a page."""
        query = urlencode({"catalog": catalog, "first": first, "last": last})
        request = Request(method="GET", path=f"/v1/rows?{query}", call="修复数据")
        return self._read(self._authorized(request), RowsPage, call="修复数据")

    def receipts(self, *, limit: int) -> Receipts:
        """Return what the central received from the integrated platform, newest first."""
        request = Request(method="GET", path=f"/v1/receipts?{urlencode({'limit': limit})}", call="询问接收情况")
        return self._read(self._authorized(request), Receipts, call="询问接收情况")

    def register_device(self, *, client_id: str, public_key: str) -> None:
        """Make the key known with which this desk signs hand-over files; harmless to repeat."""
        body = _encode(Device(public_key=public_key))
        self._authorized(Request(method="PUT", path=f"/v1/devices/{client_id}", call="登记本机", body=body))

    def hand_over(self, file: HandOver) -> HandOver:
        """Hand a file of batches over, anybody's: return the file of replies. No sign-in is needed."""
        request = Request(method="POST", path="/v1/hand-overs", call="上交交接文件", body=_encode(file))
        return self._read(self._call(request), HandOver, call="上交交接文件")

    def _authorized(self, request: Request) -> Reply:
        if self.tokens is None:
            raise SignInError("还没有登录，请先登录再同步。", status=401, code="token.none")
        token = self.tokens.bearer(self)
        try:
            return self._call(_with_token(request, token))
        except SignInError as error:
            # unknown: another window of the same person may have ended that session and begun one
            if error.code not in RENEWABLE:
                raise
        return self._call(_with_token(request, self.tokens.renew(self, stale=token)))

    def _call(self, request: Request) -> Reply:
        reply = self.transport.send(replace(request, pause=self.pause))
        self.traffic.requests += 1
        self.traffic.sent += reply.sent
        self.traffic.received += reply.received
        self.clock_off = seconds_off(reply.headers.get("date", ""), now=time.time())
        if 200 <= reply.status < 300:  # noqa: PLR2004 - success
            return reply
        raise problem_error(
            server=self.transport.server,
            call=request.call,
            status=reply.status,
            body=reply.body,
            content_type=reply.headers.get("content-type", ""),
            retry_after=wanted_seconds(reply.headers.get("retry-after", "")),
            location=reply.headers.get("location", ""),
        )

    def _read(self, reply: Reply, kind: type[Read], *, call: str) -> Read:
        server, content_type = self.transport.server, reply.headers.get("content-type", "").lower()
        if "html" in content_type:
            raise AnswerError(PAGE.format(server=server), code="answer.html")
        if reply.body and "json" not in content_type:
            found = content_type or "没有注明类型"
            raise AnswerError(
                f"中心端 {server} 对“{call}”的答复不是约定的格式（{found}），请核对中心端地址。", code="answer.type"
            )
        return read_message(reply.body, kind, server=server, call=call)


def _with_token(request: Request, token: str) -> Request:
    return replace(request, headers={**request.headers, "Authorization": f"Bearer {token}"})
