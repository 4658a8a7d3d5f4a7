"""Where a command works: the profile folder, who is signed in there, and their store."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import ShebaoError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.catalog import Catalog
    from app.people import User
    from app.store import Store
    from sync.profile import Profile
    from sync.session import Session


class NobodyError(ShebaoError):
    """A command needs to know whose rows are meant, and nobody is signed in."""

    code = "sign-in.needed"
    title = "还没有登录"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """The folder that `--data` chose (None: the usual one), and how answers are wanted."""

    data: Path | None = None
    as_json: bool = False

    @property
    def folder(self) -> Path:
        """Return the folder itself."""
        return self.profile.folder

    @property
    def profile(self) -> Profile:
        """Return the profile in that folder; nothing is read or made yet."""
        from sync.profile import Profile, default_profile

        return Profile(folder=self.data.absolute()) if self.data else default_profile()

    def session(self) -> Session:
        """Return who is signed in, without asking the central; raise NobodyError."""
        from sync.session import open_session

        session = open_session(self.profile)
        if session is None:
            raise NobodyError("还没有登录：请先执行 shebao sign-in --server 地址 --user 用户。")
        return session

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Open the signed-in person's store for the length of a command."""
        from app.catalogs import CATALOGS
        from app.store import open_store

        with closing(self.session()) as session:
            store = open_store(session.store_path, catalogs=CATALOGS)
            with closing(store):
                yield Work(session=session, store=store)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An open store, and whose it is."""

    session: Session
    store: Store

    @property
    def user(self) -> User:
        """Return the signed-in person."""
        return self.session.user

    def catalog(self, name: str) -> Catalog:
        """Return a catalog to look at; raise RightsError where the person's role sees nothing of it."""
        from app.errors import RightsError
        from app.rights import may_read

        catalog = self.store.schema.catalog(name)
        if reason := may_read(self.user, catalog=catalog):
            raise RightsError(f"{reason}。")
        return catalog

    def year(self, wanted: int | None) -> int:
        """Return the fiscal year meant: the one wanted, else the store's present one."""
        if wanted is not None:
            return wanted
        from datetime import UTC, datetime

        from app.years import working_year

        with self.store.read() as connection:
            today = datetime.now(UTC).astimezone().date()
            return working_year(connection, schema=self.store.schema, today=today)
