"""The first page's figures from a real store: what is due and done by type and by region, years, what was done last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.commands import SheetEdit, delete_rows, fill_cells
from app.dashboard import Dashboard, Filled, read_dashboard
from app.sheet import SheetContext
from tests.support import CITY, COUNTY, OPERATOR, OTHER_COUNTY, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store

ESTIMATE, ACTUAL, ACTUARIAL = 0, 1, 2


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = small_store(tmp_path)
    yield opened
    opened.close()


def dashboard(store: Store, *, region: str = COUNTY, insurance_type: str = "") -> Dashboard:
    with store.read() as connection:
        return read_dashboard(
            connection,
            schema=store.schema,
            user=OPERATOR,
            fiscal_year=YEAR,
            region=region,
            insurance_type=insurance_type,
        )


def value(parameter: str, **more: object) -> dict[str, object]:
    """Return a value row of the county's pensions."""
    usual = {"mof_div_code": COUNTY, "insurance_type": "1101", "basis": "estimate", "period": "year"}
    return {**usual, "parameter": parameter, "value": 10_000, **more}


def fill(store: Store, *, code: str, column: str, given: str) -> str:
    """Fill in a cell as a person does; return the row's id."""
    pages = (("insurance_type", "1101"), ("basis", "estimate"))
    context = SheetContext(catalog="management_value", fiscal_year=YEAR, region=COUNTY, pages=pages)
    cell = SheetEdit(code=code, column=column, row_id="", given=given)
    outcome = fill_cells(store, user=OPERATOR, context=context, cells=[cell])
    assert not outcome.refusals
    return outcome.written[0]


def test_columns_are_the_pages_of_the_sheets(store: Store) -> None:
    found = dashboard(store)
    labels = [(column.label, column.pages) for column in found.columns]
    assert labels == [
        ("参数填报 · 预计", (("basis", "estimate"),)),
        ("参数填报 · 实际", (("basis", "actual"),)),
        ("精算参数填报", ()),
        ("绩效指标值", ()),
    ]


def test_what_is_due_follows_the_types_that_a_parameter_is_for(store: Store) -> None:
    due = {line.name: line.cells[ESTIMATE] for line in dashboard(store).types}
    assert due == {"企业养老": Filled(0, 3), "居民养老": Filled(0, 1), "（不分险种）": Filled(0, 1)}


def test_a_parameter_counts_once_with_its_first_cell_and_a_cross_counts_too(store: Store) -> None:
    put_rows(
        store,
        "management_value",
        value("GL0101"),
        value("GL0101", period="q1"),
        value("GL0201", value=None, is_not_applicable=True),
        value("GL0207", value=None),
        value("GL0101", basis="actual"),
        value("GL9999"),
    )
    pensions = dashboard(store).types[0]
    assert pensions.cells[ESTIMATE] == Filled(2, 3)
    assert pensions.cells[ACTUAL] == Filled(1, 3)
    assert not pensions.cells[ACTUAL].is_complete


def test_a_city_sees_how_far_its_counties_are(store: Store) -> None:
    put_rows(store, "management_value", value("GL0101"), value("GL0303", insurance_type=""))
    below = {line.name: line.cells[ESTIMATE] for line in dashboard(store, region=CITY).below}
    assert below == {"海曙区": Filled(2, 5), "鄞州区": Filled(0, 5)}
    assert [line.code for line in dashboard(store, region=CITY).below] == [COUNTY, OTHER_COUNTY]
    assert dashboard(store).below == ()


def test_another_year_does_not_count(store: Store) -> None:
    put_rows(store, "management_value", value("GL0101", fiscal_year=YEAR - 1))
    assert dashboard(store).types[0].cells[ESTIMATE].done == 0


def income(store: Store) -> None:
    put_rows(
        store,
        "management_parameter",
        {
            "mof_div_code": "109900000",
            "code": "GL0401",
            "name": "当年征缴收入",
            "category": "04",
            "data_type": "decimal",
            "precision": 2,
            "unit": "元",
            "insurance_types": "1101",
        },
    )


def test_a_figure_is_drawn_over_the_years_and_what_was_counted_goes_first(store: Store) -> None:
    income(store)
    put_rows(
        store,
        "management_value",
        value("GL0401", fiscal_year=2025, value=5),
        value("GL0401", fiscal_year=2025, value=7, basis="actual"),
        value("GL0401", value=9),
    )
    (trend,) = dashboard(store).trends
    assert (trend.label, trend.unit, trend.type_name) == ("当年征缴收入", "元", "企业养老")
    assert trend.points == (("2025", 7), ("2026", 9))


def test_one_year_alone_is_drawn_by_its_quarters(store: Store) -> None:
    income(store)
    quarters = [value("GL0401", period=f"q{n}", value=n) for n in (3, 1, 2)]
    put_rows(store, "management_value", value("GL0401", value=9), *quarters)
    (trend,) = dashboard(store, insurance_type="1101").trends
    assert trend.points == (("一季度", 1), ("二季度", 2), ("三季度", 3))
    assert dashboard(store, insurance_type="1102").trends == ()


def test_what_one_did_last_comes_first_and_each_row_once(store: Store) -> None:
    fill(store, code="GL0101", column="year", given="100")
    last = fill(store, code="GL0201", column="q1", given="50")
    found = dashboard(store).recent
    assert len(found) == 2
    assert "缴费人数" in found[0].label
    assert found[0].place.row_id == last
    assert (found[0].place.catalog, found[0].place.insurance_type) == ("management_value", "1101")
    catalog = store.schema.catalog("management_value")
    assert not delete_rows(store, user=OPERATOR, catalog=catalog, row_ids=[last]).refusals
    assert [one.place.row_id for one in dashboard(store).recent] == [found[1].place.row_id]
