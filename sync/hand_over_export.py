"""Exports what waits as one signed file; nothing is removed, the same batches may still go over HTTP (SYNC 12)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from app.store import now_text, read_meta
from sync.batches import begin_sending, note_handed, unanswered
from sync.errors import CredentialsError, HandOverError
from sync.hand_over import BATCHES, check_signature, decode, encode, seal
from sync.hand_over_disk import BATCHES_SUFFIX, Place, read_file
from sync.hand_over_keys import keys_of
from sync.outbox import next_batch
from sync.pace import LARGEST
from sync.pull import META_CURSOR
from sync.signing import public_key
from sync.status import read_status
from sync.wire_hand_over import Sealed, Waiting

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from app.errors import ShebaoError
    from app.people import User
    from app.store import Store
    from sync.batches import StoredBatch
    from sync.session import Session

MOST_BYTES = 15 * 2**20
"""Bytes of batches in one file: a central takes it over HTTP whatever is in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What a file would have: changes that wait, how many of them were exported before; or why there can be none."""

    waiting: int
    handed: int
    problem: ShebaoError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: batches, the changes in them, and changes that must wait for the reply or a second file."""

    path: Path
    batches: int
    operations: int
    left: int

    @property
    def sentence(self) -> str:
        """Return one sentence about the file."""
        told = "没有待上传的修改，已导出取数文件"
        if self.batches:
            told = f"已导出 {self.batches:,} 批 {self.operations:,} 条修改"
        left = f"；另有 {self.left:,} 条要等这次的回执导入后再导出" if self.left else ""
        return f"{told}：{self.path.name}{left}。请交到能联网的地方上交，再把回执文件带回导入。"


def file_name(user: User, *, day: datetime | None = None) -> str:
    """Return the proposed name of a file: region, person, day."""
    today = day or datetime.now().astimezone()
    parts = ("社保待上传", user.mof_div_name, user.name, f"{today:%Y%m%d}")
    return re.sub(r'[\\/:*?"<>|\s]+', "", "_".join(parts)) + BATCHES_SUFFIX


def outlook(store: Store, *, session: Session) -> Outlook:
    """Return what an export would write; nothing is written or changed."""
    with store.read() as connection:
        status = read_status(connection, schema=store.schema)
    problem: ShebaoError | None = None
    try:
        keys_of(store, session=session)
    except (HandOverError, CredentialsError) as error:
        problem = error
    return Outlook(waiting=status.unsent, handed=status.handed, problem=problem)


def export(store: Store, *, session: Session, path: Path) -> Exported:
    """Write all that waits to `path`; a second file has the same batches again, and what came since.

    HandOverError when the place takes no file (nothing was changed then) or the desk has no key that counts.
    """
    keys = keys_of(store, session=session)
    place = Place(path)
    try:
        waiting, batches = _gather(store, session=session)
        raw = encode(
            seal(
                waiting,
                central=keys.central,
                client_id=session.client_id,
                user=session.user.code,
                made_at=now_text(),
                secret=keys.secret,
            )
        )
        place.write(raw)
    finally:
        place.leave()
    check_signature(decode(read_file(path), kind=BATCHES), key=public_key(keys.secret))
    return _note(store, path=path, batches=batches)


def _gather(store: Store, *, session: Session) -> tuple[Waiting, list[StoredBatch]]:
    """Return the unanswered batches, oldest first; what waits is made into batches, whose bytes stand from now on."""
    with store.write() as connection:
        batches: list[StoredBatch] = []
        size = 0
        while (batch := _next(connection, session=session, last=batches[-1] if batches else None)) is not None:
            size += len(batch.body)
            if size > MOST_BYTES and batches:
                break
            begin_sending(connection, batch.batch_id)
            batches.append(batch)
        cursor = read_meta(connection, schema=store.schema, name=META_CURSOR)
    sealed = [Sealed(batch_id=one.batch_id, body=one.body.decode(), digest=one.digest) for one in batches]
    return Waiting(cursor=cursor, batches=sealed), batches


def _next(connection: Connection, *, session: Session, last: StoredBatch | None) -> StoredBatch | None:
    kept = unanswered(connection, after=last.batch_id if last else "")
    return kept or next_batch(connection, client_id=session.client_id, user=session.user.code, size=LARGEST)


def _note(store: Store, *, path: Path, batches: list[StoredBatch]) -> Exported:
    """Let batches show that they are on their way by file."""
    at = now_text()
    with store.write() as connection:
        for one in batches:
            note_handed(connection, batch_id=one.batch_id, at=at)
        status = read_status(connection, schema=store.schema)
    operations = sum(one.operations for one in batches)
    return Exported(path=path, batches=len(batches), operations=operations, left=max(status.unsent - operations, 0))
