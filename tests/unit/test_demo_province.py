"""The demo province holds together: every row is sound, every reference resolves, every sum fits."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.check import applies_to, value_problems
from app.people import MINISTRY_DIV, Level, Role
from resources.standard_data import read_standard
from sync.central.demo import actuarial, management
from sync.central.demo.places import spread
from sync.central.demo_province import DEMO_USERS, demo_rows
from tests.unit.source_tree import ROOT

if TYPE_CHECKING:
    from app.catalog import Catalog
    from app.fields import Value

    Rows = dict[str, list[dict[str, Value]]]

YEAR = 2026
BY_NAME = {catalog.name: catalog for catalog in CATALOGS}
PROVINCE, NINGBO, HAISHU, YINZHOU, ZONE = "330000000", "330200000", "330203000", "330212000", "330206401"
UNIT = 10_000
DIGEST = """
import hashlib
from app.catalogs import CATALOGS
from sync.central.demo_province import demo_rows
found = [(catalog.name, rows) for catalog, rows in demo_rows(catalogs=CATALOGS, fiscal_year=2026)]
print(hashlib.sha256(repr(found).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def rows() -> Rows:
    return {catalog.name: found for catalog, found in demo_rows(catalogs=CATALOGS, fiscal_year=YEAR)}


def values_of(rows: Rows, **wanted: Value) -> dict[str, int]:
    """Return parameter → value of one page, basis, period and place of the management sheet."""
    found = (row for row in rows["management_value"] if all(row[name] == value for name, value in wanted.items()))
    return {str(row["parameter"]): row["value"] for row in found if isinstance(row["value"], int)}


def test_catalogs_come_in_order_and_the_whole_is_of_a_fair_size(rows: Rows) -> None:
    assert list(rows) == [catalog.name for catalog in CATALOGS]
    assert 20_000 <= sum(map(len, rows.values())) <= 60_000
    assert all(rows[catalog.name] for catalog in CATALOGS if not catalog.is_document)


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: catalog.name)
def test_every_row_is_sound(rows: Rows, catalog: Catalog) -> None:
    for row in rows[catalog.name]:
        assert tuple(name for name in row if name != "id") == catalog.names
        assert row["fiscal_year"] == YEAR
        for field in catalog.columns:
            assert field.check(row[field.name]) is None, row
            assert field.receive(field.send(row[field.name])) == row[field.name], row


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: catalog.name)
def test_keys_are_unique(rows: Rows, catalog: Catalog) -> None:
    keys = Counter(tuple(row[name] for name in catalog.key) for row in rows[catalog.name])
    assert not keys or keys.most_common(1)[0][1] == 1


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: catalog.name)
def test_references_resolve_to_rows_in_use(rows: Rows, catalog: Catalog) -> None:
    for field in catalog.references:
        target = BY_NAME[field.to]
        known = {str(row[target.code]) for row in rows[field.to] if row["is_enabled"]}
        named = {code for row in rows[catalog.name] for code in field.codes(row[field.name])}
        assert named <= known, field.label


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: catalog.name)
def test_rows_belong_to_a_level_that_may_write_them(rows: Rows, catalog: Catalog) -> None:
    levels = {str(row["mof_div_code"]): Level(int(str(row["level_no"]))) for row in rows["region"]}
    for row in rows[catalog.name]:
        assert row["is_standard"] is (row["mof_div_code"] == MINISTRY_DIV)
        if catalog.authority.reach.value == "own":
            assert levels[str(row["mof_div_code"])] in catalog.authority.writers, row


def test_every_place_is_in_exactly_one_area_per_insurance_type(rows: Rows) -> None:
    places = [row["mof_div_code"] for row in rows["region"] if row["level_no"] in {"2", "3", "4"}]
    assert len(places) == 103
    found = Counter((row["insurance_type"], row["mof_div_code"]) for row in rows["pooling_area"])
    assert found == {(kind["code"], place): 1 for kind in rows["insurance_type"] for place in places}


def test_areas_follow_the_pooling_level(rows: Rows) -> None:
    levels = {str(row["insurance_type"]): row["pooling_level"] for row in rows["pooling_level"]}
    assert len(levels) == 21
    areas = {
        (levels[str(row["insurance_type"])], row["mof_div_code"]): row["pooling_area_code"]
        for row in rows["pooling_area"]
    }
    assert {level for level, _ in areas} == {"2", "3", "4"}
    for place in (PROVINCE, NINGBO, HAISHU, ZONE):
        assert areas["2", place] == PROVINCE
        assert areas["4", place] == place
    assert [areas["3", place] for place in (PROVINCE, NINGBO, HAISHU, ZONE)] == [PROVINCE, NINGBO, NINGBO, NINGBO]


@pytest.mark.parametrize("name", ["management", "actuarial"])
def test_values_keep_to_their_parameter(rows: Rows, name: str) -> None:
    parameters = {row["code"]: row for row in rows[f"{name}_parameter"]}
    for row in rows[f"{name}_value"]:
        parameter = parameters[row["parameter"]]
        assert applies_to(str(parameter["insurance_types"]), str(row["insurance_type"])), row
        assert (row["value"] is None) is row["is_not_applicable"]
        if isinstance(row["value"], int):
            assert not list(value_problems(parameter, value=row["value"], field_name="value", scale=4)), row


def test_every_shipped_parameter_has_figures() -> None:
    assert {row["code"] for row in read_standard(BY_NAME["management_parameter"])} == management.KNOWN
    assert {row["code"] for row in read_standard(BY_NAME["actuarial_parameter"])} == actuarial.KNOWN


def pages(rows: Rows) -> dict[tuple[Value, ...], dict[str, int]]:
    found: dict[tuple[Value, ...], dict[str, int]] = defaultdict(dict)
    for row in rows["management_value"]:
        if isinstance(row["value"], int):
            page = tuple(row[name] for name in ("mof_div_code", "insurance_type", "basis", "period"))
            found[page][str(row["parameter"])] = row["value"]
    return found


def test_the_parts_make_up_the_whole(rows: Rows) -> None:
    summed = Counter[str]()
    for page in pages(rows).values():
        for whole, parts in (
            ("GL0101", ("GL0102", "GL0103")),
            ("GL0101", ("GL0104", "GL0105", "GL0106")),
            ("GL0702", ("GL0703", "GL0704", "GL0705")),
        ):
            if whole in page and all(part in page for part in parts):
                assert page[whole] == sum(page[part] for part in parts)
                summed["".join(parts)] += 1
        for less, more in (
            ("GL0201", "GL0101"),
            ("GL0107", "GL0101"),
            ("GL0108", "GL0101"),
            ("GL0109", "GL0101"),
            ("GL0601", "GL0101"),
            ("GL0212", "GL0211"),
            ("GL0202", "GL0205"),
        ):
            if less in page and more in page:
                assert page[less] <= page[more]
                summed[less + more] += 1
    assert len(summed) == 10
    assert min(summed.values()) > 20


def test_derived_values_follow_from_what_is_filled_in(rows: Rows) -> None:
    page = values_of(rows, mof_div_code="330203000", insurance_type="1101", basis="estimate", period="year")
    assert abs(page["GL0202"] - page["GL0201"] // UNIT * page["GL0206"] * 12) <= page["GL0201"] * 12
    assert page["GL0607"] == round(page["GL0102"] / page["GL0103"], 2) * UNIT
    assert page["GL0401"] < page["GL0202"] * (page["GL0207"] + page["GL0208"]) // (100 * UNIT)


def test_quarters_run_up_to_the_year(rows: Rows) -> None:
    found = pages(rows)
    checked = 0
    for (place, kind, basis, period), page in found.items():
        if period == "q1" and (place, kind, basis, "q4") in found:
            later = [found[place, kind, basis, each] for each in ("q2", "q3", "q4", "year")]
            for code, first in page.items():
                run = [first, *(each[code] for each in later)]
                if code == "GL0612":  # what is left falls when less comes in than goes out
                    continue
                assert run == sorted(run)
                assert run[-1] == run[-2]
                checked += 1
    assert checked > 1000


@pytest.mark.parametrize("code", ["GL0101", "GL0202", "GL0401", "GL0702"])
def test_the_province_is_the_sum_of_its_cities(rows: Rows, code: str) -> None:
    cities = {row["mof_div_code"] for row in rows["region"] if row["level_no"] == "3"}
    page = {"insurance_type": "1101", "basis": "estimate", "period": "year"}
    whole = values_of(rows, mof_div_code=PROVINCE, **page)[code]
    assert whole == sum(values_of(rows, mof_div_code=city, **page)[code] for city in cities) > 0


def test_some_counties_are_done_some_half_done_some_empty(rows: Rows) -> None:
    filled = Counter(row["mof_div_code"] for row in rows["management_value"])
    counties = [row["mof_div_code"] for row in rows["region"] if row["level_no"] == "4"]
    most = filled[PROVINCE]
    assert [filled[row["mof_div_code"]] for row in rows["region"] if row["level_no"] == "3"] == [most] * 11
    assert sum(filled[one] == most for one in counties) == 11
    assert sum(not filled[one] for one in counties) > 50
    for demo_county in (HAISHU, YINZHOU):
        assert most // 10 < filled[demo_county] < most // 2


def test_accounts_look_real_and_are_not(rows: Rows) -> None:
    accounts = rows["fund_account"]
    assert {str(row["account_no"])[:4] for row in accounts} == {"9999"}
    assert {len(str(row["account_no"])) for row in accounts} == {19}
    assert len({row["account_no"] for row in accounts}) == len(accounts)
    assert all(row["is_received"] for row in accounts)
    for row in accounts:
        assert isinstance(row["balance"], int)
        assert isinstance(row["time_deposit"], int)
        assert 0 <= row["time_deposit"] <= row["balance"]
        assert row["is_enabled"] or not row["balance"]
    incomes = [row for row in accounts if row["account_type"] == "32"]
    assert 0 < len(incomes) < 15
    assert {row["mof_div_code"] for row in accounts} == {row["mof_div_code"] for row in rows["pooling_area"]}


def test_another_year_moves_everything_along() -> None:
    later = {catalog.name: found for catalog, found in demo_rows(catalogs=CATALOGS, fiscal_year=YEAR + 5)}
    assert {row["fiscal_year"] for found in later.values() for row in found} == {2031}
    assert {row["data_year"] for row in later["actuarial_value"]} == {2026, 2027, 2028, 2029, 2030}


def test_a_catalog_of_which_the_demo_knows_nothing_is_empty() -> None:
    tenth = replace(BY_NAME["pooling_level"], name="tenth")
    assert list(demo_rows(catalogs=[tenth], fiscal_year=YEAR)) == [(tenth, [])]


def test_the_same_rows_come_in_every_process() -> None:
    digests = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", DIGEST], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1


def test_parts_of_a_spread_add_up() -> None:
    assert spread(100, weights=[1, 1, 1]) == [33, 33, 34]
    assert sum(spread(9_697_001, weights=[17, 8, 2, 0])) == 9_697_001


def test_demo_users_are_offices_in_regions_of_the_province(rows: Rows) -> None:
    regions = {row["mof_div_code"]: row for row in rows["region"]}
    assert len({user.code for user in DEMO_USERS}) == len(DEMO_USERS) == 14
    for user in DEMO_USERS:
        assert regions[user.mof_div_code]["name"] == user.mof_div_name
        assert regions[user.mof_div_code]["level_no"] == str(int(user.level))
        assert user.role.label in user.name
    offices = {user.mof_div_code for user in DEMO_USERS}
    assert offices == {MINISTRY_DIV, PROVINCE, NINGBO, HAISHU, YINZHOU}
    for office in offices:
        assert {Role.OPERATOR, Role.REVIEWER} <= {user.role for user in DEMO_USERS if user.mof_div_code == office}
    codes = {user.code: user.role for user in DEMO_USERS}
    assert (codes["hs_jb"], codes["hs_sh"], codes["zj_gl"]) == (Role.OPERATOR, Role.REVIEWER, Role.ADMINISTRATOR)
