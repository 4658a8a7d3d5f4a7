"""The line of tabs: the overview first and for good, then the pages; what of them is remembered from start to start."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QTabBar

from ui.desk import Context
from ui.look.icons import icon, icon_path
from ui.pages import apart_words

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QWidget

    from ui.context_bar import ContextBar
    from ui.dashboard.home import Home
    from ui.pages import Pages

RULES = """
QTabBar {{ background: palette(window); }}
QTabBar::tab {{ background: transparent; color: palette(text); border: none; border-right: 1px solid palette(midlight);
    padding: 5px 6px 5px 12px; min-width: 60px; }}
QTabBar::tab:selected {{ background: palette(base); border-top: 2px solid palette(link); padding-top: 3px; }}
QTabBar::tab:selected:focus {{ background: palette(highlight); }}
QTabBar::tab:hover:!selected {{ background: palette(alternate-base); }}
QTabBar::close-button {{ image: url({close}); subcontrol-position: right; width: 10px; height: 10px;
    margin-right: 4px; }}
QTabBar::close-button:hover {{ background: palette(midlight); border-radius: 3px; }}
"""
FIRST = "首页"
SOON = 1_500
"""Milliseconds after which open tabs are remembered, so that a crash does not lose them either."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A tab as it is remembered; `own`: year, region, insurance type."""

    catalog: str
    own: tuple[int, str, str] | None = None
    page: dict[str, object] = field(default_factory=dict)
    is_shown: bool = False


class TabBar(QTabBar):
    """Emits `close_wanted` with a place; a middle click closes, too. The first tab stays where it is."""

    close_wanted = Signal(int)
    let_go = Signal()
    """The mouse let go of a tab."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pageTabs")
        self.setAccessibleName("打开的页面")
        self.setDocumentMode(True)
        self.setDrawBase(False)
        self.setMovable(True)
        self.setTabsClosable(True)
        self.setExpanding(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setUsesScrollButtons(True)
        self.setStyleSheet(RULES.format(close=icon_path("close").as_posix()))
        self.tabCloseRequested.connect(self.close_wanted)
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let every tab but the first be dragged."""
        self.setMovable(self.tabAt(event.position().toPoint()) > 0)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Close the tab below a middle click."""
        place = self.tabAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.MiddleButton and place >= 0:
            self.close_wanted.emit(place)
            return
        super().mouseReleaseEvent(event)
        self.let_go.emit()


class Tabs(QObject):
    """Binds the line of tabs to the pages, and remembers them."""

    def __init__(
        self,
        bar: TabBar,
        *,
        pages: Pages,
        home: Home,
        context_bar: ContextBar,
        settings: QSettings,
        memory: str,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._bar, self._pages, self._home, self._above = bar, pages, home, context_bar
        self._settings, self._key = settings, f"{memory}/tabs"
        self._is_restored = False
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.remember)
        pages.changed.connect(self._show)
        home.shown.connect(self._show)
        bar.currentChanged.connect(self._chosen)
        bar.close_wanted.connect(self._close)
        bar.tabMoved.connect(self._moved)
        bar.let_go.connect(self._put_first)

    def restore(self, *, known: set[str], show: bool) -> bool:
        """Put back the tabs that were open; with `show`, make and show the one that showed; say whether one does."""
        import msgspec  # noqa: PLC0415 - the window shows before it is needed

        self._is_restored = True
        try:
            kept = msgspec.json.decode(str(self._settings.value(self._key, "") or "[]"), type=list[Kept])
        except msgspec.DecodeError:
            kept = []
        kept = [one for one in kept if one.catalog in known]
        tabs = [self._pages.add(one.catalog, own=_context(one), kept=one.page) for one in kept]
        shown = next((tab for tab, one in zip(tabs, kept, strict=True) if one.is_shown and show), None)
        if shown is not None:
            self._pages.show(shown)
        return shown is not None

    @property
    def is_restored(self) -> bool:
        """Say whether the tabs of the last time were put back."""
        return self._is_restored

    def remember(self) -> None:
        """Remember the tabs with their choices, filters, row and place."""
        if not self._is_restored:
            return
        import msgspec  # noqa: PLC0415 - as above

        kept = [
            Kept(
                catalog=tab.name,
                own=(tab.own.fiscal_year, tab.own.region, tab.own.insurance_type) if tab.own else None,
                page=dict(tab.page.memory.now() if tab.page is not None and tab.page.memory else tab.kept),
                is_shown=tab is self._pages.shown,
            )
            for tab in self._pages.tabs
        ]
        self._settings.setValue(self._key, msgspec.json.encode(kept).decode())

    def close_current(self) -> None:
        """Close the tab that shows."""
        if self._pages.shown:
            self._close(self._place)

    def step(self, steps: int) -> None:
        """Show the tab so many places further."""
        self._chosen((self._place + steps) % (len(self._pages.tabs) + 1))

    def detach(self) -> None:
        """Leave the line of tabs to somebody else."""
        self._soon.stop()
        self._pages.changed.disconnect(self._show)
        self._home.shown.disconnect(self._show)
        self._bar.disconnect(self)
        with QSignalBlocker(self._bar):
            while self._bar.count():
                self._bar.removeTab(0)
        self._bar.hide()

    def _show(self) -> None:
        with QSignalBlocker(self._bar):
            tabs, bar = self._pages.tabs, self._bar
            if not bar.count():
                self._add_first()
            self._put_first()
            while bar.count() > len(tabs) + 1:
                bar.removeTab(bar.count() - 1)
            while bar.count() < len(tabs) + 1:
                bar.addTab("")
            names = [(place.code, place.name) for place in self._above.places]
            for place, tab in enumerate(tabs, start=1):
                label = self._pages.label(tab)
                apart = apart_words(tab, shared=self._pages.shared, names=names)
                bar.setTabText(place, (f"{label} · {apart}" if apart else label).replace("&", "&&"))
                bar.setTabToolTip(place, f"{label}：单独的年度、区划和险种" if apart else label)
            bar.setCurrentIndex(self._place)
            bar.show()
        self._soon.start()

    @property
    def _place(self) -> int:
        """Return the place of the tab that shows."""
        shown = self._pages.shown
        return self._pages.tabs.index(shown) + 1 if shown else 0

    def _add_first(self) -> None:
        self._bar.addTab(icon("home"), FIRST)
        self._bar.setTabData(0, FIRST)
        self._bar.setTabToolTip(0, "工作台首页（Alt+Home）")
        for side in (QTabBar.ButtonPosition.LeftSide, QTabBar.ButtonPosition.RightSide):
            self._bar.setTabButton(0, side, None)

    def _chosen(self, place: int) -> None:
        if not place:
            self._home.show()
        elif 0 < place <= len(self._pages.tabs):
            self._pages.show(self._pages.tabs[place - 1])

    def _close(self, place: int) -> None:
        if not place:
            return
        self._pages.close_tab(self._pages.tabs[place - 1])
        if not self._pages.tabs:
            self._home.show()

    def _moved(self, old: int, new: int) -> None:
        if old and new:  # a tab dragged before the first one goes back when it is let go of
            self._pages.move(old - 1, new - 1)
            self._soon.start()

    def _put_first(self) -> None:
        """Put the overview first again, after a tab was dragged before it."""
        place = next((n for n in range(self._bar.count()) if self._bar.tabData(n) == FIRST), 0)
        if place:
            with QSignalBlocker(self._bar):
                self._bar.moveTab(place, 0)


def _context(one: Kept) -> Context | None:
    if one.own is None:
        return None
    year, region, kind = one.own
    return Context(fiscal_year=year, region=region, insurance_type=kind)
