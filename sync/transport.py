"""What carries a request to a central and brings the answer back; HTTP in the product, anything in a test."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; `call` is its name in the officers' words, `path` starts with a slash and carries its query.

    `pause` is how its sender waits (seconds) before it is tried again; whoever wants to stop that raises there.
    """

    method: str
    path: str
    call: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer: header names in lower case, body unpacked; `sent` and `received` are body bytes on the wire."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    sent: int = 0
    received: int = 0


class Transport(Protocol):
    """Carries requests to one central."""

    @property
    def server(self) -> str:
        """The central's address as people write it."""

    def send(self, request: Request) -> Reply:
        """Send and return the answer, whatever its status; raise SyncError when none came."""

    def close(self) -> None:
        """Give up connections."""
