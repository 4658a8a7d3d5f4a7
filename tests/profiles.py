"""A profile folder as it is after a first sync, made without a central: for tests and benches that open a window."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import msgspec

from app.store import now_text, write_meta
from sync.profile import Profile, Settings
from sync.session import META_CLIENT, META_PERSON, META_SERVER
from sync.status import META_LAST
from sync.wire import Person
from tests.support import OPERATOR, put_rows, small_store

if TYPE_CHECKING:
    from pathlib import Path

    from app.people import User

SERVER = "http://127.0.0.1:9"
"""A port where nobody listens: the window stays offline."""


def make_profile(folder: Path, *, user: User = OPERATOR) -> Profile:
    """Make a person's profile with a small store that was synced once; its server never answers."""
    profile = Profile(folder=folder)
    profile.save(Settings(server=SERVER, user=user.code, credentials="file"))
    store = small_store(folder / "making")
    person = Person(
        code=user.code,
        name=user.name,
        mof_div_code=user.mof_div_code,
        mof_div_name=user.mof_div_name,
        level=int(user.level),
        role=str(user.role),
    )
    meta = {
        META_PERSON: msgspec.json.encode(person).decode(),
        META_SERVER: SERVER,
        META_CLIENT: "0190b6a0-0000-7000-8000-000000000001",
        META_LAST: now_text(),
    }
    put_rows(
        store,
        "management_value",
        *(
            {
                "mof_div_code": user.mof_div_code,
                "insurance_type": "1101",
                "parameter": "GL0101",
                "basis": "estimate",
                "period": period,
                "value": 5_000_000_000,
            }
            for period in ("year", "q1", "q2", "q3", "q4")
        ),
    )
    with store.write() as connection:
        for name, value in meta.items():
            write_meta(connection, schema=store.schema, name=name, value=value)
    store.close()
    path = profile.store_path(server=SERVER, user=user.code)
    path.parent.mkdir(parents=True)
    shutil.move(store.path, path)
    return profile
