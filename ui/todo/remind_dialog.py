"""催报: the text that goes to each region that was chosen, with what is filled in for the first one (1.8, 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout

from app.catalogs.message import LONGEST_TEXT
from app.todo.messages import MESSAGES
from app.todo.reminding import BLANKS, TEXT, Reminders, send_reminders, write_reminders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.flow.board import BoardLine
    from app.todo.reading import Labels
    from app.unit_of_work import Outcome
    from ui.desk import Desk

WIDTH, LINES = 620, 5


class RemindDialog(QDialog):
    """Emits `sent` with a sentence when the reminders wait for the next sync."""

    sent = Signal(str)

    def __init__(
        self, lines: Sequence[BoardLine], *, desk: Desk, fiscal_year: int, labels: Labels, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._lines, self._desk, self._year, self._labels = lines, desk, fiscal_year, labels
        self.setWindowTitle("催报")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self.told, self.text, self.sample, self.hint = QLabel(), QPlainTextEdit(TEXT), QLabel(), QLabel()
        self.text.setAccessibleName("催报内容")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.text.fontMetrics().height() * LINES + 12)
        for part in (self.told, self.sample, self.hint):
            part.setWordWrap(True)
        self.sample.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setProperty("role", "quiet")
        heading = QLabel("内容（" + "、".join(BLANKS) + "按各地区填写）")
        heading.setWordWrap(True)
        first = QLabel("第一条是")
        for part in (heading, first):
            part.setProperty("role", "heading")
        buttons = QDialogButtonBox()
        self.send = buttons.addButton("发送", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.send.setDefault(True)
        buttons.accepted.connect(self._send)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(8)
        for one in (self.told, heading, self.text, first, self.sample, self.hint, buttons):
            column.addWidget(one)
        self.text.textChanged.connect(self._write)
        self._write()
        self.text.setFocus()

    def _write(self) -> None:
        text = self.text.toPlainText()
        found = write_reminders(
            self._lines, user=self._desk.user, fiscal_year=self._year, labels=self._labels, text=text
        )
        passed = f"；{found.passed_over:,} 张已送审或属于本级，不催" if found.passed_over else ""
        self.told.setText(f"给 {len(found.drafts):,} 个地区的经办岗各发一条{passed}。")
        self.sample.setText(found.drafts[0].body if found.drafts else "")
        longest = max((len(draft.body) for draft in found.drafts), default=0)
        why = "" if text.strip() else "请写内容"
        why = why or (f"内容最多 {LONGEST_TEXT:,} 个字，现为 {longest:,} 个" if longest > LONGEST_TEXT else "")
        why = why or ("" if found.drafts else "选中的表都已送审，或属于本级，没有要催报的")
        self.hint.setText(why or "同步时由中心端送出；送出后不能修改")
        self.send.setEnabled(not why)
        self._found = found

    def _send(self) -> None:
        store, user, reminders = self._desk.store, self._desk.user, self._found
        self.send.setEnabled(False)
        self._desk.operations.run(
            lambda _: send_reminders(store, user=user, reminders=reminders),
            done=lambda outcome: self._sent(outcome, reminders=reminders),
            failed=self._desk.failed.emit,
            owner=self,
            label="发送催报",
        )

    def _sent(self, outcome: Outcome, *, reminders: Reminders) -> None:
        if outcome.refusals:
            self.hint.setText(outcome.sentence)
            self.send.setEnabled(True)
            return
        self._desk.tell_changed(MESSAGES)
        self.sent.emit(f"已给 {len(reminders.drafts):,} 个地区写好催报，同步时送出。")
        self.accept()
