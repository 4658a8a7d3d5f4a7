"""A province of any number of counties for their bench: the ministry's rows, the regions, one officer each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from app.catalogs import CATALOGS
from app.catalogs.management_parameter import MANAGEMENT_PARAMETER
from app.catalogs.management_value import MANAGEMENT_VALUE
from app.catalogs.region import REGION
from app.ids import new_id
from app.people import MINISTRY_DIV, Level, Role, User
from resources.standard_data import read_standard
from sync.central.database import open_database
from sync.central.demo.management import management_values
from sync.central.demo.places import places_of
from sync.central.demo_province import DEMO_PASSWORD, demo_rows
from sync.central.people import NewPerson, add_people
from sync.central.seed import load_rows
from sync.wire import Batch, OperationBlock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.catalog import Catalog
    from app.fields import Value

YEAR, PROVINCE, COUNTIES_OF_A_CITY = 2026, "330000000", 10
PASSWORD = DEMO_PASSWORD
BALANCE, RAISE = 1_000_003, 77
"""Fen: an account's number times the one is its balance; the other is added to each that is changed."""


def county_code(number: int) -> str:
    """Return the code of county `number`, from 0."""
    return f"33{number // COUNTIES_OF_A_CITY + 51:02d}{number % COUNTIES_OF_A_CITY + 1:02d}000"


def officer(number: int) -> User:
    """Return the operator of a county."""
    code, name = county_code(number), f"第{number + 1}县"
    return User(
        code=f"of{number}", name=name, mof_div_code=code, mof_div_name=name, level=Level.COUNTY, role=Role.OPERATOR
    )


def seed_counties(url: str, *, counties: int) -> None:
    """Fill an empty PostgreSQL database."""
    database = open_database(url=url, catalogs=CATALOGS)
    with database.change() as sequence:
        load_rows(sequence, schema=database.schema, rows=_rows(counties))
        people = [NewPerson(user=officer(number), password=PASSWORD) for number in range(counties)]
        add_people(sequence.connection, schema=database.schema, people=people)
    database.close()


def _rows(counties: int) -> Iterator[tuple[Catalog, list[dict[str, Value]]]]:
    for catalog, rows in demo_rows(catalogs=CATALOGS, fiscal_year=YEAR):
        kept = [row for row in rows if row["mof_div_code"] in {MINISTRY_DIV, PROVINCE} and not catalog.sheet]
        if catalog.name == "region":
            kept += _regions(catalog, counties=counties)
        yield catalog, kept


def _regions(catalog: Catalog, *, counties: int) -> Iterator[dict[str, Value]]:
    for number in range(counties):
        code = county_code(number)
        city = f"{code[:4]}00000"
        if number % COUNTIES_OF_A_CITY == 0:
            yield _region(catalog, code=city, parent=PROVINCE, level=Level.CITY)
        yield _region(catalog, code=code, parent=city, level=Level.COUNTY)


def _region(catalog: Catalog, *, code: str, parent: str, level: Level) -> dict[str, Value]:
    own: dict[str, Value] = {"mof_div_code": code, "name": f"地区{code}", "parent_code": parent}
    return {**catalog.blank(), "fiscal_year": YEAR, "level_no": str(int(level)), **own}


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a county does: `quarter` operations in each of four batches."""

    number: int
    quarter: int

    def batches(self, values: list[dict[str, Any]]) -> Iterator[Batch]:
        """Yield new accounts, then values (copies of `values`), then subjects."""
        county, many = county_code(self.number), range(self.quarter)
        yield self._insert("fund_account", [_account(county, n) for n in many])
        yield self._insert("management_value", [{**row, "mof_div_code": county} for row in values[: self.quarter]])
        yield self._insert("accounting_subject", [_subject(county, n) for n in many])

    def raises(self, accounts: list[tuple[str, int]]) -> Batch:
        """Return the batch that gives the accounts (id, version) other balances."""
        rows = [[row_id, version, _balance(n), _balance(n) + RAISE] for n, (row_id, version) in enumerate(accounts)]
        return self._batch("fund_account", kind="update", columns=["balance"], rows=rows)

    def _insert(self, catalog: str, rows: list[dict[str, Any]]) -> Batch:
        cells = [[new_id(), 0, *row.values()] for row in rows]
        return self._batch(catalog, kind="insert", columns=list(rows[0]), rows=cells)

    def _batch(self, catalog: str, *, kind: str, columns: list[str], rows: list[list[Any]]) -> Batch:
        user = officer(self.number).code
        block = OperationBlock(catalog=catalog, kind=kind, columns=columns, rows=rows, edits=[[user, "", ""]])
        return Batch(batch_id=new_id(), client_id=client_id(self.number), blocks=[block], user=user)


def client_id(number: int) -> str:
    """Return the name of a county's computer."""
    return f"desk-{number}"


def value_rows(quarter: int) -> list[dict[str, Any]]:
    """Return parameter values that a county could have filled in, as sent; of the province, the first of the demo."""
    places = places_of(read_standard(REGION))
    made = management_values(parameters=read_standard(MANAGEMENT_PARAMETER), places=places, fiscal_year=YEAR)
    rows = ({**MANAGEMENT_VALUE.blank(), **row, "fiscal_year": YEAR} for row in islice(made, quarter))
    return [{one.name: one.send(row[one.name]) for one in MANAGEMENT_VALUE.columns} for row in rows]


def money(quarter: int) -> int:
    """Return the balances in fen of all accounts of one county in the end."""
    return sum(_balance(n) + RAISE for n in range(quarter))


def _balance(n: int) -> int:
    return (n + 1) * BALANCE


def _account(county: str, n: int) -> dict[str, Any]:
    return {
        "fiscal_year": YEAR,
        "mof_div_code": county,
        "account_no": f"9999{county}{n:08d}",
        "account_name": f"社会保障基金财政专户（第{n + 1}户）",
        "bank_name": "中国农业银行某支行营业部",
        "account_type": "31",
        "insurance_types": "1101",
        "approval_type": "1",
        "bank_choice": "1",
        "balance": _balance(n),
        "time_deposit": 0,
        "remark": f"第{n * 7919 % 1_000_003:07d}号",
    }


def _subject(county: str, n: int) -> dict[str, Any]:
    return {
        "fiscal_year": YEAR,
        "mof_div_code": county,
        "code": f"1003{n:06d}",
        "name": f"某支行第{n:06d}号存款",
        "parent_code": "1003",
        "category": "1",
        "balance_side": "1",
        "auxiliary": "险种,账户",
        "detail_rule": f"{n % 36 + 1}个月定期",
        "applies_to": "财政专户",
        "remark": f"存单号{n * 7919 % 1_000_003:07d}",
        "is_enabled": True,
    }
