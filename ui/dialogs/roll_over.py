"""年度结转: two years, the plan of what would be carried over, then all of it as one action (clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
)

from app.roll_over import CatalogPart, Left, plan_roll_over, roll_over
from ui.dialog_size import open_as
from ui.list_model import Face, ListColumn, ListModel
from ui.list_table import ListTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.errors import ShebaoError
    from app.roll_over import RollOver
    from ui.desk import Desk
    from ui.operations import Operation

SIZE = (860, 600)
AROUND = 5
"""Years before and after the present one that are offered."""


class PartFace(Face):
    """How one catalog of the plan reads."""

    columns = (
        ListColumn(label="目录", width=260),
        ListColumn(label="结转", width=100, right=True),
        ListColumn(label="新年度已有", width=110, right=True),
        ListColumn(label="不结转", width=100, right=True),
    )

    def texts(self, item: CatalogPart) -> Sequence[str]:
        """Return name and numbers."""
        return (item.label, f"{len(item.carried):,}", f"{item.present:,}", f"{len(item.left):,}")

    def tone(self, item: CatalogPart, column: int) -> str:
        """Show what does not matter quietly."""
        numbers = (1, len(item.carried), item.present, len(item.left))
        return "" if numbers[column] else "quiet"


class LeftFace(Face):
    """How a row that stays behind reads."""

    columns = (ListColumn(label="不结转的行", width=380), ListColumn(label="原因", width=420))

    def texts(self, item: Left) -> Sequence[str]:
        """Return which row, and why."""
        return (item.label, item.reason)


class RollOverDialog(QDialog):
    """Emits `carried` with the sentence about what was written, `planned` whenever a plan is shown."""

    carried = Signal(str)
    planned = Signal()

    def __init__(self, *, desk: Desk, source: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("年度结转")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_as(self, *SIZE)
        self._desk = desk
        self._plan: RollOver | None = None
        self._operation: Operation | None = None
        self._is_writing = False
        self.source, self.target = _years(source, name="来源年度"), _years(source + 1, name="目标年度")
        self.parts, self.left = ListModel(PartFace(), self), ListModel(LeftFace(), self)
        self.table, self.reasons = ListTable(self.parts, name="结转计划"), ListTable(self.left, name="不结转的行")
        self.told, self._bar = QLabel(), QProgressBar()
        self.apply_button, self._cancel = QPushButton("结转"), QPushButton("取消")
        self._lay_out()
        self.make_plan()

    @property
    def plan(self) -> RollOver | None:
        """Return the plan that is shown."""
        return self._plan

    def make_plan(self) -> None:
        """Ask what a roll-over between the chosen years would do; nothing is written."""
        self._show(None)
        desk, source, target = self._desk, int(self.source.currentData()), int(self.target.currentData())
        self._wait(label="结转计划")
        self._operation = desk.operations.run(
            lambda _: plan_roll_over(desk.store, user=desk.user, source=source, target=target),
            done=self._show,
            failed=self._failed,
            owner=self,
            key="plan",
            lane="long",
            label="结转计划",
        )

    def carry_over(self) -> None:
        """Carry over what the plan shows, as one action that can be taken back."""
        desk, plan = self._desk, self._plan
        if plan is None or not plan.carried:
            return
        self._is_writing = True
        self._wait(label="年度结转")
        self._operation = desk.operations.run(
            lambda _: roll_over(desk.store, user=desk.user, source=plan.source, target=plan.target),
            done=self._done,
            failed=self._failed,
            owner=self,
            lane="long",
            label="年度结转",
        )

    def done(self, result: int) -> None:
        """Stop planning when the dialog closes; while rows are written it stays, to tell how that ended."""
        if self._is_writing:
            return
        if self._operation is not None:
            self._operation.cancel()
        super().done(result)

    def _lay_out(self) -> None:
        years = QHBoxLayout()
        for part in (QLabel("把"), self.source, QLabel("年度由您维护的基础数据结转到"), self.target, QLabel("年度")):
            years.addWidget(part)
        years.addStretch(1)
        for box in (self.source, self.target):
            box.currentIndexChanged.connect(self.make_plan)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self.told.setWordWrap(True)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        for table in (self.table, self.reasons):
            table.setFrameShape(QFrame.Shape.StyledPanel)
            halves.addWidget(table)
        self.table.horizontalHeader().setStretchLastSection(False)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.picked.connect(self._show_reasons)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        column.addLayout(years)
        column.addWidget(self._bar)
        column.addWidget(self.told)
        column.addWidget(halves, 1)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.apply_button.setProperty("primary", True)  # noqa: FBT003 - Qt's own signature
        self.apply_button.setDefault(True)
        self.apply_button.clicked.connect(self.carry_over)
        self._cancel.clicked.connect(self.reject)
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self.apply_button)
        return row

    def _show(self, plan: RollOver | None) -> None:
        self._plan = plan
        parts = () if plan is None else [one for one in plan.parts if one.carried or one.present or one.left]
        self.parts.show_items(parts)
        self._show_reasons()
        self._bar.hide()
        self.apply_button.setEnabled(bool(plan and plan.carried))
        self.apply_button.setText(f"结转 {plan.carried:,} 行" if plan and plan.carried else "结转")
        if plan is None:
            return
        end = "" if plan.carried else "，没有可以结转的行"
        self._say(f"{plan.sentence}{end}。上级的行由上级结转。", role="quiet")
        self.planned.emit()

    def _show_reasons(self) -> None:
        chosen = [self.parts.item(row) for row in self.table.rows()]
        parts = chosen or (() if self._plan is None else self._plan.parts)
        self.left.show_items([one for part in parts for one in part.left])

    def _done(self, found: RollOver) -> None:
        self._is_writing = False
        self._desk.tell_changed(*(part.catalog for part in found.parts if part.carried))
        self.carried.emit(f"{found.sentence}。")
        self.accept()

    def _wait(self, *, label: str) -> None:
        self._bar.setAccessibleName(label)
        self._bar.show()
        self.apply_button.setEnabled(False)
        self._cancel.setEnabled(not self._is_writing)

    def _failed(self, error: ShebaoError) -> None:
        self._is_writing = False
        self._cancel.setEnabled(True)
        self._bar.hide()
        self._say(error.sentence, role="bad")
        self.planned.emit()

    def _say(self, text: str, *, role: str) -> None:
        self.told.setProperty("role", role)
        self.told.setText(text)
        self.told.style().polish(self.told)


def _years(chosen: int, *, name: str) -> QComboBox:
    box = QComboBox()
    for year in range(chosen - AROUND, chosen + AROUND + 1):
        box.addItem(str(year), year)
    box.setCurrentIndex(AROUND)
    box.setAccessibleName(name)
    return box
