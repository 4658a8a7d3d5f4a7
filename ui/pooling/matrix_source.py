"""The matrix of pooling levels as a grid source: the one grid's keys, clipboard and filling serve it (1.2 (a))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.pooling.setting import LevelEdit, set_levels
from ui.grid.listed_source import ListedSource
from ui.pooling.matrix_rows import MatrixReader, matrix_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.people import User
    from app.store import Store
    from ui.grid.source import GridRow, Typed


class MatrixSource(ListedSource):
    """The levels that apply to a region in these years; who may not change them sees why."""

    def __init__(self, *, store: Store, user: User, fiscal_year: int, region: str, years: Sequence[int]) -> None:
        reader = MatrixReader(schema=store.schema, user=user, fiscal_year=fiscal_year, region=region)

        def read() -> list[GridRow]:
            with store.read() as connection:
                return reader.read(connection)[1]

        super().__init__(
            place=("pooling-matrix", fiscal_year, region),
            columns=matrix_columns(store.schema, years=years),
            read=read,
        )
        self._store, self._user = store, user
        self._year, self._region = fiscal_year, region

    def keep_texts(self, cells: Sequence[Typed], *, verb: str) -> dict[int, str]:
        """Set levels; return the reasons of those that were refused, by place."""
        outcome = set_levels(
            self._store,
            user=self._user,
            fiscal_year=self._year,
            region=self._region,
            edits=[LevelEdit(code=str(one.key), year=int(one.column), given=one.text) for one in cells],
            verb=verb,
        )
        reasons: dict[int, str] = {}
        for one in outcome.refusals:
            reasons.setdefault(one.edit, one.problem.text)
        return reasons
