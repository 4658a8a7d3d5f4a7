"""Many new rows at once: a grid of drafts, filled, pasted into and checked like any grid, then added as one action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout

from ui.dialog_size import open_as
from ui.grid.draft_source import MOST_ROWS
from ui.grid.model import GridModel
from ui.grid.saved_words import saved_words
from ui.grid.view import GridView
from ui.look.looks import looks_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from app.errors import ShebaoError
    from app.unit_of_work import Outcome
    from ui.desk import Desk
    from ui.grid.draft_source import DraftSource
    from ui.grid.source import GridRow
    from ui.page.offers import Offers

WIDTH, HEIGHT = 1080, 460
HINT = "可以逐格录入，也可以从 Excel 粘贴；红色单元格有待更正，空白行不会添加。全部正确后一次添加，可以一次撤销。"


class NewRowsDialog(QDialog):
    """Emits `added` with the new rows' ids; closing keeps what was entered for the next time."""

    added = Signal(list)

    def __init__(self, source: DraftSource, *, desk: Desk, offers: Offers, parent: QWidget) -> None:
        super().__init__(parent)
        self.source, self._desk = source, desk
        self._verb = ""
        self._waiting: list[Mapping[str, str]] = []
        self.setWindowTitle(f"新增多行 · {source.catalog.label}")
        open_as(self, WIDTH, HEIGHT)
        self.model = GridModel(operations=desk.operations, looks=looks_of(self.palette()), parent=self)
        self.grid = GridView(self.model, operations=desk.operations, offers=offers)
        self.grid.setSortingEnabled(False)
        hint = QLabel(HINT)
        hint.setProperty("role", "quiet")
        hint.setWordWrap(True)
        self.notice = QLabel()
        self.notice.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.accept_button = QPushButton("添加")
        self.accept_button.setProperty("primary", True)  # noqa: FBT003 - Qt's own signature
        # Enter belongs to the grid
        self.accept_button.setAutoDefault(False)
        close = QPushButton("关闭")
        close.setAutoDefault(False)
        close.setToolTip("已录入的内容会保留，下次打开时继续")
        buttons.addButton(self.accept_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        self.accept_button.clicked.connect(lambda _checked=False: self.add())
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(hint)
        column.addWidget(self.grid, 1)
        column.addWidget(self.notice)
        column.addWidget(buttons)
        self.model.opened.connect(self._fill_in)
        self.model.saved.connect(lambda saved: self._say(saved_words(saved) if saved.refused else ""))
        self.model.failed.connect(self._failed)
        self.model.counted.connect(lambda *_: self._count())
        self.grid.explained.connect(self._say)
        self.grid.blocks.rows_left.connect(lambda rows: self.append(rows, verb="粘贴"))
        self.grid.rows_wanted.connect(lambda count: self.append([{}] * count))

    def append(self, rows: Sequence[Mapping[str, str]], *, verb: str = "") -> None:
        """Show more rows that hold these texts by field name ({}: blank ones); `verb` names how they came."""
        self._verb = verb or self._verb
        room = MOST_ROWS - self.model.rowCount()
        if len(rows) > room:
            self._say(f"一次最多新增 {MOST_ROWS:,} 行，更多的请用“导入”；没有接收 {len(rows) - room:,} 行")
        self._waiting += rows[: max(room, 0)]
        self._desk.operations.run(
            self.source.growing(len(rows)),
            done=lambda _: self.model.show_source(self.source),
            failed=self._failed,
            owner=self,
            label="新增行",
        )

    def add(self) -> None:
        """Add the rows that hold something, all or none."""
        self.grid.commit()
        self.accept_button.setEnabled(False)
        self._desk.operations.run(
            lambda _: None, done=lambda _: self._add(), failed=self._failed, owner=self, label="核对"
        )

    @property
    def filled(self) -> int:
        """Count the rows that hold something."""
        rows = (self.model.row_at(position) for position in range(self.model.rowCount()))
        return sum(1 for row in rows if row and not row.is_muted)

    @property
    def texts(self) -> tuple[dict[str, str], ...]:
        """Return the texts of the rows that hold something, as they would be typed; refused ones as they were typed."""
        rows = ((n, row) for n in range(self.model.rowCount()) if (row := self.model.row_at(n)))
        found = (self._texts(n, row) for n, row in rows)
        waiting = tuple(dict(row) for row in self._waiting if row)  # not entered yet
        return (*(texts for texts in found if texts), *waiting)

    def _texts(self, position: int, row: GridRow) -> dict[str, str]:
        typed = {n: self.model.typed_at(position, n) for n in range(self.model.columnCount())}
        if row.is_muted and not any(typed.values()):
            return {}
        texts = {n: cell.text if cell else self.source.edit_text(row, n) for n, cell in typed.items()}
        return {self.model.columns[n].name: text for n, text in texts.items() if text}

    def _add(self) -> None:
        wrong = self._first_wrong()
        if wrong is not None or not self.filled:
            self.accept_button.setEnabled(True)
            if wrong is not None:
                self.grid.go_to(*wrong)
            self._say("红色单元格需要更正，还没有添加" if wrong is not None else "还没有录入内容，没有可以添加的行")
            self.grid.setFocus()
            return
        self._desk.operations.run(
            self.source.adding(verb=self._verb), done=self._added, failed=self._failed, owner=self, label="新增行"
        )

    def _first_wrong(self) -> tuple[int, int] | None:
        """Return the first cell with text that was refused or that breaks a rule."""
        refused = self.model.first_refused()
        if refused.isValid():
            return refused.row(), refused.column()
        for position in range(self.model.rowCount()):
            row = self.model.row_at(position)
            if row and row.notes:
                return position, max(min(row.notes), 0)
        return None

    def _added(self, outcome: Outcome) -> None:
        self.accept_button.setEnabled(True)
        if outcome.refusals:
            self._say(f"没有添加：{outcome.sentence}")
            self.model.refresh()
            return
        self.added.emit(outcome.written)
        self.accept()

    def _failed(self, error: ShebaoError) -> None:
        self.accept_button.setEnabled(True)
        self._say(error.sentence)

    def _fill_in(self) -> None:
        """Enter the texts that rows came with, like a paste: what is wrong stays in red."""
        rows, self._waiting = self._waiting, []
        start = self.model.rowCount() - len(rows)
        places = {column.name: place for place, column in enumerate(self.model.columns)}
        cells = [
            (start + n, places[name], text)
            for n, row in enumerate(rows)
            for name, text in row.items()
            if name in places and text
        ]
        self.model.set_cells(cells)
        if rows:
            self.grid.go_to(max(start, 0), 0)
        self._count()

    def _count(self) -> None:
        self.accept_button.setText("添加")

    def _say(self, text: str) -> None:
        self.notice.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc only: Enter goes down in the grid."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
