"""Carries anybody's file of batches to a central and keeps the replies as a file; no sign-in is needed (SYNC 12)."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from sync.address import tidy_address
from sync.calls import Central
from sync.credentials import credentials_of
from sync.errors import AnswerError, HandOverError, RequestRefusedError
from sync.hand_over import BATCHES, CALLED, REPLIES, check_signature, decode, encode, unpack
from sync.hand_over_disk import Place, read_file
from sync.kept_trust import kept_trust
from sync.session import over_http
from sync.wire import Batch
from sync.wire_hand_over import HandOver, Replies, Waiting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sync.profile import Profile
    from sync.transport import Transport

_WORDS = {
    "signature.unknown": "中心端不认识导出这个文件的电脑的签名，请那台电脑联网登录并同步一次后重新导出。",
    "signature.wrong": "交接文件的签名不符，内容在途中被改动或损坏，中心端没有收取，请重新复制或重新导出。",
    "hand-over.other-central": "这个交接文件是为另一个中心端导出的，请核对中心端地址，交到那个中心端。",
    "hand-over.format": "中心端不支持这个交接文件的格式，请核对两端程序的版本。",
    "user.revoked": "导出这个文件的用户已停用，中心端没有收取；确需收取的，请管理员在中心端本机收取。",
    "http.404": "这个中心端不收交接文件，请核对中心端地址，或请管理员更新中心端。",
}
"""Sentences for what a central may say about somebody else's file, by problem code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a hand-over file holds, as its own word: whose, made when (UTC), batches and changes, rows of news."""

    kind: str
    user: str
    client_id: str
    made_at: str
    batches: int
    operations: int
    rows: int = 0

    @property
    def label(self) -> str:
        """Return what such a file is called."""
        return CALLED[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What became of a file that was handed over: batches answered, batches refused as a whole, rows of news."""

    path: Path
    user: str
    batches: int
    refused: int
    rows: int

    @property
    def sentence(self) -> str:
        """Return one sentence about it."""
        refused = f"，{self.refused} 批整批未被收取" if self.refused else ""
        return (
            f"中心端已收取用户“{self.user}”的 {self.batches:,} 批修改{refused}，回执写入 {self.path.name}；"
            "请把回执带回那台电脑导入。"
        )


def kind_of(raw: bytes) -> str:
    """Return which kind of hand-over file this says it is; that of batches when it says nothing."""
    try:
        kind = msgspec.json.decode(raw, type=HandOver).kind
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        kind = BATCHES  # `decode` will tell what is wrong
    return kind if kind in CALLED else BATCHES


def contents_of(raw: bytes, *, kind: str) -> Contents:
    """Return what a file says it holds; its signature is checked by whom it is for."""
    file = decode(raw, kind=kind)
    if kind == REPLIES:
        replies = unpack(file, into=Replies)
        rows = sum(len(block.rows) for page in replies.pages for block in page.blocks)
        return _contents(file, batches=len(replies.replies) + len(replies.refused), operations=0, rows=rows)
    batches = unpack(file, into=Waiting).batches
    return _contents(file, batches=len(batches), operations=sum(_operations(one.body) for one in batches))


def _contents(file: HandOver, *, batches: int, operations: int, rows: int = 0) -> Contents:
    return Contents(
        kind=file.kind,
        user=file.user,
        client_id=file.client_id,
        made_at=file.made_at,
        batches=batches,
        operations=operations,
        rows=rows,
    )


def _operations(body: str) -> int:
    try:
        return sum(len(block.rows) for block in msgspec.json.decode(body, type=Batch).blocks)
    except msgspec.DecodeError as error:
        raise HandOverError("交接文件中有一批修改不符合约定，请重新导出。", code="hand-over.content") from error


def carry_for(profile: Profile, *, path: Path, server: str, reply: Path) -> Carried:
    """Carry a file by the authority and the certificate that are kept in a profile for this central."""
    server, settings = tidy_address(server), profile.settings()
    credentials = credentials_of(settings.credentials, folder=profile.folder)
    trust = kept_trust(profile, server=server, user=settings.user, credentials=credentials)
    return carry(path, server=server, reply=reply, connect=over_http(trust))


def carry(path: Path, *, server: str, reply: Path, connect: Callable[[str], Transport]) -> Carried:
    """Hand the file at `path` over to the central at `server` and write its replies to `reply`.

    The second time the replies are the same. Raise HandOverError for the files, SyncError for the line.
    """
    file = decode(read_file(path), kind=BATCHES)
    place = Place(reply)
    try:
        answer = hand_over(file, server=server, connect=connect)
        place.write(encode(answer))
    finally:
        place.leave()
    replies = unpack(answer, into=Replies)
    rows = sum(len(block.rows) for page in replies.pages for block in page.blocks)
    return Carried(path=reply, user=file.user, batches=len(replies.replies), refused=len(replies.refused), rows=rows)


def hand_over(file: HandOver, *, server: str, connect: Callable[[str], Transport]) -> HandOver:
    """Send a file of batches; return the file of replies, signed by the central that the batches are for."""
    with closing(connect(server)) as transport:
        try:
            answer = Central(transport).hand_over(file)
        except RequestRefusedError as error:
            if error.code not in _WORDS:
                raise
            raise HandOverError(_WORDS[error.code], code=error.code, title="中心端没有收取") from error
    fits = (answer.kind, answer.central, answer.client_id, answer.user)
    if fits != (REPLIES, file.central, file.client_id, file.user):
        raise AnswerError(f"中心端 {server} 给出的回执不是给这个文件的，请联系中心端管理员。", code="answer.hand-over")
    check_signature(answer, key=file.central)
    return answer
