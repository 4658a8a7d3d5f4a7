"""已办: the moves that a person took, from the records' own history (SPEC section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.flow.fields import LOG, STATE
from app.flow.record import RECORDS, place_of_record, read_log
from app.scope import below
from app.workflow import FILL_IN

if TYPE_CHECKING:
    from app.flow.record import Place
    from app.todo.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One move: when (UTC), its word, of which page, with which opinion; `now`: how far the page is by now."""

    at: str
    move: str
    place: Place
    title: str
    region_name: str
    opinion: str
    now: str


def read_done(reading: Reading) -> list[Done]:
    """Return the person's moves of the year, newest first."""
    table, regions = reading.schema.rows[RECORDS], reading.schema.rows["region"]
    wanted = select(table).where(
        table.c.fiscal_year == reading.fiscal_year,
        table.c.is_deleted.is_(False),
        table.c[LOG].contains(f'"{reading.user.code}"', autoescape=True),
        below(table, schema=reading.schema, region=reading.user.mof_div_code),
    )
    rows = [dict(row) for row in reading.connection.execute(wanted).mappings()]
    named = select(regions.c.mof_div_code, regions.c.name).where(regions.c.fiscal_year == reading.fiscal_year)
    names = {code: name for code, name in reading.connection.execute(named)}  # noqa: C416 - rows are no pairs
    found = [
        Done(
            at=step.at,
            move=FILL_IN.verbs.get(step.move, step.move),
            place=place,
            title=reading.labels.page(place),
            region_name=names.get(place.region, place.region),
            opinion=step.opinion,
            now=FILL_IN.state_label(row[STATE]),
        )
        for row in rows
        for place in (place_of_record(row),)
        for step in read_log(row[LOG])
        if step.by == reading.user.code
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)
