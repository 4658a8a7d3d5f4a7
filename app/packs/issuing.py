"""Issuing: what would go into the next pack and what it changes, and writing it (SPEC section 1: 下发)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.errors import RightsError, RowsError
from app.packs.difference import Difference, difference
from app.packs.documents import DOWN, PackRow, is_issued, issuers, row_of
from app.packs.facts import last_number, pack_rows, series
from app.packs.rules import issue_problem
from app.packs.writing import Draft, write_pack
from app.row_state import RowState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.people import User
    from app.store import Store
    from app.tables import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePlan:
    """The next pack as it would be; `why_not` says why it cannot be issued, '' when it can."""

    catalog: Catalog
    fiscal_year: int
    number: int
    rows: tuple[PackRow, ...]
    difference: Difference
    last: str
    why_not: str

    @property
    def sentence(self) -> str:
        """What would happen, as one sentence."""
        beside = f"与{self.last}相比" if self.last else "首次下发"
        told = f"“{self.catalog.label}”{self.fiscal_year} 年度第 {self.number} 号，共 {len(self.rows):,} 行"
        return f"{told}；{beside}：{self.difference.sentence}。"


def issuable(schema: Schema, *, user: User) -> tuple[Catalog, ...]:
    """Return the catalogs that a level issues."""
    return tuple(one for one in schema.catalogs if is_issued(one) and user.level in issuers(one))


def plan_issue(connection: Connection, *, schema: Schema, user: User, catalog: Catalog, fiscal_year: int) -> IssuePlan:
    """Return what issuing a catalog's rows of one's own region and year would mean; nothing is written."""
    stored = _own_rows(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year, region=user.mof_div_code)
    rows = tuple(row_of(catalog, row) for row in stored)
    header = {
        "fiscal_year": fiscal_year,
        "mof_div_code": user.mof_div_code,
        "direction": DOWN,
        "table_name": catalog.name,
    }
    before = series(connection, schema=schema, pack=header)
    last = before[-1] if before else None
    old = pack_rows(connection, schema=schema, pack=last).values() if last else ()
    changes = difference(catalog, before=old, after=rows)
    return IssuePlan(
        catalog=catalog,
        fiscal_year=fiscal_year,
        number=last_number(connection, schema=schema, pack=header) + 1,
        rows=rows,
        difference=changes,
        last=f"第 {last['number']} 号" if last else "",
        why_not=_why_not(user, catalog=catalog, stored=stored, has_last=last is not None, changes=changes),
    )


def issue(store: Store, *, user: User, catalog: Catalog, fiscal_year: int, note: str = "") -> str:
    """Issue a catalog's rows and return the pack's id; RightsError or RowsError says why not."""
    with store.write() as connection:
        schema = store.schema
        plan = plan_issue(connection, schema=schema, user=user, catalog=catalog, fiscal_year=fiscal_year)
        if plan.why_not:
            problem = issue_problem(user, catalog=catalog)
            kind = RightsError if problem and problem.rule == "rights" else RowsError
            raise kind(f"不能下发：{plan.why_not}。", code=problem.rule if problem else "pack.content")
        draft = Draft(
            fiscal_year=fiscal_year,
            direction=DOWN,
            table=catalog.name,
            title=catalog.label,
            columns=[(field.name, field.label) for field in catalog.columns],
            rows=plan.rows,
            note=note,
        )
        return write_pack(connection, schema=schema, user=user, draft=draft)


def _own_rows(
    connection: Connection, *, schema: Schema, catalog: Catalog, fiscal_year: int, region: str
) -> list[Mapping[str, Any]]:
    table = schema.rows[catalog.name]
    wanted = select(table).where(
        table.c.fiscal_year == fiscal_year, table.c.mof_div_code == region, table.c.is_deleted.is_(False)
    )
    found = connection.execute(wanted.order_by(*(table.c[name] for name in catalog.order), table.c.id))
    return [dict(row) for row in found.mappings()]


def _why_not(
    user: User, *, catalog: Catalog, stored: list[Mapping[str, Any]], has_last: bool, changes: Difference
) -> str:
    if problem := issue_problem(user, catalog=catalog):
        return problem.text
    if not stored:
        return f"{user.mof_div_name}没有自己的“{catalog.label}”，没有可以下发的内容"
    if waiting := sum(row["state"] != RowState.SYNCED for row in stored):
        return f"有 {waiting:,} 行修改还没有上传或没有被中心端接受，请先同步并处理，再下发"
    if has_last and not changes.changes:
        return "与上一次下发相比没有变化，不必再下发"
    return ""
