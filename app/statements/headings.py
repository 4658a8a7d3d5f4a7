"""Which column of a bank's statement is which, wherever the headings stand, by a table of them (clause 1.6)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import WorkbookError
from app.excel.cells import given_text
from app.excel.heading import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.foreign import Cell, RawSheet

SEARCHED_ROWS = 30
ROLES = (
    *("booked_on", "time", "serial_no", "income", "spending", "amount", "direction", "balance"),
    *("counterparty_name", "counterparty_account", "counterparty_bank", "purpose", "insurance_type", "account_no"),
)
SEVERAL = frozenset({"purpose"})
"""Roles that several columns may have; their texts are joined."""
_MONEY = ({"income", "spending"}, {"amount"})
_UNIT = re.compile(r"[(/]?(单位:?)?(人民币)?元\)?$")
_ACCOUNT = re.compile(r"账(?:号|户号码):?([0-9][0-9\-]{4,29})?")


class Headings:
    """The table of known headings; of two columns for one role, the one whose heading stands first in it is taken."""

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        self._roles: dict[str, list[tuple[int, str]]] = {}
        for rank, (role, heading) in enumerate(known):
            self._roles.setdefault(bare(heading), []).append((rank, role))

    def roles(self, heading: Cell) -> list[tuple[int, str]]:
        """Return (rank, role) of what a heading may mean."""
        return self._roles.get(bare(heading), [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where a statement's columns are: `first` is the first row below the headings (from 0), `columns` by role.

    `signed`: one column of amounts has a flag for the side and, besides, a minus for spending.
    """

    first: int
    columns: Mapping[str, tuple[int, ...]]
    labels: tuple[str, ...]
    account_no: str = ""
    signed: bool = False

    def row(self, cells: Sequence[Cell]) -> dict[str, Cell]:
        """Return a row's cells by role, of roles with several columns the first; none for columns beyond its end."""
        return {role: cells[places[0]] for role, places in self.columns.items() if places[0] < len(cells)}

    def texts(self, role: str, cells: Sequence[Cell]) -> list[Cell]:
        """Return all cells of a role in a row."""
        return [cells[place] for place in self.columns.get(role, ()) if place < len(cells)]


def bare(heading: Cell) -> str:
    """Return a heading as it is compared: half-width, without spaces, stars, colons and the unit 元."""
    text = plain(heading).replace("帐", "账")
    return _UNIT.sub("", text) or text


def find_layout(sheet: RawSheet, *, headings: Headings, file: str) -> Layout:
    """Return where the columns of a statement are; raise WorkbookError naming what is missing."""
    best, first = 0, 0
    columns: dict[str, tuple[int, ...]] = {}
    labels: list[Cell] = []
    head = sheet.rows[:SEARCHED_ROWS]
    for number, row in enumerate(head):
        below = head[number + 1] if number + 1 < len(head) else []
        for height, given in ((1, row), (2, _two_rows(row, below))):
            found = _match(given, headings=headings)
            if len(found) > best:
                best, first, columns, labels = len(found), number + height, found, list(given)
    _check(columns, file=file)
    told = tuple("" if one is None else str(one) for one in labels)
    return Layout(first=first, columns=columns, labels=told, account_no=_account_above(head[: max(first - 1, 0)]))


def _two_rows(upper: Sequence[Cell], lower: Sequence[Cell]) -> list[Cell]:
    """Return headings over two rows as one: the lower one where there is one (发生额 above 借方 and 贷方)."""
    width = max(len(upper), len(lower))
    padded = [*lower, *[None] * (width - len(lower))]
    return [low if low is not None else (upper[n] if n < len(upper) else None) for n, low in enumerate(padded)]


def _match(labels: Sequence[Cell], *, headings: Headings) -> dict[str, tuple[int, ...]]:
    wanted = sorted(
        (rank, role, place)
        for place, label in enumerate(labels)
        if isinstance(label, str)
        for rank, role in headings.roles(label)
    )
    columns: dict[str, tuple[int, ...]] = {}
    taken: set[int] = set()
    for _, role, place in wanted:
        if place not in taken and (role not in columns or role in SEVERAL):
            columns[role] = (*columns.get(role, ()), place)
            taken.add(place)
    return columns


def _check(columns: Mapping[str, tuple[int, ...]], *, file: str) -> None:
    if "booked_on" in columns and any(one <= set(columns) for one in _MONEY):
        return
    missing = [] if "booked_on" in columns else ["日期"]
    missing += [] if any(one <= set(columns) for one in _MONEY) else ["收入和支出（或一列金额）"]
    raise WorkbookError(
        f"“{file}”的前 {SEARCHED_ROWS} 行里认不出银行流水的{'、'.join(missing)}列，"
        "请在该文件中把表头改成“交易日期、收入、支出、余额”，或把银行的表头加到表头对照表。",
        code="statement.headings",
    )


def _account_above(rows: Sequence[Sequence[Cell]]) -> str:
    """Return the account number that stands above the headings, as '账号：…' or in the cell beside 账号."""
    for row in rows:
        cells = [cell for cell in row if cell is not None]
        for place, cell in enumerate(cells):
            found = _ACCOUNT.search(bare(cell)) if isinstance(cell, str) else None
            if found:
                beside = given_text(cells[place + 1]) if place + 1 < len(cells) else ""
                number = account_number(found.group(1) or beside)
                if number[:5].isdigit():
                    return number
    return ""


def account_number(text: str) -> str:
    """Return an account number without what banks put around it: spaces, tabs, ="…"."""
    return "".join(text.strip("\t='\" ").split())
