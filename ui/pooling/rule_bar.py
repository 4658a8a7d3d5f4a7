"""A rule of assignment put together: for which types, by level or to one area, for which regions (clause 1.2 (b))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLabel

from app.pooling.assigning import Rule
from ui.elided_combo import ElidedCombo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from app.places import Place

BY_LEVEL, TO_AREA = "level", "area"
TICKED, WITHIN = "ticked", "within"
EVERY = "设有统筹级次的全部险种"
INDENT = "　"
NO_TICK = "请先在左边勾选要划分的区划，或把范围改为统筹区及其下级"
NO_TYPE = "划入指定的统筹区时，请先选一个险种"


class RuleBar(QFrame):
    """Emits `changed` when another rule is chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.type, self.way, self.area, self.extent = (ElidedCombo() for _ in range(4))
        self.keep = QCheckBox("已划入的不改划")
        for label, data in (("按统筹级次划分", BY_LEVEL), ("划入指定的统筹区", TO_AREA)):
            self.way.addItem(label, data)
        for label, data in (("勾选的区划", TICKED), ("统筹区及其下级（整市、全省）", WITHIN)):
            self.extent.addItem(label, data)
        self.area.setMaxVisibleItems(24)
        self.type.setMaxVisibleItems(24)
        self._row = QGridLayout(self)
        self._row.setContentsMargins(8, 6, 8, 6)
        self._row.setSpacing(6)
        parts = (("险种", self.type), ("规则", self.way), ("统筹区", self.area), ("范围", self.extent))
        for number, (label, part) in enumerate(parts):
            words = QLabel(f"{label}：")
            words.setProperty("role", "quiet")
            part.setAccessibleName(label)
            line, column = divmod(number, 2)
            self._row.addWidget(words, line, 2 * column)
            self._row.addWidget(part, line, 2 * column + 1)
            part.currentIndexChanged.connect(self._chosen)
        for column in (1, 3):
            self._row.setColumnStretch(column, 2)
        self._row.setColumnStretch(4, 1)
        self._row.addWidget(self.keep, 1, 4)
        self.keep.toggled.connect(lambda _: self.changed.emit())
        self._chosen()

    def offer(self, *, types: Mapping[str, str], places: Sequence[Place], wanted: str) -> None:
        """Offer types and areas; choices that are still offered stay, `wanted` is the type chosen above the page."""
        kind, area = wanted or self.type.currentData(), self.area.currentData()
        with QSignalBlocker(self.type), QSignalBlocker(self.area):
            self.type.clear()
            self.type.addItem(EVERY, "")
            for code, name in types.items():
                self.type.addItem(f"{code} {name}", code)
            self.type.setCurrentIndex(max(0, self.type.findData(kind)))
            self.area.clear()
            for place in places:
                self.area.addItem(f"{INDENT * place.depth}{place.label}", place.code)
            self.area.setCurrentIndex(max(0, self.area.findData(area)))
        self._chosen()

    def choose_type(self, code: str) -> None:
        """Choose a type."""
        self.type.setCurrentIndex(max(0, self.type.findData(code)))

    def rule(self, *, ticked: Sequence[str]) -> Rule | str:
        """Return the rule, or in Chinese why there is none yet."""
        kind, area = str(self.type.currentData() or ""), str(self.area.currentData() or "")
        is_to_area, is_ticked = self.way.currentData() == TO_AREA, self.extent.currentData() == TICKED
        if is_ticked and not ticked:
            return NO_TICK
        if is_to_area and not kind:
            return NO_TYPE
        return Rule(
            types=(kind,) if kind else (),
            area=area if is_to_area else "",
            under="" if is_ticked else area,
            only=tuple(ticked) if is_ticked else (),
            keep=self.keep.isChecked(),
        )

    def _chosen(self) -> None:
        needs_area = self.way.currentData() == TO_AREA or self.extent.currentData() == WITHIN
        self.area.setEnabled(needs_area)
        self.area.setToolTip("" if needs_area else "不用选：各区划按险种的统筹级次划入自己的上级")
        self.changed.emit()
