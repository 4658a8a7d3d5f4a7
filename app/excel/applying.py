"""Applying a plan: one transaction, all of it or nothing; or, when the person says so, its good rows alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.candidate import Problem
from app.errors import RowsError
from app.excel.plan import Verdict
from app.lookup import fetch_rows
from app.unit_of_work import Outcome, Refusal, apply_edits

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.excel.plan import ImportPlan
    from app.people import User
    from app.store import Store

SOURCE = "excel"


def apply_plan(store: Store, *, plan: ImportPlan, user: User, only_good: bool = False, source: str = SOURCE) -> Outcome:
    """Do what a plan says; raise RowsError, with nothing kept, when it has refused rows and `only_good` is False.

    Rows that somebody changed after the plan was made are refused in the outcome, and, without `only_good`, keep all
    others out; `Refusal.edit` counts in `plan.edits`. `source` goes into the history of the rows.
    """
    refused = plan.of(Verdict.REFUSED)
    if refused and not only_good:
        first = refused[0]
        place = f"“{first.sheet}”第 {first.row} 行 {first.problems[0].sentence}"
        raise RowsError(
            f"有 {len(refused)} 处不能导入，没有导入任何内容。首处：{place}。请改正后再导入，或选择只导入其余的行。",
            code="import.refused",
        )
    with store.write() as connection:
        stale = _stale(connection, store=store, plan=plan)
        if stale and not only_good:
            return Outcome(refusals=stale)
        left_out = {refusal.edit for refusal in stale}
        wanted = [(place, edit) for place, edit in enumerate(plan.edits) if place not in left_out]
        places, edits = [place for place, _ in wanted], [edit for _, edit in wanted]
        outcome = apply_edits(
            connection,
            schema=store.schema,
            user=user,
            edits=edits,
            source=source,
            all_or_none=not only_good,
            verb="导入",
        )
    moved = [
        Refusal(edit=places[one.edit], catalog=one.catalog, row_id=one.row_id, problem=one.problem)
        for one in outcome.refusals
    ]
    return Outcome(written=outcome.written, refusals=sorted([*stale, *moved], key=lambda one: one.edit))


def _stale(connection: Connection, *, store: Store, plan: ImportPlan) -> list[Refusal]:
    """Find rows that no longer are what the plan replaces."""
    entries = [entry for entry in plan.entries if entry.edit is not None]
    ids = [entry.edit.row_id for entry in entries if entry.edit and entry.before]
    now = fetch_rows(connection, table=store.schema.rows[plan.catalog], column="id", values=ids)
    found = []
    for place, entry in enumerate(entries):
        row = now.get(entry.edit.row_id, {}) if entry.edit else {}
        if entry.edit and any(row.get(name) != value for name, value in entry.before.items()):
            problem = Problem("import.stale", "", f"“{entry.title}”在预览之后又被修改，请重新导入")
            found.append(Refusal(edit=place, catalog=plan.catalog, row_id=entry.edit.row_id, problem=problem))
    return found
