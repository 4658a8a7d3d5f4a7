"""Opens the print preview for the page that shows: what its grid shows, in its order (clause 2, 打印)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ui.page.catalog_page import CatalogPage
from ui.printing.content import Shown
from ui.printing.preview import PreviewDialog, Printed

if TYPE_CHECKING:
    from ui.desk import Context
    from ui.page.base import Page
    from ui.workbench import Workbench


def start_print(bench: Workbench, page: Page, *, pdf: bool = False) -> PreviewDialog | None:
    """Open the preview of a page; with `pdf` it asks at once where to save. None while nothing is shown yet."""
    context = bench.window.context_bar.context
    if not isinstance(page, CatalogPage) or page.model.source is None or context is None:
        return None
    page.grid.commit()
    dialog = PreviewDialog(printed_of(page, context=context), desk=bench.desk, parent=bench.window)
    dialog.told.connect(bench.window.status.say)
    if pdf:
        dialog.want_pdf()
    dialog.open()
    return dialog


def printed_of(page: CatalogPage, *, context: Context) -> Printed:
    """Return what a page's grid shows, with the rows that are selected."""
    source = page.model.source
    if source is None:
        raise TypeError(page.catalog.name)
    spans = page.grid.selected_rows()
    keys = source.keys
    several = sum(map(len, spans)) > 1
    return Printed(
        source=source,
        places=page.grid.columns_in_sight(),
        selected=[keys[place] for span in spans for place in span if place < len(keys)] if several else (),
        shown=Shown(
            catalog=page.catalog.name,
            fiscal_year=context.fiscal_year,
            region=context.region,
            pages=page.strip.pages if page.strip else (),
        ),
        file_words=(
            page.catalog.label,
            page.desk.user.mof_div_name,
            str(context.fiscal_year),
            f"{datetime.now().astimezone():%Y%m%d}",
        ),
    )
