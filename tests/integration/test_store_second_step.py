"""A store of the first version, with a batch under way, goes on where it stopped after the update."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from app.catalogs import CATALOGS
from app.ids import new_id
from app.store import open_store
from sync.batches import unanswered
from tests.sync.desks import open_desk, seeded_central

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = """
PRAGMA foreign_keys=OFF;
BEGIN;
DROP TABLE batch;
CREATE TABLE batch (
    batch_id VARCHAR(36) NOT NULL, digest VARCHAR(64) NOT NULL, body BLOB NOT NULL, operations INTEGER NOT NULL,
    created_at VARCHAR(24) NOT NULL, attempts INTEGER DEFAULT 0 NOT NULL, CONSTRAINT pk_batch PRIMARY KEY (batch_id));
ALTER TABLE outbox RENAME TO now_outbox;
CREATE TABLE outbox (
    n INTEGER NOT NULL CONSTRAINT pk_outbox PRIMARY KEY AUTOINCREMENT, catalog VARCHAR(40) NOT NULL,
    row_id VARCHAR(36) NOT NULL, kind VARCHAR(10) NOT NULL, base_version BIGINT NOT NULL, changes TEXT NOT NULL,
    author VARCHAR(40) NOT NULL, edited_at VARCHAR(24) NOT NULL, reason TEXT DEFAULT '' NOT NULL,
    state VARCHAR(10) NOT NULL, batch_id VARCHAR(36), position INTEGER, rule VARCHAR(40) DEFAULT '' NOT NULL,
    field VARCHAR(40) DEFAULT '' NOT NULL, message TEXT DEFAULT '' NOT NULL, theirs TEXT DEFAULT '' NOT NULL,
    theirs_by VARCHAR(40) DEFAULT '' NOT NULL, theirs_at VARCHAR(24) DEFAULT '' NOT NULL,
    CONSTRAINT fk_outbox_batch_id FOREIGN KEY(batch_id) REFERENCES batch (batch_id));
INSERT INTO outbox (n, catalog, row_id, kind, base_version, changes, author, edited_at, reason, state)
    SELECT n, catalog, row_id, kind, base_version, changes, author, edited_at, reason, state FROM now_outbox;
DROP TABLE now_outbox;
CREATE INDEX ix_outbox_row_id ON outbox (row_id);
CREATE INDEX ix_outbox_batch_id ON outbox (batch_id);
CREATE UNIQUE INDEX ux_outbox_open ON outbox (row_id) WHERE state = 'open';
CREATE INDEX ix_outbox_state ON outbox (state, n);
INSERT INTO batch VALUES ('0190-old', 'd1', x'7b7d', 2, '2026-01-01T00:00:00Z', 1);
UPDATE outbox SET state = 'sent', batch_id = '0190-old', position = n WHERE n IN (SELECT n FROM outbox LIMIT 2);
PRAGMA user_version = 1;
COMMIT;
"""


def test_lines_and_a_batch_under_way_are_kept(tmp_path: Path) -> None:
    desk = open_desk(seeded_central(), folder=tmp_path, user="jia")
    desk.sync()
    ids = [new_id() for _ in range(3)]
    for n, row_id in enumerate(ids):
        desk.add_account(row_id, number=f"1000{n}")
    before = [line for row_id in ids for line in desk.lines(row_id)]
    desk.store.close()
    with closing(sqlite3.connect(desk.store.path)) as raw:
        raw.executescript(BEFORE)
    desk.store = open_store(desk.store.path, catalogs=CATALOGS)
    after = [line for row_id in ids for line in desk.lines(row_id)]
    assert [line.state for line in after] == ["sent", "sent", "open"]
    assert [line.changes for line in after] == [line.changes for line in before]
    with desk.store.read() as connection:
        batch = unanswered(connection)
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'").scalars().all()
    assert batch is not None
    assert (batch.first_n, batch.last_n, batch.operations) == (after[0].n, after[1].n, 2)
    assert {"ix_outbox_held", "ux_outbox_open", "ix_outbox_row_id"} <= set(names)
    assert "ix_outbox_state" not in names
    assert (desk.status().sent, desk.status().waiting) == (2, 1)
    assert (desk.store.path.parent / "backups").exists(), "a copy is kept before a change"
    desk.store.close()
