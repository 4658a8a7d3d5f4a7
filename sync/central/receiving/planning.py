"""Compares what the platform says with the central's rows and judges it by the row rules (数据接收).

The same function makes the plan that a person looks at and the one that is carried out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.candidate import Candidate
from app.check import check_rows
from app.ids import new_id
from app.lookup import Lookup
from sync.central.layout import IS_DELETED, Layout
from sync.central.receiving.plan import Invalid, Plan, Step, stamped
from sync.central.receiving.users import Users
from sync.platform.translate import is_below, is_live, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.tables import Schema
    from sync.central.layout import Stored
    from sync.platform.declared import PlatformTable
    from sync.platform.rows import Entry
    from sync.platform.translate import Wanted


def merged(
    known: Mapping[str, Entry], *, pulled: Mapping[str, Entry], is_full: bool
) -> tuple[dict[str, Entry], set[str]]:
    """Return all entries after a pull, and the ids of those that are others than before.

    A full pull replaces: what it does not have is gone, but stays linked to its row in case it comes back.
    """
    entries, fresh = dict(known), set()
    for key, one in pulled.items():
        before = known.get(key)
        one.row_id = before.row_id if before else ""
        if before is not None:
            if before.version > one.version and not is_full:
                continue
            if before.raw == one.raw and before.version == one.version and not before.is_gone:
                entries[key] = one
                continue
        entries[key] = one
        fresh.add(key)
    if is_full:
        for key in known.keys() - pulled.keys():
            if not known[key].is_gone:
                known[key].is_gone = True
                fresh.add(key)
    return entries, fresh


def touched(table: PlatformTable, *, entries: Mapping[str, Entry], fresh: set[str]) -> set[str]:
    """Return the ids of rows that may be others after a pull: those that came, and those below them."""
    return fresh | {key for key, one in entries.items() if is_below(table, one, parents=fresh)}


def make_plan(connection: Connection, *, schema: Schema, plan: Plan) -> Plan:
    """Fill a plan whose `entries` are merged; entries of its new rows are given their row."""
    _Planner(connection, schema=schema, plan=plan).make()
    return plan


class _PlatformLookup(Lookup):
    """Sees every row as in use: the platform knows what it has disabled, and still sends what lies below."""

    def _fetch(self, catalog: Catalog, *, fiscal_year: int, codes: Iterable[str]) -> Iterator[Mapping[str, Value]]:
        found = super()._fetch(catalog, fiscal_year=fiscal_year, codes=codes)
        return ({**row, "is_enabled": True} for row in found)


class _Planner:
    def __init__(self, connection: Connection, *, schema: Schema, plan: Plan) -> None:
        self._connection = connection
        self._plan = plan
        self._table: PlatformTable = plan.table
        self._catalog = plan.catalog
        self._layout = Layout(plan.catalog, table=schema.rows[plan.catalog.name])
        self._lookup = _PlatformLookup(connection, schema=schema)
        # what people of a level may hang where does not bind the platform, which speaks for the level above
        authority = replace(plan.catalog.authority, below_standard=False, extend_only=())
        self._judged = replace(plan.catalog, authority=authority)
        self._users = Users(connection, schema=schema, catalog=plan.catalog)
        self._held: set[str] = set()
        self._filled = [one.field for one in plan.table.columns]
        self._kept = [name for name in self._filled if name in plan.catalog.received]

    def make(self) -> None:
        plan = self._plan
        wanted = translate(self._table, catalog=self._catalog, year=plan.year, entries=plan.entries, among=plan.among)
        live = self._readable([one for one in wanted if one.is_live])
        ended = [one for one in wanted if not one.is_live and one.entry.row_id]
        self._held = self._held_elsewhere()
        self._find_roots(live)
        stored = self._match(live, ended=ended)
        steps = self._steps(live, stored=stored)
        self._keep_used_codes(steps)
        self._judge(steps)
        claimed = {one.entry.row_id for one in live if one.entry.row_id} | self._held
        self._disable(ended, stored=stored, claimed=claimed)
        self._sort(steps)
        self._name_users()

    def _held_elsewhere(self) -> set[str]:
        """Return the rows of platform rows that are not looked at."""
        among = self._plan.among
        if among is None:
            return set()
        code = next(one.column for one in self._table.columns if one.field == self._catalog.code)
        return {
            one.row_id
            for key, one in self._plan.entries.items()
            if key not in among and one.row_id and is_live(self._table, one, code=str(one.raw.get(code)).strip())
        }

    def _readable(self, live: Sequence[Wanted]) -> list[Wanted]:
        """Leave out rows with bad cells, and of rows with the same key all but the first (an enabled one leads)."""
        good: dict[tuple[Any, ...], Wanted] = {}
        for one in sorted(
            live, key=lambda one: (not one.values.get("is_enabled"), not one.entry.row_id, one.entry.ele_id)
        ):
            if one.faults:
                for name, text in one.faults:
                    self._refuse(one, field=name, text=text)
                continue
            key = tuple(one.values[name] for name in self._catalog.key)
            if key in good:
                other = good[key].entry.ele_id
                self._refuse(one, field=self._catalog.code, text=f"平台上另一行（{other}）已用代码“{one.code}”")
            else:
                good[key] = one
        return list(good.values())

    def _refuse(self, one: Wanted, *, field: str, text: str) -> None:
        entry = one.entry
        self._plan.invalid.append(
            Invalid(ele_id=entry.ele_id, code=one.code, field=field, text=text, place=entry.place)
        )

    def _find_roots(self, live: Sequence[Wanted]) -> None:
        """Hang roots below the declared root only where that is a row."""
        parent, root = self._catalog.parent, self._table.root
        if parent is None or not root or any(one.code == root for one in live):
            return
        if not self._lookup.by_code(self._catalog.name, fiscal_year=self._plan.year, codes=(root,))[root]:
            for one in live:
                if one.values[parent.name] == root:
                    one.values[parent.name] = ""

    def _match(self, live: Sequence[Wanted], *, ended: Sequence[Wanted]) -> dict[str, Stored]:
        """Link entries to rows: by the row they became, else by the natural key; return the rows by their id."""
        linked = {one.entry.row_id for one in [*live, *ended] if one.entry.row_id}
        stored = self._layout.fetch(self._connection, ids=linked)
        taken = set(self._held)
        for one in live:
            row = stored.get(one.entry.row_id)
            if row is None or row[IS_DELETED]:
                self._link(one, row_id="")
            else:
                taken.add(one.entry.row_id)
        loose = {tuple(one.values[name] for name in self._catalog.key): one for one in live if not one.entry.row_id}
        found = self._lookup.ids_by_key(self._catalog, keys=loose)
        free = {key: ids[0] for key, ids in found.items() if ids[0] not in taken}
        stored.update(self._layout.fetch(self._connection, ids=[one for one in free.values() if one not in stored]))
        for key, row_id in free.items():
            self._link(loose[key], row_id=row_id)
        return stored

    def _link(self, one: Wanted, *, row_id: str) -> None:
        if one.entry.row_id != row_id:
            one.entry.row_id = row_id
            self._plan.fresh.add(one.entry.ele_id)

    def _steps(self, live: Sequence[Wanted], *, stored: Mapping[str, Stored]) -> dict[str, tuple[Wanted, Step]]:
        steps = {}
        for one in live:
            row = stored.get(one.entry.row_id)
            if row is None:
                values = stamped({**self._catalog.blank(), **one.values})
                step = Step(row_id=new_id(), code=one.code, values=values)
            else:
                before = self._layout.values(row)
                after = stamped({**before, **{name: one.values[name] for name in self._kept}})
                sets = tuple(name for name, value in after.items() if before[name] != value)
                if not sets:
                    self._plan.same += 1
                    continue
                step = Step(row_id=one.entry.row_id, code=one.code, values=after, stored=row, sets=sets)
            steps[step.row_id] = (one, step)
        return steps

    def _keep_used_codes(self, steps: dict[str, tuple[Wanted, Step]]) -> None:
        """Hold rows whose code changes while rows that do not change with them use it."""
        code = self._catalog.code
        sets = {row_id: step.sets for row_id, (_, step) in steps.items()}
        for row_id, (one, step) in list(steps.items()):
            if step.stored is not None and code in step.sets:
                before = {**self._layout.values(step.stored), "id": row_id}
                if used := self._users.of(before, but=sets):
                    label = self._catalog.by_name[code].label
                    self._refuse(
                        one, field=code, text=f"平台把{label}由“{before[code]}”改为“{one.code}”，但{used}，请先改正它们"
                    )
                    del steps[row_id]

    def _judge(self, steps: dict[str, tuple[Wanted, Step]]) -> None:
        """Take out what breaks a row rule; again while that leaves others without their parent or their key."""
        while steps:
            candidates = [
                Candidate(
                    row_id=row_id, values=step.values, changed=None if step.stored is None else frozenset(step.sets)
                )
                for row_id, (_, step) in steps.items()
            ]
            check_rows(self._judged, candidates=candidates, lookup=self._lookup)
            bad = [(one, one.problems) for one in candidates if one.problems]
            for one, found in bad:
                self._refuse(steps.pop(one.row_id)[0], field=found[0].field, text=found[0].text)
            if not bad:
                return

    def _disable(self, ended: Iterable[Wanted], *, stored: Mapping[str, Stored], claimed: set[str]) -> None:
        gone = []
        for one in ended:
            row = stored.get(one.entry.row_id)
            if row is None or row[IS_DELETED] or one.entry.row_id in claimed:
                continue
            before = self._layout.values(row)
            if before["is_received"] and before["is_enabled"]:
                after = {**before, "is_enabled": False}
                code = str(before[self._catalog.code])
                gone.append(Step(row_id=one.entry.row_id, code=code, values=after, stored=row, sets=("is_enabled",)))
        self._plan.disabled += gone

    def _name_users(self) -> None:
        """Say who uses the rows that are to be disabled."""
        steps = self._plan.disabled
        rows = [{**step.values, "id": step.row_id} for step in steps]
        self._lookup.look_for_use(self._catalog, rows=rows)
        for step, row in zip(steps, rows, strict=True):
            step.used = self._lookup.users_of(self._catalog, row=row) or ""

    def _sort(self, steps: dict[str, tuple[Wanted, Step]]) -> None:
        """Put parents before their children and give new rows to their entries."""
        parent, code = self._catalog.parent, self._catalog.code
        above = {one.code: str(step.values[parent.name]) for one, step in steps.values()} if parent else {}
        depths: dict[str, int] = {}
        for start in above:
            trail = []
            at = start
            while at in above and at not in depths and at not in trail:
                trail.append(at)
                at = above[at]
            base = depths.get(at, 0)
            for n, at in enumerate(reversed(trail), 1):
                depths[at] = base + n
        ordered = sorted(steps.values(), key=lambda pair: (depths.get(pair[0].code, 0), str(pair[1].values[code])))
        for one, step in ordered:
            if step.stored is None:
                one.entry.row_id = step.row_id
                self._plan.fresh.add(one.entry.ele_id)
                self._plan.new.append(step)
            elif step.sets == ("is_enabled",) and not step.values["is_enabled"]:
                self._plan.disabled.append(step)
            else:
                self._plan.changed.append(step)
