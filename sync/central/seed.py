"""Filling an empty central: rows of any origin, and the demo province with its users."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.flow.record import place_of_record
from app.ids import new_id
from app.people import MINISTRY_DIV
from app.store import now_text
from sync.central.bulk import insert_rows
from sync.central.files import FILES, FileShelf
from sync.central.people import NewPerson, add_people
from sync.central.record import STAMP
from sync.central.scope_log import rebuild_logged
from sync.central.sums import SumChanges, place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.catalog import Catalog
    from app.fields import Value
    from app.tables import Schema
    from sync.central.database import ChangeSequence, Database

SEEDED_BY = "system"


def load_rows(
    sequence: ChangeSequence, *, schema: Schema, rows: Iterable[tuple[Catalog, Sequence[Mapping[str, Value]]]]
) -> int:
    """Insert rows (each with every column of its catalog) as they are, and return how many; the tree of regions too.

    A row may name its own `id`. No rules are applied: whoever seeds answers for the rows.
    """
    start, years, at, sums = sequence.version, set(), now_text(), SumChanges()
    for catalog, found in rows:
        names = [name for name in catalog.names if name != "is_standard"]
        columns = ["id", *STAMP, *names, "is_standard"]
        cells = [
            (_row_id(catalog, row), sequence.next(), at, SEEDED_BY, *(row[name] for name in names), _is_standard(row))
            for row in found
        ]
        insert_rows(sequence.connection, table=schema.rows[catalog.name], columns=columns, rows=cells)
        for version, row in enumerate(found, sequence.version - len(found) + 1):
            place = place_of(catalog.name, year=row["fiscal_year"], region=str(row["mof_div_code"]))
            sums.enter(place, versions=(version,))
        if catalog.name == "region":
            years = {row["fiscal_year"] for row in found}
    sums.write(sequence.connection)
    for year in years:
        if isinstance(year, int):
            rebuild_logged(sequence, schema=schema, fiscal_year=year)
    return sequence.version - start


def _row_id(catalog: Catalog, row: Mapping[str, Any]) -> str:
    """Return a row's id: its own, that of a 填报单 which follows from its key, or a new one."""
    if catalog.record_of:
        return place_of_record(row).row_id
    return str(row.get("id") or new_id())


def _is_standard(row: Mapping[str, Any]) -> bool:
    return bool(row["mof_div_code"] == MINISTRY_DIV)


def seed_demo(database: Database, *, catalogs: tuple[Catalog, ...], fiscal_year: int) -> int:
    """Load the demo province and its users in one transaction and return the number of rows; 0 if people are there."""
    from sync.central.demo.own_desk import own_desk  # noqa: PLC0415 - only the demo needs it
    from sync.central.demo.packs import demo_packs  # noqa: PLC0415 - as above
    from sync.central.demo.receiving import receive_demo  # noqa: PLC0415 - as above
    from sync.central.demo_province import (  # noqa: PLC0415 - only the demo needs it
        DEMO_PASSWORD,
        DEMO_USERS,
        demo_history,
        demo_papers,
        demo_rows,
    )

    schema = database.schema
    with database.change() as sequence:
        person = schema.table("central_person")
        if sequence.connection.execute(select(func.count()).select_from(person)).scalar_one():
            return 0
        rows = demo_rows(catalogs=catalogs, fiscal_year=fiscal_year)
        count = load_rows(sequence, schema=schema, rows=rows)
        count += load_rows(sequence, schema=schema, rows=demo_history(catalogs=catalogs, fiscal_year=fiscal_year))
        desk = own_desk(sequence.connection, schema=schema, fiscal_year=fiscal_year)
        count += load_rows(sequence, schema=schema, rows=desk)
        packs = demo_packs(sequence.connection, schema=schema, fiscal_year=fiscal_year)
        count += load_rows(sequence, schema=schema, rows=packs)
        people = [NewPerson(user=user, password=DEMO_PASSWORD) for user in DEMO_USERS]
        add_people(sequence.connection, schema=schema, people=people)
    receive_demo(database, fiscal_year=fiscal_year)
    if database.folder:
        shelf = FileShelf(folder=database.folder / FILES)
        for body in demo_papers(fiscal_year=fiscal_year):
            shelf.keep(body, sha256=hashlib.sha256(body).hexdigest())
    return count
