"""The messages of a round (sync/README.md): typed JSON, rows as arrays under a header (SYNC points 3, 4, 7).

What goes with it: wire_hello.py (meeting, sign-in), wire_ranges.py (snapshots, verification), wire_hand_over.py.
"""

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
    rows: list[tuple[Any, ...]]


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
    fields: tuple[str, ...] = ()
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


class Person(Message, frozen=True):
    """The signed-in person as the central knows them; `level` 1 (ministry) to 5, `role` operator, reviewer, ..."""

    code: str
    name: str
    mof_div_code: str
    mof_div_name: str
    level: int
    role: str
