"""Commands about what was done: take it back, do it again, list it, and the history of a row (SPEC section 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import DONE, PARTLY, Answer
from ui.cli.given import positive, take_year
from ui.cli.parser import Command, no_arguments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.history import RowHistory
    from app.undo.carry import Undone
    from app.undo.listing import Entry
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat

LISTED = 30


def undo(words: Words, seat: Seat) -> Answer:
    """Take back the newest action, one by its number, or everything down to one."""
    from app.undo.carry import undo as take_back
    from app.undo.carry import undo_down_to

    with seat.work() as work:
        if words.down:
            done = undo_down_to(work.store, user=work.user, n=words.number or 0)
        else:
            done = [take_back(work.store, user=work.user, n=words.number or 0)]
    return _answer(done)


def redo(_words: Words, seat: Seat) -> Answer:
    """Do again what was taken back last."""
    from app.undo.carry import redo as do_again

    with seat.work() as work:
        return _answer([do_again(work.store, user=work.user)])


def _answer(done: Sequence[Undone]) -> Answer:
    data: dict[str, object] = {
        "undone": [
            {
                "number": one.action.n,
                "label": one.action.label,
                "rows": list(one.row_ids),
                "skipped": [
                    {"catalog": each.catalog, "row": each.row_id, "field": each.field, "text": each.reason}
                    for each in one.skipped
                ],
            }
            for one in done
        ]
    }
    status = PARTLY if any(one.skipped for one in done) else DONE
    return Answer(text="\n".join(f"{one.sentence}。" for one in done), data=data, status=status)


def history(words: Words, seat: Seat) -> Answer:
    """List what was done, or the changes of one row."""
    from app.commands import field_name, find_row
    from app.history import row_history
    from app.undo.listing import list_actions

    with seat.work() as work:
        schema = work.store.schema
        if not words.catalog:
            with work.store.read() as connection:
                return _actions(list_actions(connection, schema=schema)[: words.limit])
        catalog = work.catalog(words.catalog)
        field = field_name(catalog, words.field) if words.field else ""
        row = find_row(work.store, catalog=catalog, key=words.key or "", fiscal_year=work.year(words.year))
        with work.store.read() as connection:
            found = row_history(connection, schema=schema, catalog=catalog, row_id=str(row["id"]), field=field)
        return _row(found, limit=words.limit)


def _actions(entries: Sequence[Entry]) -> Answer:
    from app.local_time import local_time
    from ui.cli.table import Column, table

    columns = (
        Column(heading="编号", right=True),
        Column(heading="操作"),
        Column(heading="首处", widest=60),
        Column(heading="状态"),
        Column(heading="时间"),
        Column(heading="操作人"),
    )
    lines = [[str(one.n), one.label, one.told, one.standing.label, local_time(one.at), one.author] for one in entries]
    plain = [
        {"number": one.n, "label": one.label, "state": str(one.standing), "at": one.at, "by": one.author}
        for one in entries
    ]
    return Answer(text=table(columns, lines) if lines else "还没有做过操作。", data={"actions": plain})


def _row(found: RowHistory, *, limit: int) -> Answer:
    from app.local_time import local_time
    from ui.cli.table import Column, table

    names = ("时间", "修改人", "方式", "变动", "字段", "原值", "改为", "说明")
    columns = tuple(Column(heading=name, widest=40) for name in names)
    shown = found.lines[:limit]
    lines = [
        [local_time(one.at), one.by, one.means, one.kind, one.label, one.before, one.after, one.reason] for one in shown
    ]
    plain = [
        {
            "at": one.at,
            "by": one.by,
            "means": one.means,
            "kind": one.kind,
            "field": one.field,
            "before": one.before,
            "after": one.after,
            "reason": one.reason,
        }
        for one in shown
    ]
    text = "\n".join([found.words, table(columns, lines)]) if lines else f"{found.words}。"
    return Answer(text=text, data={"row": found.row_label, "since": found.since, "changes": plain})


def _undo_arguments(parser: Parser) -> None:
    parser.add_argument("number", nargs="?", type=positive, metavar="编号", help="只撤销这一项，见 shebao history")
    parser.add_argument("--down", action="store_true", help="从最近一项起依次撤销，直到这个编号")


def _history_arguments(parser: Parser) -> None:
    parser.add_argument("catalog", nargs="?", metavar="目录", help="不写时列出做过的操作")
    parser.add_argument("key", nargs="?", metavar="主键", help="行的代码，或逻辑主键（用 / 隔开），或行标识")
    parser.add_argument("--field", metavar="字段", help="只看这个字段")
    parser.add_argument("--limit", type=positive, default=LISTED, metavar="条数", help=f"最多列出几条，默认 {LISTED}")
    take_year(parser)


UNDO_COMMAND = Command(
    name="undo",
    help="撤销做过的操作",
    run=undo,
    arguments=_undo_arguments,
    about="撤销最近一项操作，或指定编号的一项；之后被他人改过的内容不覆盖，逐处说明。撤销也要同步后才到中心端。",
    examples=("shebao undo", "shebao undo 12", "shebao undo 12 --down"),
    keys=("undone",),
)
REDO_COMMAND = Command(
    name="redo",
    help="重做刚才撤销的操作",
    run=redo,
    arguments=no_arguments,
    about="重做刚才撤销的操作；撤销之后又做了新的操作，就不能再重做。",
    keys=("undone",),
)
HISTORY_COMMAND = Command(
    name="history",
    help="列出做过的操作，或一行的修改记录",
    run=history,
    arguments=_history_arguments,
    about="不写目录时，按名称列出做过的操作；写目录和主键时，列出这一行由谁在何时从什么改成什么，断网也能查。",
    examples=("shebao history", "shebao history 基金账户 1203020119200012345 --field 账面余额(元)"),
    keys=("actions", "row", "since", "changes"),
)
