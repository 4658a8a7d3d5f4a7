"""The regions a person may look at, as a tree in reading order: their own and those below (SPEC section 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.scope import below

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.tables import Schema


@dataclass(frozen=True, slots=True)
class Place:
    """A region with its depth below the first one (0)."""

    code: str
    name: str
    depth: int
    is_enabled: bool = True

    @property
    def label(self) -> str:
        """Return code and name as they are shown."""
        return f"{self.code} {self.name}"


def places_below(connection: Connection, *, schema: Schema, fiscal_year: int, region: str) -> list[Place]:
    """Return `region` and all below it in one year, every region right after the one it reports to."""
    table = schema.rows["region"]
    found = connection.execute(
        select(table.c.mof_div_code, table.c.name, table.c.parent_code, table.c.is_enabled)
        .where(
            table.c.fiscal_year == fiscal_year,
            table.c.is_deleted.is_(False),
            below(table, schema=schema, region=region),
        )
        .order_by(table.c.mof_div_code)
    ).all()
    rows = {code: (name, enabled) for code, name, _, enabled in found}
    under: dict[str, list[str]] = {}
    for code, _, parent, _ in found:
        if code != region:
            under.setdefault(parent if parent in rows else region, []).append(code)
    return list(_walk(region, rows=rows, under=under, depth=0))


def _walk(
    code: str, *, rows: Mapping[str, tuple[str, bool]], under: Mapping[str, Sequence[str]], depth: int
) -> Iterator[Place]:
    """Yield a region and those below it; each has one parent, so none comes twice."""
    if code in rows:
        name, enabled = rows[code]
        yield Place(code, name, depth, enabled)
    for child in under.get(code, ()):
        yield from _walk(child, rows=rows, under=under, depth=depth + 1)
