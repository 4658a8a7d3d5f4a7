"""The commands that receive base data from the integrated platform at the central, and list what was (数据接收)."""

from __future__ import annotations

from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.cli.answer import DONE, PARTLY, Answer, CommandError
from ui.cli.given import positive, year
from ui.cli.parser import Command
from ui.cli.syncing import local_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.central.database import Database
    from sync.central.receiving.plan import Plan
    from sync.wire_receipts import Receipt, TableState
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat


def receive(words: Words, seat: Seat) -> Answer:
    """Show the plan of what the platform has, or take it."""
    from app.errors import ShebaoError
    from sync.central.receiving.job import run_job
    from sync.platform.settings import FILE, read_settings

    place = read_settings(words.settings or _folder(seat) / FILE)
    plans: list[Plan] = []
    with _database(words, seat) as database:
        try:
            plans.extend(
                run_job(
                    database,
                    place=place,
                    names=words.table,
                    years=words.year,
                    apply=words.apply,
                    full=words.full,
                    accept_losses=words.accept_losses,
                )
            )
        except ShebaoError as error:
            data = {"tables": [_plain(one) for one in plans], "applied": words.apply}
            text = "\n".join(_told(plans))
            raise CommandError(error.sentence, code=error.code, title=error.title, data=data, text=text) from error
    last = [] if words.apply else ["以上是计划，没有改动任何数据；确认后加上 --apply 接收。"]
    status = PARTLY if any(one.invalid for one in plans) else DONE
    data = {"tables": [_plain(one) for one in plans], "applied": words.apply}
    return Answer(text="\n".join([*_told(plans), *last]), data=data, status=status)


def _told(plans: list[Plan]) -> Iterator[str]:
    for plan in plans:
        yield plan.sentence
        if plan.table.unverified:
            yield f"  待核实的名称：{'、'.join(plan.table.unverified)}。"
        yield from (f"  {line}" for line in plan.lines)


def _plain(plan: Plan) -> dict[str, Any]:
    return {
        "table": plan.table.name,
        "catalog": plan.catalog.name,
        "fiscal_year": plan.year,
        "full": plan.is_full,
        "rows": plan.count,
        "new": [one.code for one in plan.new],
        "changed": [{"code": one.code, "fields": [name for name in one.sets if name]} for one in plan.changed],
        "disabled": [{"code": one.code, "used": one.used} for one in plan.disabled],
        "taken_over": plan.taken_over,
        "same": plan.same,
        "invalid": [{"id": one.ele_id, "code": one.code, "field": one.field, "text": one.text} for one in plan.invalid],
        "unverified": list(plan.table.unverified),
    }


def receipts(words: Words, seat: Seat) -> Answer:
    """List what was received, newest first."""
    from sync.central.receiving.receipts import read_receipts

    with _database(words, seat) as database, database.read() as connection:
        found = read_receipts(connection, schema=database.schema, limit=words.limit, with_problems=True)
    lines = [*map(_line, found.receipts), *map(_state, found.tables)]
    data = {"receipts": found.receipts, "tables": found.tables}
    return Answer(text="\n".join(lines) or "还没有接收过数据。", data=data)


def _line(one: Receipt) -> str:
    what = f"{one.label}（{one.table}，{one.fiscal_year}）{'全量' if one.full else '增量'} {one.rows:,} 行"
    done = f"新增 {one.new:,}，修改 {one.changed:,}，停用 {one.disabled:,}，不能接收 {one.invalid:,}"
    return f"{local_time(one.at)}  {what}：{done}"


def _state(one: TableState) -> str:
    asked = f"最近一次 {local_time(one.at)}，待处理 {one.invalid:,} 行"
    return f"{one.table}（{one.fiscal_year}）：版本 {one.version}，{asked}"


def _folder(seat: Seat) -> Path:
    return seat.data or seat.folder / "central"


@contextmanager
def _database(words: Words, seat: Seat) -> Iterator[Database]:
    from app.catalogs import CATALOGS
    from app.errors import StoreError
    from sync.central.database import open_database

    data = None if words.database else _folder(seat)
    if data and not (data / "central.db").is_file():
        sentence = f"文件夹 {data} 里没有中心端的数据，请用 --data 指定中心端的数据文件夹，或用 --database 指定数据库。"
        raise StoreError(sentence, title="找不到中心端的数据")
    with closing(open_database(data=data, url=words.database, catalogs=CATALOGS)) as database:
        yield database


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "--settings", type=Path, metavar="文件", help="设置文件，默认为中心端数据文件夹中的 platform.toml"
    )
    parser.add_argument("--table", action="append", default=[], metavar="表名", help="只接收这个表；可以写多次")
    parser.add_argument(
        "--year", action="append", type=year, default=[], metavar="年度", help="只接收这个年度；可以写多次"
    )
    parser.add_argument("--apply", action="store_true", help="按计划接收；不写则只显示计划")
    parser.add_argument("--full", action="store_true", help="全量接收：平台上已经没有的行会停用")
    parser.add_argument("--accept-losses", action="store_true", help="允许一次停用很多行")
    _take_database(parser)


def _take_database(parser: Parser) -> None:
    parser.add_argument("--database", metavar="地址", help="中心端的 PostgreSQL 数据库；默认用 --data 中的 SQLite")


def _receipts_arguments(parser: Parser) -> None:
    parser.add_argument("--limit", type=positive, default=20, metavar="条数", help="最多列出几条，默认 20")
    _take_database(parser)


RECEIVE_COMMAND = Command(
    name="receive",
    help="从一体化平台接收区划、科目和账户",
    run=receive,
    arguments=_arguments,
    about="从一体化平台接收财政区划、收支科目、会计科目和基金账户：先列出计划，加上 --apply 才写入；"
    "每个表要么全部写入，要么一行不写。中心端可以同时在运行；各单位在下一次同步时得到结果。适合由系统的定时任务执行。",
    examples=(
        "shebao central receive --data 中心端数据文件夹",
        "shebao central receive --data 中心端数据文件夹 --table ELE_VD08001 --apply",
    ),
    keys=("tables", "applied"),
)
RECEIPTS_COMMAND = Command(
    name="receipts",
    help="列出接收过什么",
    run=receipts,
    arguments=_receipts_arguments,
    about="列出中心端从一体化平台接收过什么、各表接收到哪个版本。",
    examples=("shebao central receipts --data 中心端数据文件夹",),
    keys=("receipts", "tables"),
)
