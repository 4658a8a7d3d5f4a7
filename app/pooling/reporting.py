"""上报财政部: the table of pooling areas as a numbered pack, and what became of the packs so far (clause 1.2 (c))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.errors import RightsError, RowsError
from app.local_time import local_time
from app.packs.documents import RECEIPTS, UP
from app.packs.facts import series
from app.packs.reporting import report
from app.packs.rules import report_problem
from app.people import MINISTRY_DIV, Level
from app.pooling.facts import read_facts
from app.pooling.overview import TITLE, overview

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.people import User
    from app.pooling.overview import Overview
    from app.store import Store
    from app.tables import Schema

TABLE = "pooling_overview"
COLUMNS = (
    ("insurance_type", "险种代码"),
    ("region", "财政区划代码"),
    ("type_name", "险种名称"),
    ("level", "统筹级次"),
    ("area", "基金统筹区代码"),
    ("area_name", "基金统筹区名称"),
    ("region_name", "财政区划名称"),
)
KEY = 2
"""The first columns tell rows apart from report to report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One report: its number, when and by whom, rows, and when the ministry took it ('' not yet)."""

    number: int
    at: str
    by: str
    rows: int
    taken_at: str
    taken_by: str

    @property
    def sentence(self) -> str:
        """Return it as one sentence."""
        by = f" {self.by}" if self.by else ""
        told = f"第 {self.number} 次上报（{self.rows:,} 行{by} {local_time(self.at)}）".replace(" ）", "）")
        if not self.taken_at:
            return f"{told}：财政部还没有接收"
        return f"{told}：财政部已接收（{' '.join(filter(None, (self.taken_by, local_time(self.taken_at))))}）"


def why_not_report(user: User, *, found: Overview | None) -> str:
    """Return why this person does not report this table, '' where they may."""
    if problem := report_problem(user):
        return problem.text
    if user.level is not Level.PROVINCE:
        return f"{TITLE}由省级上报财政部，{user.level.label}只能查询和导出"
    if found is None or not found.lines:
        return "还没有划定统筹区，没有可以上报的内容"
    if faults := sum(one.faults for one in found.sums):
        return f"还有 {faults:,} 处问题，请先在“统筹区检查与划定”中改正"
    return ""


def report_overview(store: Store, *, user: User, fiscal_year: int, note: str = "") -> int:
    """Report the province's table and return how many rows it has; RightsError or RowsError says why not."""
    with store.read() as connection:
        facts = read_facts(connection, schema=store.schema, fiscal_year=fiscal_year, region=user.mof_div_code)
    found = overview(facts)
    if reason := why_not_report(user, found=found):
        kind = RightsError if user.level is not Level.PROVINCE or report_problem(user) else RowsError
        raise kind(f"不能上报：{reason}。", code="pooling.report")
    rows = [tuple(str(getattr(one, name)) for name, _ in COLUMNS) for one in found.lines]
    report(
        store,
        user=user,
        table=TABLE,
        title=TITLE,
        columns=COLUMNS,
        rows=rows,
        fiscal_year=fiscal_year,
        note=note,
        key=KEY,
    )
    return len(rows)


def read_reports(connection: Connection, *, schema: Schema, fiscal_year: int, region: str) -> list[Reported]:
    """Return the reports of a region and year, newest first."""
    asked = {"fiscal_year": fiscal_year, "mof_div_code": region, "direction": UP, "table_name": TABLE}
    packs = series(connection, schema=schema, pack=asked)
    table = schema.rows[RECEIPTS]
    wanted = select(table).where(
        table.c.pack.in_([one["id"] for one in packs]),
        table.c.receiver == MINISTRY_DIV,
        table.c.is_deleted.is_(False),
    )
    taken = {row["pack"]: row for row in connection.execute(wanted).mappings()}
    return [
        Reported(
            number=int(one["number"]),
            at=_text(one["issued_at"]),
            by=str(one["issued_by"] or ""),
            rows=int(one["row_count"]),
            taken_at=_text(taken[one["id"]]["taken_at"]) if one["id"] in taken else "",
            taken_by=str(taken[one["id"]]["taken_by"] or "") if one["id"] in taken else "",
        )
        for one in reversed(packs)
    ]


def _text(moment: object) -> str:
    return str(moment or "")
