"""The page 数据接收: what the central took from the integrated platform when, how much, and what it could not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.local_time import local_time
from app.people import Level, Role
from sync.receipts import kept_receipts
from ui.list_model import ListModel
from ui.list_table import ListTable
from ui.page.empty_state import Empty, EmptyState
from ui.receiving.faces import ProblemFace, ReceiptFace, StateFace
from ui.tools.base import ToolPage

if TYPE_CHECKING:
    from app.people import User
    from app.store import Store
    from sync.receipts import Kept
    from sync.wire_receipts import Receipt
    from ui.desk import Desk

COMMAND = "shebao central receive --data 中心端数据文件夹"
HOW = f"接收由中心端执行：先用“{COMMAND}”看计划，加上 --apply 才写入；可以设为定时任务。各单位同步后得到结果。"
NOT_HERE = "接收由省级在中心端执行，本级不能发起；同步（F9）后得到结果。"
NOT_TOLD = "不能接收的行由省级处理，这里只有行数。"
NEVER_ASKED = Empty(
    title="还不知道中心端的接收情况",
    text="中心端从一体化平台接收财政区划、科目和账户；请点右上角“同步”，同步后这里列出接收情况，断网时也能看。",
)


class ReceivingPage(ToolPage):
    """Shows the central's last answer; it is asked anew with every round."""

    def __init__(self, name: str, *, desk: Desk) -> None:
        super().__init__(name, desk=desk)
        self.state_face = StateFace()
        self.states = ListTable(ListModel(self.state_face, self), name="各表接收情况")
        self.receipts = ListTable(ListModel(ReceiptFace(), self), name="接收记录")
        self.problems = ListTable(ListModel(ProblemFace(), self), name="不能接收的行")
        self.told, self.how, self.which = QLabel(), QLabel(), QLabel()
        self.go = QPushButton("转到目录")
        self.empty = EmptyState()
        self._body = QStackedWidget()
        self.areas = (self.receipts, self.states, self.problems)
        self._lay_out()
        self.told.hide()
        self.receipts.picked.connect(self._show_problems)
        self.receipts.opened.connect(lambda _row: self._open())
        self.go.clicked.connect(self._open)
        desk.received.connect(self.refresh)

    def refresh(self) -> None:
        """Read what was kept of the central's last answer."""

        def read(store: Store) -> Kept | None:
            with store.read() as connection:
                return kept_receipts(connection, schema=store.schema)

        self.work(read, done=self._show, label="读取接收情况")

    def _show(self, kept: Kept | None) -> None:
        self.how.setText(_how(self.desk.user))
        self.told.setVisible(kept is not None and bool(kept.receipts))
        if kept is None or not kept.receipts:
            self.empty.show_empty(NEVER_ASKED if kept is None else _nothing(self.desk.user))
            self._body.setCurrentWidget(self.empty)
            self.shown.emit()
            return
        self._body.setCurrentIndex(0)
        self.state_face.labels = {one.table: one.label for one in reversed(kept.receipts)}
        _model(self.states).show_items(kept.tables)
        _model(self.receipts).show_items(kept.receipts)
        self.receipts.choose([next((n for n, one in enumerate(kept.receipts) if one.invalid), 0)])
        waiting = sum(one.invalid for one in kept.tables)
        faults = f"，有 {waiting:,} 行不能接收" if waiting else "，没有不能接收的行"
        newest = kept.receipts[0]
        self.told.setText(
            f"最近一次接收：{local_time(newest.at)} {newest.label}（{newest.fiscal_year} 年度）{faults}。"
            f"中心端的答复截至 {local_time(kept.at)}。"
        )
        self.shown.emit()

    def _chosen(self) -> Receipt | None:
        rows = self.receipts.rows()
        return _model(self.receipts).item(rows[0]) if len(rows) == 1 else None

    def _show_problems(self) -> None:
        one = self._chosen()
        _model(self.problems).show_items(one.problems if one else ())
        self.go.setEnabled(one is not None)
        self.go.setToolTip("打开这次接收的目录（回车或双击）" if one else "不能转到目录：请先选中一次接收")
        if one is None:
            self.which.setText("请选中一次接收，看不能接收的行")
        elif not one.invalid:
            self.which.setText("这次接收没有不能接收的行")
        elif not one.problems:
            self.which.setText(f"{one.invalid:,} 行不能接收；{NOT_TOLD}")
        else:
            more = f"，这里列出前 {len(one.problems):,} 行" if one.invalid > len(one.problems) else ""
            self.which.setText(f"{one.invalid:,} 行不能接收{more}；请在平台上更正，下次接收时会再试")

    def _open(self) -> None:
        one = self._chosen()
        if one is not None and any(catalog.name == one.catalog for catalog in self.desk.schema.catalogs):
            self.page_requested.emit(one.catalog)

    def _lay_out(self) -> None:
        for label in (self.told, self.how, self.which):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.how.setProperty("role", "quiet")
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        above = QSplitter(Qt.Orientation.Horizontal)
        above.setChildrenCollapsible(False)
        above.addWidget(_titled("接收记录", self.receipts))
        above.addWidget(_titled("各表接收情况", self.states))
        above.setSizes([720, 420])
        foot = QWidget()
        line = QHBoxLayout()
        line.setContentsMargins(8, 4, 8, 4)
        line.addWidget(self.which, 1)
        line.addWidget(self.go)
        below = QVBoxLayout(foot)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addLayout(line)
        below.addWidget(self.problems, 1)
        halves.addWidget(above)
        halves.addWidget(foot)
        halves.setSizes([420, 240])
        self._body.addWidget(halves)
        self._body.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for label in (self.told, self.how):
            label.setContentsMargins(10, 6, 10, 2)
            column.addWidget(label)
        column.addSpacing(4)
        column.addWidget(self._body, 1)


def _how(user: User) -> str:
    may_start = user.level <= Level.PROVINCE or user.role is Role.ADMINISTRATOR
    return HOW if may_start else NOT_HERE


def _nothing(user: User) -> Empty:
    return Empty(title="中心端还没有从一体化平台接收过数据", text=_how(user))


def _titled(title: str, table: ListTable) -> QWidget:
    part, heading = QWidget(), QLabel(title)
    heading.setProperty("role", "heading")
    heading.setContentsMargins(10, 4, 0, 4)
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(heading)
    column.addWidget(table, 1)
    return part


def _model(table: ListTable) -> ListModel:
    model = table.model()
    if not isinstance(model, ListModel):
        raise TypeError(table)
    return model
