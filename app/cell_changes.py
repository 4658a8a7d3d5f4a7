"""What was changed in which cell of rows that wait or were merged: from, to, by whom and when (SYNC points 4 and 6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.fields import Bad
from app.local_time import local_time
from app.lookup import chunks
from app.row_state import LineState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Field
    from app.tables import Schema

_changes = msgspec.json.Decoder(dict[str, list[Any]]).decode
_value = msgspec.json.decode
BLANK = "未填"
TODO = {
    LineState.OPEN: "待上传",
    LineState.SENT: "已发出，等待中心端答复",
    LineState.REFUSED: "没有被接受，更正后重新上传",
    LineState.CONFLICT: "处理冲突以后上传",
}
"""What becomes of a change, by the state of its line."""


class ChangeKind(Enum):
    """Changed here, new here, or changed by others beside a change made here."""

    EDITED = "edited"
    NEW = "new"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One changed cell, texts as a person reads them; `at` is UTC, `line` the state of its line ('' when merged)."""

    kind: ChangeKind
    before: str = ""
    after: str = ""
    by: str = ""
    at: str = ""
    line: str = ""

    @property
    def sentence(self) -> str:
        """Return it as one sentence."""
        who = " ".join(filter(None, (self.by, local_time(self.at))))
        by = f"（{who}）" if who else ""
        pair = f"由“{self.before or BLANK}”改为“{self.after or BLANK}”"
        if self.kind is ChangeKind.MERGED:
            return f"已合并：别人把这一格{pair}{by}，与您的修改合在一起"
        return f"本机{'新增' if self.kind is ChangeKind.NEW else pair}{by}，{TODO[self.line]}"


def cell_changes(
    connection: Connection, *, schema: Schema, catalog: Catalog, row_ids: Iterable[str]
) -> dict[str, dict[str, CellChange]]:
    """Return {row id: {field name: change}} of rows that wait or were merged; '' names a new row itself."""
    wanted = list(row_ids)
    found = _merged(connection, schema=schema, catalog=catalog, row_ids=wanted)
    outbox = schema.table("outbox")
    columns = [outbox.c[name] for name in ("row_id", "kind", "changes", "author", "edited_at", "state")]
    for part in chunks(wanted):
        lines = connection.execute(select(*columns).where(outbox.c.row_id.in_(part)).order_by(outbox.c.n))
        for row_id, kind, changes, author, at, state in lines:
            cells, about = found.setdefault(row_id, {}), {"by": author, "at": at, "line": state}
            if kind == "insert":
                cells[""] = CellChange(kind=ChangeKind.NEW, **about)
            elif kind == "update" and "" not in cells:
                _add(cells, _changes(changes), catalog=catalog, about=about)
    return found


def _add(
    cells: dict[str, CellChange],
    changes: Mapping[str, list[Any]],
    *,
    catalog: Catalog,
    about: Mapping[str, Any],
) -> None:
    for name, (old, new) in changes.items():
        field = catalog.by_name.get(name)
        if field is not None:
            known = cells.get(name)
            before = known.before if known and known.kind is ChangeKind.EDITED else shown(field, old)
            cells[name] = CellChange(kind=ChangeKind.EDITED, before=before, after=shown(field, new), **about)


def _merged(
    connection: Connection, *, schema: Schema, catalog: Catalog, row_ids: list[str]
) -> dict[str, dict[str, CellChange]]:
    table = schema.table("merged")
    columns = [table.c[name] for name in ("row_id", "field", "before", "after", "by", "at")]
    found: dict[str, dict[str, CellChange]] = {}
    for part in chunks(row_ids):
        lines = connection.execute(select(*columns).where(table.c.row_id.in_(part)).order_by(table.c.n))
        for row_id, name, before, after, by, at in lines:
            if field := catalog.by_name.get(name):
                found.setdefault(row_id, {})[name] = CellChange(
                    kind=ChangeKind.MERGED,
                    before=shown(field, _value(before)),
                    after=shown(field, _value(after)),
                    by=by,
                    at=at,
                )
    return found


def shown(field: Field, wire: object) -> str:
    """Return a value on the wire as a person reads it; what cannot be read stands as it is."""
    value = field.receive(wire)
    return value.given if isinstance(value, Bad) else field.show(value)
