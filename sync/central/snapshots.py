"""Ready-made snapshots for first syncs: made per region in the background, given out while young (SYNC point 8)."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select, union_all

from app.scope import visible
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


class Snapshots:
    """Makes and finds them; one per process, several processes may share `folder`."""

    def __init__(self, database: Database, *, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._database = database
        self._shelf = Shelf(folder)
        self._failed: dict[str, float] = {}

    def info(self, user: User) -> SnapshotInfo:
        """Return the snapshot of a person's region; begin to make it where there is none that is young enough."""
        region = user.mof_div_code
        with self._database.read() as connection:
            _, sums = self._database.book.sums(connection, region=region)
        rows = sum(one.count for one in sums)
        if rows <= FEW or time.monotonic() - self._failed.get(region, -PATIENCE) < PATIENCE:
            return SnapshotInfo(name="", rows=rows)
        done = self._shelf.progress(region)
        made = self._young(region) or self._begin(region)
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
        if made is None or made.region != user.mof_div_code:
            raise RequestError("snapshot.unknown", "中心端已没有这份数据文件，请重新同步。")
        return part_of(self._shelf.path(made), asked=asked, media=MEDIA)

    def _young(self, region: str) -> Made | None:
        shapes = self._database.memory.shapes(self._database.schema)
        for made in self._shelf.ready():
            if made.region == region and made.shapes == shapes and 0 <= time.time() - made.made_at < YOUNG:
                return made if self._changed(made) * CHANGED <= made.rows else None
        return None

    def _changed(self, made: Made) -> int:
        """Return how many of a snapshot's rows have changed since."""
        schema = self._database.schema
        with self._database.read() as connection:
            version, _ = self._database.book.sums(connection, region=made.region)
            if version - made.version <= made.rows // CHANGED:  # not even if all changes were among these rows
                return version - made.version
            counts = [
                select(literal(catalog.name), func.count())
                .select_from(table)
                .where(
                    table.c.version > made.version,
                    visible(table, schema=schema, catalog=catalog, region=made.region),
                )
                for catalog in schema.catalogs
                for table in [schema.rows[catalog.name]]
            ]
            return sum(row[1] for row in connection.execute(union_all(*counts)))

    def _begin(self, region: str) -> Made | None:
        """Make one, unless somebody is at it; return the one that was finished at this very moment."""
        if not self._shelf.claim(region):
            return None
        if made := self._young(region):
            self._shelf.release(region)
            return made
        # ends with the process; what it leaves behind is taken away when the next one is put on the shelf
        threading.Thread(target=self._make, args=(region,), name=f"snapshot-{region}", daemon=True).start()
        return None

    def _make(self, region: str) -> None:
        folder = self._shelf.folder
        name = f"{region}-{secrets.token_hex(8)}"
        plain, packed = folder / f"{name}.rows", folder / f"{name}.packing"
        started, told = time.monotonic(), self._teller(region)
        try:
            written = write_rows(self._database, region=region, path=plain, told=told)
            digest = pack_file(plain, packed=packed, told=lambda: told(written.rows))
            self._put(name, region=region, written=written, digest=digest, plain=plain, packed=packed)
            log.info("snapshot of %s: %d rows in %.1f s", region, written.rows, time.monotonic() - started)
        except Exception:
            log.exception("snapshot of %s failed", region)
            plain.unlink(missing_ok=True)
            packed.unlink(missing_ok=True)
            self._failed[region] = time.monotonic()
        finally:
            self._shelf.release(region)

    def _teller(self, region: str) -> Callable[[int], None]:
        """Return what notes now and then how far the making is."""
        last = 0.0

        def told(done: int) -> None:
            nonlocal last
            if time.monotonic() - last > SIGN_OF_LIFE:
                self._shelf.note(region, done=done)
                last = time.monotonic()

        return told

    def _put(self, name: str, *, region: str, written: Written, digest: str, plain: Path, packed: Path) -> None:
        made = Made(
            name=name,
            region=region,
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
