"""One row is found by its code, its natural key or its id; anything else is a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.commands import find_row
from app.errors import NotFoundError
from tests.support import CITY, COUNTY, OTHER_COUNTY, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    value = {"insurance_type": "1101", "parameter": "GL0101", "basis": "estimate", "period": "year"}
    put_rows(
        opened,
        "management_value",
        {**value, "mof_div_code": COUNTY},
        {**value, "mof_div_code": OTHER_COUNTY},
        {**value, "mof_div_code": COUNTY, "period": "q1"},
        {**value, "mof_div_code": COUNTY, "parameter": "GL0201"},
    )
    yield opened
    opened.close()


def found(store: Store, name: str, key: str) -> tuple[object, ...]:
    catalog = store.schema.catalog(name)
    row = find_row(store, catalog=catalog, key=key, fiscal_year=YEAR)
    return tuple(row[field] for field in catalog.key if field != "fiscal_year")


def test_a_code_that_one_row_bears_is_enough(store: Store) -> None:
    assert found(store, "region", CITY) == (CITY,)
    assert found(store, "management_value", "GL0201") == (COUNTY, "1101", "GL0201", "estimate", "year")


def test_the_id_is_enough(store: Store) -> None:
    (row_id,) = put_rows(store, "insurance_type", {"mof_div_code": CITY, "code": "77", "name": "x"})
    assert found(store, "insurance_type", row_id) == (CITY, "77")


@pytest.mark.parametrize(
    "key",
    ["1101/GL0101/estimate/q1", "1101/GL0101/预计/一季度", f"{COUNTY}/1101/GL0101/estimate/q1"],
)
def test_the_natural_key_is_enough_with_or_without_the_region(store: Store, key: str) -> None:
    assert found(store, "management_value", key) == (COUNTY, "1101", "GL0101", "estimate", "q1")


def test_the_region_tells_two_rows_apart(store: Store) -> None:
    key = "1101/GL0101/estimate/year"
    with pytest.raises(NotFoundError, match=r"对应 2 行，请写“财政区划/险种/管理参数/口径/期间”，或行标识"):
        found(store, "management_value", key)
    assert found(store, "management_value", f"{OTHER_COUNTY}/{key}")[0] == OTHER_COUNTY


@pytest.mark.parametrize("key", ["nosuch", "1101/GL0101/estimate/五季度", "a/b", "", "/", "1101/GL0101/estimate/q2"])
def test_what_is_not_there_is_a_sentence(store: Store, key: str) -> None:
    with pytest.raises(NotFoundError, match=r"年度中没有“.*”这一行，请写管理参数，或“财政区划/险种/"):
        found(store, "management_value", key)
