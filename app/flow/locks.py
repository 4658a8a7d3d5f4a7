"""Values whose 填报单 has left 填报中 cannot be edited: found once for all rows of an action, on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.candidate import Problem
from app.flow.fields import STATE, at, by
from app.flow.record import PAGES, RECORDS, is_filled_in, page_names
from app.flow.rules import LOCKED, standing
from app.workflow import FILL_IN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.tables import Schema

    Place = tuple[Any, ...]

OWNER = ("fiscal_year", "mof_div_code")
CHUNK = 400


class Locks:
    """The closed records of one action's places, each year and region asked for once."""

    def __init__(self, connection: Connection, *, schema: Schema) -> None:
        self._connection = connection
        self._schema = schema
        self._asked: dict[str, set[tuple[Any, Any]]] = {}
        self._closed: dict[tuple[str, Place], str] = {}

    def forget(self) -> None:
        """Ask anew: a record was moved."""
        self._asked.clear()
        self._closed.clear()

    def look(self, catalog: Catalog, *, places: Iterable[Place]) -> None:
        """Fetch the closed records of these places (`place_names` in order), as far as they are not known."""
        asked = self._asked.setdefault(catalog.name, set())
        new = {place[:2] for place in places} - asked
        if new and RECORDS in self._schema.rows:
            asked.update(new)
            self._fetch(catalog, owners=new)

    def _fetch(self, catalog: Catalog, *, owners: set[tuple[Any, Any]]) -> None:
        table = self._schema.rows[RECORDS]
        shown = [name for state in FILL_IN.states[1:] for name in (by(state.code), at(state.code))]
        wanted = select(*(table.c[name] for name in (*OWNER, *PAGES, STATE, *shown))).where(
            table.c.value_catalog == catalog.name, table.c[STATE] != FILL_IN.start, table.c.is_deleted.is_(False)
        )
        pages = page_names(catalog)
        by_year: dict[Any, list[Any]] = {}
        for year, region in owners:
            by_year.setdefault(year, []).append(region)
        for year, regions in by_year.items():
            for start in range(0, len(regions), CHUNK):
                part = regions[start : start + CHUNK]
                found = wanted.where(table.c.fiscal_year == year, table.c.mof_div_code.in_(part))
                for row in self._connection.execute(found).mappings():
                    place = (row["fiscal_year"], row["mof_div_code"], *(row[name] for name in pages))
                    self._closed[catalog.name, place] = standing(FILL_IN, row=dict(row))

    def are_open(self, catalog: Catalog, *, columns: Mapping[str, Sequence[Any]]) -> bool:
        """Say whether all rows, given as columns, may be edited; of rows under other catalogs' records never surely."""
        if not is_filled_in(catalog):
            return not catalog.under
        places = set(zip(*(columns[name] for name in place_names(catalog)), strict=True))
        self.look(catalog, places=places)
        return not self._closed or all((catalog.name, place) not in self._closed for place in places)

    def problem(self, catalog: Catalog, *, row: Mapping[str, Any]) -> Problem | None:
        """Return why a value, or what is kept beside it, cannot be edited, or None; for other catalogs always None."""
        if catalog.under:
            name = str(row[catalog.under])
            catalog = next((one for one in self._schema.catalogs if one.name == name), catalog)
        if not is_filled_in(catalog):
            return None
        place = tuple(row[name] for name in place_names(catalog))
        self.look(catalog, places=(place,))
        told = self._closed.get((catalog.name, place))
        return Problem(LOCKED, "", f"{told}，数值不能修改；请先撤回或由审核人退回") if told else None


def place_names(catalog: Catalog) -> tuple[str, ...]:
    """Return the fields that say under which record a row of a value catalog falls."""
    return (*OWNER, *page_names(catalog))
