"""The command about conflicts and refused changes: list them, and decide which values stand (SYNC point 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import DONE, PARTLY, Answer
from ui.cli.given import positive
from ui.cli.parser import Command
from ui.cli.syncing import local_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.waiting_lines import WaitingLine
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work

LIST, KEEP_MINE, TAKE_THEIRS, TAKE_BACK = "list", "keep-mine", "take-theirs", "take-back"
DONE_WORDS = {KEEP_MINE: "保留本机的值，等待重新上传", TAKE_THEIRS: "采用中心端的值", TAKE_BACK: "撤回本机的修改"}
ATTENTION = ("conflict", "refused")
UNSENT = ("open", "sent", "refused")
EVERY = (*ATTENTION, "open", "sent")
NO_LIMIT = 1_000_000_000


def conflicts(words: Words, seat: Seat) -> Answer:
    """List what must be decided, or carry out a decision."""
    with seat.work() as work:
        return _list(words, work=work) if words.action == LIST else _decide(words, work=work)


def _list(words: Words, *, work: Work) -> Answer:
    found = _read(work, states=EVERY if words.all else ATTENTION, limit=words.limit)
    text = "\n\n".join(_told(one) for one in found) or "没有冲突，也没有被拒绝的修改。"
    attention = any(one.state in ATTENTION for one in found)
    return Answer(text=text, data={"changes": [_plain(one) for one in found]}, status=PARTLY if attention else DONE)


def _read(work: Work, *, states: Sequence[str], limit: int | None = None) -> list[WaitingLine]:
    from app.waiting_lines import waiting_lines

    with work.store.read() as connection:
        return waiting_lines(connection, schema=work.store.schema, states=states, limit=limit or NO_LIMIT)


def _told(one: WaitingLine) -> str:
    from app.waiting_lines import KINDS, LABELS
    from ui.cli.table import Column, table

    head = f"编号 {one.n}  {one.catalog_label}  {one.row_label}  {KINDS[one.kind]}，{LABELS[one.state]}"
    reason = [f"原因：{one.reason}"] if one.reason else []
    theirs = [f"中心端现值由 {one.by} 于 {local_time(one.at)} 填写"] if one.by else []
    columns = tuple(Column(heading=heading) for heading in ("字段", "原值", "本机值", "中心端现值"))
    lines = [[each.label, each.before, each.mine, each.theirs or ""] for each in one.changes]
    return "\n".join([head, *reason, *theirs, *([table(columns, lines)] if lines else [])])


def _plain(one: WaitingLine) -> dict[str, object]:
    fields = [
        {"field": each.name, "label": each.label, "base": each.before, "mine": each.mine, "theirs": each.theirs}
        for each in one.changes
    ]
    return {
        "number": one.n,
        "catalog": one.catalog,
        "row": one.row_id,
        "title": one.row_label,
        "kind": one.kind,
        "state": one.state,
        "rule": one.rule,
        "text": one.reason,
        "edited_at": one.edited_at,
        "theirs_by": one.by,
        "theirs_at": one.at,
        "fields": fields,
    }


def _decide(words: Words, *, work: Work) -> Answer:
    from sync.settle import keep_mine, take_back, take_theirs

    act = {KEEP_MINE: keep_mine, TAKE_THEIRS: take_theirs, TAKE_BACK: take_back}[words.action]
    settled = act(work.store, user=work.user, row_ids=_row_ids(words, work=work))
    text = f"已处理 {settled.lines} 项：{DONE_WORDS[words.action]}。"
    return Answer(text=text, data={"settled": settled.lines, "rows": list(settled.row_ids)})


def _row_ids(words: Words, *, work: Work) -> Sequence[str]:
    from app.errors import NotFoundError

    found = _read(work, states=UNSENT if words.action == TAKE_BACK else ATTENTION)
    known = {name: one.row_id for one in found for name in (str(one.n), one.row_id)}
    wanted = list(known) if words.all else words.numbers
    if not wanted:
        told = "没有可以这样处理的修改。" if words.all else "没有说明处理哪些修改：请写编号，或用 --all 处理全部。"
        raise NotFoundError(told, code="settle.unknown")
    if unknown := next((name for name in wanted if name not in known), ""):
        raise NotFoundError(
            f"没有编号为“{unknown}”、可以这样处理的修改，请用 shebao conflicts --all 查看编号。", code="settle.unknown"
        )
    return list(dict.fromkeys(known[name] for name in wanted))


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "action",
        nargs="?",
        choices=(LIST, KEEP_MINE, TAKE_THEIRS, TAKE_BACK),
        default=LIST,
        metavar="处理",
        help="list 列出（默认）、keep-mine 保留本机的值、take-theirs 采用中心端的值、take-back 撤回还没有上传的修改",
    )
    parser.add_argument("numbers", nargs="*", metavar="编号", help="处理哪些修改：list 中的编号，或行标识")
    parser.add_argument("--all", action="store_true", help="列出时连同待上传的；处理时处理全部")
    parser.add_argument("--limit", type=positive, metavar="项数", help="最多列出多少项，默认不限")


CONFLICTS_COMMAND = Command(
    name="conflicts",
    help="列出冲突和被拒绝的修改，并决定保留哪一方的值",
    run=conflicts,
    arguments=_arguments,
    examples=("shebao conflicts", "shebao conflicts keep-mine 12 13", "shebao conflicts take-back --all"),
    keys=("changes", "settled", "rows"),
)
