"""The demo: a central with a whole province on this computer, and a county operator signed in to it (issue, step 1)."""

from __future__ import annotations

import contextlib
import shutil
import socket
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.catalogs import CATALOGS
from app.store import open_store, write_meta
from sync.central.demo_province import DEMO_PASSWORD, DEMO_USERS
from sync.credentials import FILE, credentials_of
from sync.profile import Profile
from sync.session import META_SERVER, sign_in
from ui.demo_central import DemoControl, DemoError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.people import User
    from sync.session import Session

OPERATOR = "hs_jb"
"""Who is signed in at first: the operator of 海曙区."""
USUAL_PORT = 8610


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A running demo: its central, the profile folder of the desk, and who is signed in."""

    control: DemoControl
    profile: Profile
    session: Session


@contextmanager
def running_demo(
    folder: Path, *, port: int | None = None, fresh: bool = False, tell: Callable[[str], None]
) -> Iterator[Demo]:
    """Start the demo in `folder`, signed in; stop its central at the end. The second time all data is still there.

    `tell` is told what goes on. DemoError: it runs already, or the central does not start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        if fresh:
            _remove(folder)
        profile = Profile(folder=folder / "desk")
        control = DemoControl(
            data=folder / "central", port=_port(profile, wanted=port), log=folder / "logs" / "central.log"
        )
        known = (folder / "central").exists()
        tell("正在启动演示中心端……" if known else "正在启动演示中心端，第一次要装入全省数据……")
        control.start()
        try:
            session = _sign_in(profile, server=control.url)
            tell(_welcome(session))
            with closing(session):
                yield Demo(control=control, profile=profile, session=session)
        finally:
            control.stop()


def _welcome(session: Session) -> str:
    user = session.user
    return f"演示中心端 {session.server}；已登录 {user.name}（用户 {user.code}，密码 {DEMO_PASSWORD}）。"


def demo_user(code: str) -> User:
    """Return a user of the demo province by code, the county operator for a code that is none of them."""
    users = {user.code: user for user in DEMO_USERS}
    return users.get(code, users[OPERATOR])


def _sign_in(profile: Profile, *, server: str) -> Session:
    settings = profile.settings()
    if settings.server and settings.server != server:
        _follow_central(profile, old=settings.server, new=server)
    user = demo_user(settings.user)
    credentials = credentials_of(FILE, folder=profile.folder)
    return sign_in(profile, server=server, user=user.code, password=DEMO_PASSWORD, credentials=credentials)


def _follow_central(profile: Profile, *, old: str, new: str) -> None:
    """Keep everybody's store, with what waits in it, when the same central has got another port."""
    for user in DEMO_USERS:
        before, after = (profile.store_path(server=server, user=user.code) for server in (old, new))
        if not before.exists() or after.exists():
            continue
        with closing(open_store(before, catalogs=CATALOGS)) as store, store.write() as connection:
            write_meta(connection, schema=store.schema, name=META_SERVER, value=new)
        before.rename(after)


def _port(profile: Profile, *, wanted: int | None) -> int:
    """Return the port wanted, else the one used before, else the usual one; any free one where those are taken."""
    if wanted is not None:
        return wanted
    before = urlsplit(profile.settings().server).port
    return next((port for port in (before, USUAL_PORT) if port and _is_free(port)), 0)


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _remove(folder: Path) -> None:
    for name in ("central", "desk"):
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(folder / name)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a lock on the folder that the system frees even when this process is killed."""
    with (folder / "demo.lock").open("w", encoding="utf-8") as file:
        try:
            _lock(file.fileno())
        except OSError:
            raise DemoError(
                f"演示已经在运行（数据文件夹 {folder}）：请先关闭它，或用 --data 另选文件夹再开一份。",
                code="demo.running",
            ) from None
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
