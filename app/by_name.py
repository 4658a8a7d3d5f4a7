"""Codes for rows that a person named instead: a pasted or typed reference may be a name (SPEC section 2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from app.lookup import chunks
from app.rows import Query, conditions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Reference
    from app.tables import Schema

_BETWEEN = re.compile(r"[,，;；、\n]+")
_BEGINS_WITH_CODE = re.compile(r"[0-9A-Za-z]")


def codes_by_name(
    connection: Connection, *, schema: Schema, catalog: Catalog, fiscal_year: int | None, names: Iterable[str]
) -> dict[str, list[str]]:
    """Return the codes of a year's rows that bear each name or short name; several rows may share one."""
    table = schema.rows[catalog.name]
    titles = [table.c[name] for name in (catalog.title, "short_name") if name in catalog.by_name]
    found: dict[str, dict[str, None]] = {}
    given = conditions(Query(catalog=catalog.name, fiscal_year=fiscal_year, enabled_only=True), schema=schema)
    for part in chunks(dict.fromkeys(names)):
        wanted = select(table.c[catalog.code], *titles).where(*given, or_(*(title.in_(part) for title in titles)))
        asked = set(part)
        for code, *borne in connection.execute(wanted):
            for name in asked.intersection(borne):
                found.setdefault(name, {})[code] = None
    return {name: list(codes) for name, codes in found.items()}


def texts_with_codes(
    connection: Connection, *, schema: Schema, reference: Reference, fiscal_year: int | None, texts: Iterable[str]
) -> Mapping[str, str]:
    """Return {text: the same with codes} for the texts in which every name stands for exactly one row.

    A text that is a code, or begins with one, is left alone, and so is a name that nobody or more than one row bears.
    """
    parts = {text: _parts(reference, text) for text in texts}
    names = {part for found in parts.values() for part in found if not _BEGINS_WITH_CODE.match(part)}
    if not names:
        return {}
    catalog = schema.catalog(reference.to)
    known = codes_by_name(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year, names=names)
    single = {name: codes[0] for name, codes in known.items() if len(codes) == 1}
    return {
        text: ",".join(single.get(part, part) for part in found)
        for text, found in parts.items()
        if any(part in single for part in found)
    }


def _parts(reference: Reference, text: str) -> list[str]:
    found = _BETWEEN.split(text) if reference.many else [text]
    return [part.strip() for part in found if part.strip()]
