"""Building blocks of the shell's tests: a desk on a small store, changes that wait, clash or were refused."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from sqlalchemy import update

from app.commands import CellEdit, add_rows, edit_cells
from app.row_state import LineState, RowState
from sync.merging import Beside, keep_notes
from tests.support import COUNTY, OPERATOR, YEAR, put_rows, small_store
from ui.desk import Desk
from ui.operations import Operations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.fields import Value

SUBJECT = "accounting_subject"


@contextmanager
def open_desk(folder: Path) -> Iterator[Desk]:
    """Give a county operator's desk on a small store, and close it in order."""
    store, operations = small_store(folder), Operations(log_path=folder / "shebao.log")
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    try:
        yield Desk(store=store, user=OPERATOR, operations=operations, settings=settings, folder=folder)
    finally:
        operations.close()
        store.close()


def add_subject(desk: Desk, *, code: str, name: str) -> str:
    """Add a detail subject of the county below 1003, as a person does; return its id."""
    values: dict[str, Value] = {
        "fiscal_year": YEAR,
        "mof_div_code": COUNTY,
        "code": code,
        "name": name,
        "parent_code": "1003",
        "category": "1",
        "balance_side": "1",
    }
    catalog = desk.schema.catalog(SUBJECT)
    outcome = add_rows(desk.store, user=desk.user, catalog=catalog, rows=[{**catalog.blank(), **values}])
    assert outcome.refusals == []
    return outcome.written[0]


def rename(desk: Desk, row_id: str, name: str) -> None:
    """Rename a subject, as a person does."""
    edit = CellEdit(row_id=row_id, field="name", given=name)
    assert not edit_cells(desk.store, user=desk.user, catalog=desk.schema.catalog(SUBJECT), cells=[edit]).refusals


def mark_line(desk: Desk, row_id: str, *, state: str, **values: object) -> None:
    """Let a waiting line be as the central's answer would have left it."""
    outbox = desk.schema.table("outbox")
    with desk.store.write() as connection:
        connection.execute(update(outbox).where(outbox.c.row_id == row_id).values(state=state, **values))


def three_lines(desk: Desk) -> dict[str, str]:
    """Make one waiting, one refused and one clashing line; return the row ids by state."""
    ids = {
        state: add_subject(desk, code=code, name=name)
        for state, code, name in (
            (LineState.OPEN, "100301", "工行存款"),
            (LineState.REFUSED, "100302", "农行存款"),
            (LineState.CONFLICT, "100303", "建行存款"),
        )
    }
    mark_line(desk, ids[LineState.REFUSED], state=LineState.REFUSED, field="code", message="代码与上级不符")
    mark_line(
        desk,
        ids[LineState.CONFLICT],
        state=LineState.CONFLICT,
        theirs='{"name":"建设银行存款"}',
        theirs_by="yz_jb",
        theirs_at="2026-03-01T08:00:00Z",
    )
    return ids


def received(desk: Desk, *, code: str, **values: Value) -> str:
    """Put in a detail subject of the county as the central would have sent it."""
    row: dict[str, object] = {
        "mof_div_code": COUNTY,
        "code": code,
        "name": f"存款{code}",
        "parent_code": "1003",
        "category": "1",
        "balance_side": "1",
        **values,
    }
    return put_rows(desk.store, SUBJECT, row)[0]


def clash(desk: Desk, *, code: str, mine: str, theirs: str, by: str = "yz_jb") -> str:
    """Let a subject's name clash as the central's answer leaves it: theirs in the row, mine in the line."""
    row_id = received(desk, code=code)
    rename(desk, row_id, mine)
    known = json.dumps({"name": theirs}, ensure_ascii=False)
    at = "2026-03-01T08:00:00Z"
    mark_line(desk, row_id, state=LineState.CONFLICT, theirs=known, theirs_by=by, theirs_at=at, field="name")
    table = desk.schema.rows[SUBJECT]
    with desk.store.write() as connection:
        row = update(table).where(table.c.id == row_id)
        connection.execute(row.values(name=theirs, version=2, state=int(RowState.CONFLICT)))
    return row_id


def clash_of_amounts(desk: Desk, *, number: str, mine: str, theirs: int) -> str:
    """Let an account's balance clash; `theirs` in fen."""
    account = {"mof_div_code": COUNTY, "account_no": number, "account_name": "专户", "bank_name": "农行"}
    (row_id,) = put_rows(desk.store, "fund_account", {**account, "account_type": "31", "balance": 100_00})
    cell = CellEdit(row_id=row_id, field="balance", given=mine)
    assert not edit_cells(
        desk.store, user=desk.user, catalog=desk.schema.catalog("fund_account"), cells=[cell]
    ).refusals
    mark_line(desk, row_id, state=LineState.CONFLICT, theirs=json.dumps({"balance": theirs}), theirs_by="yz_jb")
    table = desk.schema.rows["fund_account"]
    with desk.store.write() as connection:
        connection.execute(update(table).where(table.c.id == row_id).values(balance=theirs))
    return row_id


def repair(desk: Desk, *, code: str, here: str, there: str) -> str:
    """Let a verification have put a subject's remark right."""
    row_id = received(desk, code=code, remark=there)
    with desk.store.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO repaired (at, catalog, row_id, kind, label, changes) VALUES (?, ?, ?, 'different', ?, ?)",
            ("2026-03-01T08:00:00.000Z", SUBJECT, row_id, code, json.dumps({"remark": [here, there]})),
        )
    return row_id


def merge(desk: Desk, *, code: str, before: str, after: str, by: str) -> str:
    """Let somebody else have set a subject's remark beside my new name."""
    row_id = received(desk, code=code, remark=after)
    found = iter([("remark", before, after)])
    with desk.store.write() as connection:
        beside = Beside(("name",), by, "2026-03-01T08:00:00Z")
        keep_notes(connection, catalog=SUBJECT, row_id=row_id, found=found, beside=beside)
    return row_id
