"""The list 待应用的调整: every staged move with its effect, taken back one by one or all, applied all or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.restructuring.move import place_words
from ui.look.colours import colours_of
from ui.look.style import ROW_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from app.restructuring.plan import Plan

COLUMNS = (("节点", 260), ("原上级", 220), ("新上级", 220), ("影响", 320))
MOST_LINES, MOST_CODES = 6, 20
KEPT = "关闭页面或程序后仍然保留；应用后作为一次操作，可以撤销"
BROKEN = "{} 处不能应用，请先撤销它们"
ALL_OR_NONE = "全部应用，或一处也不应用（Ctrl+Enter）"
IDENTITY = Qt.ItemDataRole.UserRole


class StagedPanel(QFrame):
    """Shows while something is staged; emits what the person wants done with it."""

    apply_wanted = Signal()
    discard_wanted = Signal()
    take_back_wanted = Signal(list)
    """Identities of nodes."""
    go_wanted = Signal(object)
    """The identity of a node to be shown in the tree."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("待应用的调整")
        self._title = QLabel()
        self._title.setProperty("role", "heading")
        self._told = QLabel()
        self._told.setProperty("role", "quiet")
        self.list = QTreeWidget()
        self.list.setAccessibleName("待应用的调整")
        self.list.setHeaderLabels([label for label, _ in COLUMNS])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for column, (_, width) in enumerate(COLUMNS):
            self.list.setColumnWidth(column, width)
        self.apply_button = QPushButton("全部应用")
        self.apply_button.setProperty("primary", "true")
        self.one_button = QPushButton("撤销所选")
        self.all_button = QPushButton("全部撤销")
        self._lay_out()
        self.apply_button.clicked.connect(self.apply_wanted)
        self.all_button.clicked.connect(self.discard_wanted)
        self.one_button.clicked.connect(self._take_back)
        self.list.itemActivated.connect(lambda item, _: self.go_wanted.emit(item.data(0, IDENTITY)))
        self.list.itemSelectionChanged.connect(self._selected)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._take_back)
        self.hide()

    def show_plan(self, plan: Plan) -> None:
        """List the moves and what each would do."""
        self.list.clear()
        bad = colours_of(self.palette()).bad
        for effect in plan.effects:
            move = effect.move
            words = f"不能应用：{effect.refusal}" if effect.refusal else effect.words
            texts = [move.node.label, place_words(move.origin), place_words(move.target), words]
            item = QTreeWidgetItem(texts)
            item.setData(0, IDENTITY, move.node.identity)
            item.setSizeHint(0, QSize(0, ROW_HEIGHT))
            for column, text in enumerate(texts):
                item.setToolTip(column, text)
            if effect.codes:
                item.setToolTip(3, _codes_told(effect.codes))
            if effect.refusal:
                item.setForeground(3, QBrush(QColor(bad)))
            self.list.addTopLevelItem(item)
        count, refused = len(plan.effects), sum(1 for effect in plan.effects if effect.refusal)
        self._title.setText(f"待应用的调整（{count}）")
        self._told.setText(BROKEN.format(refused) if refused else KEPT)
        self.apply_button.setEnabled(bool(count) and not refused)
        self.apply_button.setToolTip("不能应用：请先撤销标红的调整" if refused else ALL_OR_NONE)
        self.list.setFixedHeight(ROW_HEIGHT * (min(MOST_LINES, max(2, count)) + 1) + 8)
        self._selected()
        self.setVisible(bool(count))

    def _selected(self) -> None:
        chosen = bool(self.list.selectedItems())
        self.one_button.setEnabled(chosen)
        self.one_button.setToolTip("撤销选中的调整（Delete）" if chosen else "请先在列表中选中调整")

    def _take_back(self) -> None:
        found: list[Hashable] = [item.data(0, IDENTITY) for item in self.list.selectedItems()]
        if found:
            self.take_back_wanted.emit(found)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        for part in (self._title, self._told):
            head.addWidget(part)
        head.addStretch(1)
        for button in (self.one_button, self.all_button, self.apply_button):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list)


def _codes_told(codes: Sequence[tuple[str, str]]) -> str:
    """Return the changes of codes, one a line, as many as a tooltip bears."""
    lines = [f"{old} → {new}" for old, new in codes[:MOST_CODES]]
    return "\n".join([*lines, f"……共 {len(codes):,} 行"] if len(codes) > MOST_CODES else lines)
