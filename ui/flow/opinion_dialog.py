"""意见: what goes with a move of 填报单; a return is not given without one (SPEC section 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout

from app.flow.fields import LONGEST_OPINION

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

WIDTH, LINES = 480, 4


class OpinionDialog(QDialog):
    """Emits `given` with the text, then closes; without a needed opinion the button stays closed and says why."""

    given = Signal(str)
    problems_wanted = Signal()

    def __init__(self, label: str, *, about: str, is_needed: bool, parent: QWidget, stops: str = "") -> None:
        """Ask; `stops`: what still stands in the way by what is known here, with a button that leads there."""
        super().__init__(parent)
        self._is_needed = is_needed
        self.setWindowTitle(label)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        told = QLabel(about)
        told.setWordWrap(True)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("意见")
        self.text.setPlaceholderText(
            "请写明要改什么，例如“参保人数与上年相差较大，请核实”" if is_needed else "意见（可以不写）"
        )
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.text.fontMetrics().height() * LINES + 12)
        self.text.textChanged.connect(self._typed)
        self.hint = QLabel()
        self.hint.setProperty("role", "quiet")
        buttons = QDialogButtonBox()
        self.take = buttons.addButton(label, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.take.setDefault(True)
        self.stops = QLabel(stops)
        self.stops.setWordWrap(True)
        self.stops.setProperty("role", "bad")
        self.stops.setVisible(bool(stops))
        if stops:
            look = buttons.addButton("查看问题", QDialogButtonBox.ButtonRole.ActionRole)
            look.clicked.connect(self._look)
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        for part in (told, self.stops, self.text, self.hint, buttons):
            column.addWidget(part)
        self._typed()
        self.text.setFocus()

    def _give(self) -> None:
        self.given.emit(self.text.toPlainText())
        self.accept()

    def _look(self) -> None:
        self.problems_wanted.emit()
        self.reject()

    def _typed(self) -> None:
        words = " ".join(self.text.toPlainText().split())
        too_long = len(words) > LONGEST_OPINION
        missing = self._is_needed and not words
        self.take.setEnabled(not too_long and not missing)
        limit = f"最多 {LONGEST_OPINION} 个字，现为 {len(words)} 个"
        self.hint.setText(limit if too_long else "必须写明意见" if missing else "意见随填报单送出，双方都能看到")
