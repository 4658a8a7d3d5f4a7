"""Looks where rows are used before they are disabled or deleted, and asks only where that matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.where_used import where_used
from ui.uses.dialog import UsePlan, WhereUsedDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.catalog import Catalog
    from app.errors import ShebaoError
    from ui.desk import Desk
    from ui.operations import Progress

MOST_LOOKED_AT = 200
"""Rows whose use is shown; what is done with more of them is judged by the same rules when it is done."""


class UseQuestion(QObject):
    """Asks on behalf of a view."""

    def __init__(self, view: QWidget, *, catalog: Catalog, desk: Desk) -> None:
        super().__init__(view)
        self._view, self._catalog, self._desk = view, catalog, desk
        self.dialog: WhereUsedDialog | None = None

    def ask(
        self,
        ids: Callable[[Progress], Sequence[str]],
        *,
        word: str,
        do: Callable[[str, Sequence[str]], None],
        unused: Callable[[Sequence[str]], object],
        failed: Callable[[ShebaoError], None],
    ) -> None:
        """Look where rows are used; call `unused` where none is, else let the person choose, then `do`.

        `ids` finds the rows off the GUI thread. `word`: 删除 or 停用; `do` gets the word that was chosen.
        """
        store, catalog = self._desk.store, self._catalog

        def work(progress: Progress) -> UsePlan:
            found = tuple(ids(progress))
            with store.read() as connection:
                looked = where_used(connection, schema=store.schema, catalog=catalog, row_ids=found[:MOST_LOOKED_AT])
            return UsePlan(word=word, row_ids=found, used=tuple(one for one in looked if one.uses))

        def looked(plan: UsePlan) -> None:
            if plan.used:
                self._open(plan, do=do)
            elif plan.row_ids:
                unused(plan.row_ids)

        self._desk.operations.run(work, done=looked, failed=failed, owner=self, label=f"{word}之前查看使用情况")

    def _open(self, plan: UsePlan, *, do: Callable[[str, Sequence[str]], None]) -> None:
        self.dialog = WhereUsedDialog(plan, parent=self._view)
        self.dialog.chosen.connect(do)
        self.dialog.open()
