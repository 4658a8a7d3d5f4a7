"""Fills the palette: commands and catalogs at once, regions and rows from the store as they are found."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from app.found_rows import FoundRow, found_rows, searchable
from app.store import interrupter
from ui.actions import keys_of
from ui.palette.entries import ACTION, CATALOG, MOST, RECENT, RECORD, REGION, Entry, best
from ui.palette.popup import PalettePopup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.places import Place
    from app.tables import Schema
    from ui.desk import Desk
    from ui.main_window import MainWindow
    from ui.operations import Progress

OF_EACH = 6
"""Rows of one catalog."""
REMEMBERED = 30
NOT_OFFERED = frozenset({"palette"})


class Palette(QObject):
    """One person's palette. `page_actions`: the actions of the page that shows; the rest says what choosing does."""

    def __init__(
        self,
        window: MainWindow,
        *,
        desk: Desk,
        page_actions: Callable[[], Sequence[QAction]],
        open_catalog: Callable[[str], object],
        open_row: Callable[[FoundRow], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._desk, self._page_actions = window, desk, page_actions
        self._open_catalog, self._open_row = open_catalog, open_row
        self._memory = f"{desk.store.path.stem}/palette"
        self._words = ""
        self._groups: dict[str, Sequence[Entry]] = {}
        self._offered: list[Entry] = []
        self.popup = PalettePopup(window)
        self.popup.asked.connect(self._ask)
        self.popup.chosen.connect(self._choose)
        self.popup.refused.connect(window.status.say)

    def open(self) -> None:
        """Open the palette, or close it when it is open."""
        if self.popup.isVisible():
            self.popup.close_again()
            return
        self._offered = [*self._actions(), *self._catalogs()]
        self.popup.open()

    def close(self) -> None:
        """Take the palette out of the window."""
        self.popup.close_again()
        self.popup.deleteLater()

    @property
    def recent(self) -> list[str]:
        """Return the keys of what was chosen last, the newest first."""
        found = self._desk.settings.value(self._memory)
        return [str(one) for one in found] if isinstance(found, list) else [str(found)] if found else []

    def _ask(self, words: str) -> None:
        self._words = words.strip()
        recent = self.recent
        self.popup.forget_mark()
        if not self._words:
            known = {one.key: one for one in self._offered}
            last = [known[key] for key in recent if key in known][: MOST[RECENT]]
            rest = [one for one in self._offered if one not in last]
            groups = {group: [one for one in rest if one.group == group] for group in (ACTION, CATALOG)}
            self._groups = {RECENT: [replace(one, group=RECENT) for one in last], **groups}
            self.popup.show_groups(self._groups)
            return
        self._groups = {
            group: best(
                self._words, (one for one in self._offered if one.group == group), recent=recent, limit=MOST[group]
            )
            for group in (ACTION, CATALOG)
        }
        self.popup.show_groups(self._groups)
        self._seek(self._words, recent=recent)

    def _seek(self, words: str, *, recent: Sequence[str]) -> None:
        """Look for regions and rows off the GUI thread; a newer question ends this one."""
        context, store, user = self._window.context_bar.context, self._desk.store, self._desk.user
        if context is None:
            return
        places, year = self._window.context_bar.places, context.fiscal_year

        def work(progress: Progress) -> tuple[list[Entry], list[Entry]]:
            regions = best(words, map(_region, places), recent=recent, limit=MOST[REGION])
            rows: list[Entry] = []
            with store.read() as connection, progress.interrupting(interrupter(connection)):
                for catalog in searchable(store.schema):
                    progress.check()
                    found = found_rows(
                        connection,
                        schema=store.schema,
                        catalog=catalog,
                        words=words,
                        fiscal_year=year,
                        region=user.mof_div_code,
                        limit=OF_EACH,
                    )
                    rows += [_row(one, schema=store.schema) for one in found]
            return regions, sorted(rows, key=lambda one: one.code != words)[: MOST[RECORD]]

        self._desk.operations.run(
            work, done=partial(self._found, words), owner=self, key="palette", lane="find", label="查找命令和数据"
        )

    def _found(self, words: str, found: tuple[list[Entry], list[Entry]]) -> None:
        if words == self._words and self.popup.isVisible():
            self._groups = {**self._groups, REGION: found[0], RECORD: found[1]}
            self.popup.show_groups(self._groups)

    def _choose(self, entry: Entry) -> None:
        kept = [entry.key, *(key for key in self.recent if key != entry.key)][:REMEMBERED]
        self._desk.settings.setValue(self._memory, kept)
        target = entry.target
        if isinstance(target, QAction):
            target.trigger()
        elif isinstance(target, FoundRow):
            self._open_row(target)
        elif entry.group == REGION:
            self._window.context_bar.pick_region(str(target))
        else:
            self._open_catalog(str(target))

    def _actions(self) -> Iterator[Entry]:
        """Yield the window's actions and the page's own; a page's button of the same name says more."""
        own = {one.objectName(): one for one in self._page_actions()}
        shown = {name: one for name, one in self._window.actions_by_name.items() if name not in NOT_OFFERED}
        for name, action in {**shown, **own}.items():
            yield Entry(
                group=ACTION,
                key=f"{ACTION}:{name}",
                label=action.text().rstrip("…").replace("&&", "&"),
                about=str(action.property("about") or "") if action.isEnabled() else "",
                keys=keys_of(action),
                icon=str(action.property("picture") or ""),
                reason="" if action.isEnabled() else action.toolTip().rpartition("：")[2],
                target=action,
            )

    def _catalogs(self) -> Iterator[Entry]:
        for name, label, about, picture in self._window.navigation.entries:
            yield Entry(group=CATALOG, key=f"{CATALOG}:{name}", label=label, about=about, icon=picture, target=name)


def _region(place: Place) -> Entry:
    return Entry(
        group=REGION,
        key=f"{REGION}:{place.code}",
        label=place.name,
        code=place.code,
        about="" if place.is_enabled else "停用",
        icon="region",
        target=place.code,
    )


def _row(found: FoundRow, *, schema: Schema) -> Entry:
    catalog = schema.catalog(found.place.catalog)
    about = catalog.label if found.is_enabled else f"{catalog.label} · 停用"
    return Entry(
        group=RECORD,
        key=f"{RECORD}:{found.place.row_id}",
        label=found.name,
        code=found.code,
        about=about,
        icon="catalog",
        target=found,
    )
