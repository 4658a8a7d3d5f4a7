"""Writing explanations (说明) of warnings: rows sent like any edit, noted in the value's history (1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from app.errors import RightsError, RowsError
from app.lookup import fetch_rows
from app.problems.explained import EXPLANATIONS, explanations_of
from app.problems.found import Severity
from app.rights import may_touch
from app.scope import Scope
from app.store import now_text
from app.unit_of_work import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.fields import Value
    from app.people import User
    from app.problems.found import Explanation, Found
    from app.store import Store
    from app.tables import Schema

    Row = Mapping[str, Value]

LONGEST = 500
"""Characters of an explanation."""
EXPLAIN = "explain"
"""The audit's word for it."""


def explain(store: Store, *, user: User, found: Sequence[Found], text: str) -> int:
    """Keep one explanation for these warnings, '' takes theirs away; return how many.

    Raise RowsError when the text is too long, a finding is an error or a page is closed, RightsError when the rows are
    not the person's.
    """
    told = " ".join(text.split())
    if len(told) > LONGEST:
        raise RowsError(f"说明最多 {LONGEST} 个字，现为 {len(told)} 个，请写短一些。", code="explanation.length")
    if any(one.severity is Severity.ERROR for one in found):
        raise RowsError("错误不能用说明代替，请改正数据后再检查。", code="explanation.error")
    with store.write() as connection:
        schema = store.schema
        rows = _rows(connection, schema=schema, user=user, found=found)
        known = explanations_of(connection, schema=schema, row_ids=rows)
        edits = [
            edit
            for one in found
            if (edit := _edit(one, row=rows[one.place.row_id], old=known.get((one.place.row_id, one.rule)), text=told))
        ]
        outcome = apply_edits(connection, schema=schema, user=user, edits=edits)
        if outcome.refusals:
            first = outcome.refusals[0].problem
            raise RowsError(f"说明没有保存：{first.text}。", code=first.rule)
        _note(connection, schema=schema, user=user, found=found, text=told)
    return len(found)


def _rows(connection: Connection, *, schema: Schema, user: User, found: Sequence[Found]) -> dict[str, Row]:
    """Return the value rows that are explained; the person must be one who may fill them in."""
    tree = Scope(connection, schema=schema)
    every: dict[str, Row] = {}
    for name in {one.place.catalog for one in found}:
        ids = {one.place.row_id for one in found if one.place.catalog == name}
        rows = fetch_rows(connection, table=schema.rows[name], column="id", values=list(ids))
        if len(rows) < len(ids):
            raise RowsError("有的行已经不在本机，请重新检查后再写说明。", code="row.missing")
        for row in rows.values():
            if reason := may_touch(user, catalog=schema.catalog(name), row=row, tree=tree):
                raise RightsError(f"不能写说明：{reason}。")
        every |= rows
    return every


def _edit(one: Found, *, row: Row, old: Explanation | None, text: str) -> Edit | None:
    if not text:
        return Edit(catalog=EXPLANATIONS, kind="delete", row_id=old.row_id) if old else None
    values = {"rule_text": one.rule_text, "noticed": one.text, "text": text, "given": one.given}
    if old:
        return Edit(catalog=EXPLANATIONS, kind="update", row_id=old.row_id, values=values)
    place = {
        "fiscal_year": row["fiscal_year"],
        "mof_div_code": row["mof_div_code"],
        "value_catalog": one.place.catalog,
        "insurance_type": row.get("insurance_type") or "",
        "basis": row.get("basis") or "",
        "cell": one.row_label[:200],
        "value_id": one.place.row_id,
        "rule": one.rule,
    }
    return Edit(catalog=EXPLANATIONS, kind="insert", values={**place, **values})


def _note(connection: Connection, *, schema: Schema, user: User, found: Sequence[Found], text: str) -> None:
    """Note it in the history of the value that it is about."""
    at = now_text()
    lines = [
        {
            "catalog": one.place.catalog,
            "row_id": one.place.row_id,
            "action": EXPLAIN,
            "changes": "{}",
            "author": user.code,
            "at": at,
            "source": "hand",
            "reason": f"{one.rule_text}：{text or '撤销说明'}",
        }
        for one in found
    ]
    if lines:
        connection.execute(insert(schema.table("audit")), lines)
