"""Until when a page is to be filled in: by its own record, else by the tasks of the levels above (clauses 1.8, 1.9)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from app.flow.record import Place
    from app.tables import Schema

TASKS = "task"
LEVELS = (("for_province", 2), ("for_city", 3), ("for_county", 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a level asks for; '' for `catalog` where no value table is meant, for type and basis where all are."""

    row_id: str
    name: str
    owner: str
    due_date: date
    levels: frozenset[int]
    catalog: str = ""
    insurance_type: str = ""
    basis: str = ""
    remark: str = ""

    def covers(self, place: Place, *, level: int) -> bool:
        """Say whether it asks a region of this level for a page; whether the region lies below is not asked."""
        return (
            level in self.levels
            and self.catalog == place.catalog
            and self.insurance_type in ("", place.insurance_type)
            and self.basis in ("", place.basis)
        )

    @property
    def precision(self) -> int:
        """How closely it names the page."""
        return bool(self.insurance_type) + bool(self.basis)


def task_of(tasks: Iterable[Task], *, place: Place, level: int) -> Task | None:
    """Return the task that sets a page's date, of those of its region and above.

    Of one owner the one that names the page most closely; of different owners the earliest: nobody below grants more
    time than those above.
    """
    closest: dict[str, Task] = {}
    for task in tasks:
        if task.covers(place, level=level):
            other = closest.setdefault(task.owner, task)
            if (-task.precision, task.due_date, task.name) < (-other.precision, other.due_date, other.name):
                closest[task.owner] = task
    return min(closest.values(), key=lambda task: (task.due_date, task.owner, task.name), default=None)


class Deadlines:
    """The tasks of a year; `levels` by region code, of the regions that are asked about."""

    def __init__(self, connection: Connection, *, schema: Schema, fiscal_year: int, levels: Mapping[str, int]) -> None:
        self.tasks = read_tasks(connection, schema=schema, fiscal_year=fiscal_year)
        self._levels = levels
        owners = sorted({task.owner for task in self.tasks})
        scope = schema.table("region_scope")
        pairs = select(scope.c.code, scope.c.ancestor).where(
            scope.c.fiscal_year == fiscal_year, scope.c.ancestor.in_(owners)
        )
        above: defaultdict[str, set[str]] = defaultdict(set)
        for code, ancestor in connection.execute(pairs) if owners else ():
            above[code].add(ancestor)
        self._of: dict[str, tuple[Task, ...]] = {}
        by_chain: dict[frozenset[str], tuple[Task, ...]] = {}
        for region in levels:
            chain = frozenset((*above[region], region))
            if chain not in by_chain:
                by_chain[chain] = tuple(task for task in self.tasks if task.owner in chain)
            self._of[region] = by_chain[chain]

    @property
    def regions(self) -> Iterable[str]:
        """The regions that are asked about."""
        return self._levels

    def asks(self, task: Task, *, place: Place) -> bool:
        """Say whether one of the tasks that reach a page's region is about the page."""
        return task.covers(place, level=self._levels.get(place.region, 0))

    def of_region(self, region: str) -> Sequence[Task]:
        """Return the tasks that reach a region of its level, set by itself or above."""
        level = self._levels.get(region, 0)
        return [task for task in self._of.get(region, ()) if level in task.levels]

    def task(self, place: Place) -> Task | None:
        """Return the task that sets a page's date."""
        return task_of(self._of.get(place.region, ()), place=place, level=self._levels.get(place.region, 0))


def read_tasks(connection: Connection, *, schema: Schema, fiscal_year: int) -> tuple[Task, ...]:
    """Return the tasks in force of a year, earliest first."""
    if TASKS not in schema.rows:
        return ()
    table = schema.rows[TASKS]
    wanted = select(table).where(
        table.c.fiscal_year == fiscal_year,
        table.c.is_deleted.is_(False),
        table.c.is_enabled.is_(True),
        table.c.due_date.is_not(None),
    )
    rows = connection.execute(wanted.order_by(table.c.due_date, table.c.name)).mappings()
    return tuple(
        Task(
            row_id=row["id"],
            name=row["name"],
            owner=row["mof_div_code"],
            due_date=row["due_date"],
            levels=frozenset(level for name, level in LEVELS if row[name]),
            catalog=row["value_catalog"],
            insurance_type=row["insurance_type"],
            basis=row["basis"],
            remark=row["remark"],
        )
        for row in rows
    )
