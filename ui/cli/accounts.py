"""The command for the queries of accounts: basic data with totals, balance by month, lines with sums (clause 1.6)."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING

from ui.cli.answer import DONE, PARTLY, Answer
from ui.cli.given import day, positive, scaled, take_year
from ui.cli.parser import Command

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.statements.accounts import AccountLine, AccountQuery, Month, Total
    from app.statements.lines import LineFilter, StatementLine
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work

MONEY = ("book", "opening", "income", "spending", "closing", "difference", "balance")
LINES_SHOWN = 200


def account(words: Words, seat: Seat) -> Answer:
    """Do the part that was asked for."""
    return PARTS[words.part](words, seat)


def list_accounts(words: Words, seat: Seat) -> Answer:
    """List the accounts with what moved on them, and the totals by category and insurance type."""
    from app.rows import names_of
    from app.statements.accounts import read_accounts, totals_by_insurance, totals_by_type

    with seat.work() as work, work.store.read() as connection:
        query = _query(words, work=work)
        found = read_accounts(connection, query=query)
        schema = work.store.schema
        types = schema.catalog("insurance_type")
        names = names_of(connection, schema=schema, catalog=types, fiscal_year=query.fiscal_year)
    by_type, by_insurance = totals_by_type(found), totals_by_insurance(found, names=names)
    if not found:
        return Answer(text="没有符合条件的账户。", data={"accounts": [], "by_type": [], "by_insurance": []})
    told = [_told_accounts(found), _told_totals("账户类别", by_type), _told_totals("核算险种", by_insurance)]
    data = {
        "accounts": [_plain(one, extra=("difference",)) for one in found],
        "by_type": [_plain(one) for one in by_type],
        "by_insurance": [_plain(one) for one in by_insurance],
    }
    return Answer(text="\n\n".join([*told, f"共 {len(found)} 个账户。"]), data=data)


def _told_accounts(found: Sequence[AccountLine]) -> str:
    heads = ("财政区划", "账户类别", "银行账号", "账户名称", "开户银行", "笔数", *BALANCE, "未对账", "回单")
    rows = [
        [
            *(one.region, one.type_label, one.account_no, one.account_name, one.bank_name, f"{one.lines:,}"),
            *_amounts(one),
            *(f"{one.open_lines:,}", f"{one.receipts:,}"),
        ]
        for one in found
    ]
    return _table(heads, rows, right={"笔数", *BALANCE, "未对账", "回单"})


BALANCE = ("期初余额", "收入", "支出", "期末余额")


def _told_totals(head: str, totals: Sequence[Total]) -> str:
    heads = (head, "账户数", "笔数", *BALANCE)
    rows = [[one.label, f"{one.accounts:,}", f"{one.lines:,}", *_amounts(one)] for one in totals]
    return _table(heads, rows, right=set(heads[1:]))


def balance(words: Words, seat: Seat) -> Answer:
    """Tell the balance by month: 期初 + 收入 − 支出 = 期末."""
    from app.statements.accounts import read_months
    from app.statements.telling import yuan

    with seat.work() as work, work.store.read() as connection:
        months = read_months(connection, query=_query(words, work=work))
    wrong = [one for one in months if one.difference]
    heads = ("月份", "笔数", *BALANCE, "差额")
    rows = [
        [one.month, f"{one.lines:,}", *_amounts(one), yuan(one.difference) if one.difference else ""] for one in months
    ]
    end = "期初 + 收入 − 支出 = 期末，逐月相符。"
    if wrong:
        end = f"{len(wrong)} 个月期初 + 收入 − 支出与期末不符，请用 shebao statement check 查明哪一笔。"
    text = "\n".join([_table(heads, rows, right=set(heads[1:])), end]) if months else "没有银行流水。"
    data = {"months": [_plain(one, extra=("difference",)) for one in months]}
    return Answer(text=text, data=data, status=PARTLY if wrong else DONE)


def lines(words: Words, seat: Seat) -> Answer:
    """List lines with their sums."""
    from app.statements.lines import read_lines, sum_lines
    from app.statements.telling import yuan

    most = -1 if seat.as_json and not words.limit else words.limit or LINES_SHOWN
    with seat.work() as work, work.store.read() as connection:
        query, limits = _query(words, work=work), _limits(words)
        sums = sum_lines(connection, query=query, limits=limits)
        found = read_lines(connection, query=query, limits=limits, limit=most)
    heads = ("银行账号", "记账日期", "流水号", "收入", "支出", "余额", "对方户名", "摘要", "对账", "回单")
    rows = [_told_line(one) for one in found]
    more = f"（只列出前 {len(found):,} 笔，用 --limit 多列）" if len(found) < sums.lines else ""
    end = f"共 {sums.lines:,} 笔，收入 {yuan(sums.income)}，支出 {yuan(sums.spending)}，净额 {yuan(sums.net)}{more}。"
    text = (
        "\n".join([_table(heads, rows, right={"收入", "支出", "余额", "回单"}), end])
        if found
        else "没有符合条件的流水。"
    )
    money = {"income": scaled(sums.income, places=2), "spending": scaled(sums.spending, places=2)}
    return Answer(text=text, data={"lines": [_plain(one) for one in found], "sums": {"lines": sums.lines, **money}})


def _told_line(one: StatementLine) -> list[str]:
    from app.statements.telling import yuan

    money = ["" if value is None else yuan(value) for value in (one.income, one.spending, one.balance)]
    marks = ["已对" if one.is_reconciled else "未对", f"{one.receipts}" if one.receipts else ""]
    return [one.account_no, one.booked_on, one.serial_no, *money, one.counterparty_name, one.purpose, *marks]


def _amounts(one: AccountLine | Month | Total) -> list[str]:
    from app.statements.telling import yuan

    return ["" if value is None else yuan(value) for value in (one.opening, one.income, one.spending, one.closing)]


def _table(heads: Iterable[str], rows: Sequence[Sequence[str]], *, right: set[str]) -> str:
    from ui.cli.table import Column, table

    return table(tuple(Column(heading=head, right=head in right) for head in heads), rows)


def _plain(one: object, *, extra: tuple[str, ...] = ()) -> dict[str, object]:
    from dataclasses import fields

    names = (*(field.name for field in fields(one)), *extra)  # type: ignore[arg-type]
    values = {name: getattr(one, name) for name in names}
    return {
        name: scaled(value, places=2) if name in MONEY and value is not None else value
        for name, value in values.items()
    }


def _query(words: Words, *, work: Work) -> AccountQuery:
    from app.statements.account import find_account
    from app.statements.accounts import AccountQuery

    number = bank = ""
    if words.account:
        with work.store.read() as connection:
            schema = work.store.schema
            found = find_account(connection, schema=schema, user=work.user, account=words.account, bank=words.bank)
        number, bank = found.account_no, found.bank_name
    return AccountQuery(
        fiscal_year=work.year(words.year),
        region=words.region or work.user.mof_div_code,
        account_type=words.type or "",
        insurance_type=words.insurance_type or "",
        account_no=number,
        bank_name=bank,
        first=words.first,
        last=words.last,
    )


def _limits(words: Words) -> LineFilter:
    from app.statements.lines import LineFilter

    return LineFilter(
        side=words.side or "", least=words.least, most=words.most, text=words.text.strip(), is_open=words.open
    )


def _fen(text: str) -> int:
    from app.catalogs.statement_line import STATEMENT_LINE

    value = STATEMENT_LINE.by_name["income"].read(text)
    if not isinstance(value, int):
        raise ArgumentTypeError(f"应是以元为单位的金额，现为“{text}”")
    return value


PARTS = {"list": list_accounts, "balance": balance, "lines": lines}
TYPE_CODES = ("31", "32", "33", "34")


def _arguments(parser: Parser) -> None:
    told = "list 账户和合计，balance 按月余额，lines 流水和合计"
    parser.add_argument("part", choices=tuple(PARTS), metavar="做什么", help=told)
    parser.add_argument("--account", default="", metavar="账户", help="银行账号或账户名称，默认为全部账户")
    parser.add_argument("--bank", default="", metavar="银行", help="开户银行，账号相同时用来区分")
    parser.add_argument(
        "--type", choices=TYPE_CODES, help="账户类别：31 财政专户，32 收入户，33 支出户，34 国库待划转分户"
    )
    parser.add_argument("--insurance-type", metavar="险种", help="险种代码")
    parser.add_argument("--from", dest="first", type=day, metavar="日期", help="从哪天起")
    parser.add_argument("--to", dest="last", type=day, metavar="日期", help="到哪天止")
    parser.add_argument("--region", metavar="区划", help="财政区划代码，默认为本地区；含下级")
    parser.add_argument("--side", choices=("income", "spending"), help="流水：income 只要收入，spending 只要支出")
    parser.add_argument("--least", type=_fen, metavar="金额", help="流水：至少多少元")
    parser.add_argument("--most", type=_fen, metavar="金额", help="流水：至多多少元")
    parser.add_argument("--text", default="", metavar="文字", help="流水：对方、摘要、流水号或备注中有这些字")
    parser.add_argument("--open", action="store_true", help="流水：只要未对账的")
    parser.add_argument("--limit", type=positive, metavar="笔数", help=f"流水：最多列出多少笔，默认 {LINES_SHOWN}")
    take_year(parser)


ACCOUNT_COMMAND = Command(
    name="account",
    help="账户查询：基本信息和合计、按月余额、流水",
    run=account,
    arguments=_arguments,
    about="查询本级及下级的基金账户：基本信息、余额（期初 + 收入 − 支出 = 期末）、流水；合计由本机数据库求出。",
    examples=(
        "shebao account list --type 31",
        "shebao account balance --account 9999330203000310001",
        "shebao account lines --account 9999330203000310001 --from 2026-01-01 --side income --least 10000",
    ),
    keys=("accounts", "by_type", "by_insurance", "months", "lines", "sums"),
)
