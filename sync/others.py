"""What other people who use this computer have not sent yet: theirs to send, but nobody should forget it (SYNC 11)."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from sync.session import META_PERSON, META_SERVER
from sync.wire import Person

if TYPE_CHECKING:
    from pathlib import Path

    from sync.profile import Profile

_COUNT = "SELECT count(*) FROM outbox WHERE state = 'open' OR state = 'sent'"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Somebody else's store on this computer: who, at which central, and how many changes wait in it."""

    code: str
    name: str
    server: str
    waiting: int

    @property
    def words(self) -> str:
        """Return it in a few words."""
        return f"{self.name}（{self.code}）的 {self.waiting:,} 条"


def others_waiting(profile: Profile, *, own: Path) -> list[Other]:
    """Return who else has changes that wait; `own` is the store of the person at work. Damaged stores are left out."""
    found = [_look(path) for path in sorted((profile.folder / "stores").glob("*.db")) if path != own]
    return [one for one in found if one is not None and one.waiting]


def others_words(others: list[Other]) -> str:
    """Return a sentence about them, '' for nobody."""
    if not others:
        return ""
    return f"本机还有{'、'.join(one.words for one in others)}修改待上传，本人登录后才会上传。"


def _look(path: Path) -> Other | None:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as raw:
            meta = dict(raw.execute("SELECT name, value FROM meta").fetchall())
            waiting: int = raw.execute(_COUNT).fetchone()[0]
            person = msgspec.json.decode(meta[META_PERSON], type=Person)
    except (sqlite3.Error, KeyError, msgspec.DecodeError) as error:
        _log.warning("cannot see what waits in %s: %s", path.name, error)
        return None
    return Other(code=person.code, name=person.name, server=meta.get(META_SERVER, ""), waiting=waiting)
