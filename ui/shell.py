"""The window from start to end: opening the profile, signing in and switching users, and closing (SYNC point 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices

from app.catalogs import CATALOGS
from ui.actions import SEEING, give_work
from ui.dashboard.early import EarlyHome
from ui.demo_menu import DemoMenu
from ui.desk import Desk
from ui.loading import Loader
from ui.log import log_path
from ui.look.theme import Theme
from ui.operations import Operations
from ui.sections import home_section, sections_of
from ui.tools.base import ToolPage
from ui.tools.registry import TOOLS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtCore import QSettings

    from app.errors import ShebaoError
    from sync.session import Session
    from ui.demo_menu import DemoControl
    from ui.dialogs.about import AboutDialog, ShortcutsDialog
    from ui.dialogs.hand_over_carry import HandOverCarryDialog
    from ui.dialogs.hand_over_export import HandOverExportDialog
    from ui.dialogs.hand_over_import import HandOverImportDialog
    from ui.dialogs.sign_in import SignInDialog
    from ui.look.theme import ThemeSwitch
    from ui.main_window import MainWindow
    from ui.opening import Opened, Seat
    from ui.page.base import Page
    from ui.workbench import Workbench

NOBODY = "登录后从中心端接收本地区的基础数据，之后断网也能办理。"


class Shell(QObject):
    """Owns the window; `ready` comes when a person's workbench stands."""

    ready = Signal()

    def __init__(
        self,
        window: MainWindow,
        *,
        folder: Path,
        settings: QSettings,
        theme: ThemeSwitch,
        demo: DemoControl | None = None,
    ) -> None:
        super().__init__(window)
        self._theme = theme
        self.window, self.folder, self.settings = window, folder, settings
        self.operations = operations = Operations(log_path=log_path(folder), parent=self)
        self.workbench: Workbench | None = None
        self.early: EarlyHome | None = None
        self._opened: Opened | None = None
        self._seat: Seat | None = None
        self._is_new = False
        self._loader = Loader(self)
        self.demo = DemoMenu(demo, operations=operations, parent=self) if demo is not None else None
        give_work(window.actions_by_name, does=self._does())
        window.actions_by_name[f"theme-{theme.present}"].setChecked(True)
        window.navigation.fill((home_section(TOOLS), *sections_of(CATALOGS, tools=TOOLS)))
        window.closing.connect(self._closing)
        operations.failed.connect(self._failed)
        if self.demo is not None:
            self.demo.use_actions(self.window.actions_by_name)
            self.demo.changed.connect(self._central_changed)
            self.demo.failed.connect(self._failed)

    def open(self) -> None:
        """Open the profile and, for who was signed in last, their store."""
        folder = self.folder

        def work(_: object) -> Opened:
            from ui.opening import open_profile  # noqa: PLC0415 - loads the store's libraries, off the GUI thread

            return open_profile(folder)

        self.window.start_page.show_step(title="正在打开本机数据…")
        self.operations.run(work, done=self._open, failed=self._cannot_open, owner=self, label="打开本机数据")

    def sign_in(self) -> SignInDialog | None:
        """Ask who works here; whoever is signed in stays so until somebody else is."""
        if self._opened is None:
            return None
        from ui.dialogs.sign_in import SignInDialog  # noqa: PLC0415 - its libraries were loaded by `open`

        dialog = SignInDialog(
            profile=self._opened.profile,
            settings=self._opened.settings,
            operations=self.operations,
            parent=self.window,
        )
        dialog.signed_in.connect(self._signed_in)
        dialog.open()
        return dialog

    def close(self) -> None:
        """End the work, finish what was typed, then close store and connections."""
        if self.workbench is not None:
            self.workbench.close()
            self.workbench = None
        self.operations.close()
        if self._seat is not None:
            self._seat.session.close()
            self._seat.store.close()
            self._seat = None

    def _open(self, opened: Opened) -> None:
        self._opened = opened
        if opened.seat is None:
            self.window.start_page.offer(title="还没有登录", text=NOBODY, main=("登录…", self.sign_in))
            self.sign_in()
        else:
            self._work(opened.seat)

    def _cannot_open(self, error: ShebaoError) -> None:
        self.window.start_page.offer(title=error.title, text=error.sentence, main=("重试", self.open))

    def _signed_in(self, session: Session) -> None:
        if self.workbench is not None and self.workbench.session.store_path == session.store_path:
            self.workbench.use_session(session)
            return
        if self.workbench is not None:
            self.workbench.close()
            self.workbench = None
        self._is_new = True
        old, self._seat = self._seat, None
        self.window.start_page.show_step(title="正在打开本机数据…")

        def work(_: object) -> Seat:
            from ui.opening import open_seat  # noqa: PLC0415 - as in `open`

            if old is not None:
                old.session.close()
                old.store.close()
            return open_seat(session)

        self.operations.run(work, done=self._work, failed=self._cannot_open, owner=self, label="打开本机数据")

    def _work(self, seat: Seat) -> None:
        self._seat = seat
        self.early = early = EarlyHome(self.window, operations=self.operations, parent=self)

        def load() -> None:
            self._loader.load(lambda: self._sit_down(seat, early=early))

        if self._is_new:
            load()
        else:
            early.start(seat.store, user=seat.session.user, settings=self.settings, over=load)

    def _sit_down(self, seat: Seat, *, early: EarlyHome) -> None:
        from ui.page.catalog_page import CatalogPage  # noqa: PLC0415 - loaded a moment ago
        from ui.workbench import Workbench  # noqa: PLC0415 - as above

        if seat is not self._seat:  # closed meanwhile
            return
        desk = Desk(
            store=seat.store,
            user=seat.session.user,
            operations=self.operations,
            settings=self.settings,
            folder=self.folder,
        )
        self.workbench = Workbench(
            self.window,
            desk=desk,
            session=seat.session,
            make_page=CatalogPage,
            is_new=self._is_new,
            overview=early.take(),
        )
        self.early = None
        early.deleteLater()
        self.workbench.sign_in_wanted.connect(self.sign_in)
        self.workbench.start()
        self.ready.emit()

    def _closing(self) -> None:
        self.window.remember(self.settings)
        if self.workbench is not None:
            self.workbench.remember()

    def _failed(self, error: ShebaoError) -> None:
        self.window.notice.show_error(error)

    def _central_changed(self, told: str) -> None:
        self.window.status.say(told)
        if self.workbench is not None:
            self.workbench.controller.ask()

    def _does(self) -> dict[str, Callable[[], object]]:
        """Return what each action does; those that need a person are disabled while nobody is signed in."""
        central = {} if self.demo is None else {"start-central": self.demo.start, "stop-central": self.demo.stop}
        return {
            "import": self._on_view("import", lambda bench, page: bench.exchange.start_import(page)),
            "export": self._on_view("export", lambda bench, page: bench.exchange.start_export(page)),
            "roll-over": self._at_work(lambda bench: bench.exchange.start_roll_over()),
            "print": self._on_view("print", lambda bench, page: bench.print_page(page)),
            "pdf": self._on_view("pdf", lambda bench, page: bench.print_page(page, pdf=True)),
            "undo": self._at_work(lambda bench: bench.undoing.undo()),
            "redo": self._at_work(lambda bench: bench.undoing.redo()),
            "row-history": self._at_work(lambda bench: bench.history.show_row()),
            "history": self._at_work(lambda bench: bench.history.toggle()),
            "problems": self._at_work(lambda bench: bench.problems.toggle()),
            "group": self._on_page(lambda _, page: page.turn_groups()),
            "statements": self._at_work(lambda bench: bench.statements.open()),
            "mark-lines": self._at_work(lambda bench: bench.statements.mark(reconciled=True)),
            "unmark-lines": self._at_work(lambda bench: bench.statements.mark(reconciled=False)),
            "compare": self._at_work(lambda bench: bench.compare.toggle()),
            "home": self._at_work(lambda bench: bench.home.show()),
            "refresh": self._at_work(lambda bench: bench.refresh()),
            "sync": self._at_work(lambda bench: bench.controller.start()),
            "stop-sync": self._at_work(lambda bench: bench.controller.stop()),
            "sync-settings": self._at_work(lambda bench: bench.choose_background()),
            "waiting": self._at_work(lambda bench: bench.settling.toggle()),
            "hand-over-export": self._at_work(_export_hand_over),
            "hand-over-import": self._at_work(_import_hand_over),
            "hand-over-carry": self._carry_hand_over,
            "palette": self._at_work(lambda bench: bench.palette.open()),
            "new-tab": self._at_work(
                lambda bench: bench.pages.open_apart(bench.pages.name) if bench.pages.name else None
            ),
            "close-tab": self._at_work(lambda bench: bench.tabs.close_current()),
            "next-tab": self._at_work(lambda bench: bench.tabs.step(1)),
            "previous-tab": self._at_work(lambda bench: bench.tabs.step(-1)),
            "navigation": self.window.toggle_navigation,
            "legend": self._on_page(lambda _, page: page.show_legend()),
            "next-area": lambda: self.window.step_area(1),
            "previous-area": lambda: self.window.step_area(-1),
            "previous-page": self._at_work(lambda bench: bench.step_page(-1)),
            "next-page": self._at_work(lambda bench: bench.step_page(1)),
            "switch-user": self.sign_in,
            "open-folder": lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder))),
            **{f"theme-{theme}": self._wearing(theme) for theme in Theme},
            **{name: self._see(name) for name in SEEING},
            "quit": self._quit,
            "shortcuts": self._show_shortcuts,
            "about": self._show_about,
            **central,
        }

    def _wearing(self, theme: Theme) -> Callable[[], object]:
        return lambda: self._theme.choose(theme)

    def _see(self, name: str) -> Callable[[], object]:
        return self._at_work(lambda bench: bench.desk.seeing.choose(name))

    def _at_work(self, act: Callable[[Workbench], object]) -> Callable[[], object]:
        return lambda: act(self.workbench) if self.workbench is not None else None

    def _on_page(self, act: Callable[[Workbench, Page], object]) -> Callable[[], object]:
        def do(bench: Workbench) -> object:
            page = bench.pages.current
            return None if page is None else act(bench, page)

        return self._at_work(do)

    def _on_view(self, name: str, act: Callable[[Workbench, Page], object]) -> Callable[[], object]:
        """Let a tool's page carry the action out itself; for a catalog's page `act` does."""

        def do(bench: Workbench) -> object:
            view = bench.pages.view
            if isinstance(view, ToolPage):
                return view.answers[name]()
            return None if bench.pages.current is None else act(bench, bench.pages.current)

        return self._at_work(do)

    def _carry_hand_over(self) -> HandOverCarryDialog | None:
        if self._opened is None:
            return None
        from ui.hand_overs import carry_file  # noqa: PLC0415 - seldom wanted

        server = self.workbench.session.server if self.workbench is not None else self._opened.settings.server
        return carry_file(
            self.window,
            profile=self._opened.profile,
            server=server,
            operations=self.operations,
            settings=self.settings,
        )

    def _quit(self) -> None:
        self.window.close()

    def _show_about(self) -> AboutDialog:
        from ui.dialogs.about import AboutDialog  # noqa: PLC0415 - seldom wanted

        dialog = AboutDialog(folder=self.folder, parent=self.window)
        dialog.open()
        return dialog

    def _show_shortcuts(self) -> ShortcutsDialog:
        from ui.dialogs.about import ShortcutsDialog  # noqa: PLC0415 - seldom wanted

        page = self.workbench.pages.view if self.workbench is not None else None
        actions = [*self.window.actions_by_name.values(), *(page.findChildren(QAction) if page is not None else ())]
        dialog = ShortcutsDialog(actions, parent=self.window)
        dialog.open()
        return dialog


def _export_hand_over(bench: Workbench) -> HandOverExportDialog:
    from ui.hand_overs import export_file  # noqa: PLC0415 - seldom wanted

    return export_file(bench)


def _import_hand_over(bench: Workbench) -> HandOverImportDialog:
    from ui.hand_overs import import_file  # noqa: PLC0415 - seldom wanted

    return import_file(bench)
