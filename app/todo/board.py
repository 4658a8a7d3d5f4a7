"""催报: regions down, pages of the year's tables across, in each cell how far it is (SPEC section 3). Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.workflow import FILL_IN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.flow.board import BoardLine
    from app.flow.record import Place
    from app.todo.reading import Labels


class Word(StrEnum):
    """How far a page is, as the board shows it: late before anything else that is still open."""

    LATE = "late"
    RETURNED = "returned"
    MISSING = "missing"
    FILLING = "filling"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    REPORTED = "reported"
    FILED = "filed"

    @property
    def label(self) -> str:
        """Return the officers' word."""
        return _LABELS[self]

    @property
    def is_open(self) -> bool:
        """Say whether the region has yet to submit it; only of this is it reminded."""
        return self in (Word.LATE, Word.RETURNED, Word.MISSING, Word.FILLING)


_LABELS = {
    Word.LATE: "逾期",
    Word.RETURNED: "退回",
    Word.MISSING: "未填报",
    Word.FILLING: "填报中",
    **{Word(state.code): state.label for state in FILL_IN.states[1:]},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardColumn:
    """One page of a table: `label` the insurance type, `group` the table with its basis."""

    catalog: str
    insurance_type: str
    basis: str
    label: str
    group: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One region with its cells, None where it has nothing to fill in; `depth`: below how many others it stands."""

    region: str
    name: str
    level: int
    depth: int
    cells: tuple[BoardLine | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All of it; `counts` by word, in the order of `Word`."""

    columns: tuple[BoardColumn, ...] = ()
    rows: tuple[BoardRow, ...] = ()
    counts: Mapping[Word, int]

    @property
    def sentence(self) -> str:
        """Return the counts as one line."""
        told = "　".join(f"{word.label} {count:,}" for word, count in self.counts.items() if count)
        return told or "没有要填报的表。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of the board is to be shown: 0 and '' for all. `table` is (catalog, basis)."""

    level: int = 0
    table: tuple[str, str] = ("", "")
    word: Word | None = None
    only_open: bool = False

    def takes(self, line: BoardLine) -> bool:
        """Say whether a page is shown."""
        word = word_of(line)
        return (
            self.level in (0, line.level)
            and self.table in (("", ""), (line.place.catalog, line.place.basis))
            and self.word in (None, word)
            and (word.is_open or not self.only_open)
        )


def word_of(line: BoardLine) -> Word:
    """Return how far a page is."""
    if line.state != FILL_IN.start:
        return Word(line.state)
    if line.is_late:
        return Word.LATE
    if line.is_returned:
        return Word.RETURNED
    return Word.FILLING if line.filled else Word.MISSING


def text_of(line: BoardLine) -> str:
    """Return how far a page is in a few words."""
    word = word_of(line)
    return f"逾期 {line.days_late} 天" if word is Word.LATE else word.label


def build_board(lines: Iterable[BoardLine], *, labels: Labels, wanted: Wanted) -> Board:
    """Return the pages as a board: regions in the order of the tree, columns by table and insurance type."""
    shown = [line for line in lines if line.level and wanted.takes(line)]
    keys = sorted({_column_key(line.place) for line in shown})
    columns = tuple(_column(key, labels=labels, lines=shown) for key in keys)
    by_region: dict[str, dict[tuple[str, str, str], BoardLine]] = {}
    for line in shown:
        by_region.setdefault(line.place.region, {})[_column_key(line.place)] = line
    firsts = {region: next(iter(cells.values())) for region, cells in by_region.items()}
    rows = tuple(
        BoardRow(
            region=region,
            name=firsts[region].region_name,
            level=firsts[region].level,
            depth=depth,
            cells=tuple(by_region[region].get(key) for key in keys),
        )
        for region, depth in in_tree_order({region: line.parent for region, line in firsts.items()})
    )
    found = Counter(word_of(line) for line in shown)
    return Board(columns=columns, rows=rows, counts={word: found[word] for word in Word})


def in_tree_order(parents: Mapping[str, str]) -> list[tuple[str, int]]:
    """Return codes with their depth, each below its parent, children by code; circles are opened, none is lost."""
    below: dict[str, list[str]] = {}
    for code in sorted(parents):
        parent = parents[code]
        below.setdefault(parent if parent in parents and parent != code else "", []).append(code)
    order: list[tuple[str, int]] = []
    seen: set[str] = set()

    def walk(codes: Sequence[str], depth: int) -> None:
        for code in codes:
            if code not in seen:
                seen.add(code)
                order.append((code, depth))
                walk(below.get(code, ()), depth + 1)

    walk(below.get("", ()), 0)
    walk(sorted(set(parents) - seen), 0)
    return order


def _column_key(place: Place) -> tuple[str, str, str]:
    return (place.catalog, place.basis, place.insurance_type)


def _column(key: tuple[str, str, str], *, labels: Labels, lines: Sequence[BoardLine]) -> BoardColumn:
    place = next(line.place for line in lines if _column_key(line.place) == key)
    return BoardColumn(
        catalog=place.catalog,
        insurance_type=place.insurance_type,
        basis=place.basis,
        label=labels.insurance_type(place),
        group=labels.table(place),
    )
