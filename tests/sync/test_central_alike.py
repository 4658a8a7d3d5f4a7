"""Rows that are alike are judged together; whatever is sent, it comes to the same as judging them one by one."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

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
        rows = connection.execute(select(schema.table(name))).mappings()
        found[name] = sorted(
            (sorted((key, repr(cell)) for key, cell in row.items() if key != "n") for row in rows), key=repr
        )
    return found


def one_by_one(database: Database, *, batch: Batch, user: User) -> tuple[bytes, dict[str, Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pushing, "judge_alike", lambda *_given, **_named: None)
        return tried(database, batch=batch, user=user)


@st.composite
def cell(draw: st.DrawFn, name: str, rows: list[dict[str, Any]]) -> object:
    """Return a value for a field: mostly one that some row has."""
    if draw(st.integers(0, 11)):
        value = draw(st.sampled_from(rows))[name]
    else:
        value = draw(st.sampled_from(OTHERS.get(name, []) + ANY))
    return value.isoformat() if hasattr(value, "isoformat") else value


@st.composite
def new_rows(draw: st.DrawFn, name: str, rows: list[dict[str, Any]]) -> OperationBlock:
    catalog = next(one for one in CATALOGS if one.name == name)
    model = draw(st.sampled_from(rows))
    region = draw(st.sampled_from([model["mof_div_code"], HAISHU, HAISHU]))
    dropped = draw(st.sampled_from([*catalog.names, *[""] * 3 * len(catalog.names)]))
    columns = [one for one in catalog.names if one != dropped]
    free = draw(st.lists(st.sampled_from(catalog.names), max_size=2)) if not draw(st.integers(0, 2)) else []
    cells = []
    for number in range(draw(st.integers(1, 4))):
        row = {**model, "mof_div_code": region, "is_standard": region == MINISTRY_DIV, "is_received": False}
        key = catalog.key[-1]
        if key != "mof_div_code" and isinstance(row[key], str) and draw(st.integers(0, 5)):
            row[key] = f"{row[key]}{number + 10}"
        if name == "accounting_subject" and draw(st.integers(0, 3)):
            row |= {"code": f"1003{number + 10}", "parent_code": "1003"}
        row |= {one: draw(cell(one, rows)) for one in free}
        row_id = new_id() if draw(st.integers(0, 9)) else model["id"]
        values = [row[one].isoformat() if hasattr(row[one], "isoformat") else row[one] for one in columns]
        cells.append([row_id, 0 if draw(st.integers(0, 19)) else 1, *values])
    return OperationBlock(catalog=name, kind="insert", columns=columns, rows=cells, edits=edit(reason="录入"))


@st.composite
def edited_rows(draw: st.DrawFn, name: str, rows: list[dict[str, Any]]) -> OperationBlock:
    catalog = next(one for one in CATALOGS if one.name == name)
    plain = [one for one in catalog.names if one in {"remark", "value", "name", "auxiliary", "balance", "is_enabled"}]
    columns = draw(st.lists(st.sampled_from(plain or catalog.names), min_size=1, max_size=2, unique=True))
    if not draw(st.integers(0, 5)):
        columns = draw(st.lists(st.sampled_from(catalog.names), min_size=1, max_size=3, unique=True))
    chosen = draw(st.lists(st.sampled_from(rows), min_size=1, max_size=4, unique_by=lambda row: str(row["id"])))
    cells = []
    for number, row in enumerate(chosen):
        seen = [draw(cell(one, rows)) if not draw(st.integers(0, 19)) else row[one] for one in columns]
        wanted = [
            f"改{number}" if isinstance(row[one], str) and draw(st.booleans()) else draw(cell(one, rows))
            for one in columns
        ]
        version = row["version"] if draw(st.integers(0, 9)) else 0
        sent = [one.isoformat() if hasattr(one, "isoformat") else one for one in (*seen, *wanted)]
        cells.append([row["id"], version, *sent])
    return OperationBlock(catalog=name, kind="update", columns=columns, rows=cells, edits=edit(reason="改"))


def changed(value: object) -> object:
    """Return another value of the same kind."""
    if isinstance(value, bool):
        return not value
    return value + 10_000 if isinstance(value, int) else f"{value}改" if isinstance(value, str) else value


def test_it_comes_to_the_same_as_row_by_row(each_database: Database) -> None:
    database = each_database
    rows = stored_rows(database)
    took: Counter[bool] = Counter()

    @st.composite
    def batches(draw: st.DrawFn) -> tuple[User, list[OperationBlock]]:
        code, its = draw(st.sampled_from([*ITS.items(), *[("", NAMES)]]))
        user = PEOPLE[code] if code else draw(st.sampled_from(list(PEOPLE.values())))
        blocks = []
        for _ in range(draw(st.sampled_from([1, 1, 2]))):
            name = draw(st.sampled_from(its))
            mine = [row for row in rows[name] if row["mof_div_code"] == user.mof_div_code]
            chance: int = draw(st.integers(0, 5))
            pool = mine if chance and mine else rows[name]
            made: st.SearchStrategy[OperationBlock] = st.one_of(new_rows(name, pool), edited_rows(name, pool))
            blocks.append(draw(made))
        return user, blocks

    real = write_alike

    def counted(*given: Any, **named: Any) -> range | None:  # noqa: ANN401 - as write_alike
        written = real(*given, **named)
        took[written is not None] += 1
        return written

    @given(sent=batches())
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    def play(sent: tuple[User, list[OperationBlock]]) -> None:
        user, blocks = sent
        batch = msgspec.json.decode(msgspec.json.encode(Batch(batch_id="b", client_id="c", blocks=blocks)), type=Batch)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pushing, "write_alike", counted)
            together = tried(database, batch=batch, user=user)
        assert together == one_by_one(database, batch=batch, user=user)

    play()
    assert took[True] > 5, took  # the quick way was taken
    assert took[False] > 0, took  # and left, because an id or a key was taken


def bulk(count: int) -> OperationBlock:
    columns = ["fiscal_year", "mof_div_code", "code", "name", "parent_code", "category", "balance_side"]
    rows = [[new_id(), 0, YEAR, HAISHU, f"1003{n:04d}", f"第{n}行", "1003", "1", "1"] for n in range(count)]
    return OperationBlock(catalog="accounting_subject", kind="insert", columns=columns, rows=rows, edits=edit())


def accepted(database: Database, block: OperationBlock, *, batch_id: str) -> list[Answer]:
    """Send a block as 海曙区's operator; everything must be accepted."""
    batch = Batch(batch_id=batch_id, client_id="c", blocks=[block])
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
