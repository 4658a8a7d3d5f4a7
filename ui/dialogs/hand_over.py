"""What the dialogs about hand-over files share: facts, one or two places, progress, and what came of it (SYNC 12)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
)

from ui.dialogs.export import documents

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.errors import ShebaoError
    from ui.operations import Operation, Operations, Progress

WIDTH = 640
BATCHES_FILTER = "待上传文件 (*.sbd);;所有文件 (*)"
REPLIES_FILTER = "回执文件 (*.sbr);;所有文件 (*)"
FOLDER = "hand-over/folder"


class HandOverDialog(QDialog):
    """A frame for one action: `look` sees what there is, `act` does what the dialog is for; both off the GUI thread.

    `finished_with` carries the sentence about what was done.
    """

    finished_with = Signal(str)

    def __init__(
        self, *, title: str, go: str, about: str, operations: Operations, settings: QSettings, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self._operations, self._settings, self._title = operations, settings, title
        self._operation: Operation | None = None
        self._is_ready = False
        self._facts: dict[str, QLabel] = {}
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(10)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.told.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.hide()
        self.go, self.cancel, self.open_folder = QPushButton(go), QPushButton("取消"), QPushButton("打开所在文件夹")
        self.go.setEnabled(False)
        self._lay_out(about)

    def _lay_out(self, about: str) -> None:
        note = QLabel(about)
        note.setProperty("role", "quiet")
        note.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.open_folder)
        buttons.addStretch(1)
        self.open_folder.setAutoDefault(False)
        for button, act in ((self.cancel, self.reject), (self.go, self.act)):
            button.setAutoDefault(False)
            button.clicked.connect(act)
            buttons.addWidget(button)
        self.open_folder.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(14)
        column.addWidget(note)
        column.addLayout(self.form)
        for part in (self._bar, self.told):
            column.addWidget(part)
        column.addStretch(1)
        column.addLayout(buttons)

    def act(self) -> None:
        """Do what the dialog is for."""
        raise NotImplementedError

    def done(self, result: int) -> None:
        """Stop what runs when the dialog closes."""
        if self._operation is not None:
            self._operation.cancel()
        super().done(result)

    @property
    def folder(self) -> Path:
        """Return where the last file was, else the person's documents."""
        return Path(str(self._settings.value(FOLDER, "") or documents()))

    def remember(self, path: Path) -> None:
        """Remember where a file was, and offer to open that folder."""
        self._settings.setValue(FOLDER, str(path.parent))
        self.open_folder.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))))
        self.open_folder.show()

    def add_place(self, label: str, *, browse: Callable[[QLineEdit], None]) -> QLineEdit:
        """Add a row with a path and a button to choose another."""
        line, button = QLineEdit(), QPushButton("浏览…")
        line.setAccessibleName(label)
        button.setAccessibleName(f"{label}：浏览")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: browse(line))
        row = QHBoxLayout()
        row.addWidget(line, 1)
        row.addWidget(button)
        self.form.addRow(label, row)
        return line

    def choose_file(self, line: QLineEdit, *, what: str) -> bool:
        """Let the person choose a file that is there."""
        path, _ = QFileDialog.getOpenFileName(self, self._title, line.text() or str(self.folder), what)
        line.setText(path or line.text())
        return bool(path)

    def choose_place(self, line: QLineEdit, *, what: str) -> None:
        """Let the person choose where a file is going to be."""
        path, _ = QFileDialog.getSaveFileName(self, self._title, line.text(), what)
        line.setText(path or line.text())

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show what is known, each as label and text; one shown before is replaced."""
        for label, text in facts:
            if label not in self._facts:
                self._facts[label] = QLabel()
                self._facts[label].setWordWrap(True)
                self._facts[label].setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self.form.addRow(label, self._facts[label])
            self._facts[label].setText(text)
        self._fit()

    def fact(self, label: str) -> str:
        """Return what is shown under a label."""
        return self._facts[label].text()

    def look(self, work: Callable[[Progress], Any], *, done: Callable[[Any], None]) -> None:
        """See what there is; only when that went well can the dialog do what it is for."""
        self._is_ready = False

        def well(result: object) -> None:
            self._is_ready = True
            done(result)

        self._run(work, done=well, lane="side")

    def run(self, work: Callable[[Progress], Any], *, done: Callable[[Any], None]) -> None:
        """Do what the dialog is for; after a failure it may be tried again."""
        self._run(work, done=done, lane="long")

    def _run(self, work: Callable[[Progress], Any], *, done: Callable[[Any], None], lane: str) -> None:
        self.told.hide()
        self._set_busy(busy=True)
        self._operation = self._operations.run(
            work,
            done=lambda result: self._over(lambda: done(result)),
            failed=lambda error: self._over(lambda: self.complain(error)),
            owner=self,
            lane=lane,
            label=self._title,
        )
        self._operation.progressed.connect(self._progressed)

    def not_ready(self, error: ShebaoError) -> None:
        """Say why the dialog cannot do what it is for."""
        self._is_ready = False
        self.complain(error)

    def say(self, text: str, *, role: str = "quiet") -> None:
        """Say one sentence below the facts."""
        self.told.setProperty("role", role)
        self.told.setText(text)
        self.told.style().polish(self.told)
        self.told.show()
        self._fit()

    def complain(self, error: ShebaoError) -> None:
        """Say what went wrong."""
        self.say(error.sentence, role="bad")

    def finish(self, sentence: str, *, role: str = "quiet") -> None:
        """Say what was done, for good."""
        self.say(sentence, role=role)
        self.go.hide()
        self.cancel.setText("关闭")
        self.cancel.setDefault(True)
        self.finished_with.emit(sentence)

    def _over(self, then: Callable[[], None]) -> None:
        then()
        self._set_busy(busy=False)

    def _progressed(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def _set_busy(self, *, busy: bool) -> None:
        self._bar.setRange(0, 0)
        self._bar.setVisible(busy)
        self.go.setEnabled(self._is_ready and not busy)
        self.go.setDefault(self.go.isEnabled())

    def _fit(self) -> None:
        """Grow with what there is to say."""
        column = self.layout()
        if column is not None:
            column.activate()
            wanted = column.totalHeightForWidth(self.width())
            self.resize(self.width(), max(self.height(), wanted, self.minimumSizeHint().height()))
