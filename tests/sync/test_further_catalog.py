"""A further catalog travels: from one desk through the central to another, by its declaration alone."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from app.commands import add_rows
from app.rows import Query, read_rows
from app.store import open_store
from sync.credentials import FileCredentials
from sync.engine import run_round
from sync.profile import Profile
from sync.session import sign_in
from tests.further_catalog import RESERVE, WITH_RESERVE
from tests.sync.central_fixture import PASSWORD, YEAR, RunningCentral

if TYPE_CHECKING:
    from pathlib import Path

    from app.fields import Value
    from app.store import Store
    from sync.session import Session

HAISHU = "330203000"


def desk(folder: Path, *, url: str, user: str) -> tuple[Store, Session]:
    secrets = FileCredentials(folder / "secret.json")
    profile = Profile(folder=folder)
    session = sign_in(profile, server=url, user=user, password=PASSWORD, credentials=secrets, catalogs=WITH_RESERVE)
    return open_store(session.store_path, catalogs=WITH_RESERVE), session


def test_a_further_catalog_reaches_the_city(small_data: Path, tmp_path: Path) -> None:
    shutil.copytree(small_data, tmp_path / "central")
    central = RunningCentral(data=tmp_path / "central", program="tests.further_catalog")
    central.start()
    try:
        county, session = desk(tmp_path / "county", url=central.url, user="hs_jb")
        run_round(county, session=session)
        row: dict[str, Value] = {
            "fiscal_year": YEAR,
            "mof_div_code": HAISHU,
            "code": "1",
            "name": "准备金",
            "amount": 1050,
        }
        assert add_rows(county, user=session.user, catalog=RESERVE, rows=[row]).written
        assert run_round(county, session=session).accepted == 1
        session.close()
        county.close()
        city, session = desk(tmp_path / "city", url=central.url, user="nb_jb")
        run_round(city, session=session)
        query = Query(catalog="risk_reserve", fiscal_year=YEAR, region=HAISHU)
        with city.read() as connection:
            seen = list(read_rows(connection, schema=city.schema, query=query))
        assert [(one["code"], one["amount"]) for one in seen] == [("1", 1050)]
        session.close()
        city.close()
    finally:
        central.close()
