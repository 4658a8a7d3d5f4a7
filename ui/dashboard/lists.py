"""The two lists of the first page: what waits for a person, and where they were at work last; a click goes there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy

from app.local_time import local_time
from ui.list_model import Face, ListColumn, ListModel
from ui.list_table import ListTable
from ui.look.style import ROW_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.dashboard import Dashboard, Recent
    from sync.status import SyncStatus

FEWEST = 1
UNKEPT, PROBLEMS, UNFILLED, UNREAD = "unkept", "problems", "unfilled", "unread"
"""Where a click leads that is no part of the panel of waiting changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What waits besides changes on their way: cells, findings, parameters (`gap`: begin there), unread messages."""

    unkept: int = 0
    errors: int = 0
    warnings: int = 0
    unfilled: int = 0
    gap: str = ""
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """Something that waits: how many, and what to do; `kind` says where a click leads."""

    kind: str
    label: str
    count: int
    hint: str
    icon: str


def work_of(
    dashboard: Dashboard,
    *,
    insurance_type: str,
    unkept: int = 0,
    errors: int = 0,
    warnings: int = 0,
    unread: int = 0,
) -> Work:
    """Return what waits besides changes on their way; parameters to fill in only for who fills them in. Pure."""
    gap = dashboard.first_gap(insurance_type=insurance_type) if dashboard.is_own else None
    return Work(
        unkept=unkept,
        errors=errors,
        warnings=warnings,
        unfilled=dashboard.unfilled if gap else 0,
        gap=f"{gap[0].name} · {dashboard.columns[gap[1]].label}" if gap else "",
        unread=unread,
    )


def todos(status: SyncStatus, *, work: Work) -> list[Todo]:
    """Return what waits, the most urgent first; [] when nothing does. Pure."""
    gap = f"先填“{work.gap}”" if work.gap else ""
    found = (
        Todo(kind=UNKEPT, label="没有保存的录入", count=work.unkept, hint="更正红色单元格，按回车保存", icon="warning"),
        Todo(kind="conflict", label="有冲突", count=status.conflicts, hint="逐项选择保留哪一方的值", icon="conflict"),
        Todo(kind="refused", label="被拒绝", count=status.refused, hint="按原因更正后会重新上传", icon="refused"),
        Todo(kind=PROBLEMS, label="错误", count=work.errors, hint="数值不符合审核规则，须改正", icon="refused"),
        Todo(kind=PROBLEMS, label="提示", count=work.warnings, hint="数值异常，改正或写明说明", icon="warning"),
        Todo(kind=UNREAD, label="未读消息", count=work.unread, hint="看催报和通知", icon="message"),
        Todo(kind=UNFILLED, label="未填报", count=work.unfilled, hint=gap, icon="fill-in"),
        Todo(kind="waiting", label="待上传", count=status.unsent, hint="联网后按 F9 同步", icon="waiting"),
    )
    return [one for one in found if one.count]


class TodoFace(Face):
    """Label, count, what to do."""

    columns = (
        ListColumn(label="事项", width=130),
        ListColumn(label="条数", width=56, right=True),
        ListColumn(label="怎么办", width=200),
    )

    def texts(self, item: Todo) -> Sequence[str]:
        """Return the cells."""
        return item.label, f"{item.count:,}", item.hint

    def picture(self, item: Todo) -> str:
        """Return the icon of the kind."""
        return item.icon

    def tone(self, _item: Todo, column: int) -> str:
        """Write the hint quietly."""
        return "quiet" if column == 2 else ""  # noqa: PLR2004 - the last one


class RecentFace(Face):
    """When, and what was done."""

    columns = (ListColumn(label="时间", width=110), ListColumn(label="做了什么", width=300))

    def texts(self, item: Recent) -> Sequence[str]:
        """Return the cells."""
        return local_time(item.at), item.label

    def tone(self, _item: Recent, column: int) -> str:
        """Write the time quietly."""
        return "" if column else "quiet"


class ShortList(ListTable):
    """As high as its lines; emits `chosen` with an item when it is clicked or Enter is pressed on it."""

    chosen = Signal(object)

    def __init__(self, face: Face, *, name: str, parent: QWidget | None = None) -> None:
        self.items = ListModel(face)
        super().__init__(self.items, name=name, parent=parent)
        self.items.setParent(self)
        self.setAlternatingRowColors(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.horizontalHeader().hide()
        self.clicked.connect(lambda index: self.chosen.emit(self.items.item(index.row())))
        # a double click has been a click already
        self.doubleClicked.disconnect()
        self.opened.connect(lambda row: self.chosen.emit(self.items.item(row)))

    def show_items(self, items: Sequence[object]) -> None:
        """Show these lines."""
        self.items.show_items(items)
        self.setFixedHeight(max(FEWEST, len(items)) * ROW_HEIGHT + 2)
