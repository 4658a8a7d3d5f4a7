"""Building blocks of the shell's tests: a desk on a small store, changes that wait, clash or were refused."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from sqlalchemy import update

from app.commands import CellEdit, add_rows, edit_cells
from app.row_state import LineState
from tests.support import COUNTY, OPERATOR, YEAR, small_store
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
