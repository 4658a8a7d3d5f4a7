"""Lines of a made-up bank's statement over a year, with balances that go on, and as bare rows (clause 1.6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.support import YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

OPENING, SMALLEST, SPAN = 500_000_000_00, 100, 9_000_000
OTHERS, DAYS, OUT = 500, 360, 3
"""Counterparties; days with lines; every so manieth line is spending."""
WANTED = "单位77"
COLUMNS = ("booked_on", "sequence", "serial_no", "income", "spending", "balance", "counterparty", "account", "purpose")


def bank_rows(count: int) -> Iterator[tuple[str, ...]]:
    """Yield lines in the columns of `tests.statement_files.HEAD`."""
    balance, a_day = OPENING, count // DAYS + 1
    for n in range(count):
        is_out = n % OUT == 0
        amount = n * 7_919 % SPAN + SMALLEST
        balance += -amount if is_out else amount
        day = date(YEAR, 1, 1) + timedelta(days=n // a_day)
        yield (
            day.isoformat(),
            f"L{n:08d}",
            _yuan(amount) if is_out else "",
            "" if is_out else _yuan(amount),
            _yuan(balance),
            f"单位{n % OTHERS}",
            f"9999{n % OTHERS:06d}",
            "拨付待遇" if is_out else "保费收入",
        )


def raw_rows(rows: Iterable[Sequence[str]]) -> Iterator[tuple[object, ...]]:
    """Yield such lines as bare rows, money in fen, nothing checked."""
    for n, (day, serial, spending, income, balance, other, account, purpose) in enumerate(rows):
        yield day, n, serial, _fen(income), _fen(spending), _fen(balance), other, account, purpose


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02d}"


def _fen(text: str) -> int:
    return int(text.replace(",", "").replace(".", "") or 0)
