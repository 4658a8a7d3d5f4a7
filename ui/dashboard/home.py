"""Keeps the first page true: reads it by the worker while it shows, and goes where a click leads (clause 2, 查询)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.dashboard import Dashboard, read_dashboard
from app.todo.counting import TODO
from app.todo.messages import unread_count
from sync.status import SyncStatus, read_status
from ui.dashboard.lists import PROBLEMS, UNFILLED, UNKEPT, UNREAD, work_of
from ui.dashboard.page import HomePage
from ui.page.catalog_page import CatalogPage
from ui.sections import HOME
from ui.todo.leading import CAME, WAITS
from ui.todo.news import News
from ui.tools.base import SheetPlace

if TYPE_CHECKING:
    from app.dashboard import ProgressLine, Recent, SheetColumn
    from app.trends import Trend
    from ui.dashboard.lists import Todo
    from ui.desk import Context, Desk
    from ui.main_window import MainWindow
    from ui.operations import Progress
    from ui.pages import Pages


class Home(QObject):
    """The first page of one person; emits `panel_wanted` with a kind of lines, and asks to go on as tools do."""

    panel_wanted = Signal(str)
    problems_wanted = Signal()
    shown = Signal(object)
    """This page came to the front; with the choices that it follows."""
    jump_requested = Signal(object, str)
    sheet_requested = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        *,
        desk: Desk,
        pages: Pages,
        page: HomePage | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Make the page, or look after one that shows already."""
        super().__init__(parent)
        self._window, self._desk, self._pages = window, desk, pages
        self._dashboard = Dashboard()
        self._status: SyncStatus | None = None
        self._problems = (0, 0)
        self._unread = 0
        self._is_closed = False
        self.page = page or HomePage()
        if page is None:
            window.stack.addWidget(self.page)
        window.context_bar.changed.connect(self._read)
        desk.status_changed.connect(self._read)
        self.page.todo_chosen.connect(self._go_to_todo)
        self.page.all_wanted.connect(lambda: self._open_todos(WAITS))
        self.page.recent_chosen.connect(self._go_to_recent)
        self.page.trend_chosen.connect(self._go_to_trend)
        self.page.type_chosen.connect(lambda code, place: self._open_sheet(place, insurance_type=code))
        self.page.region_chosen.connect(lambda code, place: self._open_sheet(place, region=code))
        News(desk, notice=window.notice, show=lambda: self._open_todos(CAME), parent=self)

    @property
    def is_shown(self) -> bool:
        """Say whether this page is the one in the window."""
        return self._window.stack.currentWidget() is self.page

    def show(self) -> None:
        """Show the page with what is true now."""
        self._window.stack.setCurrentWidget(self.page)
        self._window.navigation.select(HOME)
        if not self._window.tabs.hasFocus() and not self._window.navigation.hasFocus():
            self.page.setFocus()
        self.shown.emit(self._pages.shared)
        self._read()

    def refresh(self) -> None:
        """Read again what is true now."""
        self._read()

    def show_problems(self, errors: int, warnings: int) -> None:
        """Show how many findings are open."""
        self._problems = (errors, warnings)
        self._show_work()

    def close(self) -> None:
        """Take the page out of the window; answers that are still to come find nothing to show them on."""
        self._is_closed = True
        self._window.context_bar.disconnect(self)
        self._window.stack.removeWidget(self.page)
        self.page.deleteLater()

    def _read(self) -> None:
        context = self._window.context_bar.context
        if not self.is_shown or context is None:
            return
        store, user = self._desk.store, self._desk.user

        def work(_: Progress) -> tuple[Dashboard, SyncStatus, int]:
            with store.read() as connection:
                found = read_dashboard(
                    connection,
                    schema=store.schema,
                    user=user,
                    fiscal_year=context.fiscal_year,
                    region=context.region,
                    insurance_type=context.insurance_type,
                )
                unread = unread_count(connection, schema=store.schema, user=user)
                return found, read_status(connection, schema=store.schema), unread

        self._desk.operations.run(
            work,
            done=lambda found: self._show(*found, context=context),
            owner=self,
            key="home",
            lane="find",  # in the lane beside, asking the central may take its time
            label="读取工作台首页",
        )

    def _show(self, dashboard: Dashboard, status: SyncStatus, unread: int, *, context: Context) -> None:
        if self._is_closed:
            return
        self._dashboard, self._status, self._unread = dashboard, status, unread
        self.page.show_place(region=self._window.context_bar.region_name, fiscal_year=context.fiscal_year)
        self.page.show_dashboard(dashboard)
        self._show_work()

    def _show_work(self) -> None:
        if self._status is None or self._is_closed:
            return
        context, (errors, warnings) = self._window.context_bar.context, self._problems
        work = work_of(
            self._dashboard,
            insurance_type=context.insurance_type if context else "",
            unkept=sum(page.model.refused_count for page in self._catalog_pages()),
            errors=errors,
            warnings=warnings,
            unread=self._unread,
        )
        self.page.show_work(self._status, work=work)

    def _gap(self) -> tuple[ProgressLine, int] | None:
        """Return where there is something left to fill in for this person."""
        context = self._window.context_bar.context
        if context is None or not self._dashboard.is_own:
            return None
        return self._dashboard.first_gap(insurance_type=context.insurance_type)

    def _catalog_pages(self) -> list[CatalogPage]:
        return [page for page in self._pages.made if isinstance(page, CatalogPage)]

    def _go_to_todo(self, todo: Todo) -> None:
        if todo.kind == UNKEPT:
            self._go_to_unkept()
        elif todo.kind == UNREAD:
            self._open_todos(CAME)
        elif todo.kind == PROBLEMS:
            self.problems_wanted.emit()
        elif todo.kind == UNFILLED:
            if gap := self._gap():
                self._open_sheet(gap[1], insurance_type=gap[0].code)
        else:
            self.panel_wanted.emit(todo.kind)

    def _open_todos(self, which: int) -> None:
        """Open the page of to-dos and messages with one of its lists."""
        from ui.todo.page import TodoPage  # noqa: PLC0415 - made when it is first opened

        page = self._pages.go(TODO)
        if isinstance(page, TodoPage):
            page.show_list(which)

    def _go_to_unkept(self) -> None:
        page = next((one for one in self._catalog_pages() if one.model.refused_count), None)
        if page is not None:
            self._pages.open(page.catalog.name)
            page.go_to_refused()

    def _go_to_recent(self, recent: Recent) -> None:
        self.jump_requested.emit(recent.place, "")

    def _go_to_trend(self, trend: Trend) -> None:
        self.jump_requested.emit(trend.place, "")

    def _open_sheet(self, place: int, *, insurance_type: str | None = None, region: str = "") -> None:
        """Open the sheet of a column for an insurance type, or for a region below."""
        context = self._window.context_bar.context
        if context is None or place >= len(self._dashboard.columns):
            return
        column: SheetColumn = self._dashboard.columns[place]
        wanted = context.insurance_type if insurance_type is None else insurance_type
        sheet = self._desk.schema.catalog(column.catalog).sheet
        applies = {} if sheet is None or insurance_type is None else {sheet.applies_to: insurance_type}
        self.sheet_requested.emit(
            SheetPlace(
                catalog=column.catalog,
                context=replace(context, region=region or context.region, insurance_type=wanted),
                pages={**applies, **dict(column.pages)},
            )
        )
