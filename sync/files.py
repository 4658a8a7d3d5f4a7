"""The files of receipts between desk and central: sent after the rows that name them, fetched when asked for (1.6).

A file never stops a round: what could not go is told, and goes with the next one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select, update

from app.receipts.folder import folder_of
from app.receipts.kinds import ReceiptError, kind_of
from sync.errors import AnswerError, RequestRefusedError, SignInError, SyncError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.store import Store
    from sync.calls import Central

OFFER = "files"
"""What hello says of a central that takes files."""
BUSY = (408, 429, 503)
"""Refusals that say nothing about the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesSent:
    """What became of the waiting files: how many went, how many still wait, and why the first of these does."""

    sent: int = 0
    waiting: int = 0
    error: str = ""


def count_waiting(store: Store) -> int:
    """Return how many files wait whose receipts are at the central."""
    return len(_due(store))


def send_files(
    store: Store, *, central: Central, ask: Callable[[], None], tell: Callable[[int, int], None]
) -> FilesSent:
    """Send the files that wait; `ask` is called between two and may raise, `tell` gets how many are done, of how many.

    A refused file is noted with its reason and the others go on; without a line the rest waits.
    """
    due = _due(store)
    sent, errors = 0, []
    for number, (sha256, kind) in enumerate(due):
        ask()
        tell(number, len(due))
        try:
            central.put_file(sha256=sha256, body=_body(store, sha256=sha256, kind=kind))
        except (ReceiptError, RequestRefusedError) as error:
            errors.append(error.sentence)
            _note(store, sha256=sha256, error=error.sentence)
            if isinstance(error, SignInError) or getattr(error, "status", 0) in BUSY:
                break
        except SyncError as error:
            errors.append(error.sentence)
            _note(store, sha256=sha256, error=error.sentence)
            break
        else:
            sent += 1
            _note(store, sha256=sha256, is_sent=True)
    return FilesSent(sent=sent, waiting=len(due) - sent, error=errors[0] if errors else "")


def fetch_file(store: Store, *, central: Central, sha256: str, kind: str) -> Path:
    """Return where a receipt's file lies, fetched where it is not here; SyncError says why it is not to be had."""
    folder = folder_of(store)
    if folder.has(sha256, kind=kind):
        return folder.file(sha256, kind=kind)
    body = central.file(sha256=sha256)
    if hashlib.sha256(body).hexdigest() != sha256 or kind_of(body) != kind:
        raise AnswerError(
            "中心端给出的回单与登记的校验值不符，未予保存；请重新取回，仍如此请联系管理员。", code="answer.file"
        )
    return folder.keep(body, sha256=sha256, kind=kind)


def _body(store: Store, *, sha256: str, kind: str) -> bytes:
    try:
        return folder_of(store).read(sha256, kind=kind)
    except ReceiptError as error:
        raise ReceiptError("本机的回单文件不见了或已被改动，请移除这张回单后重新添加。", code=error.code) from error


def _due(store: Store) -> Sequence[tuple[str, str]]:
    """Return hash and type of the files that wait and whose receipts the central has taken, in the order they came."""
    files, receipts = store.schema.table("receipt_file"), store.schema.rows.get("receipt")
    if receipts is None:
        return []
    taken = and_(receipts.c.sha256 == files.c.sha256, receipts.c.is_deleted.is_(False), receipts.c.version > 0)
    with store.read() as connection:
        rows = connection.execute(
            select(files.c.sha256, func.max(receipts.c.media_type))
            .join_from(files, receipts, taken)
            .where(files.c.is_sent.is_(False))
            .group_by(files.c.sha256)
            .order_by(func.max(files.c.at), files.c.sha256)
        ).all()
    return [(str(sha256), str(kind)) for sha256, kind in rows]


def _note(store: Store, *, sha256: str, is_sent: bool = False, error: str = "") -> None:
    table = store.schema.table("receipt_file")
    with store.write() as connection:
        connection.execute(update(table).where(table.c.sha256 == sha256).values(is_sent=is_sent, error=error))
