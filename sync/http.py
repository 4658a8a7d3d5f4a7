"""Requests over HTTP: time-outs, safe repeats with patience, zstd both ways, limits on size (sync/README.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests
import urllib3
import zstandard
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from sync.address import is_loopback, tidy_address
from sync.bodies import MAX_SENT, PACK_FROM, join_limited, pack, unpack
from sync.errors import SyncError
from sync.network_errors import network_error
from sync.patience import Patience
from sync.secure_errors import look_again
from sync.transport import Reply, Request
from sync.trust import Trust

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

SILENT = ("network.closed", "network.failed", "network.secure")
"""Codes of failures that do not say what was wrong."""


class HttpTransport:
    """One central over HTTP(S), with kept connections. Use it from one thread at a time."""

    def __init__(self, server: str, *, patience: Patience | None = None, trust: Trust | None = None) -> None:
        """Check the address and read the files of `trust`; UnreachableError, CertificateError when they are no good."""
        self._server = tidy_address(server)
        self._patience = patience or Patience()
        self._has_answered = False
        self._session = requests.Session()
        # a proxy from the environment cannot reach this computer
        self._session.trust_env = not is_loopback(self._server)
        self._session.mount("http://", HTTPAdapter())
        trust = trust or Trust()
        self._shows, self._context = trust.certificate is not None, self._secure(trust)

    def _secure(self, trust: Trust) -> ssl.SSLContext | None:
        """Let connections to https be made by `trust`; None for a plain address."""
        if not self._server.startswith("https:"):
            return None
        from sync.secure_adapter import SecureAdapter  # noqa: PLC0415 - 100 ms that plain connections do not need
        from sync.tls import client_context  # noqa: PLC0415 - as above

        context = client_context(trust)
        self._session.mount("https://", SecureAdapter(context))
        return context

    @property
    def server(self) -> str:
        """Return the address, without a slash at its end."""
        return self._server

    def send(self, request: Request) -> Reply:
        """Send, with patience; statuses are returned, failures raised as SyncError with a sentence."""
        turn = 0
        while True:
            try:
                reply = self._try(request)
                asked = reply.headers.get("retry-after", "")
                wait = self._patience.after_answer(method=request.method, status=reply.status, asked=asked, turn=turn)
                if wait is None:
                    return reply
            except SyncError as error:
                wait = self._patience.after_failure(method=request.method, code=error.code, turn=turn)
                if wait is None:
                    raise
            request.pause(wait)
            turn += 1

    def _try(self, request: Request) -> Reply:
        try:
            return self._send(request)
        except (requests.RequestException, urllib3.exceptions.HTTPError, zstandard.ZstdError, OSError) as error:
            proxied = self._session.trust_env and bool(get_environ_proxies(self._server))
            found: SyncError = network_error(error, server=self._server, proxied=proxied)
            if found.code in SILENT and not (proxied or self._has_answered):
                found = look_again(self._server, context=self._context, shows=self._shows) or found
            raise found from error

    def _send(self, request: Request) -> Reply:
        headers = {"Accept": "application/json", "Accept-Encoding": "zstd", **request.headers}
        body = request.body
        if body:
            headers.setdefault("Content-Type", "application/json")
        if len(body) >= PACK_FROM:
            body, headers["Content-Encoding"] = pack(body), "zstd"
        with self._session.request(
            request.method,
            self._server + request.path,
            data=body or None,
            headers=headers,
            timeout=(self._patience.connect, self._patience.read),
            stream=True,
            allow_redirects=False,
            auth=_keep_headers,
        ) as answer:
            packed = join_limited(_raw_chunks(answer), limit=MAX_SENT, server=self._server)
            plain = unpack(packed, encoding=answer.headers.get("Content-Encoding", "").lower(), server=self._server)
        self._has_answered = True
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(status=answer.status_code, headers=found, body=plain, sent=len(body), received=len(packed))

    def close(self) -> None:
        """Close kept connections."""
        self._session.close()


def _keep_headers(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep our own Authorization: without an auth of its own, requests would put a .netrc entry in its place."""
    return request


def _raw_chunks(answer: requests.Response) -> Iterator[bytes]:
    yield from answer.raw.stream(65536, decode_content=False)
