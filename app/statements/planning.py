"""The plan of a statement's import: what is new, there already, doubtful, unreadable; nothing is written (1.6).

The plan is one of workbooks like any other, so it is shown, applied and taken back as those are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from app.catalogs.statement_line import STATEMENT_LINE
from app.errors import WorkbookError
from app.excel.plan import CellProblem, FieldChange, ImportContext, ImportPlan, PlanColumn, PlanEntry, Verdict
from app.rows import names_of
from app.statements.account import check_open, find_account
from app.statements.headings import find_layout
from app.statements.known import Known, read_known
from app.statements.numbering import places, serial_of
from app.statements.reading import in_order, read_lines
from app.statements.telling import notes_of, title_of
from app.unit_of_work import Edit, check_edits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.fields import Value
    from app.foreign import RawSheet, RawWorkbook
    from app.people import User
    from app.statements.account import Account
    from app.statements.headings import Headings, Layout
    from app.statements.reading import Line
    from app.tables import Schema

SOURCE = "import"
"""By which means such lines came, in their history."""
DOUBT = "statement.doubtful"
_SHARED = 5_000
_SHOWN = ("booked_on", "income", "spending", "balance", "counterparty_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementChoice:
    """What the person chose: the account (number or name, '' as the file says), its bank, doubtful lines too."""

    account: str = ""
    bank: str = ""
    with_doubtful: bool = False


@dataclass(slots=True, kw_only=True)
class _Found:
    """What became of the lines, by their row in the file."""

    matched: dict[int, int] = field(default_factory=dict)
    edits: dict[int, Edit] = field(default_factory=dict)
    accepted: list[int] = field(default_factory=list)


def plan_statement(
    connection: Connection,
    *,
    schema: Schema,
    raw: RawWorkbook,
    user: User,
    context: ImportContext,
    headings: Headings,
    choice: StatementChoice,
) -> ImportPlan:
    """Return what importing a bank's statement would do; WorkbookError or NotFoundError when it is of no use here."""
    sheet, layout = _sheet_of_lines(raw, headings=headings)
    passed: list[int] = []
    lines = list(read_lines(sheet, layout=layout, passed=passed))
    account = _account_of(connection, schema=schema, raw=raw, user=user, layout=layout, lines=lines, choice=choice)
    check_open(account)
    _check_account(lines, account=account)
    ordered = in_order(line for line in lines if not line.problems)
    known = _known(connection, schema=schema, account=account, lines=ordered)
    found = _judge(ordered, known=known, choice=choice)
    _edit(ordered, found=found, known=known, account=account, types=_types(connection, schema=schema, account=account))
    _check_rules(connection, schema=schema, user=user, lines=lines, found=found)
    return ImportPlan(
        catalog="statement_line",
        source=raw.name,
        context=context,
        entries=tuple(_entry(line, sheet=sheet, found=found) for line in lines),
        notes=notes_of(account=account, lines=ordered, passed=passed, accepted=found.accepted),
        headings={sheet.title: [PlanColumn(label=label, number_format="@") for label in layout.labels]},
    )


def _sheet_of_lines(raw: RawWorkbook, *, headings: Headings) -> tuple[RawSheet, Layout]:
    first_error: WorkbookError | None = None
    for sheet in raw.sheets:
        if not sheet.visible or not sheet.rows:
            continue
        try:
            return sheet, find_layout(sheet, headings=headings, file=raw.name)
        except WorkbookError as error:
            first_error = first_error or error
    raise first_error or WorkbookError(f"“{raw.name}”里没有内容，请检查是否选错了文件。", code="workbook.no-rows")


def _account_of(
    connection: Connection,
    *,
    schema: Schema,
    raw: RawWorkbook,
    user: User,
    layout: Layout,
    lines: Sequence[Line],
    choice: StatementChoice,
) -> Account:
    told = sorted({line.account_no for line in lines if line.account_no}) or [layout.account_no]
    if not choice.account and (len(told) > 1 or not told[0]):
        why = f"有 {len(told)} 个账号的流水" if len(told) > 1 else "里没有写银行账号"
        raise WorkbookError(f"“{raw.name}”{why}，请选择导入到哪个账户。", code="statement.account")
    years = {line.booked_on.year for line in lines if line.booked_on}
    account = find_account(
        connection, schema=schema, user=user, account=choice.account or told[0], bank=choice.bank, years=years
    )
    if layout.account_no and not any(line.account_no for line in lines) and layout.account_no != account.account_no:
        raise WorkbookError(
            f"“{raw.name}”是账号 {layout.account_no} 的流水，与所选账户 {account.account_no} 不同，请改选账户或文件。",
            code="statement.other-account",
        )
    return account


def _check_account(lines: Sequence[Line], *, account: Account) -> None:
    for line in lines:
        if line.account_no and line.account_no != account.account_no:
            reason = f"这一行是账号 {line.account_no} 的，不是 {account.account_no} 的"
            line.problems.append(CellProblem(cell="", column="银行账号", reason=reason, rule="statement.other-account"))


def _known(connection: Connection, *, schema: Schema, account: Account, lines: Sequence[Line]) -> Known:
    days = [line.booked_on for line in lines if line.booked_on]
    if not days:
        return Known(())
    return read_known(
        connection,
        schema=schema,
        account_no=account.account_no,
        bank_name=account.bank_name,
        first=min(days),
        last=max(days),
    )


def _judge(lines: Sequence[Line], *, known: Known, choice: StatementChoice) -> _Found:
    """Tell lines that are there from those that are not, and refuse those that may be there, unless they are wanted."""
    found = _Found()
    rest: list[Line] = []
    for line in lines:
        row = known.same(line)
        if row is None:
            rest.append(line)
        else:
            found.matched[line.number] = row.sequence
    earlier: dict[tuple[object, ...], int] = {}
    for line in rest:
        serial = line.texts["serial_no"]
        content = (line.booked_on, line.income, line.spending, line.balance, serial, line.texts["counterparty_name"])
        twin = earlier.setdefault(content, line.number)
        doubt = f"与第 {twin} 行完全相同，疑似重复" if twin != line.number else known.doubt(line)
        if doubt and choice.with_doubtful:
            found.accepted.append(line.number)
        elif doubt:
            line.problems.append(CellProblem(cell="", column="", reason=doubt, given=serial, rule=DOUBT))
    return found


def _edit(lines: Sequence[Line], *, found: _Found, known: Known, account: Account, types: Mapping[str, str]) -> None:
    good = [line for line in lines if not line.problems]
    order = places(good, matched=found.matched, known=known)
    used: set[tuple[object, str]] = set()
    for line in good:
        if line.number in found.matched or line.booked_on is None:
            continue
        told = line.texts["insurance_type"]
        values: dict[str, Value] = {
            "fiscal_year": line.booked_on.year,
            "mof_div_code": account.mof_div_code,
            "account_no": account.account_no,
            "bank_name": account.bank_name,
            "booked_on": line.booked_on,
            "sequence": order[line.number],
            "serial_no": serial_of(line, known=known, used=used),
            "income": line.income,
            "spending": line.spending,
            "balance": line.balance,
            "counterparty_name": line.texts["counterparty_name"],
            "counterparty_account": line.texts["counterparty_account"],
            "counterparty_bank": line.texts["counterparty_bank"],
            "purpose": line.texts["purpose"],
            "insurance_type": types.get(told, told) or account.insurance_type,
        }
        found.edits[line.number] = Edit(catalog="statement_line", kind="insert", values=values)


def _types(connection: Connection, *, schema: Schema, account: Account) -> dict[str, str]:
    """Return the codes of insurance types by their names."""
    catalog = schema.catalog("insurance_type")
    return {
        name: code
        for code, name in names_of(connection, schema=schema, catalog=catalog, fiscal_year=account.year).items()
    }


def _check_rules(connection: Connection, *, schema: Schema, user: User, lines: Sequence[Line], found: _Found) -> None:
    """Judge the new lines by the rules that every row is judged by, rights among them."""
    by_number = {line.number: line for line in lines}
    asked = list(found.edits.items())
    catalog = schema.catalog("statement_line")
    for refusal in check_edits(connection, schema=schema, user=user, edits=[edit for _, edit in asked]):
        number, problem = asked[refusal.edit][0], refusal.problem
        declared = catalog.by_name.get(problem.field)
        column = declared.label if declared else ""
        by_number[number].problems.append(CellProblem(cell="", column=column, reason=problem.text, rule=problem.rule))
        found.edits.pop(number, None)


def _entry(line: Line, *, sheet: RawSheet, found: _Found) -> PlanEntry:
    edit = found.edits.get(line.number)
    verdict = Verdict.NEW if edit else Verdict.SAME
    return PlanEntry(
        sheet=sheet.title,
        row=line.number,
        verdict=Verdict.REFUSED if line.problems else verdict,
        title=title_of(line),
        changes=_changes(edit) if edit else (),
        problems=tuple(line.problems),
        edit=edit,
        given=line.given if line.problems else (),
    )


def _changes(edit: Edit) -> tuple[FieldChange, ...]:
    return tuple(_change(name, edit.values[name]) for name in _SHOWN if edit.values[name] not in {None, ""})


@lru_cache(maxsize=_SHARED)
def _change(name: str, value: Value) -> FieldChange:
    """Return one of the changes that rows of a file share: a day, a counterparty, an amount that comes every month."""
    one = STATEMENT_LINE.by_name[name]
    return FieldChange(field=name, label=one.label, old="", new=one.show(value))
