"""Requests over HTTP: time-outs, safe repeats with patience, zstd both ways, limits on size (sync/README.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import requests
import urllib3
import zstandard
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.util import Retry

from sync.address import is_loopback, tidy_address
from sync.bodies import MAX_SENT, PACK_FROM, join_limited, pack, unpack
from sync.network_errors import network_error
from sync.secure_errors import look_again
from sync.transport import Reply, Request
from sync.trust import Trust

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from sync.errors import SyncError

SAFE = frozenset({"GET", "PUT", "DELETE"})
"""Methods that may be repeated unseen; a batch is safe because its id and bytes never change."""
SILENT = ("network.closed", "network.failed", "network.secure")
"""Codes of failures that do not say what was wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait: seconds to connect, for an answer, at most for a Retry-After; repeats and their pace."""

    connect: float = 5.0
    read: float = 60.0
    repeats: int = 3
    pace: float = 0.5
    longest_wait: int = 20


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
        self._session.mount("http://", HTTPAdapter(max_retries=_retry(self._patience)))
        trust = trust or Trust()
        self._shows, self._context = trust.certificate is not None, self._secure(trust)

    def _secure(self, trust: Trust) -> ssl.SSLContext | None:
        """Let connections to https be made by `trust`; None for a plain address."""
        if not self._server.startswith("https:"):
            return None
        from sync.secure_adapter import SecureAdapter  # noqa: PLC0415 - 100 ms that plain connections do not need
        from sync.tls import client_context  # noqa: PLC0415 - as above

        context = client_context(trust)
        self._session.mount("https://", SecureAdapter(context, max_retries=_retry(self._patience)))
        return context

    @property
    def server(self) -> str:
        """Return the address, without a slash at its end."""
        return self._server

    def send(self, request: Request) -> Reply:
        """Send; statuses are returned, failures raised as SyncError with a sentence."""
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
            headers["Content-Type"] = "application/json"
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


def _retry(patience: Patience) -> Retry:
    return Retry(
        total=patience.repeats,
        allowed_methods=SAFE,
        status_forcelist=(429, 502, 503, 504),
        backoff_factor=patience.pace,
        backoff_max=patience.longest_wait,
        retry_after_max=patience.longest_wait,
        raise_on_status=False,
        redirect=0,
    )


def _keep_headers(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep our own Authorization: without an auth of its own, requests would put a .netrc entry in its place."""
    return request


def _raw_chunks(answer: requests.Response) -> Iterator[bytes]:
    yield from answer.raw.stream(65536, decode_content=False)
