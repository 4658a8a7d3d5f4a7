"""Receipts of own level and below by account, days and line, each with where its file is (clause 1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.receipts.folder import folder_of
from app.receipts.kinds import ReceiptError
from app.scope import below

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sqlalchemy import Connection, Row

    from app.people import User
    from app.statements.checking import CheckScope
    from app.store import Store
    from app.tables import Schema

HERE, AWAY, WAITING, FAILED = "here", "away", "waiting", "failed"
PLACES = {HERE: "在本机", AWAY: "在中心端", WAITING: "等待上传", FAILED: "上传未成"}
"""Where a receipt's file is, in the officers' words."""
_NAMES = (
    *("id", "mof_div_code", "account_no", "bank_name", "booked_on", "serial_no"),
    *("file_name", "media_type", "size", "sha256", "remark"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One receipt; `size` in bytes, `where` is here, away, waiting or failed, `error` why it could not be sent."""

    id: str
    mof_div_code: str
    account_no: str
    bank_name: str
    booked_on: date
    serial_no: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    remark: str
    where: str
    error: str = ""


def list_receipts(store: Store, *, user: User, scope: CheckScope, serial_no: str = "") -> list[Receipt]:
    """Return the receipts of a scope, by account and day; of one line where `serial_no` names it."""
    schema = store.schema
    table = schema.rows["receipt"]
    wanted = [
        table.c.is_deleted.is_(False),
        table.c.fiscal_year == scope.fiscal_year,
        below(table, schema=schema, region=user.mof_div_code),
        below(table, schema=schema, region=scope.region),
    ]
    limits = (
        (scope.account_no, table.c.account_no == scope.account_no),
        (scope.bank_name, table.c.bank_name == scope.bank_name),
        (scope.first, table.c.booked_on >= (scope.first or date.min)),
        (scope.last, table.c.booked_on <= (scope.last or date.max)),
        (serial_no, table.c.serial_no == serial_no),
    )
    wanted += [limit for given, limit in limits if given]
    with store.read() as connection:
        rows = connection.execute(
            select(*(table.c[name] for name in _NAMES))
            .where(*wanted)
            .order_by(table.c.account_no, table.c.bank_name, table.c.booked_on, table.c.serial_no, table.c.file_name)
        ).all()
        return _told(connection, store=store, rows=rows)


def receipt_of(store: Store, *, user: User, row_id: str) -> Receipt:
    """Return one receipt by its row's id; ReceiptError when there is none that the person sees."""
    schema = store.schema
    table = schema.rows["receipt"]
    with store.read() as connection:
        rows = connection.execute(
            select(*(table.c[name] for name in _NAMES)).where(
                table.c.id == row_id,
                table.c.is_deleted.is_(False),
                below(table, schema=schema, region=user.mof_div_code),
            )
        ).all()
        found = _told(connection, store=store, rows=rows)
    if not found:
        raise ReceiptError(f"没有标识为“{row_id}”的回单，请先用 receipt list 查出标识。", code="receipt.unknown")
    return found[0]


def _told(connection: Connection, *, store: Store, rows: Sequence[Row[Any]]) -> list[Receipt]:
    queue = _queue(connection, schema=store.schema)
    folder = folder_of(store)
    found = []
    for row in rows:
        values: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 - a row's names are there alone
        is_sent, error = queue.get(values["sha256"], (True, ""))
        where = HERE if folder.has(values["sha256"], kind=values["media_type"]) else AWAY
        if not is_sent:
            where = FAILED if error else WAITING
        found.append(Receipt(**values, where=where, error=error if not is_sent else ""))
    return found


def _queue(connection: Connection, *, schema: Schema) -> dict[str, tuple[bool, str]]:
    table = schema.table("receipt_file")
    found = connection.execute(select(table.c.sha256, table.c.is_sent, table.c.error)).all()
    return {str(sha256): (bool(is_sent), str(error)) for sha256, is_sent, error in found}
