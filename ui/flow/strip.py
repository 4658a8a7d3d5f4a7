"""The strip on a page of values or of 填报单: where they stand, and a button for each move (clauses 1.8, 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from app.flow.moves import Moved, Standing, places_of, read_standing, take_move
from app.flow.record import RECORDS, Place
from app.local_time import local_time
from app.problems.found import stops_of
from app.row_state import RowState
from app.workflow import FILL_IN
from ui.elided_label import ElidedLabel
from ui.flow.opinion_dialog import OpinionDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.problems.found import Told
    from ui.operations import Progress
    from ui.page.catalog_page import CatalogPage

SUBMIT = "submit"
WAIT = 120
"""Milliseconds that a selection rests before its records are read."""
MOST = 200
"""Selected records that are moved at once."""
MOST_TOLD = 12
"""Explanations that are listed."""


def flow_strip(page: CatalogPage) -> FlowStrip | None:
    """Return the strip of a page whose rows are approved, or None."""
    catalog = page.catalog
    return (
        FlowStrip(page)
        if catalog.record_of or (catalog.flow and catalog.sheet and RECORDS in page.desk.schema.rows)
        else None
    )


class FlowStrip(QFrame):
    """Follows the page: the record of the sheet that shows, or the selected records. `read` comes when it is told."""

    read = Signal()

    def __init__(self, page: CatalogPage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page, self._desk = page, page.desk
        self._found: list[Standing] = []
        self.told = ElidedLabel()
        self.buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 4)
        row.setSpacing(4)
        row.addWidget(self.told)
        row.addStretch(1)
        for name, label in FILL_IN.verbs.items():
            button = QToolButton()
            button.setText(label)
            button.setAccessibleName(f"{label}填报单")
            button.clicked.connect(lambda _checked=False, name=name: self._pressed(name))
            row.addWidget(button)
            self.buttons[name] = button
        self.log = QToolButton()
        self.log.setText("经过")
        self.log.setToolTip("这张填报单每一步由谁、何时办理，有什么意见")
        self.log.setMenu(QMenu(self.log))
        self.log.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row.addWidget(self.log)
        self.explained = QToolButton()
        self.explained.setMenu(QMenu(self.explained))
        self.explained.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row.addWidget(self.explained)
        self._soon = QTimer(self, singleShot=True, interval=WAIT)
        self._soon.timeout.connect(self._ask)
        page.model.counted.connect(lambda *_: self._soon.start())
        page.model.saved.connect(lambda *_: self._soon.start())
        page.grid.selectionModel().selectionChanged.connect(lambda *_: self._follow_selection())
        self._desk.rows_changed.connect(self._rows_changed)
        self._show([])

    def _follow_selection(self) -> None:
        if self._page.catalog.record_of:
            self._soon.start()

    def _rows_changed(self, names: frozenset[str]) -> None:
        if RECORDS in names:
            self._soon.start()

    def _ask(self) -> None:
        store, user = self._desk.store, self._desk.user
        context = self._page.shown_sheet()
        ids = [] if context else self._page.actions_on_rows.selected_ids(states=tuple(RowState))[:MOST]
        shown = None
        if context:
            shown = Place(
                fiscal_year=context.fiscal_year, region=context.region, catalog=context.catalog, **dict(context.pages)
            )

        def work(progress: Progress) -> list[Standing]:
            with store.read() as connection:
                places = [shown] if shown else places_of(connection, schema=store.schema, row_ids=ids)
                found = []
                for place in places:
                    progress.check()
                    found.append(read_standing(connection, schema=store.schema, user=user, place=place))
                return found

        failed = self._desk.failed.emit
        self._desk.operations.run(work, done=self._show, failed=failed, owner=self, key="flow", label="填报单")

    def _show(self, found: list[Standing]) -> None:
        self._found = found
        self.told.setText(_words(found) if found or self._page.catalog.record_of else "")
        self.log.menu().clear()
        for line in _log(found[0]) if len(found) == 1 else ():
            self.log.menu().addAction(line)
        self.log.setEnabled(len(found) == 1)
        self._show_told(found[0].told if len(found) == 1 else ())
        for name, button in self.buttons.items():
            offers = [offer for one in found for offer in one.offers if offer.name == name]
            can = any(not offer.why_not for offer in offers)
            why = next((offer.why_not for offer in offers), "请先选中填报单")
            button.setEnabled(can)
            button.setToolTip("" if can else f"不能{button.text()}：{why}")
        self.read.emit()

    def _show_told(self, told: Sequence[Told]) -> None:
        """List what was explained on the page; a line leads to 问题."""
        menu = self.explained.menu()
        menu.clear()
        more = [f"……共 {len(told):,} 处，都在“提示说明”中"] if len(told) > MOST_TOLD else []
        for line in [*(one.sentence for one in told[:MOST_TOLD]), *more]:
            menu.addAction(line, self._page.problems_requested.emit)
        self.explained.setText(f"说明 {len(told):,}")
        self.explained.setVisible(bool(told))
        self.explained.setToolTip("审核提示为什么是对的：填报人的说明")

    def _pressed(self, name: str) -> None:
        able = [one for one in self._found for offer in one.offers if offer.name == name and not offer.why_not]
        needed = any(offer.needs_opinion for one in able for offer in one.offers if offer.name == name)
        label = FILL_IN.verbs[name]
        about = able[0].words if len(able) == 1 else f"{label} {len(able):,} 张填报单"
        stops = self._stops([one.place for one in able]) if name == SUBMIT else ""
        dialog = OpinionDialog(label, about=about, is_needed=needed, parent=self, stops=stops)
        dialog.problems_wanted.connect(self._page.problems_requested)
        dialog.given.connect(lambda text: self._take(name, places=[one.place for one in able], opinion=text))
        dialog.open()

    def _stops(self, places: list[Place]) -> str:
        """Return what the checks found that a submission would be refused for, '' for nothing."""
        wanted = {(one.catalog, one.fiscal_year, one.region, one.insurance_type) for one in places}
        found = [
            one
            for catalog in {place.catalog for place in places}
            for fields in self._desk.findings.of(catalog).values()
            for several in fields.values()
            for one in several
            if (catalog, one.place.fiscal_year, one.place.mof_div_code, one.place.insurance_type) in wanted
        ]
        return stops_of(found).sentence

    def _take(self, name: str, *, places: list[Place], opinion: str) -> None:
        store, user = self._desk.store, self._desk.user
        self._page.grid.commit()
        self._desk.operations.run(
            lambda _progress: take_move(store, user=user, places=places, name=name, opinion=opinion),
            done=self._taken,
            failed=self._desk.failed.emit,
            owner=self,
            label=FILL_IN.verbs[name],
        )

    def _taken(self, moved: Moved) -> None:
        self._page.status_message.emit(moved.sentence)
        if moved.done:
            self._desk.tell_changed(RECORDS, *{place.catalog for place in moved.done})


def _words(found: list[Standing]) -> str:
    if not found:
        return "请选中要办理的填报单"
    if len(found) > 1:
        return f"选中 {len(found):,} 张填报单"
    one = found[0]
    edition = f"第 {one.row['edition']} 版" if one.row["edition"] else ""
    due = f"截止 {one.row['due_date']}" if one.row["due_date"] else ""
    opinion = f"意见：{one.opinion}" if one.opinion else ""
    return "　".join(filter(None, (one.words, edition, due, opinion, "待上传" if one.is_waiting else "")))


def _log(one: Standing) -> list[str]:
    return [
        f"{local_time(step.at)}　{step.by}　{FILL_IN.verbs.get(step.move, step.move)}"
        f" → {FILL_IN.state_label(step.target)}{'：' + step.opinion if step.opinion else ''}"
        for step in one.log
    ] or ["还没有送审过"]
