"""A further catalog is one declaration and one line: store, checks, grid, tree and sheet derive from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.catalogs import CATALOGS
from app.commands import add_rows
from app.fields import Money
from app.rows import Query, all_names, read_rows
from app.store import open_store
from app.tree import children
from tests.further_catalog import RESERVE
from tests.support import COUNTY, OPERATOR, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from pathlib import Path

    from app.fields import Value


def test_an_existing_store_takes_a_new_catalog_and_a_new_field(tmp_path: Path) -> None:
    small_store(tmp_path).close()
    wider = replace(CATALOGS[1], fields=(*CATALOGS[1].fields, Money(name="quota", label="额度")))
    catalogs = (CATALOGS[0], wider, *CATALOGS[2:], RESERVE)
    store = open_store(tmp_path / "store.db", catalogs=catalogs)
    try:
        put_rows(
            store, "insurance_type", {"mof_div_code": COUNTY, "code": "9", "name": "新", "category": "9", "quota": 5}
        )
        rows: list[dict[str, Value]] = [
            {"fiscal_year": YEAR, "mof_div_code": COUNTY, "code": "1", "name": "准备金", "amount": 1050},
            {"fiscal_year": YEAR, "mof_div_code": COUNTY, "code": "11", "name": "其中", "parent_code": "1"},
        ]
        assert len(add_rows(store, user=OPERATOR, catalog=RESERVE, rows=rows).written) == 2
        refused = add_rows(store, user=OPERATOR, catalog=RESERVE, rows=[{**rows[0], "code": "2", "amount": -1}])
        assert "金额(元)应在" in refused.sentence
        query = Query(catalog="risk_reserve", fiscal_year=YEAR, region=COUNTY)
        with store.read() as connection:
            names = all_names(connection, schema=store.schema, catalog=RESERVE, fiscal_year=YEAR)
            kept = list(read_rows(connection, schema=store.schema, query=query))
            (root,) = children(connection, schema=store.schema, query=query, node=None, names=names)
            (child,) = children(connection, schema=store.schema, query=query, node=root, names=names)
            assert connection.execute(select(store.schema.table("outbox").c.n)).all()
        assert [row["amount"] for row in kept] == [1050, None]
        assert (root.label, child.label) == ("1 准备金", "11 其中")
    finally:
        store.close()
    assert list((tmp_path / "backups").iterdir()), "a store is backed up before it is changed"
