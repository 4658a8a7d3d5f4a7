"""Which page of a filling-in sheet is shown: buttons for choices (口径), a list for references (险种)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.fields import Field, Reference

if TYPE_CHECKING:
    from app.catalog import Catalog
    from ui.page.offers import Offers

NO_TYPE = "（不分险种）"


class SheetStrip(QFrame):
    """One part for each page field of the sheet; emits `changed`. The insurance type follows the choice above."""

    changed = Signal()

    def __init__(self, catalog: Catalog, *, offers: Offers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers = offers
        self._names = catalog.sheet.pages if catalog.sheet else ()
        self._parts: dict[str, _TypeList | _Tabs] = {}
        self._labels: dict[str, QLabel] = {}
        self._above: dict[str, str] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 0, 6)
        row.setSpacing(4)
        for name in self._names:
            field = catalog.by_name[name]
            part = _TypeList(field, offers) if isinstance(field, Reference) else _Tabs(field)
            label = QLabel(f"{field.label}：")
            label.setProperty("role", "quiet")
            label.setContentsMargins(4, 0, 0, 0)
            row.addWidget(label)
            row.addWidget(part)
            part.picked.connect(self.changed)
            self._parts[name], self._labels[name] = part, label

    @property
    def pages(self) -> tuple[tuple[str, str], ...]:
        """Return (field, value) for each page field, in declared order."""
        return tuple((name, self._parts[name].value()) for name in self._names)

    @property
    def words(self) -> str:
        """Return what is chosen, in words."""
        return "，".join(self._parts[name].word() for name in self._names)

    def set_page(self, name: str, value: str) -> None:
        """Choose a value without telling."""
        if name in self._parts:
            self._parts[name].choose(value)
            self._show_part(name)

    def follow(self, name: str, value: str) -> None:
        """Take over what is chosen above the page; nothing in particular leaves the choice to this strip."""
        part = self._parts.get(name)
        if isinstance(part, _TypeList):
            part.follow(value)
            self._above[name] = value
            self._show_part(name)

    def _show_part(self, name: str) -> None:
        """Show a part unless the choice above the page says the same already."""
        is_wanted = not self._above.get(name) or self._above[name] != self._parts[name].value()
        self._parts[name].setVisible(is_wanted)
        self._labels[name].setVisible(is_wanted)

    def renew(self) -> None:
        """Ask again for what may be chosen: the year or the region changed."""
        for part in self._parts.values():
            part.renew()


class _Tabs(QFrame):
    """A button for each option, one of them down."""

    picked = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._codes = [code for code, _ in getattr(field, "options", ())]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for place, (_, label) in enumerate(getattr(field, "options", ())):
            button = QToolButton()
            button.setText(label)
            button.setCheckable(True)
            button.setAccessibleName(f"{field.label} {label}")
            self._group.addButton(button, place)
            row.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(lambda _: self.picked.emit())

    def value(self) -> str:
        return str(self._codes[self._group.checkedId()])

    def word(self) -> str:
        button = self._group.checkedButton()
        return button.text() if button else ""

    def choose(self, value: str) -> None:
        self._group.button(self._codes.index(value) if value in self._codes else 0).setChecked(True)

    def renew(self) -> None:
        """Options are fixed."""


class _TypeList(QComboBox):
    """The rows of the catalog that a reference may name, then none in particular; starts with the first row."""

    picked = Signal()

    def __init__(self, field: Reference, offers: Offers) -> None:
        super().__init__()
        self._field = field
        self._offers = offers
        self._wanted = ""
        self._chosen = False
        self.addItem(NO_TYPE, "")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaxVisibleItems(24)
        self.setAccessibleName(field.label)
        self.activated.connect(self._picked)

    def value(self) -> str:
        return self._wanted

    def word(self) -> str:
        return self.currentText()

    def choose(self, value: str) -> None:
        self._wanted = value
        self._chosen = True
        self.setCurrentIndex(self.findData(value))

    def follow(self, value: str) -> None:
        if value:
            self.choose(value)

    def renew(self) -> None:
        self._offers.ask(self._field, search="", done=self._fill, owner=self)

    def _fill(self, rows: list[tuple[str, str]]) -> None:
        blocker = QSignalBlocker(self)
        self.clear()
        for code, name in rows:
            self.addItem(f"{code} {name}", code)
        self.addItem(NO_TYPE, "")
        first = not self._chosen and bool(rows)
        self.choose(rows[0][0] if first else self._wanted)
        del blocker
        if first:
            self.picked.emit()

    def _picked(self) -> None:
        value = str(self.currentData() or "")
        if value != self._wanted:
            self.choose(value)
            self.picked.emit()
