"""Takes a reply file back: replies to batches that still wait, then news from where this desk stands (SYNC 12)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from app.row_state import LineState
from app.store import read_meta, write_meta
from sync.answers import apply_reply
from sync.arrival import land_blocks
from sync.errors import HandOverError
from sync.hand_over import REPLIES, check_signature, decode, unpack
from sync.hand_over_carry import Contents, contents_of
from sync.hand_over_disk import read_file
from sync.hand_over_keys import central_key
from sync.landing import Plans
from sync.lines import rows_with_lines
from sync.outbox import release
from sync.pull import META_CURSOR, apply_page
from sync.push import NOT_TAKEN
from sync.reopening import reopen_children
from sync.report import Progress
from sync.session import META_PERSON
from sync.wire import BatchReply, Status
from sync.wire_hand_over import Replies

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

    from app.store import Store
    from sync.session import Session
    from sync.wire import ChangesPage, Person
    from sync.wire_hand_over import HandOver, Refused, Sealed

META_TAKEN = "hand_over_taken"
"""The newest reply file whose news were taken: the central's time when it was made, and the cursor kept after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a reply file brought: batches answered now and before, changes by answer, rows received.

    `refused_batches`: taken apart again, as the central will not take them as a whole; `reason` is its word.
    `news` says what became of the changes: "taken", "known" (all were here), "ahead" (newer rows only), "elsewhere"
    (this desk has moved on; nothing of them) or "none". `more`: the central has more than the file could hold.
    """

    batches: int = 0
    known: int = 0
    accepted: int = 0
    merged: int = 0
    conflicts: int = 0
    refused: int = 0
    refused_batches: int = 0
    reason: str = ""
    received: int = 0
    news: str = "none"
    more: bool = False
    rights_changed: bool = False

    @property
    def needs_attention(self) -> bool:
        """Say whether a person has to decide something."""
        return bool(self.conflicts or self.refused or self.refused_batches)

    @property
    def sentence(self) -> str:
        """Return one sentence about the import."""
        parts = [
            f"{self.batches:,} 批修改得到答复，{self.accepted + self.merged:,} 条已确认" if self.batches else "",
            f"{self.known:,} 批此前已答复过" if self.known else "",
            f"接收 {self.received:,} 行" if self.received else "",
        ]
        notes = [
            f"与他人的修改合并 {self.merged:,} 条" if self.merged else "",
            f"{self.conflicts:,} 条有冲突，请逐条选择保留哪一方的值" if self.conflicts else "",
            f"{self.refused:,} 条被拒绝，请按原因改正后再导出" if self.refused else "",
            f"有 1 批整批未被收取，已退回待上传（{self.reason.rstrip('。')}）" if self.refused_batches else "",
            "回执中的更新比本机旧，没有采用" if self.news == "elsewhere" else "",
            "更新较多，其余的在下一次交接或联网时接收" if self.more else "",
            "您的单位或权限有变化，请重新打开程序" if self.rights_changed else "",
        ]
        done = "，".join(part for part in parts if part) or "没有新的内容，这份回执此前已导入过"
        return f"回执已导入：{'；'.join([done, *(note for note in notes if note)])}。"


def import_replies(
    store: Store, *, session: Session, path: Path, progress: Callable[[Progress], None] = lambda _: None
) -> Imported:
    """Import a reply file; twice, or an older one after a newer one, is harmless.

    HandOverError when the file is not this desk's, or not the central's word; nothing was changed then.
    """
    file = open_replies(store, session=session, raw=read_file(path))
    return _Import(store=store, made_at=file.made_at, replies=unpack(file, into=Replies), progress=progress).run()


def look_into(store: Store, *, session: Session, path: Path) -> Contents:
    """Return what is in a reply file that is for this desk; nothing is changed."""
    raw = read_file(path)
    open_replies(store, session=session, raw=raw)
    return contents_of(raw, kind=REPLIES)


def open_replies(store: Store, *, session: Session, raw: bytes) -> HandOver:
    """Return a reply file that is for this desk and was signed by its central."""
    file = decode(raw, kind=REPLIES)
    central = central_key(store)
    for matches, whose, code in (
        (file.central == central, "出自另一个中心端", "hand-over.other-central"),
        (file.user == session.user.code, f"是给用户“{file.user[:40]}”的", "hand-over.other-user"),
        (file.client_id == session.client_id, "是给另一台电脑的", "hand-over.other-desk"),
    ):
        if not matches:
            raise HandOverError(f"这份回执{whose}，本机没有采用，请核对后选择本机的回执文件。", code=code)
    check_signature(file, key=central)
    return file


@dataclass(kw_only=True)
class _Import:
    store: Store
    made_at: str
    replies: Replies
    progress: Callable[[Progress], None]
    batches: int = 0
    known: int = 0
    received: int = 0
    rights_changed: bool = False
    released: list[Refused] = field(default_factory=list)
    answers: Counter[Status] = field(default_factory=Counter)
    held: set[str] = field(default_factory=set)

    def run(self) -> Imported:
        self.plans = Plans(schema=self.store.schema)
        for done, one in enumerate(self.replies.replies):
            self.progress(Progress(step="处理答复", done=done, total=len(self.replies.replies)))
            self._answer(one)
        for refused in self.replies.refused:
            self._release(refused)
        news = self._news()
        return Imported(
            batches=self.batches,
            known=self.known,
            accepted=self.answers[Status.ACCEPTED],
            merged=self.answers[Status.MERGED],
            conflicts=self.answers[Status.CONFLICT],
            refused=self._still_refused(),
            refused_batches=len(self.released),
            reason=self.released[0].detail if self.released else "",
            received=self.received,
            news=news,
            more=news != "elsewhere" and bool(self.replies.pages) and self.replies.pages[-1].more,
            rights_changed=self.rights_changed,
        )

    def _still_refused(self) -> int:
        """Count the refused rows without those that a later reply of the file took."""
        with self.store.read() as connection:
            return len(rows_with_lines(connection, row_ids=self.held, state=LineState.REFUSED))

    def _answer(self, one: Sealed) -> None:
        reply = read_reply(one)
        with self.store.write() as connection:
            if not _is_kept(connection, batch_id=one.batch_id):
                self.known += 1
                return
            applied = apply_reply(connection, plans=self.plans, batch_id=one.batch_id, reply=reply)
        self.batches += 1
        self.answers.update(applied.counts)
        self.held |= applied.refused

    def _release(self, refused: Refused) -> None:
        if refused.status not in NOT_TAKEN:
            return
        with self.store.write() as connection:
            if _is_kept(connection, batch_id=refused.batch_id):
                release(connection, schema=self.store.schema, batch_id=refused.batch_id)
                self.released.append(refused)

    def _news(self) -> str:
        """Keep the pages that go on from where this desk stands; say what became of them."""
        pages = self.replies.pages
        if not pages:
            return "none"
        with self.store.read() as connection:
            present = read_meta(connection, schema=self.store.schema, name=META_CURSOR)
            taken = read_meta(connection, schema=self.store.schema, name=META_TAKEN)
        made_at, _, cursor = taken.partition(" ")
        places = [self.replies.cursor, *(page.cursor for page in pages)]
        if present in places:
            # where nothing is new, a page ends where it begins: once is enough for what it says of the person
            last = len(places) - 1 - places[::-1].index(present)
            first = last if made_at >= self.made_at else places.index(present)
            self._keep(pages[first:])
            return "taken" if pages[first:] else "known"
        if cursor != present or made_at >= self.made_at or any(page.leaves or page.gone for page in pages):
            return "elsewhere"
        self._land(pages)
        return "ahead"

    def _keep(self, pages: list[ChangesPage]) -> None:
        for done, page in enumerate(pages):
            self.progress(Progress(step="接收更新", done=done, total=len(pages)))
            with self.store.write() as connection:
                new, _ = apply_page(connection, plans=self.plans, page=page)
                self._remember(connection, cursor=page.cursor)
                self._take_person(connection, person=page.person)
            self.received += new

    def _take_person(self, connection: Connection, *, person: Person | None) -> None:
        """Keep who the person is by now; whether the central lets them in is not for a file to say."""
        schema = self.store.schema
        text = msgspec.json.encode(person).decode()
        if person is not None and read_meta(connection, schema=schema, name=META_PERSON) != text:
            write_meta(connection, schema=schema, name=META_PERSON, value=text)
            self.rights_changed = True

    def _land(self, pages: list[ChangesPage]) -> None:
        """Take newer rows without moving the cursor.

        Harmless only because the file was made after all that this desk has: nothing in it has left its view since.
        """
        for page in pages:
            with self.store.write() as connection:
                landed = land_blocks(connection, plans=self.plans, blocks=page.blocks, only_newer=True)
                reopen_children(connection, schema=self.store.schema, arrived=landed.ids)
            self.received += landed.rows

    def _remember(self, connection: Connection, *, cursor: str) -> None:
        write_meta(connection, schema=self.store.schema, name=META_TAKEN, value=f"{self.made_at} {cursor}")


def read_reply(one: Sealed) -> BatchReply:
    """Return a batch's reply without its cursors: the news in the file begin where the desk stood before."""
    try:
        reply = msgspec.json.decode(one.body, type=BatchReply)
    except msgspec.DecodeError as error:
        raise HandOverError(
            "回执中有一批的答复不符合约定，没有采用，请核对两端程序的版本。", code="hand-over.content"
        ) from error
    return msgspec.structs.replace(reply, before="", after="")


def _is_kept(connection: Connection, *, batch_id: str) -> bool:
    found = connection.exec_driver_sql("SELECT 1 FROM batch WHERE batch_id = ?", (batch_id,))
    return found.one_or_none() is not None
