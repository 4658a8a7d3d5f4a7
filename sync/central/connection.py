"""One connection to the central: what is no HTTP gets problem+json too, and nobody holds one without asking anything.

uvicorn's own protocol answers a line that is no request with plain text, and waits for the rest of a head for ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import h11
import msgspec
from uvicorn.protocols.http.h11_impl import H11Protocol

from sync.central.problems import RequestError

if TYPE_CHECKING:
    import asyncio
    import ssl

HEAD_SECONDS = 30.0
"""Seconds in which the head of a request has to be here once it was begun, and the first one after connecting."""
FAREWELL = 2.0
"""Seconds for which what still comes after a refusal is read (and dropped)."""


class Connection(H11Protocol):
    """Serves one connection; `request.state.certificate` is the client certificate's subject, '' for none."""

    _waiting: asyncio.TimerHandle | None = None
    _is_over = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection; look at the client's certificate once."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "certificate": subject_of(transport.get_extra_info("ssl_object"))}
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Read; while a head is incomplete, its time runs."""
        if self._is_over:
            return
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._stop_waiting()
        elif getattr(before, "response_complete", True):  # there is none before the first request
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_waiting()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words are English
        """Answer what is no request, in the form of every other refusal."""
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.close()  # an answer is on its way already: nothing can be added to it
            return
        sentence = "请求无法识别，请检查服务器地址和程序版本。"
        body = msgspec.json.encode(RequestError("request.malformed", sentence).problem())
        length = str(len(body)).encode()
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", length),
            (b"connection", b"close"),
        ]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event))
        # closing with unread bytes would reset the connection, and the answer with it
        self._is_over = True
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._stop_waiting()
        self._waiting = self.loop.call_later(FAREWELL, self._give_up)

    def _wait_for_head(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        self.transport.close()


def subject_of(tls: ssl.SSLObject | None) -> str:
    """Return the subject of the client's certificate, as `CN=...,O=...`; '' where there is none."""
    shown = tls.getpeercert(binary_form=True) if tls is not None else None
    if not shown:
        return ""
    from sync.certificates import subject  # noqa: PLC0415 - where no certificates are asked for, none are read

    return subject(shown)
