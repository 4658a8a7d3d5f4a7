"""A batch's blocks as single operations: shape checked for the whole batch, values read by the field kinds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.json import encode

from app.candidate import Problem
from app.catalog_checks import RESERVED
from app.fields import Bad
from sync.central.problems import RequestError
from sync.wire import Answer, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.catalog import Catalog
    from app.tables import Schema
    from sync.wire import Batch, OperationBlock

MOST_OPERATIONS = 5_000
LARGEST = 2**63 - 1
EDIT_PARTS = 3
UNKNOWN_LIMIT = 64 * 1024
"""Bytes of JSON that a row's undeclared columns may have together."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_ROW_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(slots=True)
class Operation:
    """One operation with its place in the batch. `names` are its columns, of which `unknown` are not declared.

    `seen` and `wanted` are values of the program (for a deletion empty, for an insert `seen` is empty); `unreadable`
    says which cell could not be read.
    """

    place: int
    catalog: Catalog
    kind: str
    row_id: str
    base_version: int
    names: tuple[str, ...]
    unknown: tuple[int, ...]
    seen: Sequence[Any]
    wanted: Sequence[Any]
    reason: str
    unreadable: Problem | None


@dataclass(slots=True)
class Reading:
    """What was read of a batch: operations to carry out, and answers that are certain already (None: not yet)."""

    operations: list[Operation]
    answers: list[Answer | None]


def read_batch(schema: Schema, *, batch: Batch) -> Reading:
    """Read a batch; raise RequestError body.schema that names the member at fault."""
    count = sum(len(block.rows) for block in batch.blocks)
    if count > MOST_OPERATIONS:
        _refuse("blocks", f"一批最多 {MOST_OPERATIONS} 项，现有 {count} 项")
    known = {catalog.name: catalog for catalog in schema.catalogs}
    reading = Reading(operations=[], answers=[])
    for number, block in enumerate(batch.blocks):
        where = f"blocks[{number}]"
        _check_shape(block, where=where)
        catalog = known.get(block.catalog)
        if catalog is None:
            text = f"中心端没有目录“{block.catalog[:40]}”，请联系管理员升级中心端"
            reading.answers += [Answer(Status.REJECTED, 0, rule="catalog.unknown", text=text)] * len(block.rows)
        else:
            _read_block(catalog, block=block, reading=reading)
    return reading


def _check_shape(block: OperationBlock, *, where: str) -> None:
    width = {"insert": 1, "update": 2, "delete": 0}.get(block.kind)
    if width is None:
        _refuse(f"{where}.kind", "应为 insert、update 或 delete")
    if block.kind == "delete" and block.columns:
        _refuse(f"{where}.columns", "删除没有列")
    for name in block.columns:
        if name in RESERVED or not _NAME.fullmatch(name) or block.columns.count(name) > 1:
            _refuse(f"{where}.columns", f"列名“{name[:60]}”不能使用或重复")
    _check_rows(block, where=where, cells=2 + len(block.columns) * (width or 0))
    _check_edits(block, where=where)


def _check_rows(block: OperationBlock, *, where: str, cells: int) -> None:
    for n, row in enumerate(block.rows):
        if len(row) != cells:
            _refuse(f"{where}.rows[{n}]", f"应有 {cells} 项，现有 {len(row)} 项")
        row_id, version = row[0], row[1]
        if not isinstance(row_id, str) or not _ROW_ID.fullmatch(row_id):
            _refuse(f"{where}.rows[{n}][0]", "应为小写的 UUID")
        if type(version) is not int or not 0 <= version <= LARGEST:
            _refuse(f"{where}.rows[{n}][1]", "应为版本号")


def _check_edits(block: OperationBlock, *, where: str) -> None:
    if len(block.edits) not in {1, len(block.rows)} and (block.rows or block.edits):
        _refuse(f"{where}.edits", "应只有一项，或与行数相同")
    for n, edit in enumerate(block.edits):
        if len(edit) != EDIT_PARTS:
            _refuse(f"{where}.edits[{n}]", "应为 [操作人, 时间, 原因]")


def _refuse(member: str, reason: str) -> None:
    raise RequestError("body.schema", f"请求的 {member} 不符合约定：{reason}。")


def _read_block(catalog: Catalog, *, block: OperationBlock, reading: Reading) -> None:
    names = tuple(block.columns)
    unknown = tuple(n for n, name in enumerate(names) if name not in catalog.by_name)
    first = len(reading.answers)
    reading.answers += [None] * len(block.rows)
    reasons = [edit[-1].replace("\x00", "␀") for edit in block.edits] * (
        len(block.rows) if len(block.edits) == 1 else 1
    )
    bad: dict[int, Problem] = {}
    values = list(_read_columns(catalog, names=names, block=block, bad=bad))
    if unknown:
        _bound_unknown(names, unknown=unknown, block=block, bad=bad)
    rows = zip(*values, strict=True) if values else [()] * len(block.rows)
    half = len(names) if block.kind == "update" else 0
    kind = block.kind
    reading.operations += [
        Operation(
            first + n, catalog, kind, head[0], head[1], names, unknown, cells[:half], cells[half:], why, bad.get(n)
        )
        for n, (head, cells, why) in enumerate(zip(block.rows, rows, reasons, strict=True))
    ]


def _bound_unknown(
    names: tuple[str, ...], *, unknown: tuple[int, ...], block: OperationBlock, bad: dict[int, Problem]
) -> None:
    """Refuse rows whose columns of unknown meaning are larger than any cell could be."""
    first = 2 if block.kind == "insert" else 2 + len(names)
    for n, row in enumerate(block.rows):
        if len(encode([row[first + place] for place in unknown])) > UNKNOWN_LIMIT:
            name = names[unknown[0]]
            bad.setdefault(n, Problem("field.length", name, f"列“{name}”内容过长，最多 {UNKNOWN_LIMIT >> 10} KiB"))


def _read_columns(
    catalog: Catalog, *, names: tuple[str, ...], block: OperationBlock, bad: dict[int, Problem]
) -> Iterator[Sequence[Any]]:
    """Give the cells column by column, as values; rows with an unreadable cell are put into `bad`."""
    times = 2 if block.kind == "update" else 1
    columns = list(zip(*block.rows, strict=True))[2:] if block.rows else []
    for name, cells in zip(names * times, columns, strict=False):
        field = catalog.by_name.get(name)
        yield cells if field is None else _read_cells(field.receive, name=name, cells=cells, bad=bad)


def _read_cells(
    receive: Callable[[object], Any], *, name: str, cells: Sequence[object], bad: dict[int, Problem]
) -> list[Any]:
    values = [receive(cell) for cell in cells]
    for n, value in enumerate(values):
        if value.__class__ is Bad:
            bad.setdefault(n, Problem("field.type", name, value.reason))
        elif value.__class__ is str and "\x00" in value:
            bad.setdefault(n, Problem("field.type", name, "含有不可见字符，请重新录入"))
    return values
