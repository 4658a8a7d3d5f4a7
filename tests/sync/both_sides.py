"""One desk's store and one central with the same rows, told apart by nothing: what one judges, so must the other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import insert

from app.catalogs import CATALOGS
from app.flow.moves import take_move
from app.ids import new_id
from app.packs.documents import receipt_id
from app.people import MINISTRY_DIV, Level, Role, User
from app.scope import rebuild_scope
from app.store import open_store
from app.unit_of_work import Edit, apply_edits
from sync.central.database import open_database
from sync.central.push import push
from sync.central.seed import load_rows
from sync.wire import Batch, BatchReply, OperationBlock, Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.flow.record import Place
    from app.store import Store
    from sync.central.database import Database

YEAR = 2026
PLAIN, PACKED = "330000000", "340000000"
"""A province that issued nothing, and one that issued two packs of parameters."""
GOOD = {Status.ACCEPTED, Status.MERGED}
Verdict = tuple[str, str]
"""Rule and sentence of a refusal, both '' for what is accepted."""
Rows = list[dict[str, Any]]


@dataclass(kw_only=True)
class BothSides:
    """The two; counties are made as they are wanted, so that no example sees another's rows."""

    store: Store
    database: Database
    packs: tuple[str, str] = ("", "")
    _numbers: count[int]

    @classmethod
    def open(cls, folder: Path) -> BothSides:
        """Make both with regions, types, parameters, indicators and packs."""
        store = open_store(folder / "desk.db", catalogs=CATALOGS)
        made = cls(store=store, database=open_database(data=folder / "central", catalogs=CATALOGS), _numbers=count(1))
        ministry = {"mof_div_code": MINISTRY_DIV, "is_standard": True}
        regions = ((MINISTRY_DIV, "", "1"), (PLAIN, MINISTRY_DIV, "2"), (PACKED, MINISTRY_DIV, "2"))
        made.put("region", [_region(code, parent=parent, level=level) for code, parent, level in regions])
        types = [{**ministry, "code": code, "name": code, "category": "1"} for code in ("1101", "1105")]
        made.put("insurance_type", types)
        made.put("management_parameter", [{**ministry, **one} for one in _parameters()])
        made.put("performance_indicator", [{**ministry, **one} for one in _indicators()])
        return made._issue()

    def close(self) -> None:
        """Close both."""
        self.store.close()
        self.database.close()

    def put(self, name: str, rows: Rows) -> Rows:
        """Put rows into both as they are, whatever the rules say; return them in full."""
        catalog = self.store.schema.catalog(name)
        full = [{"id": new_id(), **catalog.blank(), "fiscal_year": YEAR, **row} for row in rows]
        if not full:
            return []
        with self.database.change() as sequence:
            load_rows(sequence, schema=self.database.schema, rows=[(catalog, full)])
        with self.store.write() as connection:
            connection.execute(insert(self.store.schema.rows[name]), [{**row, "version": 1} for row in full])
            if name == "region":
                rebuild_scope(connection, schema=self.store.schema, fiscal_year=YEAR)
        return full

    def county(self, *, province: str = PLAIN, taken: int = 0) -> User:
        """Return the operator of a new county; `taken`: which of its province's packs it has taken last."""
        code = f"{province[:2]}{next(self._numbers):04}000"
        self.put("region", [_region(code, parent=province, level="3")])
        if taken:
            pack = self.packs[taken - 1]
            receipt = {"id": receipt_id(pack=pack, receiver=code), "pack": pack, "receiver": code}
            self.put("pack_receipt", [{"mof_div_code": code, **receipt}])
        return person(code, role=Role.OPERATOR)

    def insert(self, name: str, rows: Rows, *, user: User) -> tuple[list[Verdict], list[Verdict]]:
        """Insert rows at both; return what the desk said of each, and the central."""
        edits = [
            Edit(catalog=name, kind="insert", row_id=row["id"], values={k: v for k, v in row.items() if k != "id"})
            for row in rows
        ]
        with self.store.write() as connection:
            outcome = apply_edits(connection, schema=self.store.schema, user=user, edits=edits, all_or_none=False)
        said: dict[int, Verdict] = {}
        for one in outcome.refusals:
            said.setdefault(one.edit, (one.problem.rule, one.problem.text))
        desk = [said.get(n, ("", "")) for n in range(len(rows))]
        return desk, self._push(name, rows, user=user)

    def submit(self, place: Place, *, user: User) -> tuple[Verdict, Verdict]:
        """Submit a page at both; return what each said."""
        moved = take_move(self.store, user=user, places=[place], name="submit")
        problem = moved.refused[0].problem if moved.refused else None
        desk = (problem.rule, problem.text) if problem else ("", "")
        made = {"id": place.row_id, **place.key, "flow_state": "submitted"}
        (central,) = self._push("filling", [made], user=user)
        return desk, central

    def _push(self, name: str, rows: Rows, *, user: User) -> list[Verdict]:
        names = [one for one in rows[0] if one != "id"]
        cells = [[row["id"], 0, *(row[one] for one in names)] for row in rows]
        block = OperationBlock(catalog=name, kind="insert", columns=names, rows=cells, edits=[["", "", ""]])
        batch = Batch(batch_id=new_id(), client_id="both", blocks=[block])
        digest = hashlib.sha256(msgspec.json.encode(batch)).hexdigest()
        told = push(self.database, batch=batch, batch_id=batch.batch_id, digest=digest, user=user)
        answers = msgspec.json.decode(told, type=BatchReply).answers
        return [("", "") if one.status in GOOD else (one.rule, one.text) for one in answers]

    def _issue(self) -> BothSides:
        owner = {"mof_div_code": PACKED, "direction": "down", "table_name": "management_parameter"}
        headers = [{**owner, "number": number, "title": "基金管理参数", "row_count": 1} for number in (1, 2)]
        made = self.put("pack", headers)
        self.put(
            "pack_row",
            [{"mof_div_code": PACKED, "pack": one["id"], "place": 1, "row_key": "GL", "content": "{}"} for one in made],
        )
        first, second = (str(one["id"]) for one in made)
        self.packs = (first, second)
        return self


def person(region: str, *, role: Role, level: Level = Level.COUNTY) -> User:
    """Return somebody of a region."""
    return User(code=f"{role}{region}", name="某人", mof_div_code=region, mof_div_name=region, level=level, role=role)


def _region(code: str, *, parent: str, level: str) -> dict[str, Any]:
    return {"mof_div_code": code, "name": code, "parent_code": parent, "level_no": level, "mof_div_type": "1"}


def _parameters() -> Rows:
    """Return parameters of which hard and explainable rules are made, one that is not for 1101, one with a bound."""
    codes = (
        ("GL0101", "参保人数(年末)", 0, None, "all"),
        ("GL0102", "其中:在职职工", 0, None, "all"),
        ("GL0103", "其中:离退休人员", 0, None, "all"),
        ("GL0201", "缴费人数", 0, 900_0000, "all"),
        ("GL0207", "单位缴费率", 2, 100_0000, "all"),
        ("GL0303", "常住人口", 0, None, "1105"),
    )
    return [
        {
            "code": code,
            "name": name,
            "category": "01",
            "data_type": "integer",
            "precision": precision,
            "minimum": 0,
            "maximum": high,
            "insurance_types": types,
            "unit": "%" if precision else "人",
        }
        for code, name, precision, high, types in codes
    ]


def _indicators() -> Rows:
    levels: Sequence[tuple[str, str, str]] = (("10", "", "1"), ("1010", "10", "2"))
    thirds = [(f"10101{n}", "1010", "3") for n in range(3)]
    return [
        {"code": code, "name": code, "parent_code": parent, "indicator_level": level, "insurance_types": "all"}
        for code, parent, level in (*levels, *thirds)
    ]
