"""Step 3: explanations that were kept on this computer become rows that are sent (clause 1.9).

They go out with the next round. One for a page that has left 填报中, or for a value that is gone, is not asked for any
more and stays in the history of its value, where every explanation is noted.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.ids import new_id
from app.migrations.declared import add_declared
from app.problems.declared import RULES
from app.row_state import RowState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from app.tables import Schema

OLD, NEW = "explanation_before", "explanation"
KINDS = {"total": "Total", "above": "NotAbove", "range": "Plausible", "ratio": "Ratio", "jump": "Jump"}
"""Kinds of rules as they were named before they had codes."""


def explanations_travel(connection: Connection, schema: Schema) -> None:
    """Make rows and outbox lines of them; a store that has none of the old ones is left alone."""
    names = connection.exec_driver_sql("SELECT name FROM pragma_table_info('explanation')").scalars().all()
    if "row_id" not in names or NEW not in schema.rows:
        return
    connection.exec_driver_sql(f"ALTER TABLE {NEW} RENAME TO {OLD}")
    connection.exec_driver_sql("DROP INDEX IF EXISTS ix_explanation_row_id")
    add_declared(connection, schema=schema)
    for old in connection.exec_driver_sql(f"SELECT * FROM {OLD} ORDER BY n").mappings().all():  # noqa: S608 - a name as above
        _carry(connection, schema=schema, old=dict(old))
    connection.exec_driver_sql(f"DROP TABLE {OLD}")


def _carry(connection: Connection, *, schema: Schema, old: Mapping[str, Any]) -> None:
    rule = rule_code(str(old["rule"]), catalog=str(old["catalog"]), given=str(old["given"]))
    table = schema.rows.get(old["catalog"])
    if not rule or table is None:
        return
    found = connection.execute(table.select().where(table.c.id == old["row_id"], table.c.is_deleted.is_(False)))
    row = next((dict(one) for one in found.mappings()), None)
    if row is None or _is_closed(connection, schema=schema, row=row, catalog=str(old["catalog"])):
        return
    catalog = schema.catalog(NEW)
    values = {
        **catalog.blank(),
        "fiscal_year": row["fiscal_year"],
        "mof_div_code": row["mof_div_code"],
        "value_catalog": old["catalog"],
        "insurance_type": row.get("insurance_type") or "",
        "basis": row.get("basis") or "",
        "cell": str(row.get("parameter") or ""),
        "rule": rule,
        "rule_text": old["rule_text"],
        "text": old["text"],
        "value_id": old["row_id"],
        "given": old["given"],
    }
    row_id = new_id()
    connection.execute(schema.rows[NEW].insert().values(**values, id=row_id, state=int(RowState.WAITING)))
    changes = {field.name: [None, field.send(values[field.name])] for field in catalog.columns}
    line = {"catalog": NEW, "row_id": row_id, "kind": "insert", "base_version": 0, "author": old["author"]}
    line |= {"changes": json.dumps(changes, ensure_ascii=False, separators=(",", ":"))}
    outbox = schema.table("outbox")
    connection.execute(outbox.insert().values(**line, edited_at=old["at"], reason="", state="open"))


def _is_closed(connection: Connection, *, schema: Schema, row: Mapping[str, Any], catalog: str) -> bool:
    if "filling" not in schema.rows:
        return False
    records = schema.rows["filling"]
    wanted = records.select().where(
        records.c.fiscal_year == row["fiscal_year"],
        records.c.mof_div_code == row["mof_div_code"],
        records.c.value_catalog == catalog,
        records.c.insurance_type == (row.get("insurance_type") or ""),
        records.c.basis == (row.get("basis") or ""),
        records.c.flow_state != "filling",
        records.c.is_deleted.is_(False),
    )
    return connection.execute(wanted).first() is not None


def rule_code(name: str, *, catalog: str, given: str) -> str:
    """Return the code of the rule that was named by its kind and parameters; '' where there is none any more."""
    _, kind, *parameters = name.split(".") if name.count(".") > 1 else ("", "")
    compared = set(parameters) | _compared(given)
    fitting = (
        rule
        for rule in RULES
        if rule.catalog == catalog
        and type(rule).__name__ == KINDS.get(kind)
        and rule.parameters[0] == parameters[0]
        and compared <= set(rule.parameters)
    )
    return next((rule.code for rule in fitting), "")


def _compared(given: str) -> set[str]:
    pairs: Iterable[Any] = json.loads(given or "[]")
    return {str(code).removeprefix("@") for code, _ in pairs}
