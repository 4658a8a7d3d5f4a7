"""The command for bank statements: import of the banks' files, and the check of the balances (clause 1.6)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.answer import DONE, PARTLY, Answer
from ui.cli.exchange import keep_refused, nothing_done, plain_plan, told_plan
from ui.cli.given import day, positive, take_year
from ui.cli.outcome import CHANGE_KEYS
from ui.cli.parser import Command, UsageError
from ui.cli.reconciling import adjust, mark, open_lines, pairs, scope_of, unmark

if TYPE_CHECKING:
    from app.excel import ImportPlan
    from app.statements.checking import Finding, Summary
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work

FINDINGS_SHOWN = 200


def statement(words: Words, seat: Seat) -> Answer:
    """Do the part that was asked for."""
    return PARTS[words.part](words, seat)


def import_statement(words: Words, seat: Seat) -> Answer:
    """Plan the import of a bank's file, and apply it unless only the plan is wanted or lines are refused."""
    from app.excel import Verdict
    from app.foreign import read_workbook

    if len(words.things) != 1:
        raise UsageError("请写要导入的文件，如：shebao statement import 对账单.csv --account 银行账号。")
    with seat.work() as work:
        plan = _plan(words, work=work, seat=seat, raw=read_workbook(words.things[0]))
        refused = len(plan.of(Verdict.REFUSED))
        told = told_plan(plan, changes=words.plan) + (keep_refused(words.refusals, plan=plan) if refused else [])
        data = plain_plan(plan)
        if words.plan:
            return Answer(text="\n".join(told), data={**data, "applied": False}, status=PARTLY if refused else DONE)
        if refused and not words.only_good:
            end = (
                f"有 {refused} 行不能导入，没有导入任何内容；请改正后再导入，或加 --only-good 只导入其余的行，"
                "疑似重复的确认不是同一笔时加 --with-doubtful。"
            )
            raise nothing_done(end, code="import.refused", told=told, data=data)
        return _apply(plan, work=work, told=told, data=data)


def _plan(words: Words, *, work: Work, seat: Seat, raw: object) -> ImportPlan:
    from app.excel import ImportContext
    from app.foreign import RawWorkbook
    from app.statements.planning import StatementChoice, plan_statement
    from resources.statement_headings import OWN_FILE, read_headings

    assert isinstance(raw, RawWorkbook)  # noqa: S101 - the reader's own class, loaded late
    with work.store.read() as connection:
        return plan_statement(
            connection,
            schema=work.store.schema,
            raw=raw,
            user=work.user,
            context=ImportContext(fiscal_year=work.year(words.year), region=work.user.mof_div_code),
            headings=read_headings(own=seat.folder / OWN_FILE),
            choice=StatementChoice(account=words.account, bank=words.bank, with_doubtful=words.with_doubtful),
        )


def _apply(plan: ImportPlan, *, work: Work, told: list[str], data: dict[str, object]) -> Answer:
    from app.excel import Verdict, apply_plan
    from app.statements.planning import SOURCE

    partly = bool(plan.of(Verdict.REFUSED))
    outcome = apply_plan(work.store, plan=plan, user=work.user, only_good=partly, source=SOURCE)
    late = [f"没有导入：{one.problem.text}。" for one in outcome.refusals]
    if late and not outcome.written:
        first = outcome.refusals[0].problem
        raise nothing_done(f"{first.text}，没有导入任何内容。", code=first.rule, told=[*told, *late], data=data)
    end = f"已导入 {len(outcome.written)} 笔，等待上传。" if outcome.written else "没有新的流水，全部已在本机。"
    return Answer(
        text="\n".join([*told, end, *late]),
        data={**data, "applied": True, "written": outcome.written, "late": late},
        status=PARTLY if partly or late else DONE,
    )


def check_balances(words: Words, seat: Seat) -> Answer:
    """Check the running balances of the accounts and tell what does not add up."""
    from app.statements.checking import check_statements

    with seat.work() as work:
        scope = scope_of(words, work=work)
        with work.store.read() as connection:
            summaries, findings = check_statements(connection, scope=scope)
    lines = _told_check(summaries, findings)
    data = {
        "fiscal_year": scope.fiscal_year,
        "accounts": [_plain_summary(one) for one in summaries],
        "findings": [_plain_finding(one) for one in findings],
    }
    return Answer(text="\n".join(lines), data=data, status=PARTLY if findings else DONE)


def _told_check(summaries: list[Summary], findings: list[Finding]) -> list[str]:
    from app.statements.telling import yuan
    from ui.cli.table import Column, table

    if not summaries:
        return ["没有银行流水可核对。"]
    heads = ("银行账号", "账户名称", "笔数", "起", "止", "期初余额", "收入", "支出", "期末余额", "未对账")
    right = {"笔数", "期初余额", "收入", "支出", "期末余额", "未对账"}
    rows = [
        [
            one.account_no,
            one.account_name,
            f"{one.lines:,}",
            str(one.first_on),
            str(one.last_on),
            "" if one.opening is None else yuan(one.opening),
            yuan(one.income),
            yuan(one.spending),
            "" if one.closing is None else yuan(one.closing),
            f"{one.unreconciled:,}",
        ]
        for one in summaries
    ]
    told = [table(tuple(Column(heading=head, right=head in right) for head in heads), rows)]
    for one in findings[:FINDINGS_SHOWN]:
        place = " ".join(filter(None, [one.account_no, str(one.booked_on or ""), one.serial_no]))
        told.append(f"{one.fault.label}：{place}：{one.text}")
    more = len(findings) - FINDINGS_SHOWN
    told += [f"（另有 {more} 处没有列出，用 --json 查看）"] if more > 0 else []
    end = f"共 {len(findings)} 处要核对。" if findings else "期初 + 收入 − 支出 = 期末，逐笔相符。"
    return [*told, end]


def _plain_summary(one: Summary) -> dict[str, object]:
    from ui.cli.given import scaled

    def money(value: int | None) -> object:
        return None if value is None else scaled(value, places=2)

    return {
        "account_no": one.account_no,
        "bank_name": one.bank_name,
        "account_name": one.account_name,
        "mof_div_code": one.mof_div_code,
        "lines": one.lines,
        "first_on": one.first_on,
        "last_on": one.last_on,
        "opening": money(one.opening),
        "income": money(one.income),
        "spending": money(one.spending),
        "closing": money(one.closing),
        "unreconciled": one.unreconciled,
    }


def _plain_finding(one: Finding) -> dict[str, object]:
    from ui.cli.given import scaled

    return {
        "fault": str(one.fault),
        "catalog": one.catalog,
        "row_id": one.row_id,
        "account_no": one.account_no,
        "booked_on": one.booked_on,
        "serial_no": one.serial_no,
        "expected": None if one.expected is None else scaled(one.expected, places=2),
        "found": None if one.found is None else scaled(one.found, places=2),
        "text": one.text,
    }


PARTS = {
    "import": import_statement,
    "check": check_balances,
    "mark": mark,
    "unmark": unmark,
    "open": open_lines,
    "pairs": pairs,
    "adjust": adjust,
}


HELP = (
    "import 导入对账单，check 核对余额，mark 标记对账，unmark 取消标记，open 列出未对账，"
    "pairs 找出可配对的划转和冲正，adjust 余额调节"
)


def _arguments(parser: Parser) -> None:
    parser.add_argument("part", choices=tuple(PARTS), metavar="做什么", help=HELP)
    parser.add_argument(
        "things", nargs="*", metavar="文件或行", help="导入的对账单（.csv、.xls、.xlsx），或要标记的行标识"
    )
    parser.add_argument("--account", default="", metavar="账户", help="银行账号或账户名称；不写时以文件里写的账号为准")
    parser.add_argument("--bank", default="", metavar="银行", help="开户银行，账号相同时用来区分")
    parser.add_argument("--plan", action="store_true", help="只显示计划：哪些新增、已有、疑似重复、读不出，不写入")
    parser.add_argument("--only-good", action="store_true", help="有不能导入的行时，只导入其余的行")
    parser.add_argument("--with-doubtful", action="store_true", help="疑似重复的行也导入")
    parser.add_argument("--refusals", type=Path, metavar="文件", help="把不能导入的行连同原因写入这个工作簿")
    parser.add_argument("--from", dest="first", type=day, metavar="日期", help="从哪天起")
    parser.add_argument("--to", dest="last", type=day, metavar="日期", help="到哪天止")
    parser.add_argument("--region", metavar="区划", help="财政区划代码，默认为本地区；含下级")
    parser.add_argument("--insurance-type", metavar="险种", help="险种代码")
    parser.add_argument("--days", type=positive, default=3, metavar="天数", help="配对的两笔最多相差几天，默认 3 天")
    take_year(parser)


STATEMENT_COMMAND = Command(
    name="statement",
    help="银行流水：导入对账单，核对余额，对账",
    run=statement,
    arguments=_arguments,
    about="导入先出计划，有不能导入的行就整份都不写入；重复导入同一份对账单不会增加流水。",
    examples=(
        "shebao statement import 对账单.csv --account 9999330203000310001 --plan",
        "shebao statement import 明细.xlsx",
        "shebao statement check --account 9999330203000310001 --from 2026-01-01 --to 2026-03-31",
        "shebao statement mark --account 9999330203000310001 --to 2026-03-31",
    ),
    keys=(
        *("catalog", "source", "counts", "notes", "rows", "applied", "written", "late"),
        *("fiscal_year", "accounts", "findings", "pairs", *CHANGE_KEYS),
    ),
)
