"""What the signed-in person may see and write, asked once per region and year (app.rights, enforced again here)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app import rights
from app.catalog import Sees
from app.people import MINISTRY_DIV

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog
    from app.people import User
    from app.scope import Scope

Place = tuple[object, ...]


class Permits:
    """The rights of one person within one batch; a change of the region tree ends its use."""

    def __init__(self, user: User, *, scope: Scope) -> None:
        self.user = user
        self._scope = scope
        self._touch: dict[tuple[str, Place], str | None] = {}
        self._sees: dict[tuple[str, Place], bool] = {}

    def sees(self, catalog: Catalog, *, row: Mapping[str, Any]) -> bool:
        """Say whether the person sees this row."""
        key = (catalog.name, self._place(catalog, row))
        if key not in self._sees:
            is_read = rights.may_read(self.user, catalog=catalog) is None
            region, year = str(row["mof_div_code"]), row["fiscal_year"] or 0
            self._sees[key] = is_read and self._look(catalog, region=region, year=year)
        return self._sees[key]

    def _look(self, catalog: Catalog, *, region: str, year: int) -> bool:
        own = self.user.mof_div_code
        if self._scope.is_below(fiscal_year=year, region=region, top=own):
            return True
        inherited = region == MINISTRY_DIV or self._scope.is_below(fiscal_year=year, region=own, top=region)
        return catalog.sees is Sees.CHAIN and inherited

    def touch(self, catalog: Catalog, *, row: Mapping[str, Any]) -> str | None:
        """Return why the person may not write this row, or None."""
        key = (catalog.name, self._place(catalog, row))
        if key not in self._touch:
            self._touch[key] = rights.may_touch(self.user, catalog=catalog, row=row, tree=self._scope)
        return self._touch[key]

    @staticmethod
    def _place(catalog: Catalog, row: Mapping[str, Any]) -> Place:
        parent = row.get(catalog.parent.name) if catalog.parent and catalog.code == "mof_div_code" else None
        return (row["fiscal_year"], row["mof_div_code"], parent)
