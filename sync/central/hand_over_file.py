"""Takes a hand-over file where the central itself is: for files brought by hand, and of people shut out (SYNC 12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.catalogs import CATALOGS
from sync.central.database import open_database
from sync.central.hand_over import Waiver, take
from sync.errors import HandOverError
from sync.hand_over import BATCHES, decode, encode, unpack
from sync.hand_over_disk import Place, read_file
from sync.wire_hand_over import Replies

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a file: whose it was, batches answered, why one was refused as a whole ('' when none was)."""

    user: str
    batches: int
    refused: int
    reason: str
    rows: int


def take_file(
    path: Path, *, reply: Path, data: Path | None = None, database: str | None = None, waiver: Waiver | None = None
) -> Taken:
    """Carry out the file at `path` in the central's database and write the replies to `reply`.

    The central may be running meanwhile. Raise HandOverError or StoreError; taking the file again is harmless.
    """
    if not database and (data is None or not (data / "central.db").is_file()):
        raise HandOverError(
            f"文件夹 {data} 里没有中心端的数据，请用 --data 指定中心端的数据文件夹，或用 --database 指定数据库。",
            code="hand-over.no-central",
            title="找不到中心端的数据",
        )
    file = decode(read_file(path), kind=BATCHES)
    place = Place(reply)
    try:
        opened = open_database(data=data, url=database, catalogs=CATALOGS)
        try:
            answer = take(opened, given=file, waiver=waiver)
        finally:
            opened.close()
        place.write(encode(answer))
    finally:
        place.leave()
    replies = unpack(answer, into=Replies)
    return Taken(
        user=file.user,
        batches=len(replies.replies),
        refused=len(replies.refused),
        reason=replies.refused[0].detail if replies.refused else "",
        rows=sum(len(block.rows) for page in replies.pages for block in page.blocks),
    )
