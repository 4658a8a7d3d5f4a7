"""The rows of a bank's statement as lines: dates in the usual forms, amounts however written (clause 1.6)."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from app.catalogs.statement_line import STATEMENT_LINE
from app.excel.cells import cell_name, given_text
from app.excel.heading import is_footer, plain
from app.excel.plan import CellProblem
from app.fields import Bad
from app.fields.base import visible
from app.fields.number import plain_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.fields import Value
    from app.foreign import Cell, RawSheet
    from app.statements.headings import Layout

PASSED = re.compile(
    r"(合计|总计|小计|共计|本页|本日|本月|本年|累计|期初|期末|上期|上页|承前|过次|结转|上日|昨日|余额合计|打印|下载|说明)"
)
_OUT, _IN = (
    re.compile(r"^(借|支|付|出|转出|d|dr|-)", re.IGNORECASE),
    re.compile(r"^(贷|收|进|入|转入|c|cr|\+)", re.IGNORECASE),
)
_CLOCK = re.compile(r"^(\d{4}\D?\d{1,2}\D?\d{1,2}日?)[T ]*(\d{1,2}:?\d{2}(?::?\d{2})?)?(?:\.\d+)?$")
_USUAL = re.compile(r"-?[0-9]{1,3}(,?[0-9]{3}){0,4}\.[0-9]{2}")
"""An amount as nearly all are written: its digits are the fen."""
_DAYS = 1_000
"""Days that are kept as read: a statement names each many times."""
_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\"})
_LABELS = {one.name: one.label for one in STATEMENT_LINE.columns}
_TEXTS = ("counterparty_name", "counterparty_account", "counterparty_bank")


@dataclass(slots=True, kw_only=True)
class Line:
    """One line of a statement: `number` is its row in the file from 1; money in fen, 0 and nothing told apart."""

    number: int
    given: tuple[Cell, ...]
    booked_on: date | None = None
    time: str = ""
    income: int | None = None
    spending: int | None = None
    balance: int | None = None
    account_no: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)

    @property
    def net(self) -> int:
        """Return what the line adds to the balance."""
        return (self.income or 0) - (self.spending or 0)


def read_lines(sheet: RawSheet, *, layout: Layout, passed: list[int]) -> Iterator[Line]:
    """Yield the lines below the headings; numbers of rows that are no lines (totals, carried over) go to `passed`."""
    layout = replace(layout, signed=_has_signs(sheet.rows[layout.first :], layout=layout))
    for number, cells in enumerate(sheet.rows[layout.first :], layout.first + 1):
        if all(given_text(cell).strip() == "" for cell in cells):
            continue
        row = layout.row(cells)
        if _is_repeated(cells, layout=layout) or _is_passed(cells, row=row, layout=layout):
            passed.append(number)
            continue
        yield _read(cells, row=row, number=number, layout=layout)


def _has_signs(rows: Iterable[Sequence[Cell]], *, layout: Layout) -> bool:
    """Say whether spending, told by a flag, also bears a minus; a few minuses alone are entries taken back."""
    if "direction" not in layout.columns or "amount" not in layout.columns:
        return False
    told = map(layout.row, rows)
    out = [_amount(one.get("amount")) for one in told if _OUT.match(clean(one.get("direction")))]
    amounts = [one for one in out if isinstance(one, int)]
    return sum(one < 0 for one in amounts) * 2 > len(amounts)


def _is_repeated(cells: Sequence[Cell], *, layout: Layout) -> bool:
    same = (("" if cell is None else str(cell)) == label for cell, label in zip(cells, layout.labels, strict=False))
    return len(cells) <= len(layout.labels) and all(same)


def _is_passed(cells: Sequence[Cell], *, row: Mapping[str, Cell], layout: Layout) -> bool:
    """Say whether a row without a date is a total, a balance carried over, or words below the table."""
    day = row.get("booked_on")
    if day is not None and not isinstance(_day(day), Bad):
        # a dated row that only carries a balance over has no amount
        if any(_amount(row.get(role)) not in {None, 0} for role in ("income", "spending", "amount")):
            return False
        return bool(PASSED.match("".join(plain(cell) for cell in layout.texts("purpose", cells))))
    first = next((plain(cell) for cell in cells if given_text(cell).strip()), "")
    return bool(PASSED.match(first)) or is_footer(cells) or sum(cell is not None for cell in cells) == 1


def _read(cells: Sequence[Cell], *, row: Mapping[str, Cell], number: int, layout: Layout) -> Line:
    line = Line(number=number, given=tuple(cells))
    day = _day(row.get("booked_on"))
    if isinstance(day, Bad):
        _refuse(line, layout=layout, role="booked_on", reason=day.reason, given=day.given)
    else:
        line.booked_on, line.time = day
    clock = row.get("time")
    line.time = line.time or ("" if clock is None else re.sub(r"\D", "", given_text(clock)))
    amounts = {role: _money(line, layout=layout, role=role, row=row) for role in ("income", "spending", "balance")}
    line.balance = amounts["balance"]
    if "income" in layout.columns:
        line.income, line.spending = amounts["income"] or None, amounts["spending"] or None
    else:
        _take_amount(line, layout=layout, row=row)
    if not line.problems and not line.income and not line.spending:
        _refuse(line, layout=layout, role="income", reason="收入和支出都没有金额", given="")
    line.texts = {role: clean(row.get(role)) for role in (*_TEXTS, "serial_no", "insurance_type")}
    line.texts["purpose"] = "；".join(dict.fromkeys(filter(None, map(clean, layout.texts("purpose", cells)))))
    line.account_no = "".join(clean(row.get("account_no")).split())
    return line


def _take_amount(line: Line, *, layout: Layout, row: Mapping[str, Cell]) -> None:
    """Take one amount with a sign, or with a flag that says which side it is on."""
    amount = _money(line, layout=layout, role="amount", row=row)
    if amount is None:
        return
    flag = clean(row.get("direction"))
    if "direction" not in layout.columns:
        line.income, line.spending = (amount, None) if amount > 0 else (None, -amount)
    elif _OUT.match(flag):
        line.spending = amount if amount > 0 or not layout.signed else -amount
    elif _IN.match(flag):
        line.income = amount
    else:
        _refuse(line, layout=layout, role="direction", reason=f"借贷标志“{flag}”认不出是收入还是支出", given=flag)


def _money(line: Line, *, layout: Layout, role: str, row: Mapping[str, Cell]) -> int | None:
    content = row.get(role)
    value = _amount(content)
    if isinstance(value, Bad):
        _refuse(line, layout=layout, role=role, reason=value.reason, given=given_text(content))
        return None
    return value


def _amount(content: Cell) -> int | Bad | None:
    if content is None:
        return None
    if isinstance(content, str) and _USUAL.fullmatch(content):
        return int(content.replace(",", "").replace(".", ""))
    if isinstance(content, float):
        given: object = content
    else:
        text = plain_number(clean(content).removeprefix("CNY").removeprefix("RMB").removesuffix("元"))
        if text in _NOTHING:
            return None
        given = text
    value: Value | Bad = STATEMENT_LINE.by_name["balance"].read(given)
    if isinstance(value, Bad):
        return Bad(value.given, f"应填金额，现为“{given_text(content)}”")
    return value if isinstance(value, int) else None


@lru_cache(maxsize=_DAYS, typed=True)
def _day(content: Cell) -> tuple[date, str] | Bad:
    """Return the day and the time of day (digits, '' when there is none)."""
    if isinstance(content, datetime):
        return content.date(), content.strftime("%H%M%S") if content.time() != datetime.min.time() else ""
    text = given_text(content) if isinstance(content, float) else clean(content)
    found = _CLOCK.match(text)
    given: object = found.group(1) if found else content if isinstance(content, date) else text
    if isinstance(content, float) and not found:
        given = content
    value = STATEMENT_LINE.by_name["booked_on"].read(given)
    if not isinstance(value, date):
        return Bad(text, f"应为日期，如 2026-01-31，现为“{text}”" if text else "没有日期")
    return value, re.sub(r"\D", "", found.group(2) or "") if found else ""


def clean(content: Cell) -> str:
    """Return a text cell without what banks put around numbers to keep them text: tabs, quotes, ="…"."""
    if content is None:
        return ""
    if isinstance(content, str) and content.isalnum():
        return content  # letters and digits alone, as most are: nothing to take away
    text = visible(given_text(content))
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    text = " ".join(text.strip("'`\t ").split())
    return "" if text in _NOTHING and not text.isdigit() else text


def _refuse(line: Line, *, layout: Layout, role: str, reason: str, given: str) -> None:
    place = layout.columns.get(role) or layout.columns.get("amount") or (0,)
    column = layout.labels[place[0]] if place[0] < len(layout.labels) else _LABELS.get(role, "")
    line.problems.append(
        CellProblem(cell=cell_name(line.number - 1, place[0]), column=column, reason=reason, given=given)
    )


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Return lines oldest first: many banks write the newest first; within a day the balances tell which way."""
    kept = list(lines)
    forward = sum(_follows(one, other) for one, other in itertools.pairwise(kept))
    backward = sum(_follows(other, one) for one, other in itertools.pairwise(kept))
    stamps = [(one.booked_on, one.time) for one in kept if one.booked_on is not None]
    turned = stamps[0] > stamps[-1] if stamps and stamps[0] != stamps[-1] else backward > forward
    if turned:
        kept.reverse()
    return sorted(kept, key=lambda one: one.booked_on or date.min)


def _follows(one: Line, other: Line) -> bool:
    """Say whether the balance of `other` goes on from that of `one`."""
    return None not in (one.balance, other.balance) and (one.balance or 0) + other.net == other.balance
