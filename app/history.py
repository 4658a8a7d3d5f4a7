"""The history of a row or of one of its cells: who, when, from, to, by which means; read from this computer alone.

What this desk did is in its audit; what others did is noted when it arrives, for rows that this desk has touched
(SPEC section 2; issue: the workbench, history).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.blank import is_blank
from app.errors import NotFoundError
from app.fields import Bad
from app.line_texts import LineTexts
from app.local_time import local_time
from app.undo.actions import read_actions
from app.unit_of_work import Edit, Outcome, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.people import User
    from app.store import Store
    from app.tables import Schema

RECEIVED = "received"
MEANS = {
    "hand": "手工",
    "flow": "办理",
    "excel": "导入",
    "import": "导入流水",
    "settle": "处理冲突",
    "take-back": "撤回",
    "undo": "撤销",
    "redo": "重做",
    "roll-over": "年度结转",
    RECEIVED: "中心端更新",
}
KINDS = {
    "insert": "新增",
    "update": "修改",
    "delete": "删除",
    "restore": "恢复",
    "give-up": "放弃我的值",
    "explain": "说明",
}
WHOLE = frozenset({"insert", "delete", "restore"})
MOST_FIELDS = 4
"""Fields of a new row that are spelled out."""
_changes = msgspec.json.Decoder(dict[str, list[Any]]).decode


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One change of one field (`field` '': of the row as a whole); `at` is UTC, texts as a person reads them.

    `was` and `became`: {field: wire value} of what can be restored, empty where nothing can.
    """

    at: str
    by: str
    means: str
    kind: str
    field: str
    label: str
    before: str
    after: str
    reason: str
    is_number: bool
    was: Mapping[str, Any]
    became: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowHistory:
    """Lines, newest first; what row they are about, and since when others' changes of it are noted ('' not yet).

    `version`, `updated_by`, `updated_at`: the central's newest version that is here.
    """

    row_label: str
    lines: tuple[HistoryLine, ...]
    since: str
    version: int
    updated_by: str
    updated_at: str

    @property
    def words(self) -> str:
        """Return which row this is, and how far the record reaches."""
        told = self.row_label or "这一行"
        if self.version:
            who = " ".join(filter(None, (self.updated_by, local_time(self.updated_at))))
            told += f"；中心端最新为第 {self.version} 版" + (f"（{who}）" if who else "")
        if not self.since:
            return f"{told}；本机没有改过这一行，他人的修改从本机改动它之后开始记录"
        return f"{told}；他人的修改自 {local_time(self.since)} 起记录"


def row_history(
    connection: Connection, *, schema: Schema, catalog: Catalog, row_id: str, field: str = ""
) -> RowHistory:
    """Return the history of a row, or of one field of it."""
    actions = read_actions(connection, schema=schema)
    older = {new: old for one in actions for old, new in one.renamed.items()}
    ids = [row_id]
    while ids[-1] in older:
        ids.append(older[ids[-1]])
    found = [*_own(connection, schema=schema, ids=ids), *_others(connection, schema=schema, ids=ids)]
    found.sort(key=lambda line: line["order"], reverse=True)
    wire = [line["changes"] for line in found]
    texts = LineTexts(connection, schema=schema, catalog=catalog, row_ids=[row_id], wire=wire)
    row = texts.row(row_id)
    own = [line["at"] for line in found if line["source"] != RECEIVED]
    return RowHistory(
        row_label=texts.row_label(row_id),
        lines=tuple(told for line in found for told in _lines(texts, line=line, row_id=row_id, field=field)),
        since=min(own, default=""),
        version=int(str(row.get("version") or 0)),
        updated_by=str(row.get("updated_by") or ""),
        updated_at=str(row.get("updated_at") or ""),
    )


def _own(connection: Connection, *, schema: Schema, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    audit = schema.table("audit")
    for row in connection.execute(select(audit).where(audit.c.row_id.in_(ids))).mappings():
        yield {**row, "changes": _changes(row["changes"]), "by": row["author"], "order": (row["n"], 0, 0)}


def _others(connection: Connection, *, schema: Schema, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    noted = schema.table("received")
    for row in connection.execute(select(noted).where(noted.c.row_id.in_(ids))).mappings():
        kind = "delete" if row["is_deleted"] else "update"
        changes = _changes(row["changes"])
        order = (row["after_n"], 1, row["n"])
        yield {**row, "changes": changes, "source": RECEIVED, "action": kind, "reason": "", "order": order}


def _lines(texts: LineTexts, *, line: Mapping[str, Any], row_id: str, field: str) -> Iterator[HistoryLine]:
    catalog, changes, kind = texts.catalog, line["changes"], line["action"]
    known = {name: pair for name, pair in changes.items() if name in catalog.by_name}
    if kind == "explain":
        yield _line(texts, line=line, row_id=row_id, name="", before="", after="")
        return
    if kind in WHOLE and field not in known:
        shown = {name: new for name, (_, new) in known.items() if not is_blank(new) and name not in catalog.key}
        words = [f"{catalog.by_name[name].label} {texts.value(name, new)}" for name, new in shown.items()]
        more = " 等" if len(words) > MOST_FIELDS else ""
        yield _line(texts, line=line, row_id=row_id, name="", before="", after="；".join(words[:MOST_FIELDS]) + more)
        return
    for name, (old, new) in known.items():
        if old != new and (name == field or (not field and not catalog.by_name[name].hidden)):
            before, after = texts.value(name, old), texts.value(name, new)
            yield _line(texts, line=line, row_id=row_id, name=name, before=before, after=after)


def _line(texts: LineTexts, *, line: Mapping[str, Any], row_id: str, name: str, before: str, after: str) -> HistoryLine:
    changes, kind = line["changes"], line["action"]
    together = _together(texts.catalog, name=name, changes=changes)
    return HistoryLine(
        at=line["at"],
        by=line["by"],
        means=MEANS.get(line["source"], line["source"]),
        kind=KINDS.get(kind, kind),
        field=name,
        label=texts.field_label(name, row_id=row_id) if name else "整行",
        before=before,
        after=after,
        reason=line["reason"],
        is_number=bool(name) and texts.is_number(name),
        was={} if kind in WHOLE else {one: changes[one][0] for one in together},
        became={one: changes[one][1] for one in together},
    )


def _together(catalog: Catalog, *, name: str, changes: Mapping[str, Sequence[Any]]) -> list[str]:
    """Return the fields that mean something only together: a sheet's number and its ×."""
    sheet = catalog.sheet
    if sheet and name in {sheet.value, sheet.not_applicable}:
        return [one for one in (sheet.value, sheet.not_applicable) if one in changes]
    return [name] if name else []


def restore_value(store: Store, *, user: User, catalog: Catalog, row_id: str, wire: Mapping[str, Any]) -> Outcome:
    """Set fields of a row to values of its history, as an edit like any other; NotFoundError when they cannot be read.

    A number that comes back to a sheet's cell takes its × away.
    """
    values: dict[str, Value] = {}
    for name, given in wire.items():
        value = catalog.by_name[name].receive(given)
        if isinstance(value, Bad):
            raise NotFoundError(f"这个值已不能使用：{value.reason}。", code="field.format")
        values[name] = value
    sheet = catalog.sheet
    if sheet and sheet.not_applicable and values.get(sheet.value) is not None:
        values[sheet.not_applicable] = False
    if sheet and values.get(sheet.not_applicable):
        values[sheet.value] = None
    edit = Edit(catalog=catalog.name, kind="update", row_id=row_id, values=values)
    with store.write() as connection:
        return apply_edits(connection, schema=store.schema, user=user, edits=[edit], verb="恢复")
