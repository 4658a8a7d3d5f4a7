"""The unit of amounts below a grid: says which one it is, and lets another be chosen (元, 万元, 亿元)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from ui.grid.seeing import UNITS
from ui.grid.units import Unit

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.grid.seeing import Seeing

TIP = "金额按这个单位显示、录入、复制和合计，保存精确到分；填报表的数值按每个参数自己的计量单位，不变"


class UnitChoice(QComboBox):
    """Stands out while it is not yuan, for what is typed then means something else."""

    def __init__(self, seeing: Seeing, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seeing = seeing
        for name, unit in UNITS.items():
            self.addItem(f"单位：{unit.label}", name)
        self.setToolTip(TIP)
        self.setAccessibleName("金额单位")
        self.activated.connect(lambda _: seeing.choose(self.currentData()))
        seeing.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        blocker = QSignalBlocker(self)
        self.setCurrentIndex(list(UNITS.values()).index(self._seeing.unit))
        del blocker
        self.setProperty("tone", "" if self._seeing.unit is Unit.YUAN else "accent")
        self.style().polish(self)
