"""Has the levels of a tree read by the worker: those just opened in one go, and all of them again (HOUSE, style 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.tree.merge import Merge, places_of
from ui.tree.source import Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.errors import ShebaoError
    from app.tree import Node
    from app.tree_badges import Badge
    from ui.grid.source import Work
    from ui.operations import Operations, Progress
    from ui.tree.item import Items, TreeItem
    from ui.tree.merge import Places
    from ui.tree.model import TreeModel
    from ui.tree.source import Reading, TreeSource


@dataclass(frozen=True, slots=True)
class _Level:
    nodes: Sequence[Node]
    places: Places


@dataclass(frozen=True, slots=True)
class _Found:
    """A Reading whose levels come with the places of their nodes."""

    levels: Sequence[_Level | None]
    badges: Mapping[str, Badge] | None


def _placed(work: Work[Reading]) -> Work[_Found]:
    """Return the same work that also finds out, beside the window, where each node stands."""

    def placed(progress: Progress) -> _Found:
        reading = work(progress)
        levels = [None if nodes is None else _Level(nodes, places_of(nodes)) for nodes in reading.levels]
        return _Found(levels, reading.badges)

    return placed


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

        def done(found: _Found) -> None:
            over()
            if source is self.source:
                self._show(items, found=found)

        def failed(error: ShebaoError) -> None:
            over()
            self._model.failed.emit(error)

        def over() -> None:
            for item in fresh:
                item.is_reading = False

        wanted = [Wanted(node=item.node, known=self._merge.whole(item)) for item in items]
        work = _placed(source.levels(wanted, counted=True))
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
            _placed(source.levels([Wanted(node=item.node) for item in items])),
            done=lambda found: self._take(items, found=found, source=source),
            failed=failed,
            owner=self,
            label="读取目录树",
        )

    def _take(self, items: Sequence[TreeItem], *, found: _Found, source: TreeSource) -> None:
        """Put levels below the items they were read for; those of another source are asked for again."""
        for item, level in zip(items, found.levels, strict=True):
            item.is_reading = False
            if self._is_here(item) and source is self.source and level is not None:
                self._merge(item, level.nodes, places=level.places)
        for item in items:
            if not self._is_here(item):
                continue
            if item.children is None:
                self.want(item)
            else:
                self._model.level_read.emit(self._model.index_of(item))

    def _show(self, items: Sequence[TreeItem], *, found: _Found) -> None:
        pairs = zip(items, found.levels, strict=True)
        changed = [(item, level) for item, level in pairs if level is not None]
        for item, level in changed:
            if self._is_here(item):
                self._merge(item, level.nodes, places=level.places)
        if found.badges is not None:
            self._model.show_badges(found.badges)
        for item, _ in changed:
            if self._is_here(item):
                self._model.level_read.emit(self._model.index_of(item))
        self._model.refreshed.emit()

    def _is_here(self, item: TreeItem) -> bool:
        return self._items.get(item.n) is item
