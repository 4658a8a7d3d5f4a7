"""How one cell or header looks: text, colours, alignment, tooltip; from the row and what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Qt

from app.row_state import RowState
from ui.grid.grouped_source import GroupedSource

if TYPE_CHECKING:
    from PySide6.QtGui import QBrush

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
WORDS = {
    RowState.WAITING: "待上传：已保存在本机，下次同步时上传",
    RowState.REFUSED: "被拒绝：中心没有接受这一行，更正后会重新上传",
    RowState.CONFLICT: "有冲突：别人也改了这一行，请用右键菜单“处理冲突…”选择保留哪一个",
    RowState.MERGED: "已合并：您的修改与别人的修改已合在一起",
}


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

    def painted(self, row: GridRow, position: int, column: int) -> tuple[str, QBrush | None, QBrush | None]:
        """Return text, ink and tint of a cell, for a delegate that paints it by itself."""
        typed = self._shown.typed_at(position, column)
        text = typed.text if typed else row.texts[column]
        if "\n" in text:
            text = text.replace("\n", " ")
        return text, self._ink_of(row, column, typed=typed), self._tint_of(row, column, typed=typed)

    def row_header(self, role: int, position: int) -> Any:  # noqa: ANN401
        """Return the row's number, and its state as a dot."""
        if role == Role.DisplayRole:
            source = self._shown.source
            return (isinstance(source, GroupedSource) and source.arrow(position)) or f"{position + 1}"
        if role == Role.TextAlignmentRole:
            return RIGHT
        row = self._shown.row_at(position) if role in {Role.DecorationRole, Role.ToolTipRole} else None
        if row is None or not row.state:
            return None
        return self.looks.dots.get(row.state) if role == Role.DecorationRole else self._row_tip(row)

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
        typed = self._shown.typed_at(position, column)
        if typed and typed.reason:
            return f"没有保存：{typed.reason}。请更正后按回车"
        state = row.states[column]
        found = [
            row.texts[column] if len(row.texts[column]) > 20 or "\n" in row.texts[column] else "",  # noqa: PLR2004
            row.notes.get(column, ""),
            row.notes.get(-1, ""),
            WORDS[RowState(state)] if state in WORDS and column not in row.notes else "",
            f"只读：{row.locks[column]}" if row.locks[column] else "",
        ]
        return "\n".join(filter(None, found)) or None

    def _row_tip(self, row: GridRow) -> str:
        return "\n".join([WORDS.get(RowState(row.state), ""), *row.notes.values()])

    def _spoken(self, row: GridRow, position: int, column: int) -> str:
        source = self._shown.source
        label = source.columns[column].label if source else ""
        state = RowState(row.states[column]).label if row.states[column] else ""
        typed = self._shown.typed_at(position, column)
        if typed and typed.reason:
            state = "没有保存"
        elif row.locks[column] and not state:
            state = "只读"
        return " ".join(filter(None, (label, self._text(row, position, column), state)))
