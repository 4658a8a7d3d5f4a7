"""The breaks: what is broken, where, and which invariant or test is to see it (SYNC point 13)."""

from __future__ import annotations

from dataclasses import dataclass

HISTORIES = "histories"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """One text in one file, there exactly once, and what stands there instead."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """One break; `test` is the random histories, or a test of pytest that is to fail."""

    name: str
    edits: tuple[Replace, ...]
    test: str = HISTORIES


def one(name: str, file: str, old: str, new: str, *, test: str = HISTORIES) -> Break:
    """Return a break that is one replacement."""
    return Break(name=name, edits=(Replace(file=file, old=old, new=new),), test=test)


BREAKS: tuple[Break, ...] = (
    one(
        "the cursor is kept before its page",
        "sync/pull.py",
        "    landed = land_blocks(connection",
        "    write_meta(connection, schema=schema, name=META_CURSOR, value=page.cursor)\n"
        '    connection.exec_driver_sql("COMMIT")\n    connection.exec_driver_sql("BEGIN IMMEDIATE")\n'
        "    landed = land_blocks(connection",
    ),
    one(
        "a conflict counts as accepted",
        "sync/answers.py",
        "TAKEN = (Status.ACCEPTED, Status.MERGED)",
        "TAKEN = (Status.ACCEPTED, Status.MERGED, Status.CONFLICT)",
    ),
    one(
        "the merge ignores the value that was seen",
        "sync/decide.py",
        "    clashes = tuple(n for n in sets if stored[n] != seen[n])",
        "    clashes: tuple[int, ...] = ()",
    ),
    one(
        "folding loses the first old value",
        "app/fold.py",
        "first = merged[name][0] if name in merged else old",
        "first = old",
    ),
)
