"""Random batches, good and bad cells mixed: whatever is sent, what stands afterwards is what the answers say."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.ids import new_id
from sync.central.database import Database, present_version
from sync.central.demo_province import DEMO_USERS
from sync.central.push import push
from sync.wire import Batch, BatchReply, OperationBlock, Status
from tests.sync.central_fixture import YEAR
from tests.sync.database_fixture import small_copy
from tests.sync.recount import kept, recounted, seen_sums
from tests.sync.small_province import HAISHU, YINZHOU

if TYPE_CHECKING:
    from pathlib import Path

COUNTY = next(user for user in DEMO_USERS if user.code == "hs_jb")
IDS = [new_id() for _ in range(4)]
WRITTEN = {Status.ACCEPTED, Status.MERGED}
PLACES = [("100301", "1003"), ("10030101", "100301"), ("100302", "1003"), ("10030201", "100302")]
GOOD: dict[str, list[Any]] = {
    "fiscal_year": [YEAR],
    "mof_div_code": [HAISHU],
    "name": ["甲", "乙"],
    "category": ["1"],
    "balance_side": ["1", "2"],
    "is_enabled": [True, True, False],
    "is_standard": [False],
    "colour": ["red", "blue", None, {"a": [1]}],
}
BAD = [
    *(("fiscal_year", None), ("fiscal_year", "x"), ("fiscal_year", 1800), ("mof_div_code", YINZHOU)),
    *(("mof_div_code", "109900000"), ("mof_div_code", 5), ("code", "1003"), ("code", "9"), ("parent_code", "")),
    *(("parent_code", "nix"), ("parent_code", "10030101"), ("name", ""), ("name", "长" * 101), ("name", None)),
    *(("category", "7"), ("balance_side", ""), ("is_enabled", "ja"), ("is_standard", True)),
]
SETTINGS = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
NAMES = ("code", "parent_code", *GOOD)


@st.composite
def cells(draw: st.DrawFn) -> dict[str, Any]:
    """Return the cells of a row: good ones, once in a while one bad."""
    code, parent = draw(st.sampled_from(PLACES))
    row = {"code": code, "parent_code": parent, **{name: draw(st.sampled_from(GOOD[name])) for name in GOOD}}
    if draw(st.integers(0, 5)) == 0:
        name, value = draw(st.sampled_from(BAD))
        row[name] = value
    return row


@st.composite
def operations(draw: st.DrawFn) -> OperationBlock:
    kind = draw(st.sampled_from(["insert", "insert", "insert", "update", "update", "delete"]))
    some = st.lists(st.sampled_from(sorted(GOOD)), min_size=1, max_size=3, unique=True)
    names = (
        [] if kind == "delete" else list(NAMES) if kind == "insert" else draw(some | st.just(["code", "parent_code"]))
    )
    rows = []
    for _ in range(draw(st.integers(1, 3))):
        old, new = draw(cells()), draw(cells())
        seen = [old[name] for name in names] if kind == "update" else []
        rows.append([draw(st.sampled_from(IDS)), 0, *seen, *(new[name] for name in names)])
    return OperationBlock(
        catalog="accounting_subject", kind=kind, columns=names, rows=rows, edits=[["hs_jb", "", "因为"]]
    )


def state(database: Database) -> tuple[int, int, dict[str, dict[str, Any]]]:
    """Return the clock, the number of audit lines, and the county's rows by id."""
    with database.read() as connection:
        table, audit = database.schema.rows["accounting_subject"], database.schema.table("audit")
        rows = connection.execute(select(table).where(table.c.id.in_(IDS))).mappings()
        lines = connection.execute(select(func.count()).select_from(audit)).scalar_one()
        return present_version(connection, schema=database.schema), lines, {row["id"]: dict(row) for row in rows}


def on_what_stands(blocks: list[OperationBlock], standing: dict[str, dict[str, Any]]) -> list[OperationBlock]:
    """Base two of three operations on what stands, as a client does that is up to date."""
    return [
        msgspec.structs.replace(
            block, rows=[_based(block, row, standing) if n % 3 else row for n, row in enumerate(block.rows, 1)]
        )
        for block in blocks
    ]


def _based(block: OperationBlock, row: list[Any], standing: dict[str, dict[str, Any]]) -> list[Any]:
    stored = standing.get(row[0])
    if stored is None:
        return row
    extra = msgspec.json.decode(stored["extra"]) if stored["extra"] else {}
    seen = [stored[name] if name in stored else extra.get(name) for name in block.columns]
    return [row[0], stored["version"], *(seen if block.kind == "update" else []), *row[len(row) - len(block.columns) :]]


@pytest.mark.parametrize(("kind", "examples"), [("sqlite", 30), ("postgresql", 15)])
def test_what_stands_is_what_the_answers_say(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, examples: int
) -> None:
    @given(batches=st.lists(st.lists(operations(), min_size=1, max_size=4), min_size=2, max_size=4))
    @settings(SETTINGS, max_examples=examples)
    def play(batches: list[list[OperationBlock]]) -> None:
        with small_copy(kind, request=request, folder=tmp_path / new_id()) as database:
            for number, blocks in enumerate(batches):
                _send(database, blocks=blocks, batch_id=f"b{number}")

    play()


def _send(database: Database, *, blocks: list[OperationBlock], batch_id: str) -> None:
    clock, lines, before = state(database)
    blocks = on_what_stands(blocks, before)
    batch = Batch(batch_id=batch_id, client_id="c", blocks=blocks)
    digest = sha256(msgspec.json.encode(batch)).hexdigest()
    raw = push(database, batch=batch, batch_id=batch_id, digest=digest, user=COUNTY)
    reply = msgspec.json.decode(raw, type=BatchReply)
    after_clock, after_lines, after = state(database)
    sent = [(block, row) for block in blocks for row in block.rows]
    assert len(reply.answers) == len(sent)
    assert after_clock - clock == after_lines - lines
    fates = [(one[0], one[1], answer) for one, answer in zip(sent, reply.answers, strict=True)]
    for row_id in {row[0] for _, row in sent}:
        own = [(block, row, answer) for block, row, answer in fates if row[0] == row_id]
        done = [one for one in own if one[2].status in WRITTEN]
        if not done:
            assert after.get(row_id) == before.get(row_id)
        else:
            _compare(done[-1], after=after[row_id])
        assert all(one[2].text or one[2].fields or one[2].by for one in own if one not in done)
    _check_trees(after)
    told = {row[0] for block in reply.rows for row in block.rows}
    for row_id, row in after.items():
        changed = before.get(row_id) != row
        assert changed or row_id in told or row_id not in {one[0] for _, one in sent}
    with database.read() as connection:
        schema = database.schema
        assert kept(connection, schema=schema) == recounted(connection, schema=schema)
        sums = database.book.sums(connection, user=COUNTY)
        assert sums == (after_clock, seen_sums(connection, schema=schema, region=HAISHU))
    assert push(database, batch=batch, batch_id=batch_id, digest=digest, user=COUNTY) == raw
    assert state(database) == (after_clock, after_lines, after)


def _compare(done: tuple[OperationBlock, list[Any], Any], *, after: dict[str, Any]) -> None:
    block, row, answer = done
    assert after["version"] >= answer.version
    if block.kind == "delete":
        assert after["is_deleted"]
        return
    wanted = dict(zip(block.columns, row[-len(block.columns) :], strict=True))
    extra = msgspec.json.decode(after["extra"]) if after["extra"] else {}
    for name, value in wanted.items():
        if name == "colour":
            assert extra.get(name) == value
        elif name != "is_standard":
            assert after[name] == value
    assert (after["mof_div_code"], after["is_standard"], after["updated_by"]) == (HAISHU, False, "hs_jb")


def _check_trees(rows: dict[str, dict[str, Any]]) -> None:
    standing = [row for row in rows.values() if not row["is_deleted"]]
    codes = {row["code"] for row in standing}
    assert len(codes) == len(standing)
    for row in standing:
        assert row["parent_code"] in codes | {"1003"}
        assert row["code"].startswith(row["parent_code"])
