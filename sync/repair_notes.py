"""Noting, row by row, what a verification puts right, so that it can be looked at later (SYNC point 9)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.repaired import MORE
from app.store import now_text
from sync.lines import encode, rows_with_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from sync.contents import Content

LISTED = 500
"""Rows of one catalog that one verification lists one by one; the others are one line with their number."""
KEPT = 5_000
"""Lines that are kept; the oldest make room."""
_KEEP = "INSERT INTO repaired (at, catalog, row_id, kind, label, changes) VALUES (?, ?, ?, ?, ?, ?)"
_OWN = frozenset({"fiscal_year", "mof_div_code"})


@dataclass(slots=True)
class RepairNotes:
    """The notes of one verification; written in the transactions that put the rows right."""

    at: str = field(default_factory=now_text)
    listed: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)

    def note(
        self,
        connection: Connection,
        *,
        catalog: Catalog,
        differing: Mapping[str, Sequence[str]],
        here: Mapping[str, Content],
        there: Mapping[str, Content],
    ) -> None:
        """Note rows by kind of difference; `here` and `there` hold them as they are on either side."""
        staying = rows_with_lines(connection, row_ids=differing["superfluous"])
        rows = [(kind, row_id) for kind, row_ids in differing.items() for row_id in row_ids]
        room = max(LISTED - self.listed[catalog.name], 0)
        lines = [
            (
                self.at,
                catalog.name,
                row_id,
                "staying" if row_id in staying else kind,
                _label(catalog, row=there.get(row_id) or here[row_id]),
                encode(_changes(here.get(row_id), there.get(row_id))).decode(),
            )
            for kind, row_id in rows[:room]
        ]
        if lines:
            connection.exec_driver_sql(_KEEP, lines)
        self.listed[catalog.name] += len(lines)
        self._note_others(connection, catalog=catalog, count=len(rows) - len(lines))
        connection.exec_driver_sql("DELETE FROM repaired WHERE n <= (SELECT max(n) FROM repaired) - ?", (KEPT,))

    def _note_others(self, connection: Connection, *, catalog: Catalog, count: int) -> None:
        if not count:
            return
        self.others[catalog.name] += count
        mine = (self.at, catalog.name, MORE)
        connection.exec_driver_sql("DELETE FROM repaired WHERE at = ? AND catalog = ? AND kind = ?", mine)
        label = f"另有 {self.others[catalog.name]:,} 行"
        connection.exec_driver_sql(_KEEP, (self.at, catalog.name, "", MORE, label, "{}"))


def _label(catalog: Catalog, *, row: Content) -> str:
    """Return code, name and what else the key says, as the row held them: it may be gone later."""
    names = [name for name in dict.fromkeys((catalog.code, catalog.title, *catalog.key)) if name not in _OWN]
    shown = [str(row.values.get(name) or "") for name in names or ("mof_div_code",)]
    return " · ".join(dict.fromkeys(text for text in shown if text)) or str(row.values.get("mof_div_code") or "")


def _changes(mine: Content | None, theirs: Content | None) -> dict[str, list[Any]]:
    """Return {field: [value here, value there]} where both sides have the row and differ."""
    if mine is None or theirs is None:
        return {}
    return {
        name: [mine.values.get(name), value]
        for name, value in theirs.values.items()
        if _plain(mine.values.get(name)) != _plain(value)
    }


def _plain(value: object) -> object:
    """Return a value with one form of blank, as in the content hash; 0 is none."""
    return None if value is False or value == "" else value
