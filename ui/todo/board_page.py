"""催报: who of the own region and below has filled in, submitted, been returned, is late; reminders; a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)

from app.people import Level
from app.rights import may_write
from app.todo.board import Wanted, Word, build_board, word_of
from app.todo.messages import MESSAGES
from app.todo.reading import Reading
from ui.elided_label import ElidedLabel
from ui.page.empty_state import Empty, EmptyState
from ui.todo.board_model import BoardModel, BoardTable
from ui.todo.leading import sheet_place
from ui.todo.page import today
from ui.tools.base import ToolPage
from ui.tools.output import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.flow.board import BoardLine
    from app.store import Store
    from app.todo.reading import Labels
    from ui.desk import Desk

TITLE = "填报进度与催报"
NOTHING = Empty(
    title="没有要填报的表",
    text="这个年度还没有设定填报任务，也没有地区开始填报。省、市在“填报任务”中设定报什么、何时截止；其他单位请同步接收。",
)
FILTERED = Empty(title="没有符合条件的表", text="请在上方换一个级次、填报表或状态。")
NOT_CHOSEN = "请先选中要催报的单元格（可按住 Ctrl 或 Shift 选多个，或点地区、表头选整行整列）"


class BoardPage(ToolPage):
    """Shows the board of the person's own region and below, for the year chosen above."""

    reads = frozenset({"filling", "task", "management_value", "actuarial_value", "region"})

    def __init__(self, name: str, *, desk: Desk) -> None:
        super().__init__(name, desk=desk)
        self._lines: list[BoardLine] = []
        self._labels: Labels | None = None
        self.model = BoardModel(self)
        self.table = BoardTable(self.model)
        self.empty, self.told, self.hint = EmptyState(), ElidedLabel(), ElidedLabel()
        self.level, self.sheet, self.word = QComboBox(), QComboBox(), QComboBox()
        self.only_open = QCheckBox("只看未送审")
        self.remind = QPushButton("催报…")
        self._body = QStackedWidget()
        self.output = Output(self, sheet=lambda: None, write=self._writer)
        self.answers = {"export": self.export}
        self._lay_out()
        self.areas = (self.table,)
        self.setFocusProxy(self.table)
        for box in (self.level, self.sheet, self.word):
            box.currentIndexChanged.connect(lambda _: self._build())
        self.only_open.toggled.connect(lambda _: self._build())
        self.table.opened.connect(lambda line: self.sheet_requested.emit(sheet_place(line.place)))
        self.table.picked.connect(self._picked)
        self.remind.clicked.connect(self.open_reminders)
        self._picked()

    def refresh(self) -> None:
        """Read how far every page is."""
        context, user = self.context, self.desk.user
        if context is None:
            return

        def read(store: Store) -> tuple[list[BoardLine], Labels]:
            with store.read() as connection:
                reading = Reading(
                    connection=connection,
                    schema=store.schema,
                    user=user,
                    fiscal_year=context.fiscal_year,
                    today=today(),
                )
                return reading.lines, reading.labels

        self.work(read, done=lambda found: self._show(*found), label="读取填报进度")

    def export(self) -> None:
        """Ask where to, then write the board as a workbook."""
        from ui.dialogs.export import documents, file_name  # noqa: PLC0415 - seldom wanted

        if self.context is None or not self.model.board.rows:
            self.status_message.emit(FILTERED.title)
            return
        folder = Path(str(self.desk.settings.value("export/folder", "") or documents()))
        words = (TITLE, self.desk.user.mof_div_name, str(self.context.fiscal_year))
        start = str(folder / file_name(*words))
        given, _ = QFileDialog.getSaveFileName(self, f"导出{TITLE}", start, "Excel 工作簿 (*.xlsx)")
        if given:
            path = Path(given)
            self.output.save(path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx"))

    def open_reminders(self) -> None:
        """Ask for the words of a reminder to those whose cells are selected."""
        from ui.todo.remind_dialog import RemindDialog  # noqa: PLC0415 - seldom wanted

        chosen = self.table.chosen
        if self.context is None or self._labels is None or not chosen:
            return
        dialog = RemindDialog(
            chosen, desk=self.desk, fiscal_year=self.context.fiscal_year, labels=self._labels, parent=self
        )
        dialog.sent.connect(self.status_message)
        dialog.open()

    def _writer(self) -> Callable[[Path], str] | None:
        from app.excel.export_board import export_board  # noqa: PLC0415 - seldom wanted

        board, place, context = self.model.board, self.desk.user.mof_div_name, self.context
        if context is None:
            return None
        year = context.fiscal_year

        def write(path: Path) -> str:
            export_board(path, board=board, place=place, fiscal_year=year)
            return f"已导出{TITLE}（{len(board.rows):,} 个地区）：{path}"

        return write

    def _show(self, lines: list[BoardLine], labels: Labels) -> None:
        self._lines, self._labels = lines, labels
        tables = sorted({(line.place.catalog, line.place.basis, labels.table(line.place)) for line in lines})
        levels = sorted({line.level for line in lines if line.level})
        _offer(self.sheet, "全部填报表", [(label, (catalog, basis)) for catalog, basis, label in tables])
        _offer(self.level, "全部级次", [(Level(level).label, level) for level in levels])
        self._build()
        self.shown.emit()

    def _build(self) -> None:
        if self._labels is None:
            return
        wanted = Wanted(
            level=self.level.currentData() or 0,
            table=tuple(self.sheet.currentData() or ("", "")),
            word=Word(self.word.currentData()) if self.word.currentData() else None,
            only_open=self.only_open.isChecked(),
        )
        chosen = {line.place for line in self.table.chosen}
        board = build_board(self._lines, labels=self._labels, wanted=wanted)
        self.model.show_board(board)
        self.table.choose(chosen)
        self.told.setText(board.sentence)
        if not board.rows:
            self.empty.show_empty(FILTERED if self._lines else NOTHING)
        self._body.setCurrentWidget(self.table if board.rows else self.empty)

    def _picked(self) -> None:
        chosen = self.table.chosen
        own = self.desk.user.mof_div_code
        meant = {line.place.region for line in chosen if word_of(line).is_open and line.place.region != own}
        reason = may_write(self.desk.user, catalog=self.desk.schema.catalog(MESSAGES))
        why = reason or ("" if meant else "选中的表都已送审，或属于本级" if chosen else NOT_CHOSEN)
        self.remind.setEnabled(not why)
        self.remind.setToolTip(f"不能催报：{why}" if why else f"给选中的 {len(meant):,} 个地区发催报")
        self.hint.setText(f"选中 {len(chosen):,} 张表，可催 {len(meant):,} 个地区" if chosen else "")

    def _lay_out(self) -> None:
        _offer(self.level, "全部级次", [])
        _offer(self.sheet, "全部填报表", [])
        _offer(self.word, "全部状态", [(word.label, word.value) for word in Word])
        for box, name in ((self.level, "级次"), (self.sheet, "填报表"), (self.word, "状态")):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        bar, row = QFrame(), QHBoxLayout()
        bar.setLayout(row)
        row.setContentsMargins(8, 4, 8, 4)
        for part in (self.level, self.sheet, self.word, self.only_open):
            row.addWidget(part)
        row.addStretch(1)
        self.hint.setProperty("role", "quiet")
        row.addWidget(self.hint)
        row.addWidget(self.remind)
        self.told.setContentsMargins(10, 0, 10, 4)
        self._body.addWidget(self.table)
        self._body.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self.told)
        column.addWidget(self._body, 1)


def _offer(box: QComboBox, all_of_them: str, choices: Iterable[tuple[str, object]]) -> None:
    """Fill a list to choose from; what was chosen stays chosen."""
    kept = box.currentText()
    with QSignalBlocker(box):
        box.clear()
        box.addItem(all_of_them, None)
        for label, value in choices:
            box.addItem(label, value)
        box.setCurrentIndex(max(0, box.findText(kept)))
