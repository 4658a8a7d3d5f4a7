"""The first rows of a question are the same however they are found: by an index, in parts, or all at once."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from app import finding
from app.filters import Filter, How
from app.finding import Interrupts, first_row_ids
from app.rows import Query, row_ids
from tests.support import COUNTY, YEAR, put_rows, small_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store import Store

ACCOUNT = "fund_account"
ROWS = 3_000
SOME = Filter(field="balance", how=How.BETWEEN, values=(100, 900))
RARE = Filter(field="account_name", how=How.EQUALS, values=("名1700",))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("finding")
    opened = small_store(folder)
    put_rows(
        opened,
        ACCOUNT,
        *(
            {
                "mof_div_code": COUNTY,
                "account_no": f"{n:06}",
                "account_name": f"名{n * 7 % ROWS}",
                "bank_name": "宁波银行",
                "account_type": str(31 + n % 3),
                "balance": None if n % 11 == 0 else n * 13 % 1000,
            }
            for n in range(ROWS)
        ),
    )
    yield opened
    opened.close()


@pytest.mark.parametrize("where", [(), (SOME,), (RARE,), (SOME, RARE)])
@pytest.mark.parametrize("order", [(), (("balance", False),), (("balance", True), ("account_name", False))])
@pytest.mark.parametrize(("large", "effort"), [(100, 100_000), (100, 50), (100_000, 50)])
def test_parts_find_what_one_question_finds(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    where: tuple[Filter, ...],
    order: tuple[tuple[str, bool], ...],
    large: int,
    effort: int,
) -> None:
    monkeypatch.setattr(finding, "LARGE", large)
    monkeypatch.setattr(finding, "EFFORT", effort)
    query = Query(catalog=ACCOUNT, fiscal_year=YEAR, region=COUNTY, where=where, order=order)
    found = first_row_ids(store, query=query, limit=200, interrupts=Interrupts())
    with store.read() as connection:
        wanted = row_ids(connection, schema=store.schema, query=query, limit=200)
    assert found == wanted


def test_nobody_waits_for_an_interrupted_question(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "LARGE", 100)
    interrupts = Interrupts()
    interrupts()
    query = Query(catalog=ACCOUNT, fiscal_year=YEAR, region=COUNTY, where=(SOME,))
    with pytest.raises(InterruptedError):
        first_row_ids(store, query=query, limit=200, interrupts=interrupts)


def test_a_question_ends_while_it_is_asked(store: Store) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    interrupts = Interrupts()
    errors: list[str] = []
    begun = Event()

    def ask() -> None:
        with store.read() as connection, interrupts.of(connection):
            try:
                connection.exec_driver_sql(endless)
            except Exception as error:  # noqa: BLE001 - whichever the library raises
                errors.append(str(error))

    asking = Thread(target=ask)
    asking.start()
    begun.wait(10)
    while asking.is_alive():
        interrupts()
        asking.join(0.01)
    assert len(errors) == 1
    assert "interrupted" in errors[0]
