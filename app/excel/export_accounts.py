"""账户查询 as a workbook: the accounts, their totals, the balance by month, the lines that were found (clause 1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.excel.look import Shade
from app.excel.table import Column, Table, write_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.excel.row_xml import Content
    from app.statements.accounts import AccountLine, Month, Total
    from app.statements.lines import StatementLine

TITLE = "基金账户查询"
MONEY, COUNT = "#,##0.00", "#,##0"
_FEN = 100
_BALANCE = tuple(
    Column(label=label, width=18, number_format=MONEY) for label in ("期初余额", "收入", "支出", "期末余额")
)
_LINES = Column(label="笔数", width=9, number_format=COUNT)
_ACCOUNTS = (
    *(Column(label="财政区划", width=16), Column(label="账户类别", width=14), Column(label="银行账号", width=24)),
    *(
        Column(label="账户名称", width=34),
        Column(label="开户银行", width=28),
        Column(label="核算险种", width=24),
        _LINES,
    ),
    *_BALANCE,
    Column(label="账面余额", width=18, number_format=MONEY),
    Column(label="未对账笔数", width=11, number_format=COUNT),
    Column(label="回单份数", width=10, number_format=COUNT),
)
_TOTALS = (Column(label="名称", width=40), Column(label="账户数", width=9, number_format=COUNT), _LINES, *_BALANCE)
_MONTHS = (Column(label="月份", width=12), _LINES, *_BALANCE, Column(label="差额", width=16, number_format=MONEY))
_FOUND = (
    *(Column(label="银行账号", width=24), Column(label="记账日期", width=12), Column(label="银行流水号", width=22)),
    *(Column(label=label, width=18, number_format=MONEY) for label in ("收入", "支出", "余额")),
    *(Column(label="对方户名", width=28), Column(label="摘要", width=28), Column(label="对账", width=8)),
    Column(label="回单份数", width=10, number_format=COUNT),
)


def export_accounts(
    path: Path,
    *,
    line: str,
    accounts: Sequence[AccountLine],
    by_type: Sequence[Total],
    by_insurance: Sequence[Total],
    months: Sequence[Month],
    lines: Sequence[StatementLine],
) -> None:
    """Write what was found to an .xlsx at `path`; `line` says of which place, year and days. Raise WorkbookError."""
    tables = [
        _table("账户", columns=_ACCOUNTS, rows=[_account(one) for one in accounts], line=line),
        _table("按账户类别", columns=_TOTALS, rows=[_total(one) for one in by_type], line=line),
        _table("按核算险种", columns=_TOTALS, rows=[_total(one) for one in by_insurance], line=line),
        _table("按月余额", columns=_MONTHS, rows=[_month(one) for one in months], line=line),
        _table("流水", columns=_FOUND, rows=[_line(one) for one in lines], line=line),
    ]
    write_tables(path, tables=tables, meta=None)


def _account(one: AccountLine) -> tuple[Content, ...]:
    words = (one.region, one.type_label, one.account_no, one.account_name, one.bank_name, one.insurance_types)
    money = tuple(map(_yuan, (one.opening, one.income, one.spending, one.closing, one.book)))
    return (*words, one.lines, *money, one.open_lines, one.receipts)


def _total(one: Total) -> tuple[Content, ...]:
    return (one.label, one.accounts, one.lines, *map(_yuan, (one.opening, one.income, one.spending, one.closing)))


def _month(one: Month) -> tuple[Content, ...]:
    money = (one.opening, one.income, one.spending, one.closing, one.difference)
    return (one.month, one.lines, *map(_yuan, money))


def _line(one: StatementLine) -> tuple[Content, ...]:
    money = map(_yuan, (one.income, one.spending, one.balance))
    words = (one.counterparty_name, one.purpose, "已对" if one.is_reconciled else "未对")
    return (one.account_no, one.booked_on, one.serial_no, *money, *words, one.receipts)


def _yuan(fen: int | None) -> float | None:
    return None if fen is None else fen / _FEN


def _table(title: str, *, columns: Sequence[Column], rows: Sequence[tuple[Content, ...]], line: str) -> Table:
    shades = (Shade.PLAIN,) * len(columns)
    return Table(
        title=title,
        heading=TITLE,
        line=line,
        columns=columns,
        rows=((row, shades) for row in rows),
        count=len(rows),
        frozen=1,
    )
