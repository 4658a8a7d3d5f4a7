"""The name of a scenario: asked for a new one, or to rename one (clause 1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QVBoxLayout

from app.projection.scenarios import LONGEST_NAME

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtWidgets import QWidget

WIDTH = 380


class NameDialog(QDialog):
    """Emits `given` with a name that is not taken yet, then closes."""

    given = Signal(str)

    def __init__(self, title: str, *, name: str, taken: Collection[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._taken = taken
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        label = QLabel("方案名称：")
        self.line = QLineEdit(name)
        self.line.setAccessibleName("方案名称")
        self.line.setMaxLength(LONGEST_NAME)
        self.line.selectAll()
        self.hint = QLabel()
        self.hint.setProperty("role", "quiet")
        buttons = QDialogButtonBox()
        self.take = buttons.addButton("确定", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.take.setDefault(True)
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(8)
        for part in (label, self.line, self.hint, buttons):
            column.addWidget(part)
        self.line.textChanged.connect(self._typed)
        self._typed()

    def _give(self) -> None:
        self.given.emit(self.line.text().strip())
        self.accept()

    def _typed(self) -> None:
        name = self.line.text().strip()
        reason = "" if name else "请写方案名称"
        reason = f"已有名为“{name}”的方案，请换一个名称" if name in self._taken else reason
        self.take.setEnabled(not reason)
        self.hint.setText(reason or f"最多 {LONGEST_NAME} 个字")
