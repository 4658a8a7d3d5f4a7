"""Messages about what the central received from the integrated platform (sync/README.md, Receipts)."""

from __future__ import annotations

from msgspec import field

from sync.wire import Message


class ReceiptProblem(Message, frozen=True):
    """A platform row that could not be taken: its code, the field in the officers' words ('' for the row), and why."""

    code: str
    field: str
    text: str


class Receipt(Message, frozen=True):
    """What one pull of one table brought. `full`: everything was asked for anew; `same` rows stood so already.

    `taken_over`: of the changed rows, those that had been made here; `problems` are at most the first 200.
    """

    table: str
    label: str
    catalog: str
    fiscal_year: int
    at: str
    full: bool
    from_version: str
    to_version: str
    rows: int
    new: int
    changed: int
    taken_over: int
    disabled: int
    same: int
    invalid: int
    problems: list[ReceiptProblem] = field(default_factory=list)


class TableState(Message, frozen=True):
    """How far a table was received: its version, when it was last asked for, rows that wait to be taken."""

    table: str
    fiscal_year: int
    version: str
    at: str
    invalid: int


class Receipts(Message, frozen=True):
    """The last receipts, newest first, and the tables."""

    receipts: list[Receipt] = field(default_factory=list)
    tables: list[TableState] = field(default_factory=list)
