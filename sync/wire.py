"""The messages of the contract (sync/README.md): typed JSON, rows as arrays under a header (SYNC points 3, 4, 7)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import msgspec

CONTRACT = 1
"""Version of the contract; part of every path (/v1/...)."""


Version = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
"""A number of the change sequence."""

Identifier = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z._-]{1,64}$")]
"""An id that the client draws: of a batch, or of itself."""


class Message(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Base of all messages: unknown members are ignored, absent ones take their default."""


class Block(Message, frozen=True):
    """Rows of one catalog: `columns` starts with id, version, is_deleted, updated_at, updated_by, then fields."""

    catalog: str
    columns: list[str]
    rows: list[list[Any]]


class OperationBlock(Message, frozen=True):
    """Neighbouring operations of one shape. A row is [id, base_version, old values..., new values...].

    `kind`: insert (no old values are sent; `columns` are the new row's), update, delete (no columns).
    `edits` has one [author, edited_at, reason] per row, or a single one for all of them.
    """

    catalog: str
    kind: str
    columns: list[str]
    rows: list[list[Any]]
    edits: list[list[str]]


class Batch(Message, frozen=True):
    """What PUT /v1/batches/{batch_id} carries; its bytes are fixed before the first sending.

    `user` is the code of the person whose edits these are; a batch under another person's token is refused.
    """

    batch_id: Identifier
    client_id: Identifier
    blocks: list[OperationBlock]
    user: str = ""


class Status(StrEnum):
    """The central's answer to one operation."""

    ACCEPTED = "accepted"
    MERGED = "merged"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    LOCKED = "locked"


class Answer(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Answer to one operation, in the batch's order.

    `version`: the row's version at the central now (0: no such row). `fields`: merged or clashing field names.
    `rule`, `field`, `text`: the broken rule, for rejected and locked. `by`, `at`: whose value stands, for conflict;
    for merged, who changed the row before this operation.
    """

    status: Status
    version: Version
    fields: list[str] = []
    rule: str = ""
    field: str = ""
    text: str = ""
    by: str = ""
    at: str = ""


class BatchReply(Message, frozen=True):
    """Answers in the order of the operations, and the central's present rows.

    Every answer's row is in `rows`, except where the operation was accepted onto exactly the version it was based on:
    there the row is the client's own row, and version, updated_at and updated_by are all that is new.

    `before` and `after` are cursors: a client whose kept cursor equals `before` may keep `after` in its place, for
    nothing but this batch lies between them. Both are empty where a batch changed what the person sees.
    """

    batch_id: str
    answers: list[Answer]
    rows: list[Block] = []
    updated_at: str = ""
    updated_by: str = ""
    before: str = ""
    after: str = ""


class Sum(msgspec.Struct, frozen=True, array_like=True):
    """What a person should have of one catalog: number of rows, deleted ones too, and XOR of `row_hash(version)`."""

    catalog: str
    count: int
    xor: int


class Leave(msgspec.Struct, frozen=True, array_like=True):
    """Rows of this catalog, year (0: without a year) and region that the person does not see any more."""

    catalog: str
    fiscal_year: int
    mof_div_code: str


class Gone(msgspec.Struct, frozen=True, array_like=True):
    """A row that was given another region or year with change `version`, where the person does not see it any more."""

    catalog: str
    row_id: str
    version: Version


class ChangesPage(Message, frozen=True):
    """A page of changes after a cursor; keep it and `cursor` in one transaction, go on while `more`.

    `leaves` and `gone` are carried out before `blocks` are kept. The last page (`more` false) also says who the person
    is now, the contract, the digest of what hello would return as catalogs, and a `Sum` of each catalog as of `cursor`.
    """

    cursor: str
    more: bool
    blocks: list[Block]
    remaining: int = 0
    leaves: list[Leave] = []
    gone: list[Gone] = []
    person: Person | None = None
    contract: int = 0
    shapes: str = ""
    sums: list[Sum] = []


class RangeSum(msgspec.Struct, frozen=True, array_like=True):
    """Rows of one catalog with first <= id < last ('' as `last`: no end) that the person sees, deleted ones too.

    `content` is the XOR of `content_hash` of the rows.
    """

    first: str
    last: str
    count: int
    xor: int
    content: int


class Ranges(Message, frozen=True):
    """What GET /v1/ranges returns: neighbouring parts of the asked range with about as many rows each."""

    catalog: str
    parts: list[RangeSum]


class RowsPage(Message, frozen=True):
    """What GET /v1/rows returns: present rows of a range by id; the rest begins at `following` ('': all are here)."""

    blocks: list[Block]
    following: str = ""


class SnapshotInfo(Message, frozen=True):
    """What GET /v1/snapshot returns: the ready-made file of all that the person sees, or how far it is.

    `name` is '' while it is being made: ask again after `retry_after` seconds; `done` of `rows` are written. Else the
    file is at /v1/snapshots/{name}: `size` bytes with this SHA-256 (hex), `unpacked` bytes unpacked; `cursor` goes on.
    """

    name: str
    rows: int
    done: int = 0
    retry_after: int = 0
    size: int = 0
    unpacked: int = 0
    digest: str = ""
    cursor: str = ""


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
    refused: list[Refused] = []


class SignIn(Message, frozen=True):
    """What POST /v1/sessions carries."""

    user: str
    password: Annotated[str, msgspec.Meta(max_length=200)]
    client_id: Identifier


class Refresh(Message, frozen=True):
    """What POST /v1/sessions/refresh carries."""

    refresh_token: str
    client_id: Identifier


class Person(Message, frozen=True):
    """The signed-in person as the central knows them; `level` 1 (ministry) to 5, `role` operator, reviewer, ..."""

    code: str
    name: str
    mof_div_code: str
    mof_div_name: str
    level: int
    role: str


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
    "hand-over". `public_key` (Ed25519, base64) is the key under which the central signs hand-over replies.
    """

    contract: int
    name: str
    time: str
    catalogs: list[CatalogShape]
    shapes: str = ""
    offers: list[str] = []
    public_key: str = ""


class Problem(Message, frozen=True):
    """An error as application/problem+json (RFC 9457) with a stable machine `code`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retry_after: int = 0
