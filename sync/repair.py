"""Putting a range of rows right: the central's are taken, superfluous ones go, waiting edits stay (SYNC point 9)."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.errors import StoreError
from app.migrations import back_up
from app.scope import rebuild_scope
from sync.arrival import land_blocks
from sync.contents import Content, contents
from sync.errors import AnswerError
from sync.lines import DELETED, ids_json
from sync.repair_notes import RepairNotes
from sync.repairs import SHOWN, Repair
from sync.strays import keep_stray, stray_ids
from sync.wire import Block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from app.store import Store
    from sync.calls import Central
    from sync.landing import Plans

LABEL = "repair"
BACKUPS = 3
"""Copies of the store from before a repair that are kept."""
_SYSTEM = frozenset({"id", "version", DELETED, "updated_at", "updated_by"})


@dataclass(slots=True)
class _Found:
    """What was wrong in one catalog."""

    kinds: Counter[str] = field(default_factory=Counter)
    codes: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Mender:
    """Mends range after range, each in one transaction; the store is copied before the first change."""

    store: Store
    central: Central
    plans: Plans
    is_backed_up: bool = False
    notes: RepairNotes = field(default_factory=RepairNotes)
    found: dict[str, _Found] = field(default_factory=dict)

    def mend(self, catalog: str, *, first: str, last: str) -> None:
        """Make the rows with first <= id < last those that the central has."""
        start = first
        while True:
            page = self.central.rows(catalog=catalog, first=start, last=last)
            stop = page.following or last
            self._check(catalog, blocks=page.blocks)
            if page.following and page.following <= start:
                raise AnswerError("中心端发来的行没有前进，已停止修复，请联系中心端管理员。", code="answer.cursor")
            self._apply(catalog, blocks=page.blocks, first=start, last=stop)
            if not page.following:
                return
            start = page.following

    def _check(self, catalog: str, *, blocks: Sequence[Block]) -> None:
        """Raise AnswerError for rows that cannot be landed, before they are compared."""
        with self.store.read() as connection:
            for block in blocks:
                plan = self.plans.of(connection, block)
                if plan is None or block.catalog != catalog:
                    raise AnswerError("中心端发来了另一个目录的行，没有采用，请联系中心端管理员。", code="answer.block")
                plan.check(block.rows)

    def _apply(self, catalog: str, *, blocks: Sequence[Block], first: str, last: str) -> None:
        there = {row.row_id: row for block in blocks for row in _contents_of(block)}
        with self.store.read() as connection:
            here = self._here(connection, catalog, first=first, last=last)
        if not any(_compare(here, there=there).values()):
            return
        self._back_up()
        with self.store.write() as connection:  # compared again: an edit may have come between
            here = self._here(connection, catalog, first=first, last=last)
            differing = _compare(here, there=there)
            self._note(catalog, differing=differing, here=here, there=there)
            declared = self.store.schema.catalog(catalog)
            self.notes.note(connection, catalog=declared, differing=differing, here=here, there=there)
            self._write(connection, catalog, differing=differing, blocks=blocks, there=there)

    def _here(self, connection: Connection, catalog: str, *, first: str, last: str) -> dict[str, Content]:
        strays = stray_ids(connection, catalog=catalog)
        rows = contents(connection, schema=self.store.schema, catalog=catalog, first=first, last=last)
        return {row.row_id: row for row in rows if row.row_id not in strays}

    def _write(
        self,
        connection: Connection,
        catalog: str,
        *,
        differing: dict[str, list[str]],
        blocks: Sequence[Block],
        there: dict[str, Content],
    ) -> None:
        self._remove(connection, catalog, row_ids=differing["superfluous"])
        wrong = {*differing["missing"], *differing["stale"], *differing["different"]}
        # the rows get the central's version first: so they are landed even where the one here was higher
        versions = [(there[row_id].version, row_id) for row_id in wrong]
        if versions:
            connection.exec_driver_sql(f"UPDATE \"{catalog}\" SET version = ?, extra = '' WHERE id = ?", versions)  # noqa: S608
        land_blocks(connection, plans=self.plans, blocks=_only(blocks, row_ids=wrong), only_newer=False)
        if catalog == "region" and differing["superfluous"]:
            years = connection.exec_driver_sql("SELECT DISTINCT fiscal_year FROM region_scope").scalars().all()
            for year in years:
                rebuild_scope(connection, schema=self.store.schema, fiscal_year=year)

    @staticmethod
    def _remove(connection: Connection, catalog: str, *, row_ids: Sequence[str]) -> None:
        """Remove rows that the central does not have; those with waiting edits go when these are settled."""
        if not row_ids:
            return
        given = (ids_json(row_ids),)
        among = "(SELECT value FROM json_each(?))"
        waiting = connection.exec_driver_sql(f"SELECT row_id FROM outbox WHERE row_id IN {among}", given)  # noqa: S608
        keep_stray(connection, catalog=catalog, row_ids=list(set(waiting.scalars())))
        connection.exec_driver_sql(
            f'DELETE FROM "{catalog}" WHERE id IN {among} AND id NOT IN (SELECT row_id FROM outbox)',  # noqa: S608
            given,
        )

    def _note(
        self,
        catalog: str,
        *,
        differing: dict[str, list[str]],
        here: dict[str, Content],
        there: dict[str, Content],
    ) -> None:
        """Remember how many and, of the first, which."""
        found = self.found.setdefault(catalog, _Found())
        code = self.store.schema.catalog(catalog).code
        for kind, row_ids in differing.items():
            found.kinds[kind] += len(row_ids)
            for row_id in row_ids[: SHOWN - len(found.codes)]:
                row = there.get(row_id) or here[row_id]
                found.codes.append(str(row.values.get(code)))

    def _back_up(self) -> None:
        if self.is_backed_up:
            return
        path = self.store.path
        try:
            copy = back_up(path, label=LABEL)
            copies = sorted(copy.parent.glob(f"{path.stem}-{LABEL}-*.db"), key=lambda one: one.stat().st_mtime_ns)
            for old in copies[:-BACKUPS]:
                old.unlink()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(
                f"本机数据与中心端不一致，修复前需要备份，但不能写入备份（{error}）；没有改动任何数据，请清理磁盘后重新同步。",
                code="store.backup",
            ) from error
        self.is_backed_up = True

    def repairs(self) -> Iterator[Repair]:
        """Give what was mended, by catalog."""
        for catalog, found in self.found.items():
            label = self.store.schema.catalog(catalog).label
            kinds = found.kinds
            yield Repair(
                catalog=catalog,
                label=label,
                missing=kinds["missing"],
                superfluous=kinds["superfluous"],
                stale=kinds["stale"],
                different=kinds["different"],
                codes=tuple(found.codes),
            )


def _compare(here: dict[str, Content], *, there: dict[str, Content]) -> dict[str, list[str]]:
    """Return the ids of rows by what is wrong with them."""
    both = [(here[row_id], row) for row_id, row in there.items() if row_id in here]
    return {
        "missing": [row_id for row_id in there if row_id not in here],
        "superfluous": [row_id for row_id in here if row_id not in there],
        "stale": [theirs.row_id for mine, theirs in both if mine.version != theirs.version],
        "different": [
            theirs.row_id for mine, theirs in both if mine.version == theirs.version and mine.hash != theirs.hash
        ],
    }


def _contents_of(block: Block) -> Iterator[Content]:
    for cells in block.rows:
        row: dict[str, Any] = dict(zip(block.columns, cells, strict=True))
        values = {name: value for name, value in row.items() if name not in _SYSTEM}
        yield Content(row_id=row["id"], version=row["version"], is_deleted=bool(row.get(DELETED)), values=values)


def _only(blocks: Iterable[Block], *, row_ids: set[str]) -> list[Block]:
    """Return the blocks with only these rows."""
    found = []
    for block in blocks:
        at = block.columns.index("id")
        rows = [row for row in block.rows if row[at] in row_ids]
        if rows:
            found.append(Block(catalog=block.catalog, columns=block.columns, rows=rows))
    return found
