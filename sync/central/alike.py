"""Rows that are alike, judged column by column: a bulk of new rows, or of one edit of many rows (SYNC point 3).

Only where nothing is to be said against any of them. All else is judged row by row (judge.py) and comes to the same
for rows that can be judged either way; a property test sends both the same batches.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import eq
from typing import TYPE_CHECKING, Any

from app.check import check_frame, columns_read
from app.flow.record import page_names
from app.frame import MOVES, Frame
from app.people import MINISTRY_DIV

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.lookup import Lookup
    from sync.central.layout import Layout
    from sync.central.operations import Stretch
    from sync.central.permits import Permits

Columns = dict[str, "Sequence[Any]"]
OWNER = ("fiscal_year", "mof_div_code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A stretch of which every row is to be written as it was sent.

    `columns`: by name, those of the whole new rows; of edited rows at least year and region. `was`: the versions that
    edited rows have, () for new rows.
    """

    stretch: Stretch
    columns: Mapping[str, Sequence[Any]]
    was: Sequence[int] = ()


def judge_alike(
    connection: Connection, *, stretch: Stretch, layout: Layout, permits: Permits, lookup: Lookup
) -> Alike | None:
    """Return the stretch as rows to be written; None where any row needs a look of its own.

    That no new row takes an id or a natural key that is taken is left to the table's unique indexes.
    """
    if stretch.unreadable or stretch.unknown or layout.catalog.name == "region" or not _is_plain(layout.catalog):
        return None
    if len(set(stretch.row_ids)) != len(stretch.row_ids):
        return None
    judge = _Judge(stretch, layout=layout, permits=permits, lookup=lookup)
    return judge.new() if stretch.kind == "insert" else judge.edited(connection) if stretch.kind == "update" else None


def _is_plain(catalog: Catalog) -> bool:
    """Say whether a catalog's rows may be judged column by column: nothing is written beside what was sent."""
    return not (catalog.record_of or catalog.is_document or catalog.posted)


class _Judge:
    def __init__(self, stretch: Stretch, *, layout: Layout, permits: Permits, lookup: Lookup) -> None:
        self._stretch = stretch
        self._layout = layout
        self._catalog = layout.catalog
        self._permits = permits
        self._lookup = lookup

    def new(self) -> Alike | None:
        stretch, catalog = self._stretch, self._catalog
        sent = dict(zip(stretch.names, stretch.wanted, strict=True))
        blank = catalog.blank()
        count = len(stretch.row_ids)
        columns = {name: sent[name] if name in sent else [blank[name]] * count for name in catalog.names}
        if (
            any(stretch.base_versions)
            or (catalog.received and any(columns["is_received"]))
            or any(None in columns[name] for name in catalog.key)  # unique indexes take several of these
            or not _is_standard_right(columns)
            or not self._may_write(columns, is_stored=False)
            or not self._lookup.locks.are_open(catalog, columns=columns)
        ):
            return None
        frame = Frame(row_ids=stretch.row_ids, columns=columns)
        check_frame(catalog, frame=frame, lookup=self._lookup, keys=False)
        return None if frame.problems else Alike(stretch=stretch, columns=columns)

    def edited(self, connection: Connection) -> Alike | None:
        stretch, catalog = self._stretch, self._catalog
        if not _are_plain(self._layout, names=stretch.names):
            return None
        read = columns_read(catalog, changed=stretch.names)
        places = (*OWNER, *page_names(catalog), *self._parent)
        locks = () if set(catalog.received).isdisjoint(stretch.names) else ("is_received",)
        names = dict.fromkeys((*places, "version", "is_deleted", "is_standard", *locks, *read))
        stored = self._layout.columns(connection, ids=stretch.row_ids, names=tuple(names))
        if (
            stored is None
            or any(stored["is_deleted"])
            or any(any(stored[name]) for name in locks)
            or list(stored["version"]) != list(stretch.base_versions)
            or not self._is_as_seen(stored)
            or not _is_standard_right(stored)
            or not self._may_write(stored, is_stored=True)
            or not self._lookup.locks.are_open(catalog, columns=stored)
        ):
            return None
        columns = {**stored, **dict(zip(stretch.names, stretch.wanted, strict=True))}
        frame = Frame(row_ids=stretch.row_ids, columns=columns, changed=frozenset(stretch.names))
        check_frame(catalog, frame=frame, lookup=self._lookup, keys=False)
        return None if frame.problems else Alike(stretch=stretch, columns=columns, was=stored["version"])

    @property
    def _parent(self) -> tuple[str, ...]:
        return (self._catalog.parent.name,) if self._catalog.parent else ()

    def _is_as_seen(self, stored: Columns) -> bool:
        """Say that every cell is as the person saw it, and is to become another."""
        stretch = self._stretch
        return bool(stretch.names) and all(
            list(stored[name]) == list(seen) and not any(map(eq, seen, wanted))
            for name, seen, wanted in zip(stretch.names, stretch.seen, stretch.wanted, strict=True)
        )

    def _may_write(self, columns: Columns, *, is_stored: bool) -> bool:
        names = (*OWNER, *self._parent)
        places = set(zip(*(columns[name] for name in names), strict=True))
        rows = [dict(zip(names, place, strict=True)) for place in places]
        return all(
            (not is_stored or self._permits.sees(self._catalog, row=row))
            and self._permits.touch(self._catalog, row=row) is None
            for row in rows
        )


def _is_standard_right(columns: Columns) -> bool:
    """Say that the central would set the mark of standard rows nowhere else than it stands."""
    owners, marks = columns["mof_div_code"], columns["is_standard"]
    if MINISTRY_DIV not in owners:
        return not any(marks)
    return [owner == MINISTRY_DIV for owner in owners] == list(marks)


def _are_plain(layout: Layout, *, names: Sequence[str]) -> bool:
    """Say that setting these columns moves no row and gives it no other name, so that nobody who refers to it minds."""
    catalog = layout.catalog
    special = {*catalog.key, *MOVES, catalog.code, "is_standard", "is_received"}
    if catalog.parent:
        special.add(catalog.parent.name)
    if catalog.disable_only_unused:
        special.add("is_enabled")
    return special.isdisjoint(names)
