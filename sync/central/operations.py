"""A batch's blocks as operations: shape checked for all of it, values read column by column by the field kinds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

from msgspec.json import encode

from app.candidate import Problem
from app.catalog_checks import RESERVED
from app.fields import Bad
from app.unit_of_work import REASON_LIMIT
from sync.central.problems import RequestError
from sync.wire import Answer, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.catalog import Catalog
    from app.fields import Field
    from app.tables import Schema
    from sync.wire import Batch, OperationBlock

MOST_OPERATIONS = 5_000
MOST_COLUMNS = 200
LARGEST = 2**63 - 1
EDIT_PARTS = 3
UNKNOWN_LIMIT = 64 * 1024
"""Bytes of JSON that a row's undeclared columns may have together, their names included."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The operations of a block, column by column; `place` is that of the first one in the batch.

    `seen` and `wanted` have a column for each of `names`; `unreadable` names rows with a cell that could not be read.
    """

    place: int
    catalog: Catalog
    kind: str
    names: tuple[str, ...]
    unknown: tuple[int, ...]
    row_ids: Sequence[str]
    base_versions: Sequence[int]
    seen: Sequence[Sequence[Any]]
    wanted: Sequence[Sequence[Any]]
    reasons: Sequence[str]
    unreadable: Mapping[int, Problem]

    def operations(self) -> Iterator[Operation]:
        """Yield the operations one by one."""
        nothing: Iterator[Sequence[Any]] = repeat((), len(self.row_ids))
        seen = zip(*self.seen, strict=True) if self.seen else nothing
        wanted = zip(*self.wanted, strict=True) if self.wanted else repeat((), len(self.row_ids))
        rows = zip(self.row_ids, self.base_versions, seen, wanted, self.reasons, strict=True)
        catalog, kind, names, unknown, bad = self.catalog, self.kind, self.names, self.unknown, self.unreadable
        for n, (row_id, version, old, new, reason) in enumerate(rows):
            yield Operation(
                self.place + n, catalog, kind, row_id, version, names, unknown, old, new, reason, bad.get(n)
            )


@dataclass(slots=True)
class Reading:
    """What was read of a batch: stretches to carry out, and answers that are certain already (None: not yet)."""

    stretches: list[Stretch]
    answers: list[Answer | None]


def read_batch(schema: Schema, *, batch: Batch) -> Reading:
    """Read a batch; raise RequestError body.schema that names the member at fault."""
    count = sum(len(block.rows) for block in batch.blocks)
    if max(count, len(batch.blocks)) > MOST_OPERATIONS:
        _refuse("blocks", f"一批最多 {MOST_OPERATIONS} 项，现有 {max(count, len(batch.blocks))} 项")
    known = {catalog.name: catalog for catalog in schema.catalogs}
    reading = Reading(stretches=[], answers=[])
    for number, block in enumerate(batch.blocks):
        where = f"blocks[{number}]"
        _check_shape(block, where=where)
        catalog = known.get(block.catalog)
        if catalog is None:
            text = f"中心端没有目录“{block.catalog[:40]}”，请联系管理员升级中心端"
            reading.answers += [Answer(Status.REJECTED, 0, rule="catalog.unknown", text=text)] * len(block.rows)
        elif block.rows:
            reading.stretches.append(_read_block(catalog, block=block, place=len(reading.answers)))
            reading.answers += [None] * len(block.rows)
    return reading


def _check_shape(block: OperationBlock, *, where: str) -> None:
    width = {"insert": 1, "update": 2, "delete": 0}.get(block.kind)
    if width is None:
        _refuse(f"{where}.kind", "应为 insert、update 或 delete")
    if block.kind == "delete" and block.columns:
        _refuse(f"{where}.columns", "删除没有列")
    if len(block.columns) > MOST_COLUMNS:
        _refuse(f"{where}.columns", f"最多 {MOST_COLUMNS} 列，现有 {len(block.columns)} 列")
    names: set[str] = set()
    for name in block.columns:
        if name in RESERVED or not _NAME.fullmatch(name) or name in names:
            _refuse(f"{where}.columns", f"列名“{name[:60]}”不能使用或重复")
        names.add(name)
    _check_rows(block.rows, where=where, cells=2 + len(block.columns) * (width or 0))
    _check_edits(block, where=where)


def _check_rows(rows: Sequence[Sequence[Any]], *, where: str, cells: int) -> None:
    if {cells}.issuperset(map(len, rows)) and _are_heads([row[0] for row in rows], [row[1] for row in rows]):
        return
    for n, row in enumerate(rows):
        if len(row) != cells:
            _refuse(f"{where}.rows[{n}]", f"应有 {cells} 项，现有 {len(row)} 项")
        if not _are_heads(row[:1], [0]):
            _refuse(f"{where}.rows[{n}][0]", "应为小写的 UUID")
        if not _are_heads(row[:0], row[1:2]):
            _refuse(f"{where}.rows[{n}][1]", "应为版本号")


def _are_heads(row_ids: Sequence[Any], versions: Sequence[Any]) -> bool:
    return (
        {str}.issuperset(map(type, row_ids))
        and all(map(_ROW_ID.fullmatch, row_ids))
        and {int}.issuperset(map(type, versions))
        and 0 <= min(versions, default=0) <= max(versions, default=0) <= LARGEST
    )


def _check_edits(block: OperationBlock, *, where: str) -> None:
    if len(block.edits) not in {1, len(block.rows)} and (block.rows or block.edits):
        _refuse(f"{where}.edits", "应只有一项，或与行数相同")
    for n, edit in enumerate(block.edits):
        if len(edit) != EDIT_PARTS:
            _refuse(f"{where}.edits[{n}]", "应为 [操作人, 时间, 原因]")


def _refuse(member: str, reason: str) -> None:
    raise RequestError("body.schema", f"请求的 {member} 不符合约定：{reason}。")


def _read_block(catalog: Catalog, *, block: OperationBlock, place: int) -> Stretch:
    names = tuple(block.columns)
    unknown = tuple(n for n, name in enumerate(names) if name not in catalog.by_name)
    reasons = [edit[-1].replace("\x00", "␀") for edit in block.edits]
    bad: dict[int, Problem] = {}
    for n in [n for n, reason in enumerate(reasons) if len(reason) > REASON_LIMIT]:
        problem = Problem("field.length", "", f"修改原因最多 {REASON_LIMIT} 个字，现有 {len(reasons[n])} 个")
        bad.update(dict.fromkeys([n] if len(reasons) > 1 else range(len(block.rows)), problem))
    row_ids, versions, *columns = zip(*block.rows, strict=True)
    times = 2 if block.kind == "update" else 1
    values = [
        _read_column(catalog.by_name.get(name), cells=cells, bad=bad)
        for name, cells in zip(names * times, columns, strict=True)
    ]
    if unknown:
        _bound_unknown(names, unknown=unknown, wanted=columns[-len(names) :], bad=bad)
    half = len(names) if block.kind == "update" else 0
    return Stretch(
        place=place,
        catalog=catalog,
        kind=block.kind,
        names=names,
        unknown=unknown,
        row_ids=row_ids,
        base_versions=versions,
        seen=values[:half],
        wanted=values[half:],
        reasons=reasons * (len(block.rows) if len(reasons) == 1 else 1),
        unreadable=bad,
    )


def _bound_unknown(
    names: tuple[str, ...], *, unknown: tuple[int, ...], wanted: Sequence[Sequence[Any]], bad: dict[int, Problem]
) -> None:
    """Refuse rows whose columns of unknown meaning are larger than any cell could be, or cannot be kept."""
    name = names[unknown[0]]
    head = sum(len(names[place]) for place in unknown)
    for n, cells in enumerate(zip(*(wanted[place] for place in unknown), strict=True)):
        try:
            size = head + len(encode(cells))
        except (OverflowError, RecursionError):  # integers beyond 64 bits, lists in lists in lists
            bad.setdefault(n, Problem("field.type", name, f"列“{name}”的内容无法保存，请升级程序后重试"))
        else:
            if size > UNKNOWN_LIMIT:
                text = f"列“{name}”内容过长，最多 {UNKNOWN_LIMIT >> 10} KiB"
                bad.setdefault(n, Problem("field.length", name, text))


def _read_column(field: Field | None, *, cells: Sequence[Any], bad: dict[int, Problem]) -> Sequence[Any]:
    """Give a column as values; rows with an unreadable cell are put into `bad`."""
    if field is None:
        return cells
    values = field.receive_column(cells)
    if values is cells and not any("\x00" in text for text in _texts(cells)):
        return cells
    for n, value in enumerate(values):
        if value.__class__ is Bad:
            bad.setdefault(n, Problem("field.type", field.name, value.reason))
        elif value.__class__ is str and "\x00" in value:
            bad.setdefault(n, Problem("field.type", field.name, "含有不可见字符，请重新录入"))
    return values


def _texts(cells: Sequence[Any]) -> Sequence[str]:
    """Return the texts of a column, joined where there is nothing else."""
    return ("".join(cells),) if {str}.issuperset(map(type, cells)) else [one for one in cells if type(one) is str]
