"""The window's frame: modules at the left, choices above, the page, what waits below it, the status line (clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QSplitter, QToolButton, QVBoxLayout, QWidget

from ui.actions import DEMO, SEEING, fill_menus, make_actions, say_why
from ui.areas import next_stop, put_in_order
from ui.context_bar import ContextBar
from ui.history.undo_strip import UndoStrip
from ui.navigation import Navigation
from ui.notice_bar import NoticeBar
from ui.page_stack import PageStack
from ui.rounds.strip import SyncStrip
from ui.start_page import StartPage
from ui.status_bar import StatusBar
from ui.tab_bar import TabBar

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtGui import QAction, QCloseEvent, QPaintEvent

TITLE = "社保基金一体化工作台"
SIZE = (1440, 900)
PANEL_HEIGHT = 220
NEEDS_DESK = (
    "import",
    "export",
    "roll-over",
    "print",
    "pdf",
    "undo",
    "redo",
    "row-history",
    "history",
    "problems",
    "compare",
    "group",
    "switch-user",
    "sync",
    "sync-settings",
    "waiting",
    "hand-over-export",
    "hand-over-import",
    "home",
    "refresh",
    "previous-page",
    "next-page",
    *SEEING,
    "new-tab",
    "close-tab",
    "next-tab",
    "previous-tab",
    "next-area",
    "navigation",
    "legend",
    "palette",
    "previous-area",
)
"""Actions that make sense only while somebody is signed in."""


class MainWindow(QMainWindow):
    """Only parts and their places; what the actions do comes later, and the workbench wires the rest."""

    closing = Signal()
    painted = Signal()
    """The window stands on the screen for the first time: what takes longer may begin."""

    def __init__(self, *, is_demo: bool = False) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.actions_by_name: dict[str, QAction] = make_actions(self, without=() if is_demo else DEMO)
        fill_menus(self.menuBar(), actions=self.actions_by_name)
        self.navigation = Navigation()
        self.context_bar, self.notice, self.start_page = ContextBar(), NoticeBar(), StartPage()
        self.sync_strip = SyncStrip(self.actions_by_name["sync"])
        self.sync_strip.cancel_requested.connect(self.actions_by_name["stop-sync"].trigger)
        self.undo_strip = UndoStrip(self.actions_by_name)
        self.context_bar.row.insertWidget(0, self._navigation_button())
        self.context_bar.row.addWidget(self.undo_strip)
        self.context_bar.row.addWidget(self.sync_strip)
        self.tabs = TabBar()
        self.stack = PageStack()
        self.stack.addWidget(self.start_page)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.stack)
        self.stack.currentChanged.connect(self._put_in_order)
        self.status = StatusBar()
        self.setCentralWidget(self._body())
        self.setStatusBar(self.status)
        self.resize(*SIZE)
        self.actions_by_name["navigation"].setChecked(True)
        self.set_signed_in(who="")
        self._is_painted = False

    def set_signed_in(self, *, who: str) -> None:
        """Let the actions be used that need a person; '' for nobody."""
        self.setWindowTitle(f"{who} - {TITLE}" if who else TITLE)
        for name in NEEDS_DESK:
            if name in self.actions_by_name:
                say_why(self.actions_by_name[name], "" if who else "请先登录")
        if not who:
            say_why(self.actions_by_name["stop-sync"], "请先登录")
        self.navigation.setEnabled(bool(who))
        if not who:
            self.context_bar.clear()

    def show_panel(self, panel: QWidget) -> None:
        """Show a list below the page, in the place of the one that is there."""
        for other in map(self.split.widget, range(1, self.split.count())):
            if other is not None and other is not panel:
                other.hide()
        if self.split.indexOf(panel) < 0:
            self.split.addWidget(panel)
            others = [0] * (self.split.count() - 2)
            self.split.setSizes([max(200, self.split.height() - PANEL_HEIGHT), *others, PANEL_HEIGHT])
        panel.show()
        self._put_in_order()

    def restore(self, settings: QSettings) -> None:
        """Take the size, place and divisions that were remembered; a screen that is gone is no harm."""
        for name, put in (("geometry", self.restoreGeometry), ("body", self._halves.restoreState)):
            state = settings.value(f"window/{name}")
            if isinstance(state, QByteArray):
                put(state)
        self._show_navigation(is_wanted=str(settings.value("window/navigation", "1")) != "0")

    def stay_on_screen(self) -> None:
        """Fill the screen when it is smaller than the window: the first start on a small or much enlarged one."""
        room, size = self.screen().availableGeometry().size(), self.size()
        if size.width() > room.width() or size.height() > room.height():
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    def remember(self, settings: QSettings) -> None:
        """Remember size, place and divisions."""
        settings.setValue("window/geometry", self.saveGeometry())
        settings.setValue("window/body", self._halves.saveState())
        settings.setValue("window/navigation", "0" if self.navigation.isHidden() else "1")

    def toggle_navigation(self) -> None:
        """Show or hide the modules at the left; a narrow screen has more room for the grid without them."""
        self._show_navigation(is_wanted=self.navigation.isHidden())

    def _show_navigation(self, *, is_wanted: bool) -> None:
        self.navigation.setVisible(is_wanted)
        self.actions_by_name["navigation"].setChecked(is_wanted)
        self._put_in_order()

    def step_area(self, step: int) -> None:
        """Give the keyboard to the next area of the window in which something takes it (F6)."""
        shown = self.stack.currentWidget()
        within = getattr(shown, "areas", ()) or (shown,)
        areas = [self.navigation, self.tabs, self.context_bar, self.notice, *within, *self._below, self.status]
        stop = next_stop(areas, now=self.focusWidget(), step=step)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def _below(self) -> list[QWidget]:
        return [one for n in range(1, self.split.count()) if (one := self.split.widget(n)) is not None]

    def _put_in_order(self) -> None:
        shown = self.stack.currentWidget()
        parts = (self.navigation, self.tabs, self.context_bar, self.notice, shown, *self._below, self.status)
        put_in_order([one for one in parts if one is not None])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first paint, once it is done with."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close without a question: every change is kept already."""
        self.closing.emit()
        super().closeEvent(event)

    def _navigation_button(self) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self.actions_by_name["navigation"])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the cursor stays in the grid
        return button

    def _body(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.tabs, self.context_bar, self.notice, self.split):
            column.addWidget(part)
        column.setStretchFactor(self.split, 1)
        self._halves = QSplitter(Qt.Orientation.Horizontal)
        self._halves.setHandleWidth(1)
        self._halves.setChildrenCollapsible(False)
        self._halves.addWidget(self.navigation)
        self._halves.addWidget(right)
        self._halves.setStretchFactor(1, 1)
        self._halves.setSizes([self.navigation.sizeHint().width(), SIZE[0]])
        return self._halves
