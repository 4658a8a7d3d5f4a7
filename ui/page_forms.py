"""Row forms of a page: a new row below the chosen node, or the row of the grid; unsaved drafts are kept (新增)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.fields.base import as_text
from ui.form_work import reading_row
from ui.row_form import FormRow, RowForm, form_fields
from ui.tree_source import is_root

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from app.catalog import Catalog
    from app.fields import Value
    from app.tree import Node
    from ui.desk import Desk
    from ui.grid_source import GridRow
    from ui.offers import Offers
    from ui.page_state import PageState


class PageForms(QObject):
    """Opens forms over a page; emits `kept` with the row's id."""

    kept = Signal(str)

    def __init__(self, catalog: Catalog, *, desk: Desk, offers: Offers, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalog, self._desk, self._offers, self._parent = catalog, desk, offers, parent
        self._drafts: dict[str, Mapping[str, str]] = {}
        self.form: RowForm | None = None

    def add(self, state: PageState) -> None:
        """Open a form for a new row below the chosen node; what is known of the node is filled in."""
        node = state.node
        if node is None or not node.row_id or self._catalog.parent is None:
            self._open_new(state, parent=None)
            return
        self._desk.operations.run(
            reading_row(self._desk.store, catalog=self._catalog, row_id=node.row_id),
            done=lambda row: self._open_new(state, parent=row),
            owner=self,
            key="parent",
            label="读取上级",
        )

    def edit(self, row: GridRow, *, texts: Mapping[str, str], locks: Mapping[str, str], fiscal_year: int) -> None:
        """Open a form for a row of the grid."""
        draft = self._drafts.get(row.row_id, {})
        self._show(FormRow(row_id=row.row_id, texts=texts, locks=locks, draft=draft), fiscal_year=fiscal_year)

    def _open_new(self, state: PageState, *, parent: Mapping[str, Value] | None) -> None:
        texts = prefilled(self._catalog, state=state, parent=parent)
        form = self._show(FormRow(texts=texts, draft=self._drafts.get("", {})), fiscal_year=state.context.fiscal_year)
        form.kept.connect(lambda _id, go_on: self._open_new(state, parent=parent) if go_on else None)

    def _show(self, row: FormRow, *, fiscal_year: int) -> RowForm:
        form = RowForm(
            self._catalog, row=row, fiscal_year=fiscal_year, desk=self._desk, offers=self._offers, parent=self._parent
        )
        form.left.connect(lambda draft: self._leave(row.row_id, draft))
        form.kept.connect(lambda row_id, _go_on: self.kept.emit(row_id))
        form.finished.connect(lambda _: self._closed(form))
        self.form = form
        form.open()
        return form

    def _closed(self, form: RowForm) -> None:
        if self.form is form:
            self.form = None

    def _leave(self, row_id: str, draft: Mapping[str, str]) -> None:
        if draft:
            self._drafts[row_id] = draft
        else:
            self._drafts.pop(row_id, None)


def prefilled(catalog: Catalog, *, state: PageState, parent: Mapping[str, Value] | None) -> dict[str, str]:
    """Return the texts a new row's form begins with: defaults, the node's groups and parent, the insurance type."""
    blank = catalog.blank()
    texts = {one.name: as_text(one.excel(blank[one.name])) for one in form_fields(catalog)}
    node: Node | None = state.node
    if node is not None and not is_root(node):
        texts.update({name: catalog.by_name[name].show(value) for name, value in node.groups})
    if parent is not None and catalog.parent is not None:
        code = str(parent[catalog.code])
        texts[catalog.parent.name] = f"{code} {parent[catalog.title]}"
        if catalog.code_extends_parent:
            texts[catalog.code] = code
        shared = (*catalog.tree.groups, *catalog.tree.within) if catalog.tree else ()
        texts.update({name: catalog.by_name[name].show(parent[name]) for name in shared})
    if "insurance_type" in texts and state.context.insurance_type and not texts["insurance_type"]:
        texts["insurance_type"] = state.context.insurance_type
    return texts
