"""消息 at the desk: what came, what is unread, sending; all of it works without a connection (SPEC section 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, insert, or_, select

from app.commands import add_rows
from app.flow.record import Place
from app.scope import below
from app.store import now_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection

    from app.fields import Value
    from app.people import User
    from app.store import Store
    from app.tables import Schema
    from app.unit_of_work import Outcome

MESSAGES, MARKS = "message", "message_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; `place` is the page that it is about (None: none, or not one alone), `is_waiting`: not sent yet."""

    row_id: str
    kind: str
    title: str
    body: str
    region: str
    region_name: str
    to_role: str
    sender: str
    sender_place: str
    sent_at: str
    is_read: bool
    is_mine: bool
    is_waiting: bool
    fiscal_year: int
    catalog: str
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be sent to one region; `to_role` '' for everybody there."""

    region: str
    title: str
    body: str
    kind: str = "notice"
    to_role: str = ""
    catalog: str = ""
    insurance_type: str = ""
    basis: str = ""


def unread_count(connection: Connection, *, schema: Schema, user: User) -> int:
    """Return how many messages to this person they have not read."""
    if MESSAGES not in schema.rows:
        return 0
    table = schema.rows[MESSAGES]
    wanted = select(func.count()).select_from(table).where(_to(user, schema=schema), ~_read(user, schema=schema))
    return int(connection.execute(wanted).scalar_one())


def read_messages(
    connection: Connection, *, schema: Schema, user: User, sent: bool = False, unread_only: bool = False
) -> list[Message]:
    """Return the messages to this person, or those that they sent, newest first."""
    table, regions = schema.rows[MESSAGES], schema.rows["region"]
    mine = and_(table.c.is_deleted.is_(False), table.c.sent_by == user.code)
    marked = _read(user, schema=schema)
    wanted = select(table, marked.label("is_read")).where(mine if sent else _to(user, schema=schema))
    if unread_only:
        wanted = wanted.where(~marked)
    rows = connection.execute(wanted.order_by(table.c.sent_at.desc(), table.c.number.desc())).mappings().all()
    named = select(regions.c.mof_div_code, regions.c.name).where(
        regions.c.mof_div_code.in_({row["mof_div_code"] for row in rows})
    )
    names = {code: name for code, name in connection.execute(named)}  # noqa: C416 - rows are no pairs
    return [_message(dict(row), user=user, names=names) for row in rows]


def _message(row: Mapping[str, Any], *, user: User, names: Mapping[str, str]) -> Message:
    region, catalog = str(row["mof_div_code"]), str(row["value_catalog"])
    year = row["fiscal_year"] if isinstance(row["fiscal_year"], int) else 0
    is_page = bool(catalog) and bool(row["insurance_type"] or row["basis"])
    place = Place(
        fiscal_year=year,
        region=region,
        catalog=catalog,
        insurance_type=str(row["insurance_type"]),
        basis=str(row["basis"]),
    )
    return Message(
        row_id=str(row["id"]),
        kind=str(row["kind"]),
        title=str(row["title"]),
        body=str(row["body"]),
        region=region,
        region_name=names.get(region, region),
        to_role=str(row["to_role"]),
        sender=str(row["sent_name"]),
        sender_place=str(row["sent_place"]),
        sent_at=str(row["sent_at"]),
        is_read=bool(row["is_read"]),
        is_mine=row["sent_by"] == user.code,
        is_waiting=bool(row["state"]),
        fiscal_year=year,
        catalog=catalog,
        place=place if is_page else None,
    )


def mark_read(store: Store, *, user: User, row_ids: Sequence[str]) -> int:
    """Note that this person has read these messages; return how many had not been."""
    marks = store.schema.table(MARKS)
    with store.write() as connection:
        known = set(connection.execute(select(marks.c.message_id).where(marks.c.person == user.code)).scalars())
        new = [row_id for row_id in dict.fromkeys(row_ids) if row_id not in known]
        rows = [{"message_id": row_id, "person": user.code, "at": now_text()} for row_id in new]
        if rows:
            connection.execute(insert(marks), rows)
    return len(new)


def send_messages(store: Store, *, user: User, fiscal_year: int, drafts: Iterable[Draft]) -> Outcome:
    """Put messages into the queue, all or none; who sends them is who signed in."""
    rows: list[dict[str, Value]] = [
        {
            "fiscal_year": fiscal_year,
            "mof_div_code": draft.region,
            "kind": draft.kind,
            "to_role": draft.to_role,
            "title": draft.title,
            "body": draft.body,
            "value_catalog": draft.catalog,
            "insurance_type": draft.insurance_type,
            "basis": draft.basis,
        }
        for draft in drafts
    ]
    return add_rows(store, user=user, catalog=store.schema.catalog(MESSAGES), rows=rows, verb="发送")


def addressees(connection: Connection, *, schema: Schema, user: User, fiscal_year: int) -> list[tuple[str, str]]:
    """Return code and name of each region in use, down to counties, to which this person may write."""
    table = schema.rows["region"]
    wanted = select(table.c.mof_div_code, table.c.name).where(
        table.c.fiscal_year == fiscal_year,
        table.c.is_deleted.is_(False),
        table.c.is_enabled.is_(True),
        table.c.level_no.in_([str(int(level)) for level in schema.catalog(MESSAGES).authority.writers]),
        below(table, schema=schema, region=user.mof_div_code),
    )
    return [(row[0], row[1]) for row in connection.execute(wanted.order_by(table.c.mof_div_code))]


def _to(user: User, *, schema: Schema) -> ColumnElement[bool]:
    """Return the condition for what somebody else sent to this person."""
    table = schema.rows[MESSAGES]
    return and_(
        table.c.is_deleted.is_(False),
        table.c.mof_div_code == user.mof_div_code,
        or_(table.c.to_role == "", table.c.to_role == user.role.value),
        table.c.sent_by != user.code,
    )


def _read(user: User, *, schema: Schema) -> ColumnElement[bool]:
    table, marks = schema.rows[MESSAGES], schema.table(MARKS)
    return exists().where(marks.c.message_id == table.c.id, marks.c.person == user.code)
