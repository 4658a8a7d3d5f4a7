"""What one pack changes beside another: new rows, changed fields, disabled and removed rows (SYNC point 10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.fields import Bad

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.catalog import Catalog
    from app.packs.documents import PackRow

UNSHOWN = frozenset({"id", "fiscal_year", "mof_div_code", "is_standard"})
ENABLED = "is_enabled"
NEW, CHANGED, DISABLED, REMOVED = "new", "changed", "disabled", "removed"
WORDS = {NEW: "新增", CHANGED: "变更", DISABLED: "停用", REMOVED: "删除"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of a row, in the officers' words, before and after."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """One row that a pack changes: `kind` is new, changed, disabled or removed; `code` as other catalogs name it."""

    kind: str
    key: str
    code: str
    name: str
    fields: tuple[FieldChange, ...] = ()

    @property
    def words(self) -> str:
        """What changes, as one line."""
        return "；".join(f"{one.label}：{one.before or '（空）'} → {one.after or '（空）'}" for one in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a pack changes, in the order of its rows; what it removes comes last."""

    changes: tuple[RowChange, ...] = ()
    unchanged: int = 0

    def of(self, *kinds: str) -> tuple[RowChange, ...]:
        """Return the changes of some kinds."""
        return tuple(one for one in self.changes if one.kind in kinds)

    @property
    def sentence(self) -> str:
        """The counts as one line."""
        counts = [(word, len(self.of(kind))) for kind, word in WORDS.items()]
        told = "、".join(f"{word} {count:,} 行" for word, count in counts if count)
        return told or "没有变化"


def difference(catalog: Catalog, *, before: Iterable[PackRow], after: Iterable[PackRow]) -> Difference:
    """Compare two packs of a catalog row by row, by their keys."""
    old = {one.key: one.cells for one in before}
    changes: list[RowChange] = []
    unchanged = 0
    seen: set[str] = set()
    for one in after:
        seen.add(one.key)
        cells, was = one.cells, old.get(one.key)
        if was is None:
            changes.append(_change(catalog, NEW, key=one.key, cells=cells))
        elif fields := tuple(_fields(catalog, was=was, cells=cells)):
            is_disabled = bool(was.get(ENABLED)) and not cells.get(ENABLED)
            kind = DISABLED if is_disabled else CHANGED
            changes.append(_change(catalog, kind, key=one.key, cells=cells, fields=fields))
        else:
            unchanged += 1
    gone = (_change(catalog, REMOVED, key=key, cells=cells) for key, cells in old.items() if key not in seen)
    return Difference(changes=(*changes, *gone), unchanged=unchanged)


def _change(
    catalog: Catalog, kind: str, *, key: str, cells: Mapping[str, Any], fields: tuple[FieldChange, ...] = ()
) -> RowChange:
    code, name = (str(cells.get(field, "")) for field in (catalog.code, catalog.title))
    return RowChange(kind=kind, key=key, code=code, name=name, fields=fields)


def _fields(catalog: Catalog, *, was: Mapping[str, Any], cells: Mapping[str, Any]) -> Iterable[FieldChange]:
    for field in catalog.columns:
        name = field.name
        if name not in UNSHOWN and was.get(name) != cells.get(name):
            before, after = (shown(catalog, name=name, wire=one.get(name)) for one in (was, cells))
            yield FieldChange(name=name, label=field.label, before=before, after=after)


def shown(catalog: Catalog, *, name: str, wire: object) -> str:
    """Return a value of a pack's row as a grid would show it; what this program cannot read is shown as it came."""
    field = catalog.by_name[name]
    if wire is None:
        return field.show(field.empty)
    value = field.receive(wire)
    return str(wire) if isinstance(value, Bad) else field.show(value)
