"""From a profile folder to an open store: what a start does beside the window, off the GUI thread (SYNC point 11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.catalogs import CATALOGS
from app.store import open_store
from sync.batches import note_interrupted
from sync.profile import Profile
from sync.session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from app.store import Store
    from sync.profile import Settings
    from sync.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A person's session with their open store."""

    session: Session
    store: Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A profile with its settings; `seat` is None when nobody is signed in."""

    profile: Profile
    settings: Settings
    seat: Seat | None


def open_profile(folder: Path) -> Opened:
    """Open the profile and the store of who was signed in last; asks nothing over the network. Any thread."""
    profile = Profile(folder=folder)
    session = open_session(profile)
    seat = open_seat(session) if session is not None else None
    return Opened(profile=profile, settings=profile.settings(), seat=seat)


def open_seat(session: Session) -> Seat:
    """Open the store of a session, and say of batches that were left on their way that they were. Any thread."""
    store = open_store(session.store_path, catalogs=CATALOGS)
    note_interrupted(store)
    return Seat(session=session, store=store)
