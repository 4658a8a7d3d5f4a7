"""What is chosen for a projection: the fund, how many years, which scenario, one or all compared (clause 1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QSpinBox, QToolButton

from app.projection.assumptions import LONGEST
from app.projection.editing import MOST, why_fixed
from ui.elided_combo import ElidedCombo
from ui.overflow_row import OverflowRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

YEARS = 10
ALONE, COMPARED = 0, 1
FULL = f"已有 {MOST} 个方案，请先删除不用的"


class ProjectionBar(QFrame):
    """Emits `changed` when something else is to be projected, `turned` when it is to be shown otherwise."""

    changed = Signal()
    turned = Signal()
    pressed = Signal(str)
    """add, rename or remove: what is wanted with the scenario."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fund, self.years, self.scenario = ElidedCombo(), QSpinBox(), ElidedCombo()
        self.years.setRange(1, LONGEST)
        self.years.setValue(YEARS)
        self.years.setSuffix(" 年")
        self.years.setKeyboardTracking(False)
        self.fund.setMaxVisibleItems(24)
        self._labels: dict[QWidget, QLabel] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 6, 8, 6)
        self._row.setSpacing(4)
        for label, part in (("险种", self.fund), ("测算", self.years), ("方案", self.scenario)):
            self._labelled(label, part)
        self.buttons = {
            name: self._button(label)
            for name, label in (("add", "新建方案…"), ("rename", "改名…"), ("remove", "删除方案…"))
        }
        self.commands = OverflowRow(spacing=4, name="方案按钮")
        for button in self.buttons.values():
            self.commands.add(button)
        self._row.addWidget(self.commands)
        self._row.addStretch(1)
        self._views = QButtonGroup(self)
        for number, label in ((ALONE, "本方案"), (COMPARED, "各方案对比")):
            button = self._button(label)
            button.setCheckable(True)
            self._row.addWidget(button)
            self._views.addButton(button, number)
        self._views.button(ALONE).setChecked(True)
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, name=name: self.pressed.emit(name))
        self.fund.activated.connect(lambda _: self.changed.emit())
        self.years.valueChanged.connect(lambda _: self.changed.emit())
        self.scenario.activated.connect(self._turned)
        self._views.idClicked.connect(lambda _: self.turned.emit())

    @property
    def insurance_type(self) -> str:
        """Return the chosen fund, '' while none is offered."""
        return str(self.fund.currentData() or "")

    @property
    def is_compared(self) -> bool:
        """Say whether all scenarios are shown."""
        return self._views.checkedId() == COMPARED

    def turn(self, *, compared: bool) -> None:
        """Show one scenario, or all."""
        self._views.button(COMPARED if compared else ALONE).click()

    def offer_funds(self, funds: Sequence[tuple[str, str]], *, wanted: str, is_above: bool) -> None:
        """Offer funds; the wanted one is chosen, else the one before, else the first.

        `is_above`: it is chosen above the page already, and not asked for again.
        """
        for part in (self.fund, self._labels[self.fund]):
            part.setVisible(not is_above)
        before = wanted or self.insurance_type
        with QSignalBlocker(self.fund):
            self.fund.clear()
            for code, name in funds:
                self.fund.addItem(f"{code} {name}", code)
            self.fund.setCurrentIndex(max(0, self.fund.findData(before)))

    def offer_scenarios(self, names: Sequence[str], *, chosen: str) -> None:
        """Offer scenarios."""
        with QSignalBlocker(self.scenario):
            self.scenario.clear()
            self.scenario.addItems(list(names))
            self.scenario.setCurrentText(chosen)
        self._show_reasons()

    def _turned(self) -> None:
        self._show_reasons()
        self.turned.emit()

    def _show_reasons(self) -> None:
        fixed = why_fixed(self.scenario.currentText())
        full = FULL if self.scenario.count() >= MOST else ""
        abouts = {
            "add": (full, "以现在的方案为底，另起一个方案"),
            "rename": (fixed, "给这个方案换个名称"),
            "remove": (fixed, "删除这个方案，其他方案不变"),
        }
        for name, (reason, about) in abouts.items():
            self.buttons[name].setEnabled(not reason and bool(self.scenario.count()))
            self.buttons[name].setToolTip(f"不能{self.buttons[name].text().rstrip('…')}：{reason}" if reason else about)

    def _labelled(self, label: str, part: QWidget) -> None:
        words = QLabel(f"{label}：")
        words.setProperty("role", "quiet")
        words.setContentsMargins(6, 0, 0, 0)
        part.setAccessibleName({"测算": "测算年数"}.get(label, label))
        self._labels[part] = words
        self._row.addWidget(words)
        self._row.addWidget(part)

    def _button(self, label: str) -> QToolButton:
        button = QToolButton()
        button.setText(label)
        button.setAccessibleName(label.rstrip("…"))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button
