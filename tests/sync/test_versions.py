"""An older desk at a newer central and the reverse: nothing is lost, nothing is overwritten (SYNC point 10)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from app.catalogs import CATALOGS
from app.ids import new_id
from app.row_state import RowState
from sync.errors import AnswerError, RoundStoppedError
from tests.sync.desks import COUNTY, YEAR, Desk
from tests.sync.older_catalogs import COMING, FROZEN, HELLO, OLDER, SHORT_NAME, STEPS, Step
from tests.sync.real_central import RealCentral
from tests.sync.version_support import (
    FirstCentral,
    account,
    central_column,
    column,
    sit_down,
    update_central,
    update_desk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.catalog import Catalog
    from sync.transport import Reply, Request

    Sit = Callable[[str, tuple[Catalog, ...]], Desk]
    Build = Callable[[tuple[Catalog, ...]], RealCentral]

PEOPLE = ("jia", "yi", "bing")


@pytest.fixture(params=list(STEPS))
def step(request: pytest.FixtureRequest) -> Step:
    return STEPS[request.param]


@pytest.fixture
def build() -> Iterator[Build]:
    """Give a function that makes a central of a version."""
    made: list[RealCentral] = []

    def begin(catalogs: tuple[Catalog, ...]) -> RealCentral:
        made.append(RealCentral(people=PEOPLE, catalogs=catalogs))
        return made[-1]

    yield begin
    for one in made:
        one.close()


@pytest.fixture
def desks() -> Iterator[list[Desk]]:
    """Collect desks to be closed."""
    made: list[Desk] = []
    yield made
    for one in made:
        one.store.close()


def seats(central: RealCentral | FirstCentral, desks: list[Desk], folder: Path) -> Sit:
    def sit(user: str, catalogs: tuple[Catalog, ...]) -> Desk:
        desks.append(sit_down(central, folder=folder / f"{user}-{len(desks)}", user=user, catalogs=catalogs))
        desks[-1].sync()
        return desks[-1]

    return sit


def kinds(schema: dict[str, object]) -> set[object]:
    """Return the JSON types that a schema allows."""
    found = schema.get("type", [])
    return set(found) if isinstance(found, list) else {found}


def test_what_0_1_0_knew_is_still_there_and_means_the_same() -> None:
    today = {(one.name, field.name): field for one in CATALOGS for field in one.columns}
    for catalog in HELLO.catalogs:
        for field in catalog.fields:
            present = today[catalog.name, field.name]
            assert getattr(present, "places", 0) == field.scale, (catalog.name, field.name)
            assert kinds(present.wire_schema()) >= kinds(field.schema), (catalog.name, field.name)


def test_an_older_desk_keeps_a_newer_column_while_it_edits_its_neighbours(
    step: Step, build: Build, desks: list[Desk], tmp_path: Path
) -> None:
    central = build(step.new)
    sit = seats(central, desks, tmp_path)
    new, old = sit("jia", step.new), sit("yi", step.old)
    row_id = account(new, **{step.column: step.value})
    assert new.sync().accepted == 1
    old.sync()
    assert column(old, row_id, step.column) == step.value, "kept with the row, though nobody here knows it"
    old.change(row_id, remark="旧版改的", balance=9_00)
    assert old.sync().accepted == 1
    new.sync()
    assert new.row(row_id)[step.column] == step.value
    assert (new.row(row_id)["remark"], new.row(row_id)["balance"]) == ("旧版改的", 9_00)
    new.change(row_id, **{step.column: step.other})
    old.change(row_id, remark="旧版又改")
    assert new.sync().accepted == 1
    assert old.sync().merged == 1, "different columns, whether known or not"
    new.sync()
    assert (new.row(row_id)[step.column], new.row(row_id)["remark"]) == (step.other, "旧版又改")
    assert column(old, row_id, step.column) == central_column(central, row_id, step.column) == step.other
    fresh = account(old)
    assert old.sync().accepted == 1
    new.sync()
    assert not new.row(fresh)[step.column], "an older desk's new row has none"
    assert new.sync().received == old.sync().received == 0


def test_an_older_central_keeps_a_newer_column_and_takes_it_in_when_it_is_updated(
    step: Step, build: Build, desks: list[Desk], tmp_path: Path
) -> None:
    central = build(step.old)
    sit = seats(central, desks, tmp_path)
    new, another, old = sit("jia", step.new), sit("bing", step.new), sit("yi", step.old)
    row_id = account(new, **{step.column: step.value})
    assert new.sync().accepted == 1
    assert central_column(central, row_id, step.column) == step.value
    another.sync()
    assert another.row(row_id)[step.column] == step.value, "passed on by a central that does not know it"
    old.sync()
    old.change(row_id, remark="旧版改的")
    assert old.sync().accepted == 1
    another.change(row_id, **{step.column: step.other})
    another.sync()
    assert central_column(central, row_id, step.column) == step.other
    update_central(central, catalogs=step.new)
    for desk in (new, another, old):
        desk.sync()
    assert central_column(central, row_id, step.column) == step.other
    update_desk(old, catalogs=step.new)
    old.sync()
    for desk in (new, another, old):
        assert (desk.row(row_id)[step.column], desk.row(row_id)["remark"]) == (step.other, "旧版改的")
    old.change(row_id, **{step.column: step.value})
    assert old.sync().accepted == 1
    new.sync()
    assert new.row(row_id)[step.column] == step.value


def test_a_newer_column_clashes_like_every_other_even_at_an_older_central(
    step: Step, build: Build, desks: list[Desk], tmp_path: Path
) -> None:
    central = build(step.old)
    sit = seats(central, desks, tmp_path)
    one, two = sit("jia", step.new), sit("bing", step.new)
    row_id = account(one, **{step.column: step.value})
    one.sync()
    two.sync()
    one.change(row_id, **{step.column: step.other})
    assert one.sync().accepted == 1
    two.change(row_id, **{step.column: 900_00 if isinstance(step.value, int) else "建设银行"})
    assert two.sync().conflicts == 1
    assert two.state(row_id) is RowState.CONFLICT
    assert central_column(central, row_id, step.column) == step.other


def test_an_edit_that_waited_through_an_update_goes_its_way(
    step: Step, build: Build, desks: list[Desk], tmp_path: Path
) -> None:
    central = build(step.old)
    desk = seats(central, desks, tmp_path)("jia", step.old)
    first, second = account(desk, balance=1_00), account(desk)
    desk.sync()
    desk.change(first, balance=2_00)
    desk.delete(second)
    third = account(desk, remark="等着")
    update_desk(desk, catalogs=step.new)
    assert desk.status().unsent == 3
    update_central(central, catalogs=step.new)
    desk.change(third, **{step.column: step.value})
    assert desk.sync().accepted == 3
    assert central_column(central, first, "balance") == 2_00
    assert central_column(central, third, step.column) == step.value
    assert central.rows[second].is_deleted


def test_a_catalog_that_an_older_desk_skipped_comes_whole_with_its_update(
    step: Step, build: Build, desks: list[Desk], tmp_path: Path
) -> None:
    central = build(step.new)
    sit = seats(central, desks, tmp_path)
    old = sit("yi", step.old)
    catalog = central.database.schema.catalog(step.catalog)
    table = central.database.schema.rows[step.catalog]
    ids = [new_id() for _ in range(3)]
    with central.database.change() as sequence:
        for n, row_id in enumerate(ids):
            row = {
                **catalog.blank(),
                "id": row_id,
                "version": sequence.next(),
                "is_deleted": False,
                "updated_at": "2026-01-01T00:00:00Z",
                "updated_by": "jia",
                "extra": "",
                "fiscal_year": YEAR,
                "mof_div_code": COUNTY,
                "code": f"A{n}",
                "name": f"第{n}项",
            }
            sequence.connection.execute(table.insert().values(row))
    row_id = account(old)
    assert old.sync().accepted == 1
    assert old.sync().received == 0, "skipped once, not again and again"
    update_desk(old, catalogs=step.new)
    old.sync()
    assert [old.row(one, catalog=step.catalog)["code"] for one in ids] == ["A0", "A1", "A2"]
    assert old.row(row_id)["account_name"] == "账户", "what was here stays"
    assert old.sync().received == 0


def test_a_field_that_became_stricter_refuses_with_its_reason_and_holds_nothing_else(
    build: Build, desks: list[Desk], tmp_path: Path
) -> None:
    central = build(CATALOGS)
    desk = seats(central, desks, tmp_path)("jia", CATALOGS)
    before = account(desk)
    desk.change(before, account_name="很久以前就有的一个长名字" * 2)
    desk.sync()
    update_central(central, catalogs=COMING)
    newer = seats(central, desks, tmp_path)("bing", COMING)
    assert newer.row(before)["account_name"] == "很久以前就有的一个长名字" * 2, "what is there stays to be seen"
    long, short = account(desk), account(desk)
    desk.change(long, account_name="名" * (SHORT_NAME + 1))
    report = desk.sync()
    assert (report.accepted, report.refused) == (1, 1)
    (line,) = desk.lines(long)
    assert (line.state, line.field) == ("refused", "account_name")
    with desk.store.read() as connection:
        told = connection.exec_driver_sql("SELECT message FROM outbox WHERE row_id = ?", (long,)).scalar_one()
    assert f"最多 {SHORT_NAME} 个字" in told
    desk.change(long, account_name="短名")
    assert desk.sync().accepted == 1
    desk.change(before, remark="别的列")
    assert desk.sync().accepted + desk.status().refused == 1
    assert central_column(central, short, "account_name") == "账户"


def test_a_central_of_the_first_days_serves_a_desk_of_today(build: Build, desks: list[Desk], tmp_path: Path) -> None:
    real = build(OLDER)
    sit = seats(FirstCentral(real), desks, tmp_path)
    one, two = sit("jia", CATALOGS), sit("bing", CATALOGS)
    row_id, other = account(one, time_deposit=5_00), account(one, balance=1_00)
    assert one.sync().accepted == 2
    two.sync()
    assert two.row(row_id)["time_deposit"] == 5_00
    one.change(other, balance=2_00)
    two.change(other, balance=3_00)
    two.change(row_id, remark="乙")
    assert one.sync().accepted == 1
    report = two.sync()
    assert (report.accepted, report.conflicts) == (1, 1)
    one.sync()
    assert one.row(row_id)["remark"] == "乙"
    assert one.status().unsent == two.status().unsent == 0
    real_again = FirstCentral(real)
    update_central(real, catalogs=CATALOGS)
    assert one.sync().received + two.sync().received == 0
    one.wire.central = two.wire.central = real
    one.change(other, remark="对新中心端")
    assert one.sync().accepted == 1
    two.sync()
    assert real_again.catalogs == CATALOGS
    assert column(two, other, "remark") == "对新中心端"


def two_rounds(desk: Desk) -> None:
    """What waits may go up in the first; a page that says who it is from comes with the second."""
    desk.sync()
    desk.sync()


@pytest.mark.parametrize(("of", "path"), [("hello", "/v1/hello"), ("page", "/v1/changes")])
def test_another_contract_is_a_sentence_and_costs_nothing(
    build: Build, desks: list[Desk], tmp_path: Path, of: str, path: str
) -> None:
    central = build(CATALOGS)
    desk = seats(central, desks, tmp_path)("jia", CATALOGS)
    row_id = account(desk)
    asked = desk.wire.send

    def with_other_contract(request: Request) -> Reply:
        reply = asked(request)
        if not request.path.startswith(path):
            return reply
        return replace(reply, body=msgspec.json.encode({**msgspec.json.decode(reply.body), "contract": 2}))

    desk.wire.send = with_other_contract  # type: ignore[method-assign]
    if of == "hello":
        with desk.store.write() as connection:
            connection.exec_driver_sql("DELETE FROM meta WHERE name = 'contact'")
    with pytest.raises(RoundStoppedError, match=r"第 2 版约定.*请更新程序") as stopped:
        two_rounds(desk)
    assert isinstance(stopped.value.cause, AnswerError)
    desk.wire.send = asked  # type: ignore[method-assign]
    desk.sync()
    assert desk.row(row_id)["version"] > 0
    assert desk.status().unsent == 0


def test_the_versions_differ_as_these_stories_need() -> None:
    names = {name: {one.name for one in found} for name, found in (("old", OLDER), ("frozen", FROZEN))}
    assert names["frozen"] - names["old"] == {"performance_indicator"}
    assert {one.name for one in COMING} - {one.name for one in CATALOGS} == {"further"}
