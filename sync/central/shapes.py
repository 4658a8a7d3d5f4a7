"""How the catalogs look on the wire, derived from their declarations (hello)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.wire import CatalogShape, FieldShape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.catalog import Catalog


def shapes(catalogs: Iterable[Catalog]) -> list[CatalogShape]:
    """Describe catalogs in their declared order."""
    return [CatalogShape(name=one.name, label=one.label, key=list(one.key), fields=_fields(one)) for one in catalogs]


def _fields(catalog: Catalog) -> list[FieldShape]:
    return [
        FieldShape(name=field.name, label=field.label, schema=field.wire_schema(), scale=getattr(field, "places", 0))
        for field in catalog.columns
    ]
