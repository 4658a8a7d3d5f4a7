"""Packs at the desk: hash, number, difference, effects, orphans, reports, receipts in any order and twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.commands import CellEdit, delete_rows, edit_cells, set_enabled
from app.errors import RightsError, RowsError
from app.flow.record import Place
from app.lookup import Lookup
from app.packs.documents import PackRow, canonical, digest_of, is_canonical
from app.packs.facts import headers, pack_rows
from app.packs.issuing import issue, plan_issue
from app.packs.orphans import find_orphans
from app.packs.preview import preview
from app.packs.reading import find_pack, read_packs, read_takers
from app.packs.reporting import report
from app.packs.stale import stale_problem
from app.packs.taking import take
from app.people import MINISTRY_DIV, Level, Role
from sync.packs import take_back_pack
from tests.support import COUNTY, OPERATOR, PROVINCE, PROVINCE_OPERATOR, REVIEWER, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.packs.issuing import IssuePlan
    from app.packs.preview import Preview
    from app.people import User
    from app.store import Store

MINISTRY = replace(OPERATOR, code="bu_jb", mof_div_code=MINISTRY_DIV, mof_div_name="财政部", level=Level.MINISTRY)
NAME = "management_parameter"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def settled(store: Store) -> None:
    """Let everything have been sent and accepted."""
    with store.write() as connection:
        for name in store.schema.rows:
            connection.exec_driver_sql(f'UPDATE "{name}" SET state = 0, version = max(version, 1)')  # noqa: S608
        connection.exec_driver_sql("DELETE FROM outbox")


def issued(store: Store, user: User = MINISTRY, name: str = NAME, note: str = "") -> str:
    made = issue(store, user=user, catalog=store.schema.catalog(name), fiscal_year=YEAR, note=note)
    settled(store)
    return made


def planned(store: Store, user: User = MINISTRY, name: str = NAME) -> IssuePlan:
    with store.read() as connection:
        return plan_issue(
            connection, schema=store.schema, user=user, catalog=store.schema.catalog(name), fiscal_year=YEAR
        )


def seen(store: Store, pack_id: str, user: User = OPERATOR) -> Preview:
    with store.read() as connection:
        pack = headers(connection, schema=store.schema, ids=[pack_id])[pack_id]
        return preview(connection, schema=store.schema, user=user, pack=pack)


def states(store: Store, user: User = OPERATOR) -> list[str]:
    with store.read() as connection:
        return [one.state for one in read_packs(connection, schema=store.schema, user=user, fiscal_year=YEAR)]


def change(store: Store, code: str, field: str, value: object, user: User = MINISTRY) -> None:
    row_id = row_of(store, code)
    cell = CellEdit(row_id=row_id, field=field, given=value)
    assert not edit_cells(store, user=user, catalog=store.schema.catalog(NAME), cells=[cell]).refusals
    settled(store)


def row_of(store: Store, code: str, name: str = NAME) -> str:
    table = store.schema.rows[name]
    with store.read() as connection:
        return str(connection.execute(table.select().where(table.c.code == code)).mappings().one()["id"])


def is_stale(store: Store, region: str = COUNTY) -> bool:
    with store.read() as connection:
        lookup = Lookup(connection, schema=store.schema)
        catalog = store.schema.catalog("management_value")
        return stale_problem(lookup, catalog=catalog, fiscal_year=YEAR, region=region) is not None


def test_a_pack_is_numbered_hashed_and_kept_as_it_was(store: Store) -> None:
    plan = planned(store)
    assert (plan.number, len(plan.rows), plan.why_not, plan.last) == (1, 4, "", "")
    first = issued(store, note=" 首次 ")
    change(store, "GL0101", "unit", "万人")
    assert planned(store).difference.sentence == "变更 1 行"
    second = issued(store)
    with store.read() as connection:
        found = headers(connection, schema=store.schema, ids=[first, second])
        rows = {one: list(pack_rows(connection, schema=store.schema, pack=found[one]).values()) for one in found}
    assert [found[one]["number"] for one in (first, second)] == [1, 2]
    assert (found[first]["note"], found[first]["issued_by"]) == ("首次", "bu_jb")
    for one, header in found.items():
        assert digest_of((row.key, row.content) for row in rows[one]) == header["digest"]
    assert [rows[one][0].cells["unit"] for one in (first, second)] == ["人", "万人"]


def test_nothing_new_unsent_or_foreign_is_not_issued(store: Store) -> None:
    issued(store)
    assert "没有变化" in planned(store).why_not
    cell = CellEdit(row_id=row_of(store, "GL0101"), field="unit", given="万人")
    edit_cells(store, user=MINISTRY, catalog=store.schema.catalog(NAME), cells=[cell])
    assert "1 行修改还没有上传" in planned(store).why_not
    with pytest.raises(RowsError, match="还没有上传"):
        issue(store, user=MINISTRY, catalog=store.schema.catalog(NAME), fiscal_year=YEAR)
    assert "没有自己的" in planned(store, PROVINCE_OPERATOR).why_not
    assert "县级不能下发" in planned(store, OPERATOR).why_not
    assert "不由上级制定下发" in planned(store, MINISTRY, "management_value").why_not
    with pytest.raises(RightsError, match="审核岗不能办理"):
        issue(
            store,
            user=replace(MINISTRY, role=Role.REVIEWER),
            catalog=store.schema.catalog(NAME),
            fiscal_year=YEAR,
        )


def test_a_preview_tells_new_changed_disabled_and_what_they_touch_here(store: Store) -> None:
    first = issued(store)
    take(store, user=OPERATOR, pack_id=first)
    settled(store)
    put_rows(
        store,
        "management_value",
        *(
            {"mof_div_code": COUNTY, "insurance_type": "1101", "parameter": code, "basis": "actual", "period": "year"}
            | {"value": 10_000}
            for code in ("GL0101", "GL0201")
        ),
    )
    change(store, "GL0101", "maximum", "0.5")
    set_enabled(
        store, user=MINISTRY, catalog=store.schema.catalog(NAME), row_ids=[row_of(store, "GL0201")], enabled=False
    )
    put_rows(
        store,
        NAME,
        {"mof_div_code": MINISTRY_DIV, "code": "GL0400", "name": "新参数", "category": "01", "data_type": "integer"},
    )
    settled(store)
    found = seen(store, issued(store))
    kinds = {one.code: one.kind for one in found.difference.changes}
    assert kinds == {"GL0101": "changed", "GL0201": "disabled", "GL0400": "new"}
    assert found.difference.of("changed")[0].words == "上限：（空） → 0.5000"
    told = {one.code: one.words for one in found.effects}
    assert told["GL0101"].startswith("已填的 1 个数，这一项有变更")
    assert told["GL0201"] == "已填的 1 个数，这一项已停用，请核对"
    assert told["GL0400"] == "新增的项目，需要填报"
    assert [(one.code, "已停用" in one.reason) for one in found.orphans] == [("GL0201", True)]
    assert (found.why_not, "第 1 号相比" in found.sentence) == ("", True)


def test_refinements_survive_and_lost_ones_are_listed_for_decision(store: Store) -> None:
    put_rows(
        store,
        "budget_subject",
        *(
            {"mof_div_code": owner, "code": code, "name": code, "parent_code": above, "direction": "income"}
            | {"subject_level": level, "is_standard": owner == MINISTRY_DIV}
            for owner, code, above, level in (
                (MINISTRY_DIV, "102", "", "1"),
                (MINISTRY_DIV, "10201", "102", "2"),
                (MINISTRY_DIV, "10202", "102", "2"),
                (PROVINCE, "1020199", "10201", "3"),
                (PROVINCE, "1020299", "10202", "3"),
            )
        ),
    )
    first = issued(store, name="budget_subject")
    take(store, user=PROVINCE_OPERATOR, pack_id=first)
    settled(store)
    subjects = store.schema.catalog("budget_subject")
    set_enabled(
        store, user=MINISTRY, catalog=subjects, row_ids=[row_of(store, "10202", "budget_subject")], enabled=False
    )
    with store.write() as connection:  # the standard row goes although a province hangs on it: it cannot know
        connection.exec_driver_sql("UPDATE budget_subject SET is_deleted = 1 WHERE code = '10201'")
    put_rows(
        store,
        "budget_subject",
        {"mof_div_code": MINISTRY_DIV, "code": "1020299", "name": "同码", "parent_code": "102", "direction": "income"}
        | {"subject_level": "3"},
    )
    settled(store)
    second = issued(store, name="budget_subject")
    assert {one.code for one in seen(store, second, PROVINCE_OPERATOR).effects} == {"10201", "10202"}
    take(store, user=PROVINCE_OPERATOR, pack_id=second)
    with store.read() as connection:
        orphans = find_orphans(connection, schema=store.schema, user=PROVINCE_OPERATOR, fiscal_year=YEAR)
    assert [(one.code, one.reason) for one in orphans] == [
        ("1020199", "上级 10201 已不存在"),
        ("1020299", "代码与上级的“同码”相同"),
    ]
    mine = [one.row_id for one in orphans]
    assert not delete_rows(store, user=PROVINCE_OPERATOR, catalog=subjects, row_ids=mine).refusals
    with store.read() as connection:
        assert find_orphans(connection, schema=store.schema, user=PROVINCE_OPERATOR, fiscal_year=YEAR) == []


def test_a_stale_pack_stops_a_submission_until_it_is_taken(store: Store) -> None:
    assert not is_stale(store)
    first = issued(store)
    assert is_stale(store)
    assert is_stale(store, PROVINCE)
    take(store, user=OPERATOR, pack_id=first)
    assert (is_stale(store), is_stale(store, PROVINCE)) == (False, True)
    change(store, "GL0101", "unit", "万人")
    issued(store)
    assert is_stale(store)
    place = Place(fiscal_year=YEAR, region=COUNTY, catalog="management_value", insurance_type="1101", basis="actual")
    assert place.row_id  # the record itself does not know of packs


def test_the_wrong_person_takes_nothing(store: Store) -> None:
    pack_id = issued(store)
    for user, word in ((REVIEWER, "审核岗"), (MINISTRY, "由下级接收"), (replace(OPERATOR, is_revoked=True), "停用")):
        assert word in seen(store, pack_id, user).why_not
        with pytest.raises(RowsError, match=word):
            take(store, user=user, pack_id=pack_id)
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE pack_row SET content = '{}' WHERE place = 1")
    with pytest.raises(RowsError, match="校验值不符"):
        take(store, user=OPERATOR, pack_id=pack_id)
    with store.write() as connection:
        connection.exec_driver_sql("DELETE FROM pack_row WHERE place = 1")
    with pytest.raises(RowsError, match="没有传完整"):
        take(store, user=OPERATOR, pack_id=pack_id)
    assert states(store) == ["未传完整"]


def test_documents_are_written_by_nothing_else(store: Store) -> None:
    pack_id = issued(store)
    catalog = store.schema.catalog("pack")
    cell = CellEdit(row_id=pack_id, field="note", given="改")
    assert [one.problem.rule for one in edit_cells(store, user=MINISTRY, catalog=catalog, cells=[cell]).refusals] == [
        "pack.fixed"
    ]
    assert delete_rows(store, user=MINISTRY, catalog=catalog, row_ids=[pack_id]).refusals
    with pytest.raises(RowsError, match="已经下发"):
        take_back_pack(store, user=MINISTRY, pack_id=pack_id)


def test_a_pack_that_waits_is_taken_back_with_its_rows(store: Store) -> None:
    made = issue(store, user=MINISTRY, catalog=store.schema.catalog(NAME), fiscal_year=YEAR)
    assert states(store, MINISTRY) == ["等待上传"]
    assert take_back_pack(store, user=MINISTRY, pack_id=made).lines == 5
    assert states(store, MINISTRY) == []
    assert planned(store).number == 1


def test_a_report_goes_up_with_rows_of_any_shape(store: Store) -> None:
    columns = (("area", "统筹区"), ("regions", "区划数"))
    pack_id = report(
        store,
        user=PROVINCE_OPERATOR,
        table="pooling",
        title="全省基金统筹区划信息表",
        columns=columns,
        rows=[("3301", 13), ("3302", None)],
        fiscal_year=YEAR,
    )
    settled(store)
    assert states(store, MINISTRY) == ["未接收"]
    assert states(store, PROVINCE_OPERATOR) == ["已上报，0/1 已接收"]
    assert states(store, OPERATOR) == []
    shown = seen(store, pack_id, MINISTRY)
    assert [one.content for one in shown.rows] == ['["3301",13]', '["3302",null]']
    assert "由上级接收" in seen(store, pack_id, PROVINCE_OPERATOR).why_not
    take(store, user=MINISTRY, pack_id=pack_id)
    settled(store)
    assert states(store, PROVINCE_OPERATOR) == ["已上报，1/1 已接收"]
    with store.read() as connection:
        lines = read_packs(connection, schema=store.schema, user=PROVINCE_OPERATOR, fiscal_year=YEAR)
        one = find_pack(lines, given="pooling/1")
        (taker,) = read_takers(connection, schema=store.schema, pack=one.row, region=PROVINCE)
    assert (taker.region, taker.taken_by) == (MINISTRY_DIV, "bu_jb")
    with pytest.raises(RightsError, match="没有上级"):
        report(store, user=MINISTRY, table="t", title="t", columns=columns, rows=[("a", 1)], fiscal_year=YEAR)
    with pytest.raises(RowsError, match="第 1 行应有 2 格"):
        report(store, user=OPERATOR, table="t", title="t", columns=columns, rows=[("a",)], fiscal_year=YEAR)
    with pytest.raises(RowsError, match="没有内容"):
        report(store, user=OPERATOR, table="t", title="t", columns=columns, rows=[], fiscal_year=YEAR)


@given(
    st.dictionaries(
        st.sampled_from(("unit", "name", "value", "is_enabled", "id")),
        st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=20),
    )
)
def test_canonical_content_is_one_text_for_one_meaning(cells: dict[str, object]) -> None:
    text = canonical(cells)
    assert is_canonical(text)
    assert canonical(dict(reversed(cells.items()))) == text
    assert not is_canonical(text + " ")
    assert (PackRow(key="k", content=text).cells == cells) is True


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.integers(0, 2), min_size=1, max_size=6))
def test_packs_are_taken_in_any_order_and_twice(tmp_path_factory: pytest.TempPathFactory, order: list[int]) -> None:
    store = small_store(tmp_path_factory.mktemp("packs"))
    try:
        made = [issued(store)]
        for unit in ("万人", "户"):
            change(store, "GL0101", "unit", unit)
            made.append(issued(store))
        taken: set[int] = set()
        for number in order:
            if taken and number < max(taken) and number not in taken:
                with pytest.raises(RowsError, match=f"第 {max(taken) + 1} 号"):
                    take(store, user=OPERATOR, pack_id=made[number])
            else:
                take(store, user=OPERATOR, pack_id=made[number])
                taken.add(number)
        settled(store)
        with store.read() as connection:
            lines = read_packs(connection, schema=store.schema, user=OPERATOR, fiscal_year=YEAR)
        assert {made.index(one.pack_id) for one in lines if one.taken_at} == taken
        assert is_stale(store) is (2 not in taken)
    finally:
        store.close()
