"""The print preview: choices at the left, the page at the right; prints or saves a PDF with progress (clause 2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout

from app.report_pages.layout import lay_out
from ui.dialogs.export import documents, file_name
from ui.printing.choices import PrintChoices
from ui.printing.content import Heading, heading_for, reading_all, report_of
from ui.printing.output import write_pdf
from ui.printing.page_view import PageView
from ui.printing.painting import print_letters
from ui.printing.paper import print_on
from ui.printing.turning import TurnBar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from app.errors import ShebaoError
    from app.report_pages.layout import Plan
    from ui.desk import Desk
    from ui.grid.source import GridRow, GridSource, RowKey, Work
    from ui.operations import Operation, Progress
    from ui.printing.content import Shown

T = TypeVar("T")
SIZE, LEAST_SIZE = (1120, 760), (760, 480)
MARGIN = 40
"""Pixels of the window that stay in sight round the preview."""
LANE = "side"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What is to be printed: a grid's source, its columns from left to right, the keys of the selected rows.

    `title`: of a table that is no catalog's ('': the catalog's label).
    """

    source: GridSource
    places: Sequence[int]
    selected: Sequence[RowKey]
    shown: Shown
    file_words: tuple[str, ...]
    title: str = ""


class PreviewDialog(QDialog):
    """Emits `told` with the sentence about what was printed or saved."""

    told = Signal(str)

    def __init__(self, printed: Printed, *, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("打印预览")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        room = parent.window().size() - QSize(MARGIN, MARGIN) if parent is not None else QSize(*SIZE)
        self.resize(QSize(*SIZE).boundedTo(room.expandedTo(QSize(*LEAST_SIZE))))
        self._printed, self._desk = printed, desk
        self._letters = print_letters()
        self._rows: Sequence[GridRow] = ()
        self._heading = Heading(title="")
        self._operation: Operation | None = None
        self._pdf = Path()
        self._wants_pdf = False
        self.choices = PrintChoices(
            settings=desk.settings,
            title=printed.title or desk.schema.catalog(printed.shown.catalog).label,
            selected=len(printed.selected),
        )
        money = any(printed.source.columns[place].field.is_money for place in printed.places)
        self.choices.show_units(possible=money)
        self.view = PageView()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("进度")
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.turning = TurnBar(self.view)
        self.paper, self.pdf = QPushButton("打印…"), QPushButton("另存为 PDF…")
        self.stop, self.open_file, self.close_button = QPushButton("停止"), QPushButton("打开 PDF"), QPushButton("关闭")
        self._lay_out()
        self._wire()
        self._read()

    @property
    def plan(self) -> Plan | None:
        """Return the pages as they are laid out now, None before the first time."""
        return self.view.plan

    @property
    def is_busy(self) -> bool:
        """Say whether rows are read, pages laid out or written."""
        return self._operation is not None and not self._operation.is_over

    def done(self, result: int) -> None:
        """Remember the choices and stop what runs when the dialog closes."""
        self.choices.remember()
        if self._operation is not None:
            self._operation.cancel()
        super().done(result)

    def save_pdf(self, path: Path) -> None:
        """Write the pages to a PDF."""
        plan = self.view.plan
        if plan is None:
            return
        self._pdf = path

        def work(progress: Progress) -> str:
            count = write_pdf(plan, path=path, progress=_checked(progress))
            return f"已存为 PDF，共 {count:,} 页：{path}"

        self._run(work, self._written, label="存为 PDF")

    def want_pdf(self) -> None:
        """Ask where to save a PDF as soon as the pages are laid out."""
        self._wants_pdf = True

    def _read(self) -> None:
        printed, store, user = self._printed, self._desk.store, self._desk.user
        keys = printed.selected if self.choices.only_selected else None
        reading = reading_all(printed.source, keys=keys)

        def work(progress: Progress) -> tuple[Heading, list[GridRow]]:
            with store.read() as connection:
                heading = heading_for(connection, schema=store.schema, user=user, shown=printed.shown)
            return replace(heading, title=printed.title or heading.title), reading(progress)

        self._run(work, self._take, label="读取要打印的行")

    def _take(self, found: tuple[Heading, list[GridRow]]) -> None:
        self._heading, self._rows = found
        self._plan()

    def _plan(self) -> None:
        rows, printed, letters = self._rows, self._printed, self._letters
        look, setup = self.choices.look, self.choices.setup
        heading = replace(self._heading, title=self.choices.title.text().strip() or self._heading.title)

        def work(progress: Progress) -> Plan:
            report = report_of(printed.source.columns, rows=rows, places=printed.places, heading=heading, look=look)
            return lay_out(report, setup=setup, letters=letters, progress=_checked(progress))

        self._run(work, self._show, label="排版")

    def _show(self, plan: Plan) -> None:
        self.view.show_plan(plan)
        wide = f"，每行分在 {len(plan.bands)} 页上" if len(plan.bands) > 1 else ""
        self.choices.told.setText(
            f"{len(plan.report.rows):,} 行，{len(plan.sheets):,} 页{wide}；字号 {plan.size:g} 磅。"
        )
        self._busy(busy=False)
        if self._wants_pdf:
            self._wants_pdf = False
            self._ask_path()

    def _ask_path(self) -> None:
        folder = Path(str(self._desk.settings.value("export/folder", "") or documents()))
        name = file_name(*self._printed.file_words).removesuffix(".xlsx")
        given, _ = QFileDialog.getSaveFileName(self, "另存为 PDF", str(folder / f"{name}.pdf"), "PDF 文件 (*.pdf)")
        if given:
            path = Path(given)
            self.save_pdf(path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf"))

    def _ask_printer(self) -> None:
        if self.view.plan is not None:
            print_on(self.view.plan, current=self.view.number, parent=self, go=self._print)

    def _print(self, printer: QPrinter, numbers: Sequence[int]) -> None:
        from ui.printing.output import paint_all  # noqa: PLC0415 - beside the printer's own library

        plan = self.view.plan
        if plan is None:
            return

        def work(progress: Progress) -> str:
            paint_all(printer, plan=plan, numbers=numbers, progress=_checked(progress))
            return f"已交给打印机“{printer.printerName()}”，共 {len(numbers):,} 页"

        self._run(work, self._say, label="打印")

    def _written(self, sentence: str) -> None:
        self._desk.settings.setValue("export/folder", str(self._pdf.parent))
        self.open_file.show()
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self._tell(sentence, role="quiet")
        self.told.emit(sentence)

    def _tell(self, sentence: str, *, role: str) -> None:
        self._busy(busy=False)
        self.said.setProperty("role", role)
        self.said.setText(sentence)
        self.said.style().polish(self.said)

    def _run(self, work: Work[T], done: Callable[[T], None], *, label: str) -> None:
        """Carry out the work with progress; something newer drops what is still under way."""
        self._busy(busy=True)
        self._operation = self._desk.operations.run(
            work,
            done=done,
            failed=self._failed,
            owner=self,
            key="print",
            lane=LANE,
            label=label,
        )
        self._operation.progressed.connect(self._progressed)

    def _failed(self, error: ShebaoError) -> None:
        self._tell(error.sentence, role="bad")

    def _progressed(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _stop(self) -> None:
        if self._operation is not None:
            self._operation.cancel()
        self._tell("已停止，没有写出文件。" if self.view.plan else "已停止。", role="quiet")

    def _busy(self, *, busy: bool) -> None:
        self.bar.setRange(0, 0)
        for part in (self.bar, self.stop):
            part.setVisible(busy)
        for button in (self.paper, self.pdf):
            button.setEnabled(not busy and self.view.plan is not None)
        if busy:
            self.said.setText("")
            self.open_file.hide()

    def _open_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._pdf)))

    def _wire(self) -> None:
        self.choices.rows_wanted.connect(self._read)
        self.choices.changed.connect(self._plan)
        for button, act in (
            (self.paper, self._ask_printer),
            (self.pdf, self._ask_path),
            (self.stop, self._stop),
            (self.open_file, self._open_file),
            (self.close_button, self.reject),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(act)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.said, 1)
        for button in (self.open_file, self.stop, self.pdf, self.paper, self.close_button):
            buttons.addWidget(button)
        self.paper.setProperty("primary", True)  # noqa: FBT003 - Qt's own signature
        self.open_file.hide()
        pages = QVBoxLayout()
        pages.setSpacing(6)
        for part in (self.turning, self.view):
            pages.addWidget(part)
        pages.setStretchFactor(self.view, 1)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.choices)
        middle.addLayout(pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addLayout(middle, 1)
        column.addWidget(self.bar)
        column.addLayout(buttons)


def _checked(progress: Progress) -> Callable[[int, int], None]:
    """Return a report that also ends the work when nobody waits for it any more."""

    def report(done: int, total: int) -> None:
        progress.check()
        progress.report(done, total)

    return report
