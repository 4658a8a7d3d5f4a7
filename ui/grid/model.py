"""The one grid model: rows and columns of a GridSource for Qt views, read and kept by the worker (HOUSE, style 7)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from ui.grid.cells import HEADER_ROLES, CellFace
from ui.grid.keeping import Keeping
from ui.grid.pager import Pager
from ui.grid.source import PAGE, GridColumn, GridRow, GridSource, Opening, RowKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QBrush

    from app.errors import ShebaoError
    from app.filters import Filter
    from ui.grid.findings import RowFindings
    from ui.grid.marks import Marks
    from ui.grid.steps import Step
    from ui.grid.typed_cells import TypedCell
    from ui.look.looks import Looks
    from ui.operations import Operations

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
# made once: views ask for flags with every cell they paint
LOCKED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
OPEN = LOCKED | Qt.ItemFlag.ItemIsEditable


class GridModel(QAbstractTableModel):
    """Shows one source after another; what was typed and not kept stays until it is corrected."""

    closing = Signal()
    """The rows on screen are about to leave; what is being typed should be kept now."""
    opened = Signal()
    """The first screen of a source stands."""
    counted = Signal(int, bool)
    """Number of rows known, and whether that is all of them."""
    saved = Signal(object)
    """A Saved: what became of typed cells."""
    failed = Signal(object)
    """A ShebaoError of reading or keeping."""

    def __init__(self, *, operations: Operations, looks: Looks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._source: GridSource | None = None
        self._coming: GridSource | None = None
        self.is_finding = False
        """Whether rows are still being looked for: what is not here yet may come."""
        self.keeping = Keeping(self, operations=operations)
        self._face = CellFace(self, looks)
        self._pager = Pager(operations=operations, read=self._read, parent=self)
        self._pager.failed.connect(self.failed)
        self.visible: Callable[[], range] = lambda: range(PAGE)

    # what is shown

    @property
    def source(self) -> GridSource | None:
        """Return the source on screen."""
        return self._source

    @property
    def columns(self) -> Sequence[GridColumn]:
        """Return the columns on screen."""
        return self._source.columns if self._source else ()

    def row_at(self, position: int) -> GridRow | None:
        """Return the row at a position, None while it is not read."""
        return self._source.row(position) if self._source and 0 <= position < len(self._source.keys) else None

    def typed_at(self, row: int, column: int) -> TypedCell | None:
        """Return what was typed into a cell and is not in the store."""
        return self.keeping.typed_at(row, column)

    def lock_at(self, row: int, column: int) -> str:
        """Return why a cell cannot be edited ('' when it can)."""
        found = self.row_at(row)
        return found.locks[column] if found else "正在读取这一行，请稍候"

    @property
    def looks(self) -> Looks:
        """Return the colours in use."""
        return self._face.looks

    def set_looks(self, looks: Looks) -> None:
        """Take the colours of another palette."""
        self._face.looks = looks
        self.show_changed(0, self.rowCount() - 1)

    def show_negatives(self, *, in_red: bool) -> None:
        """Show negative numbers in red, or as the others."""
        self._face.has_red = in_red

    def show_found(self, found: Mapping[str, RowFindings]) -> None:
        """Mark what the checks found, by row id and field."""
        self._face.found = found
        self.show_changed(0, self.rowCount() - 1)

    def rowCount(self, parent: Index = ROOT) -> int:
        """Count the rows found so far."""
        return 0 if parent.isValid() or self._source is None else len(self._source.keys)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return what Qt asks for; a row that is not in memory is asked for and comes later."""
        if self._source is None or not index.isValid():
            return None
        row = self._source.row(index.row())
        if row is None:
            self._pager.want(self._source, index.row())
            return None
        return self._face.cell(role, row, index.row(), index.column())

    def painted(self, row: int, column: int) -> tuple[str, QBrush | None, QBrush | None, Marks] | None:
        """Return text, ink, tint and marks of a cell in one answer; None while its row is not read."""
        found = self.row_at(row)
        if found is None:
            if self._source is not None:
                self._pager.want(self._source, row)
            return None
        return self._face.painted(found, row, column)

    def headerData(  # noqa: D102 - Qt's own
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401
        if role not in HEADER_ROLES:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self._face.row_header(role, section)
        return self._face.column_header(role, self.columns[section]) if section < len(self.columns) else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let cells be edited that nothing locks."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return LOCKED if self.lock_at(index.row(), index.column()) else OPEN

    # opening, sorting, refreshing

    def show_source(self, source: GridSource) -> None:
        """Read and then show another source; until its first screen is there the old one stays."""
        self._open(source)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the source order its rows by one column; -1 is the natural order."""
        by = [] if column < 0 else [(self.columns[column].name, order == Qt.SortOrder.DescendingOrder)]
        self.arrange(order=by)

    def arrange(
        self, *, order: Sequence[tuple[str, bool]] | None = None, where: Sequence[Filter] | None = None
    ) -> None:
        """Let the source order and filter its rows."""
        source = self._coming or self._source
        if source is not None:
            source.arrange(order=order, where=where)
            self._open(source)

    def refresh(self) -> None:
        """Find the rows again; those that stay keep their selection and place."""
        if self._coming is not None:
            self._open(self._coming)
        elif self._source is not None:
            self._pager.begin_anew()
            self._find(self._source, limit=None, shown=self._source.keys)

    def _open(self, source: GridSource) -> None:
        self._pager.begin_anew()
        self._coming = source
        self._find(source, limit=PAGE, shown=None)

    def _find(self, source: GridSource, *, limit: int | None, shown: Sequence[RowKey] | None) -> None:
        self.is_finding = True
        self._operations.run(
            source.opening(limit=limit, shown=shown),
            done=partial(self._found, source),
            failed=self._not_found,
            owner=self,
            key="open",
            lane="find",
            label="读取数据",
        )

    def _found(self, source: GridSource, opening: Opening) -> None:
        if opening.steps is None or source is not self._source:
            self._start_anew(source, opening)
        else:
            self._take_steps(source, opening.steps)
            self._renew(source, opening)
        self.is_finding = not opening.is_complete
        self.counted.emit(self.rowCount(), opening.is_complete)
        if not opening.is_complete:
            QTimer.singleShot(0, self, lambda: self._find_rest(source))  # the first screen is painted before

    def _take_steps(self, source: GridSource, steps: Sequence[Step]) -> None:
        for step in steps:
            if step.keys:
                self.beginInsertRows(ROOT, step.first, step.first + len(step.keys) - 1)
                source.insert(step.first, step.keys)
                self.endInsertRows()
            else:
                self.beginRemoveRows(ROOT, step.first, step.last)
                source.remove(step.first, step.last)
                self.endRemoveRows()

    def rearrange(self, keys: Sequence[RowKey]) -> None:
        """Show other rows of the source at once: all groups open or close."""
        if self._source is None or self.is_finding:
            self.refresh()
            return
        self.closing.emit()
        self.beginResetModel()
        self._source.take(keys)
        self.endResetModel()
        self.counted.emit(self.rowCount(), True)  # noqa: FBT003 - a signal's argument

    def take_steps(self, steps: Sequence[Step]) -> None:
        """Show or hide rows of the source that stay what they are: a group opens or closes."""
        if self._source is not None and not self.is_finding:
            self._take_steps(self._source, steps)
            self.counted.emit(self.rowCount(), True)  # noqa: FBT003 - a signal's argument
        else:
            self.refresh()

    def _find_rest(self, source: GridSource) -> None:
        if source is self._source and self._coming is None:
            self._find(source, limit=None, shown=source.keys)

    def _start_anew(self, source: GridSource, opening: Opening) -> None:
        self.closing.emit()
        self.beginResetModel()
        self._source, self._coming = source, None
        source.forget()
        source.take(opening.keys)
        source.keep(opening.rows)
        self._pager.begin_anew()
        self.endResetModel()
        self.opened.emit()

    def _renew(self, source: GridSource, opening: Opening) -> None:
        """Show the present content of the rows in view after a refresh; others are read when they come into view."""
        if opening.rows:
            source.forget()
            source.keep(opening.rows)
            self.show_changed(0, self.rowCount() - 1)
            return
        in_view = [position for position in self.visible() if position < self.rowCount()]

        def done(rows: list[GridRow]) -> None:
            if source is self._source:
                source.forget()
                source.keep(rows)
                self.show_changed(0, self.rowCount() - 1)

        self._operations.run(source.reading(in_view), done=done, failed=self._failed, owner=self, key="renew")

    def ask_for(self, positions: range) -> bool:
        """Have rows read that are not in memory, at once; say whether any of these is there to be shown."""
        source = self._source
        if source is None or not positions:
            return True
        positions = positions[: max(self.rowCount() - positions.start, 0)]
        missing = [place for place in positions if self.row_at(place) is None]
        if missing:
            self._pager.want_now(source, range(missing[0], missing[-1] + 1))
        return not missing or len(missing) < len(positions)

    def _read(self, source: GridSource, stretches: Sequence[range], rows: Sequence[GridRow]) -> None:
        source.keep(rows)
        if source is self._source:
            for stretch in stretches:
                self.show_changed(stretch.start, min(stretch.stop, self.rowCount()) - 1)

    def _not_found(self, error: ShebaoError) -> None:
        self.is_finding = False
        self._failed(error)

    def _failed(self, error: ShebaoError) -> None:
        self.failed.emit(error)

    # editing

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: ANN401
        """Keep what an editor gives."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self.set_cells([(index.row(), index.column(), str(value))])
        return True

    def set_cells(self, cells: Iterable[tuple[int, int, str]], *, verb: str = "") -> bool:
        """Keep typed text, (row, column, text) each, as one action; return False when nothing is different.

        `verb`: the word for the action, '' for typing.
        """
        return self.keeping.set_cells(cells, verb=verb)

    def take_back(self, row: int, column: int) -> None:
        """Let go of what was typed into a cell and refused; the stored value shows again."""
        self.keeping.take_back(row, column)

    @property
    def refused_count(self) -> int:
        """Count the cells whose text was refused, on all sources."""
        return self.keeping.refused_count

    @property
    def is_keeping(self) -> bool:
        """Say whether typed text is still on its way to the store."""
        return self.keeping.is_keeping

    def first_refused(self) -> QModelIndex:
        """Return the first refused cell of the source on screen (invalid: there is none)."""
        return self.keeping.first_refused()

    def show_changed(self, first: int, last: int) -> None:
        """Have the rows from `first` to `last` painted anew."""
        if not (0 <= first <= last < self.rowCount() and self.columnCount()):
            return
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))
