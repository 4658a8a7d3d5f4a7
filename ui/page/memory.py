"""What a page remembers from start to start: what is asked for, sorted, filtered, the row and the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSignalBlocker

from app.filters import Filter, How
from ui.grid.source import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ui.page.catalog_page import CatalogPage

PLAIN = (str, int, type(None))


class PageMemory(QObject):
    """One page's memory, as plain values that a file can hold."""

    def __init__(self, page: CatalogPage) -> None:
        super().__init__(page)
        self._page = page
        self._wanted: Mapping[str, object] = {}
        page.model.counted.connect(self._go)

    def now(self) -> dict[str, object]:
        """Return what there is to remember."""
        page, choice, arrangement = self._page, self._page.query_bar.choice, self._page.grid.headings.arrangement
        index, source = page.grid.currentIndex(), page.model.source
        told = dict(arrangement.told)
        is_known = source is not None and 0 <= index.row() < len(source.keys)
        return {
            "words": choice.words,
            "scope": page.query_bar.scope.currentIndex(),
            "state": page.query_bar.state.currentIndex(),
            "enabled": choice.enabled_only,
            "pages": dict(page.strip.pages) if page.strip else {},
            "order": [list(one) for one in arrangement.order],
            "where": [
                [one.field, one.how.value, list(one.values), told.get(one.field, "")]
                for one in arrangement.where
                if all(isinstance(value, PLAIN) for value in one.values)
            ],
            "row": source.keys[index.row()] if source and is_known else None,
            "column": source.columns[index.column()].name if source and is_known else "",
            "top": page.grid.verticalScrollBar().value(),
        }

    def recall(self, kept: Mapping[str, object]) -> None:
        """Begin where the page was left; called before it has choices."""
        if not kept:
            return
        bar, arrangement = self._page.query_bar, self._page.grid.headings.arrangement
        parts = (bar.words, bar.scope, bar.state, bar.enabled_only)
        blockers = [QSignalBlocker(part) for part in parts]
        bar.words.setText(str(kept.get("words", "")))
        bar.scope.setCurrentIndex(_number(kept.get("scope")))
        bar.state.setCurrentIndex(_number(kept.get("state")))
        bar.enabled_only.setChecked(bool(kept.get("enabled")))
        del blockers
        pages = kept.get("pages")
        if self._page.strip and isinstance(pages, dict):
            for name, value in pages.items():
                self._page.strip.set_page(str(name), str(value))
        known = self._page.catalog.by_name
        arrangement.sort(*((str(name), bool(down)) for name, down in _lists(kept.get("order")) if name in known))
        for field, how, values, words in _lists(kept.get("where")):
            if field in known and isinstance(values, list) and how in {one.value for one in How}:
                arrangement.filter(Filter(field=str(field), how=How(how), values=tuple(values)), words=str(words))
        self._wanted = kept

    def _go(self, _count: int, is_complete: bool) -> None:  # noqa: FBT001 - a signal's argument
        """Go to the row that was the current one as soon as it is found."""
        source, kept = self._page.model.source, self._wanted
        key = kept.get("row")
        if source is None or not isinstance(key, int | str):
            return
        row = place_of(source.keys, key)
        if row >= 0:
            names = [column.name for column in source.columns]
            column = str(kept.get("column"))
            self._page.grid.go_to(row, names.index(column) if column in names else 0)
            self._page.grid.verticalScrollBar().setValue(_number(kept.get("top")))
        if row >= 0 or is_complete:
            self._wanted = {}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _lists(value: object) -> list[list[object]]:
    return [one for one in value if isinstance(one, list)] if isinstance(value, list) else []
