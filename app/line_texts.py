"""How rows and values of outbox lines read for a person: the row by its key and name, values with names and digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.fields import Bad, show_scaled
from app.lookup import fetch_rows
from app.rows import names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Field, Value
    from app.tables import Schema

    Row = Mapping[str, Value]

YUAN = "元"
UNIT = "unit"
NO_ROW: Row = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlace:
    """Where a row stands: what a page must show for the row to be on screen."""

    catalog: str
    row_id: str
    fiscal_year: int
    mof_div_code: str
    insurance_type: str


class LineTexts:
    """Texts of one catalog's lines; rows and names are fetched once, for the rows named."""

    def __init__(
        self,
        connection: Connection,
        *,
        schema: Schema,
        catalog: Catalog,
        row_ids: Sequence[str],
        wire: Iterable[Mapping[str, Sequence[Any]]] = (),
    ) -> None:
        self.catalog = catalog
        self.rows: Mapping[str, Row] = fetch_rows(
            connection, table=schema.rows[catalog.name], column="id", values=list(dict.fromkeys(row_ids))
        )
        self._names = self._fetch_names(connection, schema=schema, wire=wire)
        self._units = self._fetch_units(connection, schema=schema)

    def row(self, row_id: str) -> Row:
        """Return a row as it is here; empty when there is none."""
        return self.rows.get(row_id, NO_ROW)

    def place(self, row_id: str) -> RowPlace:
        """Return where a row stands; year 0 when it is not here."""
        row = self.row(row_id)
        year = row.get("fiscal_year")
        return RowPlace(
            catalog=self.catalog.name,
            row_id=row_id,
            fiscal_year=year if isinstance(year, int) else 0,
            mof_div_code=str(row.get("mof_div_code") or ""),
            insurance_type=str(row.get("insurance_type") or ""),
        )

    def row_label(self, row_id: str) -> str:
        """Return the row's code and name and what else its key says, without year and region."""
        catalog, row = self.catalog, self.row(row_id)
        shown = [
            self._show(catalog.by_name[name], row[name])
            for name in dict.fromkeys((catalog.code, catalog.title, *catalog.key))
            if name in row and name not in {"fiscal_year", "mof_div_code"}
        ]
        if not any(shown) and "mof_div_code" in row:
            shown = [self._show(catalog.by_name["mof_div_code"], row["mof_div_code"])]
        return " · ".join(dict.fromkeys(text for text in shown if text))

    def field_label(self, name: str, *, row_id: str) -> str:
        """Return a field's label; a sheet's value with the unit of its parameter."""
        field = self.catalog.by_name.get(name)
        if field is None:
            return name
        unit = self._unit(name, row_id=row_id)
        return f"{field.label}（{unit}）" if unit else field.label

    def is_money(self, name: str, *, row_id: str) -> bool:
        """Say whether a field is an amount of money: declared so, or a parameter counted in yuan."""
        field = self.catalog.by_name.get(name)
        return field is not None and (field.is_money or YUAN in self._unit(name, row_id=row_id))

    def is_number(self, name: str) -> bool:
        """Say whether a field's values are numbers that one compares and adds up."""
        field = self.catalog.by_name.get(name)
        return field is not None and field.align_right

    def scale(self, name: str) -> int:
        """Return the power of ten by which a field's whole numbers are scaled."""
        return int(getattr(self.catalog.by_name.get(name), "places", 0))

    def value(self, name: str, wire: object) -> str:
        """Return the text of a value in wire form; a sheet's values have the digits they need, no more."""
        field = self.catalog.by_name.get(name)
        if field is None:
            return "" if wire is None else str(wire)
        value = field.receive(wire)
        if isinstance(value, Bad):
            return value.given
        sheet = self.catalog.sheet
        if sheet and sheet.value == name and isinstance(value, int):
            return show_scaled(value, scale=self.scale(name), places=0)
        return self._show(field, value)

    def _show(self, field: Field, value: Value) -> str:
        return field.show(value, names=self._names.get(getattr(field, "to", ""), {}))

    def _unit(self, name: str, *, row_id: str) -> str:
        sheet = self.catalog.sheet
        if sheet is None or name != sheet.value:
            return ""
        return self._units.get(str(self.row(row_id).get(sheet.rows) or ""), "")

    def _fetch_names(
        self, connection: Connection, *, schema: Schema, wire: Iterable[Mapping[str, Sequence[Any]]]
    ) -> dict[str, Mapping[str, str]]:
        codes: dict[str, set[str]] = {reference.to: set() for reference in self.catalog.references}
        given = list(wire)
        for reference in self.catalog.references:
            values = {row[reference.name] for row in self.rows.values()}
            values.update(value for one in given for value in one.get(reference.name, ()) if isinstance(value, str))
            for value in values:
                codes[reference.to].update(reference.codes(value))
        return {
            name: names_of(connection, schema=schema, catalog=schema.catalog(name), fiscal_year=None, codes=wanted)
            for name, wanted in codes.items()
        }

    def _fetch_units(self, connection: Connection, *, schema: Schema) -> dict[str, str]:
        sheet = self.catalog.sheet
        if sheet is None:
            return {}
        definitions = schema.catalog(getattr(self.catalog.by_name[sheet.rows], "to", ""))
        if UNIT not in definitions.by_name:
            return {}
        wanted = list(dict.fromkeys(str(row[sheet.rows]) for row in self.rows.values()))
        table = schema.rows[definitions.name]
        found = fetch_rows(connection, table=table, column=definitions.code, values=wanted)
        return {str(row[definitions.code]): str(row[UNIT] or "") for row in found.values()}
