"""The one page for all catalogs: the officers' buttons, the query bar, a tree or a sheet's strip, and the grid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.packs.documents import is_issued
from ui.desk import Context
from ui.flow.strip import flow_strip
from ui.grid.grouped_sheet import sheet_source
from ui.grid.grouped_source import row_source
from ui.grid.model import GridModel
from ui.grid.outfit import fit_out
from ui.grid.row_source import RowSource
from ui.grid.saved_words import saved_words
from ui.grid.view import GridView
from ui.look.looks import looks_of
from ui.page.base import Page
from ui.page.empty_state import EmptyState, why_empty
from ui.page.filter_chips import FilterChips
from ui.page.foot import PageFoot
from ui.page.forms import PageForms
from ui.page.jump import Jump
from ui.page.lay_out import lay_out
from ui.page.memory import PageMemory
from ui.page.new_rows import NewRows
from ui.page.offers import Offers
from ui.page.openers import PageOpeners
from ui.page.query_bar import QueryBar
from ui.page.row_actions import RowActions
from ui.page.sheet_strip import SheetStrip
from ui.page.state import PageState, grid_query, sheet_context, tree_query, why_not
from ui.page.toolbar import PageToolbar
from ui.tree.part import TreePart
from ui.unsaved.watch import PageUnsaved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from app.catalog import Catalog
    from app.errors import ShebaoError
    from app.rows import Query
    from app.sheet import SheetContext
    from ui.desk import Desk
    from ui.grid.many_cells import Cells
    from ui.grid.source import Saved

SAMPLE = 500
"""Selected rows that are asked why a button cannot be used."""


class CatalogPage(Page):
    """Shows one catalog; which parts it has follows from the declaration."""

    def __init__(self, catalog: Catalog, *, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(catalog, desk=desk, parent=parent)
        looks = looks_of(self.palette())
        self._context: Context | None = None
        self._asked: Query | None = None
        self._is_tree_due = False
        self._offers = Offers(store=desk.store, operations=desk.operations)
        self.toolbar = PageToolbar(self, without=() if is_issued(catalog) else ("issue",))
        self.query_bar = QueryBar(is_sheet=catalog.sheet is not None)
        self.strip = SheetStrip(catalog, offers=self._offers) if catalog.sheet else None
        self.tree_part = TreePart(catalog, desk=desk) if catalog.tree else None
        self.tree = self.tree_part.view if self.tree_part else None
        self.model = GridModel(operations=desk.operations, looks=looks, parent=self)
        self.grid = GridView(self.model, operations=desk.operations, offers=self._offers)
        self.heading_menus = fit_out(self.grid, desk=desk, catalog=catalog.name)
        grouping = self.grid.folding.grouping
        self.chips = FilterChips(self.grid.headings.arrangement, label_of=self._label_of, grouping=grouping)
        self.empty = EmptyState()
        self.foot = PageFoot(self.grid, operations=desk.operations, store=desk.store, seeing=desk.seeing)
        self.actions_on_rows = RowActions(self.grid, catalog=catalog, desk=desk)
        self.forms = PageForms(catalog, desk=desk, offers=self._offers, parent=self)
        self.new_rows = NewRows(
            self.grid,
            catalog=catalog,
            desk=desk,
            offers=self._offers,
            state=lambda: self.state,
            why_not=self._why_no_row,
            parent=self,
        )
        self.openers = PageOpeners(self)
        self.jump = Jump(self.grid, catalog=catalog, desk=desk)
        self.unsaved, self.memory = PageUnsaved(self), PageMemory(self)
        self.own_actions = tuple(self.toolbar.actions_by_name.values())
        self.areas = tuple(one for one in (self.strip, self.query_bar, self.tree_part, self.grid) if one)
        self.flow = flow_strip(self)
        self._body = lay_out(self)
        self._wire()
        self._show_reasons()

    # what the window asks

    def set_context(self, *, fiscal_year: int, region: str, insurance_type: str) -> None:
        """Show another year, region or insurance type."""
        self._context = Context(fiscal_year=fiscal_year, region=region, insurance_type=insurance_type)
        self._offers.fiscal_year, self._offers.region = fiscal_year, region
        if self.strip:
            self.strip.follow("insurance_type", insurance_type)
            self.strip.renew()
        self._show_rows()
        self._is_tree_due = self.tree is not None
        self._show_reasons()

    def give_up_typing(self) -> bool:
        """Close an open editor and drop what it holds; return False when none is open."""
        return self.grid.give_up()

    def refresh(self) -> None:
        """Read rows and tree again; selection, expansion and an open editor stay."""
        self.model.refresh()
        if self.tree_part:
            self.tree_part.refresh()
        if self.strip:
            self.strip.renew()

    def show_row(self, row_id: str, *, field: str = "", also: Cells | None = None) -> None:
        """Select a row (and the cell of a field) and scroll to it, once it is read; `also` as for every page."""
        self.jump.go(row_id, field=field, also=also)

    def show_cells(self, cells: Cells) -> None:
        """Select cells of the filling-in sheet that shows."""
        self.jump.show(cells)

    def mark_lines(self, *, reconciled: bool) -> None:
        """Mark the selected statement lines as reconciled, or take the marks off."""
        self.actions_on_rows.mark(reconciled=reconciled)

    def history_target(self) -> tuple[str, str]:
        """Return the stored row behind the current cell, and the cell's field; ('', '') where nothing is stored."""
        index = self.grid.currentIndex()
        row = self.model.row_at(index.row()) if index.isValid() else None
        row_id = row.id_at(index.column()) if row else ""
        sheet = self.catalog.sheet
        return (row_id, sheet.value if sheet else self.model.columns[index.column()].name) if row_id else ("", "")

    def shown_query(self) -> Query | None:
        """Return the rows that are shown, in their order; None before there is a context."""
        source = self.model.source
        if isinstance(source, RowSource):
            return source.query
        return grid_query(self.catalog, self.state) if self.state else None

    def turn_groups(self) -> None:
        """Group the rows by the current column, or no longer."""
        self.grid.folding.turn()

    def show_legend(self) -> None:
        """Open the list of what marks and colours of cells mean."""
        self.foot.legend.click()

    def shown_group(self) -> str:
        """Return the field by which the rows are grouped, '' for none."""
        folds = self.grid.folding.folds
        return folds.grouping.field if folds else ""

    def chosen_query(self) -> Query | None:
        """Return the rows of the nodes selected in the tree while it has the focus."""
        part = self.tree_part
        return part.chosen_query() if part and part.view.hasFocus() else None

    def shown_sheet(self) -> SheetContext | None:
        """Return the filling-in sheet that is shown, None when rows are."""
        return sheet_context(self.catalog, self.state) if self.strip and self.state else None

    @property
    def state(self) -> PageState | None:
        """Return everything that decides which rows show; None before there is a context."""
        return self._state(self._context) if self._context else None

    # what is shown

    def _state(self, context: Context) -> PageState:
        return PageState(
            context=context,
            choice=replace(self.query_bar.choice, where=self.grid.headings.arrangement.where),
            node=self.tree.current_node() if self.tree else None,
            deep=self.tree_part.deep.isChecked() if self.tree_part else False,
            pages=self.strip.pages if self.strip else (),
        )

    def _rows_shown(self) -> None:
        """Read the tree once the rows, which the person works in, are on screen."""
        self.shown.emit()
        if self._is_tree_due:
            self._is_tree_due = False
            QTimer.singleShot(0, self, self._show_tree)

    def _show_tree(self) -> None:
        if self.tree_part and self._context:
            self.tree_part.show_tree(tree_query(self.catalog, self._state(self._context)))

    def _show_rows(self) -> None:
        if self._context is None:
            return
        state, store, user = self._state(self._context), self.desk.store, self.desk.user
        self._asked, grouping = grid_query(self.catalog, state), self.grid.folding.grouping
        if self.strip:
            context, words, states = sheet_context(self.catalog, state), state.choice.words, state.choice.states
            self.grid.show_source(
                sheet_source(store, user=user, context=context, grouping=grouping, words=words, states=states)
            )
        else:
            unit = self.desk.seeing.unit
            self.grid.show_source(row_source(store, user=user, query=self._asked, unit=unit, grouping=grouping))

    def _node_chosen(self) -> None:
        if self._context and grid_query(self.catalog, self._state(self._context)) != self._asked:
            self._show_rows()

    def _counted(self, count: int, is_complete: bool) -> None:  # noqa: FBT001 - a signal's argument
        nothing = is_complete and not count and self._context is not None
        if nothing and self._context:
            may_add = self.toolbar.actions_by_name["add"].isEnabled()
            self.empty.show_empty(why_empty(self.catalog, state=self._state(self._context), may_add=may_add))
        self._body.setCurrentWidget(self.empty if nothing else self.grid)
        self._show_reasons()

    def _show_reasons(self) -> None:
        """Enable each button, or say why it cannot be used."""
        positions = [row for part in self.grid.selected_rows() for row in part[:SAMPLE]][:SAMPLE]
        read = [self.model.row_at(position) for position in positions]
        count = sum(1 for row in read if row is None or not row.is_head)
        rows = [row for row in read if row and not row.is_head]
        found = why_not(self.catalog, user=self.desk.user, context=self._context, rows=rows, selected=count)
        for name, reason in found.items():
            self.toolbar.say_why(name, reason)

    # what the person does

    def _pressed(self, name: str) -> None:
        does = {
            "add": self.openers.add,
            "delete": self.actions_on_rows.delete,
            "save": self.save,
            "refresh": self._refresh_pressed,
            "import": self.import_requested.emit,
            "export": self.export_requested.emit,
            "enable": lambda: self.actions_on_rows.enable(enabled=True),
            "disable": lambda: self.actions_on_rows.enable(enabled=False),
            "issue": self.openers.issue,
            "query": self._toggle_query,
            "clear-query": self._ask_for_all,
        }
        does[name]()

    def save(self) -> None:
        """Keep the cell being edited, and say that all is kept, or where it is not."""
        self.grid.commit()
        self.desk.operations.run(lambda _: None, done=lambda _: self._say_kept(), owner=self, key="save", label="保存")

    def _say_kept(self) -> None:
        if not self.model.refused_count:
            self.status_message.emit("全部已保存在本机，同步时上传")
            return
        self.status_message.emit(f"还有 {self.model.refused_count} 处录入没有保存（红色单元格），请更正后按回车")
        self.go_to_refused()

    def go_to_refused(self) -> None:
        """Go to the first cell that was not kept."""
        index = self.model.first_refused()
        if index.isValid():
            self.grid.go_to(index.row(), index.column())
            self.grid.setFocus()
        else:
            self.status_message.emit("没有保存的录入在其他年度、区划、险种、查询条件或金额单位下，请切换过去更正")

    def _refresh_pressed(self) -> None:
        self.grid.commit()
        self.refresh()
        self.status_message.emit("已刷新")

    def _toggle_query(self) -> None:
        shown = self.query_bar.isVisible() and self.query_bar.words.hasFocus()
        self.query_bar.setVisible(not shown)
        if shown:
            self.grid.setFocus()
        else:
            self.query_bar.words.setFocus()
            self.query_bar.words.selectAll()

    def _saved(self, saved: Saved) -> None:
        """Say what became of typed cells."""
        if told := saved_words(saved):
            self.status_message.emit(told)
        if saved.written:
            self.desk.tell_changed(self.catalog.name)
        self._show_reasons()

    def _why_no_row(self) -> str:
        action = self.toolbar.actions_by_name["add"]
        return "" if action.isEnabled() else action.toolTip().removeprefix("不能新增：")

    def _rows_added(self, ids: list[str]) -> None:
        self.status_message.emit(f"已新增 {len(ids):,} 行，待同步上传")
        self.desk.tell_changed(self.catalog.name)
        self.jump.go(ids[0])

    def _rows_written(self) -> None:
        self.desk.tell_changed(self.catalog.name)

    def _form_kept(self, row_id: str) -> None:
        self.status_message.emit("已保存，待同步上传")
        self.desk.tell_changed(self.catalog.name)
        self.jump.go(row_id)

    def _failed(self, error: ShebaoError) -> None:
        self.desk.failed.emit(error)
        self._rows_shown()

    def choose_pages(self, pages: Mapping[str, str]) -> None:
        """Show the page of a filling-in sheet with these choices; what is not named stays."""
        if self.strip and {**dict(self.strip.pages), **pages} != dict(self.strip.pages):
            for name, value in pages.items():
                self.strip.set_page(name, value)
            self._show_rows()

    def _ask_for_all(self) -> None:
        self.grid.headings.arrangement.show_all()
        self.query_bar.ask_for_all()

    def _label_of(self, column: str) -> str:
        declared = self.catalog.by_name.get(column)
        shown = next((one.label for one in self.model.columns if one.name == column), "")
        return shown or (declared.label if declared else column)

    def _leave_node(self) -> None:
        if self.tree and self.tree.current_node() is not None:
            self.tree.choose(self.tree.tree.index(0, 0))

    def _tell_node(self) -> None:
        """Name the chosen node above the rows while the tree is out of sight."""
        if self.tree and self.tree_part:
            node, is_top = self.tree.current_node(), self.tree.currentIndex() == self.tree.tree.index(0, 0)
            is_told = self.tree_part.isHidden() and node is not None and not is_top
            self.chips.limit_to(f"所选节点：{node.name}" if node and is_told else "", leave=self._leave_node)

    def _show_all(self) -> None:
        """Show every row of the context, so that a row asked for can be found."""
        self._leave_node()
        self._ask_for_all()
        self._show_rows()

    def _wire(self) -> None:
        self.toolbar.pressed.connect(self._pressed)
        self.empty.pressed.connect(self._pressed)
        self.query_bar.changed.connect(self._show_rows)
        self.desk.seeing.unit_changed.connect(self._show_rows)
        self.query_bar.enabled_only.toggled.connect(self._show_tree)
        self.model.counted.connect(self._counted)
        self.model.opened.connect(self._rows_shown)
        self.model.saved.connect(self._saved)
        self.model.failed.connect(self._failed)
        for said in (self.grid.explained, self.actions_on_rows.told, self.new_rows.told, self.jump.told):
            said.connect(self.status_message)
        self.grid.selectionModel().currentChanged.connect(lambda *_: self.cell_changed.emit())
        self.grid.selectionModel().selectionChanged.connect(lambda *_: self._show_reasons())
        if self.grid.folding.grouping is not None:
            self.grid.folding.grouping.changed.connect(self._show_rows)
        self.foot.refused_pressed.connect(self.go_to_refused)
        self.actions_on_rows.written.connect(self._rows_written)
        self.actions_on_rows.failed.connect(self._failed)
        self.forms.kept.connect(self._form_kept)
        self.new_rows.added.connect(self._rows_added)
        self.jump.pages_wanted.connect(self.choose_pages)
        self.jump.all_wanted.connect(self._show_all)
        if self.strip:
            self.strip.changed.connect(self._show_rows)
        if self.tree:
            self.tree.chosen.connect(lambda _: self._node_chosen())
            self.tree.chosen.connect(lambda _: self._tell_node())
            self.desk.seeing.changed.connect(self._tell_node)
            self.tree.entered.connect(self.grid.setFocus)
        if self.tree_part:
            self.tree_part.deep.toggled.connect(self._show_rows)
            self.tree_part.failed.connect(self._failed)
            self.tree_part.told.connect(self.status_message)
            self.tree_part.written.connect(self._rows_written)
            self.tree_part.export_wanted.connect(self.export_requested)
