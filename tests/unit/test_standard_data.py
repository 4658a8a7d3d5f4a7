"""The shipped standard data: every cell is what its catalog takes, and the reader says where one is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.catalogs.accounting_subject import ACCOUNTING_SUBJECT
from app.catalogs.budget_subject import BUDGET_SUBJECT
from app.catalogs.insurance_crosswalk import INSURANCE_CROSSWALK
from app.catalogs.insurance_type import INSURANCE_TYPE
from app.catalogs.management_parameter import MANAGEMENT_PARAMETER
from app.catalogs.performance_indicator import PERFORMANCE_INDICATOR
from app.catalogs.region import REGION
from app.people import MINISTRY_DIV, Level
from resources.standard_data import StandardDataError, parse_standard, read_standard

if TYPE_CHECKING:
    from app.catalog import Catalog

COUNTS = {
    "region": 1490,
    "insurance_type": 21,
    "insurance_crosswalk": 39,
    "budget_subject": 95,
    "accounting_subject": 49,
    "performance_indicator": 42,
    "actuarial_parameter": 29,
    "management_parameter": 54,
}
STANDARD = tuple(catalog for catalog in CATALOGS if catalog.name in COUNTS)


@pytest.mark.parametrize("catalog", STANDARD, ids=lambda catalog: catalog.name)
def test_every_cell_is_what_the_catalog_takes(catalog: Catalog) -> None:
    rows = read_standard(catalog)
    assert len(rows) == COUNTS[catalog.name]
    for row in rows:
        assert tuple(row) == catalog.names
        for field in catalog.columns:
            if field.name != "fiscal_year":
                assert field.check(row[field.name]) is None, row
                assert field.receive(field.send(row[field.name])) == row[field.name]


@pytest.mark.parametrize("catalog", STANDARD, ids=lambda catalog: catalog.name)
def test_keys_are_unique_and_parents_exist(catalog: Catalog) -> None:
    rows = read_standard(catalog)
    keys = [tuple(row[name] for name in catalog.key) for row in rows]
    assert len(set(keys)) == len(keys)
    codes = {str(row[catalog.code]) for row in rows}
    assert len(codes) == len(rows) or catalog.name == "insurance_crosswalk"  # systems number as they like
    parent_field = catalog.tree.parent if catalog.tree else ""
    for row in rows if parent_field else []:
        parent = str(row[parent_field])
        assert not parent or parent in codes, row
        if parent and catalog.code_extends_parent:
            assert str(row[catalog.code]).startswith(parent), row
        if catalog.segments:
            assert catalog.segments.fault(str(row[catalog.code]), parent=parent) == "", row


@pytest.mark.parametrize("catalog", STANDARD, ids=lambda catalog: catalog.name)
def test_references_to_insurance_types_resolve(catalog: Catalog) -> None:
    known = {str(row["code"]) for row in read_standard(INSURANCE_TYPE)}
    for field in catalog.references:
        if field.to == "insurance_type":
            for row in read_standard(catalog):
                assert set(field.codes(row[field.name])) <= known, row


@pytest.mark.parametrize("catalog", STANDARD, ids=lambda catalog: catalog.name)
def test_unverified_rows_say_so_and_every_row_has_a_source(catalog: Catalog) -> None:
    for row in read_standard(catalog):
        assert row["source"], row
        if "未经核实" in str(row["source"]) and "code_status" in row:
            assert row["code_status"] != "evidenced", row


def test_rows_belong_to_the_ministry_unless_the_province_refined_them() -> None:
    for catalog in STANDARD[1:]:
        for row in read_standard(catalog):
            assert (row["mof_div_code"] == MINISTRY_DIV) is row["is_standard"]
    of_province = [row for row in read_standard(INSURANCE_CROSSWALK) if not row["is_standard"]]
    assert {row["system"] for row in of_province} == {"province_busitype"}
    refined = [row for row in read_standard(PERFORMANCE_INDICATOR) if not row["is_standard"]]
    assert {row["mof_div_code"] for row in refined} == {"330000000"}
    assert {row["indicator_level"] for row in refined} == {"3"}


def test_the_region_tree_is_the_whole_province_below_the_ministry() -> None:
    rows = {str(row["mof_div_code"]): row for row in read_standard(REGION)}
    levels = [str(row["level_no"]) for row in rows.values()]
    assert [levels.count(str(int(level))) for level in Level] == [1, 1, 11, 91, 1386]
    assert rows["330000000"]["parent_code"] == MINISTRY_DIV
    for code, row in rows.items():
        if code != MINISTRY_DIV:
            assert int(str(rows[str(row["parent_code"])]["level_no"])) == int(str(row["level_no"])) - 1
    assert sum(row["mof_div_type"] == "2" for row in rows.values()) == 22


def test_a_zone_may_report_straight_to_the_city() -> None:
    zone = next(row for row in read_standard(REGION) if row["mof_div_code"] == "330206401")
    assert (zone["parent_code"], zone["parent_adm_div_code"]) == ("330200000", "330206")
    assert (zone["mof_div_type"], zone["level_no"]) == ("2", "4")


def test_historic_subjects_are_disabled() -> None:
    for catalog in (BUDGET_SUBJECT, ACCOUNTING_SUBJECT):
        for row in read_standard(catalog):
            assert (row["code_status"] == "historic") is not row["is_enabled"]
    assert sum(not row["is_enabled"] for row in read_standard(ACCOUNTING_SUBJECT)) == 12


def test_rates_are_limited_to_a_hundred() -> None:
    rates = [row for row in read_standard(MANAGEMENT_PARAMETER) if row["unit"] == "%"]
    assert len(rates) == 4
    assert {(row["minimum"], row["maximum"]) for row in rates} == {(0, 100_0000)}


def test_the_crosswalk_keeps_the_two_meanings_of_410_apart() -> None:
    rows = read_standard(INSURANCE_CROSSWALK)
    types = {str(row["code"]): row for row in read_standard(INSURANCE_TYPE)}
    assert len({(row["system"], row["outside_code"]) for row in rows}) == len(rows) == 39
    assert {row["insurance_type"] for row in rows if row["insurance_type"]} <= set(types)
    of_410 = {row["system"]: row["insurance_type"] for row in rows if row["outside_code"] == "410"}
    assert (of_410["nhsa_insutype"], of_410["mohrss_aae140"]) == ("1201", "1106")
    for row in rows:
        for system in ("mohrss_aae140", "nhsa_insutype"):
            own = types[str(row["insurance_type"])][system] if row["insurance_type"] else ""
            assert row["system"] != system or own in {"", row["outside_code"]} or row["outside_code"] in {"380", "391"}


HEAD = "mof_div_code,name,level_no,mof_div_type,is_enabled\n"


def _parse(text: str) -> list[dict[str, object]]:
    return list(map(dict, parse_standard(REGION, content=text.encode(), file="region.csv")))


def test_a_file_saved_with_a_byte_order_mark_and_windows_line_ends_is_read() -> None:
    rows = _parse("\ufeff" + (HEAD + "330203000,海曙区,县级,1,\n\n").replace("\n", "\r\n"))
    assert [(row["mof_div_code"], row["level_no"], row["is_enabled"]) for row in rows] == [("330203000", "4", True)]
    assert rows[0]["fiscal_year"] is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (HEAD + "330203000,海曙区,4,1,是\n33020,鄞州区,4,1,是\n", "region.csv 第 3 行“mof_div_code”列："),
        (HEAD + "330203000,海曙区,7,1,是\n", "region.csv 第 2 行“level_no”列："),
        (HEAD + "330203000,,4,1,是\n", "region.csv 第 2 行“name”列：财政区划名称必须填写"),
        (HEAD + "330203000,海曙区,4,1,也许\n", "region.csv 第 2 行“is_enabled”列："),
        (HEAD + "330203000,海曙区,4\n", "region.csv 第 2 行有 3 列，应有 5 列"),
        (HEAD + '330203000,"海曙区,4,1,是\n', "region.csv 第 2 行的引号不成对"),
        (HEAD.replace("name", "nam"), "region.csv 第 1 行有“财政区划”没有的列“nam”"),
        (HEAD.replace("level_no", "name"), "region.csv 第 1 行的列“name”出现两次"),
        (HEAD.replace("level_no,", ""), "region.csv 第 1 行缺少列“level_no”"),
        ("", "region.csv 第 1 行缺少列“mof_div_code”"),
    ],
)
def test_a_bad_file_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(StandardDataError) as caught:
        _parse(text)
    assert place in caught.value.sentence
    assert caught.value.sentence.endswith("。")


def test_another_encoding_is_named() -> None:
    with pytest.raises(StandardDataError, match="UTF-8"):
        parse_standard(REGION, content=HEAD.encode() + "330203000,海曙区,4,1,是".encode("gb18030"), file="region.csv")


def test_a_catalog_without_a_file_is_named() -> None:
    values = next(catalog for catalog in CATALOGS if catalog.name == "management_value")
    with pytest.raises(StandardDataError, match=r"management_value\.csv"):
        read_standard(values)
