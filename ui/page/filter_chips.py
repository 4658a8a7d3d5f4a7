"""What columns are filtered and grouped by, as chips that go with a click, below the query bar (查询, clause 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from ui.look.icons import icon
from ui.overflow_row import OverflowRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.grid.arrangement import Arrangement
    from ui.grid.grouping import Grouping

LONGEST = 24
"""Characters of a chip; its tooltip says all."""


class FilterChips(QFrame):
    """Shows nothing while nothing is filtered; `label_of` names a column."""

    def __init__(
        self,
        arrangement: Arrangement,
        *,
        label_of: Callable[[str], str],
        grouping: Grouping | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._arrangement, self._label_of, self._grouping = arrangement, label_of, grouping
        self._row = OverflowRow(spacing=6, name="筛选条件")
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 0, 8, 6)
        line.addWidget(self._row)
        self.chips: list[QToolButton] = []
        self._node: tuple[str, Callable[[], object]] | None = None
        arrangement.changed.connect(self.renew)
        self.hide()
        if grouping is not None:
            grouping.changed.connect(self.renew)
            QTimer.singleShot(0, self, self.renew)  # the labels are known once the page stands

    @property
    def group_text(self) -> str:
        """Return by what rows are grouped, '' for nothing."""
        field = self._grouping.field if self._grouping is not None else ""
        return f"分组：{self._label_of(field)}" if field else ""

    def limit_to(self, node: str, *, leave: Callable[[], object]) -> None:
        """Tell to which node of a tree that is out of sight rows are limited; '' for none."""
        self._node = (node, leave) if node else None
        self.renew()

    def renew(self) -> None:
        """Show the filters as they are."""
        self._row.clear()
        if self._node is not None:
            node, leave = self._node
            self._row.add(_chip(node, told="目录树已隐藏，单击显示全部", name=f"取消限定 {node}", do=leave))
        self.chips = [self._chip(name, words) for name, words in self._arrangement.told]
        grouped = self.group_text
        if self._grouping is not None and grouped:
            by = self._grouping.by
            self._row.add(_chip(grouped, told="单击取消分组", name="取消分组", do=lambda: by("")))
        for chip in self.chips:
            self._row.add(chip)
        if self.chips:
            clear = QToolButton()
            clear.setText("清除全部筛选")
            clear.setAccessibleName("清除全部筛选")
            clear.clicked.connect(lambda _=False: self._arrangement.show_all())
            self._row.add(clear)
        self.setVisible(bool(self.chips) or bool(grouped) or self._node is not None)

    def _chip(self, name: str, words: str) -> QToolButton:
        text = f"{self._label_of(name)}：{words}"
        told = "单击取消这一列的筛选"
        return _chip(text, told=told, name=f"取消筛选 {text}", do=lambda: self._arrangement.show_all(name))


def _chip(text: str, *, told: str, name: str, do: Callable[[], object]) -> QToolButton:
    chip = QToolButton()
    chip.setText(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
    chip.setObjectName("chip")
    chip.setIcon(icon("close"))
    chip.setIconSize(QSize(12, 12))
    chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    chip.setToolTip(f"{text}\n{told}")
    chip.setAccessibleName(name)
    chip.clicked.connect(lambda _=False: do())
    return chip
