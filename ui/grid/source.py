"""What a grid shows, free of Qt: columns, rows, and the work that reads and keeps them (HOUSE, style 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from ui.grid.marks import NO_MARKS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
    from decimal import Decimal

    from app.cell_changes import CellChange
    from app.column_values import ColumnValues
    from app.fields import Field, Value
    from app.filters import Filter
    from ui.grid.folds import Folds
    from ui.grid.marks import Marks
    from ui.grid.steps import Step
    from ui.operations import Progress

T = TypeVar("T")
Work: TypeAlias = "Callable[[Progress], T]"
"""What the database worker carries out; it touches nothing of the window."""

RowKey: TypeAlias = int | str
"""What a grid row is known by while it moves: a local row number, or a parameter's code."""

PAGE = 200
"""Rows that are read at once, and before anything else when a grid opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridColumn:
    """One column. `width` counts half-width characters; `editable` is False where no row may ever be edited."""

    name: str
    field: Field
    label: str
    width: int
    align_right: bool = False
    is_frozen: bool = False
    editable: bool = True
    can_clear: bool = True
    adds_up: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One row as it is shown: text, state, marks, why it is locked and what there is to say, column by column.

    `notes` and `changes` are by column, -1 for the row itself.
    `is_head`: no row of the store, but one above a group with its subtotals.
    """

    key: RowKey
    row_id: str
    texts: Sequence[str]
    states: Sequence[int]
    locks: Sequence[str]
    state: int = 0
    notes: Mapping[int, str] = field(default_factory=dict)
    changes: Mapping[int, CellChange] = field(default_factory=dict)
    marks: Mapping[int, Marks] = field(default_factory=lambda: NO_MARKS)
    is_muted: bool = False
    kept_because: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    cell_ids: Sequence[str] = ()
    is_head: bool = False

    def id_at(self, column: int) -> str:
        """Return the id of the stored row behind a cell ('' where none is stored yet)."""
        return self.cell_ids[column] if self.cell_ids else self.row_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed into one cell."""

    key: RowKey
    column: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Keys in order with the rows of the first screen; `steps` lead from the keys shown before (None: start anew)."""

    keys: Sequence[RowKey]
    rows: Sequence[GridRow]
    is_complete: bool
    steps: Sequence[Step] | None = None


@dataclass(slots=True, kw_only=True)
class Saved:
    """What became of typed cells: places in the action with the reason, and the rows as they are now.

    `is_partial`: there were too many rows to give them all back; the others are to be read again. `verb`: the word for
    the action, '' for typing.
    """

    rows: Sequence[GridRow] = ()
    is_partial: bool = False
    refused: dict[int, str] = field(default_factory=dict)
    skipped: dict[int, str] = field(default_factory=dict)
    written: int = 0
    verb: str = ""


def place_of(keys: Sequence[RowKey], key: RowKey) -> int:
    """Return where a key stands, -1 where it does not."""
    try:
        return keys.index(key)
    except ValueError:
        return -1


class GridSource(Protocol):
    """Rows and columns for one grid. Methods that return Work are carried out elsewhere; the rest is quick."""

    @property
    def columns(self) -> Sequence[GridColumn]:
        """Return the columns in their order."""

    @property
    def place(self) -> Hashable:
        """Return what tells apart equal keys of different sources (typed text waits under it)."""

    @property
    def keys(self) -> Sequence[RowKey]:
        """Return the keys of all rows in order."""

    @property
    def folds(self) -> Folds | None:
        """Return the groups in which the rows stand, None while they are not grouped."""

    def row(self, position: int) -> GridRow | None:
        """Return the row at a position; None while it is not read."""

    def edit_text(self, row: GridRow, column: int) -> str:
        """Return the text that an editor starts from and a copy takes; typed again, it gives the same value."""

    def amount(self, row: GridRow, column: int) -> Decimal | None:
        """Return a cell's number where its column adds up."""

    @property
    def can_arrange(self) -> bool:
        """Say whether its rows can be sorted and filtered."""

    def arrange(
        self, *, order: Sequence[tuple[str, bool]] | None = None, where: Sequence[Filter] | None = None
    ) -> None:
        """Order and filter the rows from the next opening on; None: as before. Columns not here are passed over."""

    def values_of(self, column: str, *, words: str) -> Work[ColumnValues]:
        """Return the work that lists a column's values among the rows that the other columns' filters leave."""

    def preparing(self, column: str) -> Work[None] | None:
        """Return the work that makes filters of a column quick, None where they are."""

    def opening(self, *, limit: int | None, shown: Sequence[RowKey] | None) -> Work[Opening]:
        """Return the work that finds the rows: the first `limit`, or all; `shown` are those on screen now."""

    def reading(self, positions: Iterable[int]) -> Work[list[GridRow]]:
        """Return the work that reads the rows at these positions, in their order."""

    def writing(self, cells: Sequence[Typed], *, verb: str = "") -> Work[Saved]:
        """Return the work that keeps typed cells as one action; good cells are kept even when others are refused.

        `verb`: the word for the action in its name, '' for typing.
        """

    def take(self, keys: Sequence[RowKey]) -> None:
        """Set the keys."""

    def remove(self, first: int, last: int) -> None:
        """Take out the keys at these positions."""

    def insert(self, first: int, keys: Sequence[RowKey]) -> None:
        """Put keys in before a position."""

    def keep(self, rows: Iterable[GridRow]) -> None:
        """Remember rows that were read."""

    def forget(self) -> None:
        """Forget all rows that were read; they are stale."""
