"""The real central with the small province in this process, desks of its people, and ways to do damage (SYNC 9)."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.catalogs import CATALOGS
from app.people import Level, User
from app.store import open_store
from sync.central.app import create_app
from sync.central.database import open_database
from sync.profile import Profile
from sync.row_sums import kept_sums, sum_between
from sync.session import sign_in
from tests.sync.asgi import AsgiCaller
from tests.sync.central_fixture import PASSWORD
from tests.sync.desks import Desk, MemoryCredentials, Wire
from tests.sync.replica import Replica
from tests.sync.small_province import PROVINCE
from tests.sync.talk import update
from tests.sync.test_central_scope import officer

if TYPE_CHECKING:
    from pathlib import Path

    from sync.central.database import Database
    from sync.transport import Reply, Request

LEVELS = {"330000000": Level.PROVINCE, "330100000": Level.CITY, "330200000": Level.CITY}


@dataclass
class Province:
    """The central; `folder` is its own copy of the small data."""

    folder: Path
    database: Database = field(init=False)
    caller: AsgiCaller = field(init=False)

    def __post_init__(self) -> None:
        self.database = open_database(data=self.folder, catalogs=CATALOGS)
        self.caller = AsgiCaller(create_app(self.database))
        self.catalogs = CATALOGS

    @classmethod
    def copied(cls, data: Path, folder: Path) -> Province:
        """Return one on a copy of `data`."""
        shutil.copytree(data, folder)
        return cls(folder)

    def answer(self, request: Request) -> Reply:
        """Answer one request."""
        return self.caller.send(request)

    def reader(self, user: User) -> Replica:
        """Return a reader who has everything."""
        found = Replica(database=self.database, user=user)
        found.sync()
        return found

    def move(self, region: str, *, to: str) -> None:
        """Let a region report to another one."""
        province = self.reader(officer(PROVINCE))
        row = next(row for row in province.rows["region"].values() if row["mof_div_code"] == region)
        (answer,) = province.send(update("region", row, parent_code=to))
        assert answer.status == "accepted", answer.text

    def give(self, code: str, *, region: str) -> None:
        """Give a person another region."""
        person = self.database.schema.table("central_person")
        level = int(LEVELS.get(region, Level.COUNTY))
        with self.database.write() as connection:
            connection.execute(person.update().where(person.c.code == code).values(mof_div_code=region, level=level))

    def close(self) -> None:
        """Close the database."""
        self.caller.close()
        self.database.close()


def sit_down(province: Province, *, folder: Path, user: str) -> Desk:
    """Sign a person in at a desk of their own."""
    wire = Wire(province)
    session = sign_in(
        Profile(folder=folder / user),
        server=wire.server,
        user=user,
        password=PASSWORD,
        credentials=MemoryCredentials(),
        connect=lambda _server: wire,
    )
    return Desk(session=session, store=open_store(session.store_path, catalogs=CATALOGS), wire=wire)


def rows_here(desk: Desk, catalog: str) -> dict[str, tuple[object, ...]]:
    """Return the central's rows at a desk by id, with all that came from the central."""
    names = ", ".join(
        ("id", "version", "is_deleted", "updated_at", "updated_by", *desk.store.schema.catalog(catalog).names)
    )
    with desk.store.read() as connection:
        rows = connection.exec_driver_sql(f'SELECT {names} FROM "{catalog}" WHERE version > 0')  # noqa: S608
        return {row[0]: tuple(row) for row in rows}


def is_right(desk: Desk, province: Province) -> bool:
    """Say whether a desk has exactly the rows that its person sees, and knows so by its own sums."""
    with desk.store.read() as connection:
        kept = kept_sums(connection, schema=desk.store.schema)
        counted = {name: sum_between(connection, catalog=name) for name in kept}
    reader = province.reader(desk.session.user)
    there = {
        name: {row[0]: row for row in map(tuple, map(dict.values, rows.values()))} for name, rows in reader.rows.items()
    }
    here = {name: {row_id: _plain(row) for row_id, row in rows_here(desk, name).items()} for name in kept}
    for name, rows in here.items():
        expected = {row_id: _plain(row) for row_id, row in there.get(name, {}).items()}
        assert {row_id: row for row_id, row in rows.items() if expected.get(row_id) != row} == {}, name
        assert rows.keys() == expected.keys(), name
        assert kept[name] == counted[name], name
    return True


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    """Return values as the local database holds them."""
    return tuple(
        int(value) if isinstance(value, bool) else value.isoformat() if hasattr(value, "isoformat") else value
        for value in row
    )
