"""The bar above a previewed page: which page, back and forth, how large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.printing.page_view import PageView

READABLE = 1.6
"""Pixels for a point at which the letters of a form are read with ease."""


class TurnBar(QWidget):
    """Follows a page view and turns it."""

    def __init__(self, view: PageView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.page, self._total = QLineEdit(), QLabel("页")
        self.page.setAccessibleName("页码")
        self.page.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.page.setFixedWidth(56)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.back = self._button("上一页", "上一页（PgUp）", lambda: view.turn(view.number - 1))
        self.forth = self._button("下一页", "下一页（PgDn）", lambda: view.turn(view.number + 1))
        whole = self._button("整页", "显示整页", lambda: view.zoom(0))
        near = self._button("放大", "放大到便于阅读（Ctrl+滚轮可调）", lambda: view.zoom(READABLE))
        row.addWidget(self.back)
        row.addWidget(self.page)
        row.addWidget(self._total)
        row.addWidget(self.forth)
        row.addStretch(1)
        row.addWidget(whole)
        row.addWidget(near)
        self.page.editingFinished.connect(self._go)
        view.turned.connect(self._follow)

    def _follow(self, number: int) -> None:
        pages = len(self._view.plan.sheets) if self._view.plan else 0
        self.page.setText(str(number + 1))
        self._total.setText(f"/ {pages:,} 页")
        self.back.setEnabled(number > 0)
        self.forth.setEnabled(number < pages - 1)

    def _go(self) -> None:
        """Turn to the page whose number was typed; anything else leaves the page."""
        text = self.page.text().strip()
        self._view.turn(int(text) - 1 if text.isdecimal() else self._view.number)

    def _button(self, label: str, about: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setText(label)
        button.setToolTip(about)
        button.clicked.connect(lambda _checked=False: act())
        return button
