"""Explanations (说明) of warnings: kept by row and rule with the values they hold for, and in the audit (clause 1.9).

The contract has a reason for each edit and no place for explanations: while a row's edit still waits, the explanation
travels as its reason; written later, it stays on this computer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import delete, insert, select, update

from app.errors import RightsError, RowsError
from app.lookup import chunks, fetch_rows
from app.problems.found import Explanation, Severity
from app.rights import may_touch
from app.row_state import LineState
from app.scope import Scope
from app.store import now_text
from app.unit_of_work import REASON_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from app.people import User
    from app.problems.figures import Warned
    from app.problems.found import Found
    from app.store import Store
    from app.tables import Schema

LONGEST = 500
"""Characters of an explanation."""
EXPLAIN = "explain"
"""The audit's word for it."""


def given_text(warned: Warned) -> str:
    """Return the values that a warning was given for, as the text that tells them from others."""
    return msgspec.json.encode(warned.given).decode()


def explanations_of(
    connection: Connection, *, schema: Schema, row_ids: Iterable[str]
) -> dict[tuple[str, str], Explanation]:
    """Return what was written about these rows, by row id and rule."""
    table = schema.table("explanation")
    found: dict[tuple[str, str], Explanation] = {}
    for part in chunks(row_ids):
        for row in connection.execute(select(table).where(table.c.row_id.in_(part))).mappings():
            found[row["row_id"], row["rule"]] = Explanation(
                text=row["text"], given=row["given"], author=row["author"], at=row["at"]
            )
    return found


def explain(store: Store, *, user: User, found: Sequence[Found], text: str) -> int:
    """Keep one explanation for these warnings, '' takes theirs away; return how many.

    Raise RowsError when the text is too long or a finding is an error, RightsError when the rows are not the person's.
    """
    told = " ".join(text.split())
    if len(told) > LONGEST:
        raise RowsError(f"说明最多 {LONGEST} 个字，现为 {len(told)} 个，请写短一些。", code="explanation.length")
    if any(one.severity is Severity.ERROR for one in found):
        raise RowsError("错误不能用说明代替，请改正数据后再检查。", code="explanation.error")
    with store.write() as connection:
        _check_rights(connection, schema=store.schema, user=user, found=found)
        for one in found:
            _keep(connection, schema=store.schema, user=user, one=one, text=told)
        for row_id in dict.fromkeys(one.place.row_id for one in found):
            _send_along(connection, schema=store.schema, row_id=row_id)
    return len(found)


def _check_rights(connection: Connection, *, schema: Schema, user: User, found: Sequence[Found]) -> None:
    tree = Scope(connection, schema=schema)
    for name in {one.place.catalog for one in found}:
        ids = {one.place.row_id for one in found if one.place.catalog == name}
        rows = fetch_rows(connection, table=schema.rows[name], column="id", values=list(ids))
        if len(rows) < len(ids):
            raise RowsError("有的行已经不在本机，请重新检查后再写说明。", code="row.missing")
        for row in rows.values():
            if reason := may_touch(user, catalog=schema.catalog(name), row=row, tree=tree):
                raise RightsError(f"不能写说明：{reason}。")


def _keep(connection: Connection, *, schema: Schema, user: User, one: Found, text: str) -> None:
    table, row_id, at = schema.table("explanation"), one.place.row_id, now_text()
    connection.execute(delete(table).where(table.c.row_id == row_id, table.c.rule == one.rule))
    if text:
        values: dict[str, Any] = {"catalog": one.place.catalog, "row_id": row_id, "rule": one.rule, "at": at}
        values |= {"rule_text": one.rule_text, "given": one.given, "text": text, "author": user.code}
        connection.execute(insert(table).values(values))
    connection.execute(
        insert(schema.table("audit")).values(
            catalog=one.place.catalog,
            row_id=row_id,
            action=EXPLAIN,
            changes="{}",
            author=user.code,
            at=at,
            source="hand",
            reason=_sentence(one.rule_text, text) if text else f"{one.rule_text}：撤销说明",
        )
    )


def _send_along(connection: Connection, *, schema: Schema, row_id: str) -> None:
    table, outbox = schema.table("explanation"), schema.table("outbox")
    kept = connection.execute(
        select(table.c.rule_text, table.c.text).where(table.c.row_id == row_id).order_by(table.c.rule)
    )
    reason = "；".join(_sentence(rule_text, text) for rule_text, text in kept)[:REASON_LIMIT]
    connection.execute(
        update(outbox).where(outbox.c.row_id == row_id, outbox.c.state == LineState.OPEN).values(reason=reason)
    )


def _sentence(rule_text: str, text: str) -> str:
    return f"{rule_text}：{text}"
