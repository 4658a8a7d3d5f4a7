"""The command that moves 填报单 from 填报中 to 已备案, and shows where they stand (clauses 1.8, 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import DONE, PARTLY, Answer, CommandError
from ui.cli.filling import sheet_catalog, sheet_context, take_pages
from ui.cli.given import take_year
from ui.cli.parser import Command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.flow.board import BoardLine
    from app.flow.moves import Moved, Standing
    from app.flow.record import Place
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work

LIST, SHOW = "list", "show"
VERBS = ("submit", "withdraw", "approve", "return", "report", "file")
WORDS = ("filling", "submitted", "reviewed", "reported", "filed", "returned", "late")


def flow(words: Words, seat: Seat) -> Answer:
    """List records, show one, or move some."""
    with seat.work() as work:
        if words.action == LIST:
            return _list(words, work=work)
        places = _places(words, work=work)
        return _show(places, work=work) if words.action == SHOW else _move(words, work=work, places=places)


def _places(words: Words, *, work: Work) -> list[Place]:
    from app.flow.record import Place

    catalog = sheet_catalog(work, name=words.catalog)
    context = sheet_context(catalog, work=work, pages=words.page or (), year=words.year)
    return [
        Place(fiscal_year=context.fiscal_year, region=region, catalog=catalog.name, **dict(context.pages))
        for region in dict.fromkeys(words.region or (context.region,))
    ]


def _move(words: Words, *, work: Work, places: Sequence[Place]) -> Answer:
    from app.flow.moves import take_move

    if words.explain and words.action == "submit":
        _explain(places, work=work, text=words.explain)
    moved = take_move(work.store, user=work.user, places=places, name=words.action, opinion=words.opinion or "")
    return told_of_moves(moved)


def _explain(places: Sequence[Place], *, work: Work, text: str) -> None:
    from app.problems.explaining import explain
    from app.problems.looking import what_stops_submission
    from app.problems.reading import Where

    for place in places:
        where = Where(fiscal_year=place.fiscal_year, region=place.region, pages=place.pages)
        with work.store.read() as connection:
            stops = what_stops_submission(connection, schema=work.store.schema, where=where, catalogs=(place.catalog,))
        if stops.unexplained:
            explain(work.store, user=work.user, found=stops.unexplained, text=text)


def told_of_moves(moved: Moved) -> Answer:
    """Return what became of a move; CommandError when none was taken."""
    refused = [{**_plain_place(one.place), "rule": one.problem.rule, "text": one.problem.text} for one in moved.refused]
    data: dict[str, object] = {"moved": [_plain_place(place) for place in moved.done], "refused": refused}
    if moved.refused and not moved.done:
        sentence = f"没有{moved.label}：{moved.refused[0].problem.text}。"
        lines = [f"{one.place.region}：{one.problem.text}。" for one in moved.refused]
        text = "\n".join(lines) if len(lines) > 1 else ""
        rule = moved.refused[0].problem.rule
        raise CommandError(sentence, code=rule, title=f"不能{moved.label}", data=data, text=text)
    return Answer(text=moved.sentence, data=data, status=PARTLY if refused else DONE)


def _show(places: Sequence[Place], *, work: Work) -> Answer:
    from app.flow.moves import read_standing

    with work.store.read() as connection:
        found = [read_standing(connection, schema=work.store.schema, user=work.user, place=place) for place in places]
    return Answer(text="\n\n".join(_words(one) for one in found), data={"records": [_plain(one) for one in found]})


def _words(one: Standing) -> str:
    from app.local_time import local_time
    from app.workflow import FILL_IN

    head = [one.words, f"意见：{one.opinion}" if one.opinion else "", "还没有上传" if one.is_waiting else ""]
    offered = [offer.label for offer in one.offers if not offer.why_not]
    can = f"现在可以：{'、'.join(offered)}" if offered else ""
    log = [
        f"  {local_time(step.at)}  {step.by}  {FILL_IN.verbs.get(step.move, step.move)}"
        f" → {FILL_IN.state_label(step.target)}{'：' + step.opinion if step.opinion else ''}"
        for step in one.log
    ]
    told = [f"  {each.sentence}" for each in one.told]
    return "\n".join(filter(None, ["；".join(filter(None, head)), can, *log, "提示说明：" if told else "", *told]))


def _plain(one: Standing) -> dict[str, object]:
    log = [
        {"at": step.at, "by": step.by, "move": step.move, "state": step.target, "opinion": step.opinion}
        for step in one.log
    ]
    return {
        **_plain_place(one.place),
        "state": one.state,
        "edition": one.row["edition"],
        "opinion": one.opinion,
        "waiting": one.is_waiting,
        "moves": {offer.name: offer.why_not for offer in one.offers},
        "log": log,
        "explanations": [
            {"cell": told.cell, "rule": told.rule, "noticed": told.noticed, "text": told.text, "by": told.author}
            for told in one.told
        ],
    }


def _plain_place(place: Place) -> dict[str, object]:
    return {"catalog": place.catalog, **place.key, "row": place.row_id}


def _list(words: Words, *, work: Work) -> Answer:
    from datetime import UTC, datetime

    from app.flow.board import read_board

    catalog = sheet_catalog(work, name=words.catalog)
    wanted, pages = words.region or (work.user.mof_div_code,), _pages(words, work=work)
    lines: dict[Place, BoardLine] = {}
    with work.store.read() as connection:
        for region in wanted:
            board = read_board(
                connection,
                schema=work.store.schema,
                catalog=catalog,
                fiscal_year=work.year(words.year),
                region=region,
                today=datetime.now(UTC).astimezone().date(),
                also_missing=words.all,
            )
            lines |= {one.place: one for one in board}
    found = [
        one
        for one in lines.values()
        if _is_wanted(one, state=words.state) and all(one.place.key[name] == value for name, value in pages.items())
    ]
    return Answer(text=_table(found, work=work), data={"records": [_plain_line(one) for one in found]})


def _pages(words: Words, *, work: Work) -> dict[str, object]:
    from ui.cli.given import read_pairs

    return dict(read_pairs(sheet_catalog(work, name=words.catalog), pairs=words.page or ()))


def _is_wanted(one: BoardLine, *, state: str | None) -> bool:
    return {None: True, "returned": one.is_returned, "late": one.is_late}.get(state, one.state == state)


def _table(found: Sequence[BoardLine], *, work: Work) -> str:
    from app.local_time import local_time
    from ui.cli.table import Column, table

    if not found:
        return "没有这样的填报单。"
    names = _names(work, year=found[0].place.fiscal_year)
    bases = {"estimate": "预计", "actual": "实际"}
    headings = ("区划", "地区", "险种", "口径", "状态", "已填/应填", "截止日期", "办理", "意见")
    lines = [
        [
            one.place.region,
            one.region_name,
            names.get(one.place.insurance_type, one.place.insurance_type) or "（不分险种）",
            bases.get(one.place.basis, one.place.basis),
            one.state_label + ("，逾期" if one.is_late else ""),
            f"{one.filled}/{one.asked}",
            one.due_date.isoformat() if one.due_date else "",
            " ".join(filter(None, (one.moved_by, local_time(one.moved_at)))),
            one.opinion,
        ]
        for one in found
    ]
    return table(tuple(Column(heading=heading, widest=24) for heading in headings), lines)


def _names(work: Work, *, year: int) -> dict[str, str]:
    from app.rows import names_of

    with work.store.read() as connection:
        schema = work.store.schema
        return dict(names_of(connection, schema=schema, catalog=schema.catalog("insurance_type"), fiscal_year=year))


def _plain_line(one: BoardLine) -> dict[str, object]:
    return {
        **_plain_place(one.place),
        "name": one.region_name,
        "state": one.state,
        "filled": one.filled,
        "asked": one.asked,
        "due_date": one.due_date,
        "late": one.is_late,
        "returned": one.is_returned,
        "opinion": one.opinion,
        "moved_by": one.moved_by,
        "moved_at": one.moved_at,
    }


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "action",
        nargs="?",
        choices=(LIST, SHOW, *VERBS),
        default=LIST,
        metavar="动作",
        help="list 列出本级及下级（默认）、show 一张填报单的经过、submit 送审、withdraw 撤回、approve 审核、"
        "return 退回、report 上报、file 备案",
    )
    parser.add_argument("--catalog", metavar="目录", default="management_value", help="哪张填报表，默认为参数填报")
    take_pages(parser)
    take_year(parser)
    parser.add_argument(
        "--region", nargs="+", action="extend", metavar="区划", help="财政区划代码，默认为本地区，可写多个"
    )
    parser.add_argument("--opinion", metavar="文字", help="意见；退回时必须写")
    parser.add_argument("--explain", metavar="文字", help="送审时，为所有还没有说明的提示写同一条说明")
    parser.add_argument(
        "--state",
        choices=WORDS,
        metavar="状态",
        help="只列出：filling 填报中、submitted 已送审、reviewed 已审核、reported 已上报、filed 已备案、"
        "returned 已退回、late 逾期",
    )
    parser.add_argument("--all", action="store_true", help="列出时连同还没有填报的地区")


FLOW_COMMAND = Command(
    name="flow",
    help="填报单的送审、审核、退回、上报、备案，和本级及下级的进度",
    run=flow,
    arguments=_arguments,
    about="一张填报单是一个地区填报表的一页（年度、险种、口径）。离线时动作先排队，同步时由中心端裁定；"
    "不能办理时说明原因。",
    examples=(
        "shebao flow submit --page 险种=1101 --page 口径=预计",
        "shebao flow return --region 330203000 --page 险种=1101 --opinion 请核实参保人数",
        "shebao flow list --state late",
    ),
    keys=("records", "moved", "refused"),
)
