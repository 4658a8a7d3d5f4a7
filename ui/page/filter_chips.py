"""What columns are filtered by, as chips that each go with a click, below the query bar (查询, clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from ui.look.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.grid.arrangement import Arrangement

LONGEST = 24
"""Characters of a chip; its tooltip says all."""


class FilterChips(QFrame):
    """Shows nothing while nothing is filtered; `label_of` names a column."""

    def __init__(
        self, arrangement: Arrangement, *, label_of: Callable[[str], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._arrangement, self._label_of = arrangement, label_of
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 8, 6)
        self._row.setSpacing(6)
        self.chips: list[QToolButton] = []
        arrangement.changed.connect(self.renew)
        self.hide()

    def renew(self) -> None:
        """Show the filters as they are."""
        while self._row.count():
            item = self._row.takeAt(0)
            if item is not None and (part := item.widget()) is not None:
                part.hide()
                part.deleteLater()
        self.chips = [self._chip(name, words) for name, words in self._arrangement.told]
        for chip in self.chips:
            self._row.addWidget(chip)
        if self.chips:
            clear = QToolButton()
            clear.setText("清除全部筛选")
            clear.setAccessibleName("清除全部筛选")
            clear.clicked.connect(lambda _=False: self._arrangement.show_all())
            self._row.addWidget(clear)
        self._row.addStretch(1)
        self.setVisible(bool(self.chips))

    def _chip(self, name: str, words: str) -> QToolButton:
        text = f"{self._label_of(name)}：{words}"
        chip = QToolButton()
        chip.setText(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
        chip.setObjectName("chip")
        chip.setIcon(icon("close"))
        chip.setIconSize(QSize(12, 12))
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setToolTip(f"{text}\n单击取消这一列的筛选")
        chip.setAccessibleName(f"取消筛选 {text}")
        chip.clicked.connect(lambda _=False: self._arrangement.show_all(name))
        return chip
