"""Which columns a grid shows, how wide, in which order, and which are frozen: as a person left them, per catalog."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from ui.grid.widths import column_width

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from ui.grid.view import GridView

WAIT = 200
"""Milliseconds after the last change until it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a person changed; names of columns. `frozen`: the last frozen one, '' for none, None for the key columns."""

    order: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    widths: dict[str, int] = field(default_factory=dict)
    frozen: str | None = None

    def arranged(self, names: list[str]) -> list[str]:
        """Return names in this order; a column it does not know follows the one it follows in the declaration."""
        known = [name for name in self.order if name in names]
        for place, name in enumerate(names):
            if name not in known:
                known.insert(known.index(names[place - 1]) + 1 if place else 0, name)
        return known


def layout_of(kept: object) -> Layout:
    """Return a layout from its kept form; what cannot be read counts as nothing kept."""
    try:
        found: Any = json.loads(str(kept or "{}"))
        return Layout(
            order=tuple(map(str, found.get("order", ()))),
            hidden=tuple(map(str, found.get("hidden", ()))),
            widths={str(name): int(wide) for name, wide in found.get("widths", {}).items()},
            frozen=None if found.get("frozen") is None else str(found["frozen"]),
        )
    except (ValueError, TypeError, AttributeError):
        return Layout()


class Columns(QObject):
    """Puts a kept layout on a view, and keeps what the person changes; `key` names it in the settings."""

    def __init__(self, view: GridView, *, settings: QSettings, key: str) -> None:
        super().__init__(view)
        self._view, self._settings, self._key = view, settings, key
        self.layout = layout_of(settings.value(key))
        self._is_putting_on = False
        self._soon = QTimer(self, singleShot=True, interval=WAIT)
        self._soon.timeout.connect(self.save)
        header = view.horizontalHeader()
        header.sectionResized.connect(self._changed)
        header.sectionMoved.connect(self._changed)
        view.frozen.changed.connect(self._changed)
        view.laid_out.connect(self._put_on)

    @property
    def names(self) -> list[str]:
        """Return the columns' names from left to right, hidden ones too."""
        header, columns = self._view.horizontalHeader(), self._view.grid.columns
        return [columns[header.logicalIndex(place)].name for place in range(header.count())]

    @property
    def hidden(self) -> set[str]:
        """Return the names of the hidden columns."""
        columns = self._view.grid.columns
        return {column.name for place, column in enumerate(columns) if self._view.isColumnHidden(place)}

    def arrange(self, order: list[str], *, hidden: set[str]) -> None:
        """Show columns in this order but for the hidden ones; at least one stays."""
        hidden = hidden if len(hidden) < len(order) else hidden - {order[0]}
        self.layout = replace(self._present(), order=tuple(order), hidden=tuple(sorted(hidden)))
        self._put_on()
        self.save()

    def hide(self, name: str) -> None:
        """Hide a column; the last one stays."""
        if len(self.hidden) + 1 < len(self.names):
            self.arrange(self.names, hidden=self.hidden | {name})

    def reset(self) -> None:
        """Go back to the columns as they were declared."""
        self._settings.remove(self._key)
        self._view.frozen.freeze(None)
        self.layout = Layout()
        self._put_on()
        self._soon.stop()

    def save(self) -> None:
        """Write what there is to remember."""
        self._soon.stop()
        self.layout = self._present()
        self._settings.setValue(self._key, json.dumps(asdict(self.layout), ensure_ascii=False))

    def _changed(self, *_: object) -> None:
        if not self._is_putting_on and self._view.grid.columns:
            self._soon.start()

    def _present(self) -> Layout:
        view, columns = self._view, self._view.grid.columns
        shown = {column.name for column in columns}
        kept = {name: wide for name, wide in self.layout.widths.items() if name not in shown or name in self.hidden}
        wide = {
            column.name: view.columnWidth(place)
            for place, column in enumerate(columns)
            if not view.isColumnHidden(place) and view.columnWidth(place) != column_width(view, column)
        }
        declared = [column.name for column in columns]
        return Layout(
            order=() if self.names == declared else tuple(self.names),
            hidden=tuple(sorted(self.hidden | (set(self.layout.hidden) - shown))),
            widths={**kept, **wide},
            frozen=view.frozen.upto,
        )

    def _put_on(self) -> None:
        view, columns, layout = self._view, self._view.grid.columns, self.layout
        header, places = view.horizontalHeader(), {column.name: place for place, column in enumerate(columns)}
        if header.count() != len(columns):
            return
        self._is_putting_on = True
        for to, name in enumerate(layout.arranged(list(places))):
            header.moveSection(header.visualIndex(places[name]), to)
        for name, place in places.items():
            view.setColumnHidden(place, name in layout.hidden)
            if name not in layout.hidden:
                view.setColumnWidth(place, layout.widths.get(name) or column_width(view, columns[place]))
        view.frozen.freeze(layout.frozen)
        self._is_putting_on = False
        view.frozen.renew()
