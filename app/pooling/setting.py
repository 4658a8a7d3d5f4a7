"""Pooling levels typed into the matrix become rows: set, changed or taken away, as one action (clause 1.2 (a))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.candidate import Problem
from app.fields import Bad
from app.pooling.matrix import CATALOG, read_matrix
from app.unit_of_work import Edit, Outcome, Refusal, apply_edits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.catalog import Catalog
    from app.fields import Value
    from app.people import User
    from app.pooling.matrix import LevelCell
    from app.store import Store

FIELD = "pooling_level"


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelEdit:
    """What was typed for a type and a year: a level by code or word, or nothing to take it away."""

    code: str
    year: int
    given: object


def set_levels(
    store: Store, *, user: User, fiscal_year: int, region: str, edits: Sequence[LevelEdit], verb: str = ""
) -> Outcome:
    """Keep typed levels of the matrix of `region` and year; good ones are kept even when others are refused.

    Refusals name the edit's place. `verb`: the word for the action, '' for 设置.
    """
    catalog = store.schema.catalog(CATALOG)
    with store.write() as connection:
        matrix = read_matrix(connection, schema=store.schema, fiscal_year=fiscal_year, region=region)
        known = {(row.code, year): row.cell(year) for row in matrix.rows for year in matrix.years}
        wanted: list[Edit] = []
        places: list[int] = []
        refusals: list[Refusal] = []
        for place, one in enumerate(edits):
            found = _edit(catalog, user=user, one=one, cell=known.get((one.code, one.year)))
            if isinstance(found, Problem):
                refusals.append(Refusal(edit=place, catalog=CATALOG, row_id="", problem=found))
            elif found is not None:
                wanted.append(found)
                places.append(place)
        outcome = apply_edits(
            connection, schema=store.schema, user=user, edits=wanted, all_or_none=False, verb=verb or "设置统筹级次"
        )
    moved = [
        Refusal(edit=places[one.edit], catalog=CATALOG, row_id=one.row_id, problem=one.problem)
        for one in outcome.refusals
    ]
    return Outcome(written=outcome.written, refusals=sorted([*refusals, *moved], key=lambda one: one.edit))


def _edit(catalog: Catalog, *, user: User, one: LevelEdit, cell: LevelCell | None) -> Edit | Problem | None:
    value = catalog.by_name[FIELD].read(one.given)
    if isinstance(value, Bad):
        return Problem("field.format", FIELD, value.reason)
    row_id = cell.row_id if cell else ""
    if not value:
        return Edit(catalog=CATALOG, kind="delete", row_id=row_id) if row_id else None
    if row_id:
        return Edit(catalog=CATALOG, kind="update", row_id=row_id, values={FIELD: value})
    place: dict[str, Value] = {
        "fiscal_year": one.year,
        "mof_div_code": user.mof_div_code,
        "insurance_type": one.code,
        FIELD: value,
    }
    return Edit(catalog=CATALOG, kind="insert", values=place)
