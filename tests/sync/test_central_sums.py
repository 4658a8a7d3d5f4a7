"""Sums that are kept with every change equal those counted anew, for whoever asks (SYNC point 9)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import delete as remove
from sqlalchemy import insert as put
from sqlalchemy import update as change

from app.ids import new_id
from app.people import MINISTRY_DIV, Role
from sync.central.database import present_version
from sync.central.demo_province import DEMO_USERS
from sync.central.push import push
from sync.central.sums import ensure_sums
from sync.wire import Batch, BatchReply, OperationBlock, Status, Sum
from tests.sync.central_fixture import YEAR
from tests.sync.recount import kept, recounted, seen_sums
from tests.sync.small_province import HAISHU, HANGZHOU, NINGBO, PROVINCE, YINZHOU
from tests.sync.talk import delete, insert, update

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from sync.central.database import Database

REGIONS = (MINISTRY_DIV, PROVINCE, NINGBO, HANGZHOU, HAISHU, YINZHOU, "999999999")
PEOPLE = {user.code: user for user in DEMO_USERS}


@pytest.fixture
def database(each_database: Database) -> Database:
    return each_database


def compare(database: Database) -> None:
    """Compare what is kept and what people are told with the rows."""
    with database.read() as connection:
        schema = database.schema
        assert kept(connection, schema=schema) == recounted(connection, schema=schema)
        present = present_version(connection, schema=schema)
        for region in REGIONS:
            user = replace(PEOPLE["hs_jb"], mof_div_code=region)
            told = database.book.sums(connection, user=user)
            assert told == (present, seen_sums(connection, schema=schema, region=region)), region
            assert database.book.sums(connection, user=user) == told
            outside = database.book.sums(connection, user=replace(user, role=Role.TAX))[1]
            hidden = [one.name for one in schema.catalogs if Role.TAX not in one.authority.readers]
            assert outside == tuple(Sum(one.catalog, 0, 0) if one.catalog in hidden else one for one in told[1])


def send(database: Database, *blocks: OperationBlock, user: str) -> BatchReply:
    batch = Batch(batch_id=str(uuid4()), client_id="c", blocks=list(blocks))
    raw = push(database, batch=batch, batch_id=batch.batch_id, digest="d", user=PEOPLE[user])
    return msgspec.json.decode(raw, type=BatchReply)


def statuses(reply: BatchReply) -> list[Status]:
    return [one.status for one in reply.answers]


def row_of(database: Database, catalog: str, **cells: object) -> RowMapping:
    table = database.schema.rows[catalog]
    with database.read() as connection:
        wanted = table.select().where(*(table.c[name] == value for name, value in cells.items()))
        return connection.execute(wanted).mappings().first() or pytest.fail(f"no row {cells}")


def test_what_is_seeded_is_summed_up(database: Database) -> None:
    compare(database)


def test_new_changed_moved_and_deleted_rows(database: Database) -> None:
    subject = {
        "id": new_id(),
        "fiscal_year": YEAR,
        "mof_div_code": HAISHU,
        "code": "100301",
        "name": "甲",
        "parent_code": "1003",
        "category": "1",
        "balance_side": "1",
        "is_enabled": True,
    }
    reply = send(database, insert("accounting_subject", subject), user="hs_jb")
    assert statuses(reply) == [Status.ACCEPTED]
    compare(database)
    stored = dict(row_of(database, "accounting_subject", id=subject["id"]))
    assert statuses(send(database, update("accounting_subject", stored, name="乙"), user="hs_jb")) == [Status.ACCEPTED]
    compare(database)
    stored = dict(row_of(database, "accounting_subject", id=subject["id"]))
    assert statuses(send(database, delete("accounting_subject", stored), user="hs_jb")) == [Status.ACCEPTED]
    compare(database)
    area = dict(row_of(database, "pooling_area", mof_div_code=HAISHU))
    other = dict(row_of(database, "pooling_area", mof_div_code=YINZHOU, insurance_type=area["insurance_type"]))
    swap = [
        update("pooling_area", area, mof_div_code=YINZHOU),
        update("pooling_area", other, mof_div_code=HAISHU),
    ]
    assert statuses(send(database, *swap, user="zj_jb")) == [Status.ACCEPTED, Status.ACCEPTED]
    compare(database)


def test_a_refused_batch_changes_no_sum(database: Database) -> None:
    stored = dict(row_of(database, "accounting_subject", mof_div_code=MINISTRY_DIV))
    assert statuses(send(database, update("accounting_subject", stored, name="乙"), user="hs_jb")) == [Status.REJECTED]
    compare(database)


def test_a_region_that_moves_takes_its_rows_to_those_who_see_it_now(database: Database) -> None:
    region = dict(row_of(database, "region", mof_div_code=HAISHU))
    compare(database)
    reply = send(database, update("region", region, parent_code=HANGZHOU), user="zj_jb")
    assert statuses(reply) == [Status.ACCEPTED]
    compare(database)


def test_rows_without_a_year_or_a_known_region_are_seen_as_the_scope_says(database: Database) -> None:
    schema = database.schema
    with database.change() as sequence:
        for region in (HAISHU, "999999999", MINISTRY_DIV, PROVINCE):
            for year in (None, 1999):
                for name in ("management_value", "accounting_subject"):
                    cells = {"id": new_id(), "version": sequence.next(), "fiscal_year": year, "mof_div_code": region}
                    code = {"code": f"9{sequence.version}"} if name == "accounting_subject" else {}
                    sequence.connection.execute(put(schema.rows[name]).values(**cells, **code))
        assert ensure_sums(sequence.connection, schema=schema)
    compare(database)


def test_a_database_without_sums_or_with_old_ones_gets_them_when_it_is_opened(database: Database) -> None:
    schema = database.schema
    with database.write() as connection:
        assert not ensure_sums(connection, schema=schema)
        connection.execute(remove(schema.table("central_sum")))
        assert ensure_sums(connection, schema=schema)
        assert not ensure_sums(connection, schema=schema)
    compare(database)
    with database.change() as sequence:  # as a central did that kept no sums
        table = schema.rows["management_value"]
        stored = sequence.connection.execute(table.select().limit(1)).mappings().one()
        later = change(table).where(table.c.id == stored["id"]).values(version=sequence.next())
        sequence.connection.execute(later)
        assert ensure_sums(sequence.connection, schema=schema)
    compare(database)
