"""Desks for sync stories: a county with two operators, their stores, and a wire that can be cut (SYNC point 13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from app.catalogs import CATALOGS
from app.catalogs.accounting_subject import ACCOUNTING_SUBJECT
from app.row_state import RowState
from app.store import Store, open_store
from app.unit_of_work import Edit, Outcome, apply_edits
from sync.engine import run_round
from sync.errors import UnreachableError
from sync.lines import Line, lines_of_rows
from sync.profile import Profile
from sync.session import Session, sign_in
from sync.status import SyncStatus, read_status
from sync.transport import Reply, Request
from sync.wire import Person
from tests.sync.model_central import ModelCentral

if TYPE_CHECKING:
    from pathlib import Path

    from app.catalog import Catalog
    from app.fields import Value
    from sync.report import RoundReport

YEAR = 2026
PROVINCE, CITY, COUNTY = "330000000", "330200000", "330212000"
MINISTRY = "109900000"
REGIONS = (
    (MINISTRY, "财政部", "", "1"),
    (PROVINCE, "浙江省", MINISTRY, "2"),
    (CITY, "宁波市", PROVINCE, "3"),
    (COUNTY, "鄞州区", CITY, "4"),
)

Fault = Callable[[Callable[[], Reply]], Reply]
"""What happens to one request instead of passing; it may call its argument to let it through."""


def county_person(code: str) -> Person:
    """Return an operator of the county."""
    return Person(code=code, name=f"经办{code}", mof_div_code=COUNTY, mof_div_name="鄞州区", level=4, role="operator")


def seeded_central(
    *, people: tuple[str, ...] = ("jia", "yi"), catalogs: tuple[Catalog, ...] = CATALOGS
) -> ModelCentral:
    """Return a central with a line of regions, one accounting subject and operators of the county."""
    central = ModelCentral(catalogs=catalogs, people={code: county_person(code) for code in people})
    for code, name, parent, level in REGIONS:
        row_id = f"00000000-0000-7000-8000-000{code}"
        central.put(
            "region", row_id, fiscal_year=YEAR, mof_div_code=code, name=name, parent_code=parent, level_no=level
        )
    if ACCOUNTING_SUBJECT in catalogs:
        _seed_subject(central)
    return central


def _seed_subject(central: ModelCentral) -> None:
    central.put(
        "accounting_subject",
        "00000000-0000-7000-9000-000000001001",
        fiscal_year=YEAR,
        mof_div_code=MINISTRY,
        code="1001",
        name="库存现金",
        category="1",
        balance_side="1",
        is_standard=True,
    )


class AnyCentral(Protocol):
    """The model, or the real one in this process."""

    @property
    def catalogs(self) -> tuple[Catalog, ...]:
        """The catalogs it keeps."""

    def answer(self, request: Request) -> Reply:
        """Answer one request."""


@dataclass
class Wire:
    """The wire of one desk: passes requests to the central, or does what the next fault says."""

    central: AnyCentral
    server: str = "http://model"
    faults: list[Fault] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def send(self, request: Request) -> Reply:
        """Carry one request."""
        self.requests.append(request)
        if self.faults:
            return self.faults.pop(0)(lambda: self.central.answer(request))
        return self.central.answer(request)

    def close(self) -> None:
        """Nothing is kept open."""


def lost_request(_through: Callable[[], Reply]) -> Reply:
    """Lose the request before the central sees it."""
    raise UnreachableError("线断了。", code="network.closed")


def lost_answer(through: Callable[[], Reply]) -> Reply:
    """Let the central act and lose its answer."""
    through()
    raise UnreachableError("答复丢了。", code="network.closed")


def passes(through: Callable[[], Reply]) -> Reply:
    """Let a request through; for faults that come later."""
    return through()


@dataclass
class MemoryCredentials:
    """Keeps secrets as long as the test runs."""

    kept: dict[str, str] = field(default_factory=dict)
    kind: str = "memory"
    warning: str = ""

    def check(self) -> None:
        """Nothing is needed."""

    def read(self, account: str) -> str:
        """Return the secret."""
        return self.kept.get(account, "")

    def write(self, account: str, secret: str) -> None:
        """Keep the secret."""
        self.kept[account] = secret

    def delete(self, account: str) -> None:
        """Forget the secret."""
        self.kept.pop(account, None)


@dataclass
class Desk:
    """One person's desk."""

    session: Session
    store: Store
    wire: Wire

    def sync(self) -> RoundReport:
        """Run one round."""
        return run_round(self.store, session=self.session)

    def edit(self, catalog: str, kind: str, row_id: str, **values: Value) -> Outcome:
        """Do one edit as the window would; every rule must allow it."""
        edit = Edit(catalog=catalog, kind=kind, row_id=row_id, values=values)
        with self.store.write() as connection:
            outcome = apply_edits(connection, schema=self.store.schema, user=self.session.user, edits=[edit])
        assert outcome.refusals == [], outcome.sentence
        return outcome

    def add_account(self, row_id: str, *, number: str, **values: Value) -> None:
        """Add a fund account of the county."""
        given: dict[str, Value] = {
            "fiscal_year": YEAR,
            "mof_div_code": COUNTY,
            "account_no": number,
            "account_name": f"财政专户{number}",
            "bank_name": "农业银行鄞州支行",
            "account_type": "31",
            **values,
        }
        self.edit("fund_account", "insert", row_id, **given)

    def change(self, row_id: str, **values: Value) -> None:
        """Change a fund account."""
        self.edit("fund_account", "update", row_id, **values)

    def delete(self, row_id: str) -> None:
        """Delete a fund account."""
        self.edit("fund_account", "delete", row_id)

    def row(self, row_id: str, *, catalog: str = "fund_account") -> Mapping[str, Any]:
        """Return a row as it is on this desk; {} when it is not."""
        table = self.store.schema.rows[catalog]
        with self.store.read() as connection:
            found = connection.execute(table.select().where(table.c.id == row_id)).mappings().one_or_none()
        return dict(found) if found else {}

    def state(self, row_id: str, *, catalog: str = "fund_account") -> RowState:
        """Return what the row shows."""
        return RowState(self.row(row_id, catalog=catalog)["state"])

    def lines(self, row_id: str) -> list[Line]:
        """Return the row's lines."""
        with self.store.read() as connection:
            return lines_of_rows(connection, row_ids=[row_id]).get(row_id, [])

    def status(self) -> SyncStatus:
        """Return the counts."""
        with self.store.read() as connection:
            return read_status(connection, schema=self.store.schema)

    def reopen(self) -> None:
        """Close the program and start it again."""
        self.store.close()
        self.store = open_store(self.session.store_path, catalogs=self.store.schema.catalogs)


def open_desk(central: AnyCentral, *, folder: Path, user: str) -> Desk:
    """Sign a person in at a desk of their own."""
    wire = Wire(central)
    profile = Profile(folder=folder / user)
    session = sign_in(
        profile,
        server=wire.server,
        user=user,
        password="right",
        credentials=MemoryCredentials(),
        connect=lambda _server: wire,
        catalogs=central.catalogs,
    )
    return Desk(session=session, store=open_store(session.store_path, catalogs=central.catalogs), wire=wire)
