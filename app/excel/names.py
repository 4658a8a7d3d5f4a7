"""Names that files give instead of codes: told back into the code where a name is unmistakable."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.rows import names_of, offered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.excel.plan import ImportContext
    from app.fields import Field, Value
    from app.tables import Schema

_LIKE_A_CODE = re.compile(r"[0-9A-Za-z-]*")


class Names:
    """Codes by name for each catalog that one catalog refers to; names that two rows bear are left alone."""

    def __init__(self, connection: Connection, *, schema: Schema, catalog: Catalog, context: ImportContext) -> None:
        self._fields = {one.name: one.to for one in catalog.references if not one.many}
        self._codes = {
            to: _codes_by_name(connection, schema=schema, catalog=schema.catalog(to), context=context)
            for to in set(self._fields.values())
        }

    def code_for(self, one: Field, value: Value) -> Value:
        """Return the code when `value` is the name of exactly one row; else the value as it is."""
        to = self._fields.get(one.name)
        if to is None or not isinstance(value, str) or _LIKE_A_CODE.fullmatch(value):
            return value
        return self._codes[to].get(value, value)


def _codes_by_name(
    connection: Connection, *, schema: Schema, catalog: Catalog, context: ImportContext
) -> Mapping[str, str]:
    year, region = context.fiscal_year, context.region
    short = names_of(connection, schema=schema, catalog=catalog, fiscal_year=year)
    full = offered(connection, schema=schema, catalog=catalog, fiscal_year=year, region=region)
    codes: dict[str, set[str]] = {}
    for code, name in [*short.items(), *full]:
        codes.setdefault(name, set()).add(code)
    return {name: found.pop() for name, found in codes.items() if len(found) == 1}
