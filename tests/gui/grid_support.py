"""Building blocks of grid tests: rows of a county, sources, views with real keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest

from app.rows import Query
from tests.support import COUNTY, OPERATOR, YEAR, put_rows
from ui.grid.model import GridModel
from ui.grid.row_source import RowSource
from ui.grid.view import GridView
from ui.look.looks import looks_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.people import User
    from app.store import Store
    from ui.operations import Operations
    from ui.page.offers import Offers

SUBJECT = "accounting_subject"
CODE, NAME, PARENT, CATEGORY = 0, 1, 2, 3
Key = Qt.Key


def put_details(store: Store, count: int, *, start: int = 0) -> list[str]:
    """Put detail subjects of the county below 1003 into the store; return their ids."""
    return put_rows(
        store,
        SUBJECT,
        *(
            {
                "mof_div_code": COUNTY,
                "code": f"1003{number:04}",
                "name": f"明细{number:04}",
                "parent_code": "1003",
                "category": "1",
                "balance_side": "1",
            }
            for number in range(start, start + count)
        ),
    )


def subjects(store: Store, *, user: User = OPERATOR, **query: object) -> RowSource:
    """Return the source of the accounting subjects that the county sees."""
    wanted = Query(catalog=SUBJECT, fiscal_year=YEAR, region=COUNTY, **query)  # type: ignore[arg-type]
    return RowSource(store=store, user=user, query=wanted)


def make_model(operations: Operations) -> GridModel:
    """Return an empty model."""
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415 - the application exists only now

    return GridModel(operations=operations, looks=looks_of(QGuiApplication.palette()))


def make_view(model: GridModel, *, operations: Operations, offers: Offers) -> GridView:
    """Return a view of a size at which a dozen rows show."""
    view = GridView(model, operations=operations, offers=offers)
    view.resize(1200, 420)
    return view


def text(model: GridModel, row: int, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> str:
    """Return what a cell says in a role."""
    return str(model.index(row, column).data(role) or "")


def texts(model: GridModel, column: int) -> list[str]:
    """Return a column's cells."""
    return [text(model, row, column) for row in range(model.rowCount())]


def press(view: GridView, key: Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Send a key to whatever has the keyboard."""
    QTest.keyClick(view.opener.editor or view, key, modifiers)


def type_in(view: GridView, words: str) -> None:
    """Type letters (Chinese ones come from an input method); the first one opens the editor."""
    for letter in words:
        if letter.isascii():
            QTest.keyClicks(view.opener.editor or view.viewport(), letter)
        else:
            typed = QInputMethodEvent()
            typed.setCommitString(letter)
            QGuiApplication.sendEvent(view.opener.editor or view, typed)


def editor(view: GridView) -> QWidget:
    """Return the open editor."""
    assert view.opener.editor is not None
    return view.opener.editor


def at(view: GridView) -> tuple[int, int]:
    """Return where the current cell is."""
    return view.currentIndex().row(), view.currentIndex().column()
