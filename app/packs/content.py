"""Whether what a pack says of rows is what the store has or once had: nobody issues what never was (SYNC point 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.candidate import Problem
from app.lookup import chunks, fetch_rows
from app.packs.documents import PackRow, is_canonical, is_nothing, key_of, read_columns, wire_values
from app.packs.rules import CONTENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.catalog import Catalog
    from app.lookup import Lookup

_changes = msgspec.json.Decoder(dict[str, list[Any]])


def content_problems(
    rows: Sequence[PackRow], *, pack: Mapping[str, Any], catalog: Catalog, lookup: Lookup
) -> list[Problem | None]:
    """Return for each row of a pack that a catalog's rows were put into why it cannot be so, or None."""
    cells = [one.cells if is_canonical(one.content) else {} for one in rows]
    ids = [str(one.get("id", "")) for one in cells]
    stored = fetch_rows(lookup.connection, table=lookup.schema.rows[catalog.name], column="id", values=ids)
    names = {name for name, _ in read_columns(pack["columns"])} & set(catalog.names)
    owner = (pack["fiscal_year"], pack["mof_div_code"])
    problems: list[Problem | None] = []
    doubtful: dict[str, int] = {}
    for n, (one, row_id) in enumerate(zip(cells, ids, strict=True)):
        row = stored.get(row_id)
        if row is None or (row["fiscal_year"], row["mof_div_code"]) != owner or not set(catalog.key) <= names:
            problems.append(_never(rows[n], catalog=catalog))
            continue
        problems.append(None)
        if _wanted(one, names) != _wanted(wire_values(catalog, row), names):
            doubtful[row_id] = n
        elif rows[n].key != key_of(catalog, row):
            problems[n] = _never(rows[n], catalog=catalog)
    for row_id in doubtful.keys() - _had(catalog, doubtful, cells=cells, stored=stored, names=names, lookup=lookup):
        problems[doubtful[row_id]] = _never(rows[doubtful[row_id]], catalog=catalog)
    return problems


def _had(
    catalog: Catalog,
    doubtful: Mapping[str, int],
    *,
    cells: Sequence[Mapping[str, Any]],
    stored: Mapping[str, Mapping[str, Any]],
    names: set[str],
    lookup: Lookup,
) -> set[str]:
    """Return the rows that were once as their pack says: the audit is gone back step by step."""
    audit = lookup.schema.table("audit")
    now = {row_id: wire_values(catalog, stored[row_id]) for row_id in doubtful}
    found: set[str] = set()
    for part in chunks(doubtful):
        steps = select(audit.c.row_id, audit.c.changes).where(audit.c.catalog == catalog.name, audit.c.row_id.in_(part))
        for row_id, text in lookup.connection.execute(steps.order_by(audit.c.n.desc())):
            now[row_id].update({name: pair[0] for name, pair in _changes.decode(text).items()})
            if _wanted(cells[doubtful[row_id]], names) == _wanted(now[row_id], names):
                found.add(row_id)
    return found


def _wanted(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values and not is_nothing(values[name])}


def _never(row: PackRow, *, catalog: Catalog) -> Problem:
    text = f"“{catalog.label}”的 {row.key} 与中心端的记录不符，请先同步，再重新下发"
    return Problem(CONTENT, "content", text)
