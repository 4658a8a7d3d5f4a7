"""A tree that was rearranged on one desk is taken by the central whole, and stands so on the other desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.ids import new_id
from app.people import MINISTRY_DIV
from app.restructuring.move import Move
from app.restructuring.staging import Staging
from app.row_state import RowState
from app.rows import Query, all_names, read_rows
from app.tree import Node, children
from sync.central.seed import load_rows
from tests.sync.desks import COUNTY, YEAR, Desk, open_desk
from tests.sync.real_central import RealCentral

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.fields import Value

SUBJECT = "accounting_subject"
ROWS = (
    ("100101", "农行", "1001"),
    ("10010101", "活期", "100101"),
    ("1001010101", "一年", "10010101"),
    ("100102", "工行", "1001"),
)


def _standard() -> dict[str, Value]:
    """Return the ministry's subject below which the county adds its own."""
    catalog = next(one for one in CATALOGS if one.name == SUBJECT)
    given: dict[str, Value] = {"mof_div_code": MINISTRY_DIV, "code": "1001", "name": "库存现金", "is_standard": True}
    return {**catalog.blank(), **given, "fiscal_year": YEAR, "category": "1", "balance_side": "1"}


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    central = RealCentral(people=("jia", "yi"), catalogs=CATALOGS)
    with central.database.change() as sequence:
        catalog = next(one for one in CATALOGS if one.name == SUBJECT)
        load_rows(sequence, schema=central.database.schema, rows=[(catalog, [_standard()])])
    jia, yi = (open_desk(central, folder=tmp_path, user=user) for user in ("jia", "yi"))
    jia.sync()
    for code, name, parent in ROWS:
        values = {"code": code, "name": name, "parent_code": parent, "category": "1", "balance_side": "1"}
        jia.edit(SUBJECT, "insert", new_id(), fiscal_year=YEAR, mof_div_code=COUNTY, **values)
    jia.sync()
    yi.sync()
    yield jia, yi
    for desk in (jia, yi):
        desk.store.close()
    central.close()


def codes(desk: Desk) -> dict[str, str]:
    with desk.store.read() as connection:
        rows = read_rows(connection, schema=desk.store.schema, query=Query(catalog=SUBJECT, fiscal_year=YEAR))
        return {str(row["code"]): str(row["parent_code"]) for row in rows if row["state"] == RowState.SYNCED}


def nodes(desk: Desk, above: Node | None = None) -> dict[str, tuple[Node, Node | None]]:
    """Return each node with the one above it, by code."""
    schema, found = desk.store.schema, {}
    query = Query(catalog=SUBJECT, fiscal_year=YEAR, region=COUNTY)
    with desk.store.read() as connection:
        names = all_names(connection, schema=schema, catalog=schema.catalog(SUBJECT), fiscal_year=YEAR)
        level = children(connection, schema=schema, query=query, node=above, names=names)
    for node in level:
        found[node.code] = (node, above)
        if node.has_children:
            found.update(nodes(desk, node))
    return found


def test_a_branch_with_new_codes_is_taken_by_the_central(desks: tuple[Desk, Desk]) -> None:
    jia, yi = desks
    assert codes(yi).keys() >= {"100101", "10010101", "1001010101", "100102"}
    there = nodes(jia)
    branch, above = there["100101"]
    assert above is not None
    user, catalog = jia.session.user, jia.store.schema.catalog(SUBJECT)
    desk = Staging(store=jia.store, user=user, catalog=catalog, fiscal_year=YEAR)
    assert desk.stage([Move(node=branch, origin=above, target=there["100102"][0])]).told == ""
    assert desk.apply()[1].told == ""
    report = jia.sync()
    assert (report.sent, report.accepted, report.refused) == (6, 6, 0)
    yi.sync()
    wanted = {"100102": "1001", "10010201": "100102", "1001020101": "10010201", "100102010101": "1001020101"}
    for one in (jia, yi):
        assert {code: parent for code, parent in codes(one).items() if code != "1001"} == wanted
