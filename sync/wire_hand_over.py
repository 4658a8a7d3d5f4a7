"""The messages of the contract for hand-over files: what waits, and the replies (sync/README.md, SYNC point 12)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from sync.wire import ChangesPage, Identifier, Message


class Device(Message, frozen=True):
    """What PUT /v1/devices/{client_id} carries: the Ed25519 key (base64) with which it signs hand-over files."""

    public_key: Annotated[str, msgspec.Meta(max_length=100)]


class HandOver(Message, frozen=True):
    """A hand-over file, whole: UTF-8 JSON. `payload` is zstd-packed JSON, base64; `kind` tells what it holds.

    "batches": `Waiting`, signed by the client; "replies": `Replies`, signed by the central. `central` is the public key
    of the central that it is for or from. `signature` (Ed25519, base64) is over the UTF-8 bytes of the other members'
    values, each ended by a line feed, in the order declared here; no value holds a line feed.
    """

    format: int
    kind: str
    central: str
    client_id: Identifier
    user: str
    made_at: str
    payload: str
    signature: str = ""


class Sealed(Message, frozen=True):
    """A batch, or the reply to one: `body` is its UTF-8 bytes as text; `digest` is a batch's SHA-256 in hex."""

    batch_id: Identifier
    body: str
    digest: str = ""


class Refused(Message, frozen=True):
    """A batch that the central will not take as a whole: what PUT /v1/batches/{batch_id} would have answered."""

    batch_id: Identifier
    status: int
    code: str
    detail: str


class Waiting(Message, frozen=True):
    """Payload of a client's hand-over file: its unanswered batches in order, and the cursor it stands at."""

    cursor: str
    batches: list[Sealed]


class Replies(Message, frozen=True):
    """Payload of a reply file: a `BatchReply` for each batch, then the changes after the client's cursor.

    A refused batch ends the list: what came after it in the file was not carried out and still waits. `pages` begin at
    `cursor`; when the last one says `more`, the rest comes online or with the next file.
    """

    replies: list[Sealed]
    pages: list[ChangesPage]
    cursor: str = ""
    refused: list[Refused] = msgspec.field(default_factory=list)
