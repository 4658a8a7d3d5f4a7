"""What every tool's page is made of: it follows the choices above, reads by the worker, asks the window to go on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal

from ui.desk import Context
from ui.page.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from app.store import Store
    from ui.desk import Desk

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlace:
    """A filling-in sheet to open: its value catalog, the choices above it and those on the page (field: code)."""

    catalog: str
    context: Context
    pages: Mapping[str, str] = field(default_factory=dict)


class ToolPage(View):
    """A page of no single catalog; a subclass overrides `read` and `show_found`, and says what it `reads`.

    `jump_requested` (RowPlace, field), `sheet_requested` (SheetPlace) and `page_requested` (the name of a catalog or a
    tool) ask the window to go there. `answers` says which of the window's own actions ("export", "print", "pdf",
    "import") the page carries out, and how; the others are disabled while it shows, with a reason.
    """

    jump_requested = Signal(object, str)
    sheet_requested = Signal(object)
    page_requested = Signal(str)
    reads: frozenset[str] = frozenset()
    """Catalogs whose rows stand on the page."""
    answers: Mapping[str, Callable[[], object]] = {}

    def __init__(self, name: str, *, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(name, desk=desk, parent=parent)
        self.context: Context | None = None

    def set_context(self, *, fiscal_year: int, region: str, insurance_type: str) -> None:
        """Take the choices above and read what belongs to them."""
        self.context = Context(fiscal_year=fiscal_year, region=region, insurance_type=insurance_type)
        self.refresh()

    def depends_on(self, names: frozenset[str]) -> bool:
        """Say whether rows of these catalogs stand on the page."""
        return bool(names & self.reads)

    def work(
        self,
        task: Callable[[Store], Result],
        *,
        done: Callable[[Result], None],
        label: str,
        key: str = "read",
    ) -> None:
        """Read from the store beside the lane of edits; of several under the same `key` only the last is shown.

        `label` says in Chinese what is being read, for the status line and for errors.
        """
        store = self.desk.store
        self.desk.operations.run(
            lambda _: task(store), done=done, owner=self, key=f"{self.name}:{key}", lane="side", label=label
        )
