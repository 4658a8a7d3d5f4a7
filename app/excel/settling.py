"""What a matched line asks for: the edit, the values that it replaces, and the words for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.excel.cells import place_at
from app.excel.plan import FieldChange
from app.fields import NO_NAMES
from app.unit_of_work import Edit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog
    from app.excel.heading import Heading
    from app.excel.incoming import Incoming
    from app.fields import Field, Value
    from app.foreign import RawSheet


@dataclass(frozen=True, kw_only=True)
class Work:
    """What every step of planning one sheet needs; `names` are those of referenced rows, by catalog and code."""

    catalog: Catalog
    sheet: RawSheet
    heading: Heading
    names: Mapping[str, Mapping[str, str]]

    def names_for(self, one: Field) -> Mapping[str, str]:
        """Return the names that a field's codes have."""
        found = (self.names[reference.to] for reference in self.catalog.references if reference is one)
        return next(found, NO_NAMES)

    def shown(self, name: str, value: Value) -> str:
        """Return a field's value as people read it."""
        one = self.catalog.by_name[name]
        return one.show(value, names=self.names_for(one))


def settle(line: Incoming, *, work: Work) -> None:
    """Work out a line's edit, title and replaced values, and let go of the rest."""
    _forgive_untouched(line, work=work)
    stored, told = line.stored, line.told()
    line.edit = _edit_of(line, catalog=work.catalog)
    line.before = {name: stored[name] for name in line.edit.values} if line.edit and stored else {}
    known = {**(stored or {}), **told}
    words = (work.shown(name, known.get(name)) for name in dict.fromkeys((work.catalog.code, work.catalog.title)))
    line.title = " ".join(filter(None, words))
    line.values, line.stored = {}, None


def changes_of(line: Incoming, *, work: Work) -> tuple[FieldChange, ...]:
    """Return the fields that a line's edit would change, as people read them."""
    return tuple(
        FieldChange(
            field=name,
            label=work.catalog.by_name[name].label,
            old=work.shown(name, line.before[name]) if name in line.before else "",
            new=work.shown(name, value),
        )
        for name, value in (line.edit.values if line.edit else {}).items()
    )


def _edit_of(line: Incoming, *, catalog: Catalog) -> Edit | None:
    stored = line.stored
    if stored is None:
        given = {name: value for name, value in line.told().items() if value not in {None, ""}}
        return Edit(catalog=catalog.name, kind="insert", values=given)
    changed = {
        name: value
        for name, value in line.values.items()
        if value != stored[name] and value != _as_read_back(catalog.by_name[name], stored[name])
    }
    return Edit(catalog=catalog.name, kind="update", row_id=str(stored["id"]), values=changed) if changed else None


def _as_read_back(one: Field, value: Value) -> object:
    """Return a stored value as a workbook gives it back (trimmed, say), so that only a person's change is one."""
    return one.read(one.excel(value))


def _forgive_untouched(line: Incoming, *, work: Work) -> None:
    """Pass over cells that cannot be read but are what the export wrote, like a choice that a newer side sent."""
    if line.stored is None:
        return
    for name in sorted(line.unread):
        one, column = work.catalog.by_name[name], work.heading.columns[name]
        place = place_at(line.cells, row=line.number - 1, column=column, marks=work.sheet.marks)
        if place.text == str(one.excel(line.stored[name], names=work.names_for(one)) or ""):
            line.problems = [problem for problem in line.problems if problem.cell != place.name]
            line.unread.discard(name)
