"""说明: why figures that a rule noticed are right as they stand; one text for all chosen warnings (clause 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout

from app.problems.explaining import LONGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from app.problems.found import Found

WIDTH, LINES = 520, 5
LISTED = 6
"""Findings that are told one by one."""


class ExplainDialog(QDialog):
    """Emits `given` with the text; it stays open until the window closes it, so that nothing typed is lost."""

    given = Signal(str)

    def __init__(self, found: Sequence[Found], *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("说明")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        more = [f"……共 {len(found):,} 处，写同一个说明"] if len(found) > LISTED else []
        about = QLabel("\n".join([*(f"{one.row_label}：{one.text}" for one in found[:LISTED]), *more]))
        about.setWordWrap(True)
        self.text = QPlainTextEdit(_common(found))
        self.text.setAccessibleName("说明")
        self.text.setPlaceholderText("为什么数值是对的，例如“含补缴人员”“本年机构改革划入”")
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.text.fontMetrics().height() * LINES + 12)
        self.text.textChanged.connect(self._typed)
        self.hint = QLabel()
        self.hint.setProperty("role", "quiet")
        self.hint.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.keep = buttons.addButton("保存说明", QDialogButtonBox.ButtonRole.AcceptRole)
        self.keep.setDefault(True)
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        for part in (about, self.text, self.hint, buttons):
            column.addWidget(part)
        self._had = any(one.explanation for one in found)
        self._typed()
        self.text.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the text on Ctrl+Enter."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._give()
        else:
            super().keyPressEvent(event)

    def _give(self) -> None:
        if self.keep.isEnabled():
            self.given.emit(self.text.toPlainText())

    def _typed(self) -> None:
        words = " ".join(self.text.toPlainText().split())
        too_long = len(words) > LONGEST
        self.keep.setEnabled(not too_long and (bool(words) or self._had))
        self.keep.setText("撤销说明" if not words and self._had else "保存说明")
        told = "数值以后再变，需要重新说明。按 Ctrl+回车保存。"
        self.hint.setText(f"最多 {LONGEST} 个字，现为 {len(words)} 个" if too_long else told)


def _common(found: Sequence[Found]) -> str:
    """Return the text that all have, '' where they differ."""
    texts = {one.explanation.text if one.explanation else "" for one in found}
    return texts.pop() if len(texts) == 1 else ""
