"""Has the levels of a tree read by the worker: those just opened in one go, and all of them again (HOUSE, style 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.tree.merge import Merge
from ui.tree.source import Wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.errors import ShebaoError
    from ui.operations import Operations
    from ui.tree.item import Items, TreeItem
    from ui.tree.model import TreeModel
    from ui.tree.source import Reading, TreeSource


class LevelReader(QObject):
    """Reads from `source` for one model; answers for items that are gone, or of another source, are dropped."""

    def __init__(self, model: TreeModel, *, items: Items, operations: Operations) -> None:
        super().__init__(model)
        self._model, self._items, self._operations = model, items, operations
        self._merge = self.levels = Merge(model, items=items)
        self._wanted: list[TreeItem] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._read_wanted)
        self.source: TreeSource | None = None

    def start(self, source: TreeSource) -> None:
        """Read from another source; nothing of the old one is wanted any more."""
        self.source = source
        self._wanted.clear()

    def want(self, item: TreeItem) -> None:
        """Have a level read, together with others that are asked for in the same breath."""
        if not item.is_reading and item.children is None:
            item.is_reading = True
            self._wanted.append(item)
            self._soon.start()

    def refresh(self, top: TreeItem) -> None:
        """Read all levels again that were read, and the numbers at the nodes."""
        source = self.source
        if source is None:
            return
        items = list(top.loaded()) or [top]
        fresh = [item for item in items if item.children is None]
        for item in fresh:
            item.is_reading = True

        def done(reading: Reading) -> None:
            over()
            if source is self.source:
                self._show(items, reading=reading)

        def failed(error: ShebaoError) -> None:
            over()
            self._model.failed.emit(error)

        def over() -> None:
            for item in fresh:
                item.is_reading = False

        wanted = [Wanted(node=item.node, known=self._merge.whole(item)) for item in items]
        work = source.levels(wanted, counted=True)
        self._operations.run(work, done=done, failed=failed, owner=self, key="refresh", label="刷新目录树")

    def _read_wanted(self) -> None:
        """Read the levels asked for since the last time, all at once."""
        items, source = [item for item in self._wanted if self._is_here(item)], self.source
        self._wanted.clear()
        if source is None or not items:
            return

        def failed(error: ShebaoError) -> None:
            for item in items:
                item.is_reading = False
            self._model.failed.emit(error)

        self._operations.run(
            source.levels([Wanted(node=item.node) for item in items]),
            done=lambda reading: self._take(items, reading=reading, source=source),
            failed=failed,
            owner=self,
            label="读取目录树",
        )

    def _take(self, items: Sequence[TreeItem], *, reading: Reading, source: TreeSource) -> None:
        """Put levels below the items they were read for; those of another source are asked for again."""
        for item, nodes in zip(items, reading.levels, strict=True):
            item.is_reading = False
            if self._is_here(item) and source is self.source and nodes is not None:
                self._merge(item, nodes)
        for item in items:
            if not self._is_here(item):
                continue
            if item.children is None:
                self.want(item)
            else:
                self._model.level_read.emit(self._model.index_of(item))

    def _show(self, items: Sequence[TreeItem], *, reading: Reading) -> None:
        pairs = zip(items, reading.levels, strict=True)
        changed = [(item, nodes) for item, nodes in pairs if nodes is not None]
        for item, nodes in changed:
            if self._is_here(item):
                self._merge(item, nodes)
        if reading.badges is not None:
            self._model.show_badges(reading.badges)
        for item, _ in changed:
            if self._is_here(item):
                self._model.level_read.emit(self._model.index_of(item))
        self._model.refreshed.emit()

    def _is_here(self, item: TreeItem) -> bool:
        return self._items.get(item.n) is item
