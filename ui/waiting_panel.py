"""The panel 待上传与冲突: what waits, was refused or clashes, with the choice whose value stays (SYNC points 4, 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedLayout,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.row_state import LineState
from app.waiting_lines import STATES
from ui.icons import icon
from ui.style import ROW_HEIGHT
from ui.waiting_model import COLUMNS, WaitingModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.waiting_lines import WaitingLine

KINDS = (("", "全部"), ("conflict", "有冲突"), ("refused", "被拒绝"), ("waiting", "待上传"))
CHOICES = (
    ("keep_mine", "保留我的", "keep-mine", "再次上传本机的值", (LineState.CONFLICT, LineState.REFUSED)),
    ("take_theirs", "采用对方", "take-theirs", "放弃本机的值，采用中心端的值", (LineState.CONFLICT, LineState.REFUSED)),
    ("take_back", "取回", "take-back", "撤销还没有上传的修改", (LineState.OPEN, LineState.REFUSED)),
)
"""Name, label, icon, help and the states of lines it is for."""
EMPTY = "没有待上传的修改，也没有被拒绝或有冲突的行。"


class WaitingPanel(QFrame):
    """Emits `settle_requested` (choice, row ids), `jump_requested` (line), `kind_changed` and `closed`."""

    settle_requested = Signal(str, list)
    jump_requested = Signal(object)
    kind_changed = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("waitingPanel")
        self.model = WaitingModel(self)
        self._table = self._make_table()
        self._filters = QButtonGroup(self)
        self._choices: dict[str, QToolButton] = {}
        self._jump = self._button("转到该行", name="go-to", about="在页面中打开这一行（双击也可以）")
        self._jump.clicked.connect(self._go)
        empty = QLabel(EMPTY)
        empty.setProperty("role", "quiet")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._body = QStackedLayout()
        self._body.addWidget(self._table)
        self._body.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addLayout(self._body, 1)
        self._selected()

    @property
    def kind(self) -> str:
        """Return the kind of lines that is shown, '' for all."""
        button = self._filters.checkedButton()
        return str(button.property("kind")) if button else ""

    @property
    def states(self) -> tuple[str, ...]:
        """Return the outbox states that are shown, () for all."""
        return STATES.get(self.kind, ())

    @property
    def selected(self) -> list[WaitingLine]:
        """Return the marked lines."""
        return [self.model.line(index.row()) for index in self._table.selectionModel().selectedRows()]

    def select_row(self, row: int) -> None:
        """Mark one line."""
        self._table.selectRow(row)

    def choice(self, name: str) -> QToolButton:
        """Return the button of a choice."""
        return self._choices[name]

    def show_kind(self, kind: str) -> None:
        """Show one kind of lines only ('' for all)."""
        for button in self._filters.buttons():
            if button.property("kind") == kind:
                button.setChecked(True)
        self.kind_changed.emit()

    def show_lines(self, lines: Sequence[WaitingLine]) -> None:
        """Show these lines; marked ones stay marked as far as they are still there."""
        marked = {line.n for line in self.selected}
        self.model.show_lines(lines)
        select = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row, line in enumerate(lines):
            if line.n in marked:
                self._table.selectionModel().select(self.model.index(row, 0), select)
        self._body.setCurrentIndex(0 if lines else 1)
        self._selected()

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setAccessibleName("待上传与冲突")
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setHighlightSections(False)
        for section, (_, width) in enumerate(COLUMNS):
            table.setColumnWidth(section, width)
        table.selectionModel().selectionChanged.connect(self._selected)
        table.doubleClicked.connect(self._go)
        return table

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(4)
        title = QLabel("待上传与冲突")
        title.setProperty("role", "heading")
        row.addWidget(title)
        row.addSpacing(10)
        for kind, label in KINDS:
            button = QToolButton()
            button.setText(label)
            button.setCheckable(True)
            button.setChecked(not kind)
            button.setProperty("kind", kind)
            button.clicked.connect(self.kind_changed)
            self._filters.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        for name, label, image, about, _ in CHOICES:
            button = self._button(label, name=image, about=about)
            button.clicked.connect(lambda _=False, name=name: self._choose(name))
            self._choices[name] = button
            row.addWidget(button)
        row.addWidget(self._jump)
        close = self._button("", name="close", about="关闭这个列表")
        close.clicked.connect(self.closed)
        row.addWidget(close)
        return row

    @staticmethod
    def _button(label: str, *, name: str, about: str) -> QToolButton:
        button = QToolButton()
        button.setText(label)
        button.setToolTip(about)
        button.setIcon(icon(name))
        button.setAccessibleName(label or about)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _selected(self) -> None:
        states = {line.state for line in self.selected}
        for name, _, _, _, fits in CHOICES:
            self._choices[name].setEnabled(bool(states.intersection(fits)))
        self._jump.setEnabled(len(self.selected) == 1)

    def _choose(self, name: str) -> None:
        fits = next(choice[4] for choice in CHOICES if choice[0] == name)
        rows = [line.row_id for line in self.selected if line.state in fits]
        self.settle_requested.emit(name, list(dict.fromkeys(rows)))

    def _go(self) -> None:
        if len(self.selected) == 1:
            self.jump_requested.emit(self.selected[0])
