"""Comparing what this desk has with the central: sums after every pull, ranges where they differ (SYNC point 9)."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.contents import contents
from sync.errors import RequestRefusedError
from sync.repair import Mender
from sync.repairs import Repair
from sync.row_hash import row_hash
from sync.row_sums import are_kept, ensure_sums, kept_sums, recount, sum_between
from sync.strays import are_settled, stray_ids, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from sqlalchemy import Connection

    from app.store import Store
    from app.tables import Schema
    from sync.calls import Central
    from sync.landing import Plans
    from sync.wire import Sum
    from sync.wire_ranges import RangeSum

SMALL = 500
"""Rows of a part that differs that are fetched at once; a larger part is asked for in smaller ones."""
NOT_FOUND = 404

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Verifier:
    """Compares one store with its central. `ask` may stop it between requests; what was mended by then stays so."""

    store: Store
    central: Central
    plans: Plans
    ask: Callable[[], None] = field(default=lambda: None)

    def after_pull(self, sums: Sequence[Sum]) -> tuple[Repair, ...]:
        """Compare with the sums of a pull's last page; find and mend what differs, and say what it was."""
        schema = self.store.schema
        with self.store.read() as connection:
            ready = are_kept(connection, schema=schema) and not are_settled(connection)
            differing = _differing(connection, schema=schema, sums=sums)
        if not ready:
            with self.store.write() as connection:
                ensure_sums(connection, schema=schema)
                sweep(connection, schema=schema)
                differing = _differing(connection, schema=schema, sums=sums)
        if not differing:
            return ()
        with self.store.write() as connection:
            recount(connection, catalogs=differing)
            still = _differing(connection, schema=schema, sums=sums)
        for catalog in differing.difference(still):
            _log.warning("the kept sums of %s were wrong, its rows are right", catalog)
        return self._mend([one for one in schema.rows if one in still], with_content=())

    def deep(self) -> tuple[Repair, ...]:
        """Compare every value of every row with the central, and mend what differs.

        Where the two sides do not know the same columns of a catalog, counts and versions are compared.
        """
        schema = self.store.schema
        hello = self.central.hello()
        if "ranges" not in hello.offers:
            return tuple(Repair(catalog=one.name, label=one.label, is_done=False) for one in schema.catalogs)
        there = {one.name: {field.name for field in one.fields} for one in hello.catalogs}
        with_content = [one.name for one in schema.catalogs if there.get(one.name) == set(one.names)]
        return self._mend([one for one in schema.rows if one in there], with_content=with_content)

    def _mend(self, catalogs: Sequence[str], *, with_content: Collection[str]) -> tuple[Repair, ...]:
        mender = Mender(store=self.store, central=self.central, plans=self.plans)
        repairs = []
        for catalog in catalogs:
            try:
                for first, last in _joined(self._spans(catalog, "", "", with_content=catalog in with_content)):
                    mender.mend(catalog, first=first, last=last)
            except RequestRefusedError as error:
                if error.status != NOT_FOUND:
                    raise
                _log.warning("%s differs, and the central has no ranges", catalog)
                repairs.append(Repair(catalog=catalog, label=self.store.schema.catalog(catalog).label, is_done=False))
        repairs += mender.repairs()
        for repair in repairs:
            _log.warning("%s", repair.sentence)
        return tuple(repairs)

    def _spans(self, catalog: str, first: str, last: str, *, with_content: bool) -> Iterator[tuple[str, str]]:
        """Give the ranges of ids that differ, each of few rows at the central."""
        self.ask()
        there = self.central.ranges(catalog=catalog, first=first, last=last, with_content=with_content).parts
        with self.store.read() as connection:
            differing = [part for part in there if not self._is_same(connection, catalog, part, with_content)]
        for part in differing:
            if part.count <= SMALL or len(there) == 1:
                yield part.first, part.last
            else:
                yield from self._spans(catalog, part.first, part.last, with_content=with_content)

    def _is_same(self, connection: Connection, catalog: str, part: RangeSum, with_content: bool) -> bool:  # noqa: FBT001
        strays = stray_ids(connection, catalog=catalog)
        if not strays and not with_content:
            here = sum_between(connection, catalog=catalog, first=part.first, last=part.last)
            return (here.count, here.xor) == (part.count, part.xor)
        found, count, content = 0, 0, 0
        rows = contents(connection, schema=self.store.schema, catalog=catalog, first=part.first, last=part.last)
        for row in rows:
            if row.row_id not in strays:
                count, found = count + 1, found ^ row_hash(row.version)
                content ^= row.hash if with_content else 0
        return (count, found, content) == (part.count, part.xor, part.content if with_content else 0)


def _differing(connection: Connection, *, schema: Schema, sums: Sequence[Sum]) -> set[str]:
    """Return the catalogs whose rows here are not those of `sums`."""
    here = kept_sums(connection, schema=schema)
    return {one.catalog for one in sums if one.catalog in here and here[one.catalog] != one}


def _joined(spans: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Join neighbours."""
    held: tuple[str, str] | None = None
    for span in spans:
        if held and held[1] == span[0]:
            held = (held[0], span[1])
        else:
            if held:
                yield held
            held = span
    if held:
        yield held
