"""The command for receipts: add files to lines and days of accounts, list them, open one, fetch them (clause 1.6)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.answer import DONE, PARTLY, Answer
from ui.cli.given import day, take_year
from ui.cli.outcome import CHANGE_KEYS, outcome_answer
from ui.cli.parser import Command, UsageError
from ui.cli.reconciling import scope_of

if TYPE_CHECKING:
    from app.receipts.attaching import Place
    from app.receipts.listing import Receipt
    from app.unit_of_work import Refusal
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work

KEYS = ("id", "mof_div_code", "account_no", "bank_name", "booked_on", "serial_no", "file_name", "media_type")
OPENERS = {"win32": ("explorer",), "darwin": ("open",)}
"""The systems' own programs that open a file with the one it is meant for; elsewhere xdg-open."""


def receipt(words: Words, seat: Seat) -> Answer:
    """Do the part that was asked for."""
    return PARTS[words.part](words, seat)


def add(words: Words, seat: Seat) -> Answer:
    """Attach files to a line, or to a day of an account."""
    from app.receipts.attaching import attach
    from app.receipts.kinds import read_content
    from app.unit_of_work import Outcome

    if not words.things:
        raise UsageError("请写要添加的文件，如：shebao receipt add 回单.pdf --account 银行账号 --date 2026-01-05。")
    paths = [Path(one) for one in words.things]
    contents = [read_content(path) for path in paths]
    whole = Outcome()
    with seat.work() as work:
        place = _place(words, work=work)
        for number, (path, content) in enumerate(zip(paths, contents, strict=True)):
            outcome = attach(
                work.store, user=work.user, place=place, content=content, file_name=path.name, remark=words.remark
            )
            if outcome.refusals:
                whole.refusals += [_at(one, number) for one in outcome.refusals[:1]]
            else:
                whole.written.append(outcome.written[0])
        return outcome_answer(whole, work=work, done="已添加回单", places=[path.name for path in paths])


def _at(refusal: Refusal, number: int) -> Refusal:
    from dataclasses import replace

    return replace(refusal, edit=number)


def _place(words: Words, *, work: Work) -> Place:
    from app.receipts.attaching import place_of_day, place_of_line

    schema = work.store.schema
    with work.store.read() as connection:
        if words.line and not words.account:
            return place_of_line(connection, schema=schema, line=words.line)
        if not words.account or not words.date:
            raise UsageError(
                "请写明回单属于哪一笔：--line 行标识；或哪一天：--account 银行账号 --date 日期（可加 --line 流水号）。"
            )
        return place_of_day(
            connection,
            schema=schema,
            user=work.user,
            account=words.account,
            bank=words.bank,
            day=words.date,
            serial_no=words.line,
        )


def list_all(words: Words, seat: Seat) -> Answer:
    """List the receipts of own level and below."""
    from app.receipts.listing import PLACES
    from ui.cli.table import Column, table

    with seat.work() as work:
        found = _listed(words, work=work)
    heads = ("银行账号", "记账日期", "银行流水号", "文件名", "大小", "文件", "id")
    rows = [
        [
            one.account_no,
            str(one.booked_on),
            one.serial_no,
            one.file_name,
            f"{one.size / 1024:,.0f} KB",
            PLACES[one.where] + (f"：{one.error}" if one.error else ""),
            one.id,
        ]
        for one in found
    ]
    columns = tuple(Column(heading=head, right=head == "大小") for head in heads)
    end = f"共 {len(found)} 份回单。" if found else "没有回单，可用 shebao receipt add 添加。"
    text = "\n".join([table(columns, rows), end]) if found else end
    return Answer(text=text, data={"receipts": [_plain(one) for one in found]})


def _listed(words: Words, *, work: Work) -> list[Receipt]:
    from app.receipts.listing import list_receipts

    scope = scope_of(words, work=work)
    return list_receipts(work.store, user=work.user, scope=scope, serial_no=words.line)


def open_one(words: Words, seat: Seat) -> Answer:
    """Open a receipt with the system's program for its kind, or write it to a file; fetch it where it is not here."""
    from app.receipts.listing import receipt_of

    if len(words.things) != 1:
        raise UsageError("请写一份回单的标识（receipt list 的 id 列）。")
    with seat.work() as work:
        one = receipt_of(work.store, user=work.user, row_id=words.things[0])
        path = _fetched(one, work=work)
        if words.save:
            from app.receipts.folder import folder_of

            words.save.write_bytes(folder_of(work.store).read(one.sha256, kind=one.media_type))
            return Answer(text=f"已保存到 {words.save}。", data={"path": str(words.save), "id": one.id})
    start(path)
    return Answer(text=f"已打开“{one.file_name}”。", data={"path": str(path), "id": one.id})


def start(path: Path) -> None:
    """Let the system open a file."""
    subprocess.Popen([*OPENERS.get(sys.platform, ("xdg-open",)), str(path)])  # noqa: S603 - a file of our own naming


def fetch(words: Words, seat: Seat) -> Answer:
    """Fetch the files of receipts that are not here yet: those named, or all of a scope."""
    from app.receipts.listing import receipt_of
    from sync.errors import RequestRefusedError

    got, refused = [], []
    with seat.work() as work:
        wanted = [receipt_of(work.store, user=work.user, row_id=one) for one in words.things]
        for one in wanted or _listed(words, work=work):
            try:
                path = _fetched(one, work=work)
            except RequestRefusedError as error:
                refused.append({"id": one.id, "file_name": one.file_name, "text": error.sentence})
            else:
                got.append({"id": one.id, "file_name": one.file_name, "path": str(path)})
    told = [f"没有取到“{one['file_name']}”：{one['text']}" for one in refused]
    text = "\n".join([*told, f"本机已有 {len(got)} 份回单。" if got or told else "没有回单可取。"])
    return Answer(text=text, data={"fetched": got, "refused": refused}, status=PARTLY if refused else DONE)


def _fetched(one: Receipt, *, work: Work) -> Path:
    from app.receipts.folder import folder_of
    from sync.files import fetch_file

    folder = folder_of(work.store)
    if folder.has(one.sha256, kind=one.media_type):
        return folder.file(one.sha256, kind=one.media_type)
    return fetch_file(work.store, central=work.session.central, sha256=one.sha256, kind=one.media_type)


def remove(words: Words, seat: Seat) -> Answer:
    """Take receipts off their lines and days."""
    from app.receipts.attaching import detach
    from app.unit_of_work import Outcome

    if not words.things:
        raise UsageError("请写要移除的回单的标识（receipt list 的 id 列）。")
    whole = Outcome()
    with seat.work() as work:
        for number, one in enumerate(words.things):
            outcome = detach(work.store, user=work.user, receipt=one)
            whole.refusals += [_at(refusal, number) for refusal in outcome.refusals[:1]]
            whole.written += outcome.written[:1]
        return outcome_answer(whole, work=work, done="已移除回单", places=list(words.things))


def _plain(one: Receipt) -> dict[str, object]:
    rest = {"size": one.size, "sha256": one.sha256, "remark": one.remark, "where": one.where, "error": one.error}
    return {**{name: getattr(one, name) for name in KEYS}, **rest}


PARTS = {"add": add, "list": list_all, "open": open_one, "fetch": fetch, "remove": remove}
HELP = "add 添加文件，list 列出，open 打开或另存，fetch 取回到本机，remove 移除"


def _arguments(parser: Parser) -> None:
    parser.add_argument("part", choices=tuple(PARTS), metavar="做什么", help=HELP)
    parser.add_argument("things", nargs="*", metavar="文件或回单", help="要添加的文件，或回单的标识")
    parser.add_argument("--account", default="", metavar="账户", help="银行账号或账户名称")
    parser.add_argument("--bank", default="", metavar="银行", help="开户银行，账号相同时用来区分")
    parser.add_argument("--date", type=day, metavar="日期", help="回单是哪一天的")
    parser.add_argument("--line", default="", metavar="流水", help="回单属于哪一笔：流水的行标识，或当天的银行流水号")
    parser.add_argument("--remark", default="", metavar="文字", help="备注")
    parser.add_argument("--save", type=Path, metavar="文件", help="不打开，另存为这个文件")
    parser.add_argument("--from", dest="first", type=day, metavar="日期", help="从哪天起")
    parser.add_argument("--to", dest="last", type=day, metavar="日期", help="到哪天止")
    parser.add_argument("--region", metavar="区划", help="财政区划代码，默认为本地区；含下级")
    parser.set_defaults(insurance_type="")
    take_year(parser)


RECEIPT_COMMAND = Command(
    name="receipt",
    help="银行回单：添加、列出、打开、取回",
    run=receipt,
    arguments=_arguments,
    about="回单是 PDF、PNG 或 JPEG 文件，附在一笔流水或账户的一天上；没有网络也能添加，同步时上传，打开时取回。",
    examples=(
        "shebao receipt add 回单.pdf --account 9999330203000310001 --date 2026-01-05 --line A001",
        "shebao receipt list --account 9999330203000310001 --from 2026-01-01 --to 2026-03-31",
        "shebao receipt open 0190… --save 回单.pdf",
        "shebao receipt fetch --account 9999330203000310001",
    ),
    keys=("receipts", "path", "id", "fetched", *CHANGE_KEYS),
)
