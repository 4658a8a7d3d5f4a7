"""Binds one person's desk to the window: pages, choices, counts, sync, settling, exchange (clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal

from app.todo.counting import count_lines
from sync.others import others_waiting, others_words
from sync.profile import Profile
from sync.session import person_here
from sync.status import read_status
from ui.choosing import Choosing
from ui.compare.controller import Compare
from ui.dashboard.home import Home
from ui.exchange import Exchange
from ui.folding import Folding
from ui.going import Going
from ui.history.panel import History
from ui.history.undoing import Undoing
from ui.offering import offer_actions
from ui.page.base import Page
from ui.pages import Pages, Tab
from ui.palette.controller import Palette
from ui.problems.panel import Problems
from ui.receiving.asking import ReceiptAsking
from ui.role_pages import RolePages
from ui.rounds.background import BackgroundSync
from ui.rounds.controller import SyncController
from ui.rounds.view import SyncView
from ui.sections import HOME
from ui.spelling_book import SpellingBook
from ui.statements.opening import Statements
from ui.tab_bar import Tabs
from ui.tools.registry import tool_of
from ui.unsaved.journal import Journal
from ui.waiting.settling import Settling

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from app.catalog import Catalog
    from app.errors import ShebaoError
    from app.people import User
    from sync.session import Session
    from sync.status import SyncStatus
    from ui.dashboard.page import HomePage
    from ui.desk import Desk
    from ui.dialogs.sync_settings import SyncSettingsDialog
    from ui.main_window import MainWindow
    from ui.operations import Progress
    from ui.page.view import View
    from ui.printing.preview import PreviewDialog
    from ui.tools.registry import Tool
    from ui.unsaved.records import Unsaved


class MakePage(Protocol):
    """Makes a catalog's page."""

    def __call__(self, catalog: Catalog, *, desk: Desk) -> Page:
        """Return a new page."""


SAVING = 3.0
"""Seconds that closing waits for typed text on its way to the store."""


class Workbench(QObject):
    """Lives as long as one person is signed in; emits `sign_in_wanted` when the central asks for it."""

    sign_in_wanted = Signal()

    def __init__(
        self,
        window: MainWindow,
        *,
        desk: Desk,
        session: Session,
        make_page: MakePage,
        is_new: bool = False,
        overview: HomePage | None = None,
    ) -> None:
        """Show the first page; when the person was here before (not `is_new`: signed in just now), what they left.

        `overview`: the first page where it shows already.
        """
        super().__init__(window)
        self.window, self.desk, self.session = window, desk, session
        self._plain_page = make_page
        desk.setParent(self)
        self.pages = Pages(desk, stack=window.stack, make=self._make_page, parent=self)
        self.going = Going(self.pages, bar=window.context_bar)
        self.controller = SyncController(desk, session=session, parent=self)
        self.background = BackgroundSync(self.controller, desk=desk)
        ReceiptAsking(self.controller, desk=desk, session=lambda: self.session)
        self.sync_view = SyncView(window, desk=desk, controller=self.controller)
        self.settling = Settling(window, desk=desk, parent=self)
        self.undoing = Undoing(window, desk=desk, pages=self.pages, parent=self)
        self.history = History(window, desk=desk, pages=self.pages, undoing=self.undoing, parent=self)
        self.problems = Problems(window, desk=desk, pages=self.pages, parent=self)
        self.compare = Compare(window, desk=desk, pages=self.pages, parent=self)
        self.exchange = Exchange(window, desk=desk, parent=self)
        self.statements = Statements(window, desk=desk, pages=self.pages, parent=self)
        self.spelling = SpellingBook(desk, parent=self)
        self.palette = Palette(
            window,
            desk=desk,
            page_actions=self._page_actions,
            open_catalog=self.open_page,
            open_row=lambda found: self.going.to_row(found.place, ""),
            parent=self,
        )
        self.home = Home(window, desk=desk, pages=self.pages, page=overview, parent=self)
        memory = desk.store.path.stem
        Folding(window.navigation, settings=desk.settings, memory=memory, parent=self)
        self.choosing = Choosing(window.context_bar, desk=desk, pages=self.pages, memory=memory, parent=self)
        self.tabs = Tabs(
            window.tabs,
            pages=self.pages,
            home=self.home,
            context_bar=window.context_bar,
            settings=desk.settings,
            memory=memory,
            parent=self,
        )
        self.role_pages = RolePages(desk, window=window, pages=self.pages, home=self.home)
        self._is_new = is_new
        self.journal = Journal(desk, pages=self._unsaved, parent=self)
        self._wire()

    def start(self) -> None:
        """Show who is here, then what is in the store; when nothing was received yet, start the first sync."""
        user = self.desk.user
        self.window.set_signed_in(who=user.mof_div_name)
        self.window.status.show_person(user)
        self.window.status.show_line(text="正在连接", online=False, about=self.session.server)
        self.role_pages.offer()
        self.undoing.start()
        self.journal.read()
        self._read_status(first=True)
        self._read_others()
        self.spelling.go_on()
        self.background.start()

    def use_session(self, session: Session) -> None:
        """Go on with a new session of the same person: they had to sign in again."""
        self.session = session
        self.controller.use_session(session)
        self.controller.start()

    def remember(self) -> None:
        """Remember the page and the choices for the next start."""
        self.tabs.remember()
        self.choosing.remember()

    def close(self) -> None:
        """Take everything of this person out of the window."""
        self.remember()
        self._keep_unsaved()
        self.background.stop()
        self.controller.close()
        for source in (self.window.navigation, self.window.context_bar, self.window.status):
            source.disconnect(self)
        self.window.undo_strip.disconnect(self.undoing)
        self.palette.close()
        self.tabs.detach()
        self.home.close()
        self.pages.close()
        self.settling.close()
        self.history.close()
        self.problems.close()
        self.compare.close()
        self.window.stack.setCurrentWidget(self.window.start_page)
        self.window.set_signed_in(who="")
        self.deleteLater()

    @property
    def is_open(self) -> bool:
        """Say whether a page shows."""
        return self.tabs.is_restored and (self.home.is_shown or self.pages.current is not None)

    def open_page(self, name: str) -> View:
        """Show the page of a catalog or a tool."""
        return self.pages.go(name)

    def print_page(self, page: Page, *, pdf: bool = False) -> PreviewDialog | None:
        """Open the print preview of a page; with `pdf` it asks at once where to save."""
        from ui.printing.prints import start_print  # noqa: PLC0415 - loads the printers' library

        return start_print(self, page, pdf=pdf)

    def choose_background(self) -> SyncSettingsDialog:
        """Let the person choose when the program syncs by itself."""
        from ui.dialogs.sync_settings import SyncSettingsDialog  # noqa: PLC0415 - seldom wanted

        dialog = SyncSettingsDialog(self.background.background, line=self.background.line, parent=self.window)
        dialog.chosen.connect(self.background.choose)
        dialog.open()
        return dialog

    def step_page(self, step: int) -> None:
        """Show the module before or after the present one."""
        names = self.window.navigation.names
        place = names.index(self.pages.name) + step if self.pages.name in names else min(0, step)
        self.pages.go(names[place % len(names)])

    def _wire(self) -> None:
        window, desk = self.window, self.desk
        desk.seeing.changed.connect(lambda: desk.seeing.tick(window.actions_by_name))
        desk.seeing.tick(window.actions_by_name)
        window.navigation.chosen.connect(self._go)
        window.navigation.apart.connect(self._go_apart)
        self.pages.context_wanted.connect(self.choosing.follow_tab)
        self.home.shown.connect(self.choosing.follow_tab)
        self.pages.left.connect(self._take_back)
        self.pages.opened.connect(window.navigation.select)
        self.pages.opened.connect(lambda: offer_actions(window.actions_by_name, view=self.pages.view))
        self.home.shown.connect(lambda: offer_actions(window.actions_by_name, view=None))
        self.home.sheet_requested.connect(self.going.to_sheet)
        window.context_bar.changed.connect(self.pages.set_context)
        self.pages.changed.connect(self.choosing.remember)
        window.context_bar.year_wanted.connect(self.choosing.read)
        window.status.panel_requested.connect(self.settling.show)
        desk.failed.connect(self._failed)
        for over in (self.controller.finished, self.controller.failed):
            over.connect(self._read_person)
        self.journal.found.connect(self._tell_unsaved)
        self.exchange.begun.connect(self.controller.step_aside)
        desk.rows_changed.connect(self._rows_changed)
        self.home.panel_wanted.connect(self.settling.show)
        self.home.problems_wanted.connect(self.problems.show)
        self.problems.counted.connect(self.home.show_problems)
        self.problems.counted.connect(self.sync_view.note_problems)
        self.sync_view.problems_wanted.connect(self.problems.show)
        for part in (self.settling, self.history, self.problems, self.compare, self.home):
            part.jump_requested.connect(self.going.to_row)
        self.undoing.jump_requested.connect(self.going.to_undone)
        self.undoing.emptied.connect(self.going.to_emptied)
        self.statements.jump_requested.connect(self.going.to_row)
        self.settling.sync_requested.connect(self.controller.start)
        for news in (self.controller.started, self.controller.progressed, self.controller.finished):
            news.connect(self.settling.follow_round)
        self.sync_view.received.connect(self._open_first)
        self.sync_view.attention_wanted.connect(self.settling.show)
        self.sync_view.sign_in_wanted.connect(self.sign_in_wanted)

    def _make_page(self, tab: Tab) -> View:
        tool = tool_of(tab.name)
        page = self._make_tool(tool) if tool is not None else self._make_catalog_page(tab)
        page.status_message.connect(self.window.status.say)
        page.shown.connect(self.compare.follow)
        return page

    def _make_tool(self, tool: Tool) -> View:
        page = tool.make(tool.name, desk=self.desk)
        page.jump_requested.connect(self.going.to_row)
        page.sheet_requested.connect(self.going.to_sheet)
        page.page_requested.connect(self.pages.go)
        return page

    def _make_catalog_page(self, tab: Tab) -> Page:
        catalog = self.desk.schema.catalog(tab.name)
        page = self._plain_page(catalog, desk=self.desk)
        page.import_requested.connect(lambda: self.exchange.start_import(page))
        page.export_requested.connect(lambda: self.exchange.start_export(page))
        page.settle_requested.connect(self.settling.settle)
        page.history_requested.connect(self.history.show_row)
        page.problems_requested.connect(self.problems.show)
        page.cell_changed.connect(self.history.follow)
        if page.unsaved is not None:
            page.unsaved.bring_back(self.journal.give(catalog.name, but=self.pages.promised(tab)))
            page.unsaved.changed.connect(self.journal.note)
        return page

    def _take_back(self, page: View) -> None:
        """Keep what a page that closes leaves unsaved."""
        if isinstance(page, Page) and page.unsaved is not None:
            self.journal.take_back(page.catalog.name, page.unsaved.now())
            self.journal.note()

    def _unsaved(self) -> list[tuple[str, Unsaved]]:
        return [(page.catalog.name, page.unsaved.now()) for page in self.pages.made if page.unsaved is not None]

    def _keep_unsaved(self) -> None:
        """Keep what is being typed; what the rules refuse, too, though not in the store."""
        self.pages.save()
        if any(page.unsaved is not None and page.unsaved.is_keeping for page in self.pages.made):
            self.desk.operations.finish_edits(seconds=SAVING)
        self.journal.write()

    def _tell_unsaved(self) -> None:
        """Say what came back that was not saved when the program ended, and offer to go there."""
        waiting = self.journal.waiting
        parts = [f"“{self.desk.schema.catalog(name).label}”{one.words}" for name, one in waiting.items()]
        name = next((name for name, one in waiting.items() if one.cells), next(iter(waiting)))
        self.window.notice.say(
            f"上次没有保存的录入还在：{'；'.join(parts)}。",
            tone="warn",
            action="查看",
            do=lambda: self.going.to_unsaved(name, waiting[name]),
        )

    def _page_actions(self) -> list[QAction]:
        return list(self.pages.view.own_actions) if self.pages.view is not None else []

    def refresh(self) -> None:
        """Read again what shows."""
        if self.home.is_shown:
            self.home.refresh()
        else:
            self.pages.refresh()

    def _go(self, name: str) -> None:
        """Show what was chosen at the left."""
        if name == HOME:
            self.home.show()
        else:
            self.pages.go(name)

    def _go_apart(self, name: str) -> None:
        """Show what was chosen at the left in a tab of its own; there is one overview."""
        if name == HOME:
            self.home.show()
        else:
            self.pages.open_apart(name)

    def _open_first(self) -> None:
        """Put the tabs back that were open; who was on the overview, or signed in just now, begins there."""
        self.pages.shared = self.choosing.remembered()
        is_shown = self.tabs.restore(known=self.role_pages.names, show=not self._is_new)
        self.choosing.read(self.pages.context)
        if not is_shown:
            self.home.show()

    def _read_others(self) -> None:
        """Tell whoever sits down what others who use this computer have not sent yet."""
        store, folder = self.desk.store, self.desk.folder

        def work(_: Progress) -> tuple[int, str]:
            others = others_waiting(Profile(folder=folder), own=store.path)
            return sum(one.waiting for one in others), others_words(others)

        self.desk.operations.run(
            work,
            done=lambda found: self.window.status.show_others(waiting=found[0], about=found[1]),
            owner=self,
            key="others",
            lane="side",
            label="清点他人的修改",
        )

    def _rows_changed(self, names: frozenset[str]) -> None:
        self._read_status()
        self.choosing.follow_rows(names)

    def _read_status(self, *, first: bool = False) -> None:
        store, user = self.desk.store, self.desk.user

        def work(_: Progress) -> tuple[SyncStatus, dict[str, int]]:
            with store.read() as connection:
                status = read_status(connection, schema=store.schema)
                return status, count_lines(connection, schema=store.schema, user=user)

        self.desk.operations.run(
            work,
            done=lambda found: self._show_status(*found, first=first),
            owner=self,
            key="" if first else "status",
            label="清点待上传的修改",
        )

    def _show_status(self, status: SyncStatus, counts: dict[str, int], *, first: bool) -> None:
        self.window.navigation.show_counts(counts)
        self.desk.status_changed.emit(status)
        if first and not status.last_sync_at:
            self.sync_view.start_first()
        elif first:
            self._open_first()
            self.controller.start_when_there()

    def _read_person(self) -> None:
        """See after a round who the person is by now: the central may have shut them out, let them in, moved them."""
        store, user = self.desk.store, self.desk.user
        self.desk.operations.run(
            lambda _: person_here(store, user=user), done=self._know, owner=self, key="person", label="核对身份"
        )

    def _know(self, user: User) -> None:
        if user != self.desk.user:
            self.pages.save()  # what was typed so far was typed with the rights of before
            self.desk.user = user
            self.window.status.show_person(user)
            self.role_pages.offer()
            self.pages.follow_person()

    def _failed(self, error: ShebaoError) -> None:
        self.window.notice.show_error(error)
