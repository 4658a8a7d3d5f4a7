"""Cuts a batch into runs of operations that can be judged and written together, in order (SYNC point 3)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sync.central.operations import Operation, Stretch


def runs(stretches: Iterable[Stretch]) -> Iterator[list[Stretch]]:
    """Yield neighbouring stretches of one catalog, deletions apart: no wave goes beyond them."""
    for _, run in groupby(stretches, key=lambda one: (one.catalog.name, one.kind == "delete")):
        yield list(run)


def waves(operations: Sequence[Operation], *, referred: frozenset[str]) -> Iterator[list[Operation]]:
    """Yield runs of one catalog, no row twice, deletions apart.

    Deletions from the catalogs `referred` to stand alone (each must see the one before it done), and a region below
    one that is new in the run begins another (rights ask where its parent lies).
    """
    wave: list[Operation] = []
    rows: set[str] = set()
    made: set[object] = set()
    for one in operations:
        if wave and (one.row_id in rows or _is_cut(wave[-1], one, referred=referred) or _leans(one, made=made)):
            yield wave
            wave, rows, made = [], set(), set()
        wave.append(one)
        rows.add(one.row_id)
        if one.catalog.name == "region":
            made.update(_codes(one))
    if wave:
        yield wave


def _is_cut(last: Operation, one: Operation, *, referred: frozenset[str]) -> bool:
    deletes = (last.kind == "delete", one.kind == "delete")
    alone = all(deletes) and one.catalog.name in referred
    return one.catalog is not last.catalog or deletes[0] != deletes[1] or alone


def _leans(one: Operation, *, made: set[object]) -> bool:
    parent = one.catalog.parent
    return (
        bool(made)
        and parent is not None
        and any(value in made for name, value in zip(one.names, one.wanted, strict=False) if name == parent.name)
    )


def _codes(one: Operation) -> list[object]:
    return [value for name, value in zip(one.names, one.wanted, strict=False) if name == one.catalog.code]
