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
    """What PUT /v1/batches/{batch_id} carries; its bytes are fixed before the first sending."""

    batch_id: Identifier
    client_id: Identifier
    blocks: list[OperationBlock]


class Status(StrEnum):
    """The central's answer to one operation."""

    ACCEPTED = "accepted"
    MERGED = "merged"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    LOCKED = "locked"


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """Answer to one operation, in the batch's order.

    `version`: the row's version at the central now (0: no such row). `fields`: merged or clashing field names.
    `rule`, `field`, `text`: the broken rule, for rejected and locked. `by`, `at`: whose value stands, for conflict.
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
    """

    batch_id: str
    answers: list[Answer]
    rows: list[Block] = []
    updated_at: str = ""
    updated_by: str = ""


class ChangesPage(Message, frozen=True):
    """A page of changes after a cursor; keep it and `cursor` in one transaction, go on while `more`."""

    cursor: str
    more: bool
    blocks: list[Block]
    remaining: int = 0


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
    """What GET /v1/hello returns: who the central is, and the catalogs it knows."""

    contract: int
    name: str
    time: str
    catalogs: list[CatalogShape]


class Problem(Message, frozen=True):
    """An error as application/problem+json (RFC 9457) with a stable machine `code`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    retry_after: int = 0
