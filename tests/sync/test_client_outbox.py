"""The outbox becomes batches: fixed bytes, blocks of one shape, bounded size (SYNC points 2 and 3)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
import pytest

from app.ids import new_id
from sync.batches import StoredBatch, unanswered
from sync.outbox import next_batch, release
from sync.pace import LARGEST, Pace
from sync.wire import Batch
from sync.writing import MOST_BYTES
from tests.sync.desks import Desk, open_desk, seeded_central

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = open_desk(seeded_central(), folder=tmp_path, user="jia")
    one.sync()
    yield one
    one.store.close()


def take(desk: Desk, *, size: int = 2_000) -> tuple[StoredBatch, Batch]:
    with desk.store.write() as connection:
        batch = next_batch(connection, client_id=desk.session.client_id, size=size)
    assert batch is not None
    return batch, msgspec.json.decode(batch.body, type=Batch)


def test_nothing_open_is_no_batch(desk: Desk) -> None:
    with desk.store.write() as connection:
        assert next_batch(connection, client_id="x", size=10) is None
        assert unanswered(connection) is None


def test_neighbours_of_one_shape_share_a_block(desk: Desk) -> None:
    ids = [new_id() for _ in range(4)]
    for n, row_id in enumerate(ids):
        desk.add_account(row_id, number=f"1000{n}")
    desk.sync()
    desk.change(ids[0], balance=1)
    desk.change(ids[1], balance=2)
    desk.change(ids[2], remark="乙", balance=3)
    desk.delete(ids[3])
    with desk.store.write() as connection:
        connection.exec_driver_sql("UPDATE outbox SET edited_at = '2026-03-01T08:00:00Z'")
    _, batch = take(desk)
    shapes = [(block.kind, block.columns, len(block.rows), len(block.edits)) for block in batch.blocks]
    assert shapes == [
        ("update", ["balance"], 2, 1),
        ("update", ["balance", "remark"], 1, 1),
        ("delete", [], 1, 1),
    ]
    assert batch.blocks[0].rows[1] == [ids[1], desk.row(ids[1])["version"], None, 2]
    assert batch.blocks[1].rows[0][2:] == [None, "", 3, "乙"]
    assert batch.client_id == desk.session.client_id


def test_edits_of_several_authors_are_told_apart(desk: Desk) -> None:
    ids = [new_id() for _ in range(2)]
    for n, row_id in enumerate(ids):
        desk.add_account(row_id, number=f"1000{n}")
    with desk.store.write() as connection:
        connection.exec_driver_sql("UPDATE outbox SET author = 'other', reason = '改正' WHERE row_id = ?", (ids[1],))
    _, batch = take(desk)
    assert [edit[0] for edit in batch.blocks[0].edits] == ["jia", "other"]
    assert batch.blocks[0].edits[1][2] == "改正"


def test_id_and_bytes_are_kept_before_sending(desk: Desk) -> None:
    desk.add_account(new_id(), number="10001")
    taken, _ = take(desk)
    desk.reopen()
    with desk.store.read() as connection:
        assert unanswered(connection) == taken
    assert hashlib.sha256(taken.body).hexdigest() == taken.digest


def test_a_batch_holds_no_more_than_asked_and_no_more_than_its_bytes(desk: Desk) -> None:
    ids = [new_id() for _ in range(7)]
    for n, row_id in enumerate(ids):
        desk.add_account(row_id, number=f"1000{n}")
    first, _ = take(desk, size=3)
    assert first.operations == 3
    with desk.store.write() as connection:
        long = "长" * (MOST_BYTES // 3)
        connection.exec_driver_sql(
            "UPDATE outbox SET changes = json_set(changes, '$.remark[1]', ?) WHERE state = 'open'", (long,)
        )
    second, _ = take(desk)
    assert second.operations == 1
    assert len(second.body) < 1.1 * MOST_BYTES
    for _ in range(3):
        assert take(desk)[0].operations == 1


def test_a_batch_taken_apart_waits_again_with_later_edits_folded_in(desk: Desk) -> None:
    kept, changed, gone = (new_id() for _ in range(3))
    for n, row_id in enumerate((kept, changed, gone)):
        desk.add_account(row_id, number=f"1000{n}")
    batch, _ = take(desk)
    desk.change(changed, balance=5)
    desk.delete(gone)
    assert desk.status().sent == 3
    with desk.store.write() as connection:
        release(connection, schema=desk.store.schema, batch_id=batch.batch_id)
        assert unanswered(connection) is None
    assert [line.state for line in desk.lines(kept)] == ["open"]
    (line,) = desk.lines(changed)
    assert (line.kind, line.changes["balance"]) == ("insert", [None, 5])
    assert desk.lines(gone) == []
    assert desk.row(gone) == {}
    assert desk.sync().accepted == 2


@pytest.mark.parametrize(
    ("seconds", "operations", "size"), [(0.2, 2_000, 3_001), (0.2, 10, 2_000), (3.0, 2_000, 2_000), (6.0, 2_000, 1_000)]
)
def test_the_size_follows_the_time(seconds: float, operations: int, size: int) -> None:
    pace = Pace()
    pace.after(seconds=seconds, operations=operations)
    assert pace.size == size


def test_the_size_stays_within_the_contract() -> None:
    pace = Pace(size=4_900)
    pace.after(seconds=0.1, operations=4_900)
    assert pace.size == LARGEST
    small = Pace(size=1)
    small.after(seconds=9, operations=1)
    assert small.size == 1
    assert not small.halve(operations=1)
    small.after(seconds=0.1, operations=1)
    assert small.size == 2, "the smallest can grow again"
