"""Import: a file, the plan of what it would do, then all of it or its good rows alone (clause 2, 导入)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from app.excel import Verdict, apply_plan, plan_import, read_workbook, write_refusals
from app.excel.applying import SOURCE
from ui.dialog_size import open_as
from ui.dialogs.export import documents
from ui.dialogs.plan_model import PlanFace
from ui.list_model import ListModel
from ui.list_table import ListTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QLayout, QWidget

    from app.catalog import Catalog
    from app.errors import ShebaoError
    from app.excel import ImportContext, ImportPlan
    from app.foreign import RawWorkbook
    from app.unit_of_work import Outcome
    from ui.desk import Desk
    from ui.operations import Operation, Progress

T = TypeVar("T")
FILTER = "表格文件 (*.xlsx *.xlsm *.xls *.xlsb *.ods *.csv);;所有文件 (*)"
SIZE = (1000, 600)
LAST_FIRST = (Verdict.REFUSED, Verdict.CHANGED, Verdict.NEW, Verdict.SAME)
"""What a person should see first stands first; within each, the order of the file."""


class ImportDialog(QDialog):
    """Emits `imported` with the sentence about what was written."""

    imported = Signal(str)
    planned = Signal()
    source = SOURCE
    """By which means the rows came, in their history."""

    def __init__(self, *, desk: Desk, catalog: Catalog, context: ImportContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"导入 - {catalog.label}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_as(self, *SIZE)
        self._desk, self._catalog, self._context = desk, catalog, context
        self._path = documents()
        self._plan: ImportPlan | None = None
        self._operation: Operation | None = None
        self._is_writing = self._is_open = False
        self.model = ListModel(PlanFace(), self)
        self._file, self.told = QLabel("选择要导入的工作簿，先看计划，确认后才写入。"), QLabel()
        self._choose = QPushButton("选择文件…")
        self._bar = QProgressBar()
        self._verdicts = QButtonGroup(self)
        self.apply_button, self.good_button = QPushButton("导入"), QPushButton()
        self.refusals_button, self._cancel = QPushButton("导出拒绝清单…"), QPushButton("取消")
        self._lay_out()
        self._show_plan(None)

    @property
    def plan(self) -> ImportPlan | None:
        """Return the plan that is shown."""
        return self._plan

    def open_file(self, path: Path) -> None:
        """Read a file and show what importing it would do; nothing is written."""
        self._path = path
        self._file.setText(path.name)
        self._file.setToolTip(str(path))
        self._desk.settings.setValue("import/folder", str(path.parent))
        self._show_plan(None)
        plan, self._is_open = self._planning(), True

        def work(progress: Progress) -> ImportPlan:
            raw = read_workbook(path, stopped=lambda: progress.cancelled)
            progress.check()
            return plan(raw)

        self._run(work, done=self._show_plan, label="读取工作簿")

    def plan_again(self) -> None:
        """Plan the file once more after another choice; nothing happens before a file is open."""
        if self._is_open:
            self.open_file(self._path)

    def _planning(self) -> Callable[[RawWorkbook], ImportPlan]:
        """Return what makes the plan of a file off the window's thread, with the choices as they are now."""
        desk, catalog, context = self._desk, self._catalog, self._context

        def plan(raw: RawWorkbook) -> ImportPlan:
            with desk.store.read() as connection:
                return plan_import(
                    connection, schema=desk.schema, catalog=catalog, raw=raw, user=desk.user, context=context
                )

        return plan

    def _choices(self) -> QLayout | None:
        """Return what is chosen beside the file."""
        return None

    def done(self, result: int) -> None:
        """Stop reading when the dialog closes; while rows are written it stays, to tell how that ended."""
        if self._is_writing:
            return
        if self._operation is not None:
            self._operation.cancel()
        super().done(result)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.addWidget(self._file, 1)
        top.addWidget(self._choose)
        self._choose.clicked.connect(self._ask_for_file)
        self._choose.setAutoDefault(False)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.hide()
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        verdicts = QHBoxLayout()
        for number, verdict in enumerate((None, *Verdict)):
            button = QToolButton()
            button.setCheckable(True)
            button.setChecked(verdict is None)
            button.setProperty("verdict", verdict)
            button.clicked.connect(self._filter)
            self._verdicts.addButton(button, number)
            verdicts.addWidget(button)
        verdicts.addStretch(1)
        column.addLayout(top)
        if choices := self._choices():
            column.addLayout(choices)
        column.addWidget(self._bar)
        column.addWidget(self.told)
        column.addLayout(verdicts)
        column.addWidget(self._table(), 1)
        column.addLayout(self._buttons())

    def _table(self) -> ListTable:
        table = ListTable(self.model, name="导入计划")
        table.setFrameShape(QFrame.Shape.StyledPanel)
        return table

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.refusals_button.clicked.connect(self._save_refusals)
        self._cancel.clicked.connect(self.reject)
        self.good_button.clicked.connect(lambda: self._apply(only_good=True))
        self.apply_button.clicked.connect(lambda: self._apply(only_good=False))
        self.apply_button.setProperty("primary", True)  # noqa: FBT003 - Qt's own signature
        row.addWidget(self.refusals_button)
        row.addStretch(1)
        for button in (self._cancel, self.good_button, self.apply_button):
            row.addWidget(button)
        return row

    def _ask_for_file(self) -> None:
        folder = str(self._desk.settings.value("import/folder", "") or documents())
        path, _ = QFileDialog.getOpenFileName(self, "选择要导入的工作簿", folder, FILTER)
        if path:
            self.open_file(Path(path))

    def _show_plan(self, plan: ImportPlan | None) -> None:
        self._plan = plan
        counts = plan.counts if plan else dict.fromkeys(Verdict, 0)
        edits, refused = _sums(plan)
        for button in self._verdicts.buttons():
            verdict = button.property("verdict")
            number = sum(counts.values()) if verdict is None else counts[Verdict(verdict)]
            button.setText(f"{'全部' if verdict is None else Verdict(verdict).label} {number:,}")
        self.good_button.setText(f"只导入可用的 {edits:,} 行")
        self.good_button.setVisible(bool(refused and edits))
        self.refusals_button.setVisible(bool(refused))
        self._set_busy(busy=False)
        if plan is not None:
            self._say("；".join([self._verdict(edits=edits, refused=refused), *plan.notes]) + "。", role="quiet")
        self._filter()
        self.planned.emit()

    @staticmethod
    def _verdict(*, edits: int, refused: int) -> str:
        if refused:
            return f"有 {refused:,} 处不能导入：可以改正文件后重新选择，或只导入其余的行"
        return f"将写入 {edits:,} 行，没有问题" if edits else "文件内容与现有数据相同，没有需要导入的行"

    def _filter(self) -> None:
        button = self._verdicts.checkedButton()
        verdict = button.property("verdict") if button else None
        entries = () if self._plan is None else self._plan.entries
        found = [entry for entry in entries if verdict is None or entry.verdict == verdict]
        self.model.show_items(sorted(found, key=lambda entry: LAST_FIRST.index(entry.verdict)))

    def _apply(self, *, only_good: bool) -> None:
        desk, plan, source = self._desk, self._plan, self.source
        if plan is not None:
            self._is_writing = True
            self._run(
                lambda _: apply_plan(desk.store, plan=plan, user=desk.user, only_good=only_good, source=source),
                done=self._applied,
                label="导入",
            )

    def _applied(self, outcome: Outcome) -> None:
        if outcome.written:
            self._desk.tell_changed(self._catalog.name)
        if outcome.refusals and not outcome.written:
            self._say(f"没有导入任何内容：{outcome.sentence}请重新选择文件。", role="bad")
            return
        left_out = f"，另有 {len(outcome.refusals)} 行没有导入：{outcome.sentence}" if outcome.refusals else "。"
        self.imported.emit(f"已导入 {len(outcome.written):,} 行{left_out}")
        self.accept()

    def _save_refusals(self) -> None:
        plan = self._plan
        if plan is None:
            return
        source = self._path
        offered = str(source.with_name(f"{source.stem}_不能导入.xlsx"))
        path, _ = QFileDialog.getSaveFileName(self, "导出拒绝清单", offered, "Excel 工作簿 (*.xlsx)")
        if path:
            self._run(
                lambda _: write_refusals(plan, Path(path)),
                done=lambda count: self._say(f"已写出 {count:,} 行：{path}", role="quiet"),
                label="导出拒绝清单",
            )

    def _run(self, work: Callable[[Progress], T], *, done: Callable[[T], None], label: str) -> None:
        self._set_busy(busy=True)

        def finished(result: T) -> None:
            self._is_writing = False
            self._set_busy(busy=False)
            done(result)

        self._operation = self._desk.operations.run(
            work, done=finished, failed=self._failed, owner=self, lane="long", label=label
        )

    def _failed(self, error: ShebaoError) -> None:
        self._is_writing = False
        self._set_busy(busy=False)
        self._say(error.sentence, role="bad")

    def _say(self, text: str, *, role: str) -> None:
        self.told.setProperty("role", role)
        self.told.setText(text)
        self.told.style().polish(self.told)

    def _set_busy(self, *, busy: bool) -> None:
        edits, refused = _sums(self._plan)
        self._bar.setVisible(busy)
        self._cancel.setEnabled(not self._is_writing)
        for button in (self._choose, self.good_button, self.refusals_button):
            button.setEnabled(not busy)
        self.apply_button.setEnabled(not busy and bool(edits) and not refused)
        for verdict in self._verdicts.buttons():
            verdict.setEnabled(self._plan is not None)


def _sums(plan: ImportPlan | None) -> tuple[int, int]:
    """Return how many rows would be written, and how many places are refused."""
    counts = plan.counts if plan else dict.fromkeys(Verdict, 0)
    return counts[Verdict.NEW] + counts[Verdict.CHANGED], counts[Verdict.REFUSED]
