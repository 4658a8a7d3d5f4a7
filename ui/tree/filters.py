"""What of a tree is shown: how many levels, only the region's own rows and those below it (本级及下级)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from app.catalog import Sees
from app.restructuring.rules import levels_of
from app.tree import Extent

if TYPE_CHECKING:
    from app.catalog import Catalog

SCOPES = (("全部可见", False), ("本级及下级", True))


class TreeFilters(QWidget):
    """Emits `changed` when something else is to be shown."""

    changed = Signal()

    def __init__(self, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scope, self.levels = QComboBox(), QComboBox()
        for label, own in SCOPES:
            self.scope.addItem(label, own)
        self.scope.setToolTip("全部可见：连同上级下发的；本级及下级：只看所选区划和它的下级")
        self.scope.setAccessibleName("目录树的范围")
        self.levels.addItem("全部级次", 0)
        words = levels_of(catalog)
        for n, label in enumerate(words, 1):
            self.levels.addItem(f"到{label}", n)
        self.levels.setToolTip("目录树只显示到这一级")
        self.levels.setAccessibleName("目录树的级次")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in (self.scope, self.levels):
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            row.addWidget(part, 1)
            part.currentIndexChanged.connect(self.changed)
        # in their places by now: shown before, each would be a window of its own for a moment
        self.scope.setVisible(catalog.sees is Sees.CHAIN)
        self.levels.setVisible(bool(words))

    def choose(self, extent: Extent) -> None:
        """Choose what is to be shown, without telling; what is not offered here is left out."""
        blockers = [QSignalBlocker(self.scope), QSignalBlocker(self.levels)]
        self.scope.setCurrentIndex(max(0, self.scope.findData(extent.own)))
        self.levels.setCurrentIndex(max(0, self.levels.findData(extent.depth)))
        del blockers

    @property
    def extent(self) -> Extent:
        """Return what is to be shown."""
        return Extent(own=bool(self.scope.currentData()), depth=int(self.levels.currentData() or 0))
