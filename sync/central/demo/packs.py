"""Packs for the demo province: ministry and province have issued; two counties have not taken the newest (1.4, 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.ids import new_id
from app.packs.documents import DOWN, PACKS, RECEIPTS, ROWS, PackRow, canonical, digest_of, receipt_id, row_of
from app.packs.documents import write_columns as columns_text
from app.people import MINISTRY_DIV, Level
from sync.central.demo.places import PROVINCE
from sync.central.demo.refined import REFINED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.tables import Schema

ISSUED = ("insurance_type", "budget_subject", "performance_indicator", "actuarial_parameter", "management_parameter")
TWICE = "management_parameter"
"""The catalog of which two packs were issued."""
BEHIND = "330212000"
"""The county that has taken the first pack of that catalog only."""
NOTES = ("本年度首次下发", "补充参数并核对上限，请各地接收后再送审")
PROVINCE_NOTE = "本省补贴收入分级明细"
WAITING = "330203000"
"""The county that has not taken the province's pack."""
OPERATORS = {MINISTRY_DIV: "bu_jb", PROVINCE: "zj_jb"}
OFFICES = {"330000000": "zj", "330200000": "nb", "330203000": "hs", "330212000": "yz"}
TAKERS = (str(int(Level.PROVINCE)), str(int(Level.CITY)), str(int(Level.COUNTY)))


def demo_packs(
    connection: Connection, *, schema: Schema, fiscal_year: int
) -> Iterator[tuple[Catalog, list[dict[str, Value]]]]:
    """Yield packs, their rows and receipts for the ministry's rows that are in the store."""
    made: dict[str, list[dict[str, Value]]] = {PACKS: [], ROWS: [], RECEIPTS: []}
    receivers = _receivers(connection, schema=schema, fiscal_year=fiscal_year)
    for name in ISSUED:
        rows = _rows_of(MINISTRY_DIV, connection=connection, schema=schema, name=name, fiscal_year=fiscal_year)
        catalog = schema.catalog(name)
        editions = [_as_before(rows), rows] if name == TWICE else [rows]
        for number, edition in enumerate(editions, 1):
            takers = [code for code in receivers if number == 1 or code != BEHIND]
            _add(made, catalog=catalog, rows=edition, number=number, fiscal_year=fiscal_year, takers=takers)
    rows = _rows_of(PROVINCE, connection=connection, schema=schema, name=REFINED, fiscal_year=fiscal_year)
    takers = [code for code in receivers if code not in {PROVINCE, WAITING}]
    _add(
        made,
        catalog=schema.catalog(REFINED),
        rows=rows,
        number=1,
        fiscal_year=fiscal_year,
        takers=takers,
        owner_code=PROVINCE,
    )
    for name, found in made.items():
        yield schema.catalog(name), [{**schema.catalog(name).blank(), **row} for row in found]


def _add(
    made: Mapping[str, list[dict[str, Value]]],
    *,
    catalog: Catalog,
    rows: Sequence[PackRow],
    number: int,
    fiscal_year: int,
    takers: Sequence[str],
    owner_code: str = MINISTRY_DIV,
) -> None:
    pack_id = new_id()
    owner: dict[str, Value] = {"fiscal_year": fiscal_year, "mof_div_code": owner_code}
    day = f"{fiscal_year}-01-{5 * number + (owner_code == PROVINCE):02}"
    header: dict[str, Value] = {
        "id": pack_id,
        **owner,
        "direction": DOWN,
        "table_name": catalog.name,
        "number": number,
        "title": catalog.label,
        "note": PROVINCE_NOTE if owner_code == PROVINCE else NOTES[number - 1],
        "row_count": len(rows),
        "digest": digest_of((one.key, one.content) for one in rows),
        "columns": columns_text([(field.name, field.label) for field in catalog.columns]),
        "issued_by": OPERATORS[owner_code],
        "issued_at": f"{day}T01:30:00Z",
    }
    made[PACKS].append(header)
    for place, one in enumerate(rows, 1):
        made[ROWS].append({**owner, "pack": pack_id, "place": place, "row_key": one.key, "content": one.content})
    for code in takers:
        made[RECEIPTS].append(
            {
                "id": receipt_id(pack=pack_id, receiver=code),
                "fiscal_year": fiscal_year,
                "mof_div_code": code,
                "pack": pack_id,
                "receiver": code,
                "taken_by": f"{OFFICES.get(code, code[:6])}_jb",
                "taken_at": f"{day}T07:10:00Z",
            }
        )


def _rows_of(owner: str, *, connection: Connection, schema: Schema, name: str, fiscal_year: int) -> list[PackRow]:
    catalog, table = schema.catalog(name), schema.rows[name]
    wanted = select(table).where(table.c.fiscal_year == fiscal_year, table.c.mof_div_code == owner)
    found = connection.execute(wanted.order_by(*(table.c[one] for one in catalog.order))).mappings()
    return [row_of(catalog, dict(row)) for row in found]


def _as_before(rows: Sequence[PackRow]) -> list[PackRow]:
    """Return the rows as the first pack had them: without the last two, and one with another upper bound."""
    before = list(rows[:-2])
    cells: dict[str, Any] = {**before[0].cells, "maximum": 99_999_999_0000}
    before[0] = PackRow(key=before[0].key, content=canonical(cells))
    return before


def _receivers(connection: Connection, *, schema: Schema, fiscal_year: int) -> list[str]:
    table = schema.rows["region"]
    wanted = select(table.c.mof_div_code).where(
        table.c.fiscal_year == fiscal_year, table.c.level_no.in_(TAKERS), table.c.is_deleted.is_(False)
    )
    return list(connection.execute(wanted.order_by(table.c.mof_div_code)).scalars())
