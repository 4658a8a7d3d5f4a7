"""A second book of what the central accepted: replayed operation by operation, it must give what the central has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard
from sqlalchemy import select

from sync.wire import Batch, BatchReply, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.wire import Answer
    from tests.sync.stateful_seats import CentralSeat

TAKEN = (Status.ACCEPTED, Status.MERGED)
Cell = tuple[str, str]
"""Row id and field name."""


@dataclass
class Book:
    """What stands by the answers. `values` by (row, field), `taken` operations by row, every value that ever stood.

    `looked`: by (person, row), the version that they looked at when they deleted it; `history` of a row: who made which
    version.
    """

    central: CentralSeat
    sent: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    answered: dict[str, bytes] = field(default_factory=dict)
    values: dict[Cell, Any] = field(default_factory=dict)
    catalogs: dict[str, str] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    taken: dict[str, int] = field(default_factory=dict)
    stood: set[tuple[str, str, Any]] = field(default_factory=set)
    clashes: list[tuple[str, str, str]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    looked: dict[tuple[str, str], int] = field(default_factory=dict)
    history: dict[str, dict[int, str]] = field(default_factory=dict)
    self_conflicts: list[tuple[str, str]] = field(default_factory=list)

    def begin(self) -> None:
        """Write down what the central begins with."""
        for catalog, row in standing(self.central):
            self.catalogs[row["id"]] = catalog
            self.values |= {(row["id"], name): row[name] for name in row}
            self.stood |= {(row["id"], name, frozen(row[name])) for name in row}

    def note(self, batch_id: str, *, user: str, body: bytes) -> None:
        """Write down a batch once the ledger has it."""
        known = self.sent.setdefault(batch_id, (user, body))
        assert known == (user, body), f"batch {batch_id} changed after its first sending"
        reply = in_ledger(self.central, batch_id=batch_id)
        if reply is None:
            return
        if batch_id in self.answered:
            assert reply == self.answered[batch_id], f"the stored reply to batch {batch_id} changed"
            return
        self.answered[batch_id] = reply
        self._replay(msgspec.json.decode(body, type=Batch), msgspec.json.decode(reply, type=BatchReply), user=user)

    def _replay(self, batch: Batch, reply: BatchReply, *, user: str) -> None:
        operations = [(block, row) for block in batch.blocks for row in block.rows]
        assert len(operations) == len(reply.answers), "an answer for each operation"
        for (block, row), answer in zip(operations, reply.answers, strict=True):
            if answer.status in {Status.REJECTED, Status.LOCKED}:
                self.refused.add(user)
            # a change of code that was refused still holds the code that the person gave away since
            freed = answer.rule == "key.same" and user in self.refused
            if answer.status is Status.CONFLICT and answer.by == user and not freed:
                self.self_conflicts.append((user, row[0]))
            if answer.status in TAKEN:
                if block.kind == "delete":
                    self._note_unseen(row[0], user=user)
                self.history.setdefault(row[0], {}).setdefault(answer.version, user)  # a version is of who made it
                self._take(block.catalog, block.kind, block.columns, row, answer=answer)

    def _note_unseen(self, row_id: str, *, user: str) -> None:
        """Note where a deletion went over what others had set since the person looked at the row."""
        looked = self.looked.get((user, row_id))
        if looked is None or row_id in self.deleted:
            return
        made = self.history.get(row_id, {})
        since = {version: by for version, by in made.items() if version > looked and by != user}
        if since:
            self.clashes.append((row_id, "deleted", f"by {user}, who had seen version {looked}, over {since}"))

    def _take(self, catalog: str, kind: str, columns: list[str], row: list[Any], *, answer: Answer) -> None:
        row_id, rest = row[0], row[2:]
        self.catalogs[row_id] = catalog
        self.taken[row_id] = self.taken.get(row_id, 0) + 1
        assert answer.version > 0, "an accepted operation has a version"
        if kind == "delete":
            self.deleted.add(row_id)
            self.stood.add((row_id, "deleted", True))
            return
        seen, wanted = (rest[: len(columns)], rest[len(columns) :]) if kind == "update" else ([], rest)
        for n, name in enumerate(columns):
            stands = self.values.get((row_id, name))
            if kind == "update" and not same(stands, seen[n]) and not same(stands, wanted[n]):
                self.clashes.append((row_id, name, f"{stands!r} -> {wanted[n]!r}, seen {seen[n]!r}"))
            self.values[row_id, name] = wanted[n]
            self.stood.add((row_id, name, frozen(wanted[n])))

    def check(self) -> None:
        """Compare with the central: nothing accepted is missing, nothing stands that was not accepted."""
        assert self.clashes == [], f"somebody's value was overwritten unseen: {self.clashes}"
        found = dict(self.rows())
        for row_id, row in found.items():
            assert row_id in self.catalogs, f"row {row_id} stands and nobody sent it"
            for name, value in row.items():
                if (row_id, name) in self.values and name not in {"version", "is_deleted", "is_standard"}:
                    assert same(self.values[row_id, name], value), (self.catalogs[row_id], row_id, name, value)
            assert row["is_deleted"] == (row_id in self.deleted), (row_id, row["is_deleted"])
        assert set(self.catalogs) <= set(found), "an accepted row is missing"
        self._check_audit()
        self._check_money(found)

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Give the central's rows by id."""
        for _, row in standing(self.central):
            yield row["id"], row

    def _check_audit(self) -> None:
        """No operation was applied twice: a row has at most one audit line for each operation that was taken."""
        audit = self.central.schema.table("audit")
        with self.central.database.read() as connection:
            ours = audit.c.catalog.in_([one.name for one in self.central.schema.catalogs])
            lines = connection.execute(select(audit.c.row_id).where(ours)).scalars().all()
        counts: dict[str, int] = {}
        for row_id in lines:
            counts[row_id] = counts.get(row_id, 0) + 1
        too_many = {row_id: n for row_id, n in counts.items() if n > self.taken.get(row_id, 0)}
        assert not too_many, f"applied more often than accepted: {too_many}"

    def _check_money(self, found: dict[str, dict[str, Any]]) -> None:
        """Money is conserved: what stands is what was there at first and every audited change of it."""
        audit = self.central.schema.table("audit")
        with self.central.database.read() as connection:
            texts = connection.execute(select(audit.c.changes).where(audit.c.catalog == "fund_account")).scalars().all()
        moved = 0
        for text in texts:
            old, new = msgspec.json.decode(text).get("balance", (0, 0))
            moved += (new or 0) - (old or 0)
        total = sum(row.get("balance") or 0 for row in found.values())
        assert total == self.opening + moved, f"money: {self.opening} + {moved} is not {total}"

    @property
    def opening(self) -> int:
        """The money that was there at first."""
        return 100_00 * (1 + 2 + 3 + 4)


def standing(central: CentralSeat) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give catalog and row, in wire form with id, version and is_deleted, of all that the central has."""
    schema = central.schema
    with central.database.read() as connection:
        for catalog in schema.catalogs:
            for row in connection.execute(select(schema.rows[catalog.name])).mappings().all():
                values = {one.name: one.send(row[one.name]) for one in catalog.columns}
                yield catalog.name, {**values, **{name: row[name] for name in ("id", "version", "is_deleted")}}


def in_ledger(central: CentralSeat, *, batch_id: str) -> bytes | None:
    """Return the reply that the ledger keeps for a batch."""
    table = central.schema.table("central_ledger")
    with central.database.read() as connection:
        packed = connection.execute(select(table.c.reply).where(table.c.batch_id == batch_id)).scalar_one_or_none()
    return None if packed is None else zstandard.ZstdDecompressor().decompress(packed)


def frozen(value: object) -> object:
    """Return a value that can stand in a set."""
    return msgspec.json.encode(value) if isinstance(value, (list, dict)) else value


def same(one: object, other: object) -> bool:
    """Say whether two wire values are one; an absent text and '' are."""
    return one == other or (one in (None, "", False) and other in (None, "", False) and not isinstance(one, int))
