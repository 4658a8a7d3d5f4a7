"""精算综合审核: all groups of a region and those below it with checks and states, reviewed at once (1.8)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.actuarial_review import DEFINITIONS, VALUES, places_in, read_review, series_rows
from app.flow.moves import read_standing, take_move
from app.flow.record import RECORDS
from app.trends import read_series
from app.workflow import FILL_IN
from ui.dashboard.chart import TrendChart
from ui.desk import Context
from ui.flow.opinion_dialog import OpinionDialog
from ui.list_model import ListModel
from ui.list_table import ListTable
from ui.review.faces import ParameterFace, ReviewFace
from ui.tools.base import SheetPlace, ToolPage

if TYPE_CHECKING:
    from app.actuarial_review import ReviewLine
    from app.flow.moves import Moved, Standing
    from app.flow.record import Place
    from app.store import Store
    from app.trends import Trend
    from ui.desk import Desk

MOVES = ("approve", "report", "file", "return")
NOTHING_CHOSEN = "请先选中要办理的行"
NO_SERIES = "这个参数还没有填报数值"
CHOOSE = "选中上面的一行，看这个分组的参数和年度走势"
NO_SHEETS = "本年度还没有填报精算参数；请在“精算参数填报”页填写，或点右上角“同步”接收下级的填报"

NONE_OF_TYPE = "本年度所选险种还没有填报精算参数；在上方选“全部险种”可以看其他险种和不分险种的填报"


class ReviewPage(ToolPage):
    """A list of groups above; below it the parameters of the group that is chosen, and one of them over the years."""

    reads = frozenset({VALUES, DEFINITIONS, RECORDS, "insurance_type", "region"})

    def __init__(self, name: str, *, desk: Desk) -> None:
        super().__init__(name, desk=desk)
        self.lines, self.parameters = ListModel(ReviewFace(), self), ListModel(ParameterFace(), self)
        self.table = ListTable(self.lines, name="精算参数分组")
        self.figures = ListTable(self.parameters, name="参数")
        self.deep = QCheckBox("本级及下级")
        self.deep.setChecked(True)
        self.buttons = {name: QPushButton(FILL_IN.verbs[name]) for name in MOVES}
        self.told, self.empty = QLabel(), QLabel(CHOOSE)
        self.chart: TrendChart | None = None
        self.dialog: OpinionDialog | None = None
        self._below = QWidget()
        self._lay_out()
        self.deep.toggled.connect(self.refresh)
        self.table.picked.connect(self._picked)
        self.table.opened.connect(self._open_sheet)
        self.figures.picked.connect(self._show_series)
        for move, button in self.buttons.items():
            button.clicked.connect(partial(self._pressed, move))
        self.areas = (self.table, self.figures)
        self._say_why({})

    @property
    def chosen(self) -> list[ReviewLine]:
        """Return the lines that are chosen."""
        return [self.lines.item(row) for row in self.table.rows()]

    def refresh(self) -> None:
        """Read the list again; what was chosen stays chosen."""
        context, deep = self.context, self.deep.isChecked()
        if context is None:
            return

        def read(store: Store) -> list[ReviewLine]:
            with store.read() as connection:
                found = read_review(
                    connection,
                    schema=store.schema,
                    fiscal_year=context.fiscal_year,
                    region=context.region,
                    today=datetime.now(UTC).astimezone().date(),
                    deep=deep,
                )
            return [one for one in found if context.insurance_type in ("", one.place.insurance_type)]

        self.work(read, done=self._show, label="综合审核")

    def _show(self, lines: list[ReviewLine]) -> None:
        before = {(one.place, one.group) for one in self.chosen}
        self.lines.show_items(lines)
        self.table.choose([n for n, one in enumerate(lines) if (one.place, one.group) in before])
        wrong = sum(bool(one.errors) for one in lines)
        noticed = sum(one.open_warnings for one in lines)
        sheets = len(places_in(lines))
        counted = f"{sheets} 张填报单，{len(lines)} 个分组：{wrong} 个有错误，{noticed} 处提示待说明"
        self.told.setText(counted if lines else self._nothing())
        self._picked()
        self.shown.emit()

    def _nothing(self) -> str:
        return NONE_OF_TYPE if self.context is not None and self.context.insurance_type else NO_SHEETS

    # what is chosen

    def _picked(self) -> None:
        chosen = self.chosen
        if not chosen:
            self.parameters.show_items([])
            self._draw(None)
            self._say_why({})
            return
        line, user = chosen[0], self.desk.user
        places = places_in(chosen)

        def read(store: Store) -> tuple[list[tuple[str, str, str]], list[Standing]]:
            with store.read() as connection:
                rows = series_rows(connection, schema=store.schema, line=line)
                standings = [read_standing(connection, schema=store.schema, user=user, place=place) for place in places]
            return rows, standings

        self.work(read, done=self._show_group, label="精算参数", key="group")

    def _show_group(self, found: tuple[list[tuple[str, str, str]], list[Standing]]) -> None:
        rows, standings = found
        self.parameters.show_items(rows)
        self.figures.choose([0] if rows else [])
        reasons: dict[str, str] = {}
        for name in MOVES:
            offers = [next(one for one in standing.offers if one.name == name) for standing in standings]
            may = any(not offer.why_not for offer in offers)
            reasons[name] = "" if may else next((offer.why_not for offer in offers), NOTHING_CHOSEN)
        self._say_why(reasons)

    def _say_why(self, reasons: dict[str, str]) -> None:
        for name, button in self.buttons.items():
            reason = reasons.get(name, NOTHING_CHOSEN)
            button.setEnabled(not reason)
            about = f"{button.text()}选中分组所在的填报单，一次办理"
            button.setToolTip(f"不能{button.text()}：{reason}" if reason else about)

    def _show_series(self) -> None:
        rows, chosen = self.figures.rows(), self.chosen
        if not rows or not chosen:
            self._draw(None)
            return
        (code, _, _), line = self.parameters.item(rows[0]), chosen[0]
        place = line.place

        def read(store: Store) -> Trend | None:
            with store.read() as connection:
                return read_series(
                    connection,
                    schema=store.schema,
                    figure=(VALUES, code),
                    fiscal_year=place.fiscal_year,
                    region=place.region,
                    kind=(place.insurance_type, line.type_name),
                )

        self.work(read, done=self._draw, label="年度走势", key="series")

    def _draw(self, trend: Trend | None) -> None:
        column = self._below.layout()
        if self.chart is not None:
            self.chart.deleteLater()
            self.chart = None
        if trend is not None and column is not None:
            self.chart = TrendChart(trend)
            self.chart.chosen.connect(lambda one: self.jump_requested.emit(one.place, "value"))
            column.addWidget(self.chart)
        self.empty.setText(NO_SERIES if self.chosen else CHOOSE)
        self.empty.setVisible(trend is None)

    # what the person does

    def _pressed(self, name: str) -> None:
        places = places_in(self.chosen)
        label = FILL_IN.verbs[name]
        self.dialog = OpinionDialog(
            label,
            about=f"对选中的 {len(places)} 张精算参数填报单一次{label}。",
            is_needed=name == "return",
            parent=self,
        )
        self.dialog.given.connect(lambda opinion: self._move(name, places, opinion))
        self.dialog.open()

    def _move(self, name: str, places: list[Place], opinion: str) -> None:
        store, user = self.desk.store, self.desk.user
        self.desk.operations.run(
            lambda _: take_move(store, user=user, places=places, name=name, opinion=opinion),
            done=self._moved,
            failed=self.desk.failed.emit,
            owner=self,
            label=FILL_IN.verbs[name],
        )

    def _moved(self, moved: Moved) -> None:
        self.status_message.emit(moved.sentence)
        if moved.done:
            self.desk.tell_changed(RECORDS)

    def _open_sheet(self, row: int) -> None:
        place = self.lines.item(row).place
        context = Context(fiscal_year=place.fiscal_year, region=place.region, insurance_type=place.insurance_type)
        self.sheet_requested.emit(SheetPlace(catalog=VALUES, context=context))

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 12, 4)
        bar.setSpacing(6)
        bar.addWidget(self.deep)
        bar.addSpacing(12)
        for part in self.buttons.values():
            bar.addWidget(part)
        bar.addWidget(self.told, 1)
        self.told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.told.setWordWrap(True)
        self.told.setProperty("role", "quiet")
        self.empty.setProperty("role", "quiet")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        beside = QVBoxLayout(self._below)
        beside.setContentsMargins(8, 8, 8, 8)
        beside.addWidget(self.empty)
        lower = QSplitter(Qt.Orientation.Horizontal)
        lower.addWidget(self.figures)
        lower.addWidget(self._below)
        lower.setSizes([400, 600])
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.table)
        parts.addWidget(lower)
        parts.setSizes([420, 220])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(parts, 1)
