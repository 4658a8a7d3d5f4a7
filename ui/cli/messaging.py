"""The commands for messages: read, send, and remind those who have not submitted (SPEC section 3; 1.8, 1.9)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import NotFoundError
from ui.cli.answer import Answer
from ui.cli.given import positive, take_year
from ui.cli.outcome import CHANGE_KEYS, outcome_answer
from ui.cli.parser import Command
from ui.cli.todoing import today

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.flow.board import BoardLine
    from app.todo.board import Board, Wanted
    from app.todo.messages import Message
    from app.todo.reading import Reading
    from app.todo.reminding import Reminders
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work

LEVELS = {"province": 2, "city": 3, "county": 4}
KINDS, ROLES = ("remind", "notice", "return", "other"), ("operator", "reviewer", "administrator")
WORDS = ("late", "returned", "missing", "filling", "submitted", "reviewed", "reported", "filed")
TABLES = ("management_value", "actuarial_value")


def messages(words: Words, seat: Seat) -> Answer:
    """Send a message, or list them and note which were read."""
    with seat.work() as work:
        if words.send:
            return _send(words, work=work)
        found = _messages(work, sent=words.sent)
        if words.read or words.read_all:
            return _mark(words, work=work, found=found)
        shown = [(n, one) for n, one in enumerate(found, start=1) if not (words.unread and one.is_read)]
        unread = 0 if words.sent else sum(not one.is_read for one in found)
        data = {"messages": [_plain(one, number=n) for n, one in shown], "unread": unread}
        return Answer(text=_table(shown, sent=words.sent, unread=unread), data=data)


def _messages(work: Work, *, sent: bool = False) -> list[Message]:
    from app.todo.messages import read_messages

    with work.store.read() as connection:
        return read_messages(connection, schema=work.store.schema, user=work.user, sent=sent)


def _mark(words: Words, *, work: Work, found: Sequence[Message]) -> Answer:
    from app.todo.messages import mark_read

    numbers = list(range(1, len(found) + 1)) if words.read_all else words.read
    if wrong := [n for n in numbers if n > len(found)]:
        raise NotFoundError(
            f"没有第 {wrong[0]} 条消息，共有 {len(found)} 条，见 shebao messages。", code="message.unknown"
        )
    chosen = [(n, found[n - 1]) for n in numbers]
    mark_read(work.store, user=work.user, row_ids=[one.row_id for _, one in chosen])
    left = sum(not one.is_read for one in _messages(work))
    data = {"messages": [_plain(one, number=n) | {"read": True} for n, one in chosen], "unread": left}
    if words.read_all:
        return Answer(text="全部消息已标为已读。", data=data)
    return Answer(text="\n\n".join(_whole(one) for _, one in chosen), data=data)


def _whole(one: Message) -> str:
    from app.local_time import local_time

    head = f"{one.title}\n{one.sender_place} {one.sender}  {local_time(one.sent_at)}"
    return f"{head}\n{one.body}"


def _table(shown: Sequence[tuple[int, Message]], *, sent: bool, unread: int) -> str:
    from app.local_time import local_time
    from ui.cli.table import Column, table

    if not shown:
        return "没有发出的消息。" if sent else "没有消息。"
    whom = "发给" if sent else "来自"
    heads = ("序号", "状态", "类别", "标题", whom, "时间", "内容")
    lines = [
        [
            str(n),
            ("待上传" if one.is_waiting else "已发出") if sent else "已读" if one.is_read else "未读",
            _kind(one),
            one.title,
            one.region_name if sent else f"{one.sender_place} {one.sender}",
            local_time(one.sent_at),
            one.body,
        ]
        for n, one in shown
    ]
    columns = tuple(Column(heading=head, widest=44) for head in heads)
    end = [] if sent else [f"未读 {unread:,} 条；shebao messages --read 序号 查看全文并标为已读。"]
    return "\n".join([table(columns, lines), *end])


def _kind(one: Message) -> str:
    from app.catalogs.message import KINDS

    return dict(KINDS).get(one.kind, one.kind)


def _plain(one: Message, *, number: int) -> dict[str, object]:
    return {
        "number": number,
        "row": one.row_id,
        "kind": one.kind,
        "title": one.title,
        "body": one.body,
        "region": one.region,
        "sender": one.sender,
        "sender_place": one.sender_place,
        "sent_at": one.sent_at,
        "read": one.is_read,
        "waiting": one.is_waiting,
        "place": one.place.key if one.place else None,
    }


def _send(words: Words, *, work: Work) -> Answer:
    from app.todo.messages import Draft, send_messages

    regions = list(dict.fromkeys(words.to or ()))
    drafts = [
        Draft(
            region=region,
            title=words.title or "",
            body=words.text or "",
            kind=words.kind,
            to_role=words.role or "",
            catalog=words.catalog or "",
        )
        for region in regions
    ]
    if not drafts:
        raise NotFoundError("没有写明发给哪个地区，请加上 --to 区划。", code="message.to")
    outcome = send_messages(work.store, user=work.user, fiscal_year=work.year(words.year), drafts=drafts)
    return outcome_answer(outcome, work=work, done="已写好消息，共", places=regions)


def _message_arguments(parser: Parser) -> None:
    parser.add_argument("--unread", action="store_true", help="只列未读的")
    parser.add_argument("--sent", action="store_true", help="列出本人发出的")
    parser.add_argument(
        "--read", nargs="+", action="extend", type=positive, metavar="序号", help="显示全文并标为已读，可写多个"
    )
    parser.add_argument("--read-all", action="store_true", help="全部标为已读")
    parser.add_argument("--send", action="store_true", help="发送消息，同步时由中心端转发；发出后不能修改")
    parser.add_argument("--to", nargs="+", action="extend", metavar="区划", help="发给哪些地区（本级及下级），可写多个")
    parser.add_argument("--title", metavar="文字", help="标题")
    parser.add_argument("--text", metavar="文字", help="内容")
    parser.add_argument(
        "--kind",
        choices=KINDS,
        default="notice",
        metavar="类别",
        help="remind 催报、notice 通知（默认）、return 退回、other 其他",
    )
    parser.add_argument(
        "--role",
        choices=ROLES,
        metavar="岗位",
        help="只发给 operator 经办、reviewer 审核或 administrator 管理员，默认为所有人",
    )
    parser.add_argument("--catalog", choices=TABLES, metavar="目录", help="与哪张填报表有关")
    take_year(parser)


def remind(words: Words, seat: Seat) -> Answer:
    """Show the board, and write reminders to those who have yet to submit."""
    from app.todo.board import build_board
    from app.todo.reading import Reading

    with seat.work() as work:
        year, wanted = work.year(words.year), _wanted(words)
        with work.store.read() as connection:
            reading = Reading(
                connection=connection, schema=work.store.schema, user=work.user, fiscal_year=year, today=today()
            )
            lines = [line for line in reading.lines if _is_in(line, words=words)]
            board = build_board(lines, labels=reading.labels, wanted=wanted)
        if words.output:
            _export(words.output, board=board, work=work, year=year)
        if words.send or words.plan:
            return _remind(words, work=work, board=board, reading=reading)
        end = [f"已另存为 {words.output}。"] if words.output else []
        return Answer(text="\n".join([_board_table(board), board.sentence, *end]), data=_plain_board(board))


def _wanted(words: Words) -> Wanted:
    from app.todo.board import Wanted, Word

    word = Word(words.state) if words.state else None
    return Wanted(level=LEVELS.get(words.level or "", 0), word=word, only_open=words.open)


def _is_in(line: BoardLine, *, words: Words) -> bool:
    place = line.place
    return (
        words.catalog in (None, place.catalog)
        and words.basis in (None, place.basis)
        and (not words.type or place.insurance_type in words.type)
        and (not words.region or place.region in words.region)
    )


def _remind(words: Words, *, work: Work, board: Board, reading: Reading) -> Answer:
    from app.todo.reminding import TEXT, send_reminders, write_reminders

    chosen = [cell for row in board.rows for cell in row.cells if cell is not None]
    reminders = write_reminders(
        chosen, user=work.user, fiscal_year=reading.fiscal_year, labels=reading.labels, text=words.text or TEXT
    )
    if not reminders.drafts:
        raise NotFoundError("没有要催报的地区：选中的表都已送审，或都是本级的。", code="remind.nobody")
    if words.plan:
        return Answer(text=_plan(reminders), data={"reminders": _plain_drafts(reminders)})
    outcome = send_reminders(work.store, user=work.user, reminders=reminders)
    answer = outcome_answer(
        outcome, work=work, done="已写好催报，共", places=[draft.region for draft in reminders.drafts]
    )
    return Answer(text=answer.text, data={**answer.data, "reminders": _plain_drafts(reminders)}, status=answer.status)


def _plan(reminders: Reminders) -> str:
    told = [f"{draft.region}  {draft.title}\n{draft.body}" for draft in reminders.drafts]
    return "\n\n".join([*told, f"以上 {len(told):,} 条催报还没有发送；去掉 --plan、加上 --send 发送。"])


def _plain_drafts(reminders: Reminders) -> list[dict[str, object]]:
    return [{"region": one.region, "title": one.title, "body": one.body} for one in reminders.drafts]


def _export(path: Path, *, board: Board, work: Work, year: int) -> None:
    from app.excel.export_board import export_board

    export_board(path, board=board, place=work.user.mof_div_name, fiscal_year=year)


def _board_table(board: Board) -> str:
    from app.todo.board import text_of
    from ui.cli.table import Column, table

    if not board.rows:
        return "没有这样的填报表。"
    heads = ("区划", "地区", "填报表", "险种", "进度", "已填/应填", "截止日期")
    lines = [
        [
            row.region,
            "  " * row.depth + row.name,
            column.group,
            column.label,
            text_of(cell),
            f"{cell.filled}/{cell.asked}",
            cell.due_date.isoformat() if cell.due_date else "",
        ]
        for row in board.rows
        for column, cell in zip(board.columns, row.cells, strict=True)
        if cell is not None
    ]
    return table(tuple(Column(heading=head, widest=30) for head in heads), lines)


def _plain_board(board: Board) -> dict[str, object]:
    from app.todo.board import word_of

    return {
        "counts": {word.value: count for word, count in board.counts.items()},
        "pages": [
            {
                **cell.place.key,
                "word": word_of(cell).value,
                "filled": cell.filled,
                "asked": cell.asked,
                "due_date": cell.due_date,
                "late": cell.days_late,
                "task": cell.task,
            }
            for row in board.rows
            for cell in row.cells
            if cell is not None
        ],
    }


def _remind_arguments(parser: Parser) -> None:
    parser.add_argument("--catalog", choices=TABLES, metavar="目录", help="只看这张填报表")
    parser.add_argument("--basis", choices=("estimate", "actual"), metavar="口径", help="estimate 预计、actual 实际")
    parser.add_argument("--type", nargs="+", action="extend", metavar="险种", help="只看这些险种，写代码，可写多个")
    parser.add_argument("--region", nargs="+", action="extend", metavar="区划", help="只看这些地区，可写多个")
    parser.add_argument(
        "--level", choices=tuple(LEVELS), metavar="级次", help="只看：province 省级、city 市级、county 县级"
    )
    parser.add_argument(
        "--state",
        choices=WORDS,
        metavar="状态",
        help="只看：late 逾期、returned 退回、missing 未填报、filling 填报中、submitted 已送审、reviewed 已审核、"
        "reported 已上报、filed 已备案",
    )
    parser.add_argument("--open", action="store_true", help="只看还没有送审的")
    take_year(parser)
    parser.add_argument("--text", metavar="文字", help="催报内容，可用【地区】【年度】【张数】【清单】【截止日期】")
    parser.add_argument("--plan", action="store_true", help="只显示要发送的催报，不发送")
    parser.add_argument("--send", action="store_true", help="给列出的、还没有送审的下级地区各发一条催报")
    parser.add_argument("--output", type=Path, metavar="文件", help="进度表另存为 Excel 工作簿")


MESSAGES_COMMAND = Command(
    name="messages",
    help="消息：查看收到和发出的消息，标为已读，发给本级及下级",
    run=messages,
    arguments=_message_arguments,
    about="收到的消息在本机保存，离线也能看；已读、未读由本机记录。发送人就是登录人，只能发给本级及下级地区。",
    examples=(
        "shebao messages --unread",
        "shebao messages --read 1",
        "shebao messages --send --to 330203000 --title 填报安排 --text 请于月底前送审",
    ),
    keys=("messages", "unread", *CHANGE_KEYS),
)
REMIND_COMMAND = Command(
    name="remind",
    help="催报：本级及下级每张填报表的进度，给没有送审的地区发催报",
    run=remind,
    arguments=_remind_arguments,
    about="不写 --send 时只列出进度：未填报、填报中、退回、逾期、已送审、已审核、已上报、已备案。",
    examples=(
        "shebao remind --state late",
        "shebao remind --level county --open --plan",
        "shebao remind --state late --send",
        "shebao remind --output 填报进度.xlsx",
    ),
    keys=("counts", "pages", "reminders", *CHANGE_KEYS),
)
