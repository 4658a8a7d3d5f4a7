"""Made-up bank statements of the demo's two counties: ten months of lines for each open account (clause 1.6).

The lines add up to the accounts' balances, but for one that is missing; the last month is not reconciled yet, and one
payment came back from the bank.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from sync.central.demo.accounts import SPECIAL, SPENDING, TREASURY
from sync.central.demo.places import share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.fields import Value

    Account = dict[str, Value]

COUNTIES = ("330203000", "330212000")
MONTHS, RECONCILED = 10, 9
"""Months with lines, and those of them that are reconciled."""
QUARTER = (3, 6, 9)
TAX_DAYS = (3, 6, 9, 14, 17, 20, 23, 27)
BATCHES = (13, 14, 16, 19, 22)
LOST = ("330203000", 5, 16)
"""County, month and day of the payment that is missing from the statement of the office's account."""
RETURNED = ("330203000", 6, 19)
OPEN_LINES = ((2, 14), (7, 13), (8, 22))
"""Month and day of lines that nobody reconciled though their month is done."""


@dataclass(slots=True, kw_only=True)
class Booked:
    """One movement of an account: money in fen, with a sign."""

    on: date
    amount: int
    other: str
    other_no: str
    purpose: str


@dataclass(slots=True, kw_only=True)
class Book:
    """What is booked to one account."""

    account: Account
    lines: list[Booked] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the account's name."""
        return str(self.account["account_name"])

    @property
    def number(self) -> str:
        """Return the account's number."""
        return str(self.account["account_no"])

    def book(self, on: date, amount: int, *, other: Book | str, purpose: str) -> None:
        """Book an amount that comes from (or, with a minus, goes to) somebody; of an account of the county, on both."""
        if isinstance(other, Book):
            other.lines.append(Booked(on=on, amount=-amount, other=self.name, other_no=self.number, purpose=purpose))
            name, number = other.name, other.number
        else:
            name, number = other, f"9999{int(share(other, 'account') * 10**14):014d}"
        self.lines.append(Booked(on=on, amount=amount, other=name, other_no=number, purpose=purpose))


def statement_lines(*, accounts: Iterable[Account], fiscal_year: int) -> Iterator[dict[str, Value]]:
    """Yield the lines (without the common columns) of the counties that have some, account by account."""
    known = list(accounts)
    for county in COUNTIES:
        books = [Book(account=one) for one in known if one["mof_div_code"] == county and one["is_enabled"]]
        for month in range(1, MONTHS + 1):
            _book_month(books, county=county, year=fiscal_year, month=month)
        for book in books:
            yield from _told(book, county=county)


def _book_month(books: Sequence[Book], *, county: str, year: int, month: int) -> None:
    treasury = next(one for one in books if one.account["account_type"] == TREASURY)
    office, medical = [one for one in books if one.account["account_type"] == SPENDING]
    special = [one for one in books if one.account["account_type"] == SPECIAL]
    size = sum(_balance(one) for one in special) // 30
    collected = [_about(size // len(TAX_DAYS), county, month, day) for day in TAX_DAYS]
    for day, amount in zip(TAX_DAYS, collected, strict=True):
        treasury.book(date(year, month, day), amount, other="国家税务总局税款汇缴专户", purpose="社会保险费收入")
    rest = sum(collected)
    for number, book in enumerate(special):
        part = rest if number == len(special) - 1 else rest // (len(special) - number)
        rest -= part
        book.book(date(year, month, 28), part, other=treasury, purpose="社会保险费划转财政专户")
        paid = _about(_balance(book) // 32, county, book.number, month)
        book.book(date(year, month, 12), -paid, other=office, purpose=f"{month}月份待遇用款拨付")
        _pay_out(office, paid, county=county, day=date(year, month, 12), number=number)
        if month in QUARTER:
            book.book(date(year, month, 21), _balance(book) // 400, other="开户银行", purpose="活期存款结息")
            book.book(date(year, month, 10), size // 6, other="市财政局国库存款", purpose="城乡居民养老财政补助资金")
    need = _about(_balance(medical) // 14, county, "medical", month)
    medical.book(date(year, month, 11), need, other="市医疗保障基金财政专户", purpose=f"{month}月份医保用款拨付")
    for number, day in enumerate(BATCHES):
        hospital = ("区第一医院", "区中医院", "市第二人民医院", "口腔医院", "定点药店结算户")[number]
        medical.book(date(year, month, day), -(need // len(BATCHES)), other=hospital, purpose="医疗费用结算")


def _pay_out(office: Book, paid: int, *, county: str, day: date, number: int) -> None:
    """Pay what was received in batches, to those who are entitled; one payment comes back."""
    batches = len(BATCHES)
    for count, on in enumerate(BATCHES):
        amount = paid // batches if count else paid - paid // batches * (batches - 1)
        when = day.replace(day=on)
        office.book(when, -amount, other="代发工资业务待清算户", purpose=f"{day.month}月份待遇发放第{count + 1}批")
        if number == 0 and (county, day.month, on) == RETURNED:
            office.book(when.replace(day=on + 1), amount, other="代发工资业务待清算户", purpose="代发退回冲正")
            again = when.replace(day=on + 2)
            office.book(again, -amount, other="代发工资业务待清算户", purpose="待遇重发")


def _told(book: Book, *, county: str) -> Iterator[dict[str, Value]]:
    lines = sorted(book.lines, key=lambda one: one.on)
    # the books know what is reconciled
    balance = _balance(book) - sum(one.amount for one in lines if _is_done(one))
    types = str(book.account["insurance_types"])
    places: dict[date, int] = {}
    for count, one in enumerate(lines, 1):
        balance += one.amount
        places[one.on] = places.get(one.on, 0) + 10
        if book.account["account_type"] == SPENDING and book.number.endswith("0004") and _is(LOST, county, one, places):
            continue
        done = _is_done(one)
        yield {
            "mof_div_code": county,
            "account_no": book.number,
            "bank_name": str(book.account["bank_name"]),
            "booked_on": one.on,
            "sequence": places[one.on],
            "serial_no": f"{one.on:%m%d}{count:06d}",
            "income": one.amount if one.amount > 0 else None,
            "spending": -one.amount if one.amount < 0 else None,
            "balance": balance,
            "counterparty_name": one.other,
            "counterparty_account": one.other_no,
            "purpose": one.purpose,
            "insurance_type": "" if "," in types else types,
            "is_reconciled": done,
            "reconciled_on": one.on.replace(month=one.on.month + 1, day=5) if done else None,
            "reconciled_by": f"{'hs' if county == COUNTIES[0] else 'yz'}_jb" if done else "",
        }


def _is_done(line: Booked) -> bool:
    return line.on.month <= RECONCILED and (line.on.month, line.on.day) not in OPEN_LINES


def _is(place: tuple[str, int, int], county: str, line: Booked, places: dict[date, int]) -> bool:
    return (county, line.on.month, line.on.day) == place and places[line.on] == 10  # noqa: PLR2004 - the day's first


def _balance(book: Book) -> int:
    return int(str(book.account["balance"]))


def _about(amount: int, *words: object) -> int:
    """Return an amount near this one, in whole yuan and odd fen."""
    return int(amount * (0.85 + 0.3 * share(*map(str, words))))
