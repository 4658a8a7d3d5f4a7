"""Takes a hand-over file: each batch by the same ledger as over HTTP, the replies signed (SYNC point 12)."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select

from app.store import now_text
from sync import hand_over
from sync.central.hand_over_keys import device_key, secret_key, write_audit
from sync.central.people import user_of
from sync.central.problems import RequestError
from sync.central.pull import pull
from sync.central.push import push
from sync.errors import HandOverError
from sync.hand_over import BATCHES, check_signature, digest_of, seal, unpack
from sync.signing import public_key
from sync.wire import Batch, ChangesPage
from sync.wire_hand_over import Refused, Replies, Sealed, Waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.people import User
    from sync.central.database import Database
    from sync.wire_hand_over import HandOver

AT_ONCE = 5_000
MOST_ROWS, MOST_BYTES = 20_000, 16 * 2**20
"""Where the news in a reply file end, give or take a page; the rest comes online or with the next file."""
NOT_TAKEN = (400, 409, 413, 415, 422)
"""Statuses that say of a batch that nothing of it was kept and never will be."""

log = logging.getLogger("sync.central.hand_over")


class _Between(msgspec.Struct, frozen=True):
    """Of a `BatchReply`, the cursors between which the batch lies."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """An administrator's word that a revoked person's file be taken: who said so, and why."""

    by: str
    reason: str = ""


def take(database: Database, *, given: HandOver, waiver: Waiver | None = None) -> HandOver:
    """Carry out a file's batches and return the file of replies; the second time the replies are the same.

    Raise RequestError; what was carried out before that stays, and comes from the ledger when the file is taken again.
    """
    secret = secret_key(database)
    _check_origin(database, given=given, central=public_key(secret))
    user = _person(database, given=given, waiver=waiver)
    waiting = _unpacked(given)
    pages = _news(database, cursor=waiting.cursor, user=user)
    replies, refused = _carry_out(database, given=given, waiting=waiting, user=user)
    pages += _passed_over(pages, replies=replies)
    log.info("hand-over of %s: %d batches, %d refused", user.code, len(replies), len(refused))
    return seal(
        Replies(replies=replies, pages=pages, cursor=waiting.cursor, refused=refused),
        central=given.central,
        client_id=given.client_id,
        user=given.user,
        made_at=now_text(),
        secret=secret,
    )


def _check_origin(database: Database, *, given: HandOver, central: str) -> None:
    if given.format != hand_over.FORMAT:
        sentence = f"交接文件的格式（第 {given.format} 版）中心端不支持，请核对两端程序的版本。"
        raise RequestError("hand-over.format", sentence)
    if given.kind != BATCHES:
        raise RequestError("hand-over.format", "这不是待上传文件，中心端只收取各地导出的待上传文件，请重新选择。")
    if given.central != central:
        raise RequestError("hand-over.other-central", "这个交接文件是为另一个中心端导出的，请交到那个中心端。")
    with database.read() as connection:
        known = "\x00" not in given.user and device_key(
            connection, schema=database.schema, client_id=given.client_id, user=given.user
        )
    if not known:
        sentence = f"中心端不认识用户“{given.user[:40]}”这台电脑的签名，请那台电脑联网登录并同步一次后重新导出。"
        raise RequestError("signature.unknown", sentence)
    try:
        check_signature(given, key=known)
    except HandOverError as error:
        raise RequestError("signature.wrong", error.sentence) from error


def _person(database: Database, *, given: HandOver, waiver: Waiver | None) -> User:
    table = database.schema.table("central_person")
    with database.read() as connection:
        row = connection.execute(select(table).where(table.c.code == given.user)).one()
    if row.is_revoked and waiver is None:
        sentence = f"用户“{row.name}”已停用，交接文件没有收取；确需收取的，请管理员在中心端本机收取。"
        raise RequestError("user.revoked", sentence)
    if row.is_revoked and waiver is not None:
        _record(database, given=given, waiver=waiver)
    return user_of(row)


def _record(database: Database, *, given: HandOver, waiver: Waiver) -> None:
    digest = hashlib.sha256(hand_over.encode(given)).hexdigest()
    log.warning("%s takes the hand-over file of %s, who is revoked", waiver.by, given.user)
    with database.write() as connection:
        write_audit(
            connection,
            schema=database.schema,
            row_id=given.client_id,
            action="take",
            changes={"file": [None, digest], "revoked": [None, given.user]},
            by=waiver.by[:40],
            reason=waiver.reason,
        )


def _unpacked(given: HandOver) -> Waiting:
    try:
        waiting = unpack(given, into=Waiting)
    except HandOverError as error:
        raise RequestError("body.schema", error.sentence) from error
    for number, one in enumerate(waiting.batches, start=1):
        if digest_of(one.body) != one.digest:
            raise RequestError("body.schema", f"交接文件的第 {number} 批与它的摘要不符，没有收取，请重新导出。")
    return waiting


def _carry_out(
    database: Database, *, given: HandOver, waiting: Waiting, user: User
) -> tuple[list[Sealed], list[Refused]]:
    """Carry out batch by batch, each in its own transaction; one that cannot be taken as a whole ends it."""
    replies: list[Sealed] = []
    for one in waiting.batches:
        try:
            batch = _read_batch(one, given=given)
            reply = push(database, batch=batch, batch_id=one.batch_id, digest=one.digest, user=user)
        except RequestError as error:
            if error.status not in NOT_TAKEN:
                raise
            log.warning("batch %s was not taken: %s", one.batch_id, error.code)
            refused = Refused(batch_id=one.batch_id, status=error.status, code=error.code, detail=error.sentence)
            return replies, [refused]
        replies.append(Sealed(batch_id=one.batch_id, body=reply.decode()))
    return replies, []


def _read_batch(one: Sealed, *, given: HandOver) -> Batch:
    try:
        batch = msgspec.json.decode(one.body, type=Batch)
    except (msgspec.DecodeError, RecursionError) as error:
        raise RequestError("body.schema", "这一批修改不符合约定，请升级程序后重试。") from error
    if batch.client_id != given.client_id:
        raise RequestError("body.schema", "这一批修改出自另一台电脑，与交接文件不符。")
    return batch


def _passed_over(pages: Sequence[ChangesPage], *, replies: Sequence[Sealed]) -> list[ChangesPage]:
    """Return a page that moves the cursor over the file's own batches, as far as nothing else lies between."""
    start = cursor = pages[-1].cursor if pages and not pages[-1].more else ""
    for one in replies:
        reply = msgspec.json.decode(one.body, type=_Between)
        if not cursor or not reply.after or reply.before != cursor:
            break
        cursor = reply.after
    return [ChangesPage(cursor=cursor, more=False, blocks=[])] if cursor != start else []


def _news(database: Database, *, cursor: str, user: User) -> list[ChangesPage]:
    """Return the changes after the file's cursor, none when the cursor cannot be read here.

    Asked before the batches are carried out: their rows are known where they come from, and would crowd out others'.
    """
    pages: list[ChangesPage] = []
    rows = size = 0
    try:
        while rows < MOST_ROWS and size < MOST_BYTES:
            page = pull(database, cursor=cursor, limit=AT_ONCE, user=user)
            pages.append(page)
            rows += sum(len(block.rows) for block in page.blocks)
            size += len(msgspec.json.encode(page))
            cursor = page.cursor
            if not page.more:
                break
    except RequestError as error:
        if error.code != "request.malformed":
            raise
        log.warning("the cursor in the hand-over file of %s is not known here", user.code)
    return pages
