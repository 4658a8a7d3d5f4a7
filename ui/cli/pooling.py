"""The command about pooling areas as a whole: check them, assign regions by rule, the table of all (clause 1.2)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.answer import DONE, PARTLY, Answer, CommandError
from ui.cli.given import year
from ui.cli.parser import Command

if TYPE_CHECKING:
    from app.pooling.assigning import AssignPlan, Rule
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work

CHECK, ASSIGN, TABLE, REPORT = "check", "assign", "table", "report"
SHOWN = 200


def pooling(words: Words, seat: Seat) -> Answer:
    """Check, assign or list."""
    does = {CHECK: _check, ASSIGN: _assign, TABLE: _table, REPORT: _report}[words.action]
    with seat.work() as work:
        return does(words, work, work.year(words.year))


def _check(words: Words, work: Work, fiscal_year: int) -> Answer:  # noqa: ARG001 - all three are called alike
    from app.pooling.checking import check_pooling
    from app.pooling.facts import read_facts
    from ui.cli.table import Column, table

    with work.store.read() as connection:
        facts = read_facts(connection, schema=work.store.schema, fiscal_year=fiscal_year, region=work.user.mof_div_code)
    found = check_pooling(facts)
    data = {
        "year": fiscal_year,
        "findings": [
            {
                "fault": str(one.fault),
                "insurance_type": one.insurance_type,
                "region": one.region,
                "row": one.row_id,
                "text": one.text,
            }
            for one in found
        ],
    }
    if not found:
        text = f"{fiscal_year} 年度每个险种的每个区划都恰好属于一个统筹区。"
        return Answer(text=text, data=data)
    shown = table(
        (Column(heading="问题"), Column(heading="说明", widest=120)),
        [[one.fault.label, one.text] for one in found[:SHOWN]],
    )
    more = [f"（另有 {len(found) - SHOWN:,} 处没有列出，用 --json 查看）"] if len(found) > SHOWN else []
    return Answer(text="\n".join([shown, *more, f"共 {len(found):,} 处问题。"]), data=data, status=PARTLY)


def _assign(words: Words, work: Work, fiscal_year: int) -> Answer:
    from app.pooling.assigning import assign, plan_assignment

    rule = _rule(words)
    if words.plan:
        with work.store.read() as connection:
            plan = plan_assignment(
                connection, schema=work.store.schema, user=work.user, fiscal_year=fiscal_year, rule=rule
            )
        end = "以上是计划，没有写入任何内容。"
    else:
        plan, outcome = assign(work.store, user=work.user, fiscal_year=fiscal_year, rule=rule)
        if outcome.refusals:
            raise CommandError(
                outcome.sentence, code=outcome.refusals[0].problem.rule, title="没有划分", data=_plain(plan, done=False)
            )
        end = f"已划分 {len(outcome.written):,} 行，等待上传。" if outcome.written else "没有需要改动的行。"
    lines = [f"{plan.sentence}。", *_told(plan), *(f"不能划分：{text}。" for text in plan.refusals), end]
    return Answer(
        text="\n".join(lines), data=_plain(plan, done=not words.plan), status=PARTLY if plan.refusals else DONE
    )


def _rule(words: Words) -> Rule:
    from app.pooling.assigning import Rule

    return Rule(
        types=tuple(words.type or ()),
        area=words.area or "",
        under=words.under or "",
        only=tuple(words.only or ()),
        keep=words.keep,
    )


def _told(plan: AssignPlan) -> list[str]:
    from ui.cli.table import Column, table

    if not plan.changes:
        return []
    heads = ("险种", "财政区划", "原统筹区", "新统筹区")
    rows = [[one.insurance_type, one.region, one.before, one.after] for one in plan.changes[:SHOWN]]
    rest = len(plan.changes) - SHOWN
    more = [f"（另有 {rest:,} 行没有列出，用 --json 查看）"] if rest > 0 else []
    return [table(tuple(Column(heading=head) for head in heads), rows), *more]


def _plain(plan: AssignPlan, *, done: bool) -> dict[str, object]:
    return {
        "year": plan.fiscal_year,
        "applied": done,
        "changes": [
            {"insurance_type": one.insurance_type, "region": one.region, "before": one.before, "after": one.after}
            for one in plan.changes
        ],
        "refusals": list(plan.refusals),
    }


def _table(words: Words, work: Work, fiscal_year: int) -> Answer:
    from app.excel.export_pooling import export_pooling
    from app.pooling.facts import read_facts
    from app.pooling.overview import TITLE, overview
    from ui.cli.table import Column, table

    with work.store.read() as connection:
        facts = read_facts(connection, schema=work.store.schema, fiscal_year=fiscal_year, region=work.user.mof_div_code)
    found = overview(facts)
    if words.to:
        export_pooling(words.to, found=found, place=facts.named(work.user.mof_div_code))
    columns = (
        *(Column(heading=head) for head in ("险种", "名称", "统筹级次")),
        *(Column(heading=head, right=True) for head in ("统筹区数", "区划数", "未划入", "问题")),
    )
    rows = [
        [
            one.insurance_type,
            one.type_name,
            one.level,
            *(f"{n:,}" for n in (one.areas, one.regions, one.gaps, one.faults)),
        ]
        for one in found.sums
    ]
    end = [f"{TITLE}（汇总 {len(found.sums):,} 行，明细 {len(found.lines):,} 行）：{words.to}"] if words.to else []
    data = {
        "year": fiscal_year,
        "types": [
            {
                "insurance_type": one.insurance_type,
                "level": one.level,
                "areas": one.areas,
                "regions": one.regions,
                "gaps": one.gaps,
                "faults": one.faults,
            }
            for one in found.sums
        ],
        "lines": [
            {"insurance_type": one.insurance_type, "area": one.area, "region": one.region} for one in found.lines
        ],
    }
    return Answer(text="\n".join([table(columns, rows), *end]), data=data)


def _report(words: Words, work: Work, fiscal_year: int) -> Answer:
    from app.pooling.reporting import read_reports, report_overview

    count = 0
    if not words.plan:
        count = report_overview(work.store, user=work.user, fiscal_year=fiscal_year, note=words.note or "")
    with work.store.read() as connection:
        found = read_reports(
            connection, schema=work.store.schema, fiscal_year=fiscal_year, region=work.user.mof_div_code
        )
    told = [f"已上报 {count:,} 行，同步时送到财政部。"] if count else []
    data = {
        "year": fiscal_year,
        "reports": [{"number": one.number, "at": one.at, "rows": one.rows, "taken_at": one.taken_at} for one in found],
    }
    text = "\n".join([*told, *(one.sentence for one in found)])
    return Answer(text=text or "还没有上报过。", data=data)


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "action",
        nargs="?",
        choices=(CHECK, ASSIGN, TABLE, REPORT),
        default=CHECK,
        metavar="处理",
        help="check 检查缺漏、重复和错划（默认），assign 按规则批量划分，table 全省基金统筹区划信息表，"
        "report 把这张表上报财政部",
    )
    parser.add_argument("--year", type=year, metavar="年度", help="哪个年度，默认为当前年度")
    parser.add_argument(
        "--type", nargs="+", action="extend", metavar="险种", help="assign：哪些险种，默认为设有统筹级次的全部险种"
    )
    parser.add_argument("--area", metavar="区划", help="assign：划入这个统筹区；不写时按各险种的统筹级次划分")
    parser.add_argument(
        "--under",
        metavar="区划",
        help="assign：只划分这个区划及其下级，默认为统筹区及其下级，不写 --area 时为全部",
    )
    parser.add_argument(
        "--only", nargs="+", action="extend", metavar="区划", help="assign：只划分这些区划，不含各自的下级"
    )
    parser.add_argument("--keep", action="store_true", help="assign：已经划入统筹区的区划不再改划")
    parser.add_argument(
        "--plan", action="store_true", help="assign：只显示计划，不写入；report：只列出以前的上报和回执"
    )
    parser.add_argument("--note", metavar="说明", help="report：随上报送出的说明")
    parser.add_argument("--to", type=Path, metavar="文件", help="table：另存为 Excel 工作簿")


POOLING_COMMAND = Command(
    name="pooling",
    help="统筹区划：检查、按规则批量划分、全省信息表",
    run=pooling,
    arguments=_arguments,
    about="每个险种在一个年度中，每个财政区划恰好属于一个统筹区。批量划分全有或全无，可以撤销。",
    examples=(
        "shebao pooling check",
        "shebao pooling assign --type 1104 --plan",
        "shebao pooling assign --type 1105 --area 330200000",
        "shebao pooling table --to 统筹区划信息表.xlsx",
        "shebao pooling report --note 本年度首次上报",
    ),
    keys=("year", "findings", "applied", "changes", "refusals", "types", "lines", "reports"),
)
