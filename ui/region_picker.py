"""Chooses a fiscal region: a button that shows the chosen one and opens the list of those that may be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter

from ui.elided_combo import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QWidget

    from app.places import Place
    from ui.region_popup import RegionPopup

TIP = "选择财政区划：本级及下级"
LEAST, USUAL, MOST = 104, 210, 320
"""Pixels: however narrow the window, for short names, for the longest."""


class RegionPicker(QPushButton):
    """Shows the chosen region; emits `chosen` with the code of another one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = ""
        self._places: Sequence[Place] = ()
        self._popup: RegionPopup | None = None
        self.setObjectName("regionPicker")
        self.setToolTip(TIP)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._open)

    @property
    def code(self) -> str:
        """Return the chosen region's code, '' before there is one."""
        return self._code

    @property
    def places(self) -> Sequence[Place]:
        """Return the regions that are offered."""
        return self._places

    def sizeHint(self) -> QSize:
        """Return the width of the name within bounds."""
        wanted = super().sizeHint()
        return QSize(max(USUAL, min(MOST, wanted.width())), wanted.height())

    def minimumSizeHint(self) -> QSize:
        """Return little width, so that neighbours find room."""
        return QSize(LEAST, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the name as fits."""
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self).width()
        option.text = shortened(self.text(), metrics=self.fontMetrics(), room=room)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)

    def set_places(self, places: Sequence[Place], *, code: str) -> None:
        """Offer these regions with `code` chosen (the first one when it is not among them)."""
        self._places = places
        if self._popup is not None:
            self._popup.model.set_places(places)
        known = {place.code for place in places}
        self._show(code if code in known or not places else places[0].code)

    def choose(self, code: str) -> None:
        """Choose a region without telling anybody; one that is not offered is passed over."""
        if any(place.code == code for place in self._places):
            self._show(code)

    def _show(self, code: str) -> None:
        self._code = code
        label = next((place.label for place in self._places if place.code == code), code)
        self.setText(label)
        self.setToolTip(f"{label}\n{TIP}")
        self.setAccessibleName(f"财政区划 {label}")
        self.updateGeometry()

    def _open(self) -> None:
        if self._popup is None:
            from ui.region_popup import RegionPopup  # noqa: PLC0415 - a start need not wait for it

            self._popup = RegionPopup(self)
            self._popup.model.set_places(self._places)
            self._popup.picked.connect(self._picked)
        self._popup.open_below(self, code=self._code)

    def _picked(self, code: str) -> None:
        if code != self._code:
            self._show(code)
            self.chosen.emit(code)
