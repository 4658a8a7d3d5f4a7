"""What was typed and is not in the store: on its way, or refused with the reason; shown until corrected, never lost."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from ui.grid.source import RowKey

CellKey: TypeAlias = "tuple[Hashable, RowKey, str]"
"""Place of the source, key of the row, name of the column."""


@dataclass(slots=True)
class TypedCell:
    """Typed text; `reason` is '' while it is being kept. `serial` tells a later typing from an earlier one."""

    text: str
    serial: int
    reason: str = ""


class TypedCells:
    """All typed text of one grid, whichever source is shown."""

    def __init__(self) -> None:
        self._cells: dict[CellKey, TypedCell] = {}
        self._serials = count(1)

    def get(self, key: CellKey) -> TypedCell | None:
        """Return what waits for a cell."""
        return self._cells.get(key)

    @property
    def has_any(self) -> bool:
        """Say whether anything waits at all; asked for every cell that is painted."""
        return bool(self._cells)

    def put(self, key: CellKey, text: str) -> int:
        """Remember typed text as being kept; return its serial."""
        serial = next(self._serials)
        self._cells[key] = TypedCell(text, serial)
        return serial

    def refuse(self, key: CellKey, *, serial: int, reason: str) -> None:
        """Keep the text on screen with the reason, unless something was typed since."""
        cell = self._cells.get(key)
        if cell is not None and cell.serial == serial:
            cell.reason = reason

    def settle(self, key: CellKey, *, serial: int) -> None:
        """Let go of text that is in the store now, unless something was typed since."""
        cell = self._cells.get(key)
        if cell is not None and cell.serial == serial:
            del self._cells[key]

    def discard(self, key: CellKey) -> None:
        """Let go of text that the person took back."""
        self._cells.pop(key, None)

    def refused(self) -> Iterator[tuple[CellKey, TypedCell]]:
        """Yield the cells that were refused, oldest first."""
        return ((key, cell) for key, cell in self._cells.items() if cell.reason)

    @property
    def is_keeping(self) -> bool:
        """Say whether something is still on its way to the store."""
        return any(not cell.reason for cell in self._cells.values())
