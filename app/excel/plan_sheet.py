"""The plan of filled-in sheets: every cell goes back to the value row that its page, parameter and column name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.candidate import Problem
from app.excel.cells import Place, place_at, read_place
from app.excel.export_sheet import LEAD_LABELS
from app.excel.heading import SEARCHED_ROWS, is_total, plain
from app.excel.incoming import problem_at
from app.excel.plan import FieldChange, ImportContext, ImportPlan, PlanColumn, PlanEntry, Verdict
from app.fields import Bad
from app.sheet import NOT_APPLICABLE, Cell, SheetContext, SheetData, across_columns, cell_edit, read_sheet, sheet_of
from app.unit_of_work import check_edits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.excel.meta import WorkbookMeta
    from app.excel.plan import CellProblem
    from app.fields import Value
    from app.foreign import RawSheet, RawWorkbook
    from app.people import User
    from app.tables import Schema
    from app.unit_of_work import Edit

CODE_LABEL = LEAD_LABELS[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetHeading:
    """Row of the headings (from 0), the column of the parameter codes, and the columns of values by column value."""

    row: int
    code: int
    columns: Mapping[Value, int]
    labels: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A cell that says something: what it would change, and what is wrong with it."""

    sheet: RawSheet
    place: Place
    title: str
    column: str
    old: Cell
    edit: Edit | None = None
    problems: list[CellProblem] = field(default_factory=list)


def find_sheet_heading(sheet: RawSheet, *, catalog: Catalog, context: ImportContext) -> SheetHeading | None:
    """Return where the codes and the values of a filling-in sheet stand, None when it is no such sheet."""
    wanted = {plain(label): value for value, label in across_columns(catalog, fiscal_year=context.fiscal_year)}
    codes = {plain(CODE_LABEL), plain(catalog.by_name[sheet_of(catalog).rows].label), plain("参数代码")}
    for number, cells in enumerate(sheet.rows[:SEARCHED_ROWS]):
        labels = [plain(cell) for cell in cells]
        columns = {wanted[label]: place for place, label in enumerate(labels) if label in wanted}
        code = next((place for place, label in enumerate(labels) if label in codes), None)
        if columns and code is not None:
            texts = tuple("" if cell is None else str(cell) for cell in cells)
            return SheetHeading(row=number, code=code, columns=columns, labels=texts)
    return None


def plan_sheets(
    connection: Connection,
    *,
    schema: Schema,
    catalog: Catalog,
    raw: RawWorkbook,
    sheets: Sequence[tuple[RawSheet, SheetContext]],
    user: User,
    context: ImportContext,
    meta: WorkbookMeta | None,
    notes: Sequence[str] = (),
) -> ImportPlan:
    """Return the plan of filled-in sheets; a blank cell clears a value only in a workbook of our own making."""
    drafts: list[_Draft] = []
    found_notes = list(notes)
    # of other formats the reader gives error cells as blank, and an error must not clear a value
    clears = meta is not None and raw.kind == "xlsx"
    if meta is not None and not clears:
        found_notes.append(f"文件是 .{raw.kind} 格式，空白的格没有当作清空；要清空数值请另存为 .xlsx 后导入")
    headings: dict[str, Sequence[PlanColumn]] = {}
    for sheet, page in sheets:
        heading = find_sheet_heading(sheet, catalog=catalog, context=context)
        if heading is None:
            found_notes.append(f"工作表“{sheet.title}”里没有找到“{CODE_LABEL}”和期间的表头，已跳过")
            continue
        headings[sheet.title] = _columns(heading)
        data = read_sheet(connection, schema=schema, context=page)
        drafts += _drafts(sheet, catalog=catalog, heading=heading, data=data, clears=clears)
    wanted = [draft for draft in drafts if draft.edit is not None]
    edits = [draft.edit for draft in wanted if draft.edit is not None]
    for refusal in check_edits(connection, schema=schema, user=user, edits=edits):
        draft = wanted[refusal.edit]
        problem = problem_at(draft.place, column=draft.column, reason=refusal.problem.text, rule=refusal.problem.rule)
        draft.problems.append(problem)
    scale = getattr(catalog.by_name[sheet_of(catalog).value], "places", 0)
    return ImportPlan(
        catalog=catalog.name,
        source=raw.name,
        context=context,
        entries=tuple(_entry(draft, catalog=catalog, scale=scale) for draft in drafts),
        notes=tuple(found_notes),
        headings=headings,
        meta=meta,
    )


def _columns(heading: SheetHeading) -> list[PlanColumn]:
    values = set(heading.columns.values())
    return [
        PlanColumn(label=label, number_format="#,##0.00##" if place in values else "@", width=16)
        for place, label in enumerate(heading.labels)
    ]


def _drafts(
    sheet: RawSheet, *, catalog: Catalog, heading: SheetHeading, data: SheetData, clears: bool
) -> Iterator[_Draft]:
    rows = {row.code: row for row in data.rows}
    labels = dict(data.columns)
    seen: dict[str, int] = {}
    for number, cells in enumerate(sheet.rows[heading.row + 1 :], start=heading.row + 1):
        code_place = place_at(cells, row=number, column=heading.code, marks=sheet.marks)
        code = code_place.text.strip()
        filled = [place_at(cells, row=number, column=at, marks=sheet.marks) for at in heading.columns.values()]
        if is_total(cells) or (not code and all(place.is_blank for place in filled)):
            continue
        row = rows.get(code)
        if row is None or code in seen:
            yield _odd_row(sheet, place=code_place, code=code, earlier=seen.get(code))
            continue
        seen[code] = number + 1
        for value, place in zip(heading.columns, filled, strict=True):
            old = row.cells.get(value, Cell())
            title = f"{row.code} {row.name} {labels[value]}"
            draft = _Draft(sheet=sheet, place=place, title=title, column=labels[value], old=old)
            if not place.is_blank or (clears and (old.value is not None or old.not_applicable)):
                _read(draft, catalog=catalog, data=data, code=code, column=value, percent="%" in row.unit)
                yield draft


def _odd_row(sheet: RawSheet, *, place: Place, code: str, earlier: int | None) -> _Draft:
    if earlier is not None:
        reason = f"第 {earlier} 行与第 {place.position[0] + 1} 行逻辑主键重复（{CODE_LABEL}），请删去一行"
    elif code:
        reason = f"本页没有代码为“{code}”的参数，请改正代码，或到“{sheet.title}”以外的险种填报"
    else:
        reason = "这一行填了数却没有参数代码，请补上代码"
    draft = _Draft(sheet=sheet, place=place, title=code or "（没有代码）", column=CODE_LABEL, old=Cell())
    draft.problems.append(problem_at(place, column=CODE_LABEL, reason=reason, rule="workbook.row"))
    return draft


def _read(draft: _Draft, *, catalog: Catalog, data: SheetData, code: str, column: Value, percent: bool) -> None:
    """Read a cell as the sheet itself does; the workbook's own kinds of damage are found out first."""
    amount, given = catalog.by_name[sheet_of(catalog).value], draft.place.content
    crossed = isinstance(given, str) and given.strip() in {NOT_APPLICABLE, "x", "X", "✕"}
    if not crossed and not draft.place.is_blank:
        value = read_place(amount, draft.place, percent=percent)
        if isinstance(value, Bad):
            draft.problems.append(problem_at(draft.place, column=draft.column, reason=value.reason))
            return
        given = amount.show(value)
    wanted = cell_edit(catalog, context=data.context, code=code, column=column, row_id=draft.old.row_id, given=given)
    if isinstance(wanted, Problem):
        draft.problems.append(problem_at(draft.place, column=draft.column, reason=wanted.text, rule=wanted.rule))
    elif wanted is not None and not _says_the_same(wanted, old=draft.old, catalog=catalog):
        draft.edit = wanted


def _says_the_same(edit: Edit, *, old: Cell, catalog: Catalog) -> bool:
    sheet = sheet_of(catalog)
    crossed = bool(edit.values.get(sheet.not_applicable)) if sheet.not_applicable else False
    return bool(old.row_id) and edit.values.get(sheet.value) == old.value and crossed == old.not_applicable


def _entry(draft: _Draft, *, catalog: Catalog, scale: int) -> PlanEntry:
    refused, edit = bool(draft.problems), draft.edit
    verdict = Verdict.SAME if edit is None else Verdict.CHANGED if draft.old.row_id else Verdict.NEW
    row = draft.place.position[0]
    return PlanEntry(
        sheet=draft.sheet.title,
        row=row + 1,
        verdict=Verdict.REFUSED if refused else verdict,
        title=draft.title,
        changes=() if edit is None or refused else (_change(edit, old=draft.old, catalog=catalog, scale=scale),),
        problems=tuple(draft.problems),
        edit=None if refused else edit,
        before=_before(edit, old=draft.old, catalog=catalog),
        given=tuple(draft.sheet.rows[row]) if refused else (),
    )


def _before(edit: Edit | None, *, old: Cell, catalog: Catalog) -> dict[str, Value]:
    if edit is None or not old.row_id:
        return {}
    sheet = sheet_of(catalog)
    crossed: dict[str, Value] = {sheet.not_applicable: old.not_applicable} if sheet.not_applicable else {}
    return {sheet.value: old.value, **crossed}


def _change(edit: Edit, *, old: Cell, catalog: Catalog, scale: int) -> FieldChange:
    sheet = sheet_of(catalog)
    value = edit.values.get(sheet.value)
    new = Cell(
        value=value if isinstance(value, int) else None, not_applicable=bool(edit.values.get(sheet.not_applicable))
    )
    label = catalog.by_name[sheet.value].label
    return FieldChange(
        field=sheet.value,
        label=label,
        old=old.show(scale=scale, precision=0),
        new=new.show(scale=scale, precision=0) or "（清空）",
    )
