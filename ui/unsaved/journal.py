"""Writes what waits on all pages into a file beside the store, off the GUI thread, and gives it back after a start."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import ShebaoError
from ui.unsaved.records import NOTHING, Unsaved, read_unsaved, write_unsaved

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from ui.desk import Context, Desk
    from ui.operations import Progress
    from ui.unsaved.records import Cell

SUFFIX = ".unsaved"
SOON = 250
"""Milliseconds between a change and its writing; changes that come meanwhile go with it."""


class Journal(QObject):
    """One person's journal; `found` comes once after `read` when something waited from before."""

    found = Signal()

    def __init__(self, desk: Desk, *, pages: Callable[[], Iterable[tuple[str, Unsaved]]], parent: QObject) -> None:
        """`pages` tells what waits now, (catalog, Unsaved) for each page."""
        super().__init__(parent)
        self._desk, self._pages = desk, pages
        self.path = desk.store.path.with_suffix(SUFFIX)
        self._waiting: dict[str, Unsaved] = {}
        self._written: dict[str, Unsaved] | None = None
        self._is_read = False
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.write)

    def read(self) -> None:
        """Read what waited when the program ended; pages made afterwards take their part."""
        path = self.path

        def work(_: Progress) -> dict[str, Unsaved]:
            with _told(path.name):
                return read_unsaved(path)

        self._desk.operations.run(work, done=self._take, owner=self, label="读取没有保存的录入")

    @property
    def waiting(self) -> dict[str, Unsaved]:
        """Return, by catalog, what waited from before and no page has taken yet."""
        return dict(self._waiting)

    def give(self, catalog: str, *, but: Collection[Context] = ()) -> Unsaved:
        """Hand a new page what waits for its catalog; cells that stand where the choices `but` lead wait for those."""
        waiting = self._waiting.pop(catalog, NOTHING)
        left = tuple(one for one in waiting.cells if any(stands_in(one, own) for own in but))
        if left:
            self._waiting[catalog] = Unsaved(cells=left)
        return msgspec.structs.replace(waiting, cells=tuple(one for one in waiting.cells if one not in left))

    def take_back(self, catalog: str, unsaved: Unsaved) -> None:
        """Keep what a page that closes leaves."""
        if unsaved.is_any:
            self._waiting[catalog] = unsaved.beside(self._waiting.get(catalog, NOTHING))

    def note(self) -> None:
        """Write before long."""
        if not self._soon.isActive():
            self._soon.start()

    def write(self) -> None:
        """Write what waits now, unless the file says so already."""
        now = self._all()
        if not self._is_read or now == self._written:
            return
        self._written, path = now, self.path

        def work(_: Progress) -> None:
            with _told(path.name):
                write_unsaved(path, now)

        self._desk.operations.run(
            work, done=lambda _: None, failed=self._failed, owner=self, lane="notes", label="记下没有保存的录入"
        )

    def _all(self) -> dict[str, Unsaved]:
        found = dict(self._waiting)
        for catalog, unsaved in self._pages():
            if unsaved.is_any:
                found[catalog] = unsaved.beside(found.get(catalog, NOTHING))
        return found

    def _take(self, found: dict[str, Unsaved]) -> None:
        self._waiting, self._written, self._is_read = found, dict(found), True
        if found:
            self.found.emit()

    def _failed(self, error: ShebaoError) -> None:
        self._written = None
        self._desk.failed.emit(error)


def stands_in(cell: Cell, own: Context) -> bool:
    """Say whether a cell stands on the sheet that a tab with choices of its own shows."""
    kind = dict(cell.pages).get("insurance_type", "")
    return (cell.fiscal_year, cell.region) == (own.fiscal_year, own.region) and own.insurance_type in ("", kind)


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn a failure of the disk into a sentence."""
    try:
        yield
    except OSError as error:
        raise ShebaoError(
            f"没有保存的录入暂时不能记入文件 {name}（{error.strerror}），请检查磁盘空间和权限；窗口中的内容不受影响。",
            code="unsaved.file",
            title="磁盘",
        ) from error
