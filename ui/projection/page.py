"""The page 基金收支测算: assumptions at the left, lines and years at the right, every figure explained (clause 1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.projection.editing import adding, edit_scenarios, removing, renaming
from app.projection.reading import Subject, funds, read_projection
from app.projection.scenarios import BASE
from ui.dialogs.message import ask
from ui.grid.model import GridModel
from ui.grid.seeing import Worn
from ui.grid.view import GridView
from ui.look.looks import looks_of
from ui.page.empty_state import Empty, EmptyState
from ui.page.offers import Offers
from ui.projection.bar import ProjectionBar
from ui.projection.lines_chart import LinesChart
from ui.projection.name_dialog import NameDialog
from ui.projection.tables import (
    LABELS,
    UNITS,
    AssumptionSource,
    compared_source,
    figure_of,
    result_source,
)
from ui.projection.writing import writer_of
from ui.tools.base import ToolPage
from ui.tools.output import Output, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.errors import ShebaoError
    from app.projection.reading import Projection
    from app.projection.scenarios import Scenario
    from app.store import Store
    from ui.desk import Desk
    from ui.grid.source import Saved
    from ui.operations import Progress

TITLE = "基金收支测算表"
VALUES = "management_value"
SIDES = (440, 800)
DRAWN = "balance"
"""The figure that is drawn until another one is chosen."""
NO_FUND = Empty(
    title="还没有险种",
    text="测算按险种进行，这里还没有险种；请点右上角“同步”接收，或换一个年度、区划。",
)
NO_FIGURES = "这个地区和险种还没有填报数，现在全部用预设值；请在左边填入假设，或先办理参数填报。"


class ProjectionPage(ToolPage):
    """Projects the fund of the region and type chosen; the base year is the year chosen above."""

    reads = frozenset({VALUES, "actuarial_value", "insurance_type", "region"})

    def __init__(self, name: str, *, desk: Desk) -> None:
        super().__init__(name, desk=desk)
        self._projection: Projection | None = None
        self._drawn, self._chosen_above, self._scenario = DRAWN, "", BASE
        self._is_opening = False
        self.bar, self.chart, self.empty = ProjectionBar(), LinesChart(), EmptyState()
        self.assumptions, self.results = self._grid("测算假设"), self._grid("测算结果")
        self.said, self.origin, self.explained = QLabel(), QLabel(), QLabel()
        self._body = QStackedWidget()
        self.output = Output(self, sheet=self._sheet, write=self._writer)
        self.answers = self.output.answers
        self.areas = (self.bar, self.assumptions, self.results)
        self._lay_out()
        self._wire()

    def set_context(self, *, fiscal_year: int, region: str, insurance_type: str) -> None:
        """Project from another year, for another region; a type chosen above is chosen here."""
        self._chosen_above = insurance_type
        super().set_context(fiscal_year=fiscal_year, region=region, insurance_type=insurance_type)

    def refresh(self) -> None:
        """Read and project again."""
        context, wanted, years = self.context, self._chosen_above or self.bar.insurance_type, self.bar.years.value()
        if context is None:
            return

        def read(store: Store) -> tuple[list[tuple[str, str]], Projection | None]:
            with store.read() as connection:
                found = funds(connection, schema=store.schema, fiscal_year=context.fiscal_year, region=context.region)
                if not found:
                    return [], None
                code = wanted if wanted in dict(found) else found[0][0]
                subject = Subject(
                    region=context.region, insurance_type=code, base_year=context.fiscal_year, years=years
                )
                return found, read_projection(connection, schema=store.schema, subject=subject)

        self.work(read, done=self._show, label="测算基金收支")

    def save(self) -> None:
        """Keep what is being typed."""
        self.assumptions.commit()

    def give_up_typing(self) -> bool:
        """Close an open editor and drop what it holds."""
        return self.assumptions.give_up()

    # what is shown

    def _show(self, found: tuple[list[tuple[str, str]], Projection | None]) -> None:
        offered, projection = found
        self._projection = projection
        if projection is None:
            self.empty.show_empty(NO_FUND)
            self._body.setCurrentWidget(self.empty)
            self.shown.emit()
            return
        self._body.setCurrentIndex(0)
        self.bar.offer_funds(
            offered,
            wanted=projection.subject.insurance_type,
            is_above=projection.subject.insurance_type == self._chosen_above,
        )
        self._scenario = projection.run(self._scenario).scenario.name
        self.bar.offer_scenarios([run.scenario.name for run in projection.runs], chosen=self._scenario)
        base = f"基年 {projection.subject.base_year} 年"
        self.said.setText(base if projection.has_figures else f"{base}　{NO_FIGURES}")
        self._turn()

    def _turn(self) -> None:
        """Show the chosen scenario, or all of them, of the projection that is there."""
        projection = self._projection
        if projection is None:
            return
        self._scenario = self.bar.scenario.currentText()
        source = AssumptionSource(store=self.desk.store, projection=projection, scenario=self._scenario)
        now = self.assumptions.grid.source
        if now is not None and now.place == source.place:
            self.assumptions.grid.refresh()
        else:
            self.assumptions.show_source(source)
        unit = self.desk.seeing.unit
        if self.bar.is_compared:
            self.results.show_source(compared_source(projection, unit=unit))
        else:
            self.results.show_source(result_source(projection, scenario=self._scenario, unit=unit))
        self._draw()

    def _draw(self) -> None:
        projection = self._projection
        if projection is None:
            return
        labels = [f"{line.year}" for line in projection.runs[0].years]
        lines = tuple((run.scenario.name, tuple(run.values(self._drawn))) for run in projection.runs)
        self.chart.show_lines(
            LABELS[self._drawn], unit=UNITS[self._drawn], labels=labels, lines=lines, chosen=self._scenario
        )

    def _explain(self) -> None:
        """Say how the figure under the mark came about, and draw it."""
        index = self.results.currentIndex()
        row = self.results.grid.row_at(index.row()) if index.isValid() else None
        if row is None or self._is_opening:
            return
        column = self.results.grid.columns[index.column()]
        formula = row.notes.get(index.column(), "")
        label = LABELS[figure_of(row.key)]
        shown = f"{column.label} {label} {formula} ＝ {row.texts[index.column()]}"
        self.explained.setText(shown if formula else f"{label}：请选中一个年份")
        self._drawn = figure_of(row.key)
        self._draw()

    def _tell_origin(self) -> None:
        """Say where the value under the mark comes from."""
        index = self.assumptions.currentIndex()
        row = self.assumptions.grid.row_at(index.row()) if index.isValid() else None
        self.origin.setText(f"{row.texts[0]}：{row.notes[1]}" if row else "")

    # what the person does

    def _pressed(self, name: str) -> None:
        known = [self.bar.scenario.itemText(n) for n in range(self.bar.scenario.count())]
        present = self._scenario
        if name == "remove":
            ask(
                self,
                title="删除方案",
                text=f"删除方案“{present}”？它的测算假设不能恢复，其他方案不变。",
                yes="删除",
                do=lambda: self._edit(removing(present), then=BASE),
            )
            return
        is_new = name == "add"
        dialog = NameDialog(
            "新建方案" if is_new else "方案改名", name="" if is_new else present, taken=known, parent=self
        )
        dialog.given.connect(
            lambda given: self._edit(adding(given, like=present) if is_new else renaming(present, to=given), then=given)
        )
        dialog.open()

    def _edit(self, change: Callable[..., list[Scenario]], *, then: str) -> None:
        if self._projection is None:
            return
        store, subject = self.desk.store, self._projection.subject

        def work(_: Progress) -> list[Scenario]:
            return edit_scenarios(store, region=subject.region, insurance_type=subject.insurance_type, change=change)

        def done(_: list[Scenario]) -> None:
            self._scenario = then
            self.refresh()

        self.desk.operations.run(work, done=done, failed=self.desk.failed.emit, owner=self, label="保存方案")

    def _saved(self, saved: Saved) -> None:
        reason = next(iter((*saved.refused.values(), *saved.skipped.values())), "")
        if saved.written:
            self.refresh()
        if saved.written or reason:
            self.status_message.emit(reason or "测算假设已保存，结果已重新测算")

    def _failed(self, error: ShebaoError) -> None:
        self.desk.failed.emit(error)

    # 导出 and 打印

    def _sheet(self) -> Sheet | None:
        if self._projection is None:
            return None
        title = f"{TITLE}（各方案对比）" if self.bar.is_compared else f"{TITLE}（{self._scenario}）"
        pages = (("insurance_type", self._projection.subject.insurance_type),)
        return Sheet(grid=self.results, title=title, catalog=VALUES, pages=pages)

    def _writer(self) -> Callable[[Path], str] | None:
        return writer_of(self._projection, store=self.desk.store) if self._projection else None

    # parts

    def _grid(self, name: str) -> GridView:
        model = GridModel(operations=self.desk.operations, looks=looks_of(self.palette()), parent=self)
        offers = Offers(store=self.desk.store, operations=self.desk.operations)
        view = GridView(model, operations=self.desk.operations, offers=offers)
        view.setAccessibleName(name)
        Worn(view, seeing=self.desk.seeing)
        model.failed.connect(self._failed)
        view.explained.connect(self.status_message)
        return view

    def _wire(self) -> None:
        self.bar.changed.connect(self.refresh)
        self.bar.turned.connect(self._turn)
        self.bar.pressed.connect(self._pressed)
        self.desk.seeing.unit_changed.connect(self._turn)
        self.assumptions.grid.saved.connect(self._saved)
        for news in (self.assumptions.selectionModel().currentChanged, self.assumptions.grid.dataChanged):
            news.connect(lambda *_: self._tell_origin())
        self.results.selectionModel().currentChanged.connect(lambda *_: self._explain())
        self.results.grid.closing.connect(self._closing)
        self.results.grid.opened.connect(self._opened)

    def _closing(self) -> None:
        """Let other rows come without taking the mark for the person's."""
        self._is_opening = True

    def _opened(self) -> None:
        """Put the mark back on the figure that is drawn."""
        grid = self.results.grid
        keys = [figure_of(key) for key in grid.source.keys] if grid.source else []
        place = keys.index(self._drawn) if self._drawn in keys else 0
        first = next((n for n, one in enumerate(grid.columns) if one.name.isdigit()), 0)
        self.results.go_to(place, first)
        self._is_opening = False
        self._explain()
        self.shown.emit()

    def _lay_out(self) -> None:
        for label in (self.said, self.origin, self.explained):
            label.setProperty("role", "quiet")
            label.setContentsMargins(8, 4, 8, 4)
            label.setWordWrap(True)
        self.explained.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        left, right = QWidget(), QWidget()
        for side, parts in (
            (left, (self.said, self.assumptions, self.origin)),
            (right, (self.chart, self.results, self.explained)),
        ):
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
            for part in parts:
                column.addWidget(part, 1 if isinstance(part, GridView) else 0)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(left)
        halves.addWidget(right)
        halves.setStretchFactor(1, 1)
        halves.setSizes(list(SIDES))
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(halves, 1)
        self._body.addWidget(whole)
        self._body.addWidget(self.empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._body)
