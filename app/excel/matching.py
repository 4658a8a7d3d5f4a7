"""Which stored row a line of the file means: by its hidden row id, else by its natural key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.excel.plan import CellProblem
from app.lookup import fetch_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from app.catalog import Catalog
    from app.excel.heading import Heading
    from app.excel.incoming import Incoming
    from app.excel.plan import ImportContext
    from app.fields import Value
    from app.lookup import Lookup

Key = tuple["Value", ...]
TWINS = "key.duplicate"


class Matcher:
    """Finds the stored rows of lines, a block of lines at a time, and the lines that mean the same row."""

    def __init__(
        self,
        catalog: Catalog,
        *,
        heading: Heading,
        lookup: Lookup,
        context: ImportContext,
        copied: Collection[str],
    ) -> None:
        self._catalog = catalog
        self._heading = heading
        self._lookup = lookup
        self._copied = copied
        self._owners = _owners(catalog, heading=heading, lookup=lookup, context=context)
        self._first: dict[object, Incoming] = {}

    def match(self, lines: Sequence[Incoming]) -> None:
        """Set `stored` of every line whose row is known; report lines that mean a row meant before."""
        self._match_ids(lines)
        for owner in self._owners:
            self._match_keys(lines, owner=owner)
        for line in lines:
            if _has_key(line, catalog=self._catalog):
                self._report_twin(line)

    def _match_ids(self, lines: Iterable[Incoming]) -> None:
        """Match by row id; of lines copied in Excel, which share one, only that with the row's key."""
        found = self._rows({line.row_id for line in lines if line.row_id})
        for line in lines:
            stored = found.get(line.row_id)
            if stored is None or stored["is_deleted"]:
                continue
            told = {**stored, **line.values}
            if line.row_id not in self._copied or key_of(self._catalog, told) == key_of(self._catalog, stored):
                line.stored = stored

    def _match_keys(self, lines: Sequence[Incoming], *, owner: str) -> None:
        owned: dict[str, Value] = {"mof_div_code": owner} if owner else {}
        open_lines = [line for line in lines if line.stored is None and _has_key(line, catalog=self._catalog)]
        keys = {line.number: key_of(self._catalog, {**line.told(), **owned}) for line in open_lines}
        found = self._lookup.ids_by_key(self._catalog, keys=set(keys.values()))
        rows = self._rows({row_id for row_ids in found.values() for row_id in row_ids})
        for line in open_lines:
            for row_id in found.get(keys[line.number], ())[:1]:
                line.stored = rows[row_id]

    def _rows(self, ids: Collection[str]) -> dict[str, dict[str, Value]]:
        table = self._lookup.schema.rows[self._catalog.name]
        return fetch_rows(self._lookup.connection, table=table, column="id", values=list(ids))

    def _report_twin(self, line: Incoming) -> None:
        means: set[object] = {("key", key_of(self._catalog, {**(line.stored or line.supplied), **line.values}))}
        if line.stored is not None:
            means.add(("row", line.stored["id"]))
        twin = next((self._first[one] for one in means if one in self._first), None)
        if twin is not None:
            for one in (twin, line):
                if not any(problem.rule == TWINS for problem in one.problems):
                    one.problems.append(_twin_problem(twin, line, catalog=self._catalog, heading=self._heading))
        self._first.update({one: line for one in means if one not in self._first})


def key_of(catalog: Catalog, values: Mapping[str, Value]) -> Key:
    """Return the natural key of a row's values."""
    return tuple(values.get(name, catalog.by_name[name].empty) for name in catalog.key)


def _owners(catalog: Catalog, *, heading: Heading, lookup: Lookup, context: ImportContext) -> list[str]:
    """Where a file does not say whose rows it holds, they are one's own, or else inherited: nearest first."""
    if "mof_div_code" in heading.columns or "mof_div_code" not in catalog.key:
        return [""]
    region, year = context.region, context.fiscal_year
    chain = lookup.scope.chain(fiscal_year=year, region=region)
    above = [(len(lookup.scope.chain(fiscal_year=year, region=code)), code) for code in chain]
    return [code for _, code in sorted(above, reverse=True)]


def _has_key(line: Incoming, *, catalog: Catalog) -> bool:
    told = {**(line.stored or {}), **line.told()}
    return all(told.get(name) not in {None, ""} or not catalog.by_name[name].required for name in catalog.key)


def _twin_problem(twin: Incoming, line: Incoming, *, catalog: Catalog, heading: Heading) -> CellProblem:
    columns = "、".join(catalog.by_name[name].label for name in catalog.key if name in heading.columns)
    reason = f"第 {twin.number} 行与第 {line.number} 行逻辑主键重复（{columns}），请删去一行或改正代码"
    return CellProblem(cell="", column="", reason=reason, rule=TWINS)
