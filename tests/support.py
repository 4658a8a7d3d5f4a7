"""Small building blocks that several test rooms share: people, regions, a store with a little real data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from app.catalogs import CATALOGS
from app.ids import new_id
from app.people import MINISTRY_DIV, Level, Role, User
from app.scope import rebuild_scope
from app.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.catalog import Catalog


YEAR = 2026
PROVINCE, CITY, COUNTY, OTHER_COUNTY = "330000000", "330200000", "330203000", "330212000"
REGIONS = (
    (MINISTRY_DIV, "财政部", "", "1"),
    (PROVINCE, "浙江省", MINISTRY_DIV, "2"),
    (CITY, "宁波市", PROVINCE, "3"),
    (COUNTY, "海曙区", CITY, "4"),
    (OTHER_COUNTY, "鄞州区", CITY, "4"),
)
OPERATOR = User(
    code="hs_jb", name="海曙经办", mof_div_code=COUNTY, mof_div_name="海曙区", level=Level.COUNTY, role=Role.OPERATOR
)
REVIEWER = User(
    code="hs_sh", name="海曙审核", mof_div_code=COUNTY, mof_div_name="海曙区", level=Level.COUNTY, role=Role.REVIEWER
)
PROVINCE_OPERATOR = User(
    code="zj_jb",
    name="省厅经办",
    mof_div_code=PROVINCE,
    mof_div_name="浙江省",
    level=Level.PROVINCE,
    role=Role.OPERATOR,
)


def put_rows(store: Store, name: str, *rows: Mapping[str, object]) -> list[str]:
    """Put rows into a store as if the central had sent them; return their ids."""
    catalog, table = store.schema.catalog(name), store.schema.rows[name]
    full = [{**catalog.blank(), "fiscal_year": YEAR, **row, "id": new_id(), "version": 1} for row in rows]
    with store.write() as connection:
        connection.execute(insert(table), full)
        if name == "region":
            rebuild_scope(connection, schema=store.schema, fiscal_year=YEAR)
    return [str(row["id"]) for row in full]


def small_store(folder: Path, *, catalogs: tuple[Catalog, ...] = CATALOGS) -> Store:
    """Return a store with five regions, three types, a few subjects and parameters of the ministry."""
    store = open_store(folder / "store.db", catalogs=catalogs)
    ministry = {"mof_div_code": MINISTRY_DIV, "is_standard": True}
    put_rows(
        store,
        "region",
        *(
            {"mof_div_code": code, "name": name, "parent_code": parent, "level_no": level, "mof_div_type": "1"}
            for code, name, parent, level in REGIONS
        ),
    )
    put_rows(
        store,
        "insurance_type",
        *(
            {**ministry, "code": code, "name": name, "short_name": short, "category": "1"}
            for code, name, short in (
                ("1101", "企业职工基本养老保险", "企业养老"),
                ("1102", "城乡居民基本养老保险", "居民养老"),
                ("1106", "工伤保险", "工伤"),
            )
        ),
    )
    put_rows(
        store,
        "accounting_subject",
        *(
            {**ministry, "code": code, "name": name, "category": "1", "balance_side": "1"}
            for code, name in (("1003", "财政专户存款"), ("1004", "支出户存款"))
        ),
    )
    put_rows(
        store,
        "management_parameter",
        *(
            {
                **ministry,
                "code": code,
                "name": name,
                "category": "01",
                "data_type": "integer",
                "precision": precision,
                "minimum": 0,
                "maximum": high,
                "insurance_types": types,
                "unit": unit,
            }
            for code, name, precision, high, types, unit in (
                ("GL0101", "参保人数(年末)", 0, None, "1101,1102", "人"),
                ("GL0201", "缴费人数", 0, None, "1101", "人"),
                ("GL0207", "单位缴费率", 4, 1_000_000, "1101", "%"),
                ("GL0303", "常住人口", 0, None, "", "人"),
            )
        ),
    )
    return store
