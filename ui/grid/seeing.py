"""How all pages look: unit of amounts, negative amounts in red, stripes, density, a tree beside the grid; kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.grid.units import Unit
from ui.grid.widths import row_height

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QSettings
    from PySide6.QtGui import QAction

    from ui.grid.view import GridView

KEY = "grid"
UNITS = {"unit-yuan": Unit.YUAN, "unit-wan": Unit.WAN, "unit-yi": Unit.YI}
DENSITIES = {"density-compact": 0.82, "density-standard": 1.0, "density-roomy": 1.3}
"""Actions of the menu, with how high a row is to how high it is usually."""
ZEBRA, RED, TREE = "zebra", "red-negatives", "tree"
SEEING_ACTIONS = (*UNITS, *DENSITIES, ZEBRA, RED, TREE)


class Seeing(QObject):
    """What is chosen; `changed` when grids are to look different, `unit_changed` when amounts are to be read anew."""

    changed = Signal()
    unit_changed = Signal()

    def __init__(self, settings: QSettings, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._unit = str(settings.value(f"{KEY}/unit", ""))
        self._density = str(settings.value(f"{KEY}/density", ""))
        self.has_stripes = str(settings.value(f"{KEY}/{ZEBRA}", "1")) != "0"
        self.has_red = str(settings.value(f"{KEY}/{RED}", "1")) != "0"
        self.has_tree = str(settings.value(f"{KEY}/{TREE}", "1")) != "0"

    @property
    def unit(self) -> Unit:
        """Return what amounts are shown in."""
        return UNITS.get(self._unit, Unit.YUAN)

    @property
    def density(self) -> float:
        """Return how high rows are to how high they are usually."""
        return DENSITIES.get(self._density, 1.0)

    def choose(self, name: str) -> None:
        """Carry out one of SEEING_ACTIONS."""
        if name in UNITS:
            if UNITS[name] is not self.unit:
                self._unit = name
                self._settings.setValue(f"{KEY}/unit", name)
                self.unit_changed.emit()
        elif name in DENSITIES:
            self._density = name
            self._settings.setValue(f"{KEY}/density", name)
        elif name == ZEBRA:
            self.has_stripes = not self.has_stripes
            self._settings.setValue(f"{KEY}/{ZEBRA}", "1" if self.has_stripes else "0")
        elif name == RED:
            self.has_red = not self.has_red
            self._settings.setValue(f"{KEY}/{RED}", "1" if self.has_red else "0")
        elif name == TREE:
            self.has_tree = not self.has_tree
            self._settings.setValue(f"{KEY}/{TREE}", "1" if self.has_tree else "0")
        self.changed.emit()

    def tick(self, actions: Mapping[str, QAction]) -> None:
        """Show in the menu what is chosen."""
        density = next(name for name, part in DENSITIES.items() if part == self.density)
        unit = next(name for name, one in UNITS.items() if one is self.unit)
        switches = {ZEBRA: self.has_stripes, RED: self.has_red, TREE: self.has_tree}
        for name in SEEING_ACTIONS:
            actions[name].setChecked(name in {density, unit} or switches.get(name, False))


class Worn(QObject):
    """Keeps one view looking as it was chosen."""

    def __init__(self, view: GridView, *, seeing: Seeing) -> None:
        super().__init__(view)
        self._view, self._seeing = view, seeing
        seeing.changed.connect(self.put_on)
        view.laid_out.connect(self.put_on)
        self.put_on()

    def put_on(self) -> None:
        """Take over what is chosen now; the first row on screen stays."""
        view, seeing = self._view, self._seeing
        view.setAlternatingRowColors(seeing.has_stripes)
        view.grid.show_negatives(in_red=seeing.has_red)
        high = max(round(row_height(view) * seeing.density), view.fontMetrics().height() + 2)
        if view.verticalHeader().defaultSectionSize() != high:
            view.verticalHeader().setDefaultSectionSize(high)
        view.viewport().update()
