"""The first page: what waits for me, how far the sheets are, main figures, where I was at work; dense and calm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.local_time import local_time
from ui.dashboard.chart import TrendChart
from ui.dashboard.lists import RecentFace, ShortList, TodoFace, todos
from ui.dashboard.progress_table import ProgressModel, ProgressTable

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

    from app.dashboard import Dashboard
    from app.trends import Trend
    from sync.status import SyncStatus
    from ui.dashboard.lists import Work

SIDES, GAP = 20, 18
LIST_WIDTH, TABLE_WIDTH = 380, 620
NOTHING_WAITS = "都处理好了：没有要填报的参数，没有冲突、被拒绝或待上传的修改，也没有发现问题。"
NOTHING_DONE = "还没有做过修改。点右边的险种，打开填报表。"
NOTHING_DUE = "本年度还没有要填报的参数。请点右上角“同步”，接收上级下发的参数定义。"
NO_FIGURES = "还没有可画的数值。填报参保人数、征缴收入、基金累计结余后，这里画出历年走势。"


class HomePage(QScrollArea):
    """Shows what it is given. Emits what was clicked: a Todo, a Recent, a Trend, or a cell of the tables."""

    todo_chosen = Signal(object)
    recent_chosen = Signal(object)
    type_chosen = Signal(str, int)
    region_chosen = Signal(str, int)
    trend_chosen = Signal(object)
    all_wanted = Signal()
    """The page of to-dos and messages is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setAccessibleName("工作台首页")
        self.title, self.state = QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.state.setProperty("role", "quiet")
        self.todo, self.recent = ShortList(TodoFace(), name="等我处理"), ShortList(RecentFace(), name="接着上次做")
        self.types = ProgressTable(ProgressModel(heading="险种", parent=self), name="填报进度")
        self.below = ProgressTable(ProgressModel(heading="下级地区", parent=self), name="下级填报进度")
        self._below_heading = _heading("下级填报进度")
        self.all_todos = QPushButton("全部待办与消息")
        self.all_todos.setProperty("role", "link")
        self.all_todos.clicked.connect(self.all_wanted)
        self._empty: dict[QWidget, QLabel] = {
            part: _sentence(text)
            for part, text in (
                (self.todo, NOTHING_WAITS),
                (self.recent, NOTHING_DONE),
                (self.types, NOTHING_DUE),
            )
        }
        self._no_figures = _sentence(NO_FIGURES)
        self._trend_heading = _heading("主要指标")
        self._charts = QHBoxLayout()
        self._charts.setSpacing(GAP + 8)
        self._trends: tuple[Trend, ...] = ()
        self._drawn: list[TrendChart] = []
        self._lay_out()
        for part, signal in ((self.todo, self.todo_chosen), (self.recent, self.recent_chosen)):
            part.chosen.connect(signal)
        self.types.opened.connect(self.type_chosen)
        self.below.opened.connect(self.region_chosen)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard to the first list with something in it."""
        super().focusInEvent(event)
        first = next((part for part in (self.todo, self.types, self.recent) if part.isVisibleTo(self)), None)
        if first is not None:
            first.setFocus()

    @property
    def charts(self) -> list[TrendChart]:
        """Return the charts that are drawn."""
        return list(self._drawn)

    def show_place(self, *, region: str, fiscal_year: int) -> None:
        """Say of which region and year all of it is."""
        self.title.setText(f"{region}　{fiscal_year}年度")

    def show_work(self, status: SyncStatus, *, work: Work) -> None:
        """Show what waits, and when the last round was."""
        last = f"上次同步 {local_time(status.last_sync_at)}" if status.last_sync_at else "还没有同步过"
        self.state.setText(f"{last}，{status.sentence}")
        self._fill(self.todo, todos(status, work=work))

    def show_dashboard(self, dashboard: Dashboard) -> None:
        """Show how far the sheets are, the figures and what was done last."""
        self._fill(self.recent, dashboard.recent)
        self.types.lines.show_lines(dashboard.columns, dashboard.types)
        self._show_either(self.types, is_any=bool(dashboard.types))
        self.below.lines.show_lines(dashboard.columns, dashboard.below)
        self.below.setVisible(bool(dashboard.below))
        self._below_heading.setVisible(bool(dashboard.below))
        self._draw(dashboard.trends)

    def _fill(self, part: ShortList, items: object) -> None:
        lines = list(items)  # type: ignore[call-overload]
        part.show_items(lines)
        self._show_either(part, is_any=bool(lines))

    def _show_either(self, part: QWidget, *, is_any: bool) -> None:
        part.setVisible(is_any)
        self._empty[part].setVisible(not is_any)

    def _draw(self, trends: tuple[Trend, ...]) -> None:
        self._no_figures.setVisible(not trends)
        if trends == self._trends:
            return
        self._trends = trends
        for old in self._drawn:
            self._charts.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._drawn = [TrendChart(trend) for trend in trends]
        name = trends[0].type_name if trends else ""
        self._trend_heading.setText(f"主要指标 · {name}" if name else "主要指标")
        for chart in self._drawn:
            chart.chosen.connect(self.trend_chosen)
            self._charts.addWidget(chart)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setAutoFillBackground(True)
        inside.setBackgroundRole(QPalette.ColorRole.Base)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.state)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(6)
        for heading, part in (("等我处理", self.todo), ("接着上次做", self.recent)):
            left.addLayout(_line(_heading(heading), self.all_todos if part is self.todo else None))
            left.addWidget(part)
            left.addWidget(self._empty[part])
            left.addSpacing(GAP - 6)
        left.addStretch(1)
        right.addWidget(_heading("填报进度（已填 / 应填参数）"))
        right.addWidget(self.types)
        right.addWidget(self._empty[self.types])
        right.addSpacing(GAP - 6)
        right.addWidget(self._below_heading)
        right.addWidget(self.below)
        right.addStretch(1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP + 8)
        grid.addLayout(left, 0, 0)
        grid.addLayout(right, 0, 1)
        grid.setColumnStretch(0, LIST_WIDTH)
        grid.setColumnStretch(1, TABLE_WIDTH)
        column = QVBoxLayout(inside)
        column.setContentsMargins(SIDES, 14, SIDES, 14)
        column.setSpacing(12)
        column.addLayout(head)
        column.addLayout(grid)
        column.addWidget(self._trend_heading)
        column.addWidget(self._no_figures)
        column.addLayout(self._charts)
        column.addStretch(1)
        self.setWidget(inside)
        self.below.hide()
        self._below_heading.hide()


def _line(heading: QLabel, link: QPushButton | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(heading)
    row.addStretch(1)
    if link is not None:
        row.addWidget(link)
    return row


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label


def _sentence(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "quiet")
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.hide()
    return label
