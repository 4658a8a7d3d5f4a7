"""The commands for what waits, what was done, and what is due when (SPEC section 3; clauses 1.8, 1.9)."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from typing import TYPE_CHECKING

from ui.cli.answer import Answer
from ui.cli.given import take_year
from ui.cli.parser import Command

if TYPE_CHECKING:
    from app.todo.calendar import Entry
    from app.todo.done import Done
    from app.todo.reading import Target
    from app.todo.todo import Todo
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat


def today() -> date:
    """Return this computer's day."""
    from datetime import UTC, datetime

    return datetime.now(UTC).astimezone().date()


def todo(words: Words, seat: Seat) -> Answer:
    """List what waits for the person, or what they did."""
    from app.todo.done import read_done
    from app.todo.messages import unread_count
    from app.todo.reading import Reading
    from app.todo.todo import read_todos

    with seat.work() as work, work.store.read() as connection:
        reading = Reading(
            connection=connection,
            schema=work.store.schema,
            user=work.user,
            fiscal_year=work.year(words.year),
            today=today(),
        )
        if words.done:
            done = read_done(reading)
            return Answer(text=_done_table(done), data={"done": [_plain_done(one) for one in done]})
        found = read_todos(reading)
        unread = unread_count(connection, schema=work.store.schema, user=work.user)
    told = f"未读消息 {unread:,} 条，用 shebao messages 查看。" if unread else ""
    data = {"todos": [_plain(one) for one in found], "unread": unread}
    return Answer(text="\n".join(filter(None, (_table(found), told))), data=data)


def _table(found: list[Todo]) -> str:
    from app.local_time import local_time
    from ui.cli.table import Column, table

    if not found:
        return "没有待办。"
    heads = ("待办", "事项", "地区", "截止日期", "何时起", "说明")
    columns = tuple(Column(heading=head, widest=46) for head in heads)
    lines = [
        [
            one.kind.label,
            one.title,
            one.region_name or one.region,
            (one.due_date.isoformat() if one.due_date else "")
            + (f"（逾期 {one.days_late} 天）" if one.is_late else ""),
            local_time(one.since),
            one.detail,
        ]
        for one in found
    ]
    return "\n".join([table(columns, lines), f"共 {len(found):,} 项。"])


def _plain(one: Todo) -> dict[str, object]:
    return {
        "kind": one.kind.value,
        "title": one.title,
        "region": one.region,
        "due_date": one.due_date,
        "late": one.days_late,
        "since": one.since,
        "detail": one.detail,
        "target": plain_target(one.target),
    }


def plain_target(target: Target) -> dict[str, object]:
    """Return where a line leads, for `--json`."""
    if target.place is not None:
        return {"record": target.place.row_id, **target.place.key}
    if target.row is not None:
        return {"catalog": target.row.catalog, "row": target.row.row_id}
    return {"part": target.part}


def _done_table(found: list[Done]) -> str:
    from app.local_time import local_time
    from ui.cli.table import Column, table

    if not found:
        return "本年度还没有办理过。"
    columns = tuple(Column(heading=head, widest=46) for head in ("时间", "办理", "地区", "填报表", "意见", "现状"))
    lines = [[local_time(one.at), one.move, one.region_name, one.title, one.opinion, one.now] for one in found]
    return table(columns, lines)


def _plain_done(one: Done) -> dict[str, object]:
    return {"at": one.at, "move": one.move, **one.place.key, "opinion": one.opinion, "now": one.now}


def _todo_arguments(parser: Parser) -> None:
    parser.add_argument("--done", action="store_true", help="改为列出已办：本人在本年度办理过的送审、审核等")
    take_year(parser)


def calendar(words: Words, seat: Seat) -> Answer:
    """List what is due in a month."""
    from calendar import monthrange

    from app.todo.calendar import read_calendar

    month = words.month or today().replace(day=1)
    last = month.replace(day=monthrange(month.year, month.month)[1])
    with seat.work() as work, work.store.read() as connection:
        found = read_calendar(
            connection, schema=work.store.schema, user=work.user, first=month, last=last, today=today()
        )
    data = {"month": f"{month:%Y-%m}", "entries": [_plain_entry(one) for one in found]}
    return Answer(text=_calendar_table(found, month=month), data=data)


def _calendar_table(found: list[Entry], *, month: date) -> str:
    from app.todo.calendar import WEEKDAYS
    from ui.cli.table import Column, table

    if not found:
        return f"{month.year} 年 {month.month} 月没有到期的填报和工作。"
    columns = tuple(Column(heading=head, widest=46) for head in ("日期", "星期", "任务", "范围", "进度", "状态"))
    lines = [
        [
            one.day.isoformat(),
            WEEKDAYS[one.day.weekday()],
            one.title,
            one.whose,
            one.progress,
            "逾期" if one.is_late else "",
        ]
        for one in found
    ]
    return table(columns, lines)


def _plain_entry(one: Entry) -> dict[str, object]:
    return {
        "day": one.day,
        "title": one.title,
        "whose": one.whose,
        "year": one.fiscal_year,
        "total": one.total,
        "left": one.left,
        "late": one.is_late,
        "detail": one.detail,
    }


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise ArgumentTypeError(f"应是年-月，如 2026-12，现为“{text}”") from error


def _calendar_arguments(parser: Parser) -> None:
    parser.add_argument("--month", type=_month, metavar="年-月", help="哪个月，如 2026-12，默认为本月")


TODO_COMMAND = Command(
    name="todo",
    help="待办和已办：要填报、送审、审核、上报、备案的表，被拒绝的修改和冲突",
    run=todo,
    arguments=_todo_arguments,
    about="待办按本机现有的数据推算，离线也能看；办完的自动消失。",
    examples=("shebao todo", "shebao todo --done --year 2026"),
    keys=("todos", "unread", "done"),
)
CALENDAR_COMMAND = Command(
    name="calendar",
    help="日历：一个月里各项填报任务的截止日期和完成情况",
    run=calendar,
    arguments=_calendar_arguments,
    about="截止日期由上级在“填报任务”中设定：shebao add task；填报单另定日期的以填报单为准。",
    examples=("shebao calendar", "shebao calendar --month 2026-12"),
    keys=("month", "entries"),
)
