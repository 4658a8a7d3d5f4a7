"""The packs that concern a region: its own, those from above to take, reports from below; who has taken what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.errors import NotFoundError
from app.packs.documents import DOWN, PACKS, RECEIPTS, UP, pack_name
from app.packs.facts import row_counts, taken_packs
from app.people import Level
from app.row_state import RowState
from app.rows import names_of
from app.scope import Scope, below

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.people import User
    from app.tables import Schema

HELD = (RowState.REFUSED, RowState.CONFLICT)
LEVELS = tuple(str(int(level)) for level in Level if level <= Level.COUNTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLine:
    """One pack as a person of a region sees it.

    `takers` of `due` regions have taken it (of one's own packs); `newest_taken`: the number that one's region took
    last.
    """

    row: Mapping[str, Any]
    region_name: str
    is_own: bool
    is_whole: bool
    takers: int
    due: int
    taken_by: str
    taken_at: str
    newest_taken: int

    @property
    def pack_id(self) -> str:
        """The pack's id."""
        return str(self.row["id"])

    @property
    def name(self) -> str:
        """Name, year and number."""
        return pack_name(self.row)

    @property
    def is_up(self) -> bool:
        """Whether it is a report."""
        return bool(self.row["direction"] == UP)

    @property
    def is_to_take(self) -> bool:
        """Whether one's own region is to take it and has not, nor a newer one."""
        return not self.is_own and self.is_whole and not self.taken_at and self.newest_taken < self.row["number"]

    @property
    def state(self) -> str:
        """Where it stands, in the officers' words."""
        verb = "上报" if self.is_up else "下发"
        if self.row["state"] in HELD:
            return f"{verb}未被接受"
        if self.row["state"] != RowState.SYNCED:
            return "等待上传"
        if not self.is_whole:
            return "未传完整"
        if self.is_own:
            return f"已{verb}，{self.takers:,}/{self.due:,} 已接收"
        if self.taken_at:
            return "已接收"
        return "未接收" if self.is_to_take else f"已由第 {self.newest_taken} 号代替"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """A region that is to take a pack; person and time are '' where it has not."""

    region: str
    name: str
    level: str
    taken_by: str
    taken_at: str


def read_packs(connection: Connection, *, schema: Schema, user: User, fiscal_year: int) -> list[PackLine]:
    """Return the packs of a year that concern a person's region: what waits to be taken first, then the newest."""
    scope, own = Scope(connection, schema=schema), user.mof_div_code
    table = schema.rows[PACKS]
    wanted = select(table).where(table.c.fiscal_year == fiscal_year, table.c.is_deleted.is_(False))
    found = [dict(row) for row in connection.execute(wanted.order_by(table.c.table_name, table.c.number)).mappings()]
    mine = [row for row in found if _concerns(row, own=own, scope=scope)]
    counts = row_counts(connection, schema=schema, packs=mine)
    taken = taken_packs(connection, schema=schema, receiver=own)
    names = dict(names_of(connection, schema=schema, catalog=schema.catalog("region"), fiscal_year=fiscal_year))
    takers = _taker_counts(connection, schema=schema, packs=[row for row in mine if row["mof_div_code"] == own])
    due = len(_receivers(connection, schema=schema, fiscal_year=fiscal_year, region=own)) if takers else 0
    newest: dict[tuple[str, ...], int] = {}
    for row in mine:
        if row["id"] in taken:
            newest[_series(row)] = max(newest.get(_series(row), 0), int(row["number"]))
    lines = [
        PackLine(
            row=row,
            region_name=names.get(str(row["mof_div_code"]), ""),
            is_own=row["mof_div_code"] == own,
            is_whole=counts.get(str(row["id"]), 0) == row["row_count"],
            takers=takers.get(str(row["id"]), 0),
            due=due if row["direction"] == DOWN else 1,
            taken_by=str(taken.get(str(row["id"]), {}).get("taken_by", "")),
            taken_at=str(taken.get(str(row["id"]), {}).get("taken_at", "")),
            newest_taken=newest.get(_series(row), 0),
        )
        for row in mine
    ]
    by_time = sorted(lines, key=lambda one: (str(one.row["issued_at"]), one.row["number"]), reverse=True)
    return sorted(by_time, key=lambda one: not one.is_to_take)


def find_pack(lines: Sequence[PackLine], *, given: str) -> PackLine:
    """Return the pack of this id, or of this catalog or report (its newest, or 目录/编号); NotFoundError otherwise."""
    if by_id := [one for one in lines if one.pack_id == given]:
        return by_id[0]
    table, _, number = given.partition("/")
    found = [one for one in lines if table in {one.row["table_name"], one.row["title"]}]
    if number:
        found = [one for one in found if str(one.row["number"]) == number]
    issuers = {(one.row["mof_div_code"], one.row["direction"]) for one in found}
    if not found:
        raise NotFoundError(f"没有“{given}”这一包，可用的见 shebao pack list。", code="pack.missing")
    if len(issuers) > 1:
        raise NotFoundError(f"“{given}”对应多个地区的包，请写 shebao pack list --json 中的 id。", code="pack.ambiguous")
    return max(found, key=lambda one: int(one.row["number"]))


def read_takers(connection: Connection, *, schema: Schema, pack: Mapping[str, Any], region: str) -> list[Taker]:
    """Return who is to take a pack, as far as a person of `region` sees their receipts; of a report who has taken it.

    Those that have not taken it come first.
    """
    table = schema.rows[RECEIPTS]
    wanted = select(table).where(table.c.pack == pack["id"], table.c.is_deleted.is_(False))
    receipts = {str(row["receiver"]): row for row in connection.execute(wanted).mappings()}
    year, owner = int(pack["fiscal_year"]), str(pack["mof_div_code"])
    if pack["direction"] == DOWN:
        due = _receivers(connection, schema=schema, fiscal_year=year, region=region, is_included=region != owner)
    else:
        names = dict(names_of(connection, schema=schema, catalog=schema.catalog("region"), fiscal_year=year))
        due = [(code, names.get(code, ""), "") for code in receipts]
    takers = [
        Taker(
            region=code,
            name=name,
            level=Level(int(level)).label if level else "",
            taken_by=str(receipts[code]["taken_by"]) if code in receipts else "",
            taken_at=str(receipts[code]["taken_at"]) if code in receipts else "",
        )
        for code, name, level in due
    ]
    return sorted(takers, key=lambda one: bool(one.taken_at))


def _concerns(row: Mapping[str, Any], *, own: str, scope: Scope) -> bool:
    year, region = int(row["fiscal_year"]), str(row["mof_div_code"])
    if region == own:
        return True
    if row["direction"] == DOWN:
        return scope.is_below(fiscal_year=year, region=own, top=region)
    return scope.is_below(fiscal_year=year, region=region, top=own)


def _series(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in ("mof_div_code", "direction", "table_name"))


def _taker_counts(connection: Connection, *, schema: Schema, packs: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    table = schema.rows[RECEIPTS]
    counts = {str(pack["id"]): 0 for pack in packs}
    wanted = select(table.c.pack).where(table.c.pack.in_(list(counts)), table.c.is_deleted.is_(False))
    for pack in connection.execute(wanted).scalars():
        counts[str(pack)] += 1
    return counts


def _receivers(
    connection: Connection, *, schema: Schema, fiscal_year: int, region: str, is_included: bool = False
) -> list[tuple[str, str, str]]:
    """Return code, name and level of the enabled regions below one, down to the counties; itself if `is_included`."""
    table = schema.rows["region"]
    wanted = (
        select(table.c.mof_div_code, table.c.name, table.c.level_no)
        .where(
            table.c.fiscal_year == fiscal_year,
            table.c.level_no.in_(LEVELS),
            *([] if is_included else [table.c.mof_div_code != region]),
            table.c.is_enabled.is_(True),
            table.c.is_deleted.is_(False),
            below(table, schema=schema, region=region),
        )
        .order_by(table.c.mof_div_code)
    )
    return [(code, name, level) for code, name, level in connection.execute(wanted)]
