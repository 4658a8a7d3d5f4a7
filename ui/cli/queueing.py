"""The command about the upload queue: what it holds, pause it, let it go on (SYNC point 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import Answer
from ui.cli.parser import Command

if TYPE_CHECKING:
    from sync.queue import Queue
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat

LIST, PAUSE, RESUME = "list", "pause", "resume"


def queue(words: Words, seat: Seat) -> Answer:
    """List the queue, pause it or let it go on."""
    from sync.queue import pause, read_queue, resume

    with seat.work() as work:
        if words.action != LIST:
            (pause if words.action == PAUSE else resume)(work.store)
        with work.store.read() as connection:
            found = read_queue(connection, schema=work.store.schema)
    return Answer(text=_told(found), data=_plain(found))


def _told(found: Queue) -> str:
    from app.local_time import local_time
    from ui.cli.table import Column, table

    head = "上传已暂停：修改照常保存在本机，用 shebao queue resume 继续。" if found.paused else "上传没有暂停。"
    lines = [
        [one.short, one.state.label, f"{one.operations:,}", local_time(one.created_at), str(one.attempts), one.error]
        for one in found.batches
    ]
    lines += [
        [f"未成批：{one.label}", "待上传", f"{one.operations:,}", local_time(one.edited_at), "", ""]
        for one in found.lines
    ]
    if not lines:
        return f"{head}\n没有等待上传的修改。"
    columns = (
        Column(heading="批次"),
        Column(heading="状态"),
        Column(heading="行数", right=True),
        Column(heading="建立时间"),
        Column(heading="次数", right=True),
        Column(heading="最近一次失败的原因", widest=80),
    )
    return "\n".join([head, table(columns, lines)])


def _plain(found: Queue) -> dict[str, object]:
    batches = [
        {
            "batch_id": one.batch_id,
            "state": str(one.state),
            "operations": one.operations,
            "bytes": one.size,
            "created_at": one.created_at,
            "attempts": one.attempts,
            "error": one.error_code,
            "text": one.error,
            "error_at": one.error_at,
        }
        for one in found.batches
    ]
    lines = [
        {"catalog": one.catalog, "operations": one.operations, "bytes": one.size, "edited_at": one.edited_at}
        for one in found.lines
    ]
    return {"paused": found.paused, "batches": batches, "unbatched": lines}


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "action",
        nargs="?",
        choices=(LIST, PAUSE, RESUME),
        default=LIST,
        metavar="处理",
        help="list 列出（默认）、pause 暂停上传、resume 继续上传",
    )


QUEUE_COMMAND = Command(
    name="queue",
    help="列出上传队列，暂停或继续上传",
    run=queue,
    arguments=_arguments,
    about="列出还没有上传的批次和修改、每批的状态和最近一次失败的原因。"
    "暂停时同步只接收、不上传；立即重试就是 shebao sync。",
    examples=("shebao queue", "shebao queue pause"),
    keys=("paused", "batches", "unbatched"),
)
