"""Taking a pack: the receipt is the one document that says it, so it happens whole or not at all (SYNC point 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.errors import NotFoundError, RowsError
from app.packs.documents import DOWN, RECEIPTS, TAKING, digest_of, pack_name, receipt_id
from app.packs.facts import headers, pack_rows
from app.unit_of_work import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.people import User
    from app.store import Store


def receipt_of(pack: Mapping[str, Any], *, receiver: str) -> tuple[str, dict[str, Any]]:
    """Return id and values of a region's receipt for a pack."""
    values = {
        "fiscal_year": pack["fiscal_year"],
        "mof_div_code": receiver if pack["direction"] == DOWN else pack["mof_div_code"],
        "pack": pack["id"],
        "receiver": receiver,
    }
    return receipt_id(pack=str(pack["id"]), receiver=receiver), values


def take(store: Store, *, user: User, pack_id: str) -> str:
    """Take a pack for one's region and return its name; RowsError says why not. Taken already: nothing is done."""
    with store.write() as connection:
        pack = headers(connection, schema=store.schema, ids=[pack_id]).get(pack_id)
        if pack is None:
            raise NotFoundError("没有这一包，可能还没有传到，请先同步。", code="pack.missing")
        row_id = receipt_id(pack=pack_id, receiver=user.mof_div_code)
        table = store.schema.rows[RECEIPTS]
        if connection.execute(table.select().where(table.c.id == row_id, table.c.is_deleted.is_(False))).first():
            return pack_name(pack)
        rows = pack_rows(connection, schema=store.schema, pack=pack)
        is_whole = len(rows) == pack["row_count"]
        if is_whole and digest_of((one.key, one.content) for one in rows.values()) != pack["digest"]:
            text = f"{pack_name(pack)}的内容与校验值不符，不能接收，请联系办理单位重新下发。"
            raise RowsError(text, code="pack.content")
        _, values = receipt_of(pack, receiver=user.mof_div_code)
        edit = Edit(catalog=RECEIPTS, kind="insert", row_id=row_id, values=values)
        outcome = apply_edits(connection, schema=store.schema, user=user, edits=[edit], source=TAKING, verb=None)
        if outcome.refusals:
            raise RowsError(f"不能接收：{outcome.sentence}", code=outcome.refusals[0].problem.rule)
        return pack_name(pack)
