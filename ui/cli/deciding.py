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
SET, MERGED, DISMISS, REPAIRED = "set", "merged", "dismiss", "repaired"
ATTENTION = ("conflict", "refused")
EVERY = (*ATTENTION, "open", "sent")
NO_LIMIT = 1_000_000_000


def conflicts(words: Words, seat: Seat) -> Answer:
    """List what must be decided, or carry out a decision."""
    from ui.cli.repairing import list_repaired
    from ui.cli.settling import decide_about, dismiss, list_merged

    with seat.work() as work:
        if words.action == LIST:
            return _list(words, work=work)
        if words.action == MERGED:
            return list_merged(work=work)
        if words.action == REPAIRED:
            return list_repaired(work=work, limit=words.limit)
        return dismiss(words, work=work) if words.action == DISMISS else decide_about(words, work=work)


def _list(words: Words, *, work: Work) -> Answer:
    found = read_lines(work, states=EVERY if words.all else ATTENTION, limit=words.limit)
    text = "\n\n".join(_told(one) for one in found) or "没有冲突，也没有被拒绝的修改。"
    attention = any(one.state in ATTENTION for one in found)
    return Answer(text=text, data={"changes": [_plain(one) for one in found]}, status=PARTLY if attention else DONE)


def read_lines(work: Work, *, states: Sequence[str], limit: int | None = None) -> list[WaitingLine]:
    """Return the lines in these states."""
    from app.waiting_lines import waiting_lines

    with work.store.read() as connection:
        return waiting_lines(connection, schema=work.store.schema, states=states, limit=limit or NO_LIMIT)


def _told(one: WaitingLine) -> str:
    from app.waiting_lines import KINDS
    from ui.cli.table import Column, table

    head = f"编号 {one.n}  {one.catalog_label}  {one.row_label}  {KINDS[one.kind]}，{one.state_label}"
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


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "action",
        nargs="?",
        choices=(LIST, KEEP_MINE, TAKE_THEIRS, SET, TAKE_BACK, MERGED, DISMISS, REPAIRED),
        default=LIST,
        metavar="处理",
        help="list 列出（默认）、keep-mine 保留本机的值、take-theirs 采用中心端的值、set 改为另一个值、"
        "take-back 撤回还没有上传的修改、merged 列出已合并的字段、dismiss 去掉看过的合并、"
        "repaired 列出核对时修复过的行",
    )
    parser.add_argument(
        "numbers",
        nargs="*",
        metavar="编号",
        help="处理哪些修改：list 中的编号，或行标识；只处理冲突中的一个字段时写“编号.字段”，set 时写“编号.字段=值”",
    )
    parser.add_argument("--all", action="store_true", help="列出时连同待上传的；处理时处理全部")
    parser.add_argument("--yes", action="store_true", help="一次处理多处金额时，表示已经核对过")
    parser.add_argument("--limit", type=positive, metavar="项数", help="最多列出多少项，默认不限")


CONFLICTS_COMMAND = Command(
    name="conflicts",
    help="列出冲突和被拒绝的修改，并决定保留哪一方的值",
    run=conflicts,
    arguments=_arguments,
    about="冲突按字段处理：没有选定的字段仍是冲突，选定的随下次同步上传。"
    "一次处理多处金额时先列出合计，加 --yes 才处理。",
    examples=(
        "shebao conflicts",
        "shebao conflicts keep-mine 12 13.账面余额",
        "shebao conflicts set 13.备注=已核对",
        "shebao conflicts take-back --all",
    ),
    keys=("changes", "settled", "rows", "merged", "repaired"),
)
