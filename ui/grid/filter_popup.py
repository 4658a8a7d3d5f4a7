"""What a heading's funnel opens: sort, a condition, and the list of the column's values (自动筛选 of a workbook)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.filters import Filter, How
from ui.grid.conditions import condition_words, make_filter, offered_conditions, ticked_words
from ui.grid.filter_values import COUNT_ROLE, FilterValues

if TYPE_CHECKING:
    from app.column_values import ColumnValues
    from app.errors import ShebaoError
    from ui.grid.arrangement import Arrangement
    from ui.grid.source import GridColumn, GridSource
    from ui.operations import Operations

WIDTH, LIST_HEIGHT = 300, 260
WAIT = 200
"""Milliseconds without typing before the store is asked."""
Key = Qt.Key
AMONG = {How.AMONG, How.NOT_AMONG}


class _Lines(QStyledItemDelegate):
    """Draws a value's number of rows at the right end of its line."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the line without running under the number."""
        count = str(index.data(COUNT_ROLE) or "")
        wide = option.fontMetrics.horizontalAdvance(count) + 10 if count else 0
        place = QRect(option.rect)
        option.rect = place.adjusted(0, 0, -wide, 0)
        super().paint(painter, option, index)
        if count:
            painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(
                place.adjusted(0, 0, -6, 0), int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), count
            )


class FilterPopup(QFrame):
    """Opens below a heading; Enter takes what is chosen, Esc leaves everything as it was."""

    closed = Signal()

    def __init__(self, arrangement: Arrangement, *, operations: Operations, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("picker")
        self._arrangement, self._operations = arrangement, operations
        self._column: GridColumn | None = None
        self._source: GridSource | None = None
        self._has_more = False
        self._soon = QTimer(self, singleShot=True, interval=WAIT)
        self.up, self.down = self._sorter("▲ 升序", descending=False), self._sorter("▼ 降序", descending=True)
        self.condition = QComboBox()
        self.condition.setAccessibleName("筛选条件")
        self.inputs = [QLineEdit(), QLineEdit()]
        self.line = QLineEdit(placeholderText="搜索值或拼音首字母")
        self.line.setAccessibleName("搜索值")
        self.line.setClearButtonEnabled(True)
        self.values = FilterValues(self)
        self.list = QListView()
        self._before: Qt.CheckState | None = None  # of the line on which the mouse was pressed
        self.list.setAccessibleName("列中的值")
        self.list.setModel(self.values)
        self.list.setItemDelegate(_Lines(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setStyleSheet("QListView::item { padding: 3px 2px; }")
        self.note = QLabel(wordWrap=True)
        self.note.setProperty("role", "quiet")
        self.fault = QLabel(wordWrap=True)
        self.fault.setProperty("role", "bad")
        self.take_button, self.all_button = QPushButton("确定"), QPushButton("清除筛选")
        self.take_button.setProperty("primary", True)  # noqa: FBT003 - Qt's own signature
        self._lay_out()
        self._wire()

    def open_for(self, column: GridColumn, *, source: GridSource, at: QPoint) -> None:
        """Open for a column with its top left corner at a global position."""
        self._column, self._source = column, source
        self.setAccessibleName(f"筛选“{column.label}”")
        present = self._arrangement.filter_of(column.name)
        self._offer_conditions(present)
        self.all_button.setEnabled(present is not None)
        self.line.clear()
        self.fault.hide()
        self.values.show_values((), off=set())
        self.note.setText("正在统计这一列的值…")
        self._fit()
        room = self.screen().availableGeometry()
        x = max(room.left(), min(at.x(), room.right() - self.width()))
        self.move(x, max(room.top(), min(at.y(), room.bottom() - self.height())))
        self.show()
        self.line.setFocus()
        self._ask("")

    # values

    def _ask(self, words: str) -> None:
        if self._source is None or self._column is None:
            return
        column = self._column
        self._operations.run(
            self._source.values_of(column.name, words=words),
            done=lambda found: self._found(found, column=column, words=words),
            failed=self._failed,
            owner=self,
            key="values",
            lane="find",
            label="统计筛选的值",
        )

    def _found(self, found: ColumnValues, *, column: GridColumn, words: str) -> None:
        if column is not self._column or not self.isVisible():
            return
        self._has_more = found.has_more or bool(words)
        present = self._arrangement.filter_of(column.name)
        off = set()
        if present and present.how in AMONG and not words:
            listed = set(present.values)
            off = {one.value for one in found.values if (one.value in listed) is (present.how is How.NOT_AMONG)}
        self.values.show_values(found.values, off=off)
        self._prepare(column)
        count = len(found.values)
        more = f"只列出前 {count:,} 个值，请在上面搜索其他的" if found.has_more else f"共 {count:,} 个值"
        self.note.setText(more if count else "没有符合的值")

    def _prepare(self, column: GridColumn) -> None:
        """While the person looks at the list, make ready for what they will tick."""
        work = self._source.preparing(column.name) if self._source is not None else None
        if work is not None:
            self._operations.run(work, done=lambda _: None, owner=self, key="prepare", lane="side", label="准备筛选")

    def _failed(self, error: ShebaoError) -> None:
        self.note.setText(error.sentence)

    def _search(self, words: str) -> None:
        if self._has_more:
            self._soon.start()  # what is not listed can only be found by the store
        else:
            self.values.search(words)
            self.note.setText(
                f"找到 {len(self.values.values):,} 个值" if words.strip() else f"共 {len(self.values.values):,} 个值"
            )

    # conditions

    def _offer_conditions(self, present: Filter | None) -> None:
        self.condition.clear()
        self.condition.addItem("按值筛选", None)
        column = self._column
        for one in offered_conditions(column.field) if column else ():
            self.condition.addItem(one.label, one)
            if present and present.how is one.how:
                self.condition.setCurrentIndex(self.condition.count() - 1)
        for line, value in zip(self.inputs, [*(present.values if present else ()), None, None], strict=False):
            shown = "" if value is None or column is None or present is None or present.how in AMONG else str(value)
            kind = column.field if column else None
            is_count = present is not None and present.how in {How.TOP, How.BOTTOM}
            line.setText(shown if not shown or kind is None or is_count else kind.show(value))
        self.condition.setEnabled(self.condition.count() > 1)
        self._condition_chosen()

    def _condition_chosen(self) -> None:
        condition = self.condition.currentData()
        count = condition.inputs if condition else 0
        hints = ("从", "到") if count > 1 else ("", "")
        for place, (line, hint) in enumerate(zip(self.inputs, hints, strict=True)):
            line.setVisible(place < count)
            line.setPlaceholderText(hint)
            line.setAccessibleName(f"{condition.label}{hint}" if condition else "")
        for part in (self.line, self.list, self.note):
            part.setVisible(condition is None)
        self.fault.hide()
        self._judge()
        self._fit()
        if self.isVisible():
            (self.inputs[0] if count else self.line if condition is None else self.take_button).setFocus()

    def _fit(self) -> None:
        """Take the height that the visible parts need."""
        if (layout := self.layout()) is not None:
            layout.activate()
        self.resize(WIDTH, self.sizeHint().height())

    def _judge(self) -> None:
        on, _ = self.values.split()
        nothing = self.condition.currentData() is None and not on
        self.take_button.setEnabled(not nothing)
        self.take_button.setToolTip("请至少勾选一个值" if nothing else "")

    # taking

    def take(self) -> None:
        """Filter by what is chosen, and close."""
        column, condition = self._column, self.condition.currentData()
        if column is None or not self.take_button.isEnabled():
            return
        if condition is None:
            self._take_ticked(column.name)
            return
        given = [line.text() for line in self.inputs]
        made = make_filter(column.name, field=column.field, condition=condition, given=given)
        if isinstance(made, str):
            self.fault.setText(made)
            self.fault.show()
            self._fit()
            return
        self.hide()
        self._arrangement.filter(made, words=condition_words(condition, given=given))

    def _take_ticked(self, name: str) -> None:
        on, off = self.values.split()
        self.hide()
        if not off and not self.values.is_searched and not self.line.text().strip():
            self._arrangement.show_all(name)
            return
        # of a column that is not listed in full, what is left out is all that is known
        inverted = bool(off) and self._has_more and not self.line.text().strip()
        named = off if inverted else on
        how = How.NOT_AMONG if inverted else How.AMONG
        one = Filter(field=name, how=how, values=tuple(value.value for value in named))
        self._arrangement.filter(one, words=ticked_words([value.text for value in named], inverted=inverted))

    def _show_all(self) -> None:
        self.hide()
        if self._column is not None:
            self._arrangement.show_all(self._column.name)

    def _sort(self, *, descending: bool) -> None:
        self.hide()
        if self._column is not None:
            self._arrangement.sort((self._column.name, descending))

    # parts

    def _sorter(self, label: str, *, descending: bool) -> QToolButton:
        button = QToolButton()
        button.setText(label)
        button.clicked.connect(lambda _=False: self._sort(descending=descending))
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        first, given, last = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for part in (self.up, self.down):
            first.addWidget(part)
        first.addStretch(1)
        for line in self.inputs:
            given.addWidget(line)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.hide)
        last.addWidget(self.all_button)
        last.addStretch(1)
        last.addWidget(self.take_button)
        last.addWidget(cancel)
        self.list.setMinimumHeight(LIST_HEIGHT)
        column.addLayout(first)
        column.addWidget(self.condition)
        column.addLayout(given)
        for shown in (self.line, self.list, self.note, self.fault):
            column.addWidget(shown)
        column.addLayout(last)

    def _wire(self) -> None:
        self._soon.timeout.connect(lambda: self._ask(self.line.text().strip()))
        self.line.textEdited.connect(self._search)
        self.line.textChanged.connect(lambda text: None if text else self._search(""))
        self.condition.currentIndexChanged.connect(lambda _: self._condition_chosen())
        self.values.ticked.connect(self._judge)
        self.list.pressed.connect(self._pressed)
        self.list.clicked.connect(self._clicked)
        self.take_button.clicked.connect(self.take)
        self.all_button.clicked.connect(self._show_all)
        for part in (self.line, *self.inputs, self.list):
            part.installEventFilter(self)

    def _pressed(self, index: QModelIndex) -> None:
        self._before = index.data(Qt.ItemDataRole.CheckStateRole)

    def _clicked(self, index: QModelIndex) -> None:
        """Tick by a click anywhere on a line; on the box itself the list has done it."""
        if index.data(Qt.ItemDataRole.CheckStateRole) == self._before:
            self.values.turn(index.row())

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the keyboard back."""
        super().hideEvent(event)
        self._soon.stop()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take with Enter; go between the line and the list with the arrows."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Key(event.key())
            if key in {Key.Key_Return, Key.Key_Enter}:
                self.take()
                return True
            if watched is self.line and key == Key.Key_Down and self.values.rowCount():
                self.list.setFocus()
                self.list.setCurrentIndex(self.values.index(0, 0))
                return True
            if watched is self.list and key == Key.Key_Up and self.list.currentIndex().row() <= 0:
                self.line.setFocus()
                return True
        return super().eventFilter(watched, event)
