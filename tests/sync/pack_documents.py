"""Packs as a bare client sends them: headers, rows and receipts made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.ids import new_id
from app.packs.documents import canonical, digest_of, receipt_id, write_columns
from tests.sync.talk import insert

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.wire import OperationBlock

YEAR = 2026
MINISTRY = "109900000"
OWN = ("version", "is_deleted", "updated_at", "updated_by")


def pack_row(row: dict[str, Any]) -> tuple[str, str]:
    """Return a row as a pack holds it, from the wire."""
    content = {name: value for name, value in row.items() if name not in OWN and value not in (None, "")}
    return row["code"], canonical({name: value for name, value in content.items() if value is not False})


def pack(rows: Sequence[tuple[str, str]], **facts: object) -> dict[str, Any]:
    """Return the header of a pack with these rows."""
    return {
        "id": new_id(),
        "fiscal_year": YEAR,
        "mof_div_code": MINISTRY,
        "direction": "down",
        "table_name": "management_parameter",
        "number": 1,
        "title": "基金管理参数",
        "note": "本年首次下发",
        "row_count": len(rows),
        "digest": digest_of(rows),
        "columns": write_columns(
            [(name, name) for name in ("fiscal_year", "mof_div_code", "code", "name", "unit", "maximum", "is_enabled")]
        ),
        **facts,
    }


def content(header: dict[str, Any], *, rows: Sequence[tuple[str, str]], **facts: object) -> OperationBlock:
    """Return the block with a pack's rows."""
    owner = {name: header[name] for name in ("fiscal_year", "mof_div_code")}
    return insert(
        "pack_row",
        *(
            {"id": new_id(), **owner, "pack": header["id"], "place": n, "row_key": key, "content": text, **facts}
            for n, (key, text) in enumerate(rows, 1)
        ),
    )


def receipt(header: dict[str, Any], *, receiver: str, region: str = "") -> OperationBlock:
    """Return the block with a receipt."""
    values = {
        "id": receipt_id(pack=header["id"], receiver=receiver),
        "fiscal_year": header["fiscal_year"],
        "mof_div_code": region or receiver,
        "pack": header["id"],
        "receiver": receiver,
    }
    return insert("pack_receipt", values)
