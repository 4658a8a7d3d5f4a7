"""How one cell or header looks: text, colours, alignment, tooltip; from the row and what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Qt

from app.row_state import RowState
from ui.grid.findings import found_at, found_marks
from ui.grid.marks import Mark
from ui.grid.tips import cell_tip, row_tip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QBrush

    from app.problems.found import Found
    from ui.grid.findings import RowFindings
    from ui.grid.marks import Marks
    from ui.grid.source import GridColumn, GridRow, GridSource
    from ui.grid.typed_cells import TypedCell
    from ui.look.looks import Looks

Role = Qt.ItemDataRole
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
CENTER = int(Qt.AlignmentFlag.AlignCenter)
HEADER_ROLES = frozenset(
    int(role) for role in (Role.DisplayRole, Role.TextAlignmentRole, Role.DecorationRole, Role.ToolTipRole)
)
DISPUTED = (RowState.REFUSED, RowState.CONFLICT)
"""States in which a cell with a note is the one that is meant."""


class Shown(Protocol):
    """What a face asks of the model."""

    @property
    def source(self) -> GridSource | None:
        """Return the source on screen."""

    def row_at(self, position: int) -> GridRow | None:
        """Return a row."""

    def typed_at(self, row: int, column: int) -> TypedCell | None:
        """Return typed text."""


class CellFace:
    """Answers Qt's roles for cells and headers."""

    def __init__(self, shown: Shown, looks: Looks) -> None:
        self._shown = shown
        self.looks = looks
        self.has_red = True
        self.found: Mapping[str, RowFindings] = {}
        self._cells = {
            int(Role.DisplayRole): self._text,
            int(Role.EditRole): self._edit_text,
            int(Role.TextAlignmentRole): self._alignment,
            int(Role.ForegroundRole): self._ink,
            int(Role.BackgroundRole): self._tint,
            int(Role.ToolTipRole): self._tip,
            int(Role.AccessibleTextRole): self._spoken,
            int(Role.AccessibleDescriptionRole): self._tip,
        }

    def cell(self, role: int, row: GridRow, position: int, column: int) -> Any:  # noqa: ANN401 - Qt's own type
        """Return a cell's answer to a role, None where there is nothing to say."""
        answer = self._cells.get(role)
        return answer(row, position, column) if answer else None

    def painted(self, row: GridRow, position: int, column: int) -> tuple[str, QBrush | None, QBrush | None, Marks]:
        """Return text, ink, tint and marks of a cell, for a delegate that paints it by itself."""
        typed = self._shown.typed_at(position, column)
        text = typed.text if typed else row.texts[column]
        if "\n" in text:
            text = text.replace("\n", " ")
        ink, tint = self._ink_of(row, column, typed=typed), self._tint_of(row, column, typed=typed)
        return text, ink, tint, self._marks_of(row, column, typed=typed)

    def _marks_of(self, row: GridRow, column: int, *, typed: TypedCell | None) -> Marks:
        """Return the marks of a cell: what the row's reading gave, what was found in it, what was typed and refused."""
        marks = row.marks.get(column, ()) if row.marks else ()
        if self.found and (found := self._found_at(row, column)):
            marks += found_marks(found)
        if typed:
            return (Mark.INVALID,) if typed.reason else marks
        if not row.texts[column] and not row.locks[column] and self._adds_up(column):
            marks += (Mark.BLANK,)
        return marks

    def _found_at(self, row: GridRow, column: int) -> Sequence[Found]:
        source = self._shown.source
        return found_at(self.found, row, columns=source.columns, column=column) if source else ()

    def _adds_up(self, column: int) -> bool:
        source = self._shown.source
        return bool(source and source.columns[column].adds_up)

    def row_header(self, role: int, position: int) -> Any:  # noqa: ANN401
        """Return the row's number, and its state as a dot."""
        if role == Role.DisplayRole:
            source = self._shown.source
            sign = source.folds.arrow(source.keys[position]) if source is not None and source.folds else ""
            return sign or f"{position + 1}"
        if role == Role.TextAlignmentRole:
            return RIGHT
        row = self._shown.row_at(position) if role in {Role.DecorationRole, Role.ToolTipRole} else None
        if row is None or not row.state:
            return None
        return self.looks.dots.get(row.state) if role == Role.DecorationRole else row_tip(row)

    def column_header(self, role: int, column: GridColumn) -> Any:  # noqa: ANN401
        """Return the label, aligned as the cells below it."""
        if role == Role.DisplayRole:
            return column.label
        if role == Role.TextAlignmentRole:
            return RIGHT if column.align_right else LEFT
        if role == Role.ToolTipRole:
            return column.help or column.label
        return None

    def _text(self, row: GridRow, position: int, column: int) -> str:
        typed = self._shown.typed_at(position, column)
        text = typed.text if typed else row.texts[column]
        return text.replace("\n", " ") if "\n" in text else text

    def _edit_text(self, row: GridRow, position: int, column: int) -> str:
        typed, source = self._shown.typed_at(position, column), self._shown.source
        if typed:
            return typed.text
        return source.edit_text(row, column) if source else ""

    def _alignment(self, _row: GridRow, _position: int, column: int) -> int:
        source = self._shown.source
        return RIGHT if source and source.columns[column].align_right else LEFT

    def _ink(self, row: GridRow, position: int, column: int) -> QBrush | None:
        return self._ink_of(row, column, typed=self._shown.typed_at(position, column))

    def _ink_of(self, row: GridRow, column: int, *, typed: TypedCell | None) -> QBrush | None:
        if typed and typed.reason:
            return self.looks.invalid_ink
        if row.is_muted:
            return self.looks.muted_ink
        text = typed.text if typed else row.texts[column]
        return self.looks.negative_ink if self.has_red and text[:1] == "-" and self._is_number(column) else None

    def _is_number(self, column: int) -> bool:
        source = self._shown.source
        return bool(source and source.columns[column].align_right)

    def _tint(self, row: GridRow, position: int, column: int) -> QBrush | None:
        return self._tint_of(row, column, typed=self._shown.typed_at(position, column))

    def _tint_of(self, row: GridRow, column: int, *, typed: TypedCell | None) -> QBrush | None:
        if row.is_head:
            return self.looks.group_tint
        if typed:
            return self.looks.invalid_tint if typed.reason else self.looks.saving_tint
        if state := row.states[column]:
            return (self.looks.marks if state in DISPUTED and column in row.notes else self.looks.tints).get(state)
        return self.looks.locked_tint if row.locks[column] else None

    def _tip(self, row: GridRow, position: int, column: int) -> str | None:
        source = self._shown.source
        if source is None:
            return None
        typed = self._shown.typed_at(position, column)
        return cell_tip(row, column, shown=source.columns[column], typed=typed, found=self._found_at(row, column))

    def _spoken(self, row: GridRow, position: int, column: int) -> str:
        source = self._shown.source
        label = source.columns[column].label if source else ""
        state = RowState(row.states[column]).label if row.states[column] else ""
        typed = self._shown.typed_at(position, column)
        if typed and typed.reason:
            state = "没有保存"
        elif row.locks[column] and not state:
            state = "只读"
        marks = self._marks_of(row, column, typed=typed)
        said = [mark.label for mark in marks if mark.label != state and not (typed and typed.reason)]
        return " ".join(filter(None, (label, self._text(row, position, column), state, *said)))
