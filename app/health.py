"""Looking a store over: is the file sound, and does every row keep the rules; each finding has place and remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.candidate import Candidate
from app.check import check_rows
from app.lookup import Lookup
from app.rows import Query, count_rows, page, row_ids
from app.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from app.candidate import Problem
    from app.catalog import Catalog
    from app.fields import Value
    from app.people import User
    from app.store import Store
    from app.tables import Schema

TOGETHER = 1000
"""Rows judged at a time."""
LOOSE = (
    "SELECT count(*) FROM outbox WHERE state = 'sent'"
    " AND NOT EXISTS (SELECT 1 FROM batch WHERE outbox.n BETWEEN first_n AND last_n)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as it should be: where, what, and what to do; `code` is stable, `row_id` '' for no row."""

    code: str
    place: str
    text: str
    remedy: str
    catalog: str = ""
    row_id: str = ""
    field: str = ""


def check_file(store: Store) -> list[Finding]:
    """Let SQLite look over the whole file: structure and indexes; then look for lines under way without their batch."""
    with store.read() as connection:
        broken = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
        loose = connection.exec_driver_sql(LOOSE).scalar_one()
    remedy = "请从同一文件夹的 backups 中恢复最近的备份，或重新登录后同步"
    found = [Finding(code="store.damaged", place=str(store.path), text=text, remedy=remedy) for text in broken]
    if loose:
        text = f"有 {loose} 处记录找不到它所属的批次"
        found.append(Finding(code="store.loose", place=str(store.path), text=text, remedy=remedy))
    return found


def check_store_rows(store: Store, *, user: User) -> tuple[int, list[Finding]]:
    """Judge every row of every catalog by the rules, as if it were entered anew; return how many, and what is wrong."""
    schema = store.schema
    with store.read() as connection:
        scope = Scope(connection, schema=schema)
        found = [
            _finding(catalog, row=row, problem=problem, user=user, scope=scope)
            for catalog in schema.catalogs
            for row, problem in _problems(connection, schema=schema, catalog=catalog)
        ]
        rows = (count_rows(connection, schema=schema, query=Query(catalog=one.name)) for one in schema.catalogs)
        return sum(rows), found


def _problems(
    connection: Connection, *, schema: Schema, catalog: Catalog
) -> Iterable[tuple[Mapping[str, Value], Problem]]:
    rids = row_ids(connection, schema=schema, query=Query(catalog=catalog.name))
    for start in range(0, len(rids), TOGETHER):
        rows = page(connection, schema=schema, catalog=catalog, rids=rids[start : start + TOGETHER])
        candidates = [Candidate(row_id=str(row["id"]), values=row) for row in rows]
        check_rows(catalog, candidates=candidates, lookup=Lookup(connection, schema=schema))
        for row, one in zip(rows, candidates, strict=True):
            yield from ((row, problem) for problem in one.problems)


def _finding(catalog: Catalog, *, row: Mapping[str, Value], problem: Problem, user: User, scope: Scope) -> Finding:
    year, owner, code = (
        row["fiscal_year"],
        str(row["mof_div_code"]),
        catalog.by_name[catalog.code].show(row[catalog.code]),
    )
    column = f"的{catalog.by_name[problem.field].label}" if problem.field in catalog.by_name else ""
    mine = scope.is_below(fiscal_year=int(str(year)), region=owner, top=user.mof_div_code)
    return Finding(
        code=problem.rule,
        place=f"“{catalog.label}”{year} 年度 {owner} {code}{column}",
        text=problem.text,
        remedy="请改正这一行后保存" if mine else "这是上级的数据，请报告上级",
        catalog=catalog.name,
        row_id=str(row["id"]),
        field=problem.field,
    )
