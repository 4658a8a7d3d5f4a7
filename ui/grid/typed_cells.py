"""What was typed and is not in the store: on its way, or refused with the reason; shown until corrected, never lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

from ui.grid.source import Typed

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

    from ui.grid.source import RowKey

CellKey: TypeAlias = "tuple[Hashable, RowKey, str]"
"""Place of the source, key of the row, name of the column."""


@dataclass(slots=True)
class TypedCell:
    """Typed text; `reason` is '' while it is being kept. `serial` tells a later typing from an earlier one.

    `is_old`: it was typed before the program ended; the store may have it after all.
    """

    text: str
    serial: int
    reason: str = ""
    is_old: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Many cells on their way as one action, without an object for each.

    `rows`: position by row key, `columns`: place by column name; `text_at`: what goes to (position, place), None for
    a cell between them that is not meant.
    """

    place: Hashable
    rows: Mapping[RowKey, int]
    columns: Mapping[str, int]
    text_at: Callable[[int, int], str | None]
    serial: int = 0

    def text(self, key: CellKey) -> str | None:
        """Return what is on its way to a cell, None when nothing is."""
        row, column = self.rows.get(key[1]), self.columns.get(key[2])
        return None if key[0] != self.place or row is None or column is None else self.text_at(row, column)

    def cells(self) -> list[Typed]:
        """Return the cells row by row."""
        return [
            Typed(key=key, column=name, text=text)
            for key, row in self.rows.items()
            for name, column in self.columns.items()
            if (text := self.text_at(row, column)) is not None
        ]


@dataclass(slots=True)
class TypedCells:
    """All typed text of one grid, whichever source is shown."""

    _cells: dict[CellKey, TypedCell] = field(default_factory=dict)
    _blocks: dict[int, Block] = field(default_factory=dict)
    _serials: count[int] = field(default_factory=lambda: count(1))

    def get(self, key: CellKey) -> TypedCell | None:
        """Return what waits for a cell; the latest where several things do."""
        found = self._cells.get(key)
        for serial, block in self._blocks.items():
            if (found is None or found.serial < serial) and (text := block.text(key)) is not None:
                found = TypedCell(text, serial)
        return found

    @property
    def has_any(self) -> bool:
        """Say whether anything waits at all; asked for every cell that is painted."""
        return bool(self._cells or self._blocks)

    def put(self, key: CellKey, text: str) -> int:
        """Remember typed text as being kept; return its serial."""
        serial = next(self._serials)
        self._cells[key] = TypedCell(text, serial)
        return serial

    def put_block(self, block: Block) -> int:
        """Remember a block as being kept; return its serial."""
        serial = next(self._serials)
        self._blocks[serial] = block
        return serial

    def settle_block(self, serial: int, *, refused: Mapping[CellKey, tuple[str, str]]) -> None:
        """Let go of a block; `refused` cells stay as (text, reason), unless something was typed since."""
        block = self._blocks.pop(serial)
        for key, cell in list(self._cells.items()):
            if cell.serial < serial and block.text(key) is not None:
                del self._cells[key]
        for key, (text, reason) in refused.items():
            if key not in self._cells:
                self._cells[key] = TypedCell(text, serial, reason)

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

    def single(self) -> Iterator[tuple[CellKey, TypedCell]]:
        """Yield the cells that wait one by one, refused or on their way."""
        yield from self._cells.items()

    def bring_back(self, key: CellKey, *, text: str, reason: str) -> None:
        """Take text that waited when the program ended, unless something was typed since."""
        if key not in self._cells:
            self._cells[key] = TypedCell(text, next(self._serials), reason, is_old=True)

    @property
    def is_keeping(self) -> bool:
        """Say whether something is still on its way to the store."""
        return bool(self._blocks) or any(not cell.reason for cell in self._cells.values())
