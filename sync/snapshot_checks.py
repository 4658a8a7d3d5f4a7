"""What in a snapshot's tables is as declared, asked in SQL for whole columns at once (contract, snapshot; bodies)."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.tables import SYSTEM_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from app.catalog import Catalog
    from app.fields import Field

SNAPSHOT = "snapshot"
"""The name under which the file is attached."""
CAREFUL = ("PRAGMA trusted_schema=OFF", "PRAGMA cell_size_check=ON")
"""How a file from elsewhere is read."""
_SYSTEM = {
    "id": "typeof({0}) = 'text' AND {0} <> ''",
    "version": "typeof({0}) = 'integer' AND {0} > 0",
    "is_deleted": "typeof({0}) = 'integer' AND {0} IN (0, 1)",
    "updated_at": "typeof({0}) = 'text'",
    "updated_by": "typeof({0}) = 'text'",
}
_KINDS = {
    "boolean": "typeof({0}) = 'integer' AND {0} IN (0, 1)",
    "integer": "typeof({0}) IN ('integer', 'null')",
    "string": "typeof({0}) = 'text'",
    "date": "{0} IS NULL OR (typeof({0}) = 'text' AND length({0}) = 10 AND date({0}, '+0 days') IS {0})",
}


class UnfitError(Exception):
    """The file is none that this program reads; the reason is for the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How one table of a snapshot is taken: `names` into the store, `values` from the file, for rows that are `good`.

    `columns` are those of the file but `extra`. The others go the way of rows in pages.
    """

    catalog: Catalog
    columns: tuple[str, ...]
    names: tuple[str, ...]
    values: tuple[str, ...]
    good: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Rows after row number `after` up to `upto`, and the versions of those that are as declared."""

    after: int
    upto: int
    versions: list[int]

    @property
    def is_good(self) -> bool:
        """Say whether all of them are."""
        return len(self.versions) == self.upto - self.after


def portions(path: Path, *, fit: Fit, after: int, last: int, size: int) -> Generator[Portion, None, None]:
    """Give rows from `after` to `last`, `size` at a time; while some are taken, the next are already looked at."""
    query = f'SELECT version FROM "{fit.catalog.name}" WHERE rowid > ? AND rowid <= ? AND {fit.good}'  # noqa: S608

    def look(start: int) -> Portion:
        upto = min(start + size, last)
        versions = [row[0] for row in raw.execute(query, (start, upto))]
        return Portion(after=start, upto=upto, versions=versions)

    with (
        closing(sqlite3.connect(file_uri(path), uri=True, check_same_thread=False)) as raw,
        ThreadPoolExecutor(max_workers=1, thread_name_prefix="look") as ahead,
    ):
        for pragma in CAREFUL:
            raw.execute(pragma)
        coming = ahead.submit(look, after)
        while after < last:
            portion = coming.result()
            after = portion.upto
            if after < last:
                coming = ahead.submit(look, after)
            yield portion


def file_uri(path: Path) -> str:
    """Return the address under which a finished file is opened."""
    return path.absolute().as_uri() + "?mode=ro&immutable=1"


def tables_of(raw: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """Return the columns of every table; UnfitError when there is anything but plain tables."""
    found: dict[str, tuple[str, ...]] = {}
    for kind, name, text in raw.execute(f"SELECT type, name, sql FROM {SNAPSHOT}.sqlite_master"):  # noqa: S608
        if kind != "table" or not str(text).upper().startswith("CREATE TABLE"):
            raise UnfitError(f"it has a {kind} {name}")
        columns = raw.execute("SELECT name, hidden FROM pragma_table_xinfo(?, ?)", (name, SNAPSHOT)).fetchall()
        if any(hidden for _, hidden in columns):
            raise UnfitError(f"{name} has computed columns")
        found[name] = tuple(column for column, _ in columns)
    return found


def fit_of(catalog: Catalog, *, columns: tuple[str, ...]) -> Fit:
    """Return how a table is taken; UnfitError when it has no id or version."""
    if not {"id", "version"} <= set(columns):
        raise UnfitError(f"{catalog.name} has no id or version")
    plain = tuple(name for name in columns if name != "extra")
    system = [name for name in plain if name in SYSTEM_COLUMNS]
    declared = [name for name in plain if name in catalog.by_name]
    unknown = [name for name in plain if name not in system and name not in declared]
    checks = [_SYSTEM[name].format(_quoted(name)) for name in system]
    checks += [_kind_check(catalog.by_name[name]) for name in declared]
    values = [_quoted(name) for name in system]
    values += [_quoted(name) for name in declared]
    if "extra" in columns:
        checks.append(_extra_check(catalog))
    kept = _extra(unknown, has_extra="extra" in columns)
    return Fit(
        catalog=catalog,
        columns=plain,
        names=(*system, *declared, *(("extra",) if kept else ())),
        values=(*values, *((kept,) if kept else ())),
        good=" AND ".join(f"({check})" for check in checks),
    )


def _kind_check(field: Field) -> str:
    """Return the condition that a value is of the kind that the field's wire schema names."""
    schema = field.wire_schema()
    given = schema.get("type", "string")
    kinds = set(given) if isinstance(given, (list, tuple)) else {given}
    kind = "date" if schema.get("format") == "date" else str(next(iter(kinds - {"null"})))
    return _KINDS[kind].format(_quoted(field.name))


def _extra_check(catalog: Catalog) -> str:
    """Return the condition that `extra` names nothing that has a column here."""
    names = ", ".join(f"'{name}'" for name in (*SYSTEM_COLUMNS, *catalog.names))
    inside = f"NOT EXISTS (SELECT 1 FROM json_each(extra) WHERE key IN ({names}))"  # noqa: S608 - declared names
    return (
        "CASE WHEN extra IS '' THEN 1 WHEN typeof(extra) <> 'text' OR NOT json_valid(extra) THEN 0"
        f" WHEN json_type(extra) <> 'object' THEN 0 ELSE {inside} END"
    )


def _extra(unknown: list[str], *, has_extra: bool) -> str:
    """Return the expression of the columns that are kept without being known; '' where there are none."""
    if not unknown:
        return "extra" if has_extra else ""
    pairs = ", ".join(f"'{name.replace(chr(39), chr(39) * 2)}', {_quoted(name)}" for name in unknown)
    known = "CASE extra WHEN '' THEN '{}' ELSE extra END" if has_extra else "'{}'"
    return f"json_patch({known}, json_object({pairs}))"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
