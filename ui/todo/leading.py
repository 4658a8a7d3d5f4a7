"""Where a line of these pages leads: a page of a value table as the window opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.todo.counting import TODO
from ui.desk import Context
from ui.tools.base import SheetPlace

if TYPE_CHECKING:
    from app.flow.record import Place
    from app.todo.reading import Target
    from ui.tools.base import ToolPage

CALENDAR, BOARD, PACKS = "calendar", "board", "packs"
"""Names of the pages that a line may lead to, besides TODO."""
WAITS, DID, CAME, SENT = range(4)
"""Lists of the page of to-dos and messages."""

NOWHERE = "这一项没有要打开的填报表，请按说明办理。"


def sheet_place(place: Place) -> SheetPlace:
    """Return a record's page with the choices above it; what a record leaves open stays as it is."""
    context = Context(fiscal_year=place.fiscal_year, region=place.region, insurance_type=place.insurance_type)
    pages = {name: value for name, value in place.pages if value}
    return SheetPlace(catalog=place.catalog, context=context, pages=pages)


def lead(page: ToolPage, target: Target) -> None:
    """Let a page ask the window to go where a line leads."""
    if target.row is not None:
        page.jump_requested.emit(target.row, "")
    elif target.part in (TODO, CALENDAR, BOARD, PACKS):
        page.page_requested.emit(target.part)
    elif target.place is not None:
        page.sheet_requested.emit(sheet_place(target.place))
    else:
        page.status_message.emit(NOWHERE)
