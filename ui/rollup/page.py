"""The page 参数汇总: totals beside what the level filled in, by groups, and how complete it is (clause 1.9).

A double click, Alt+Enter or 查看填报 leads from a total to its groups, from a group to those below it, from a region to
the sheet that it filled in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
)

from app.excel.export_rollup import export_roll_up
from app.rollup.reading import Asked, read_roll_up
from app.rollup.telling import TITLE, sentence
from app.sheet import across_columns
from ui.desk import Context
from ui.elided_label import ElidedLabel
from ui.grid.model import GridModel
from ui.grid.seeing import Worn
from ui.grid.view import GridView
from ui.look.looks import looks_of
from ui.page.empty_state import Empty, EmptyState
from ui.page.offers import Offers
from ui.page.sheet_strip import SheetStrip
from ui.rollup.tables import VIEWS, View, goes_to, source_of
from ui.tools.base import SheetPlace, ToolPage
from ui.tools.output import Output, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtCore import QModelIndex

    from app.rollup.reading import RollUp
    from app.store import Store
    from ui.desk import Desk

VALUES = "management_value"
NOTHING = Empty(title="没有可汇总的参数", text="这一页没有适用的参数；请另选险种，或同步接收上级下发的管理参数后再看。")


class RollUpPage(ToolPage):
    """Rolls up one page and column of 参数填报 for the region chosen above."""

    reads = frozenset({VALUES, "management_parameter", "filling", "region", "pooling_area"})

    def __init__(self, name: str, *, desk: Desk) -> None:
        super().__init__(name, desk=desk)
        self._found: RollUp | None = None
        self._path: tuple[str, ...] = ()
        catalog = desk.schema.catalog(VALUES)
        offers = Offers(store=desk.store, operations=desk.operations)
        self.strip = SheetStrip(catalog, offers=offers)
        self._offers = offers
        self.column = QComboBox()
        self.column.setAccessibleName("期间")
        for value, label in across_columns(catalog, fiscal_year=0):
            self.column.addItem(label, value)
        self.views, self.by_area, self.reviewed = QButtonGroup(self), _choice("按统筹区"), _choice("只汇总已审核")
        self.back, self.go_in = _button("返回上级"), _button("查看填报")
        self.told, self.empty = ElidedLabel(), EmptyState()
        model = GridModel(operations=desk.operations, looks=looks_of(self.palette()), parent=self)
        self.grid = GridView(model, operations=desk.operations, offers=offers)
        self.grid.setAccessibleName(TITLE)
        Worn(self.grid, seeing=desk.seeing)
        self._body = QStackedWidget()
        self.output = Output(self, sheet=self._sheet, write=self._writer)
        self.answers = self.output.answers
        self._lay_out()
        self.areas = (self.grid,)
        self.setFocusProxy(self.grid)
        model.failed.connect(desk.failed)
        model.opened.connect(self.shown)
        self.grid.explained.connect(self.status_message)
        self.strip.changed.connect(self.refresh)
        self.column.activated.connect(lambda _: self.refresh())
        self.by_area.toggled.connect(lambda _: self.refresh())
        self.reviewed.toggled.connect(lambda _: self.refresh())
        self.views.idClicked.connect(lambda _: self._turn())
        self.grid.doubleClicked.connect(self._go_in)
        self.grid.form_wanted.connect(lambda _: self._go_in(self.grid.currentIndex()))
        self.go_in.clicked.connect(lambda: self._go_in(self.grid.currentIndex()))
        self.back.clicked.connect(lambda: self._stand_at(self._path[:-1]))

    @property
    def found(self) -> RollUp | None:
        """Return what is shown."""
        return self._found

    def set_context(self, *, fiscal_year: int, region: str, insurance_type: str) -> None:
        """Take the choices above; the strip offers what there is in that year."""
        self._offers.fiscal_year, self._offers.region = fiscal_year, region
        self.strip.follow("insurance_type", insurance_type)
        self.strip.renew()
        if self.context is None or (self.context.fiscal_year, self.context.region) != (fiscal_year, region):
            self._path = ()
        super().set_context(fiscal_year=fiscal_year, region=region, insurance_type=insurance_type)

    def refresh(self) -> None:
        """Roll up anew."""
        context = self.context
        if context is None:
            return
        asked = Asked(
            catalog=VALUES,
            fiscal_year=context.fiscal_year,
            region=self._path[-1] if self._path else context.region,
            pages=self.strip.pages,
            column=self.column.currentData(),
            by_area=self.by_area.isChecked(),
            reviewed_only=self.reviewed.isChecked(),
        )

        def read(store: Store) -> RollUp:
            with store.read() as connection:
                return read_roll_up(connection, schema=store.schema, asked=asked)

        self.work(read, done=self._show, label="汇总参数")

    def _show(self, found: RollUp) -> None:
        self._found = found
        if not found.lines:
            self.empty.show_empty(NOTHING)
        self._body.setCurrentWidget(self.grid if found.lines else self.empty)
        self.told.setText(f"{found.place}：{sentence(found)}")
        self.back.setEnabled(bool(self._path))
        self.back.setToolTip("回到上一级的汇总" if self._path else "已在上方所选的地区")
        self._turn()

    def _turn(self) -> None:
        if self._found is not None:
            self.grid.show_source(source_of(self._found, view=View(self.views.checkedId())))

    # where a figure comes from

    def _go_in(self, index: QModelIndex) -> None:
        found, row = self._found, self.grid.grid.row_at(index.row()) if index.isValid() else None
        if found is None or row is None:
            self.status_message.emit("请先选中一个汇总数或地区")
            return
        to = goes_to(found, view=View(self.views.checkedId()), key=str(row.key), column=index.column())
        if to.sheet:
            context = Context(
                fiscal_year=found.asked.fiscal_year,
                region=to.sheet,
                insurance_type=self.context.insurance_type if self.context else "",
            )
            self.sheet_requested.emit(SheetPlace(catalog=VALUES, context=context, pages=dict(found.asked.pages)))
        elif to.group:
            self._stand_at((*self._path, to.group))
        elif to.view is not None:
            self.views.button(to.view.value).setChecked(True)
            self._turn()
        if to.why:
            self.status_message.emit(to.why)

    def _stand_at(self, path: tuple[str, ...]) -> None:
        self._path = path
        self.refresh()

    def _line(self, found: RollUp) -> str:
        which = "只汇总已审核的" if found.asked.reviewed_only else "汇总全部已填的"
        return "，".join([f"{found.place} {found.asked.fiscal_year} 年度", self.strip.words, found.column, which])

    def _sheet(self) -> Sheet | None:
        if self._found is None or not self._found.lines:
            self.status_message.emit(NOTHING.title)
            return None
        return Sheet(grid=self.grid, title=TITLE, catalog=VALUES, pages=self._found.asked.pages)

    def _writer(self) -> Callable[[Path], str] | None:
        found = self._found
        if found is None:
            return None
        line = self._line(found)

        def write(path: Path) -> str:
            export_roll_up(path, found=found, line=line)
            return f"已导出{TITLE}（{len(found.lines):,} 个参数，{len(found.regions):,} 个地区）：{path}"

        return write

    def _lay_out(self) -> None:
        bar, row = QFrame(), QHBoxLayout()
        bar.setLayout(row)
        row.setContentsMargins(8, 4, 8, 4)
        for view, label in VIEWS:
            button = _choice(label)
            self.views.addButton(button, view.value)
            row.addWidget(button)
        self.views.button(View.SUMS.value).setChecked(True)
        self.back.setEnabled(False)
        self.go_in.setToolTip("从汇总数到各地区，从地区到它填报的表（双击或 Alt+Enter）")
        row.addSpacing(12)
        for choice in (self.column, self.by_area, self.reviewed, self.back, self.go_in):
            row.addWidget(choice)
        self.told.setProperty("role", "quiet")
        row.addWidget(self.told, 1)
        self._body.addWidget(self.grid)
        self._body.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        pages = QHBoxLayout()
        pages.addWidget(self.strip)
        pages.addStretch(1)
        column.addWidget(bar)
        column.addLayout(pages)
        column.addWidget(self._body, 1)


def _button(label: str) -> QToolButton:
    button = QToolButton()
    button.setText(label)
    button.setAccessibleName(label)
    return button


def _choice(label: str) -> QToolButton:
    button = _button(label)
    button.setCheckable(True)
    return button
