"""Ready-made snapshots for first syncs: made per region in the background, given out while young (SYNC point 8)."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select, union_all

from app.scope import seen_by
from sync.central.file_parts import part_of
from sync.central.problems import RequestError
from sync.central.shelf import Made, Shelf
from sync.central.snapshot_file import Written, pack_file, write_rows
from sync.wire_ranges import SnapshotInfo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.people import User
    from sync.central.database import Database
    from sync.central.route import Part

log = logging.getLogger("sync.central")

MEDIA = "application/zstd"
FEW = 5_000
"""Rows that one page of changes brings: no file is made for so few."""
YOUNG = 24 * 3600.0
CHANGED = 5
"""A snapshot is old when more than one row in so many has changed since."""
PATIENCE = 600.0
"""Seconds that a region whose snapshot could not be made goes without."""
SIGN_OF_LIFE = 0.3
"""Seconds between two notes of how far a making is."""


def sight_of(user: User) -> str:
    """Return by what snapshots are told apart: the region, and for other offices the role, which see less."""
    return f"{user.mof_div_code}-{user.role}" if user.role.is_outside else user.mof_div_code


class Snapshots:
    """Makes and finds them; one per process, several processes may share `folder`."""

    def __init__(self, database: Database, *, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._database = database
        self._shelf = Shelf(folder)
        self._failed: dict[str, float] = {}

    def info(self, user: User) -> SnapshotInfo:
        """Return the snapshot of a person's region; begin to make it where there is none that is young enough."""
        sight = sight_of(user)
        with self._database.read() as connection:
            _, sums = self._database.book.sums(connection, user=user)
        rows = sum(one.count for one in sums)
        if rows <= FEW or time.monotonic() - self._failed.get(sight, -PATIENCE) < PATIENCE:
            return SnapshotInfo(name="", rows=rows)
        done = self._shelf.progress(sight)
        made = self._young(user) or self._begin(user)
        if made is None:
            return SnapshotInfo(name="", rows=rows, done=min(done, rows), retry_after=1)
        return SnapshotInfo(
            name=made.name,
            rows=made.rows,
            done=made.rows,
            size=made.size,
            unpacked=made.unpacked,
            digest=made.digest,
            cursor=made.cursor,
        )

    def part(self, user: User, *, name: str, asked: str) -> Part:
        """Return a file, or the part of it that a Range header asks for; RequestError where it is not this person's."""
        made = self._shelf.find(name)
        if made is None or made.region != sight_of(user):
            raise RequestError("snapshot.unknown", "中心端已没有这份数据文件，请重新同步。")
        return part_of(self._shelf.path(made), asked=asked, media=MEDIA)

    def _young(self, user: User) -> Made | None:
        shapes = self._database.memory.shapes(self._database.schema)
        for made in self._shelf.ready():
            if made.region == sight_of(user) and made.shapes == shapes and 0 <= time.time() - made.made_at < YOUNG:
                return made if self._changed(made, user=user) * CHANGED <= made.rows else None
        return None

    def _changed(self, made: Made, *, user: User) -> int:
        """Return how many of a snapshot's rows have changed since."""
        schema = self._database.schema
        with self._database.read() as connection:
            version, _ = self._database.book.sums(connection, user=user)
            if version - made.version <= made.rows // CHANGED:  # not even if all changes were among these rows
                return version - made.version
            counts = [
                select(literal(catalog.name), func.count())
                .select_from(table)
                .where(
                    table.c.version > made.version,
                    seen_by(table, schema=schema, catalog=catalog, user=user),
                )
                for catalog in schema.catalogs
                for table in [schema.rows[catalog.name]]
            ]
            return sum(row[1] for row in connection.execute(union_all(*counts)))

    def _begin(self, user: User) -> Made | None:
        """Make one, unless somebody is at it; return the one that was finished at this very moment."""
        sight = sight_of(user)
        if not self._shelf.claim(sight):
            return None
        if made := self._young(user):
            self._shelf.release(sight)
            return made
        # ends with the process; what it leaves behind is taken away when the next one is put on the shelf
        threading.Thread(target=self._make, args=(user,), name=f"snapshot-{sight}", daemon=True).start()
        return None

    def _make(self, user: User) -> None:
        folder, sight = self._shelf.folder, sight_of(user)
        name = f"{sight}-{secrets.token_hex(8)}"
        plain, packed = folder / f"{name}.rows", folder / f"{name}.packing"
        started, told = time.monotonic(), self._teller(sight)
        try:
            written = write_rows(self._database, user=user, path=plain, told=told)
            digest = pack_file(plain, packed=packed, told=lambda: told(written.rows))
            self._put(name, sight=sight, written=written, digest=digest, plain=plain, packed=packed)
            log.info("snapshot of %s: %d rows in %.1f s", sight, written.rows, time.monotonic() - started)
        except Exception:
            log.exception("snapshot of %s failed", sight)
            plain.unlink(missing_ok=True)
            packed.unlink(missing_ok=True)
            self._failed[sight] = time.monotonic()
        finally:
            self._shelf.release(sight)

    def _teller(self, region: str) -> Callable[[int], None]:
        """Return what notes now and then how far the making is."""
        last = 0.0

        def told(done: int) -> None:
            nonlocal last
            if time.monotonic() - last > SIGN_OF_LIFE:
                self._shelf.note(region, done=done)
                last = time.monotonic()

        return told

    def _put(self, name: str, *, sight: str, written: Written, digest: str, plain: Path, packed: Path) -> None:
        made = Made(
            name=name,
            region=sight,
            version=written.version,
            shapes=self._database.memory.shapes(self._database.schema),
            rows=written.rows,
            size=packed.stat().st_size,
            unpacked=plain.stat().st_size,
            digest=digest,
            cursor=written.cursor,
            made_at=time.time(),
        )
        plain.unlink()
        self._shelf.put(made, packed=packed)
