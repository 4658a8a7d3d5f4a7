"""待办: what waits for a person, derived from what is true now and never stored (SPEC section 3; 1.8, 1.9)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.packs.documents import PACKS
from app.packs.reading import read_packs
from app.packs.rules import person_problem
from app.people import Role
from app.problems.found import Severity
from app.problems.looking import find_problems
from app.problems.reading import Where
from app.row_state import LineState
from app.todo.reading import Reading, Target
from app.waiting_lines import waiting_lines
from app.workflow import FILL_IN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from app.flow.board import BoardLine
    from app.people import User

NEAR, PAST = 14, 7
"""Days before and after its date on which work without a table is told of."""
MOST = 50
"""Lines of one kind that are told one by one."""
BOARD = "board"
"""The part of the window with the board of reminders."""
PACKS_PART = "packs"
"""The page of 下发与接收."""


class Kind(StrEnum):
    """What is to be done; in the order of urgency among lines of one date."""

    FIX = "fix"
    CONFLICT = "conflict"
    REFUSED = "refused"
    ERROR = "error"
    FILL = "fill"
    SUBMIT = "submit"
    REVIEW = "review"
    REPORT = "report"
    FILE = "file"
    CHASE = "chase"
    TAKE = "take"
    WORK = "work"

    @property
    def label(self) -> str:
        """Return the officers' word."""
        return LABELS[self]


LABELS = {
    Kind.FIX: "退回待改",
    Kind.CONFLICT: "有冲突",
    Kind.REFUSED: "被拒绝",
    Kind.ERROR: "数据错误",
    Kind.FILL: "待填报",
    Kind.SUBMIT: "待送审",
    Kind.REVIEW: "待审核",
    Kind.REPORT: "待上报",
    Kind.FILE: "待备案",
    Kind.CHASE: "下级逾期",
    Kind.TAKE: "待接收",
    Kind.WORK: "到期工作",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One thing to do: what, of which region, until when, since when (UTC, '' not known), where a jump leads."""

    kind: Kind
    title: str
    target: Target
    region: str = ""
    region_name: str = ""
    due_date: date | None = None
    since: str = ""
    detail: str = ""
    days_late: int = 0

    @property
    def is_late(self) -> bool:
        """Say whether the date has passed."""
        return self.days_late > 0


def read_todos(reading: Reading) -> list[Todo]:
    """Return everything that waits for the person, the most urgent first."""
    if reading.user.is_revoked:
        return []
    return sorted((todo for source in SOURCES for todo in source(reading)), key=_urgency)


def _urgency(todo: Todo) -> tuple[object, ...]:
    is_dated = todo.due_date is not None
    rank = list(Kind).index(todo.kind)
    mine = todo.kind in (Kind.FIX, Kind.CONFLICT, Kind.REFUSED, Kind.ERROR)
    return (not mine, -todo.days_late, not is_dated, todo.due_date or 0, rank, todo.region, todo.title)


def _own_pages(reading: Reading) -> Iterator[Todo]:
    """Yield the pages that the own region's operator fills in and submits."""
    if reading.user.role is not Role.OPERATOR:
        return
    for line in reading.lines:
        if line.place.region == reading.user.mof_div_code and line.state == FILL_IN.start:
            yield _page(reading, line, kind=_to_do_about(line), detail=_filled(line))


def _to_do_about(line: BoardLine) -> Kind:
    if line.is_returned:
        return Kind.FIX
    return Kind.SUBMIT if line.filled and line.filled >= line.asked else Kind.FILL


def _filled(line: BoardLine) -> str:
    return f"退回意见：{line.opinion}" if line.is_returned else f"已填 {line.filled:,} / {line.asked:,}"


def _reviews(reading: Reading) -> Iterator[Todo]:
    """Yield what waits for the own region's reviewer; what they submitted themselves waits for another."""
    if reading.user.role is not Role.REVIEWER:
        return
    own, submitted, reviewed = reading.user.mof_div_code, "submitted", "reviewed"
    for line in reading.lines:
        if line.place.region == own and line.state == submitted and line.moved_by != reading.user.code:
            yield _page(reading, line, kind=Kind.REVIEW, detail=f"{line.moved_by} 送审")
        elif line.place.region == own and line.state == reviewed:
            yield _page(reading, line, kind=Kind.REPORT, detail=f"{line.moved_by} 审核")


def _filings(reading: Reading) -> Iterator[Todo]:
    """Yield what those who report to the own region handed up; it is for the level next above them to file."""
    if reading.user.role is not Role.REVIEWER:
        return
    for line in reading.lines:
        if line.state == "reported" and line.parent == reading.user.mof_div_code != line.place.region:
            yield _page(reading, line, kind=Kind.FILE, detail=f"{line.moved_by} 上报")


def _late_below(reading: Reading) -> Iterator[Todo]:
    """Yield, for those who report to the own region, how many pages are late; the board has them one by one."""
    if reading.user.role is Role.REVIEWER:
        return
    late: dict[str, list[BoardLine]] = {}
    for line in reading.lines:
        if line.is_late and line.parent == reading.user.mof_div_code != line.place.region:
            late.setdefault(line.place.region, []).append(line)
    for region, lines in late.items():
        first = max(lines, key=lambda line: line.days_late)
        yield Todo(
            kind=Kind.CHASE,
            title=f"{first.region_name} {len(lines):,} 张表逾期未送审",
            target=Target(part=BOARD),
            region=region,
            region_name=first.region_name,
            due_date=first.due_date,
            days_late=first.days_late,
            detail="在“催报”中选中后发送",
        )


def _held(reading: Reading) -> Iterator[Todo]:
    """Yield this desk's own edits that the central refused, or about which somebody has to decide."""
    states = ((LineState.CONFLICT, Kind.CONFLICT), (LineState.REFUSED, Kind.REFUSED))
    for state, kind in states:
        lines = waiting_lines(reading.connection, schema=reading.schema, states=(state,), limit=MOST)
        for line in lines:
            yield Todo(
                kind=kind,
                title=f"{line.catalog_label} · {line.row_label}",
                target=Target(row=line.place, part=state),
                region=line.place.mof_div_code,
                region_name=_own_name(reading.user, region=line.place.mof_div_code),
                since=line.at or line.edited_at,
                detail=line.reason,
            )


def _own_name(user: User, *, region: str) -> str:
    return user.mof_div_name if region == user.mof_div_code else ""


def _errors(reading: Reading) -> Iterator[Todo]:
    """Yield the errors in the own region's figures that stand in the way of a submission."""
    region = reading.user.mof_div_code
    is_open = any(line.place.region == region and line.state == FILL_IN.start for line in reading.lines)
    if reading.user.role is not Role.OPERATOR or not is_open:
        return
    found = find_problems(
        reading.connection,
        schema=reading.schema,
        where=Where(fiscal_year=reading.fiscal_year, region=region),
        catalogs=[catalog.name for catalog in reading.catalogs],
    )
    for one in [one for one in found if one.severity is Severity.ERROR][:MOST]:
        title = f"{one.label} · {one.row_label}"
        yield Todo(
            kind=Kind.ERROR,
            title=title,
            target=Target(row=one.place),
            region=region,
            region_name=_own_name(reading.user, region=region),
            detail=one.text,
        )


def _packs(reading: Reading) -> Iterator[Todo]:
    """Yield the packs from other levels that the own region has not taken."""
    if PACKS not in reading.schema.rows or person_problem(reading.user, verb="接收"):
        return
    lines = read_packs(reading.connection, schema=reading.schema, user=reading.user, fiscal_year=reading.fiscal_year)
    for line in lines:
        if line.is_to_take:
            yield Todo(
                kind=Kind.TAKE,
                title=line.name,
                target=Target(part=PACKS_PART),
                region=str(line.row["mof_div_code"]),
                region_name=line.region_name,
                since=str(line.row["issued_at"]),
                detail=str(line.row["note"]),
            )


def _work(reading: Reading) -> Iterator[Todo]:
    """Yield work without a table of which the date is near."""
    for task in reading.own_tasks:
        days = (task.due_date - reading.today).days
        if not task.catalog and -PAST <= days <= NEAR:
            yield Todo(
                kind=Kind.WORK,
                title=task.name,
                target=Target(part="calendar"),
                region=reading.user.mof_div_code,
                due_date=task.due_date,
                days_late=max(0, -days),
                detail=task.remark,
            )


def _page(reading: Reading, line: BoardLine, *, kind: Kind, detail: str) -> Todo:
    is_open = line.state == FILL_IN.start
    return Todo(
        kind=kind,
        title=reading.labels.page(line.place),
        target=Target(place=line.place),
        region=line.place.region,
        region_name=line.region_name,
        due_date=line.due_date if is_open else None,
        since=line.moved_at,
        detail=detail,
        days_late=line.days_late,
    )


SOURCES: tuple[Callable[[Reading], Iterable[Todo]], ...] = (
    _own_pages,
    _reviews,
    _filings,
    _late_below,
    _held,
    _errors,
    _packs,
    _work,
)
"""Where 待办 come from, written out by hand; a further source is one function and one line here."""


def counts_of(todos: Sequence[Todo]) -> dict[Kind, int]:
    """Return how many there are of each kind, in the order of `Kind`, none left out that has any."""
    return {kind: count for kind in Kind if (count := sum(todo.kind is kind for todo in todos))}
