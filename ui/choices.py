"""Reads what may be chosen above the pages: the years of the store, one's own region and below, insurance types."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.places import places_below
from app.rows import offered
from app.years import fiscal_years, working_year
from ui.context_bar import Choices

if TYPE_CHECKING:
    from app.people import User
    from app.store import Store


def read_choices(store: Store, *, user: User, wanted_year: int | None) -> Choices:
    """Return the choices of `wanted_year`, or of this calendar year when the store does not hold it; any thread."""
    schema, region = store.schema, user.mof_div_code
    today = datetime.now(UTC).astimezone().date()
    with store.read() as connection:
        years = fiscal_years(connection, schema=schema)
        year = wanted_year if wanted_year in years else working_year(connection, schema=schema, today=today)
        places = places_below(connection, schema=schema, fiscal_year=year, region=region)
        types = offered(
            connection, schema=schema, catalog=schema.catalog("insurance_type"), fiscal_year=year, region=region
        )
    return Choices(year=year, years=tuple(years), places=tuple(places), types=tuple(types))
