"""The tour's disagreement: a colleague changed the same cells; every part of the panel shows its side (issue 3)."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.catalogs import CATALOGS
from app.commands import CellEdit, add_rows, delete_rows, edit_cells, find_row, new_values
from app.rows import Query, read_rows
from app.store import open_store
from sync.central.demo_province import DEMO_PASSWORD
from sync.credentials import FILE, credentials_of
from sync.engine import run_round
from sync.profile import Profile
from sync.session import sign_in
from ui.tour.hands import click, press
from ui.tour.moves import dialog_of, dialog_opens
from ui.tour.runner import Until

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.people import User
    from app.store import Store
    from sync.session import Session
    from ui.tour.runner import Tour

COLLEAGUE = "hs_jb2"
VALUES, ACCOUNTS, SUBJECTS = "management_value", "fund_account", "accounting_subject"
CELL = (
    *(("insurance_type", "1101"), ("parameter", "GL0101")),
    *(("basis", "estimate"), ("period", "year")),
)
"""One cell of the sheet that opens first."""
PARENT, CHILD = "100395", "10039501"
MINE: dict[str, Mapping[str, str]] = {
    "1": {"balance": "1200000.00", "remark": "按 9 月末对账单"},
    "2": {"balance": "350000.00"},
    "3": {"remark": "已核对"},
}
THEIRS: dict[str, Mapping[str, str]] = {
    "1": {"balance": "1180000.00", "remark": "按银行流水", "interest_rate": "1.35"},
    "2": {"balance": "352600.00"},
    "3": {"balance": "88000.00", "interest_rate": "1.55"},
}
"""What both sides type into the county's first accounts, by their place: two clash, the third is merged."""


def clash(tour: Tour) -> Iterator[Until]:
    """Let a colleague change the same cells first, sync, and look at every part of the panel."""
    bench, actions = tour.bench, tour.program.window.actions_by_name
    profile = Profile(folder=tour.program.folder.with_name(f"{tour.program.folder.name}-colleague"))
    credentials = credentials_of(FILE, folder=profile.folder)
    session = sign_in(
        profile, server=bench.session.server, user=COLLEAGUE, password=DEMO_PASSWORD, credentials=credentials
    )
    with closing(session), closing(open_store(session.store_path, catalogs=CATALOGS)) as store:
        run_round(store, session=session)
        add_subject(store, user=session.user, code=PARENT, parent="1003", name="同事停用的专户")
        run_round(store, session=session)
        actions["sync"].trigger()
        yield tour.quiet()
        _colleague_goes_first(store, session=session)
    _type(bench.desk.store, user=bench.desk.user, texts=MINE, value="402,510")
    add_subject(bench.desk.store, user=bench.desk.user, code=CHILD, parent=PARENT, name="农商行专户")
    bench.desk.tell_changed()
    yield tour.quiet()
    actions["sync"].trigger()
    yield Until("冲突列出", lambda: not bench.controller.is_running and bench.desk.operations.is_idle)
    yield from _look(tour)


def _look(tour: Tour) -> Iterator[Until]:
    """Take a picture of every part; then the central goes away, and the queue says so."""
    bench, window = tour.bench, tour.program.window
    panel = bench.settling.panel
    bench.home.show()
    yield tour.quiet()
    yield Until("首页读出", lambda: bench.home.page.types.lines.rowCount() and bench.desk.operations.is_idle)
    tour.shoot("6-overview")
    for kind in ("conflict", "refused", "merged"):
        bench.settling.show(kind)
        yield tour.quiet()
        yield Until("列表读出", lambda: panel.part.table.model().index(0, 0).data())
        panel.part.table.opened.emit(0)
        yield tour.quiet()
        yield tour.quiet()
        panel.part.table.selectRow(0)
        tour.shoot(f"6-{kind}")
        if kind == "conflict":
            yield from _choose(tour)
    window.actions_by_name["stop-central"].trigger()
    yield Until("状态栏显示离线", lambda: "离线" in window.status.line)
    _type(bench.desk.store, user=bench.desk.user, texts={"4": {"remark": "断网时补记"}})
    bench.desk.tell_changed()
    bench.settling.show("waiting")
    yield tour.quiet()
    yield tour.quiet()
    tour.shoot("6-waiting")
    window.actions_by_name["sync"].trigger()
    yield Until("同步停下", lambda: not bench.controller.is_running)
    bench.settling.show("queue")
    yield tour.quiet()
    tour.shoot("6-queue")
    window.actions_by_name["start-central"].trigger()
    yield Until("状态栏显示中心端可用", lambda: "可用" in window.status.line)


def _choose(tour: Tour) -> Iterator[Until]:
    """Ask for another value, and for many at once; both are looked at and cancelled."""
    part = tour.bench.settling.panel.conflicts
    press(part.table, Qt.Key.Key_E, "e")
    yield dialog_opens(tour)
    yield tour.quiet()
    tour.shoot("6-another-value")
    dialog_of(tour).reject()
    yield tour.quiet()
    click(part.buttons["all"])
    click(part.buttons["mine"])
    yield dialog_opens(tour)
    tour.shoot("6-many")
    dialog_of(tour).reject()
    yield tour.quiet()


def _colleague_goes_first(store: Store, *, session: Session) -> None:
    _type(store, user=session.user, texts=THEIRS, value="402,150")
    row = find_row(store, catalog=store.schema.catalog(SUBJECTS), key=PARENT, fiscal_year=_year(store))
    delete_rows(store, user=session.user, catalog=store.schema.catalog(SUBJECTS), row_ids=[str(row["id"])])
    run_round(store, session=session)


def _type(store: Store, *, user: User, texts: Mapping[str, Mapping[str, str]], value: str = "") -> None:
    """Type into the county's accounts by their place, and (unless '') into one cell of its sheet."""
    accounts, values = store.schema.catalog(ACCOUNTS), store.schema.catalog(VALUES)
    year, own = _year(store), ("mof_div_code", user.mof_div_code)
    with store.read() as connection:
        mine = Query(catalog=ACCOUNTS, fiscal_year=year, filters=(own,))
        ids = [str(row["id"]) for row in read_rows(connection, schema=store.schema, query=mine)]
        cell = Query(catalog=VALUES, fiscal_year=year, filters=(own, *CELL))
        cells = [str(row["id"]) for row in read_rows(connection, schema=store.schema, query=cell)]
    typed = [
        CellEdit(row_id=ids[int(place) - 1], field=field, given=text)
        for place, fields in texts.items()
        for field, text in fields.items()
    ]
    edit_cells(store, user=user, catalog=accounts, cells=typed)
    if value:
        edit_cells(store, user=user, catalog=values, cells=[CellEdit(row_id=cells[0], field="value", given=value)])


def add_subject(store: Store, *, user: User, code: str, parent: str, name: str) -> None:
    """Add a detail subject below another one, as a person does."""
    catalog = store.schema.catalog(SUBJECTS)
    given = {"code": code, "name": name, "parent_code": parent, "category": "1", "balance_side": "1"}
    row = new_values(catalog, user=user, fiscal_year=_year(store), given=given)
    add_rows(store, user=user, catalog=catalog, rows=[{**catalog.blank(), **row}])


def _year(store: Store) -> int:
    with store.read() as connection:
        return int(connection.exec_driver_sql(f'SELECT max(fiscal_year) FROM "{SUBJECTS}"').scalar_one())  # noqa: S608
