"""Commands that exchange with the central, and say how this computer stands with it: sync and status (SYNC point 9)."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ui.cli.answer import DONE, PARTLY, Answer, CommandError, write_line
from ui.cli.parser import Command, no_arguments
from ui.cli.session import plain_user, whose
from ui.cli.table import pad

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sync.report import Progress, RoundReport
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work

REPORT_KEYS = (
    *("sent", "accepted", "merged", "conflicts", "refused", "received"),
    *("bytes_sent", "bytes_received", "seconds", "cancelled", "clock_off", "repairs"),
    *("files", "files_waiting", "files_error"),
)
"""Members of a round's report that JSON tells."""
REPAIR_KEYS = ("catalog", "missing", "superfluous", "stale", "different", "codes", "is_done")
REVOKED = "账号：已被中心端停用，本机数据只能查看和导出，请联系管理员。"
LINE = 60
"""Cells of the progress line."""


def sync(words: Words, seat: Seat) -> Answer:
    """Run one round: send what waits, fetch what is new."""
    from app.store import now_text
    from sync.engine import run_round
    from sync.errors import RoundStoppedError
    from ui.cli.repairing import plain_repaired, read_repaired, repaired_table

    started = now_text()
    with seat.work() as work:
        try:
            with progress_line(quiet=words.quiet or words.json) as tell:
                report = run_round(work.store, session=work.session, progress=tell, thorough=words.verify)
        except RoundStoppedError as error:
            data = {"step": error.step, "report": plain_report(error.report)}
            raise CommandError(error.sentence, code=error.code, title=error.title, data=data) from error
        repaired = read_repaired(work.store, since=started) if report.repairs else []
    text = "\n".join(filter(None, [report.sentence, repaired_table(repaired)]))
    told = plain_report(report)
    told["repaired"] = plain_repaired(repaired)
    return Answer(text=text, data=told, status=PARTLY if report.needs_attention else DONE)


def status(_words: Words, seat: Seat) -> Answer:
    """Say who is signed in, what waits and when the central was last met; nothing is asked over the network."""
    from app.repaired import last_repair
    from sync.others import others_waiting, others_words
    from sync.status import read_status

    with seat.work() as work:
        year = work.year(None)
        with work.store.read() as connection:
            found = read_status(connection, schema=work.store.schema)
            count, last = last_repair(connection)
        filled = _filled(work, year=year)
        user, server = work.user, work.session.server
        path = work.store.path
    others = others_waiting(seat.profile, own=path)
    text = [
        f"用户：{whose(user)}",
        f"中心端：{server}",
        f"年度：{year}",
        f"上次同步：{local_time(found.last_sync_at) or '还没有同步过'}",
        f"修改：{found.sentence}",
        *([f"核对修复：{count:,} 项，最近一次 {local_time(last)}，用 shebao conflicts repaired 查看"] if count else []),
        f"数据文件：{path}",
        *(["填报率："] if filled else []),
        *(f"  {one['name']}　{one['sheet']}：{one['filled']}/{one['due']}（{one['rate']}）" for one in filled),
        *([REVOKED] if user.is_revoked else []),
        *([others_words(others)] if others else []),
    ]
    counts = {"waiting": found.waiting, "sent": found.sent, "refused": found.refused, "conflicts": found.conflicts}
    data = {
        "user": plain_user(user),
        "server": server,
        "fiscal_year": year,
        **counts,
        "last_sync_at": found.last_sync_at,
        "repaired": count,
        "last_repair_at": last,
        "store": str(path),
        "revoked": user.is_revoked,
        "progress": filled,
        "others": [
            {"user": one.code, "name": one.name, "server": one.server, "waiting": one.waiting} for one in others
        ],
    }
    return Answer(text="\n".join(text), data=data, status=PARTLY if found.refused or found.conflicts else DONE)


def _filled(work: Work, *, year: int) -> list[dict[str, object]]:
    """Return how complete the own region's sheets are, by insurance type and page; nothing where none is filled in."""
    from app.dashboard import read_progress
    from app.rollup.telling import rate

    with work.store.read() as connection:
        own = read_progress(connection, schema=work.store.schema, fiscal_year=year, region=work.user.mof_div_code)
    lines = [
        {
            "insurance_type": line.code,
            "name": line.name,
            "catalog": column.catalog,
            "pages": dict(column.pages),
            "sheet": column.label,
            "filled": cell.done,
            "due": cell.due,
            "rate": rate(cell.done, due=cell.due),
        }
        for line in own.types
        for column, cell in zip(own.columns, line.cells, strict=True)
        if cell.due
    ]
    return lines if any(line["filled"] for line in lines) else []


@contextmanager
def progress_line(*, quiet: bool = False) -> Iterator[Callable[[Progress], None]]:
    """Give what shows progress on stderr: one line that changes on a console, a line per step elsewhere."""
    seen: list[str] = []

    def tell(progress: Progress) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{pad(progress.sentence, width=LINE)}")
            sys.stderr.flush()
        elif progress.step not in seen:
            write_line(sys.stderr, f"{progress.step}……")
        seen.append(progress.step)

    def silent(_progress: Progress) -> None:
        return

    yield silent if quiet else tell
    if seen and sys.stderr.isatty():
        sys.stderr.write(f"\r{' ' * LINE}\r")


def plain_report(report: RoundReport) -> dict[str, object]:
    """Return a round's report for JSON."""
    plain = {name: getattr(report, name) for name in REPORT_KEYS}
    return {**plain, "repairs": [{name: getattr(one, name) for name in REPAIR_KEYS} for one in report.repairs]}


def local_time(utc: str) -> str:
    """Return a UTC time as this computer's clock shows it."""
    from datetime import datetime

    return datetime.fromisoformat(utc).astimezone().strftime("%Y-%m-%d %H:%M:%S") if utc else ""


def _sync_arguments(parser: Parser) -> None:
    parser.add_argument("--quiet", action="store_true", help="不显示进度")
    parser.add_argument("--verify", action="store_true", help="再与中心端逐行核对所有数值，不一致的先备份再修复")


SYNC_COMMAND = Command(
    name="sync",
    help="同步一轮：先上传，再接收",
    run=sync,
    arguments=_sync_arguments,
    about="把等待的修改分批上传，再接收他人的修改。中断后再执行一次，从停下处继续，不会重复。",
    keys=("step", "report", *REPORT_KEYS, "repaired"),
)
STATUS_COMMAND = Command(
    name="status",
    help="显示用户、填报率、待上传和冲突的数量、上次同步时间",
    run=status,
    arguments=no_arguments,
    keys=(
        "user",
        "server",
        "fiscal_year",
        "waiting",
        "sent",
        "refused",
        "conflicts",
        "last_sync_at",
        "repaired",
        "last_repair_at",
        "store",
        "revoked",
        "others",
        "progress",
    ),
)
