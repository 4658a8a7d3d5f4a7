"""Keeping what a row form holds: a new row or changed fields, every error beside its field. Free of Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.commands import CellEdit, add_rows, edit_cells
from app.fields import Bad, Editor, Value
from app.rows import names_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog
    from app.people import User
    from app.store import Store
    from app.unit_of_work import Outcome
    from ui.grid.source import Work
    from ui.operations import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class FormResult:
    """The row that was written (`row_id` '' when none was), and {field name: sentence}; '' names the whole row."""

    row_id: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


def adding(
    store: Store, *, user: User, catalog: Catalog, fiscal_year: int, texts: Mapping[str, str]
) -> Work[FormResult]:
    """Return the work that adds a row of one's own region from what was typed."""

    def work(_progress: Progress) -> FormResult:
        read = {name: catalog.by_name[name].read(text) for name, text in texts.items()}
        bad = {name: value.reason for name, value in read.items() if isinstance(value, Bad)}
        values: dict[str, Value] = {"fiscal_year": fiscal_year, "mof_div_code": user.mof_div_code}
        values.update({name: value for name, value in read.items() if not isinstance(value, Bad)})
        if bad:
            checked = {name: catalog.by_name[name].check(values[name]) for name in texts if name not in bad}
            return FormResult(errors={**{name: text for name, text in checked.items() if text}, **bad})
        outcome = add_rows(store, user=user, catalog=catalog, rows=[{**catalog.blank(), **values}])
        return _result(outcome, shown=texts)

    return work


def changing(store: Store, *, user: User, catalog: Catalog, row_id: str, texts: Mapping[str, str]) -> Work[FormResult]:
    """Return the work that changes fields of a row, all or none."""

    def work(_progress: Progress) -> FormResult:
        bad = {
            name: value.reason
            for name, text in texts.items()
            if isinstance(value := catalog.by_name[name].read(text), Bad)
        }
        if bad:
            return FormResult(errors=bad)
        cells = [CellEdit(row_id=row_id, field=name, given=text) for name, text in texts.items()]
        return _result(edit_cells(store, user=user, catalog=catalog, cells=cells), shown=texts)

    return work


def naming(store: Store, *, catalog: Catalog, fiscal_year: int, texts: Mapping[str, str]) -> Work[dict[str, str]]:
    """Return the work that puts the names to the codes a form begins with."""

    def work(_progress: Progress) -> dict[str, str]:
        named = dict(texts)
        with store.read() as connection:
            for reference in catalog.references:
                value = texts.get(reference.name, "")
                if value and reference.editor is Editor.REFERENCE:
                    to = store.schema.catalog(reference.to)
                    names = names_of(
                        connection, schema=store.schema, catalog=to, fiscal_year=fiscal_year, codes=[value]
                    )
                    named[reference.name] = reference.show(value, names=names)
        return named

    return work


def _result(outcome: Outcome, *, shown: Mapping[str, str]) -> FormResult:
    if not outcome.refusals:
        return FormResult(row_id=outcome.written[0] if outcome.written else "")
    errors: dict[str, str] = {}
    for refusal in outcome.refusals:
        name = refusal.problem.field if refusal.problem.field in shown else ""
        errors.setdefault(name, refusal.problem.text)
    return FormResult(errors=errors)
