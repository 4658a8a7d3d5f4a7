"""The command that carries base data over into a new fiscal year (clause 2: 年度结转)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import DONE, PARTLY, Answer
from ui.cli.given import year
from ui.cli.parser import Command

if TYPE_CHECKING:
    from app.roll_over import RollOver
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat

SHOWN = 50
"""Rows that stay behind and are told one by one, of each catalog; the rest are counted."""


def carry_over(words: Words, seat: Seat) -> Answer:
    """Plan a roll-over, and carry it out unless only the plan is wanted."""
    from app.roll_over import plan_roll_over, roll_over

    with seat.work() as work:
        source = work.year(words.year)
        target = words.to or source + 1
        catalogs = tuple(work.store.schema.catalog(name) for name in words.catalogs or ())
        do = plan_roll_over if words.plan else roll_over
        found = do(work.store, user=work.user, source=source, target=target, catalogs=catalogs)
    end = "以上是计划，没有写入任何内容。" if words.plan else f"已结转 {found.carried:,} 行，等待上传。"
    text = "\n".join([f"{found.sentence}。", *_told(found), end])
    return Answer(text=text, data=_plain(found, applied=not words.plan), status=PARTLY if found.left else DONE)


def _told(found: RollOver) -> list[str]:
    from ui.cli.table import Column, table

    columns = (
        Column(heading="目录"),
        Column(heading="结转", right=True),
        Column(heading="已有", right=True),
        Column(heading="不结转", right=True),
    )
    rows = [
        [part.label, f"{len(part.carried):,}", f"{part.present:,}", f"{len(part.left):,}"]
        for part in found.parts
        if part.carried or part.present or part.left
    ]
    lines = [table(columns, rows)]
    for part in found.parts:
        lines += [f"{part.label} {one.label}：{one.reason}。" for one in part.left[:SHOWN]]
        if len(part.left) > SHOWN:
            lines.append(f"（{part.label}另有 {len(part.left) - SHOWN:,} 行不结转，用 --json 查看）")
    return lines


def _plain(found: RollOver, *, applied: bool) -> dict[str, object]:
    return {
        "from": found.source,
        "to": found.target,
        "applied": applied,
        "catalogs": [
            {
                "catalog": part.catalog,
                "carried": len(part.carried),
                "present": part.present,
                "left": [{"row": one.row_id, "label": one.label, "reason": one.reason} for one in part.left],
            }
            for part in found.parts
        ],
    }


def _arguments(parser: Parser) -> None:
    parser.add_argument("catalogs", nargs="*", metavar="目录", help="只结转这些目录，默认为全部")
    parser.add_argument("--year", type=year, metavar="年度", help="从哪个年度结转，默认为当前年度")
    parser.add_argument("--to", type=year, metavar="年度", help="结转到哪个年度，默认为下一年度")
    parser.add_argument("--plan", action="store_true", help="只显示计划，不写入")


ROLL_OVER_COMMAND = Command(
    name="roll-over",
    help="年度结转：把本级维护的基础数据结转到新年度",
    run=carry_over,
    arguments=_arguments,
    about=(
        "结转由您维护的行；上级的行由上级结转。新年度已有或已删除的行不再结转；停用的、停用日期在新年度之前的和接收的行不结转，"
        "并说明原因。结转可以撤销。参数填报的数值不结转。"
    ),
    examples=("shebao roll-over --plan", "shebao roll-over --year 2026 --to 2027", "shebao roll-over 险种统筹区"),
    keys=("from", "to", "applied", "catalogs"),
)
