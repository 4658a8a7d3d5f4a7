"""Values that arrived before this program declared their column get that column (SYNC point 10)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from app.fields import Bad

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.tables import Schema


def adopt_columns(connection: Connection, *, schema: Schema) -> None:
    """Fill declared columns from the values kept aside under their names, in the caller's writing transaction.

    What a row says on the wire does not change by this, so it keeps its version.
    """
    for name, table in schema.rows.items():
        catalog = schema.catalog(name)
        moved: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row_id, text in connection.execute(select(table.c.id, table.c.extra).where(table.c.extra != "")).fetchall():
            good, left = adopted(catalog, extra=text)
            if good:
                moved.setdefault(tuple(good), []).append({**good, "extra": left, "which": row_id})
        for columns, rows in moved.items():
            values: dict[str, Any] = {column: bindparam(column) for column in (*columns, "extra")}
            connection.execute(update(table).where(table.c.id == bindparam("which")).values(values), rows)


def adopted(catalog: Catalog, *, extra: str) -> tuple[dict[str, Value], str]:
    """Return the values that a row's declared columns can take from what is kept aside, and what stays there.

    A value that its column cannot hold stays aside.
    """
    kept: dict[str, object] = json.loads(extra)
    read = {name: catalog.by_name[name].receive(kept[name]) for name in catalog.names if name in kept}
    good = {name: value for name, value in read.items() if not isinstance(value, Bad)}
    left = {name: value for name, value in kept.items() if name not in good}
    return good, json.dumps(left, ensure_ascii=False, separators=(",", ":")) if left else ""
