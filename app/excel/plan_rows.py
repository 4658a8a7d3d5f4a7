"""The plan of a list: every line judged by the same rules as the grid, and all that is wrong is told at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.excel.cells import place_at
from app.excel.heading import Heading, find_heading
from app.excel.incoming import Incoming, incoming_rows, problem_at, totals_in
from app.excel.matching import match_stored
from app.excel.names import Names
from app.excel.plan import CellProblem, FieldChange, ImportContext, ImportPlan, PlanColumn, PlanEntry, Verdict
from app.fields import NO_NAMES
from app.lookup import Lookup
from app.rows import all_names
from app.unit_of_work import Edit, check_edits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.excel.meta import WorkbookMeta
    from app.fields import Field, Value
    from app.foreign import RawSheet, RawWorkbook
    from app.people import User
    from app.tables import Schema
    from app.unit_of_work import Refusal


OTHER_YEAR = "workbook.year"
TWINS = "key.duplicate"


@dataclass(frozen=True, kw_only=True)
class _Import:
    """What every step of one import needs."""

    catalog: Catalog
    sheet: RawSheet
    heading: Heading
    names: Mapping[str, Mapping[str, str]]


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
    lines = list(incoming_rows(sheet, catalog=catalog, heading=heading, context=context, names=told))
    for line in lines:
        _check_year(line, sheet=sheet, heading=heading, catalog=catalog, context=context)
    lookup = Lookup(connection, schema=schema)
    match_stored(
        lines, catalog=catalog, heading=heading, lookup=lookup, region=context.region, year=context.fiscal_year
    )
    names = all_names(connection, schema=schema, catalog=catalog, fiscal_year=context.fiscal_year)
    work = _Import(catalog=catalog, sheet=sheet, heading=heading, names=names)
    for line in lines:
        _forgive_untouched(line, work=work)
    by_line = {line.number: edit for line in lines if (edit := _edit_of(line, catalog=catalog))}
    _judge(connection, schema=schema, user=user, lines=lines, edits=by_line, work=work)
    totals = totals_in(sheet, heading=heading)
    passed = [f"第 {'、'.join(map(str, totals[:10]))} 行是合计行，没有导入"] if totals else []
    return ImportPlan(
        catalog=catalog.name,
        source=raw.name,
        context=context,
        entries=tuple(_entry(line, edit=by_line.get(line.number), work=work) for line in lines),
        notes=(*heading.notes, *passed),
        headings={sheet.title: _columns(heading, catalog=catalog)},
        meta=meta,
    )


def _columns(heading: Heading, *, catalog: Catalog) -> list[PlanColumn]:
    known = {place: catalog.by_name[name] for name, place in heading.columns.items()}
    return [
        PlanColumn(label=label, number_format=known[place].excel_format, width=known[place].width + 2)
        if place in known
        else PlanColumn(label=label, hidden=place == heading.row_id)
        for place, label in enumerate(heading.labels)
    ]


def _judge(
    connection: Connection,
    *,
    schema: Schema,
    user: User,
    lines: Sequence[Incoming],
    edits: Mapping[int, Edit],
    work: _Import,
) -> None:
    """Judge every line, also those with unreadable cells; then the good ones alone, until none needs a refused one."""
    judged = [
        line for line in lines if line.number in edits and not any(one.rule == OTHER_YEAR for one in line.problems)
    ]
    while True:
        wanted = [edits[line.number] for line in judged]
        refusals = check_edits(connection, schema=schema, user=user, edits=wanted)
        for refusal in refusals:
            _add_refusal(judged[refusal.edit], refusal=refusal, work=work)
        good = [line for line in judged if not line.problems]
        if len(good) == len(judged):
            return
        judged = good


def _check_year(line: Incoming, *, sheet: RawSheet, heading: Heading, catalog: Catalog, context: ImportContext) -> None:
    year, column = line.values.get("fiscal_year"), heading.columns.get("fiscal_year")
    if column is not None and year is not None and year != context.fiscal_year:
        place = place_at(line.cells, row=line.number - 1, column=column, marks=sheet.marks)
        reason = f"这一行是 {year} 年度的，当前导入 {context.fiscal_year} 年度；请改正年度或切换年度后导入"
        label = catalog.by_name["fiscal_year"].label
        line.problems.append(problem_at(place, column=label, reason=reason, rule=OTHER_YEAR))


def _edit_of(line: Incoming, *, catalog: Catalog) -> Edit | None:
    """Return what the line asks for, None when it asks for nothing."""
    stored = line.stored
    if stored is None:
        given = {name: value for name, value in line.told().items() if value not in {None, ""}}
        return Edit(catalog=catalog.name, kind="insert", values=given)
    changed = {
        name: value
        for name, value in line.values.items()
        if value != stored[name] and value != _as_read_back(catalog.by_name[name], stored[name])
    }
    return Edit(catalog=catalog.name, kind="update", row_id=str(stored["id"]), values=changed) if changed else None


def _forgive_untouched(line: Incoming, *, work: _Import) -> None:
    """Pass over cells that cannot be read but are what the export wrote, like a choice that a newer side sent."""
    if line.stored is None:
        return
    for name in sorted(line.unread):
        one, column = work.catalog.by_name[name], work.heading.columns[name]
        place = place_at(line.cells, row=line.number - 1, column=column, marks=work.sheet.marks)
        if place.text == str(one.excel(line.stored[name], names=_names_for(one, work=work)) or ""):
            line.problems = [problem for problem in line.problems if problem.cell != place.name]
            line.unread.discard(name)


def _as_read_back(one: Field, value: Value) -> object:
    """Return a stored value as a workbook gives it back (trimmed, say), so that only a person's change is one."""
    return one.read(one.excel(value))


def _add_refusal(line: Incoming, *, refusal: Refusal, work: _Import) -> None:
    problem = refusal.problem
    if problem.field in line.unread or (problem.rule == TWINS and any(one.rule == TWINS for one in line.problems)):
        return
    column = work.heading.columns.get(problem.field)
    label = work.catalog.by_name[problem.field].label if problem.field in work.catalog.by_name else ""
    if column is None:
        line.problems.append(CellProblem(cell="", column=label, reason=problem.text, rule=problem.rule))
        return
    place = place_at(line.cells, row=line.number - 1, column=column, marks=work.sheet.marks)
    line.problems.append(problem_at(place, column=label, reason=problem.text, rule=problem.rule))


def _entry(line: Incoming, *, edit: Edit | None, work: _Import) -> PlanEntry:
    verdict = Verdict.SAME if edit is None else Verdict.NEW if line.stored is None else Verdict.CHANGED
    refused = bool(line.problems)
    before = {name: line.stored[name] for name in edit.values} if edit and line.stored else {}
    return PlanEntry(
        sheet=work.sheet.title,
        row=line.number,
        verdict=Verdict.REFUSED if refused else verdict,
        title=_title(line, work=work),
        changes=() if edit is None or refused else _changes(edit.values, before=before, work=work),
        problems=tuple(line.problems),
        edit=None if refused else edit,
        before=before,
        given=tuple(line.cells) if refused else (),
    )


def _title(line: Incoming, *, work: _Import) -> str:
    values = {**(line.stored or {}), **line.values}
    texts = [
        _shown(name, values.get(name), work=work) for name in dict.fromkeys((work.catalog.code, work.catalog.title))
    ]
    return " ".join(filter(None, texts))


def _changes(values: Mapping[str, Value], *, before: Mapping[str, Value], work: _Import) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(
            field=name,
            label=work.catalog.by_name[name].label,
            old=_shown(name, before.get(name), work=work) if before else "",
            new=_shown(name, value, work=work),
        )
        for name, value in values.items()
    )


def _shown(name: str, value: Value, *, work: _Import) -> str:
    one = work.catalog.by_name[name]
    return one.show(value, names=_names_for(one, work=work))


def _names_for(one: Field, *, work: _Import) -> Mapping[str, str]:
    return next((work.names[reference.to] for reference in work.catalog.references if reference is one), NO_NAMES)
