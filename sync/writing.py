"""Outbox lines written as the bytes of a batch: neighbours of one shape in one block, a line at a time (SYNC point 3).

Nothing of a line is held but its bytes: 5,000 of them as Python values would keep the collector busy for longer than
all of the encoding takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sync.lines import encode
from sync.wire import Identifier, Message

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES = 2_000_000
"""Size of a batch's operations, before packing."""

_read_pairs = msgspec.json.Decoder(dict[str, tuple[Any, Any]]).decode


class WrittenBlock(Message, frozen=True):
    """An `OperationBlock` whose rows are JSON already."""

    catalog: str
    kind: str
    columns: Sequence[str]
    rows: msgspec.Raw
    edits: Sequence[Sequence[str]]


class WrittenBatch(Message, frozen=True):
    """A `Batch` of such blocks."""

    batch_id: Identifier
    client_id: Identifier
    blocks: list[WrittenBlock]
    user: str = ""


class Writer:
    """Takes lines as (catalog, row_id, kind, base_version, changes, author, edited_at, reason) until it is full.

    `changes` is JSON, as bytes.
    """

    def __init__(self) -> None:
        self.operations = 0
        self._size = 0
        self._blocks: list[WrittenBlock] = []
        self._shape: tuple[str, ...] = ()
        self._rows: list[bytes] = []
        self._edits: list[Sequence[str]] = []

    def add(self, line: Sequence[Any]) -> bool:
        """Write one line; False when it does not fit any more. One alone always fits."""
        catalog, row_id, kind, base_version, text, *edit = line
        changes = _read_pairs(text) if kind != "delete" else {}
        values = [pair[1] for pair in changes.values()]
        if kind == "update":
            values = [*(pair[0] for pair in changes.values()), *values]
        row = encode([row_id, base_version, *values])
        if self.operations and self._size + len(row) > MOST_BYTES:
            return False
        if (shape := (catalog, kind, *changes)) != self._shape:
            self._close()
            self._shape = shape
        self._note(edit)
        self._rows.append(row)
        self._size += len(row) + 1
        self.operations += 1
        return True

    def _note(self, edit: list[str]) -> None:
        """Keep who edited, when and why: once for a block as long as it is the same."""
        edits = self._edits
        if not edits:
            edits.append(edit)
        elif len(edits) > 1 or edits[0] != edit:
            edits += [edits[0]] * (len(self._rows) - len(edits)) if len(edits) == 1 else []
            edits.append(edit)

    def _close(self) -> None:
        if self._rows:
            catalog, kind, *columns = self._shape
            rows = msgspec.Raw(b"[" + b",".join(self._rows) + b"]")
            self._blocks.append(WrittenBlock(catalog=catalog, kind=kind, columns=columns, rows=rows, edits=self._edits))
        self._rows, self._edits = [], []

    def body(self, *, batch_id: str, client_id: str, user: str) -> bytes:
        """Return the batch."""
        self._close()
        return encode(WrittenBatch(batch_id=batch_id, client_id=client_id, user=user, blocks=self._blocks))
