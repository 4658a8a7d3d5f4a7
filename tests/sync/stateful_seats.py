"""The seats of a history: the real central and real desks on copies of a template, opened again after a crash."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from sqlalchemy import update

from app import store as app_store
from app.tables import local_schema
from sync import verify
from sync.central import app as central_app
from sync.central import database as central_database
from sync.central.auth import Door
from sync.central.people import NewPerson, add_people, revoke
from sync.central.seed import load_rows
from sync.central.tables import central_schema
from sync.credentials import FILE, credentials_of
from sync.engine import run_round
from sync.profile import Profile
from sync.row_sums import recount
from sync.session import open_session, sign_in
from tests.sync.asgi import AsgiCaller
from tests.sync.stateful_commits import Commits, hooked_engine
from tests.sync.stateful_people import CATALOGS, PASSWORD, PEOPLE, seed_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.store import Store
    from app.tables import Schema
    from sync.report import RoundReport
    from sync.session import Session
    from sync.transport import Reply, Request, Transport

SERVER = "http://central"
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory; histories must not wait for a disk


def scratch() -> Path:
    """Make a folder, in memory where there is such a place."""
    return Path(tempfile.mkdtemp(prefix="shebao-", dir=MEMORY if MEMORY.is_dir() else None))


_local_schema, _central_schema = cache(local_schema), cache(central_schema)


@contextmanager
def _opened_like_the_product(commits: Commits, *, like: str) -> Iterator[None]:
    """Let the program's own opening make our engine; schemas are the same objects each time."""

    def engine(path: Path) -> Any:  # noqa: ANN401 - an engine
        return hooked_engine(path, commits=commits, like=like)

    with (
        mock.patch.object(app_store, "sqlite_engine", engine),
        mock.patch.object(central_database, "sqlite_engine", engine),
        mock.patch.object(app_store, "local_schema", _local_schema),
        mock.patch.object(central_database, "central_schema", _central_schema),
    ):
        yield


async def _at_once(call: Callable[..., Any], *given: object) -> Any:  # noqa: ANN401 - whatever the call returns
    """Carry out a call in this thread: histories go the same way each time, and faster."""
    return call(*given)


class Clock:
    """The central's clock, which a history may set on."""

    def __init__(self) -> None:
        self.now = 1_780_000_000.0

    def __call__(self) -> float:
        return self.now


class CentralSeat:
    """The real central with its application, in this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commits = Commits()
        self.clock = Clock()
        self.open()

    def open(self) -> None:
        """Start the central's process."""
        with _opened_like_the_product(self.commits, like="central"):
            self.database = central_database.open_database(data=self.folder, catalogs=CATALOGS)
        self.caller = AsgiCaller(
            central_app.create_app(self.database, door=Door(database=self.database, clock=self.clock))
        )

    def answer(self, request: Request) -> Reply:
        """Answer one request; EndedError when the process ends meanwhile."""
        with mock.patch.object(central_app, "run_in_threadpool", _at_once):
            return self.caller.send(request)

    def move(self, user: str, *, region: str) -> None:
        """Give a person another region to look after."""
        table = self.schema.table("central_person")
        with self._undisturbed(), self.database.write() as connection:
            connection.execute(update(table).where(table.c.code == user).values(mof_div_code=region))

    def shut_out(self, user: str, *, is_revoked: bool = True) -> None:
        """Shut a person out, or let them in again, as the administrator's command does."""
        with self._undisturbed(), self.database.write() as connection:
            revoke(connection, schema=self.schema, code=user, is_revoked=is_revoked)

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        """Keep the faults that are planned for what comes through the line."""
        planned, self.commits.plan[:] = list(self.commits.plan), []
        yield
        self.commits.plan[:] = planned

    def restart(self) -> None:
        """Start again after the process ended."""
        self.commits.plan.clear()
        self.close()
        self.open()

    def close(self) -> None:
        """End the process."""
        self.caller.close()
        self.database.close()

    @property
    def schema(self) -> Schema:
        """The tables."""
        return self.database.schema


class DeskSeat:
    """One person's desk on its profile folder; `catalogs` is what this program knows."""

    def __init__(self, folder: Path, *, user: str, catalogs: tuple[Catalog, ...], wire: Transport) -> None:
        self.profile = Profile(folder=folder / user)
        self.user = user
        self.catalogs = catalogs
        self.wire = wire
        self.commits = Commits()
        self.recounts = 0
        self.open()

    def open(self) -> None:
        """Start the program."""
        session = open_session(self.profile, connect=lambda _server: self.wire)
        assert session is not None
        self.session: Session = session
        with _opened_like_the_product(self.commits, like=self.user):
            self.store: Store = app_store.open_store(session.store_path, catalogs=self.catalogs)

    def sign_in_again(self) -> None:
        """Type the password once more."""
        with _opened_like_the_product(self.commits, like=self.user), _sign_in_opens_the_same():
            self.session = sign_in(
                self.profile,
                server=SERVER,
                user=self.user,
                password=PASSWORD,
                credentials=self.profile_credentials,
                connect=lambda _server: self.wire,
                catalogs=self.catalogs,
            )

    @property
    def profile_credentials(self) -> Any:  # noqa: ANN401 - any backend
        """Return the file that keeps the secret."""
        return credentials_of(FILE, folder=self.profile.folder)

    def sync(self) -> RoundReport:
        """Run one round."""
        with mock.patch.object(verify, "recount", self._recount):
            return run_round(self.store, session=self.session)

    def _recount(self, connection: Connection, *, catalogs: Iterable[str]) -> None:
        self.recounts += 1
        recount(connection, catalogs=catalogs)

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Be another process of the same person on the same store."""
        first = self.store
        with _opened_like_the_product(Commits(), like=f"{self.user} beside"):
            self.store = app_store.open_store(self.session.store_path, catalogs=self.catalogs)
        try:
            yield
        finally:
            self.store.close()
            self.store = first

    def restart(self) -> None:
        """Start again after the process ended."""
        self.commits.plan.clear()
        self.close()
        self.open()

    def close(self) -> None:
        """End the program."""
        self.session.close()
        self.store.close()


@contextmanager
def _sign_in_opens_the_same() -> Iterator[None]:
    with mock.patch("sync.session.open_store", app_store.open_store):
        yield


class _Straight:
    """A wire without faults, for the template."""

    server = SERVER

    def __init__(self, central: CentralSeat) -> None:
        self.central = central

    def send(self, request: Request) -> Reply:
        return self.central.answer(request)

    def close(self) -> None:
        """Nothing is kept open."""


def _make_central(folder: Path) -> None:
    database = central_database.open_database(data=folder, catalogs=CATALOGS)
    with database.change() as sequence:
        load_rows(sequence, schema=database.schema, rows=seed_rows())
        people = [NewPerson(user=user, password=PASSWORD) for user in PEOPLE]
        add_people(sequence.connection, schema=database.schema, people=people)
    database.close()


@cache
def template(who: tuple[tuple[str, tuple[Catalog, ...]], ...]) -> Path:
    """Make a central and desks that are signed in and have synced once; histories start from copies of the folder."""
    folder = scratch()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _make_central(folder / "central")
    central = CentralSeat(folder / "central")
    for user, catalogs in who:
        profile, wire = Profile(folder=folder / user), _Straight(central)
        credentials = credentials_of(FILE, folder=profile.folder)
        sign_in(
            profile,
            server=SERVER,
            user=user,
            password=PASSWORD,
            credentials=credentials,
            connect=lambda _server, wire=wire: wire,  # type: ignore[misc]
            catalogs=catalogs,
        )
        desk = DeskSeat(folder, user=user, catalogs=catalogs, wire=wire)
        desk.sync()
        desk.close()
    central.close()
    return folder
