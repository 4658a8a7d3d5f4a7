"""The three-way decision on one operation: what was seen, what was set, what stands (SYNC points 4 and 6). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sync.wire import Status

if TYPE_CHECKING:
    from collections.abc import Sequence


class Decision(NamedTuple):
    """What becomes of an operation: `sets` are the places of the columns to write, `clashes` of those in dispute.

    Both index the operation's columns. The status is accepted, merged or conflict; only a decision without clashes
    writes anything. `sets` may be empty: what was wanted already stands.
    """

    status: Status
    sets: tuple[int, ...] = ()
    clashes: tuple[int, ...] = ()


def decide_insert(*, wanted: Sequence[object], stored: Sequence[object] | None, is_deleted: bool = False) -> Decision:
    """Decide on a new row; `stored` are the same columns of a row that has its id already, None when none has."""
    if stored is None:
        return Decision(Status.ACCEPTED, tuple(range(len(wanted))))
    clashes = tuple(n for n, value in enumerate(wanted) if stored[n] != value)
    return Decision(Status.CONFLICT, (), clashes) if clashes or is_deleted else Decision(Status.ACCEPTED)


def decide_update(
    *,
    seen: Sequence[object],
    wanted: Sequence[object],
    stored: Sequence[object],
    same_version: bool,
    is_deleted: bool = False,
) -> Decision:
    """Decide column by column: stored = seen: set; stored = wanted: nothing to do; otherwise a clash.

    `same_version`: the stored row's version is the one the operation was based on.
    """
    if is_deleted:
        return Decision(Status.CONFLICT, (), tuple(range(len(wanted))))
    sets = [n for n, value in enumerate(wanted) if stored[n] != value]
    clashes = tuple(n for n in sets if stored[n] != seen[n])
    if clashes:
        return Decision(Status.CONFLICT, (), clashes)
    return Decision(Status.ACCEPTED if same_version else Status.MERGED, tuple(sets))


def decide_delete(*, same_version: bool, is_deleted: bool) -> Decision:
    """Decide on a deletion: accepted for a row nobody changed since, or that is gone already."""
    return Decision(Status.ACCEPTED if same_version or is_deleted else Status.CONFLICT)
