"""What trees tell: numbers rolled up from below, nodes found with the way to them, parts of a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from app.commands import CellEdit, edit_cells, set_enabled
from app.row_state import RowState
from app.rows import Query, all_names
from app.tree import WHOLE, Extent, Node, children
from app.tree_badges import Badge, badges, sheets_on
from app.tree_search import Hit, find_nodes
from tests.support import CITY, COUNTY, OPERATOR, OTHER_COUNTY, PROVINCE, PROVINCE_OPERATOR, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def numbers(store: Store, catalog: str, *, region: str, extent: Extent = WHOLE) -> dict[str, Badge]:
    query = Query(catalog=catalog, fiscal_year=YEAR, region=region)
    with store.read() as connection:
        return dict(badges(connection, schema=store.schema, query=query, extent=extent))


def hits(store: Store, catalog: str, words: str, *, region: str = PROVINCE) -> list[Hit]:
    query = Query(catalog=catalog, fiscal_year=YEAR, region=region)
    with store.read() as connection:
        names = all_names(connection, schema=store.schema, catalog=store.schema.catalog(catalog), fiscal_year=YEAR)
        return find_nodes(connection, schema=store.schema, query=query, words=words, names=names)


def level(store: Store, query: Query, *, node: Node | None = None, extent: Extent = WHOLE) -> list[Node]:
    with store.read() as connection:
        return children(connection, schema=store.schema, query=query, node=node, names={}, extent=extent)


def ids(store: Store, catalog: str) -> dict[str, str]:
    table, code = store.schema.rows[catalog], store.schema.catalog(catalog).code
    with store.read() as connection:
        return {row._mapping[code]: row.id for row in connection.execute(table.select())}


def test_waiting_and_disputed_rows_are_counted_all_the_way_up(store: Store) -> None:
    region = store.schema.catalog("region")
    known = ids(store, "region")
    cells = [CellEdit(row_id=known[code], field="remark", given="改") for code in (COUNTY, OTHER_COUNTY)]
    edit_cells(store, user=PROVINCE_OPERATOR, catalog=region, cells=cells)
    table = store.schema.rows["region"]
    with store.write() as connection:
        connection.execute(update(table).where(table.c.id == known[OTHER_COUNTY]).values(state=int(RowState.CONFLICT)))
    found = numbers(store, "region", region=PROVINCE)
    for code in ("", PROVINCE, CITY):
        assert (found[code].waiting, found[code].disputed) == (1, 1)
    assert COUNTY not in found or not found[COUNTY].waiting


def test_regions_without_values_are_counted_until_they_fill_in(store: Store) -> None:
    assert numbers(store, "region", region=PROVINCE)[CITY].unfilled == 9  # three sheets for the city and two counties
    put_rows(
        store,
        "management_value",
        {"mof_div_code": COUNTY, "parameter": "GL0101", "insurance_type": "1101", "value": 5, "basis": "1"},
    )
    assert numbers(store, "region", region=PROVINCE)[CITY].unfilled == 8
    assert sheets_on(store.schema.catalog("region"), schema=store.schema) == [
        *("indicator_target", "actuarial_value", "management_value")
    ]


def test_parameters_without_a_value_of_the_region_are_counted_by_group(store: Store) -> None:
    assert numbers(store, "management_parameter", region=COUNTY)["category=01|"].unfilled == 4
    put_rows(
        store,
        "management_value",
        {"mof_div_code": COUNTY, "parameter": "GL0101", "insurance_type": "1101", "value": 5, "basis": "1"},
        {"mof_div_code": COUNTY, "parameter": "GL0201", "insurance_type": "1101", "value": None, "basis": "1"},
    )
    found = numbers(store, "management_parameter", region=COUNTY)
    assert found["category=01|"].unfilled == found[""].unfilled == 3
    assert "category=01|GL0101" not in found
    assert found["category=01|GL0201"].unfilled == 1


def test_hits_come_with_the_way_to_them(store: Store) -> None:
    (hit,) = hits(store, "region", "海曙")
    assert (hit.label, hit.path) == (f"{COUNTY} 海曙区", "财政部 › 浙江省 › 宁波市")
    known = ids(store, "region")
    assert hit.trail == (known["109900000"], known[PROVINCE], known[CITY], known[COUNTY])
    assert [one.label[:9] for one in hits(store, "region", "3302")] == [CITY, COUNTY, OTHER_COUNTY]
    assert [one.label for one in hits(store, "region", "宁波")] == [f"{CITY} 宁波市"]
    assert hits(store, "region", "没有") == hits(store, "region", "  ") == []


def test_what_is_called_just_so_comes_first(store: Store) -> None:
    put_rows(
        store,
        "region",
        *(
            {"mof_div_code": code, "name": name, "parent_code": CITY, "level_no": "4"}
            for code, name in (("330201000", "望江街道"), ("330298000", "江北新区"), ("330299000", "江"))
        ),
    )
    assert [one.label[10:] for one in hits(store, "region", "江")] == ["江", "江北新区", "浙江省", "望江街道"]


def test_a_region_is_found_in_its_pooling_area_by_name(store: Store) -> None:
    put_rows(store, "pooling_area", {"insurance_type": "1101", "pooling_area_code": CITY, "mof_div_code": COUNTY})
    (hit,) = hits(store, "pooling_area", "海曙")
    assert hit.path == "企业养老 › 宁波市"
    groups = (("insurance_type", "1101"), ("pooling_area_code", CITY))
    assert hit.trail[:2] == (groups[:1], groups)


def test_a_tree_is_shown_in_part(store: Store) -> None:
    query = Query(catalog="region", fiscal_year=YEAR, region=CITY)
    assert [node.code for node in level(store, query)] == ["109900000"]
    (city,) = level(store, query, extent=Extent(own=True))
    assert (city.code, city.has_children) == (CITY, True)
    below = level(store, query, node=city, extent=Extent(own=True))
    assert [node.code for node in below] == [COUNTY, OTHER_COUNTY]
    (city,) = level(store, query, extent=Extent(own=True, depth=1))
    assert not city.has_children


def test_children_of_a_disabled_row_stay_in_a_tree_of_enabled_ones(store: Store) -> None:
    region, known = store.schema.catalog("region"), ids(store, "region")
    with store.write() as connection:
        table = store.schema.rows["region"]
        connection.execute(update(table).where(table.c.id == known[CITY]).values(is_enabled=False))
    query = Query(catalog="region", fiscal_year=YEAR, region=PROVINCE, enabled_only=True)
    assert [node.code for node in level(store, query)] == ["109900000", COUNTY, OTHER_COUNTY]
    outcome = set_enabled(store, user=OPERATOR, catalog=region, row_ids=[known[COUNTY]], enabled=False)
    assert "由财政部、省级维护" in outcome.sentence


def test_a_type_without_any_area_yet_can_be_assigned_to(store: Store) -> None:
    query = Query(catalog="pooling_area", fiscal_year=YEAR, region=PROVINCE, insurance_type="1102")
    (kind,) = level(store, query)
    assert kind.label == "1102（0）"
    (missing,) = level(store, query, node=kind)
    assert missing.label == "未归入统筹区（4）"
    assert [node.code for node in level(store, query, node=missing)] == [PROVINCE, CITY, COUNTY, OTHER_COUNTY]
