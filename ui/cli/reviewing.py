"""综合审核 on the command line: all groups of the actuarial figures with checks and state, and moves at once (1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import Answer
from ui.cli.flowing import told_of_moves
from ui.cli.given import take_year
from ui.cli.parser import Command

if TYPE_CHECKING:
    from app.actuarial_review import ReviewLine
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work

LIST = "list"
VERBS = ("approve", "report", "file", "return")


def review(words: Words, seat: Seat) -> Answer:
    """List the groups, or take a move of all sheets that are meant."""
    from app.actuarial_review import places_in
    from app.flow.moves import take_move

    with seat.work() as work:
        lines = _lines(words, work=work)
        if words.action == LIST:
            return _list(lines)
        places = places_in(lines)
        moved = take_move(work.store, user=work.user, places=places, name=words.action, opinion=words.opinion or "")
        return told_of_moves(moved)


def _lines(words: Words, *, work: Work) -> list[ReviewLine]:
    from datetime import date

    from app.actuarial_review import read_review
    from app.errors import NotFoundError

    region = words.region or work.user.mof_div_code
    with work.store.read() as connection:
        found = read_review(
            connection,
            schema=work.store.schema,
            fiscal_year=work.year(words.year),
            region=region,
            today=date.today(),  # noqa: DTZ011 - the officer's calendar
            deep=not words.own,
        )
    wanted = [one for one in found if words.type in (None, one.place.insurance_type)]
    if not wanted:
        raise NotFoundError(f"{region} 没有要审核的精算参数填报单，请核对地区、年度和险种。", code="review.nothing")
    return wanted


def _list(lines: list[ReviewLine]) -> Answer:
    from ui.cli.table import Column, table

    columns = (
        *(Column(heading=one) for one in ("财政区划", "险种", "参数分组")),
        Column(heading="已填", right=True),
        *(Column(heading=one) for one in ("检查", "状态")),
    )
    rows = [
        [
            f"{one.place.region} {one.region_name}",
            f"{one.place.insurance_type} {one.type_name}".strip(),
            one.group_name,
            f"{one.filled}/{one.asked}",
            one.verdict,
            one.board.state_label,
        ]
        for one in lines
    ]
    return Answer(text=table(columns, rows), data={"lines": [_plain(one) for one in lines]})


def _plain(one: ReviewLine) -> dict[str, object]:
    return {
        "region": one.place.region,
        "insurance_type": one.place.insurance_type,
        "group": one.group,
        "filled": one.filled,
        "asked": one.asked,
        "errors": one.errors,
        "warnings": one.warnings,
        "open_warnings": one.open_warnings,
        "state": one.board.state,
    }


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "action",
        nargs="?",
        default=LIST,
        choices=(LIST, *VERBS),
        metavar="动作",
        help="list 列出，或办理全部列出的填报单",
    )
    parser.add_argument("--region", metavar="区划", help="哪个财政区划，默认为本级")
    parser.add_argument("--own", action="store_true", help="只看本级，不含下级")
    parser.add_argument("--type", metavar="险种", help="只看一个险种")
    parser.add_argument("--opinion", metavar="文字", help="意见；退回时必须写")
    take_year(parser)


REVIEW_COMMAND = Command(
    name="review",
    help="精算综合审核：各分组的检查和状态，一次审核、退回、上报、备案",
    run=review,
    arguments=_arguments,
    about="列出本级及下级精算参数各分组的填报、检查和状态；approve、return、report、file 对列出的全部填报单一次办理，"
    "不能办理的逐张说明原因，不影响其他。",
    examples=(
        "shebao review",
        "shebao review approve --own --opinion 同意",
        "shebao review return --region 330203000 --opinion 请核实人口",
    ),
    keys=("lines", "moved", "refused"),
)
