"""The command that tells what the central received from the integrated platform, also while it is away (数据接收)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import Answer, CommandError
from ui.cli.given import positive
from ui.cli.parser import Command
from ui.cli.syncing import local_time

if TYPE_CHECKING:
    from sync.wire_receipts import Receipt
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat


def received(words: Words, seat: Seat) -> Answer:
    """Ask the central, else tell what it said last."""
    from sync.errors import SyncError
    from sync.receipts import ask_receipts, kept_receipts

    told = ""
    with seat.work() as work:
        try:
            if not words.offline:
                ask_receipts(work.store, central=work.session.central)
        except SyncError as error:
            told = f"没有问到中心端（{error.sentence}），以下是上次的答复。"
        with work.store.read() as connection:
            kept = kept_receipts(connection, schema=work.store.schema)
    if kept is None:
        raise CommandError(
            told.removesuffix("以下是上次的答复。") + "还不知道中心端的接收情况，请先用 shebao sync 同步一次。",
            code="receipts.none",
            title="没有接收情况",
            data={},
        )
    lines = [line for one in kept.receipts[: words.limit] for line in _lines(one)]
    asked = f"中心端的答复截至 {local_time(kept.at)}。"
    text = "\n".join(filter(None, [told, *(lines or ["中心端还没有从一体化平台接收过数据。"]), asked]))
    data = {"at": kept.at, "receipts": kept.receipts[: words.limit], "tables": kept.tables}
    return Answer(text=text, data=data)


def _lines(one: Receipt) -> list[str]:
    kind = "全量" if one.full else "增量"
    counts = f"新增 {one.new:,}，修改 {one.changed:,}，停用 {one.disabled:,}，不能接收 {one.invalid:,}"
    return [
        f"{local_time(one.at)}  {one.label}（{one.fiscal_year}）{kind} {one.rows:,} 行：{counts}",
        *(f"  {problem.code} {problem.field}：{problem.text}" for problem in one.problems),
    ]


def _arguments(parser: Parser) -> None:
    parser.add_argument("--limit", type=positive, default=20, metavar="条数", help="最多列出几条，默认 20")
    parser.add_argument("--offline", action="store_true", help="不问中心端，只列出上次的答复")


RECEIVED_COMMAND = Command(
    name="received",
    help="中心端从一体化平台接收过什么，哪些行不能接收",
    run=received,
    arguments=_arguments,
    about="列出中心端从一体化平台接收区划、科目和账户的情况；断网时列出上次的答复。不能接收的行只告诉省级。",
    examples=("shebao received", "shebao received --offline --limit 5"),
    keys=("at", "receipts", "tables"),
)
