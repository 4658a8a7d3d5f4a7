"""The messages of the contract by which two sides meet: hello, sign-in, and what went wrong (sync/README.md)."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from sync.wire import Identifier, Message, Person


class SignIn(Message, frozen=True):
    """What POST /v1/sessions carries."""

    user: str
    password: Annotated[str, msgspec.Meta(max_length=200)]
    client_id: Identifier


class Refresh(Message, frozen=True):
    """What POST /v1/sessions/refresh carries."""

    refresh_token: str
    client_id: Identifier


class Session(Message, frozen=True):
    """A session: a short-lived token and the secret that renews it."""

    token: str
    expires_in: int
    refresh_token: str
    user: Person


class FieldShape(Message, frozen=True):
    """One column of a catalog on the wire: its JSON Schema; `scale`: the integer counts units of 10**-scale."""

    name: str
    label: str
    schema: dict[str, Any]
    scale: int = 0


class CatalogShape(Message, frozen=True):
    """One catalog on the wire."""

    name: str
    label: str
    key: list[str]
    fields: list[FieldShape]


class Hello(Message, frozen=True):
    """What GET /v1/hello returns: who the central is, and the catalogs it knows.

    `shapes` is a digest of `catalogs`. `offers` names the calls beyond the first ones: "snapshot", "ranges",
    "hand-over", "receipts". `public_key` (Ed25519, base64) is the key under which the central signs hand-over replies.
    """

    contract: int
    name: str
    time: str
    catalogs: list[CatalogShape]
    shapes: str = ""
    offers: list[str] = msgspec.field(default_factory=list)
    public_key: str = ""


class Problem(Message, frozen=True):
    """An error as application/problem+json (RFC 9457) with a stable machine `code`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retry_after: int = 0
