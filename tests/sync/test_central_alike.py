"""Rows that are alike are judged together; whatever is sent, it comes to the same as judging them one by one."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, true

from app.catalogs import CATALOGS
from app.ids import new_id
from app.people import MINISTRY_DIV
from sync.central import push as pushing
from sync.central.demo_province import DEMO_USERS
from sync.central.push import push
from sync.central.write_alike import write_alike
from sync.wire import Answer, Batch, BatchReply, OperationBlock, Status
from tests.sync.central_fixture import YEAR
from tests.sync.small_province import HAISHU, NINGBO, PROVINCE, YINZHOU
from tests.sync.talk import edit

if TYPE_CHECKING:
    from app.catalog import Catalog
    from app.people import User
    from sync.central.database import ChangeSequence, Database

PEOPLE = {user.code: user for user in DEMO_USERS if user.code in {"hs_jb", "nb_jb", "zj_jb", "bu_jb", "hs_sh"}}
NAMES = ("accounting_subject", "management_value", "actuarial_value", "fund_account", "pooling_area", "insurance_type")
ITS = {
    "hs_jb": ("accounting_subject", "management_value", "actuarial_value", "fund_account"),
    "zj_jb": ("pooling_area", "management_value", "fund_account"),
    "bu_jb": ("accounting_subject", "insurance_type"),
}
"""What people write most; the rest of what they send is refused as a whole."""
OTHERS: dict[str, list[Any]] = {
    "fiscal_year": [None, "x", 1800, YEAR + 1],
    "mof_div_code": [HAISHU, YINZHOU, NINGBO, PROVINCE, MINISTRY_DIV, "999999999", ""],
    "parent_code": ["", "1003", "nix", "100301"],
    "insurance_types": ["all", "1101,1102", "nix", "1" * 300],
    "value": [None, 0, 5, 10_000, 2**70, -1],
}
ANY: list[Any] = [None, "", "1", "甲", "长" * 600, "a\x00b", True, False, 7, "2026-01-31", 'q"\\%s\n', [1]]
NEW = ["1003", "100301", "10030101", "1101", "330299999", "9"]


EXAMPLES = 150
PLAIN = {"remark", "value", "name", "auxiliary", "balance", "detail_rule", "short_name", "is_enabled"}


class _UndoneError(Exception):
    """Ends a trial: the transaction is rolled back."""


def stored_rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.read() as connection:
        return {
            name: [dict(row) for row in connection.execute(select(database.schema.rows[name])).mappings()]
            for name in NAMES
        }


def tried(database: Database, *, batch: Batch, user: User) -> tuple[bytes, dict[str, Any]]:
    """Return the reply to a batch and what it would leave in every table; nothing is kept."""
    found: dict[str, Any] = {}

    def carry_out(work: Any, *, region: str | None) -> bytes:  # noqa: ANN401 - stands in for Database.carry_out
        assert region is None or region == user.mof_div_code
        with suppress(_UndoneError), database.change() as sequence:
            found["reply"] = work(sequence)
            found["state"] = state(sequence, database=database)
            raise _UndoneError
        return bytes(found["reply"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "carry_out", carry_out)
        patch.setattr(pushing, "now_text", lambda: "2026-01-01T00:00:00Z")
        reply = push(database, batch=batch, batch_id=batch.batch_id, digest="d", user=user)
    return reply, found["state"]


def state(sequence: ChangeSequence, *, database: Database) -> dict[str, Any]:
    schema, connection = database.schema, sequence.connection
    found: dict[str, Any] = {"clock": sequence.version}
    for name in (*NAMES, "audit", "central_sum"):
        table = schema.table(name)
        touched = table.c.version > sequence.start if "version" in table.c else true()
        rows = connection.execute(select(table).where(touched)).mappings()
        found[name] = sorted(
            (sorted((key, repr(cell)) for key, cell in row.items() if key != "n") for row in rows), key=repr
        )
    return found


def one_by_one(database: Database, *, batch: Batch, user: User) -> tuple[bytes, dict[str, Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pushing, "judge_alike", lambda *_given, **_named: None)
        return tried(database, batch=batch, user=user)


class Draw:
    """Draws bulks from a seed; what is wrong with one is only that, so that nothing else gives it away."""

    def __init__(self, seed: int, *, stored: dict[str, list[dict[str, Any]]]) -> None:
        self.dice = Random(seed)  # noqa: S311 - any numbers will do
        self._stored = stored

    def seldom(self, one_in: int) -> bool:
        return self.dice.randrange(one_in) == 0

    def batch(self) -> tuple[User, list[OperationBlock]]:
        code, names = self.dice.choice([*ITS.items(), ("", NAMES)])
        user = PEOPLE[code] if code else self.dice.choice(list(PEOPLE.values()))
        blocks = []
        for _ in range(self.dice.choice([1, 1, 1, 2])):
            name = self.dice.choice(names)
            mine = [row for row in self._stored[name] if row["mof_div_code"] == user.mof_div_code]
            pool = mine if mine and not self.seldom(6) else self._stored[name]
            blocks.append(self.dice.choice([self.new, self.edited])(name, pool))
        return user, blocks

    def flaw(self, *kinds: str) -> str:
        """Return what is wrong with a block: nothing half the time, else one thing in one of its rows."""
        return "" if self.seldom(2) else self.dice.choice(kinds)

    def new(self, name: str, rows: list[dict[str, Any]]) -> OperationBlock:
        catalog, flaw = _catalog(name), self.flaw("column", "cell", "cell", "id", "version")
        columns = list(catalog.names)
        if flaw == "column":
            columns.remove(self.dice.choice(columns))
        cells = []
        count = self.dice.randint(1, 4)
        wrong = self.dice.randrange(count)
        for number in range(count):
            model = self.dice.choice(rows)
            row = {**model, "is_received": False, **self._key(catalog, model, number=number)}
            if flaw == "cell" and number == wrong:
                row |= {one: self.cell(one, rows) for one in [self.dice.choice(columns)]}
            row_id = model["id"] if flaw == "id" and number == wrong else new_id()
            cells.append([row_id, int(flaw == "version" and number == wrong), *(_sent(row[one]) for one in columns)])
        return OperationBlock(catalog=name, kind="insert", columns=columns, rows=cells, edits=edit(reason="录入"))

    def _key(self, catalog: Catalog, model: dict[str, Any], *, number: int) -> dict[str, Any]:
        """Return key fields that are free, or were so before the row above."""
        if catalog.name == "accounting_subject":
            return {"code": f"1003{self.dice.randrange(10, 30)}", "parent_code": "1003"}
        name = catalog.key[-1]
        field, value = catalog.by_name[name], model[name]
        if options := getattr(field, "options", ()):
            return {name: self.dice.choice(options)[0]}
        if isinstance(value, int):
            return {name: value - 20 - number}
        return {} if name == "mof_div_code" else {name: f"{value}{self.dice.randrange(10, 30)}"}

    def edited(self, name: str, rows: list[dict[str, Any]]) -> OperationBlock:
        catalog, flaw = _catalog(name), self.flaw("seen", "wanted", "version", "columns")
        names = catalog.names if flaw == "columns" else [one for one in catalog.names if one in PLAIN]
        columns = self.dice.sample(names, min(len(names), self.dice.randint(1, 2)))
        chosen = self.dice.sample(rows, min(len(rows), self.dice.randint(1, 4)))
        wrong, other = self.dice.randrange(len(chosen)), self.dice.choice(columns)
        cells = []
        for number, row in enumerate(chosen):
            seen = {one: row[one] for one in columns}
            wanted = {one: changed(row[one]) for one in columns}
            if number == wrong and flaw == "seen":
                seen[other] = changed(wanted[other])
            if number == wrong and flaw == "wanted":
                wanted[other] = self.cell(other, rows)
            version = 0 if number == wrong and flaw == "version" else row["version"]
            cells.append([row["id"], version, *map(_sent, (*seen.values(), *wanted.values()))])
        return OperationBlock(catalog=name, kind="update", columns=columns, rows=cells, edits=edit(reason="改"))

    def cell(self, name: str, rows: list[dict[str, Any]]) -> object:
        """Return a value for a field: mostly one that some row has."""
        return self.dice.choice(OTHERS.get(name, []) + ANY) if self.seldom(3) else self.dice.choice(rows)[name]


def _catalog(name: str) -> Catalog:
    return next(one for one in CATALOGS if one.name == name)


def _sent(value: Any) -> object:  # noqa: ANN401 - a cell
    return value.isoformat() if isinstance(value, date) else value


def changed(value: object) -> object:
    """Return another value of the same kind."""
    if isinstance(value, bool):
        return not value
    return value + 10_000 if isinstance(value, int) else f"{value}改" if isinstance(value, str) else value


def test_it_comes_to_the_same_as_row_by_row(each_database: Database) -> None:
    database = each_database
    rows = stored_rows(database)
    took: Counter[bool] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()

    real = write_alike

    def counted(*given: Any, **named: Any) -> range | None:  # noqa: ANN401 - as write_alike
        written = real(*given, **named)
        took[written is not None] += 1
        kinds[named["alike"].stretch.catalog.name, named["alike"].stretch.kind] += 1
        return written

    @given(seed=st.integers(0, 2**40))
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    def play(seed: int) -> None:
        user, blocks = Draw(seed, stored=rows).batch()
        batch = msgspec.json.decode(msgspec.json.encode(Batch(batch_id="b", client_id="c", blocks=blocks)), type=Batch)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pushing, "write_alike", counted)
            together = tried(database, batch=batch, user=user)
        assert together == one_by_one(database, batch=batch, user=user)

    play()
    assert took[True] > 15, took  # the quick way was taken
    assert len(kinds) > 5, kinds
    assert took[False] > 0, took  # and left, because an id or a key was taken


def bulk(count: int, *, first: int = 0) -> OperationBlock:
    columns = ["fiscal_year", "mof_div_code", "code", "name", "parent_code", "category", "balance_side"]
    rows = [
        [new_id(), 0, YEAR, HAISHU, f"1003{n:04d}", f"第'{n}%s行", "1003", "1", "1"]
        for n in range(first, first + count)
    ]
    return OperationBlock(catalog="accounting_subject", kind="insert", columns=columns, rows=rows, edits=edit())


def accepted(database: Database, *blocks: OperationBlock, batch_id: str) -> list[Answer]:
    """Send blocks as 海曙区's operator; everything must be accepted."""
    batch = Batch(batch_id=batch_id, client_id="c", blocks=list(blocks))
    raw = push(database, batch=batch, batch_id=batch_id, digest="d", user=PEOPLE["hs_jb"])
    answers = msgspec.json.decode(raw, type=BatchReply).answers
    assert {one.status for one in answers} == {Status.ACCEPTED}
    return answers


def test_a_bulk_of_good_rows_is_never_looked_at_one_by_one(
    each_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "Judge", None)
    block = bulk(300)
    answers = accepted(each_database, block, batch_id="a")
    edits = OperationBlock(
        catalog="accounting_subject",
        kind="update",
        columns=["remark", "is_enabled"],
        rows=[[row[0], one.version, "", True, "停", False] for row, one in zip(block.rows, answers, strict=True)],
        edits=edit(),
    )
    accepted(each_database, edits, batch_id="b")
    accepted(each_database, bulk(200, first=300), bulk(100, first=500), batch_id="c")
