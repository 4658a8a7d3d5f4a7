"""Row forms of a page: a new row below the chosen node, or the row of the grid; unsaved drafts are kept (新增)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.grid.field_texts import text_to_type
from ui.page.form_work import naming
from ui.page.row_form import FormRow, RowForm, form_fields
from ui.tree.source import is_root

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from app.catalog import Catalog
    from ui.desk import Desk
    from ui.grid.source import GridRow
    from ui.page.offers import Offers
    from ui.page.state import PageState


class PageForms(QObject):
    """Opens forms over a page; emits `kept` with the row's id, `touched` when a draft changed."""

    kept = Signal(str)
    touched = Signal()

    def __init__(self, catalog: Catalog, *, desk: Desk, offers: Offers, parent: QWidget) -> None:
        super().__init__(parent)
        self._catalog, self._desk, self._offers, self._parent = catalog, desk, offers, parent
        self._drafts: dict[str, Mapping[str, str]] = {}
        self.form: RowForm | None = None

    @property
    def drafts(self) -> dict[str, dict[str, str]]:
        """Return the changed texts that are not saved, by row id ('' for a new row); with those of the open form."""
        found = {row_id: dict(draft) for row_id, draft in self._drafts.items()}
        if self.form is not None and (draft := self.form.draft):
            found[self.form.row_id] = draft
        return found

    def bring_back(self, drafts: Mapping[str, Mapping[str, str]]) -> None:
        """Take drafts that were left when the program ended."""
        known = {field.name for field in form_fields(self._catalog)}
        for row_id, draft in drafts.items():
            self._drafts.setdefault(row_id, {name: text for name, text in draft.items() if name in known})

    def add(self, state: PageState) -> None:
        """Open a form for a new row below the chosen node; what is known of the node is filled in."""
        year = state.context.fiscal_year
        texts = prefilled(self._catalog, state=state)
        self._desk.operations.run(
            naming(self._desk.store, catalog=self._catalog, fiscal_year=year, texts=texts),
            done=lambda named: self._open_new(named, fiscal_year=year),
            owner=self,
            key="new",
            label="准备新增",
        )

    def edit(self, row: GridRow, *, texts: Mapping[str, str], locks: Mapping[str, str], fiscal_year: int) -> None:
        """Open a form for a row of the grid."""
        draft = self._drafts.get(row.row_id, {})
        self._show(FormRow(row_id=row.row_id, texts=texts, locks=locks, draft=draft), fiscal_year=fiscal_year)

    def _open_new(self, texts: Mapping[str, str], *, fiscal_year: int) -> None:
        form = self._show(FormRow(texts=texts, draft=self._drafts.get("", {})), fiscal_year=fiscal_year)
        form.kept.connect(lambda _id, go_on: self._open_new(texts, fiscal_year=fiscal_year) if go_on else None)

    def _show(self, row: FormRow, *, fiscal_year: int) -> RowForm:
        form = RowForm(
            self._catalog, row=row, fiscal_year=fiscal_year, desk=self._desk, offers=self._offers, parent=self._parent
        )
        form.left.connect(lambda draft: self._leave(row.row_id, draft))
        form.touched.connect(self.touched)
        form.kept.connect(lambda row_id, _go_on: self.kept.emit(row_id))
        form.finished.connect(lambda _: self._closed(form))
        self.form = form
        form.open()
        return form

    def _closed(self, form: RowForm) -> None:
        if self.form is form:
            self.form = None
            self.touched.emit()

    def _leave(self, row_id: str, draft: Mapping[str, str]) -> None:
        if draft:
            self._drafts[row_id] = draft
        else:
            self._drafts.pop(row_id, None)


def prefilled(catalog: Catalog, *, state: PageState) -> dict[str, str]:
    """Return the texts a new row's form begins with: defaults, the node's groups and code, the insurance type."""
    blank = catalog.blank()
    texts = {one.name: text_to_type(one, blank[one.name]) for one in form_fields(catalog)}
    node, tree = state.node, catalog.tree
    if node is not None and tree is not None and not is_root(node):
        texts.update({name: catalog.by_name[name].show(value) for name, value in node.groups})
        if node.row_id and tree.parent:
            texts[tree.parent] = node.code
        if node.row_id and catalog.code_extends_parent:
            texts[catalog.code] = node.code
        if node.row_id and catalog.segments and tree.level and (level := catalog.segments.level_of(node.code)):
            texts[tree.level] = catalog.by_name[tree.level].show(str(level + 1))
    if "insurance_type" in texts and not texts["insurance_type"]:
        texts["insurance_type"] = state.context.insurance_type
    return texts
