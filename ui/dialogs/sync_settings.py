"""When the program syncs by itself, and how sparing it is with the line (SYNC point 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from sync.background import CHOICES, SLOW_MINUTES, Background, LineKind

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 480
LINES = (
    (LineKind.AUTO, "自动判断", "按流量计费的网络（如手机热点）按慢速线路对待"),
    (LineKind.NORMAL, "普通线路", "按上面的间隔上传和接收"),
    (
        LineKind.SLOW,
        "慢速或按流量计费",
        f"有待上传的修改时才按间隔同步，没有时 {SLOW_MINUTES // 60} 小时接收一次；少询问中心端",
    ),
)
"""The kinds of line, how they are called and what they mean, in the order they are offered."""


class SyncSettingsDialog(QDialog):
    """Emits `chosen` with a Background when the person accepts; `line` says what the system knows of it."""

    chosen = Signal(object)

    def __init__(self, background: Background, *, line: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("同步设置")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.minutes = QComboBox()
        offered = sorted({*CHOICES, background.minutes})
        for minutes in offered:
            self.minutes.addItem(_named(minutes), minutes)
        self.minutes.setCurrentIndex(offered.index(background.minutes))
        self.on_return = QCheckBox("网络恢复后自动同步")
        self.on_return.setChecked(background.on_return)
        self.lines = QButtonGroup(self)
        self._lay_out(background.line, told=line)
        self.setMinimumWidth(max(WIDTH, self.minimumSizeHint().width()))

    def _lay_out(self, line: LineKind, *, told: str) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow("自动同步", self.minutes)
        form.addRow("", self.on_return)
        form.addRow("线路", self._line_choices(line))
        form.addRow("", _quiet(told))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText("确定")
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("取消")
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addWidget(_quiet("自动同步在后台进行，录入时会等一等，不影响办理；随时可按 F9 立即同步。"))
        column.addWidget(buttons)

    def _line_choices(self, line: LineKind) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for number, (kind, label, about) in enumerate(LINES):
            choice = QRadioButton(label)
            choice.setChecked(kind is line)
            self.lines.addButton(choice, number)
            column.addWidget(choice)
            note = _quiet(about)
            note.setIndent(22)
            note.setWordWrap(False)  # a form gives wrapped lines of its fields too little height
            column.addWidget(note)
        return box

    @property
    def background(self) -> Background:
        """Return what is chosen now."""
        return Background(
            minutes=int(self.minutes.currentData()),
            on_return=self.on_return.isChecked(),
            line=_kinds()[self.lines.checkedId()],
        )

    def _accept(self) -> None:
        self.chosen.emit(self.background)
        self.accept()


def _kinds() -> Sequence[LineKind]:
    return [kind for kind, _, _ in LINES]


def _named(minutes: int) -> str:
    if not minutes:
        return "不自动，只按 F9"
    return f"每 {minutes} 分钟" if minutes < 60 else f"每 {minutes // 60} 小时"  # noqa: PLR2004 - minutes of an hour


def _quiet(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "quiet")
    label.setWordWrap(True)
    return label
