"""What the demo's first county has under way: a page returned with a reason, one sent in, explanations (1.8, 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.flow.record import Place
from app.problems.explained import given_text
from app.problems.found import Severity
from app.problems.reading import Where, warned_rows
from sync.central.demo.fillings import record_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.problems.reading import WarnedRow
    from app.tables import Schema

    Rows = list[dict[str, Value]]

COUNTY = "330203000"
RETURNED = {"catalog": "management_value", "insurance_type": "1101", "basis": "estimate"}
SENT_IN = {"catalog": "actuarial_value", "insurance_type": "", "basis": ""}
REASON = "本年新增参保人员由街道集中办理，与业务系统核对一致"


def own_desk(connection: Connection, *, schema: Schema, fiscal_year: int) -> Iterator[tuple[Catalog, Rows]]:
    """Yield records and explanations that go with the rows that are in the store already."""
    pages = (
        (RETURNED, ("submit", "approve", "report", "return")),
        (SENT_IN, ("submit",)),
    )
    records = [record_of(Place(fiscal_year=fiscal_year, region=COUNTY, **page), way=way) for page, way in pages]
    where = Where(
        fiscal_year=fiscal_year,
        region=COUNTY,
        pages=(("insurance_type", RETURNED["insurance_type"]), ("basis", RETURNED["basis"])),
    )
    noticed = warned_rows(connection, schema=schema, catalog=schema.catalog(RETURNED["catalog"]), where=where)
    told = [_explained(one, fiscal_year=fiscal_year) for one in noticed if one.rule.severity is Severity.WARNING]
    for name, rows in (("filling", records), ("explanation", told)):
        catalog = schema.catalog(name)
        yield catalog, [{**catalog.blank(), **row, "fiscal_year": fiscal_year} for row in rows]


def _explained(found: WarnedRow, *, fiscal_year: int) -> dict[str, Value]:
    return {
        "fiscal_year": fiscal_year,
        "mof_div_code": COUNTY,
        "value_catalog": RETURNED["catalog"],
        "insurance_type": RETURNED["insurance_type"],
        "basis": RETURNED["basis"],
        "cell": f"{found.warned.parameter} · {found.across}",
        "rule": found.rule.code,
        "rule_text": found.warned.rule_text,
        "noticed": found.warned.text,
        "text": REASON,
        "value_id": found.row_id,
        "given": given_text(found.warned),
    }
