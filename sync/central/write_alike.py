"""Writing rows that are alike: the rows, their audit lines and sums, in a few statements (SYNC points 2 and 5)."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

import msgspec

from sync.central.bulk import insert_rows, update_rows
from sync.central.claims import is_taken
from sync.central.record import SOURCE
from sync.central.sums import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sync.central.alike import Alike
    from sync.central.layout import Layout
    from sync.central.operations import Stretch
    from sync.central.record import Recorder

_encoder = msgspec.json.Encoder()


def write_alike(recorder: Recorder, *, alike: Alike, layout: Layout) -> range | None:
    """Write the rows and return their change numbers; None, and nothing written, where an id or key was taken."""
    sequence, stretch = recorder.sequence, alike.stretch
    versions = sequence.take(len(stretch.row_ids))
    try:
        with sequence.connection.begin_nested():
            _write_rows(recorder, alike=alike, layout=layout, versions=versions)
    except Exception as error:
        if not is_taken(error):
            raise
        sequence.give_back(versions)
        return None
    _write_audit(recorder, stretch=stretch)
    _sum_up(recorder, alike=alike, versions=versions)
    return versions


def _write_rows(recorder: Recorder, *, alike: Alike, layout: Layout, versions: range) -> None:
    connection, table, stretch = recorder.sequence.connection, layout.table, alike.stretch
    stamp: dict[str, str | int] = {"updated_at": recorder.at, "updated_by": recorder.user.code}
    if alike.was:
        edited = list(zip(versions, *stretch.wanted, stretch.row_ids, strict=True))
        update_rows(connection, table=table, columns=("version", *stretch.names), rows=edited, same=stamp)
        return
    same: dict[str, str | int] = stamp
    others: dict[str, Sequence[Any]] = {"id": stretch.row_ids, "version": versions}
    for name, column in alike.columns.items():
        if isinstance(column[0], str | int) and is_same(column):
            same[name] = column[0]
        else:
            others[name] = column
    fresh = list(zip(*others.values(), strict=True))
    insert_rows(connection, table=table, columns=tuple(others), rows=fresh, same=same)


def _write_audit(recorder: Recorder, *, stretch: Stretch) -> None:
    connection, table = recorder.sequence.connection, recorder.schema.table("audit")
    same: dict[str, str | int] = {
        "catalog": stretch.catalog.name,
        "action": stretch.kind,
        "author": recorder.user.code,
        "at": recorder.at,
        "source": SOURCE,
    }
    lines = list(zip(stretch.row_ids, changes_texts(stretch), stretch.reasons, strict=True))
    insert_rows(connection, table=table, columns=("row_id", "changes", "reason"), rows=lines, same=same)


def changes_texts(stretch: Stretch) -> Sequence[str]:
    """Return the audit's {field: [old, new]} as JSON for each row.

    The text between the values is the same in all rows, and so are many values: only the others are put in.
    """
    template, varying = "", []
    seen = stretch.seen or repeat(None)
    for name, old, new in zip(stretch.names, seen, stretch.wanted, strict=False):
        template += f'{"," if template else ""}"{name}":['
        for n, column in enumerate((old, new)):
            same = "null" if column is None else _encoder.encode(column[0]).decode() if is_same(column) else None
            template += ("," if n else "") + ("%s" if same is None else same.replace("%", "%%"))
            if same is None and column is not None:
                varying.append(_texts(column))
        template += "]"
    template = f"{{{template}}}"
    if not varying:
        return [template % ()] * len(stretch.row_ids)
    return [template % cells for cells in zip(*varying, strict=True)]


def is_same(column: Sequence[Any]) -> bool:
    """Say that all cells are the same value, of the same type."""
    return column.count(column[0]) == len(column) and len(set(map(type, column))) == 1


def _texts(column: Iterable[Any]) -> list[str]:
    return _encoder.encode_lines(column).decode().split("\n")[:-1]


def _sum_up(recorder: Recorder, *, alike: Alike, versions: range) -> None:
    name, was = alike.stretch.catalog.name, alike.was
    owners = list(zip(alike.columns["fiscal_year"], alike.columns["mof_div_code"], strict=True))
    groups: dict[tuple[Any, str], Sequence[int]] = {owners[0]: range(len(owners))}
    if owners.count(owners[0]) != len(owners):
        found: dict[tuple[Any, str], list[int]] = {}
        for n, owner in enumerate(owners):
            found.setdefault(owner, []).append(n)
        groups.update(found)
    for (year, region), places in groups.items():
        place, now = place_of(name, year=year, region=region), [versions[n] for n in places]
        if was:
            recorder.sums.renew(place, was=[was[n] for n in places], versions=now)
        else:
            recorder.sums.enter(place, versions=now)
