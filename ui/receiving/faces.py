"""How the lists of 数据接收 read: tables, receipts, and platform rows that could not be taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.local_time import local_time
from ui.list_model import Face, ListColumn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.wire_receipts import Receipt, ReceiptProblem, TableState


class StateFace(Face):
    """How far a table was received; `labels` are those of the tables."""

    columns = (
        ListColumn(label="数据表", width=230),
        ListColumn(label="年度", width=60),
        ListColumn(label="最近接收", width=110),
        ListColumn(label="待处理", width=70, right=True),
        ListColumn(label="平台版本", width=150),
    )
    labels: Mapping[str, str] = {}

    def texts(self, item: TableState) -> Sequence[str]:
        """Return table, year, when, rows that wait, version."""
        label = self.labels.get(item.table, "")
        name = f"{label}（{item.table}）" if label else item.table
        return (name, str(item.fiscal_year), local_time(item.at), f"{item.invalid:,}", item.version)

    def tone(self, item: TableState, column: int) -> str:
        """Show rows that wait as what they are."""
        waits = self.columns[column].label == "待处理"
        return ("bad" if item.invalid else "quiet") if waits else ""


class ReceiptFace(Face):
    """What one pull of one table brought."""

    columns = (
        ListColumn(label="时间", width=110),
        ListColumn(label="数据", width=120),
        ListColumn(label="年度", width=60),
        ListColumn(label="方式", width=60),
        ListColumn(label="平台行数", width=80, right=True),
        ListColumn(label="新增", width=66, right=True),
        ListColumn(label="修改", width=66, right=True),
        ListColumn(label="停用", width=66, right=True),
        ListColumn(label="不能接收", width=80, right=True),
        ListColumn(label="不变", width=80, right=True),
        ListColumn(label="接管本地", width=80, right=True),
    )

    def texts(self, item: Receipt) -> Sequence[str]:
        """Return when, what and how many."""
        counts = (item.rows, item.new, item.changed, item.disabled, item.invalid, item.same, item.taken_over)
        kind = "全量" if item.full else "增量"
        return (local_time(item.at), item.label, str(item.fiscal_year), kind, *(f"{count:,}" for count in counts))

    def tips(self, item: Receipt) -> Sequence[str]:
        """Tell of the versions with the time."""
        told = f"表 {item.table}，从版本 {item.from_version} 到 {item.to_version}"
        return (told, *self.texts(item)[1:])

    def tone(self, item: Receipt, column: int) -> str:
        """Show what is nothing quietly, and rows that could not be taken as a fault."""
        if self.columns[column].label == "不能接收" and item.invalid:
            return "bad"
        return "quiet" if self.texts(item)[column] == "0" else ""


class ProblemFace(Face):
    """A platform row that could not be taken."""

    columns = (
        ListColumn(label="代码", width=170),
        ListColumn(label="字段", width=150),
        ListColumn(label="不能接收的原因", width=640),
    )

    def texts(self, item: ReceiptProblem) -> Sequence[str]:
        """Return the row, the field, and why."""
        return (item.code, item.field or "整行", item.text)
