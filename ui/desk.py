"""What every page of the window shares: the open store, who sits here, and news that goes from one part to all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from PySide6.QtCore import QSettings

    from app.people import User
    from app.store import Store
    from app.tables import Schema
    from ui.operations import Operations


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is chosen above the pages; `insurance_type` is '' for all of them."""

    fiscal_year: int
    region: str
    insurance_type: str = ""


class Desk(QObject):
    """One person's open store with what belongs to it; switching the person makes a new desk.

    `rows_changed` carries the names of the catalogs whose rows were written, by hand, import or sync; who changes
    rows calls `tell_changed`. `failed` carries a ShebaoError for the quiet bar. `status_changed` comes after the
    waiting, refused and conflicting lines were counted anew.
    """

    rows_changed = Signal(object)
    failed = Signal(object)
    status_changed = Signal(object)
    received = Signal()
    """The central told anew what it received from the integrated platform."""

    def __init__(
        self,
        *,
        store: Store,
        user: User,
        operations: Operations,
        settings: QSettings,
        folder: Path,
        parent: QObject | None = None,
    ) -> None:
        from ui.grid.findings import Findings  # noqa: PLC0415 - a window shows before the store's library is loaded
        from ui.grid.seeing import Seeing  # noqa: PLC0415 - as above

        super().__init__(parent)
        self.store = store
        self.user = user
        self.operations = operations
        self.settings = settings
        self.folder = folder
        self.seeing = Seeing(settings, parent=self)
        self.findings = Findings(self)

    @property
    def schema(self) -> Schema:
        """Return the store's catalogs and tables."""
        return self.store.schema

    def tell_changed(self, *catalogs: str) -> None:
        """Tell all parts that rows of these catalogs were written."""
        names: Iterable[str] = catalogs or (catalog.name for catalog in self.schema.catalogs)
        self.rows_changed.emit(frozenset(names))
