"""The plan of a list: every line judged by the same rules as the grid, and all that is wrong is told at once."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from app.excel.cells import place_at
from app.excel.heading import Heading, find_heading
from app.excel.incoming import Incoming, Reader, problem_at
from app.excel.matching import TWINS, Matcher
from app.excel.names import Names
from app.excel.plan import CellProblem, ImportContext, ImportPlan, PlanColumn, PlanEntry, Verdict
from app.excel.settling import Work, changes_of, settle
from app.lookup import Lookup
from app.rows import all_names
from app.unit_of_work import check_edits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.excel.meta import WorkbookMeta
    from app.foreign import RawSheet, RawWorkbook
    from app.people import User
    from app.tables import Schema
    from app.unit_of_work import Refusal

OTHER_YEAR = "workbook.year"
_BLOCK = 2_000
_MOST_NAMED = 10


def plan_rows(
    connection: Connection,
    *,
    schema: Schema,
    catalog: Catalog,
    raw: RawWorkbook,
    sheet: RawSheet,
    user: User,
    context: ImportContext,
    meta: WorkbookMeta | None,
) -> ImportPlan:
    """Return the plan of one sheet of rows; raise WorkbookError when the sheet as a whole is not usable."""
    heading = find_heading(sheet, catalog=catalog, file=raw.name)
    told = Names(connection, schema=schema, catalog=catalog, context=context)
    reader = Reader(sheet, catalog=catalog, heading=heading, context=context, names=told)
    names = all_names(connection, schema=schema, catalog=catalog, fiscal_year=context.fiscal_year)
    work = Work(catalog=catalog, sheet=sheet, heading=heading, names=names)
    lines = _settled(reader, work=work, lookup=Lookup(connection, schema=schema), context=context)
    _judge(connection, schema=schema, user=user, lines=lines, work=work)
    return ImportPlan(
        catalog=catalog.name,
        source=raw.name,
        context=context,
        entries=tuple(_entry(line, work=work) for line in lines),
        notes=(*heading.notes, *_passed_over(reader.totals, "合计行"), *_passed_over(reader.footers, "表尾说明")),
        headings={sheet.title: _columns(heading, catalog=catalog)},
        meta=meta,
    )


def _passed_over(lines: Sequence[int], what: str) -> Iterator[str]:
    if lines:
        more = f"等 {len(lines)} 行" if len(lines) > _MOST_NAMED else "行"
        yield f"第 {'、'.join(map(str, lines[:_MOST_NAMED]))} {more}是{what}，没有导入"


def _columns(heading: Heading, *, catalog: Catalog) -> list[PlanColumn]:
    known = {place: catalog.by_name[name] for name, place in heading.columns.items()}
    return [
        PlanColumn(label=label, number_format=known[place].excel_format, width=known[place].width + 2)
        if place in known
        else PlanColumn(label=label, hidden=place == heading.row_id)
        for place, label in enumerate(heading.labels)
    ]


def _settled(reader: Reader, *, work: Work, lookup: Lookup, context: ImportContext) -> list[Incoming]:
    """Read, match and work out the lines, a block at a time so that no more stored rows are held than one block's."""
    copied = reader.copied_ids()
    matcher = Matcher(work.catalog, heading=work.heading, lookup=lookup, context=context, copied=copied)
    settled: list[Incoming] = []
    unread = reader.lines()
    while block := list(islice(unread, _BLOCK)):
        matcher.match(block)
        for line in block:
            _check_year(line, work=work, context=context)
            settle(line, work=work)
        settled += block
    return settled


def _check_year(line: Incoming, *, work: Work, context: ImportContext) -> None:
    year, column = line.values.get("fiscal_year"), work.heading.columns.get("fiscal_year")
    if column is not None and year is not None and year != context.fiscal_year:
        place = place_at(line.cells, row=line.number - 1, column=column, marks=work.sheet.marks)
        reason = f"这一行是 {year} 年度的，当前导入 {context.fiscal_year} 年度；请改正年度或切换年度后导入"
        label = work.catalog.by_name["fiscal_year"].label
        line.problems.append(problem_at(place, column=label, reason=reason, rule=OTHER_YEAR))


def _judge(connection: Connection, *, schema: Schema, user: User, lines: Sequence[Incoming], work: Work) -> None:
    """Judge every line, also those with unreadable cells; then the good ones alone, until none needs a refused one."""
    judged = [line for line in lines if not any(one.rule == OTHER_YEAR for one in line.problems)]
    while True:
        asking = [(line, line.edit) for line in judged if line.edit is not None]
        for refusal in check_edits(connection, schema=schema, user=user, edits=[edit for _, edit in asking]):
            _add_refusal(asking[refusal.edit][0], refusal=refusal, work=work)
        judged = [line for line, _ in asking if not line.problems]
        if len(judged) == len(asking):
            return


def _add_refusal(line: Incoming, *, refusal: Refusal, work: Work) -> None:
    problem = refusal.problem
    if problem.field in line.unread or (problem.rule == TWINS and any(one.rule == TWINS for one in line.problems)):
        return
    declared = work.catalog.by_name.get(problem.field)
    column, label = work.heading.columns.get(problem.field), declared.label if declared else ""
    if column is None:
        line.problems.append(CellProblem(cell="", column=label, reason=problem.text, rule=problem.rule))
        return
    place = place_at(line.cells, row=line.number - 1, column=column, marks=work.sheet.marks)
    line.problems.append(problem_at(place, column=label, reason=problem.text, rule=problem.rule))


def _entry(line: Incoming, *, work: Work) -> PlanEntry:
    refused, edit = bool(line.problems), line.edit
    verdict = Verdict.SAME if edit is None else Verdict.NEW if edit.kind == "insert" else Verdict.CHANGED
    return PlanEntry(
        sheet=work.sheet.title,
        row=line.number,
        verdict=Verdict.REFUSED if refused else verdict,
        title=line.title,
        changes=() if refused else changes_of(line, work=work),
        problems=tuple(line.problems),
        edit=None if refused else edit,
        before=line.before,
        given=tuple(line.cells) if refused else (),
    )
