"""What the page of accounts reads of the store, in one state of it (clause 1.6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.receipts.listing import list_receipts
from app.rows import names_of
from app.statements.accounts import read_accounts, read_months, totals_by_insurance, totals_by_type
from app.statements.checking import CheckScope
from app.statements.lines import LineSums, find_lines, sum_lines

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping

    from app.people import User
    from app.receipts.listing import Receipt
    from app.statements.accounts import AccountLine, AccountQuery, Month, Total
    from app.statements.lines import LineFilter
    from app.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The accounts of a query and their totals; `names`: insurance types by code."""

    accounts: list[AccountLine]
    by_type: list[Total]
    by_insurance: list[Total]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What moved on the account that is chosen, or on all: months, numbers of the lines, their sums, receipts."""

    months: list[Month]
    lines: array[int]
    sums: LineSums
    receipts: list[Receipt]


def read_all(store: Store, *, query: AccountQuery) -> Accounts:
    """Return the accounts, whichever of them is chosen."""
    wide = replace(query, account_no="", bank_name="")
    with store.read() as connection:
        schema = store.schema
        types = schema.catalog("insurance_type")
        names = names_of(connection, schema=schema, catalog=types, fiscal_year=query.fiscal_year)
        found = read_accounts(connection, query=wide)
    return Accounts(
        accounts=found,
        by_type=totals_by_type(found),
        by_insurance=totals_by_insurance(found, names=names),
        names=names,
    )


def read_moved(store: Store, *, user: User, query: AccountQuery, limits: LineFilter) -> Moved:
    """Return what moved."""
    with store.read() as connection:
        months = read_months(connection, query=query)
        numbers = find_lines(connection, query=query, limits=limits)
        sums = sum_lines(connection, query=query, limits=limits)
    scope = CheckScope(
        fiscal_year=query.fiscal_year,
        region=query.region,
        account_no=query.account_no,
        bank_name=query.bank_name,
        first=query.first,
        last=query.last,
    )
    return Moved(months=months, lines=numbers, sums=sums, receipts=list_receipts(store, user=user, scope=scope))
