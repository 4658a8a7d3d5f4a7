"""The page 统筹区划信息表: sums by type or every region with its area, exported, printed (clause 1.2 (c))."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
)

from app.excel.export_pooling import export_pooling
from app.fields import Text
from app.packs.documents import PACKS, RECEIPTS
from app.pooling.assigning import CATALOG
from app.pooling.facts import read_facts
from app.pooling.overview import TITLE, overview
from app.pooling.reporting import read_reports, report_overview, why_not_report
from ui.flow.opinion_dialog import OpinionDialog
from ui.grid.listed_source import ListedSource, shown_column, shown_row
from ui.grid.model import GridModel
from ui.grid.seeing import Worn
from ui.grid.view import GridView
from ui.look.looks import looks_of
from ui.page.empty_state import Empty, EmptyState
from ui.page.offers import Offers
from ui.tools.base import ToolPage
from ui.tools.output import Output, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.errors import ShebaoError
    from app.pooling.overview import Overview
    from app.pooling.reporting import Reported
    from app.store import Store
    from ui.desk import Desk
    from ui.grid.source import RowKey

SUMS, LINES = 0, 1
LOCK = "这张表由统筹级次和统筹区汇总而成；要修改，请到“统筹级次设置”和“统筹区检查与划定”"
NOTHING = Empty(
    title="还没有统筹区划",
    text="这个年度和区划还没有划定统筹区；省级在“统筹级次设置”和“统筹区检查与划定”中办理，其他单位请同步接收。",
)
SUM_HEADS = (("code", "险种代码", 12), ("name", "险种名称", 36), ("level", "统筹级次", 12))
COUNTS = (("areas", "统筹区数"), ("regions", "区划数"), ("gaps", "未划入区划数"), ("faults", "问题数"))
LINE_HEADS = (
    ("insurance_type", "险种代码", 10),
    ("type_name", "险种名称", 32),
    ("level", "统筹级次", 10),
    ("area", "基金统筹区代码", 16),
    ("area_name", "基金统筹区名称", 22),
    ("region", "财政区划代码", 16),
    ("region_name", "财政区划名称", 22),
)


class TablePage(ToolPage):
    """Shows the table of the region chosen above and all below it, for the type chosen above or all."""

    reads = frozenset({CATALOG, "pooling_level", "insurance_type", "region", PACKS, RECEIPTS})

    def __init__(self, name: str, *, desk: Desk) -> None:
        super().__init__(name, desk=desk)
        self._found: Overview | None = None
        self._place = ""
        model = GridModel(operations=desk.operations, looks=looks_of(self.palette()), parent=self)
        self.grid = GridView(
            model, operations=desk.operations, offers=Offers(store=desk.store, operations=desk.operations)
        )
        self.grid.setAccessibleName(TITLE)
        Worn(self.grid, seeing=desk.seeing)
        self.empty, self.told, self.reported = EmptyState(), QLabel(), QLabel()
        self.report = QPushButton("上报财政部…")
        self.views = QButtonGroup(self)
        self._body = QStackedWidget()
        self.output = Output(self, sheet=self._sheet, write=self._writer)
        self.answers = self.output.answers
        self._lay_out()
        self.areas = (self.grid,)
        self.setFocusProxy(self.grid)
        model.failed.connect(desk.failed)
        model.opened.connect(self.shown)
        self.grid.explained.connect(self.status_message)
        self.views.idClicked.connect(lambda _: self._turn())
        self.report.clicked.connect(self._ask_note)

    def refresh(self) -> None:
        """Put the table together again."""
        context = self.context
        if context is None:
            return

        own = self.desk.user.mof_div_code

        def read(store: Store) -> tuple[Overview, str, list[Reported]]:
            with store.read() as connection:
                facts = read_facts(
                    connection, schema=store.schema, fiscal_year=context.fiscal_year, region=context.region
                )
                reports = read_reports(connection, schema=store.schema, fiscal_year=context.fiscal_year, region=own)
            return overview(facts), facts.named(context.region), reports

        self.work(read, done=lambda found: self._show(*found), label="汇总统筹区划")

    def _show(self, found: Overview, place: str, reports: Sequence[Reported]) -> None:
        self._found, self._place = found, place
        if not found.lines:
            self.empty.show_empty(NOTHING)
        self._body.setCurrentWidget(self.grid if found.lines else self.empty)
        faults = sum(one.faults for one in found.sums)
        told = f"{len(found.sums):,} 个险种，{len(found.lines):,} 行"
        self.told.setText(f"{told}，有 {faults:,} 处问题，请看“统筹区检查与划定”" if faults else f"{told}，检查无误")
        self._show_reports(reports)
        self._turn()

    def _show_reports(self, reports: Sequence[Reported]) -> None:
        """Say what became of the last report, and whether there may be another."""
        user, region = self.desk.user, self.context.region if self.context else ""
        reason = why_not_report(user, found=self._found)
        if not reason and region != user.mof_div_code:
            reason = f"现在看的是其他财政区划（{region}），请在上方选择本级"
        self.report.setEnabled(not reason)
        self.report.setToolTip(f"不能上报：{reason}" if reason else "把整张表作为一包上报，财政部接收后这里显示回执")
        self.reported.setText(reports[0].sentence if reports else "")
        self.reported.setToolTip("\n".join(one.sentence for one in reports))
        self.reported.setVisible(bool(reports))

    def _ask_note(self) -> None:
        if self._found is None or self.context is None:
            return
        about = f"上报 {self._found.fiscal_year} 年度{TITLE}，共 {len(self._found.lines):,} 行，同步时送到财政部。"
        dialog = OpinionDialog("上报财政部", about=about, is_needed=False, parent=self)
        dialog.given.connect(self._report)
        dialog.open()

    def _report(self, note: str) -> None:
        store, user, context = self.desk.store, self.desk.user, self.context
        if context is None:
            return
        self.report.setEnabled(False)
        self.report.setToolTip("不能上报：正在上报，请稍候")
        self.desk.operations.run(
            lambda _: report_overview(store, user=user, fiscal_year=context.fiscal_year, note=note),
            done=self._over,
            failed=self._failed,
            owner=self,
            lane="long",
            label="上报财政部",
        )

    def _over(self, count: int) -> None:
        self.status_message.emit(f"已上报{TITLE}，共 {count:,} 行，同步时送到财政部")
        self.desk.tell_changed(PACKS)

    def _failed(self, error: ShebaoError) -> None:
        self.desk.failed.emit(error)
        self.refresh()

    def _turn(self) -> None:
        if self._found is None or self.context is None:
            return
        kind = self.context.insurance_type
        source = _sums(self._found) if self.views.checkedId() == SUMS else _lines(self._found, kind=kind)
        self.grid.show_source(source)

    def _sheet(self) -> Sheet | None:
        if self._found is None or not self._found.lines:
            self.status_message.emit(NOTHING.title)
            return None
        return Sheet(grid=self.grid, title=TITLE, catalog=CATALOG)

    def _writer(self) -> Callable[[Path], str] | None:
        found, place = self._found, self._place
        if found is None:
            return None

        def write(path: Path) -> str:
            export_pooling(path, found=found, place=place)
            return f"已导出{TITLE}（汇总 {len(found.sums):,} 行，明细 {len(found.lines):,} 行）：{path}"

        return write

    def _lay_out(self) -> None:
        bar, row = QFrame(), QHBoxLayout()
        bar.setLayout(row)
        row.setContentsMargins(8, 4, 8, 4)
        for number, label in ((SUMS, "汇总"), (LINES, "明细")):
            button = QToolButton()
            button.setText(label)
            button.setAccessibleName(label)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.views.addButton(button, number)
            row.addWidget(button)
        self.views.button(SUMS).setChecked(True)
        for words in (self.told, self.reported):
            words.setProperty("role", "quiet")
            words.setWordWrap(True)
        row.addWidget(self.told, 1)
        row.addWidget(self.reported, 1)
        row.addWidget(self.report)
        self._body.addWidget(self.grid)
        self._body.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self._body, 1)


def _text(name: str, label: str) -> Text:
    return Text(name=name, label=label, max_length=100)


def _sums(found: Overview) -> ListedSource:
    counts = {(one.insurance_type, name): int(getattr(one, name)) for one in found.sums for name, _ in COUNTS}
    rows = [
        shown_row(
            one.insurance_type,
            (
                one.insurance_type,
                one.type_name,
                one.level,
                *(f"{counts[one.insurance_type, name]:,}" for name, _ in COUNTS),
            ),
            lock=LOCK,
        )
        for one in found.sums
    ]

    def amount(key: RowKey, column: str) -> Decimal | None:
        value = counts.get((str(key), column))
        return None if value is None else Decimal(value)

    return ListedSource(
        place=("pooling-sums", found.fiscal_year),
        columns=(
            *(
                shown_column(_text(name, label), name=name, label=label, width=width, frozen=name != "level")
                for name, label, width in SUM_HEADS
            ),
            *(
                shown_column(_text(name, label), name=name, label=label, width=14, right=True, adds_up=True)
                for name, label in COUNTS
            ),
        ),
        read=lambda: rows,
        amounts=amount,
    )


def _lines(found: Overview, *, kind: str) -> ListedSource:
    rows = [
        shown_row(
            f"{one.insurance_type}|{one.region}|{one.area}",
            tuple(str(getattr(one, name)) for name, _, _ in LINE_HEADS),
            lock=LOCK,
        )
        for one in found.lines
        if not kind or one.insurance_type == kind
    ]
    return ListedSource(
        place=("pooling-lines", found.fiscal_year, kind),
        columns=tuple(
            shown_column(_text(name, label), name=name, label=label, width=width) for name, label, width in LINE_HEADS
        ),
        read=lambda: rows,
    )
