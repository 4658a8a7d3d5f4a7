"""What the lists of this package are derived from, read once: how far every page is, names, people (SPEC section 3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from app.fields import Choice
from app.flow.board import BoardLine, read_board
from app.flow.deadlines import Deadlines, Task
from app.flow.record import RECORDS, is_filled_in
from app.rows import names_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.flow.record import Place
    from app.line_texts import RowPlace
    from app.people import User
    from app.tables import Schema

NO_TYPE = "不分险种"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a line leads: a page of a value table, a row, or another part of the window by name."""

    place: Place | None = None
    row: RowPlace | None = None
    part: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A store as one person has it on a day; whatever is asked for is read when it is first asked for."""

    connection: Connection = field(repr=False)
    schema: Schema = field(repr=False)
    user: User
    fiscal_year: int
    today: date

    @property
    def catalogs(self) -> Sequence[Catalog]:
        """The value tables that are filled in page by page."""
        return [catalog for catalog in self.schema.catalogs if is_filled_in(catalog)]

    @cached_property
    def lines(self) -> list[BoardLine]:
        """How far each page of the own region and below is, also those not begun."""
        return [
            line
            for catalog in self.catalogs
            for line in read_board(
                self.connection,
                schema=self.schema,
                catalog=catalog,
                fiscal_year=self.fiscal_year,
                region=self.user.mof_div_code,
                today=self.today,
                also_missing=True,
            )
        ]

    @cached_property
    def own_tasks(self) -> Sequence[Task]:
        """The tasks that reach the own region."""
        region = self.user.mof_div_code
        deadlines = Deadlines(
            self.connection,
            schema=self.schema,
            fiscal_year=self.fiscal_year,
            levels={region: int(self.user.level)},
        )
        return deadlines.of_region(region)

    @cached_property
    def types(self) -> Mapping[str, str]:
        """Names of insurance types by code."""
        catalog = self.schema.catalog("insurance_type")
        return names_of(self.connection, schema=self.schema, catalog=catalog, fiscal_year=self.fiscal_year)

    @cached_property
    def labels(self) -> Labels:
        """Words for pages."""
        return labels_of(self.schema, types=self.types)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Words for the pages of value tables, by the names of catalogs, types and bases."""

    catalogs: Mapping[str, str]
    bases: Mapping[str, str]
    types: Mapping[str, str]

    def table(self, place: Place) -> str:
        """Return which table it is, with its basis."""
        parts = (self.catalogs.get(place.catalog, place.catalog), self.bases.get(place.basis, place.basis))
        return " · ".join(filter(None, parts))

    def insurance_type(self, place: Place) -> str:
        """Return which insurance type's page it is."""
        return self.types.get(place.insurance_type, place.insurance_type) or NO_TYPE

    def page(self, place: Place) -> str:
        """Return which page it is, without region and year."""
        return f"{self.table(place)} · {self.insurance_type(place)}"


def labels_of(schema: Schema, *, types: Mapping[str, str]) -> Labels:
    """Return the words that the records' declaration has."""
    records = schema.catalog(RECORDS)
    return Labels(catalogs=_options(records, "value_catalog"), bases=_options(records, "basis"), types=types)


def _options(catalog: Catalog, name: str) -> Mapping[str, str]:
    one = catalog.by_name[name]
    return dict(one.options) if isinstance(one, Choice) else {}
