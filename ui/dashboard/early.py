"""The first page while the rest of the window is still being loaded: its figures come as soon as the store is open.

Only for who left the window on it; what it shows is read again once everything stands (issue 2, a quick start).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.desk import Context

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QSettings

    from app.dashboard import Dashboard
    from app.people import User
    from app.store import Store
    from sync.status import SyncStatus
    from ui.dashboard.page import HomePage
    from ui.main_window import MainWindow
    from ui.operations import Operations

SHOWN = '"is_shown":true'
"""What stands in the remembered tabs when one of them was the one that showed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _First:
    """What the page shows at first; `region` is a name."""

    region: str
    dashboard: Dashboard
    status: SyncStatus


def context_left(settings: QSettings, *, memory: str) -> Context | None:
    """Return the choices of the last time; `memory`: the name of the person's store."""
    found = settings.value(f"{memory}/context")
    if not isinstance(found, list) or len(found) != 3 or not str(found[0]).isdigit():  # noqa: PLR2004 - as written
        return None
    return Context(fiscal_year=int(found[0]), region=str(found[1]), insurance_type=str(found[2] or ""))


def read_first(store: Store, *, user: User, context: Context) -> _First:
    """Read what the first page shows (any thread)."""
    from app.dashboard import read_dashboard  # noqa: PLC0415 - loaded beside the window's own parts
    from app.places import places_below  # noqa: PLC0415 - as above
    from sync.status import read_status  # noqa: PLC0415 - as above

    year, region = context.fiscal_year, context.region
    with store.read() as connection:
        places = places_below(connection, schema=store.schema, fiscal_year=year, region=region)
        dashboard = read_dashboard(
            connection,
            schema=store.schema,
            user=user,
            fiscal_year=year,
            region=region,
            insurance_type=context.insurance_type,
        )
        status = read_status(connection, schema=store.schema)
    name = next((place.name for place in places if place.code == region), region)
    return _First(region=name, dashboard=dashboard, status=status)


class EarlyHome(QObject):
    """Shows the first page of one person until somebody takes it over."""

    def __init__(self, window: MainWindow, *, operations: Operations, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._operations = window, operations
        self._is_over = False
        self.page: HomePage | None = None

    def start(self, store: Store, *, user: User, settings: QSettings, over: Callable[[], object]) -> None:
        """Read and show the page, when the window was left on it; then call `over`."""
        memory = store.path.stem
        context = context_left(settings, memory=memory)
        if context is None or SHOWN in str(settings.value(f"{memory}/tabs", "")):
            over()
            return
        operation = self._operations.run(
            lambda _: read_first(store, user=user, context=context),
            done=lambda found: self._show(found, context=context),
            owner=self,
            label="读取工作台首页",
        )
        # the interpreter does one thing at a time: loading beside this would only make it late
        operation.ended.connect(over)

    def take(self) -> HomePage | None:
        """Give the page to who looks after it from now on; None when it does not show."""
        self._is_over = True
        return self.page

    def _show(self, found: _First, *, context: Context) -> None:
        from ui.dashboard.lists import work_of  # noqa: PLC0415 - the window shows before it is needed
        from ui.dashboard.page import HomePage  # noqa: PLC0415 - as above

        if self._is_over or not found.status.last_sync_at:
            return
        self.page = page = HomePage()
        page.show_place(region=found.region, fiscal_year=context.fiscal_year)
        page.show_dashboard(found.dashboard)
        page.show_work(found.status, work=work_of(found.dashboard, insurance_type=context.insurance_type))
        self._window.stack.addWidget(page)
        self._window.stack.setCurrentWidget(page)
