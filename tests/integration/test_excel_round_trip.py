"""What we write we read back as the same: random rows of every catalog, through a real file and the reading process."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.catalogs import CATALOGS
from app.excel import ImportContext, Verdict, export_rows, plan_import, read_workbook
from app.fields import Bad, Choice, Code, Date, Decimal, Flag, Integer, Moment, References, Text, Year
from app.fields.moment import STORED
from app.fields.number import LARGEST
from app.rows import Query
from tests.support import COUNTY, OPERATOR, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.catalog import Catalog
    from app.fields import Field, Value
    from app.store import Store

numbers = count()
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)  # an example costs a file and a process: no shrinking
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


def values_of(one: Field) -> st.SearchStrategy[Value]:  # noqa: C901, PLR0911 - a line for each kind
    """Draw what a store may hold in a field: what reading it would give."""
    if isinstance(one, Choice):
        return st.sampled_from([code for code, _ in one.options] + ["", "zz"])
    if isinstance(one, Flag):
        return st.booleans()
    if isinstance(one, Date):
        return st.none() | st.dates(date(1850, 1, 1), date(2999, 12, 31))
    if isinstance(one, Year):
        return st.integers(one.minimum, one.maximum)
    if isinstance(one, Decimal):
        return st.none() | st.integers(-LARGEST, LARGEST) | st.integers(-(10**9), 10**9)
    if isinstance(one, Integer):
        return st.none() | st.integers(one.minimum, min(one.maximum, LARGEST))
    if isinstance(one, References):
        return st.sampled_from(["", "all", "1101", "1101,1102"])
    if one.name == "mof_div_code":
        return st.just(COUNTY)
    if isinstance(one, Moment):
        times = st.datetimes(datetime(1993, 1, 1), datetime(2099, 12, 31))  # noqa: DTZ001 - UTC by its form
        return st.just("") | times.map(lambda time: time.strftime(STORED))
    if isinstance(one, Code) or not isinstance(one, Text):
        return st.from_regex(r"[0-9A-Z]{1,12}(-[0-9A-Z]{1,5})?", fullmatch=True)
    return TEXTS.map(one.read).filter(lambda value: not isinstance(value, Bad))  # type: ignore[return-value]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = small_store(tmp_path_factory.mktemp("round-trip"))
    yield opened
    opened.close()


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: catalog.name)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=QUICK)
@given(data=st.data())
def test_an_untouched_export_changes_nothing(
    store: Store, tmp_path: Path, catalog: Catalog, data: st.DataObject
) -> None:
    table = store.schema.rows[catalog.name]
    rows = data.draw(drawn_rows(catalog))
    with store.write() as connection:
        connection.execute(table.delete().where(table.c.version == 1, table.c.mof_div_code == COUNTY))
    put_rows(store, catalog.name, *rows)
    path = tmp_path / f"{next(numbers)}.xlsx"
    query = Query(catalog=catalog.name, fiscal_year=YEAR, region=COUNTY)
    with store.read() as connection:
        written = export_rows(connection, schema=store.schema, query=query, user=OPERATOR, path=path)
        raw = read_workbook(path)
        context = ImportContext(fiscal_year=YEAR, region=COUNTY)
        plan = plan_import(connection, schema=store.schema, catalog=catalog, raw=raw, user=OPERATOR, context=context)
    assert [(entry.changes, entry.problems) for entry in plan.entries if entry.verdict is not Verdict.SAME] == []
    assert len(plan.entries) == written >= len(rows)


def drawn_rows(catalog: Catalog) -> st.SearchStrategy[list[dict[str, Value]]]:
    """Rows with natural keys that differ, as a store holds them."""
    drawn = {one.name: values_of(one) for one in catalog.columns if one.name != "fiscal_year"}
    key = [name for name in catalog.key if name != "fiscal_year"]
    return st.lists(
        st.fixed_dictionaries(drawn), min_size=1, max_size=12, unique_by=lambda row: tuple(row[name] for name in key)
    )
