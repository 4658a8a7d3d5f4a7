"""Commands that exchange workbooks: import (a plan first, then all or nothing) and export (clause 2: 导入, 导出)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.answer import DONE, PARTLY, Answer, CommandError
from ui.cli.filling import sheet_catalog, sheet_context, take_pages
from ui.cli.given import take_catalog, take_filters, take_year
from ui.cli.looking import row_query
from ui.cli.parser import Command, UsageError

if TYPE_CHECKING:
    from app.catalog import Catalog
    from app.excel import ImportPlan, PlanEntry
    from app.foreign import RawWorkbook
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work

SHOWN = 200
"""Changes that are told one by one; the rest are counted."""


def import_file(words: Words, seat: Seat) -> Answer:
    """Plan an import, and apply it unless only the plan is wanted or rows are refused."""
    from app.excel import Verdict
    from app.foreign import read_workbook

    with seat.work() as work:
        catalog = work.catalog(words.catalog)
        plan = _plan(words, work=work, catalog=catalog, raw=read_workbook(words.file))
        refused = len(plan.of(Verdict.REFUSED))
        told = told_plan(plan, changes=words.plan) + (keep_refused(words.refusals, plan=plan) if refused else [])
        data = plain_plan(plan)
        if words.plan:
            return Answer(text="\n".join(told), data={**data, "applied": False}, status=PARTLY if refused else DONE)
        if refused and not words.only_good:
            end = f"有 {refused} 处不能导入，没有导入任何内容；请改正后再导入，或加 --only-good 只导入其余的行。"
            raise nothing_done(end, code="import.refused", told=told, data=data)
        return _apply(plan, work=work, told=told, data=data)


def _plan(words: Words, *, work: Work, catalog: Catalog, raw: RawWorkbook) -> ImportPlan:
    from app.excel import ImportContext, plan_import

    pages = sheet_context(catalog, work=work, pages=words.page, year=words.year).pages if words.page else ()
    context = ImportContext(fiscal_year=work.year(words.year), region=work.user.mof_div_code, pages=pages)
    with work.store.read() as connection:
        return plan_import(
            connection, schema=work.store.schema, catalog=catalog, raw=raw, user=work.user, context=context
        )


def _apply(plan: ImportPlan, *, work: Work, told: list[str], data: dict[str, object]) -> Answer:
    from app.excel import Verdict, apply_plan

    partly = bool(plan.of(Verdict.REFUSED))
    outcome = apply_plan(work.store, plan=plan, user=work.user, only_good=partly)
    late = [f"没有导入：{one.problem.text}。" for one in outcome.refusals]
    if late and not outcome.written:
        first = outcome.refusals[0].problem
        raise nothing_done(f"{first.text}，没有导入任何内容。", code=first.rule, told=[*told, *late], data=data)
    return Answer(
        text="\n".join([*told, f"已导入 {len(outcome.written)} 行，等待上传。", *late]),
        data={**data, "applied": True, "written": outcome.written, "late": late},
        status=PARTLY if partly or late else DONE,
    )


def nothing_done(sentence: str, *, code: str, told: list[str], data: dict[str, object]) -> CommandError:
    """Return the failure of an import that wrote nothing."""
    return CommandError(sentence, code=code, title="没有导入", data={**data, "applied": False}, text="\n".join(told))


def keep_refused(path: Path | None, *, plan: ImportPlan) -> list[str]:
    """Write the refused rows to a workbook where one is wanted, and say so."""
    from app.excel import write_refusals

    if path is None:
        return []
    return [f"不能导入的 {write_refusals(plan, path)} 行连同原因已写入 {path}。"]


def told_plan(plan: ImportPlan, *, changes: bool) -> list[str]:
    """Return what a plan would do, in lines for people."""
    from app.excel import Verdict

    lines = [f"“{plan.source}”：{plan.summary}", *(f"{note}。" for note in plan.notes)]
    for one in plan.of(Verdict.REFUSED):
        lines += [f"第 {one.row} 行 {one.title}：{problem.sentence}" for problem in one.problems]
    if not changes:
        return lines
    changing = [*plan.of(Verdict.NEW), *plan.of(Verdict.CHANGED)]
    rest = len(changing) - SHOWN
    more = [f"（另有 {rest} 处新增或修改没有列出，用 --json 查看）"] if rest > 0 else []
    return [*lines, *(_told_entry(one) for one in changing[:SHOWN]), *more]


def _told_entry(one: PlanEntry) -> str:
    changes = "；".join(f"{change.label} {change.old or '（空）'} → {change.new or '（空）'}" for change in one.changes)
    return f"第 {one.row} 行 {one.title}：{one.verdict.label}{'：' if changes else ''}{changes}"


def plain_plan(plan: ImportPlan) -> dict[str, object]:
    """Return a plan for `--json`."""
    return {
        "catalog": plan.catalog,
        "source": plan.source,
        "counts": {str(verdict): count for verdict, count in plan.counts.items()},
        "notes": list(plan.notes),
        "rows": [_plain_entry(one) for one in plan.entries],
    }


def _plain_entry(one: PlanEntry) -> dict[str, object]:
    return {
        "sheet": one.sheet,
        "row": one.row,
        "verdict": str(one.verdict),
        "title": one.title,
        "changes": [{"field": each.field, "old": each.old, "new": each.new} for each in one.changes],
        "problems": [
            {"cell": each.cell, "column": each.column, "rule": each.rule, "text": each.reason} for each in one.problems
        ],
    }


def export(words: Words, seat: Seat) -> Answer:
    """Write the rows of a catalog, or a filled-in sheet, to a workbook."""
    with seat.work() as work:
        catalog = work.catalog(words.catalog)
        path = words.file if words.file.suffix.lower() == ".xlsx" else words.file.with_name(f"{words.file.name}.xlsx")
        if words.page and words.group:
            raise UsageError("填报表一张一个工作表，不再分组；--group 只用于目录的行")
        count = _export_sheet(words, work=work, path=path) if words.page else _export_rows(words, work=work, path=path)
    what = "张填报表" if words.page else "行"
    text = f"“{catalog.label}”已导出 {count:,} {what}：{path}"
    return Answer(
        text=text, data={"catalog": catalog.name, "file": str(path), "sheets" if words.page else "rows": count}
    )


def _export_rows(words: Words, *, work: Work, path: Path) -> int:
    from app.excel import export_rows
    from app.excel.export_groups import export_groups
    from ui.cli.grouping import group_field

    catalog = work.catalog(words.catalog)
    query = row_query(words, work=work, catalog=catalog)
    schema, user = work.store.schema, work.user
    with work.store.read() as connection:
        if words.group:
            field = group_field(catalog, words.group).name
            return export_groups(connection, schema=schema, query=query, field=field, user=user, path=path)
        return export_rows(connection, schema=schema, query=query, user=user, path=path)


def _export_sheet(words: Words, *, work: Work, path: Path) -> int:
    from app.excel import export_sheet

    catalog = sheet_catalog(work, name=words.catalog)
    page = sheet_context(catalog, work=work, pages=words.page, year=words.year)
    with work.store.read() as connection:
        return export_sheet(connection, schema=work.store.schema, pages=[page], user=work.user, path=path)


def _import_arguments(parser: Parser) -> None:
    take_catalog(parser)
    parser.add_argument("file", type=Path, metavar="文件", help="要导入的工作簿：.xlsx、.xls、.ods 或 .csv")
    parser.add_argument("--plan", action="store_true", help="只显示计划：哪些新增、修改、相同、不能导入，不写入")
    parser.add_argument("--only-good", action="store_true", help="有不能导入的行时，只导入其余的行")
    parser.add_argument("--refusals", type=Path, metavar="文件", help="把不能导入的行连同原因写入这个工作簿")
    take_pages(parser)
    take_year(parser)


def _export_arguments(parser: Parser) -> None:
    take_catalog(parser)
    parser.add_argument("file", type=Path, metavar="文件", help="写入哪个 .xlsx 文件，已有的会被替换")
    parser.add_argument("--group", metavar="字段", help="按这个字段分组，每组带小计、可以折叠；供查看，不能再导入")
    take_filters(parser)
    take_pages(parser)


IMPORT_COMMAND = Command(
    name="import",
    help="导入工作簿：先出计划，再整份写入",
    run=import_file,
    arguments=_import_arguments,
    about="先逐行出计划；有一行不能导入，就整份都不写入，除非加 --only-good。导入的修改等待上传。",
    examples=(
        "shebao import 财政专户会计科目 科目.xlsx --plan",
        "shebao import 财政专户会计科目 科目.xlsx --only-good --refusals 退回.xlsx",
        "shebao import 参数填报 报表.xlsx --page 险种=1101 --page 口径=预计",
    ),
    keys=("catalog", "source", "counts", "notes", "rows", "applied", "written", "late"),
)
EXPORT_COMMAND = Command(
    name="export",
    help="导出目录的行，或填报表",
    run=export,
    arguments=_export_arguments,
    about="导出查询到的行；写了 --page 时导出填报表。导出的工作簿改好后可以再导入。",
    examples=(
        "shebao export 财政区划 区划.xlsx",
        "shebao export 基金账户 账户.xlsx --group 账户类别",
        "shebao export 参数填报 填报.xlsx --page 险种=1101 --page 口径=预计",
    ),
    keys=("catalog", "file", "rows", "sheets"),
)
