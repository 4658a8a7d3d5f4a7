"""Grids and trees read through one set of queries: scope, order, search, filters, levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.rows import Query, all_names, count_rows, offered, page, read_rows, row_ids
from app.tree import Node, children
from tests.support import CITY, COUNTY, OTHER_COUNTY, PROVINCE, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    put_rows(
        opened,
        "accounting_subject",
        *(
            {
                "mof_div_code": region,
                "code": code,
                "name": name,
                "parent_code": parent,
                "category": "1",
                "balance_side": "1",
            }
            for region, code, name, parent in (
                (COUNTY, "100301", "农行_专户", "1003"),
                (COUNTY, "10030101", "活期", "100301"),
                (OTHER_COUNTY, "100301", "工行专户", "1003"),
            )
        ),
    )
    put_rows(
        opened,
        "pooling_area",
        *(
            {"mof_div_code": region, "insurance_type": kind, "pooling_area_code": area}
            for kind, area, region in (
                ("1101", PROVINCE, PROVINCE),
                ("1101", PROVINCE, CITY),
                ("1101", PROVINCE, COUNTY),
                ("1106", CITY, CITY),
                ("1106", CITY, COUNTY),
            )
        ),
    )
    yield opened
    opened.close()


def codes(store: Store, **wanted: object) -> list[str]:
    query = Query(**{"catalog": "accounting_subject", "fiscal_year": YEAR, "region": COUNTY, **wanted})  # type: ignore[arg-type]
    with store.read() as connection:
        rows = list(read_rows(connection, schema=store.schema, query=query))
        assert count_rows(connection, schema=store.schema, query=query) == len(rows)
    return [str(row[store.schema.catalog(query.catalog).code]) for row in rows]


def test_a_person_sees_their_region_and_what_it_inherits(store: Store) -> None:
    assert codes(store) == ["1003", "100301", "10030101", "1004"]
    assert codes(store, region=CITY) == ["1003", "100301", "100301", "10030101", "1004"]
    assert codes(store, own_only=True) == ["100301", "10030101"]
    assert OTHER_COUNTY not in codes(store, catalog="region")


def test_search_filters_order_and_tree_conditions(store: Store) -> None:
    assert codes(store, search="专户") == ["1003", "100301"]
    assert codes(store, search="农 专户") == ["100301"]
    assert codes(store, search="_") == ["100301"]
    assert codes(store, search="%") == []
    assert codes(store, order=(("code", True),)) == ["1004", "10030101", "100301", "1003"]
    assert codes(store, under="1003") == ["1003", "100301"]
    assert codes(store, under="1003", deep=True) == ["1003", "100301", "10030101"]
    assert codes(store, filters=(("name", "活期"),)) == ["10030101"]
    assert codes(store, catalog="pooling_area", insurance_type="1106") == [CITY, COUNTY]
    assert codes(store, states=(1,)) == []


def test_ids_come_in_windows_and_pages_keep_their_order(store: Store) -> None:
    query = Query(catalog="accounting_subject", fiscal_year=YEAR, region=COUNTY)
    with store.read() as connection:
        whole = row_ids(connection, schema=store.schema, query=query)
        window = row_ids(connection, schema=store.schema, query=query, limit=2, offset=1)
        rows = page(
            connection, schema=store.schema, catalog=store.schema.catalog("accounting_subject"), rids=whole[::-1]
        )
    assert list(window) == list(whole[1:3])
    assert [row["rid"] for row in rows] == list(whole[::-1])


def walk(store: Store, name: str, node: Node | None = None, *, region: str = COUNTY) -> list[object]:
    query = Query(catalog=name, fiscal_year=YEAR, region=region)
    with store.read() as connection:
        catalog = store.schema.catalog(name)
        names = all_names(connection, schema=store.schema, catalog=catalog, fiscal_year=YEAR)
        below = children(connection, schema=store.schema, query=query, node=node, names=names)
    return [(one.label, walk(store, name, one, region=region) if one.has_children else []) for one in below]


def test_trees(store: Store) -> None:
    assert walk(store, "region") == [
        ("109900000 财政部", [(f"{PROVINCE} 浙江省", [(f"{CITY} 宁波市", [(f"{COUNTY} 海曙区", [])])])])
    ]
    assert walk(store, "accounting_subject") == [
        (
            "资产（4）",
            [("1003 财政专户存款", [("100301 农行_专户", [("10030101 活期", [])])]), ("1004 支出户存款", [])],
        )
    ]
    assert walk(store, "pooling_area", region=CITY) == [
        (
            "1101 企业养老（3）",
            [
                (
                    f"{PROVINCE} 浙江省（3）",
                    [(f"{PROVINCE} 浙江省", []), (f"{CITY} 宁波市", []), (f"{COUNTY} 海曙区", [])],
                ),
                ("未归入统筹区（1）", [(f"{OTHER_COUNTY} 鄞州区", [])]),
            ],
        ),
        (
            "1106 工伤（2）",
            [
                (f"{CITY} 宁波市（2）", [(f"{CITY} 宁波市", []), (f"{COUNTY} 海曙区", [])]),
                ("未归入统筹区（1）", [(f"{OTHER_COUNTY} 鄞州区", [])]),
            ],
        ),
    ]


def test_what_a_reference_offers(store: Store) -> None:
    with store.read() as connection:
        found = offered(
            connection,
            schema=store.schema,
            catalog=store.schema.catalog("accounting_subject"),
            fiscal_year=YEAR,
            region=COUNTY,
            search="专户",
        )
    assert found == [("1003", "财政专户存款"), ("100301", "农行_专户")]
