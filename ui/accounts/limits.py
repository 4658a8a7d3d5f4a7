"""The bars of 账户查询 that narrow what is shown: category and days of accounts; words and amounts of lines (1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.catalogs.statement_line import STATEMENT_LINE
from app.fields import Bad
from app.statements.accounts import TYPES
from app.statements.lines import INCOME, SPENDING, LineFilter
from ui.editors.date import DateEditor

if TYPE_CHECKING:
    from datetime import date

    from app.fields import Value

PAUSE = 250
"""Milliseconds after the last key before lists are read anew."""


class _Bar(QWidget):
    """Emits `changed` when something else is wanted, a moment after the last key."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._soon = QTimer(self, singleShot=True, interval=PAUSE)
        self._soon.timeout.connect(self.changed)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)

    def put(self, label: str, part: QWidget, *, name: str, stretch: int = 0) -> None:
        """Add a part behind its label."""
        part.setAccessibleName(name)
        if label:
            told = QLabel(label)
            told.setBuddy(part)
            self.row.addWidget(told)
        self.row.addWidget(part, stretch)

    def later(self) -> None:
        """Tell it in a moment."""
        self._soon.start()


class AccountBar(_Bar):
    """Category and days."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox()
        self.kind.addItem("全部类别", "")
        for code, label in TYPES.items():
            self.kind.addItem(label, code)
        day = STATEMENT_LINE.by_name["booked_on"]
        self.first, self.last = DateEditor(day), DateEditor(day)
        for part, open_end in ((self.first, "年初"), (self.last, "年末")):
            part.setPlaceholderText(open_end)
            part.setFixedWidth(130)
            part.textChanged.connect(self.later)
        self.put("账户类别", self.kind, name="账户类别")
        self.put("日期从", self.first, name="日期从")
        self.put("到", self.last, name="日期到")
        self.row.addStretch(1)
        self.kind.currentIndexChanged.connect(self.changed)

    def days(self) -> tuple[date | None, date | None]:
        """Return the days, None where none is given or it cannot be read yet."""
        return day_of(self.first.text()), day_of(self.last.text())


class LineBar(_Bar):
    """Words, side, amounts, and whether only open lines are wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text, self.least, self.most = QLineEdit(), QLineEdit(), QLineEdit()
        self.text.setPlaceholderText("对方、摘要、流水号")
        self.text.setClearButtonEnabled(True)
        self.side = QComboBox()
        for label, code in (("收入和支出", ""), ("只看收入", INCOME), ("只看支出", SPENDING)):
            self.side.addItem(label, code)
        self.open = QCheckBox("未对账")
        for part in (self.least, self.most):
            part.setFixedWidth(88)
        self.put("", self.text, name="流水中有这些字", stretch=1)
        self.put("", self.side, name="收入或支出")
        self.put("金额(元)从", self.least, name="金额从")
        self.put("到", self.most, name="金额到")
        self.put("", self.open, name="只看未对账")
        for line in (self.text, self.least, self.most):
            line.textChanged.connect(self.later)
        self.side.currentIndexChanged.connect(self.changed)
        self.open.toggled.connect(self.changed)

    def limits(self) -> LineFilter:
        """Return what is wanted; what cannot be read as an amount counts as none and is marked."""
        amounts = {}
        for name, part in (("least", self.least), ("most", self.most)):
            value = _read("income", part.text())
            part.setToolTip(value.reason if isinstance(value, Bad) else "")
            part.setProperty("role", "bad" if isinstance(value, Bad) else "")
            part.style().polish(part)
            amounts[name] = value if isinstance(value, int) else None
        return LineFilter(
            side=self.side.currentData(),
            text=self.text.text().strip(),
            is_open=self.open.isChecked(),
            least=amounts["least"],
            most=amounts["most"],
        )


def day_of(text: str) -> date | None:
    """Return the day that a text means, None for none."""
    value = _read("booked_on", text)
    return value if not isinstance(value, (Bad, str, int)) else None


def _read(name: str, text: str) -> Value | Bad:
    return STATEMENT_LINE.by_name[name].read(text.strip()) if text.strip() else None
