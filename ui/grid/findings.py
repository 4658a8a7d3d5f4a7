"""What the checks found, by row and field, for the cells of all grids to show (clause 1.9: 审核)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.local_time import local_time
from app.problems.found import Severity
from ui.grid.marks import Mark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.problems.found import Found
    from ui.grid.marks import Marks
    from ui.grid.source import GridColumn, GridRow

RowFindings = dict[str, list["Found"]]
"""By field; '' where the row itself is meant."""


class Findings(QObject):
    """Holds what stands; whoever checks puts it in, catalog by catalog. Emits the name of a catalog that changed."""

    changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, dict[str, RowFindings]] = {}

    def take(self, catalog: str, found: Sequence[Found]) -> None:
        """Put in everything that is found in a catalog now."""
        rows: dict[str, RowFindings] = {}
        for one in found:
            rows.setdefault(one.place.row_id, {}).setdefault(one.field, []).append(one)
        if rows or self._rows.get(catalog):
            self._rows[catalog] = rows
            self.changed.emit(catalog)

    def of(self, catalog: str) -> Mapping[str, RowFindings]:
        """Return what stands in a catalog, by row id."""
        return self._rows.get(catalog, {})


def found_at(
    rows: Mapping[str, RowFindings], row: GridRow, *, columns: Sequence[GridColumn], column: int
) -> Sequence[Found]:
    """Return what was found at a cell; the first cell of a row also bears what has no column of its own."""
    fields = rows.get(row.id_at(column))
    if not fields:
        return ()
    own = fields.get(columns[column].field.name, ())
    if column or row.cell_ids:
        return own
    names = {one.field.name for one in columns}
    return [*own, *(one for name, found in fields.items() if name not in names for one in found)]


def found_marks(found: Sequence[Found]) -> Marks:
    """Return the mark of the worst of these."""
    if any(one.severity is Severity.ERROR for one in found):
        return (Mark.INVALID,)
    return (Mark.WARNING if any(one.is_open for one in found) else Mark.EXPLAINED,)


def found_sentence(one: Found) -> str:
    """Return a finding as one sentence: what was found, by which rule, and how it was explained."""
    told = f"{one.severity.label}：{one.text}（规则：{one.rule_text}）"
    if one.explanation is None:
        return told if one.severity is Severity.ERROR else f"{told}，待说明"
    who = " ".join(filter(None, (one.explanation.author, local_time(one.explanation.at))))
    again = "，数值又变了，须重新说明" if one.is_outdated else ""
    return f"{told}，已说明：{one.explanation.text}（{who}）{again}"
