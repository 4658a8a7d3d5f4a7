"""How the catalogs look on the wire, derived from their declarations (hello)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from sync.wire_hello import CatalogShape, FieldShape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.catalog import Catalog


def shapes(catalogs: Iterable[Catalog]) -> list[CatalogShape]:
    """Describe catalogs in their declared order."""
    return [CatalogShape(name=one.name, label=one.label, key=list(one.key), fields=_fields(one)) for one in catalogs]


def shapes_digest(catalogs: Iterable[Catalog]) -> str:
    """Return what tells one set of catalogs from another: a digest of what hello returns as catalogs."""
    return hashlib.sha256(msgspec.json.encode(shapes(catalogs))).hexdigest()[:32]


def _fields(catalog: Catalog) -> list[FieldShape]:
    return [
        FieldShape(name=field.name, label=field.label, schema=field.wire_schema(), scale=getattr(field, "places", 0))
        for field in catalog.columns
    ]
