"""Two officers of one county and the real central over HTTP: they clash, look, decide, and end up alike (SYNC 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.conflicts import FieldConflict, list_conflicts
from app.ids import new_id
from app.merged import MergedField, merged_fields, merged_numbers
from app.row_state import RowState
from app.store import open_store
from sync.deciding import Choice, Decision, decide
from sync.http import HttpTransport
from sync.patience import Patience
from sync.profile import Profile
from sync.session import sign_in
from tests.sync.desks import Desk, MemoryCredentials, Wire
from tests.sync.model_central import ModelCentral

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.fields import Value
    from tests.sync.central_fixture import RunningCentral

HAISHU = "330203000"
VALUES = "management_value"
PATIENCE = Patience(connect=2, read=30, repeats=1, pace=0.05)


@pytest.fixture
def desks(small_central: RunningCentral, tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Give the desks of two operators of one county."""
    made: list[Desk] = []
    for user in ("hs_jb", "hs_jb2"):
        session = sign_in(
            Profile(folder=tmp_path / user),
            server=small_central.url,
            user=user,
            password="shebao-demo",
            credentials=MemoryCredentials(),
            connect=lambda server: HttpTransport(server, patience=PATIENCE),
        )
        store = open_store(session.store_path, catalogs=CATALOGS)
        made.append(Desk(session=session, store=store, wire=Wire(ModelCentral())))
        made[-1].sync()
    yield made[0], made[1]
    for desk in made:
        desk.session.close()
        desk.store.close()


def conflicts(desk: Desk) -> dict[str, FieldConflict]:
    with desk.store.read() as connection:
        return {one.field: one for one in list_conflicts(connection, schema=desk.store.schema)}


def merged(desk: Desk) -> list[MergedField]:
    with desk.store.read() as connection:
        return merged_fields(connection, schema=desk.store.schema, numbers=merged_numbers(connection))


def settle(desk: Desk, one: FieldConflict, choice: Choice, *, given: str = "") -> None:
    decision = Decision(n=one.n, field=one.field, choice=choice, given=given, version=one.version)
    decide(desk.store, user=desk.session.user, decisions=[decision])


def account(desk: Desk, number: str) -> str:
    row_id = new_id()
    desk.add_account(row_id, number=number, mof_div_code=HAISHU, balance=100_00, remark="原")
    return row_id


def test_an_account_is_settled_field_by_field(desks: tuple[Desk, Desk]) -> None:
    mine, other = desks
    row_id = account(mine, "70000001")
    mine.sync()
    other.sync()
    other.change(row_id, balance=300_00, remark="他", interest_rate=20_000)
    mine.change(row_id, balance=200_00, remark="我", time_deposit=50_00)
    other.sync()
    assert mine.sync().conflicts == 1
    found = conflicts(mine)
    assert (found["balance"].mine, found["balance"].theirs, found["balance"].by) == ("200.00", "300.00", "hs_jb2")
    settle(mine, found["remark"], Choice.MINE)
    assert (mine.sync().accepted, set(conflicts(mine))) == (1, {"balance"})
    other.sync()
    row = other.row(row_id)
    assert (row["balance"], row["remark"], row["time_deposit"]) == (300_00, "我", 50_00)
    settle(mine, conflicts(mine)["balance"], Choice.OTHER, given="250")
    assert mine.sync().accepted == 1
    other.sync()
    for desk in desks:
        assert (desk.row(row_id)["balance"], desk.state(row_id)) == (250_00, RowState.SYNCED)
        assert desk.lines(row_id) == []


def test_what_both_changed_beside_each_other_is_marked_with_whose_it_is(desks: tuple[Desk, Desk]) -> None:
    mine, other = desks
    row_id = account(mine, "70000002")
    mine.sync()
    other.sync()
    other.change(row_id, balance=300_00)
    other.sync()
    mine.change(row_id, remark="我")
    assert mine.sync().merged == 1
    assert mine.state(row_id) is RowState.MERGED
    (one,) = [one for one in merged(mine) if one.place.row_id == row_id]
    assert (one.field, one.before, one.after, one.by, one.mine) == ("balance", "100.00", "300.00", "hs_jb2", "备注")


def test_two_who_fill_in_one_cell_clash_about_its_value_only(desks: tuple[Desk, Desk]) -> None:
    mine, other = desks
    place = blank_cell(mine)
    first, second = new_id(), new_id()
    other.edit(VALUES, "insert", first, **place, value=10_0000)
    mine.edit(VALUES, "insert", second, **place, value=20_0000, remark="我")
    other.sync()
    assert mine.sync().conflicts == 1
    found = conflicts(mine)
    assert set(found) == {"value"}
    assert (found["value"].mine, found["value"].theirs, found["value"].place.row_id) == ("20", "10", first)
    assert mine.row(second, catalog=VALUES) == {}
    assert mine.state(first, catalog=VALUES) is RowState.CONFLICT
    settle(mine, found["value"], Choice.MINE)
    assert mine.sync().accepted == 1
    other.sync()
    row = other.row(first, catalog=VALUES)
    assert (row["value"], row["remark"]) == (20_0000, "我")
    assert mine.state(first, catalog=VALUES) is RowState.SYNCED


def blank_cell(desk: Desk) -> dict[str, Value]:
    """Return the place of a cell that nobody filled in yet: a period of a parameter that has a value for another."""
    table = desk.store.schema.rows[VALUES]
    with desk.store.read() as connection:
        rows = connection.execute(table.select().where(table.c.mof_div_code == HAISHU)).mappings().all()
    key = ("fiscal_year", "mof_div_code", "insurance_type", "parameter", "basis", "period")
    taken = {tuple(row[name] for name in key) for row in rows}
    places = ({**{name: row[name] for name in key}, "period": "q4"} for row in rows)
    return next(place for place in places if tuple(place.values()) not in taken)
