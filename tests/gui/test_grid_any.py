"""Any sequence of pastes, fills and clearings, in any order of rows, against a plain model of a workbook's rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication

from tests.gui.grid_support import make_model, make_view, press, put_details, subjects, texts
from ui.grid.clipboard import to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.grid.view import GridView
    from ui.operations import Operations
    from ui.page.offers import Offers

    Settle = Callable[[], None]

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
ROWS, COLUMNS = 9, 3
LOCKED = {0, ROWS - 1}
"""Standard rows: the first and the last one."""
FIRST = 5
"""The first of three neighbouring columns whose texts may be anything that is pasted here."""
WORDS = ("险种", "账户", "区划", "账户、开户银行", "险种、区划")
"""What the first of them takes, auxiliary dimensions in the order of their list, and the others too."""


@dataclass
class Book:
    """A workbook of plain lists; `order` shows its rows, LOCKED ones are protected."""

    cells: list[list[str]] = field(default_factory=lambda: [[""] * COLUMNS for _ in range(ROWS)])
    order: list[int] = field(default_factory=lambda: list(range(ROWS)))

    def put(self, row: int, column: int, text: str) -> None:
        if 0 <= row < ROWS and 0 <= column < COLUMNS and self.order[row] not in LOCKED:
            self.cells[self.order[row]][column] = text

    def get(self, row: int, column: int) -> str:
        return self.cells[self.order[row]][column]

    def paste(self, area: Area, block: list[list[str]]) -> None:
        high, wide = len(block), len(block[0])
        down = area.high if area.high % high == 0 else high
        across = area.wide if area.wide % wide == 0 else wide
        for row in range(down):
            for column in range(across):
                self.put(area.top + row, area.left + column, block[row % high][column % wide])

    def fill(self, area: Area, *, down: bool) -> None:
        single = (area.high if down else area.wide) == 1
        before = 1 if single else 0
        if (area.top if down else area.left) - before < 0:
            return
        texts = {(row, column): self.get(row, column) for row in range(ROWS) for column in range(COLUMNS)}
        for row, column in area.places():
            origin = (area.top - before, column) if down else (row, area.left - before)
            self.put(row, column, texts[origin])

    def clear(self, area: Area) -> None:
        for row, column in area.places():
            self.put(row, column, "")

    def drag(self, area: Area, count: int) -> None:
        lines = [[self.get(row, column) for column in range(COLUMNS)] for row in range(ROWS)]
        for column in range(area.left, area.left + area.wide):
            for n in range(count):
                self.put(area.top + area.high + n, column, lines[area.top + n % area.high][column])

    def shown(self) -> list[list[str]]:
        return [self.cells[row] for row in self.order]


@dataclass(frozen=True)
class Area:
    top: int
    left: int
    high: int
    wide: int

    def places(self) -> list[tuple[int, int]]:
        return [
            (row, column)
            for row in range(self.top, self.top + self.high)
            for column in range(self.left, self.left + self.wide)
        ]


@st.composite
def areas(draw: st.DrawFn) -> Area:
    top, left = draw(st.integers(0, ROWS - 1)), draw(st.integers(0, COLUMNS - 1))
    return Area(top, left, draw(st.integers(1, ROWS - top)), draw(st.integers(1, COLUMNS - left)))


@st.composite
def pastes(draw: st.DrawFn) -> tuple[str, Area, list[list[str]]]:
    area = draw(areas())
    # what would go beyond the table opens the grid of new rows, which has tests of its own
    wide = draw(st.integers(1, COLUMNS - area.left))
    high = draw(st.integers(1, ROWS - area.top))
    cell = st.sampled_from(WORDS)
    return "paste", area, draw(st.lists(st.lists(cell, min_size=wide, max_size=wide), min_size=high, max_size=high))


steps = st.one_of(
    pastes(),
    st.tuples(st.sampled_from(["down", "right", "clear"]), areas(), st.none()),
    st.tuples(st.just("drag"), areas(), st.integers(1, 4)),
    st.tuples(st.just("sort"), areas(), st.none()),
)


def select(view: GridView, area: Area) -> None:
    first = view.grid.index(area.top, FIRST + area.left)
    last = view.grid.index(area.top + area.high - 1, FIRST + area.left + area.wide - 1)
    flags = QItemSelectionModel.SelectionFlag
    view.selectionModel().setCurrentIndex(first, flags.ClearAndSelect)
    view.selectionModel().select(QItemSelection(first, last), flags.ClearAndSelect)


def act(view: GridView, book: Book, step: tuple[str, Area, object], *, settle: Settle) -> None:
    """Do one step with real keys, and the same in the plain book."""
    name, area, given_with = step
    select(view, area)
    if name == "paste" and isinstance(given_with, list):
        QGuiApplication.clipboard().setText(to_text(given_with))
        press(view, Key.Key_V, CONTROL)
        book.paste(area, given_with)
    elif name == "right" and area.left == 0 and area.wide == 1:
        return  # it would take what stands to the left of the three columns
    elif name in {"down", "right"}:
        press(view, Key.Key_D if name == "down" else Key.Key_R, CONTROL)
        book.fill(area, down=name == "down")
    elif name == "clear":
        press(view, Key.Key_Delete)
        book.clear(area)
    elif name == "drag" and isinstance(given_with, int):
        count = min(given_with, ROWS - area.top - area.high)
        view.fill.over(view.selected_parts()[0], rows=count)
        book.drag(area, count)
    else:
        order = Qt.SortOrder.DescendingOrder if book.order[0] == 0 else Qt.SortOrder.AscendingOrder
        view.sortByColumn(0, order)
        book.order.reverse()
    settle()


@pytest.fixture
def small(qtbot: QtBot, store: Store, operations: Operations, offers: Offers) -> GridView:
    put_details(store, ROWS - len(LOCKED))
    made = make_view(make_model(operations), operations=operations, offers=offers)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=1, max_size=6))
def test_any_sequence_leaves_what_a_workbook_would_have(
    small: GridView, store: Store, settle: Settle, todo: list[tuple[str, Area, object]]
) -> None:
    small.headings.arrangement.sort()
    small.grid.show_source(subjects(store))
    settle()
    assert small.grid.rowCount() == ROWS
    small.grid.set_cells([(row, FIRST + column, "") for row in range(1, ROWS - 1) for column in range(COLUMNS)])
    settle()
    book = Book()
    for step in todo:
        act(small, book, step, settle=settle)
        found = [texts(small.grid, FIRST + column) for column in range(COLUMNS)]
        assert [list(line) for line in zip(*found, strict=True)] == book.shown(), step
        refused = small.grid.first_refused()
        assert not refused.isValid(), refused.data(Qt.ItemDataRole.ToolTipRole)
