"""The part 上传队列: batches with their state and last failure, what is in none yet, retry and pause (SYNC point 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal

from app.local_time import local_time
from sync.queue import QueuedBatch, read_queue
from ui.list_model import Face, ListColumn, ListModel
from ui.list_table import ListTable
from ui.page.empty_state import Empty
from ui.waiting.list_part import ListPart

if TYPE_CHECKING:
    from sync.queue import Queue, QueuedLines
    from ui.desk import Desk

KIB = 1024
PAUSED = "已暂停上传：修改照常保存在本机，别人的更新照常接收。"


class QueueFace(Face):
    """How a batch reads, or the changes of a catalog that are in no batch yet."""

    columns = (
        ListColumn(label="批次", width=190),
        ListColumn(label="状态", width=130),
        ListColumn(label="行数", width=76, right=True),
        ListColumn(label="大小", width=86, right=True),
        ListColumn(label="建立时间", width=116),
        ListColumn(label="上传次数", width=76, right=True),
        ListColumn(label="最近一次失败", width=116),
        ListColumn(label="原因", width=400),
    )

    def texts(self, item: QueuedBatch | QueuedLines) -> tuple[str, ...]:
        """Return the texts of the cells."""
        count, size = f"{item.operations:,}", size_text(item.size)
        if isinstance(item, QueuedBatch):
            created, failed = local_time(item.created_at), local_time(item.error_at)
            return (item.short, item.state.label, count, size, created, f"{item.attempts:,}", failed, item.error)
        return (f"未成批：{item.label}", "待上传", count, size, local_time(item.edited_at), "", "", "")

    def picture(self, item: QueuedBatch | QueuedLines) -> str:
        """Return an icon: failed, or on its way, or waiting."""
        if not isinstance(item, QueuedBatch):
            return "waiting"
        return "refused" if item.error_code else "sync"

    def tone(self, item: QueuedBatch | QueuedLines, column: int) -> str:
        """Write the reason of a failure in red."""
        return "bad" if isinstance(item, QueuedBatch) and item.error_code and column in {1, 7} else ""


def size_text(size: int) -> str:
    """Return a number of bytes in B, KB or MB."""
    if size < KIB:
        return f"{size} B"
    return f"{size / KIB:,.1f} KB" if size < KIB * KIB else f"{size / KIB / KIB:,.1f} MB"


class QueuePart(ListPart):
    """Emits `sync_requested`, and `pause_requested` with whether to pause."""

    sync_requested = Signal()
    pause_requested = Signal(bool)

    kind: ClassVar[str] = "queue"
    label: ClassVar[str] = "上传队列"
    hint: ClassVar[str] = "修改按批上传，断线后从没有送到的一批接着来。"
    empty: ClassVar[Empty] = Empty(
        title="没有等待上传的批次", text="修改分批上传；正在上传和没有送到的批次会列在这里，连同最近一次失败的原因。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.model = ListModel(QueueFace(), self)
        self._is_paused = False
        self.lay_out(ListTable(self.model, name="上传队列"))
        self.add_button("retry", "立即重试", picture="sync", about="现在就同步一次", do=self.sync_requested.emit)
        self.add_button("pause", "暂停上传", picture="stop", about=PAUSED, do=self._pause)

    @property
    def queue_words(self) -> str:
        """Return what is told above the list."""
        return self.told.text()

    def refresh(self) -> None:
        """Read the queue again."""
        store = self.desk.store

        def work(_: object) -> Queue:
            with store.read() as connection:
                return read_queue(connection, schema=store.schema)

        self.desk.operations.run(
            work, done=self._show, failed=self.failed, owner=self, key="list", label="读取上传队列"
        )

    def _show(self, queue: Queue) -> None:
        chosen = self.table.rows()
        self.model.show_items((*queue.batches, *queue.lines))
        self.table.choose([row for row in chosen if row < self.model.rowCount()])
        self.show_filled(filled=bool(self.model.rowCount()))
        self._is_paused = queue.paused
        batches = f"已编成 {len(queue.batches):,} 批" if queue.batches else "还没有编批"
        told = f"{queue.operations:,} 行，{batches}" if queue.operations else ""
        self.told.setText("：".join(filter(None, (told, PAUSED if queue.paused else self.hint if told else ""))))
        self.buttons["pause"].setText("继续上传" if queue.paused else "暂停上传")
        self.buttons["retry"].setEnabled(not queue.paused)
        self.buttons["retry"].setToolTip("已暂停上传，请先按“继续上传”" if queue.paused else "现在就同步一次")

    def _pause(self) -> None:
        self.pause_requested.emit(not self._is_paused)
