"""Attaching a file to a line or a day of an account, and taking it off: rows, line and queue in one action (1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from app.lookup import fetch_rows
from app.receipts.folder import folder_of
from app.receipts.kinds import ReceiptError
from app.statements.account import find_account
from app.store import now_text
from app.unit_of_work import Edit, Outcome, apply_edits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection

    from app.fields import Value
    from app.people import User
    from app.receipts.kinds import Content
    from app.store import Store
    from app.tables import Schema

VERB, OFF = "添加回单", "移除回单"
_PLACE = ("fiscal_year", "mof_div_code", "account_no", "bank_name", "booked_on", "serial_no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a receipt belongs to; `line` is the id of the statement line, '' for the account's day."""

    values: Mapping[str, Value]
    line: str = ""


def place_of_line(connection: Connection, *, schema: Schema, line: str) -> Place:
    """Return the place of a statement line by its id; ReceiptError when there is none."""
    found = fetch_rows(connection, table=schema.rows["statement_line"], column="id", values=[line])
    row = found.get(line)
    if row is None or row["is_deleted"]:
        raise ReceiptError(f"没有标识为“{line}”的流水，请刷新后重新选择。", code="receipt.line")
    return Place(values={name: row[name] for name in _PLACE}, line=line)


def place_of_day(
    connection: Connection, *, schema: Schema, user: User, account: str, bank: str = "", day: date, serial_no: str = ""
) -> Place:
    """Return the place of an account's day, or of the line with that number on it.

    NotFoundError for an unknown account, ReceiptError for an unknown number.
    """
    found = find_account(connection, schema=schema, user=user, account=account, bank=bank, years=[day.year])
    values: dict[str, Value] = {
        "fiscal_year": day.year,
        "mof_div_code": found.mof_div_code,
        "account_no": found.account_no,
        "bank_name": found.bank_name,
        "booked_on": day,
        "serial_no": serial_no,
    }
    if not serial_no:
        return Place(values=values)
    table = schema.rows["statement_line"]
    wanted = [table.c[name] == values[name] for name in _PLACE if name != "mof_div_code"]
    line = connection.execute(select(table.c.id).where(*wanted, table.c.is_deleted.is_(False))).scalar()
    if line is None:
        raise ReceiptError(
            f"账户 {found.account_no} 在 {day} 没有流水号为“{serial_no}”的流水，请核对，或不写流水号只附在当天。",
            code="receipt.line",
        )
    return Place(values=values, line=str(line))


def attach(store: Store, *, user: User, place: Place, content: Content, file_name: str, remark: str = "") -> Outcome:
    """Keep a file and attach it; the line, where there is one, then shows that it has a receipt.

    ReceiptError when the file is attached there already; refusals stand in the outcome, and nothing is attached.
    """
    folder_of(store).keep(content.body, sha256=content.sha256, kind=content.kind)
    values: dict[str, Value] = {
        **place.values,
        "file_name": file_name,
        "media_type": content.kind,
        "size": content.size,
        "sha256": content.sha256,
        "remark": remark,
    }
    with store.write() as connection:
        _refuse_twice(connection, schema=store.schema, values=values)
        edits = [Edit(catalog="receipt", kind="insert", values=values)]
        if place.line:
            shown = {"receipt_hash": content.sha256}
            edits.append(Edit(catalog="statement_line", kind="update", row_id=place.line, values=shown))
        outcome = apply_edits(connection, schema=store.schema, user=user, edits=edits, verb=VERB)
        if not outcome.refusals:
            _queue(connection, schema=store.schema, sha256=content.sha256)
    return outcome


def detach(store: Store, *, user: User, receipt: str) -> Outcome:
    """Take a receipt off by its row's id; the line then shows another one that it has, or none. The file stays."""
    with store.write() as connection:
        table = store.schema.rows["receipt"]
        row = fetch_rows(connection, table=table, column="id", values=[receipt]).get(receipt)
        edits = [Edit(catalog="receipt", kind="delete", row_id=receipt)]
        edits += _line_without(connection, schema=store.schema, row=row) if row else []
        return apply_edits(connection, schema=store.schema, user=user, edits=edits, verb=OFF)


def _line_without(connection: Connection, *, schema: Schema, row: Mapping[str, Value]) -> list[Edit]:
    lines, receipts = schema.rows["statement_line"], schema.rows["receipt"]
    place = [name for name in _PLACE if name != "mof_div_code"]
    same = [lines.c[name] == row[name] for name in place]
    line = connection.execute(
        select(lines.c.id).where(*same, lines.c.receipt_hash == row["sha256"], lines.c.is_deleted.is_(False))
    ).scalar()
    if line is None:
        return []
    beside = [receipts.c[name] == row[name] for name in place]
    other = connection.execute(
        select(receipts.c.sha256).where(*beside, receipts.c.id != row["id"], receipts.c.is_deleted.is_(False))
    ).scalar()
    return [Edit(catalog="statement_line", kind="update", row_id=str(line), values={"receipt_hash": str(other or "")})]


def _refuse_twice(connection: Connection, *, schema: Schema, values: Mapping[str, Value]) -> None:
    table = schema.rows["receipt"]
    key = [table.c[name] == values[name] for name in schema.catalog("receipt").key]
    name = connection.execute(select(table.c.file_name).where(*key, table.c.is_deleted.is_(False))).scalar()
    if name is not None:
        where = f"流水“{values['serial_no']}”" if values["serial_no"] else "这一天"
        raise ReceiptError(f"这份文件已作为“{name}”附在{where}上，不用重复添加。", code="receipt.known")


def _queue(connection: Connection, *, schema: Schema, sha256: str) -> None:
    """Let the next rounds send the file."""
    table = schema.table("receipt_file")
    connection.execute(delete(table).where(table.c.sha256 == sha256))
    connection.execute(insert(table).values(sha256=sha256, is_sent=False, error="", at=now_text()))
