"""Finding everything that is wrong or worth a word in a region's rows: for window, command line and submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.candidate import Candidate
from app.check import check_rows
from app.full_sum import sum_problem
from app.line_texts import LineTexts
from app.lookup import Lookup
from app.problems.explained import explanations_of, given_text
from app.problems.found import Found, Severity, Stops, stops_of
from app.problems.reading import Where, warned_rows
from app.rows import Query, page, read_rows, row_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.candidate import Problem
    from app.catalog import Catalog
    from app.fields import Value
    from app.tables import Schema

TOGETHER = 1000
"""Rows judged at a time."""


def find_problems(
    connection: Connection,
    *,
    schema: Schema,
    where: Where,
    catalogs: Iterable[str] = (),
    check: Callable[[], None] = lambda: None,
) -> list[Found]:
    """Return what is found in a region's own rows of a year: errors first, by catalog (of `catalogs`, () for all).

    With `where.deep` also in the rows of all regions below it.

    `check` is called between parts of the work and may raise to end it.
    """
    wanted = tuple(catalogs)
    found: list[Found] = []
    for catalog in schema.catalogs:
        has_pages = all(name in catalog.by_name for name, _ in where.pages)
        if has_pages and (not wanted or catalog.name in wanted):
            check()
            found += _errors(connection, schema=schema, catalog=catalog, where=where, check=check)
            found += _sums(connection, schema=schema, catalog=catalog, where=where)
            found += _noticed(connection, schema=schema, catalog=catalog, where=where)
    return found


def _sums(connection: Connection, *, schema: Schema, catalog: Catalog, where: Where) -> list[Found]:
    """Return the pages of a sheet whose cells do not add up to what they must, at their first row."""
    if catalog.sheet is None or catalog.sheet.full is None:
        return []
    query = Query(
        catalog=catalog.name,
        fiscal_year=where.fiscal_year,
        region=where.region,
        own_only=not where.deep,
        filters=tuple(where.pages),
    )
    pages: dict[tuple[Value, ...], list[Mapping[str, Value]]] = {}
    for row in read_rows(connection, schema=schema, query=query):
        place = tuple(row[name] for name in ("mof_div_code", *catalog.sheet.pages))
        pages.setdefault(place, []).append(row)
    broken = [(str(rows[0]["id"]), wrong) for rows in pages.values() if (wrong := sum_problem(catalog, rows=rows))]
    texts = _texts(connection, schema=schema, catalog=catalog, row_ids=[row_id for row_id, _ in broken])
    return [
        Found(
            severity=Severity.ERROR,
            rule=problem.rule,
            rule_text=_rule_text(catalog, problem),
            text=problem.text,
            label=catalog.label,
            row_label=texts.row_label(row_id),
            place=texts.place(row_id),
            field=problem.field,
        )
        for row_id, problem in broken
    ]


def what_stops_submission(
    connection: Connection, *, schema: Schema, where: Where, catalogs: Iterable[str] = ()
) -> Stops:
    """Return the errors and the unexplained warnings of a region's figures; a submission asks for none of either."""
    return stops_of(find_problems(connection, schema=schema, where=where, catalogs=catalogs))


def _errors(
    connection: Connection, *, schema: Schema, catalog: Catalog, where: Where, check: Callable[[], None]
) -> list[Found]:
    query = Query(
        catalog=catalog.name,
        fiscal_year=where.fiscal_year,
        region=where.region,
        own_only=not where.deep,
        filters=tuple(where.pages),
    )
    rids = row_ids(connection, schema=schema, query=query)
    broken: list[tuple[str, Problem]] = []
    for start in range(0, len(rids), TOGETHER):
        check()
        rows = page(connection, schema=schema, catalog=catalog, rids=rids[start : start + TOGETHER])
        candidates = [Candidate(row_id=str(row["id"]), values=row) for row in rows]
        check_rows(catalog, candidates=candidates, lookup=Lookup(connection, schema=schema))
        broken += [(one.row_id, problem) for one in candidates for problem in one.problems]
    if not broken:
        return []
    texts = _texts(connection, schema=schema, catalog=catalog, row_ids=[row_id for row_id, _ in broken])
    return [
        Found(
            severity=Severity.ERROR,
            rule=problem.rule,
            rule_text=_rule_text(catalog, problem),
            text=problem.text,
            label=catalog.label,
            row_label=texts.row_label(row_id),
            place=texts.place(row_id),
            field=problem.field,
        )
        for row_id, problem in broken
    ]


def _noticed(connection: Connection, *, schema: Schema, catalog: Catalog, where: Where) -> list[Found]:
    """Return what the cross checks find: errors of those that must hold before warnings of the others."""
    noticed = warned_rows(connection, schema=schema, catalog=catalog, where=where)
    if not noticed or catalog.sheet is None:
        return []
    noticed.sort(key=lambda one: one.rule.severity is Severity.WARNING)
    ids = [one.row_id for one in noticed]
    texts = _texts(connection, schema=schema, catalog=catalog, row_ids=ids)
    known = explanations_of(connection, schema=schema, row_ids=ids)
    found: list[Found] = []
    for one in noticed:
        is_warning = one.rule.severity is Severity.WARNING
        found.append(
            Found(
                severity=one.rule.severity,
                rule=one.rule.code,
                rule_text=one.warned.rule_text,
                text=one.warned.text,
                label=catalog.label,
                row_label=texts.row_label(one.row_id),
                place=texts.place(one.row_id),
                field=catalog.sheet.value,
                given=given_text(one.warned) if is_warning else "",
                explanation=known.get((one.row_id, one.rule.code)) if is_warning else None,
            )
        )
    return found


def _texts(connection: Connection, *, schema: Schema, catalog: Catalog, row_ids: Sequence[str]) -> LineTexts:
    return LineTexts(connection, schema=schema, catalog=catalog, row_ids=row_ids)


def _rule_text(catalog: Catalog, problem: Problem) -> str:
    """Return which rule an error broke, by its field and kind."""
    kind = RULE_WORDS.get(problem.rule, RULE_WORDS.get(problem.rule.split(".")[0], "数据规则"))
    field = catalog.by_name.get(problem.field)
    return f"{field.label}：{kind}" if field else kind


RULE_WORDS = {
    "field.required": "必填",
    "field.length": "长度",
    "field.range": "取值范围",
    "field.choice": "可选值",
    "field": "格式",
    "reference": "引用的代码存在且已启用",
    "parent": "上下级关系",
    "key": "逻辑主键不重复",
    "sheet.applies": "适用险种",
    "sheet.range": "上下限",
    "sheet.precision": "小数位数",
    "sheet.sum": "合计",
    "sheet.not-applicable": "不适用与数字不能并存",
}
