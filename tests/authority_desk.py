"""What each person may do in each catalog, asked at the desk and at the central: words as in data/authority.txt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select, update

from app import rights
from app.catalogs import CATALOGS
from app.flow.moves import read_standing
from app.flow.record import RECORDS, Place, is_filled_in
from app.ids import new_id
from app.lookup import Lookup
from app.packs.documents import DOWN, PACKS, RECEIPTS, UP, is_issued, receipt_id
from app.packs.rules import issue_problem, report_problem, take_problem
from app.people import MINISTRY_DIV, Level, Role, User
from app.posting import stamped
from app.scope import seen_by
from app.workflow import FILL_IN
from sync.central.judge import Judge
from sync.central.layout import Layout
from sync.central.operations import Operation
from sync.central.permits import Permits
from sync.wire import Status
from tests.support import CITY, COUNTY, OTHER_COUNTY, PROVINCE, YEAR, put_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.store import Store
    from app.tables import Schema
    from app.workflow import Move

OTHER_PROVINCE = "340000000"
PLACES = (
    (MINISTRY_DIV, "", "1"),
    (PROVINCE, MINISTRY_DIV, "2"),
    (CITY, PROVINCE, "3"),
    (COUNTY, CITY, "4"),
    (OTHER_COUNTY, CITY, "4"),
    (OTHER_PROVINCE, MINISTRY_DIV, "2"),
)
TARGETS = {
    MINISTRY_DIV: {"own": MINISTRY_DIV, "below": PROVINCE},
    PROVINCE: {"standard": MINISTRY_DIV, "own": PROVINCE, "below": CITY, "other": OTHER_PROVINCE},
    CITY: {"standard": MINISTRY_DIV, "own": CITY, "below": COUNTY, "above": PROVINCE, "other": OTHER_PROVINCE},
    COUNTY: {"standard": MINISTRY_DIV, "own": COUNTY, "above": CITY, "other": OTHER_COUNTY},
}
"""Whose rows a person of a region is tried on, by the word for it."""
LEVELS = {MINISTRY_DIV: Level.MINISTRY, PROVINCE: Level.PROVINCE, CITY: Level.CITY, COUNTY: Level.COUNTY}
DONE = {
    "submitted": "withdraw",
    "reviewed": "withdraw-approved",
    "reported": "withdraw-reported",
}
"""撤回 by the state that it undoes."""
NOT_YOURS = ("rights", "column.locked", "flow.record", "pack.fixed", "pack.catalog", "message.sender", "row.id")
"""Rules that speak of the person and the place; any other broken rule means that the person might."""


def people() -> Iterator[User]:
    """Yield one person for every level and role."""
    for region, level in LEVELS.items():
        for role in Role:
            code = f"{role.value}-{level.value}"
            yield User(code=code, name=code, mof_div_code=region, mof_div_name=region, level=level, role=role)


def fill(store: Store) -> None:
    """Put the regions into an empty store, and into every catalog a row of each of them, plain and received."""
    names = {code: {"name": code, "mof_div_type": "1", "mof_div_code": code} for code, _, _ in PLACES}
    regions = ({**names[code], "parent_code": parent, "level_no": level} for code, parent, level in PLACES)
    put_rows(store, "region", *regions)
    for catalog in CATALOGS:
        if catalog.name not in {"region", RECORDS, PACKS}:
            put_rows(store, catalog.name, *(_key(catalog, owner) for owner, _, _ in PLACES))
    issued = [one.name for one in CATALOGS if is_issued(one)]
    facts = [(owner, DOWN, name) for owner, _, _ in PLACES for name in issued]
    facts += [(owner, UP, "table") for owner, _, _ in PLACES]
    put_rows(
        store,
        PACKS,
        *(
            {"mof_div_code": owner, "direction": way, "table_name": name, "number": 1, "title": name, "row_count": 1}
            for owner, way, name in facts
        ),
    )
    for catalog in (one for one in CATALOGS if is_filled_in(one)):
        for owner, _, _ in PLACES:
            place = record_place(catalog, region=owner)
            [row_id] = put_rows(store, RECORDS, place.key)
            table = store.schema.rows[RECORDS]
            with store.write() as connection:
                connection.execute(update(table).where(table.c.id == row_id).values(id=place.row_id))


def _key(catalog: Catalog, owner: str) -> dict[str, Any]:
    sent = {"sent_by": "somebody", "sent_from": owner} if catalog.posted else {}
    return {catalog.code: f"c{owner}", "mof_div_code": owner, "is_standard": owner == MINISTRY_DIV, **sent}


def record_place(catalog: Catalog, *, region: str) -> Place:
    """Return the page of a value catalog whose record is tried."""
    pages = dict.fromkeys(catalog.sheet.pages if catalog.sheet else (), "actual")
    return Place(
        fiscal_year=YEAR,
        region=region,
        catalog=catalog.name,
        insurance_type="1102" if "insurance_type" in pages else "",
        basis=pages.get("basis", ""),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing to try: `word` for it, the row it is tried on (None: a new one), what is set (None: deletion)."""

    word: str
    row: Mapping[str, Any]
    is_new: bool = False
    sets: Mapping[str, Any] | None = None


def open_column(catalog: Catalog) -> str:
    """Return a column that nothing but the person's rights keeps from being changed."""
    fixed = {*catalog.key, *catalog.fixed, *catalog.received, catalog.code, "fiscal_year", "mof_div_code"}
    own = [field.name for field in catalog.fields if field.name not in fixed and field not in catalog.references]
    return "remark" if "remark" in own else own[-1]


def cases(catalog: Catalog, *, region: str, rows: Mapping[str, Mapping[str, Any]]) -> list[Case]:
    """Return the edits that are tried in a catalog by a person of a region; `rows` by their region."""
    name = open_column(catalog)
    found: list[Case] = []
    for where, owner in TARGETS[region].items():
        row = rows[owner]
        changed = {name: "2" if str(row[name]) != "2" else "3"}
        found.append(Case(word=f"change-{where}", row=row, sets=changed))
        found.append(Case(word=f"delete-{where}", row=row))
        found.append(Case(word=f"disable-{where}", row=row, sets={"is_enabled": False}))
        if not catalog.is_document and where != "own":
            found.append(Case(word=f"add-{where}", row=_new(catalog, row), is_new=True))
        elif not catalog.is_document:
            found.append(Case(word="add", row=_new(catalog, row), is_new=True))
    if catalog.received:
        own = {**rows[region], "is_received": True}
        column = next(one for one in catalog.received if one not in catalog.key)
        found.append(Case(word="change-received", row=own, sets={column: "2"}))
        found.append(Case(word="supplement-received", row=own, sets={name: "2"}))
        found.append(Case(word="delete-received", row=own))
    return found


def _new(catalog: Catalog, row: Mapping[str, Any]) -> dict[str, Any]:
    fresh = {**catalog.blank(), **{name: row[name] for name in catalog.names}}
    return fresh | {"is_standard": row["mof_div_code"] == MINISTRY_DIV, "sent_by": ""} if catalog.posted else fresh


class MoveTried(NamedTuple):
    """A move of the record of one's own region or one below: the desk's and the central's reason, '' where it goes."""

    person: str
    where: str
    word: str
    source: str
    target: str
    desk: str
    central: str


class Desk:
    """The desk's and the central's answers over one store."""

    def __init__(self, connection: Connection, *, schema: Schema) -> None:
        self._connection = connection
        self._schema = schema
        self._lookup = Lookup(connection, schema=schema)
        self._rows = {one.name: self._stored(one) for one in CATALOGS}

    def _stored(self, catalog: Catalog) -> list[dict[str, Any]]:
        table = self._schema.rows[catalog.name]
        return [dict(row) for row in self._connection.execute(select(table).order_by(table.c.id)).mappings()]

    def _of_regions(self, catalog: Catalog) -> dict[str, dict[str, Any]]:
        return {str(row["mof_div_code"]): row for row in self._rows[catalog.name]}

    # what is seen

    def seen_at_desk(self, user: User, *, catalog: Catalog) -> dict[str, str]:
        """Return whose rows a grid shows ('') and whose it does not."""
        table = self._schema.rows[catalog.name]
        wanted = seen_by(table, schema=self._schema, catalog=catalog, user=user)
        owners = set(self._connection.execute(select(table.c.mof_div_code).where(wanted)).scalars())
        targets = TARGETS[user.mof_div_code].items()
        return {f"see-{word}": "" if owner in owners else "看不到" for word, owner in targets}

    def seen_at_central(self, user: User, *, catalog: Catalog) -> dict[str, str]:
        """Return whose rows the central admits to have ('') and whose it does not."""
        permits, rows = Permits(user, scope=self._lookup.scope), self._of_regions(catalog)
        targets = TARGETS[user.mof_div_code].items()
        seen = {f"see-{word}": permits.sees(catalog, row=rows[owner]) for word, owner in targets}
        return {word: "" if is_seen else "看不到" for word, is_seen in seen.items()}

    # what is changed

    def edits_at_desk(self, user: User, *, catalog: Catalog) -> dict[str, str]:
        """Return why each thing cannot be done, '' where it can."""
        found = cases(catalog, region=user.mof_div_code, rows=self._of_regions(catalog))
        return {one.word: self._why_not(one, user=user, catalog=catalog) for one in found}

    def _why_not(self, case: Case, *, user: User, catalog: Catalog) -> str:
        tree, row = self._lookup.scope, case.row
        if case.is_new:
            return rights.may_touch(user, catalog=catalog, row=row, tree=tree) or self._why_not_made(catalog)
        if case.sets is None:
            return rights.may_delete(user, catalog=catalog, row=row, tree=tree) or ""
        return rights.may_change(user, catalog=catalog, row=row, columns=list(case.sets), tree=tree) or ""

    @staticmethod
    def _why_not_made(catalog: Catalog) -> str:
        return "填报单在送审时由系统建立" if catalog.record_of else ""

    def edits_at_central(self, user: User, *, catalog: Catalog) -> dict[str, str]:
        """Return the central's sentence for each thing that it refuses because of person and place, else ''."""
        found = cases(catalog, region=user.mof_div_code, rows=self._of_regions(catalog))
        return {one.word: self._answer(one, user=user, catalog=catalog) for one in found}

    def _answer(self, case: Case, *, user: User, catalog: Catalog) -> str:
        row = case.row
        if case.is_new:
            posted = stamped(user, row_id=new_id(), now="2026-01-01T00:00:00Z") if catalog.posted else {}
            sent = {name: {**row, **posted}[name] for name in catalog.names}
            return self._judge(user, catalog=catalog, kind="insert", row_id=new_id(), sets=sent, stored=None)
        kind = "delete" if case.sets is None else "update"
        return self._judge(user, catalog=catalog, kind=kind, row_id=row["id"], sets=case.sets or {}, stored=row)

    def _judge(
        self,
        user: User,
        *,
        catalog: Catalog,
        kind: str,
        row_id: str,
        sets: Mapping[str, Any],
        stored: Mapping[str, Any] | None,
    ) -> str:
        operation = Operation(
            place=0,
            catalog=catalog,
            kind=kind,
            row_id=row_id,
            base_version=1 if stored else 0,
            names=tuple(sets),
            unknown=(),
            seen=tuple(stored[name] for name in sets) if stored else (),
            wanted=tuple(sets.values()),
            reason="",
            unreadable=None,
        )
        layout = Layout(catalog, table=self._schema.rows[catalog.name])
        judge = Judge(layout=layout, permits=Permits(user, scope=self._lookup.scope), lookup=self._lookup)
        system = (row_id, 1, False, "", "")
        here = {row_id: (*system, *(stored[name] for name in catalog.names), None)} if stored else {}
        [judged] = judge.judge([operation], stored=here)
        answer = judged.answer
        if answer is None or answer.status in {Status.ACCEPTED, Status.MERGED}:
            return ""
        return answer.text if answer.rule in NOT_YOURS or answer.rule.startswith("flow.p") else ""

    # packs

    def packs_at_desk(self, user: User, *, catalog: Catalog) -> dict[str, str]:
        """Return why a catalog is not issued, taken or reported by this person."""
        found: dict[str, str] = {}
        if is_issued(catalog):
            problem = issue_problem(user, catalog=catalog)
            found["issue"] = problem.text if problem else ""
        if catalog.name == PACKS:
            problem = report_problem(user)
            found["report-up"] = problem.text if problem else ""
        for word, pack in self._takeable(user, catalog=catalog):
            found[word] = self._take(user, pack=pack)
        return found

    def _take(self, user: User, *, pack: Mapping[str, Any]) -> str:
        own, region, scope = user.mof_div_code, str(pack["mof_div_code"]), self._lookup.scope
        problem = take_problem(
            user,
            pack=pack,
            is_above=scope.is_below(fiscal_year=YEAR, region=own, top=region),
            is_below=scope.is_below(fiscal_year=YEAR, region=region, top=own),
        )
        return problem.text if problem else ""

    def _takeable(self, user: User, *, catalog: Catalog) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for pack in self._rows[PACKS]:
            if pack["table_name"] != catalog.name and not (catalog.name == PACKS and pack["direction"] == UP):
                continue
            for word, owner in TARGETS[user.mof_div_code].items():
                if owner == pack["mof_div_code"]:
                    yield f"receive-{word}", pack

    def packs_at_central(self, user: User, *, catalog: Catalog) -> dict[str, str]:
        """Return what the central says to the documents of these."""
        found: dict[str, str] = {}
        ways = [("issue", DOWN, catalog.name)] if is_issued(catalog) else []
        ways += [("report-up", UP, "table")] if catalog.name == PACKS else []
        for word, way, name in ways:
            header = {"direction": way, "table_name": name, "number": 2, "title": "一包", "row_count": 1}
            found[word] = self._document(user, name=PACKS, row_id=new_id(), values=self._owned(user, **header))
        for word, pack in self._takeable(user, catalog=catalog):
            own, is_down = user.mof_div_code, pack["direction"] == DOWN
            values = {"pack": pack["id"], "receiver": own, "mof_div_code": own if is_down else pack["mof_div_code"]}
            row_id = receipt_id(pack=str(pack["id"]), receiver=own)
            found[word] = self._document(user, name=RECEIPTS, row_id=row_id, values={"fiscal_year": YEAR, **values})
        return found

    @staticmethod
    def _owned(user: User, **values: object) -> dict[str, object]:
        return {"fiscal_year": YEAR, "mof_div_code": user.mof_div_code, "digest": "0" * 64, **values}

    def _document(self, user: User, *, name: str, row_id: str, values: Mapping[str, Any]) -> str:
        catalog = self._schema.catalog(name)
        return self._judge(user, catalog=catalog, kind="insert", row_id=row_id, sets=values, stored=None)

    # moves

    def moves(self, users: Sequence[User], *, catalog: Catalog) -> Iterator[MoveTried]:
        """Yield every move of a record from every state, tried by every person."""
        table = self._schema.rows[RECORDS]
        by_others = {f"{state.code}_by": "another" for state in FILL_IN.states[1:]}
        for state in FILL_IN.states:
            self._connection.execute(update(table).values(flow_state=state.code, **by_others))
            for user in users:
                for where in ("own", "below"):
                    if where in TARGETS[user.mof_div_code]:
                        place = record_place(catalog, region=TARGETS[user.mof_div_code][where])
                        yield from self._moves_from(state.code, user=user, where=where, place=place)
        self._connection.execute(update(table).values(flow_state=FILL_IN.start))

    def _moves_from(self, source: str, *, user: User, where: str, place: Place) -> Iterator[MoveTried]:
        standing = read_standing(self._connection, schema=self._schema, user=user, place=place)
        offers = {one.name: one.why_not for one in standing.offers}
        for move in FILL_IN.moves_from(source):
            word = DONE.get(source, move.name) if move.name == "withdraw" else move.name
            said = self._move(move, user=user, row=standing.row)
            yield MoveTried(user.code, where, f"{word}-{where}", source, move.target, offers[move.name], said)

    def _move(self, move: Move, *, user: User, row: Mapping[str, Any]) -> str:
        sets = {"flow_state": move.target, "opinion": "意见"}
        catalog = self._schema.catalog(RECORDS)
        return self._judge(user, catalog=catalog, kind="update", row_id=row["id"], sets=sets, stored=row)
