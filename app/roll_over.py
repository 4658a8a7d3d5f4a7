"""年度结转: base data copied into a new fiscal year, by the rules of any other edit; a plan first (clause 2).

The plan is the roll-over itself, carried out in a transaction that is then given up: what it says is what happens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.errors import RowsError
from app.rights import may_touch
from app.rows import Query, read_rows
from app.scope import Scope
from app.undo.actions import acting
from app.unit_of_work import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from app.people import User
    from app.store import Store
    from app.tables import Schema

    Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A row that is not carried over, and why; `row_id` is that of the old year's row."""

    row_id: str
    label: str
    reason: str


@dataclass(slots=True, kw_only=True)
class CatalogPart:
    """What becomes of one catalog: ids of the new rows, how many were there already, which rows stay behind."""

    catalog: str
    label: str
    carried: list[str] = field(default_factory=list)
    present: int = 0
    left: list[Left] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollOver:
    """A roll-over of one's own rows from one fiscal year into another."""

    source: int
    target: int
    parts: tuple[CatalogPart, ...]

    @property
    def carried(self) -> int:
        """Return how many rows are carried over."""
        return sum(len(part.carried) for part in self.parts)

    @property
    def left(self) -> int:
        """Return how many rows stay behind."""
        return sum(len(part.left) for part in self.parts)

    @property
    def sentence(self) -> str:
        """Return the whole in one Chinese sentence."""
        present = sum(part.present for part in self.parts)
        return (
            f"{self.source} 年度结转到 {self.target} 年度：结转 {self.carried:,} 行，"
            f"新年度已有 {present:,} 行，不结转 {self.left:,} 行"
        )


def plan_roll_over(store: Store, *, user: User, source: int, target: int, catalogs: Sequence[Catalog] = ()) -> RollOver:
    """Say what `roll_over` would do now; nothing is kept. RowsError as there."""
    with store.write() as connection:
        attempt = connection.begin_nested()
        try:
            return _carry(connection, schema=store.schema, user=user, years=(source, target), catalogs=catalogs)
        finally:
            attempt.rollback()


def roll_over(store: Store, *, user: User, source: int, target: int, catalogs: Sequence[Catalog] = ()) -> RollOver:
    """Copy the rows of a year that this person may write into another year, as one action that can be taken back.

    `catalogs`: which ones, all by default. A row that a rule refuses stays behind, with those that depend on it.
    RowsError when the years are the same or the old one holds nothing.
    """
    with (
        store.write() as connection,
        acting(connection, schema=store.schema, user=user, label=f"年度结转 {source} → {target}", catalog="region"),
    ):
        return _carry(connection, schema=store.schema, user=user, years=(source, target), catalogs=catalogs)


def _carry(
    connection: Connection, *, schema: Schema, user: User, years: tuple[int, int], catalogs: Sequence[Catalog]
) -> RollOver:
    source, target = years
    if source == target:
        raise RowsError(f"不能把 {source} 年度结转到它自己，请另选目标年度。", code="roll-over.same-year")
    wanted = {catalog.name for catalog in catalogs or schema.catalogs}
    parts = tuple(
        _Carrier(connection, schema=schema, user=user, catalog=catalog, years=years).part()
        for catalog in schema.catalogs
        if catalog.name in wanted and catalog.rolls_over
    )
    if not any(part.carried or part.present or part.left for part in parts):
        raise RowsError(f"{source} 年度没有可以由您结转的数据，请换一个来源年度。", code="roll-over.nothing")
    return RollOver(source=source, target=target, parts=parts)


class _Carrier:
    """The roll-over of one catalog within a transaction."""

    def __init__(
        self, connection: Connection, *, schema: Schema, user: User, catalog: Catalog, years: tuple[int, int]
    ) -> None:
        self._connection = connection
        self._schema = schema
        self._user = user
        self._catalog = catalog
        self._source, self._target = years
        self._part = CatalogPart(catalog=catalog.name, label=catalog.label)

    def part(self) -> CatalogPart:
        """Carry the catalog's rows; return what became of them."""
        for level in _levels(self._catalog, rows=list(self._rows())):
            self._write(level)
        return self._part

    def _rows(self) -> Iterator[Row]:
        scope, there = Scope(self._connection, schema=self._schema), self._keys()
        query = Query(catalog=self._catalog.name, fiscal_year=self._source)
        for row in read_rows(self._connection, schema=self._schema, query=query):
            if may_touch(self._user, catalog=self._catalog, row=row, tree=scope):
                continue
            if self._key(row) in there:
                self._part.present += 1
            elif reason := self._why_not(row):
                self._leave(row, reason=reason)
            else:
                yield row

    def _key(self, row: Row) -> tuple[Value, ...]:
        return tuple(row[name] for name in self._catalog.key if name != "fiscal_year")

    def _keys(self) -> set[tuple[Value, ...]]:
        """Return the keys of the new year, those of deleted rows too: what was deleted there does not come back."""
        table = self._schema.rows[self._catalog.name]
        names = [name for name in self._catalog.key if name != "fiscal_year"]
        found = self._connection.execute(
            select(*(table.c[name] for name in names)).where(table.c.fiscal_year == self._target)
        )
        return {tuple(row) for row in found}

    def _why_not(self, row: Row) -> str:
        if row.get("is_received"):
            return "由一体化系统接收的数据，新年度仍由数据接收取得"
        if not row["is_enabled"]:
            return "已停用"
        end = str(row.get("end_date") or "")
        if end and end < f"{self._target}-01-01":
            return f"停用日期 {end} 在新年度之前"
        return ""

    def _leave(self, row: Row, *, reason: str) -> None:
        catalog = self._catalog
        words = dict.fromkeys(str(row[name]) for name in (*catalog.key, catalog.code, catalog.title) if row[name])
        shown = " ".join(word for word in words if word != str(row["fiscal_year"]))
        self._part.left.append(Left(row_id=str(row["id"]), label=shown, reason=reason))

    def _write(self, rows: Sequence[Row]) -> None:
        """Write rows, again and again without those that the rules refuse, until the rest is sound."""
        waiting = {edit.row_id: (row, edit) for row in rows for edit in (self._edit(row),)}
        while waiting:
            outcome = apply_edits(
                self._connection,
                schema=self._schema,
                user=self._user,
                edits=[edit for _, edit in waiting.values()],
                source="roll-over",
                verb=None,
            )
            if not outcome.refusals:
                self._part.carried += outcome.written
                return
            for one in outcome.refusals:
                row, _ = waiting.pop(one.row_id, (None, None))
                if row is not None:
                    self._leave(row, reason=one.problem.text)

    def _edit(self, row: Row) -> Edit:
        carried = {name: row[name] for name in self._catalog.names}
        return Edit(catalog=self._catalog.name, kind="insert", values={**carried, "fiscal_year": self._target})


def _levels(catalog: Catalog, *, rows: Sequence[Row]) -> Iterable[list[Row]]:
    """Yield regions level by level (rights ask where the parent lies), the rows of any other catalog at once."""
    parent = catalog.parent
    if parent is None or catalog.code != "mof_div_code":
        return [list(rows)]
    found: list[list[Row]] = []
    rest = list(rows)
    while rest:
        codes = {row[catalog.code] for row in rest}
        is_top = [row[parent.name] not in codes or row[parent.name] == row[catalog.code] for row in rest]
        if not any(is_top):  # a circle: the rules say so
            return [*found, rest]
        found.append([row for row, top in zip(rest, is_top, strict=True) if top])
        rest = [row for row, top in zip(rest, is_top, strict=True) if not top]
    return found
