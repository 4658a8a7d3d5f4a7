"""Giving a row of a tree another name, as one action of the person (clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.commands import CellEdit, edit_cells
from app.fields import Text

if TYPE_CHECKING:
    from app.catalog import Catalog
    from app.people import User
    from app.store import Store
    from app.unit_of_work import Outcome


def why_no_name(catalog: Catalog) -> str:
    """Return why the rows of a catalog have no name of their own, '' when they have one."""
    title = catalog.by_name[catalog.title]
    if isinstance(title, Text) and title.name != catalog.code:
        return ""
    return f"名称来自“{title.label}”，请在其所在目录中修改"


def rename_row(store: Store, *, user: User, catalog: Catalog, row_id: str, name: str) -> Outcome:
    """Give a row another name."""
    cell = CellEdit(row_id=row_id, field=catalog.title, given=name)
    return edit_cells(store, user=user, catalog=catalog, cells=[cell], verb="改名")
