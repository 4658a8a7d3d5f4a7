"""The list of what a person did, newest first, each with its state and the first place that it changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec

from app.line_texts import LineTexts
from app.undo.actions import CLOSED, Action, Kind, read_actions, stacks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.line_texts import RowPlace
    from app.tables import Schema

    Changes = Mapping[str, Sequence[Any]]

NOTHING = "（空）"
_FIRST = (
    "SELECT n, catalog, row_id, action, changes FROM audit WHERE n IN (SELECT value FROM json_each(?)) ORDER BY catalog"
)
_changes = msgspec.json.Decoder(dict[str, list[Any]]).decode


class Standing(StrEnum):
    """Whether an action stands; `label` is the officers' word."""

    DONE = "done"
    REDOABLE = "redoable"
    UNDONE = "undone"
    OVERTAKEN = "overtaken"

    @property
    def label(self) -> str:
        """Return the officers' word."""
        return {"done": "已执行", "redoable": "已撤销，可重做", "undone": "已撤销", "overtaken": "之后已被修改"}[
            self.value
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One action of the list. `n` is what to name to take it back or do it again; `at` is UTC.

    `place` and `field` say where it began, `told` what it did there.
    """

    n: int
    label: str
    author: str
    at: str
    standing: Standing
    place: RowPlace
    field: str
    told: str


def list_actions(connection: Connection, *, schema: Schema) -> list[Entry]:
    """Return the actions that are kept, newest first; taking back and doing again is a state, no entry of its own."""
    actions = read_actions(connection, schema=schema)
    redoable = {one.n for one in stacks(actions).redo}
    last: dict[int, Action] = {}
    first: dict[int, Action] = {}
    for one in actions:
        first.setdefault(one.root, one)
        if not one.undone_by or one.undone_by == CLOSED:
            last[one.root] = one
    places = _places(connection, schema=schema, actions=list(first.values()))
    return [
        Entry(
            n=now.n,
            label=now.label,
            author=now.author,
            at=first[root].at,
            standing=_standing(now, redoable=now.n in redoable),
            place=places[root][0],
            field=places[root][1],
            told=places[root][2],
        )
        for root, now in sorted(last.items(), reverse=True)
        if root in places
    ]


def _standing(action: Action, *, redoable: bool) -> Standing:
    if action.undone_by == CLOSED:
        return Standing.OVERTAKEN
    if action.kind is Kind.UNDO:
        return Standing.REDOABLE if redoable else Standing.UNDONE
    return Standing.DONE


def _places(
    connection: Connection, *, schema: Schema, actions: Sequence[Action]
) -> dict[int, tuple[RowPlace, str, str]]:
    """Return, by root, where an action began: the place, the field, and what it did there."""
    roots = {one.first_n: one.root for one in actions}
    numbers = msgspec.json.encode(list(roots)).decode()
    lines = [dict(row) for row in connection.exec_driver_sql(_FIRST, (numbers,)).mappings()]
    found: dict[int, tuple[RowPlace, str, str]] = {}
    for name in {line["catalog"] for line in lines}:
        own = [line for line in lines if line["catalog"] == name]
        wire = [_changes(line["changes"]) for line in own]
        ids = [line["row_id"] for line in own]
        texts = LineTexts(connection, schema=schema, catalog=schema.catalog(name), row_ids=ids, wire=wire)
        for line, changes in zip(own, wire, strict=True):
            field = _field(texts.catalog, kind=line["action"], changes=changes)
            told = _told(texts, row_id=line["row_id"], field=field, changes=changes)
            found[roots[line["n"]]] = (texts.place(line["row_id"]), field, told)
    return found


def _field(catalog: Catalog, *, kind: str, changes: Changes) -> str:
    """Return the field that a line is about, '' for the row; a new row of a sheet is its value."""
    if kind not in {"insert", "delete", "restore"}:
        return next(iter(changes), "")
    return catalog.sheet.value if catalog.sheet and catalog.sheet.value in changes else ""


def _told(texts: LineTexts, *, row_id: str, field: str, changes: Changes) -> str:
    row = texts.row_label(row_id) or _label_of_gone(texts, changes=changes)
    if not field:
        return row
    old, new = (texts.value(field, wire) or NOTHING for wire in changes[field])
    return f"{row}：{texts.field_label(field, row_id=row_id)} {old} → {new}"


def _label_of_gone(texts: LineTexts, *, changes: Changes) -> str:
    """Return what a row that is not here any more was called, as far as the line tells."""
    catalog = texts.catalog
    names = [one for one in dict.fromkeys((catalog.code, catalog.title, *catalog.key)) if one in changes]
    words = (texts.value(one, changes[one][1]) for one in names if one not in {"fiscal_year", "mof_div_code"})
    return " · ".join(word for word in dict.fromkeys(words) if word)
