"""The panel below the page: two sides to choose, what is on each of them, where they differ (clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QMenu, QStackedLayout, QToolButton, QVBoxLayout

from app.comparing import Side
from ui.elided_label import ElidedLabel
from ui.grid.model import GridModel
from ui.grid.view import GridView
from ui.look.icons import icon
from ui.look.looks import looks_of
from ui.overflow_row import OverflowRow
from ui.page.empty_state import Empty, EmptyState
from ui.page.offers import Offers
from ui.region_picker import RegionPicker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.compare.source import ComparedRow
    from ui.context_bar import Choices
    from ui.desk import Desk
    from ui.main_window import MainWindow

NOTHING = Empty(title="两边都没有数据", text="请在上方换一个年度或地区；还没有接收的年度，请先同步。")
ALL_THE_SAME = Empty(title="两边没有不同", text="要看全部内容，请松开“只看不同”。")
LEFT_COLUMN = 3
"""Where the amounts of the left side stand."""


class SideChooser(QObject):
    """A year and a region; emits `changed`."""

    changed = Signal()

    def __init__(self, label: str, *, row: QHBoxLayout, parent: QObject) -> None:
        super().__init__(parent)
        self.year, self.region = QComboBox(), RegionPicker()
        self.year.setAccessibleName(f"{label}年度")
        self.region.setAccessibleDescription(f"{label}地区")
        name = QLabel(label)
        name.setProperty("role", "quiet")
        for part in (name, self.year, self.region):
            row.addWidget(part)
        row.addSpacing(8)
        self.year.activated.connect(lambda _: self.changed.emit())
        self.region.chosen.connect(lambda _: self.changed.emit())

    def offer(self, choices: Choices, *, side: Side) -> None:
        """Offer years and regions with one of each chosen; a year that nothing is kept of can be chosen too."""
        self.year.clear()
        for year in sorted({*choices.years, side.fiscal_year}):
            self.year.addItem(f"{year}", year)
        self.year.setCurrentIndex(self.year.findData(side.fiscal_year))
        self.region.set_places(choices.places, code=side.region)

    @property
    def side(self) -> Side:
        """Return what is chosen."""
        return Side(fiscal_year=int(self.year.currentData() or 0), region=self.region.code)


class ComparePanel(QFrame):
    """Emits `changed` when something else is to be compared, `side_wanted` with 0 (left) or 1 to go to its cell."""

    changed = Signal()
    side_wanted = Signal(int)
    export_wanted = Signal()
    close_wanted = Signal()

    def __init__(self, window: MainWindow, *, desk: Desk) -> None:
        super().__init__(window)
        self.setObjectName("comparePanel")
        self.hide()
        self.model = GridModel(operations=desk.operations, looks=looks_of(window.palette()), parent=self)
        offers = Offers(store=desk.store, operations=desk.operations)
        self.grid = GridView(self.model, operations=desk.operations, offers=offers)
        self.grid.setAccessibleName("对比结果")
        self.empty, self.told = EmptyState(), ElidedLabel()
        self.told.setProperty("role", "quiet")
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(4)
        self.left, self.right = (SideChooser(label, row=row, parent=self) for label in ("甲方", "乙方"))
        row.addWidget(self.told)
        row.addStretch(1)
        self.actions_by_name = {action.objectName(): action for action in self._actions()}
        buttons = OverflowRow(spacing=4, name="按钮")
        row.addWidget(buttons)
        for name, action in self.actions_by_name.items():
            if name == "close":
                row.addWidget(self._button(action))
            else:
                buttons.add(self._button(action))
            self.addAction(action)
        body = QFrame()
        self._body = QStackedLayout(body)
        self._body.addWidget(self.grid)
        self._body.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(body, 1)
        self._wire()

    @property
    def only(self) -> QAction:
        """Return the switch that leaves what differs."""
        return self.actions_by_name["only"]

    def show_count(self, rows: Sequence[ComparedRow], *, is_filtered: bool) -> None:
        """Say how many lines there are, or why there are none; a filter is taken away above the grid."""
        differing = sum(row.compared.differs for row in rows if row.compared is not None)
        self.told.setText(f"{len(rows):,} 项，{differing:,} 项不同" if rows else "")
        self.empty.show_empty(ALL_THE_SAME if self.only.isChecked() else NOTHING)
        self._body.setCurrentWidget(self.grid if rows or is_filtered else self.empty)
        for name in ("left", "right", "export"):
            self.actions_by_name[name].setEnabled(bool(rows))

    def _wire(self) -> None:
        for part in (self.left, self.right):
            part.changed.connect(self.changed)
        wanted = self.side_wanted
        self.actions_by_name["only"].toggled.connect(lambda _: self.changed.emit())
        self.actions_by_name["left"].triggered.connect(lambda _=False: wanted.emit(0))
        self.actions_by_name["right"].triggered.connect(lambda _=False: wanted.emit(1))
        self.actions_by_name["export"].triggered.connect(lambda _=False: self.export_wanted.emit())
        self.actions_by_name["close"].triggered.connect(lambda _=False: self.close_wanted.emit())
        self.grid.doubleClicked.connect(lambda index: wanted.emit(0 if index.column() == LEFT_COLUMN else 1))
        self.grid.form_wanted.connect(lambda _: wanted.emit(1))
        self.grid.menu_wanted.connect(self._open_menu)

    def _actions(self) -> list[QAction]:
        only = self._action("only", "只看不同", picture="filter", about="只列两边不同的", keys="Alt+D")
        only.setCheckable(True)
        return [
            only,
            self._action("left", "转到甲方", picture="go-to", about="打开甲方的单元格", keys="Alt+Left"),
            self._action("right", "转到乙方", picture="go-to", about="打开乙方的单元格", keys="Alt+Right"),
            self._action("export", "导出对比…", picture="export", about="把对比结果存为 Excel 工作簿", keys="Alt+E"),
            self._action("close", "关闭对比", picture="close", about="关闭对比", keys="Ctrl+Shift+B"),
        ]

    def _action(self, name: str, label: str, *, picture: str, about: str, keys: str) -> QAction:
        action = QAction(icon(picture), label, self)
        action.setObjectName(name)
        action.setToolTip(f"{about}（{keys}）")
        if name != "close":  # the window's own action has the keys
            action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return action

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        is_close = action.objectName() == "close"
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(style.ToolButtonIconOnly if is_close else style.ToolButtonTextBesideIcon)
        button.setAccessibleName(action.text())
        return button

    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.actions_by_name[name] for name in ("left", "right")])
        menu.addSeparator()
        menu.addAction("复制\tCtrl+C").triggered.connect(lambda _=False: self.grid.blocks.copy())
        menu.addActions([self.actions_by_name["export"]])
        menu.popup(at)
