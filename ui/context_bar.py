"""The line above the pages: fiscal year, region, insurance type; all pages show what is chosen here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel

from ui.desk import Context
from ui.elided_combo import ElidedCombo
from ui.region_picker import RegionPicker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.places import Place

ALL_TYPES = "全部险种"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What may be chosen: years, regions of `year`, insurance types of `year` as (code, name)."""

    year: int
    years: tuple[int, ...]
    places: tuple[Place, ...]
    types: tuple[tuple[str, str], ...]


class ContextBar(QFrame):
    """Emits `changed` with a Context; a change of the year is first asked for by `year_wanted` with the Context."""

    changed = Signal(object)
    year_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("contextBar")
        self._context: Context | None = None
        self._year, self._region, self._type = QComboBox(), RegionPicker(), ElidedCombo()
        self._type.setMaxVisibleItems(24)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 6, 12, 6)
        self.row.setSpacing(6)
        self._chooser: list[QWidget] = []
        for label, part in (("年度", self._year), ("财政区划", self._region), ("险种", self._type)):
            self._add(label, part)
        self.row.addStretch(1)
        self._year.activated.connect(self._chose)
        self._type.activated.connect(self._chose)
        self._region.chosen.connect(self._chose)
        self.clear()

    @property
    def context(self) -> Context | None:
        """Return what is chosen, None before the choices are known."""
        return self._context

    @property
    def places(self) -> Sequence[Place]:
        """Return the regions that may be chosen."""
        return self._region.places

    @property
    def region_name(self) -> str:
        """Return the name of the chosen region."""
        return self._region.text().partition(" ")[2] or self._region.text()

    def clear(self) -> None:
        """Offer nothing: nobody is signed in, or nothing was received yet."""
        self._context = None
        for part in self._chooser:
            part.setEnabled(False)

    def offer(self, choices: Choices, *, wanted: Context | None) -> None:
        """Offer these choices, with `wanted` chosen as far as it is among them."""
        self._year.clear()
        for year in choices.years:
            self._year.addItem(f"{year}", year)
        self._year.setCurrentIndex(self._year.findData(choices.year))
        self._type.clear()
        self._type.addItem(ALL_TYPES, "")
        for code, name in choices.types:
            self._type.addItem(f"{code} {name}", code)
        self._type.setCurrentIndex(max(0, self._type.findData(wanted.insurance_type if wanted else "")))
        self._region.set_places(choices.places, code=wanted.region if wanted else "")
        for part in self._chooser:
            part.setEnabled(bool(choices.places))
        if choices.places:
            self._take(Context(fiscal_year=choices.year, region=self._region.code, insurance_type=self._insurance()))

    def choose(self, context: Context) -> None:
        """Choose for the person, who goes to a row: another year or region of theirs, or another insurance type."""
        if self._context is not None and context.fiscal_year != self._context.fiscal_year:
            self.year_wanted.emit(context)
        elif self._context is not None:
            self._region.choose(context.region)
            self._type.setCurrentIndex(max(0, self._type.findData(context.insurance_type)))
            self._chose()

    def pick_region(self, code: str) -> None:
        """Choose a region as a click in its list does."""
        if self._context is not None:
            self.choose(replace(self._context, region=code))

    def _add(self, label: str, part: QWidget) -> None:
        name = QLabel(label)
        name.setProperty("role", "quiet")
        name.setBuddy(part)
        part.setAccessibleName(label)
        self._chooser.append(part)
        self.row.addWidget(name)
        self.row.addWidget(part)
        self.row.addSpacing(10)

    def _insurance(self) -> str:
        return str(self._type.currentData() or "")

    def _chose(self) -> None:
        if self._context is None:
            return
        year = int(self._year.currentData())
        chosen = Context(fiscal_year=year, region=self._region.code, insurance_type=self._insurance())
        if year != self._context.fiscal_year:
            self.year_wanted.emit(replace(chosen, fiscal_year=year))
        else:
            self._take(chosen)

    def _take(self, context: Context) -> None:
        if context != self._context:
            self._context = context
            self.changed.emit(context)
