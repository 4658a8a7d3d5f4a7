"""Whatever is damaged on a desk is found and put right, and only what differs travels (SYNC point 9)."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.repaired import RepairedRow, last_repair, repaired_numbers, repaired_rows
from sync.calls import Central
from sync.errors import RoundStoppedError
from sync.landing import Plans
from sync.row_sums import kept_sums, sum_between
from sync.verify import Verifier
from tests.sync.province_desks import Province, is_right, rows_here, sit_down
from tests.sync.small_province import HAISHU, NINGBO

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.repairs import Repair
    from sync.transport import Reply, Request
    from sync.wire import ChangesPage
    from tests.sync.desks import Desk

CATALOG = "management_value"


@pytest.fixture
def province(small_data: Path, tmp_path: Path) -> Iterator[Province]:
    found = Province.copied(small_data, tmp_path / "central")
    yield found
    found.close()


@pytest.fixture
def desk(province: Province, tmp_path: Path) -> Desk:
    found = sit_down(province, folder=tmp_path, user="nb_jb")
    assert found.sync().repairs == ()
    return found


def sql(desk: Desk, statement: str, *given: object) -> None:
    with desk.store.write() as connection:
        connection.exec_driver_sql(statement, given)


def asked(desk: Desk) -> list[str]:
    """Return the paths of ranges and rows that were asked for."""
    paths = [request.path.split("?")[0] for request in desk.wire.requests]
    return [path for path in paths if path in {"/v1/ranges", "/v1/rows"}]


def deep(desk: Desk) -> tuple[Repair, ...]:
    plans = Plans(schema=desk.store.schema)
    return Verifier(store=desk.store, central=desk.session.central, plans=plans).deep()


def test_the_sums_here_are_those_of_the_central(desk: Desk, province: Province) -> None:
    assert is_right(desk, province)
    page = desk.session.central.changes(cursor=desk.status().cursor, limit=10)
    with desk.store.read() as connection:
        assert kept_sums(connection, schema=desk.store.schema) == {one.catalog: one for one in page.sums}
    assert asked(desk) == []


DELETE_ROW = "DELETE FROM management_value WHERE id = ?"
DAMAGES: dict[str, tuple[str, str]] = {
    "lost": ("DELETE FROM {table} WHERE id = ?", "missing"),
    "old": ("UPDATE {table} SET version = version - 1, remark = '旧' WHERE id = ?", "stale"),
    "ahead": ("UPDATE {table} SET version = version + 1000000 WHERE id = ?", "stale"),
    "phantom": (
        "INSERT INTO {table} (id, version, fiscal_year, parameter) VALUES (substr(?, 1, 35) || 'x', 7, 2026, 'GL0000')",
        "superfluous",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_found_by_the_next_round_and_mended(desk: Desk, province: Province, name: str) -> None:
    statement, kind = DAMAGES[name]
    row_id = sorted(rows_here(desk, CATALOG))[17]
    desk.wire.requests.clear()
    sql(desk, statement.format(table=CATALOG), row_id)
    if name == "phantom":  # rows of the central are counted by who inserts them
        sql(desk, "DELETE FROM row_sum WHERE catalog = ?", CATALOG)
    (repair,) = desk.sync().repairs
    assert repair.catalog == CATALOG
    assert {word: getattr(repair, word) for word in ("missing", "superfluous", "stale", "different")} == {
        word: int(word == kind) for word in ("missing", "superfluous", "stale", "different")
    }
    assert len(repair.codes) == 1
    assert repair.codes[0] in repair.sentence
    assert is_right(desk, province)
    assert desk.sync().repairs == ()
    (copy,) = (desk.store.path.parent / "backups").glob("*-repair-*.db")
    assert copy.stat().st_size > 0


def test_the_report_says_what_differed(desk: Desk) -> None:
    for row_id in sorted(rows_here(desk, CATALOG))[:2]:
        sql(desk, DELETE_ROW, row_id)
    report = desk.sync()
    assert "“参数填报”与中心端不一致，已补回缺少的 2 行（" in report.sentence


def repaired(desk: Desk) -> list[RepairedRow]:
    with desk.store.read() as connection:
        numbers = repaired_numbers(connection)
        assert last_repair(connection)[0] == len(numbers)
        return repaired_rows(connection, schema=desk.store.schema, numbers=numbers)


def test_what_was_put_right_is_listed_row_by_row_and_stays_listed(desk: Desk) -> None:
    assert repaired(desk) == []
    lost, changed = sorted(rows_here(desk, CATALOG))[:2]
    phantom = "00000000-0000-7000-8000-00000000000x"
    name = desk.row(lost, catalog=CATALOG)["parameter"]
    sql(desk, DELETE_ROW, lost)
    sql(desk, "UPDATE management_value SET remark = '被改', version = version - 1 WHERE id = ?", changed)
    sql(desk, "INSERT INTO management_value (id, version, parameter) VALUES (?, 7, 'GL0000')", phantom)
    assert desk.sync().repairs[0].rows == 3
    desk.reopen()
    found = {one.place.row_id: one for one in repaired(desk)}
    assert {one.catalog_label for one in found.values()} == {"参数填报"}
    assert (found[lost].found, found[lost].done) == ("本机缺少这一行", "已从中心端补回")
    assert str(name) in found[lost].row_label
    assert (found[changed].found, found[changed].differed) == ("与中心端的版本不同", "备注 被改 → 空")
    assert (found[phantom].done, found[phantom].row_label) == ("已从本机去掉", "GL0000")
    sql(desk, "UPDATE management_value SET remark = '又改' WHERE id = ?", changed)
    deep(desk)
    newest = repaired(desk)[0]
    assert (newest.found, newest.differed) == ("与中心端的值不同", "备注 又改 → 空")
    assert len(repaired(desk)) == 4


def test_of_very_many_rows_the_first_are_listed_and_the_others_counted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.repair_notes.LISTED", 5)
    monkeypatch.setattr("sync.verify.SMALL", 2)
    count = len(rows_here(desk, CATALOG))
    sql(desk, "DELETE FROM management_value")
    desk.sync()
    newest, *others = repaired(desk)
    assert (newest.row_label, newest.done) == (f"另有 {count - 5:,} 行", "已同样处理")
    assert len(others) == 5
    monkeypatch.setattr("sync.repair_notes.KEPT", 3)
    sql(desk, DELETE_ROW, min(rows_here(desk, CATALOG)))
    desk.sync()
    assert len(repaired(desk)) == 3, "the oldest make room"


def test_a_changed_value_is_found_by_a_deep_check(desk: Desk, province: Province) -> None:
    row_id = sorted(rows_here(desk, CATALOG))[3]
    sql(desk, "UPDATE management_value SET value = 1 + coalesce(value, 0), remark = '被改' WHERE id = ?", row_id)
    sql(desk, "UPDATE region SET extra = '{\"height\":7}' WHERE mof_div_code = ?", HAISHU)
    assert desk.sync().repairs == (), "the row has its version"
    repairs = deep(desk)
    assert {(one.catalog, one.different, one.rows) for one in repairs} == {(CATALOG, 1, 1), ("region", 1, 1)}
    assert is_right(desk, province)
    assert deep(desk) == ()


def test_a_deep_check_of_a_sound_desk_takes_one_request_a_catalog_and_finds_nothing(desk: Desk) -> None:
    desk.wire.requests.clear()
    assert deep(desk) == ()
    assert asked(desk) == ["/v1/ranges"] * len(desk.store.schema.rows)


def test_only_what_differs_travels(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.verify.SMALL", 3)
    ids = sorted(rows_here(desk, "budget_subject"))
    assert len(ids) > 64
    desk.wire.requests.clear()
    fetched: list[int] = []
    rows = Central.rows

    def counted(self: Central, *, catalog: str, first: str, last: str) -> object:
        page = rows(self, catalog=catalog, first=first, last=last)
        fetched.append(sum(len(block.rows) for block in page.blocks))
        return page

    monkeypatch.setattr(Central, "rows", counted)
    for row_id in (ids[5], ids[50]):
        sql(desk, "DELETE FROM budget_subject WHERE id = ?", row_id)
    (repair,) = desk.sync().repairs
    assert repair.missing == 2
    assert asked(desk) == ["/v1/ranges", "/v1/rows", "/v1/rows"]
    assert sum(fetched) <= 6


def test_waiting_edits_survive_a_repair_and_only_their_base_moves(desk: Desk, province: Province) -> None:
    county = sit_down(province, folder=desk.store.path.parent / "county", user="hs_jb")
    county.sync()
    names = county.store.schema.catalog(CATALOG).names
    value = 5 + names.index("value")
    row = next(row for row in rows_here(county, CATALOG).values() if row[value])
    row_id = str(row[0])
    county.edit(CATALOG, "update", row_id, value=int(str(row[value])) + 10_000)
    line = county.lines(row_id)[0]
    sql(
        county, "UPDATE management_value SET version = version - 1, remark = '坏', updated_by = '' WHERE id = ?", row_id
    )
    sql(county, "UPDATE outbox SET base_version = base_version - 1")
    page = county.session.central.changes(cursor=county.status().cursor, limit=10)
    (repair,) = verify(county, page)
    assert repair.stale == 1
    after = county.row(row_id, catalog=CATALOG)
    assert (after["value"], after["remark"], after["version"]) == (int(str(row[value])) + 10_000, "", row[1])
    (kept,) = county.lines(row_id)
    assert (kept.changes, kept.base_version) == (line.changes, line.base_version)
    assert county.sync().accepted == 1
    assert is_right(county, province)


def verify(desk: Desk, page: ChangesPage) -> tuple[Repair, ...]:
    plans = Plans(schema=desk.store.schema)
    return Verifier(store=desk.store, central=desk.session.central, plans=plans).after_pull(page.sums)


def test_a_superfluous_row_with_a_waiting_edit_goes_when_that_is_settled(province: Province, tmp_path: Path) -> None:
    desk = sit_down(province, folder=tmp_path, user="hs_jb")
    desk.sync()
    sql(
        desk,
        "INSERT INTO fund_account (id, version, fiscal_year, mof_div_code, account_no)"
        " VALUES ('01a00000-0000-7000-8000-000000000001', 3, 2026, ?, '999')",
        HAISHU,
    )
    sql(desk, "DELETE FROM row_sum")
    desk.change("01a00000-0000-7000-8000-000000000001", account_name="改名")
    assert desk.sync().refused == 1
    (repair,) = desk.sync().repairs
    assert repair.superfluous == 1
    assert [one.done for one in repaired(desk)] == ["有待上传的修改，处理完后去掉"]
    assert desk.row("01a00000-0000-7000-8000-000000000001")
    assert desk.sync().repairs == ()
    sql(desk, "DELETE FROM outbox")
    assert desk.sync().repairs == ()
    assert is_right(desk, province)


def test_sums_that_were_lost_are_counted_again_without_a_repair(desk: Desk, province: Province) -> None:
    sql(desk, 'UPDATE row_sum SET "xor" = 1, "count" = 1')
    desk.wire.requests.clear()
    assert desk.sync().repairs == ()
    assert asked(desk) == []
    assert is_right(desk, province)


def test_three_backups_are_kept(desk: Desk) -> None:
    for _ in range(5):
        sql(desk, DELETE_ROW, min(rows_here(desk, CATALOG)))
        assert len(desk.sync().repairs) == 1
    assert len(list((desk.store.path.parent / "backups").glob("*-repair-*.db"))) == 3


def test_without_room_for_a_backup_nothing_is_touched(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    row_id = min(rows_here(desk, CATALOG))
    sql(desk, DELETE_ROW, row_id)

    def full(*_: object, **__: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sync.repair.back_up", full)
    with pytest.raises(RoundStoppedError, match="需要备份"):
        desk.sync()
    assert row_id not in rows_here(desk, CATALOG)
    monkeypatch.undo()
    assert len(desk.sync().repairs) == 1


def test_a_central_without_ranges_is_told_of(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    sql(desk, DELETE_ROW, min(rows_here(desk, CATALOG)))
    send = desk.wire.send

    def without_ranges(request: Request) -> Reply:
        return send(replace(request, path=request.path.replace("/v1/ranges", "/v1/none")))

    monkeypatch.setattr(desk.wire, "send", without_ranges)
    (repair,) = desk.sync().repairs
    assert not repair.is_done
    assert "请联系中心端管理员" in repair.sentence


@pytest.mark.parametrize("seed", range(6))
def test_random_damage_is_mended_whatever_it_is(desk: Desk, province: Province, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    for catalog in chance.sample(sorted(desk.store.schema.rows), 4):
        ids = sorted(rows_here(desk, catalog))
        for row_id in chance.sample(ids, min(len(ids), chance.randint(1, 9))):
            damage = chance.choice(
                (
                    "DELETE FROM {} WHERE id = ?",
                    "UPDATE {} SET version = version + 5 WHERE id = ?",
                    "UPDATE {} SET version = max(1, version - 5), updated_by = '?' WHERE id = ?",
                    "UPDATE {} SET is_deleted = NOT is_deleted, version = version + 1 WHERE id = ?",
                    "UPDATE {} SET id = substr(id, 1, 35) || 'z' WHERE id = ?",
                    "UPDATE {} SET is_enabled = NOT is_enabled WHERE id = ?",
                )
            )
            sql(desk, damage.format(catalog), row_id)
    sql(desk, "DELETE FROM row_sum")
    desk.sync()
    deep(desk)
    assert is_right(desk, province)


def test_what_lands_costs_no_scan_to_count(desk: Desk, province: Province) -> None:
    """The kept sums follow every way in which a row of the central comes, changes and goes."""
    county = sit_down(province, folder=desk.store.path.parent / "county", user="hs_jb")
    county.sync()
    county.add_account("01a00000-0000-7000-8000-000000000001", number="88880001", mof_div_code=HAISHU)
    county.sync()
    desk.sync()
    county.change("01a00000-0000-7000-8000-000000000001", account_name="改名")
    county.sync()
    desk.sync()
    county.delete("01a00000-0000-7000-8000-000000000001")
    county.sync()
    desk.sync()
    for one in (county, desk):
        assert is_right(one, province)
        with one.store.read() as connection:
            kept = kept_sums(connection, schema=one.store.schema)["fund_account"]
            assert kept == sum_between(connection, catalog="fund_account")
            assert kept.count > 0
    assert desk.session.user.mof_div_code == NINGBO
