"""By which column a grid's rows are grouped and which groups are closed: as a person left it, per catalog (分组)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QSettings

    from app.fields import Value


class Grouping(QObject):
    """Emits `changed` when rows are to be grouped by another column, or not at all."""

    changed = Signal()

    def __init__(self, *, settings: QSettings, key: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings, self._key = settings, key
        self.field, self._closed = _kept(settings.value(key))

    @property
    def has_closed(self) -> bool:
        """Say whether some group is closed."""
        return bool(self._closed)

    def is_closed(self, value: Value) -> bool:
        """Say whether the group of a value is closed (any thread)."""
        return _name(value) in self._closed

    def by(self, field: str) -> None:
        """Group by a column, '' for none; all groups are open then."""
        if field != self.field:
            self.field, self._closed = field, frozenset()
            self._save()
            self.changed.emit()

    def fold(self, values: Iterable[Value], *, closed: bool) -> None:
        """Close or open the groups of these values."""
        names = frozenset(map(_name, values))
        self._closed = self._closed | names if closed else self._closed - names
        self._save()

    def _save(self) -> None:
        if not self.field:
            self._settings.remove(self._key)
            return
        kept = {"field": self.field, "closed": sorted(self._closed)}
        self._settings.setValue(self._key, json.dumps(kept, ensure_ascii=False))


def _name(value: Value) -> str:
    return "" if value is None else str(value)


def _kept(text: object) -> tuple[str, frozenset[str]]:
    """Return what was kept; what cannot be read counts as nothing kept."""
    try:
        found: Any = json.loads(str(text or "{}"))
        return str(found.get("field", "")), frozenset(map(str, found.get("closed", ())))
    except (ValueError, TypeError, AttributeError):
        return "", frozenset()
