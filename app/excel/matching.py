"""Which stored row a line of the file means: by its hidden row id, else by its natural key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.excel.plan import CellProblem
from app.lookup import Lookup, fetch_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.catalog import Catalog
    from app.excel.heading import Heading
    from app.excel.incoming import Incoming
    from app.fields import Value

Key = tuple["Value", ...]


def match_stored(
    lines: Sequence[Incoming], *, catalog: Catalog, heading: Heading, lookup: Lookup, region: str, year: int
) -> None:
    """Set `stored` of every line whose row is known; report lines that mean the same row."""
    table = lookup.schema.rows[catalog.name]
    ids = list({line.row_id for line in lines if line.row_id})
    by_id = fetch_rows(lookup.connection, table=table, column="id", values=ids)
    _match_ids(lines, by_id=by_id, catalog=catalog)
    for owner in _owners(catalog, heading=heading, lookup=lookup, region=region, year=year):
        _match_keys(lines, catalog=catalog, lookup=lookup, owner=owner)
    _report_twins(lines, catalog=catalog, heading=heading)


def key_of(catalog: Catalog, values: Mapping[str, Value]) -> Key:
    """Return the natural key of a row's values."""
    return tuple(values.get(name, catalog.by_name[name].empty) for name in catalog.key)


def _match_ids(lines: Iterable[Incoming], *, by_id: Mapping[str, Mapping[str, Value]], catalog: Catalog) -> None:
    """Match by row id; a line copied in Excel carries its source's id, which then goes to the line with the old key."""
    claims: dict[str, list[Incoming]] = {}
    for line in lines:
        stored = by_id.get(line.row_id)
        if stored is not None and not stored["is_deleted"]:
            claims.setdefault(line.row_id, []).append(line)
    for row_id, claimants in claims.items():
        stored = by_id[row_id]
        same_key = [line for line in claimants if key_of(catalog, {**stored, **line.values}) == key_of(catalog, stored)]
        for line in same_key or claimants[:1]:
            line.stored = stored


def _owners(catalog: Catalog, *, heading: Heading, lookup: Lookup, region: str, year: int) -> list[str]:
    """Where a file does not say whose rows it holds, they are one's own, or else inherited: nearest first."""
    if "mof_div_code" in heading.columns or "mof_div_code" not in catalog.key:
        return [""]
    chain = lookup.scope.chain(fiscal_year=year, region=region)
    above = [(len(lookup.scope.chain(fiscal_year=year, region=code)), code) for code in chain]
    return [code for _, code in sorted(above, reverse=True)]


def _match_keys(lines: Sequence[Incoming], *, catalog: Catalog, lookup: Lookup, owner: str) -> None:
    owned: dict[str, Value] = {"mof_div_code": owner} if owner else {}
    open_lines = [line for line in lines if line.stored is None and _has_key(line, catalog=catalog)]
    keys = {id(line): key_of(catalog, {**line.told(), **owned}) for line in open_lines}
    found = lookup.ids_by_key(catalog, keys=set(keys.values()))
    wanted = [row_id for row_ids in found.values() for row_id in row_ids]
    rows = fetch_rows(lookup.connection, table=lookup.schema.rows[catalog.name], column="id", values=wanted)
    for line in open_lines:
        for row_id in found.get(keys[id(line)], ())[:1]:
            line.stored = rows[row_id]


def _has_key(line: Incoming, *, catalog: Catalog) -> bool:
    told = {**(line.stored or {}), **line.told()}
    return all(told.get(name) not in {None, ""} or not catalog.by_name[name].required for name in catalog.key)


def _report_twins(lines: Sequence[Incoming], *, catalog: Catalog, heading: Heading) -> None:
    first: dict[object, Incoming] = {}
    for line in lines:
        if not _has_key(line, catalog=catalog):
            continue
        means = {("key", key_of(catalog, {**(line.stored or line.supplied), **line.values}))}
        if line.stored is not None:
            means.add(("row", (line.stored["id"],)))
        twin = next((first[one] for one in means if one in first), None)
        if twin is not None:
            for one in (twin, line):
                if not any(problem.rule == "key.duplicate" for problem in one.problems):
                    one.problems.append(_twin_problem(twin, line, catalog=catalog, heading=heading))
        first.update({one: line for one in means if one not in first})


def _twin_problem(twin: Incoming, line: Incoming, *, catalog: Catalog, heading: Heading) -> CellProblem:
    columns = "、".join(catalog.by_name[name].label for name in catalog.key if name in heading.columns)
    reason = f"第 {twin.number} 行与第 {line.number} 行逻辑主键重复（{columns}），请删去一行或改正代码"
    return CellProblem(cell="", column="", reason=reason, rule="key.duplicate")
