"""Checks by itself after every change, off the GUI thread, counts in the status line, and owns the panel 问题."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout

from app.problems.explained import EXPLANATIONS
from app.problems.explaining import explain
from app.problems.found import Severity, stops_of
from app.problems.looking import find_problems
from app.problems.reading import Where
from ui.look.icons import icon
from ui.problems.explain_dialog import ExplainDialog
from ui.problems.face import in_order
from ui.problems.part import ProblemsPart

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from app.errors import ShebaoError
    from app.problems.found import Found
    from ui.desk import Desk
    from ui.main_window import MainWindow
    from ui.operations import Progress
    from ui.pages import Pages

CALM = 400
"""Milliseconds without a change after which is checked; whoever pastes or types is not in the way of it."""


class ProblemsPanel(QFrame):
    """The list behind a line with the button that closes it."""

    def __init__(self, desk: Desk, *, parent: MainWindow) -> None:
        super().__init__(parent)
        self.setObjectName("problemsPanel")
        self.part = ProblemsPart(desk)
        close = QToolButton()
        close.setIcon(icon("close"))
        close.setToolTip("关闭这个列表")
        close.setAccessibleName("关闭这个列表")
        close.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        close.clicked.connect(self.hide)
        row = QHBoxLayout()
        row.setContentsMargins(0, 2, 8, 0)
        row.addWidget(self.part, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)


class Problems(QObject):
    """Emits `jump_requested` (RowPlace, field), and `counted` with the errors and the warnings that are open."""

    jump_requested = Signal(object, str)
    counted = Signal(int, int)

    def __init__(self, window: MainWindow, *, desk: Desk, pages: Pages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._desk, self._pages = window, desk, pages
        self._found: dict[str, list[Found]] = {}
        self._stale: set[str] = set()
        self._year = 0
        self.dialog: ExplainDialog | None = None
        self.panel = ProblemsPanel(desk, parent=window)
        self.panel.hide()
        self.counter = QToolButton()
        self.counter.setIcon(icon("warning"))
        self.counter.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.counter.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.counter.clicked.connect(self.show)
        self.counter.hide()
        window.status.insertPermanentWidget(0, self.counter)
        self._soon = QTimer(self, singleShot=True, interval=CALM)
        self._soon.timeout.connect(self._check_stale)
        part = self.panel.part
        part.jump_requested.connect(self.jump_requested)
        part.explain_requested.connect(self._ask)
        part.check_requested.connect(self.check_all)
        part.scope_changed.connect(self._show_found)
        pages.opened.connect(self._page_changed)
        desk.rows_changed.connect(self._rows_changed)
        window.context_bar.changed.connect(self._page_changed)

    @property
    def found(self) -> list[Found]:
        """Return everything found in one's own region, by catalog."""
        return in_order(
            (one for found in self._found.values() for one in found),
            catalogs=[catalog.name for catalog in self._desk.schema.catalogs],
        )

    def toggle(self) -> None:
        """Show the panel, or close it."""
        if self.panel.isVisible():
            self.panel.hide()
        else:
            self.show()

    def show(self) -> None:
        """Show the panel."""
        self._window.show_panel(self.panel)
        self._show_found()
        self.panel.part.table.setFocus()

    def close(self) -> None:
        """Take panel and counter away: somebody else signs in."""
        self._soon.stop()
        self._window.status.removeWidget(self.counter)
        self.counter.deleteLater()
        self.panel.hide()
        self.panel.deleteLater()

    def check_all(self) -> None:
        """Check the whole region anew."""
        self._stale = {catalog.name for catalog in self._desk.schema.catalogs}
        self._check_stale()

    def _page_changed(self) -> None:
        context = self._window.context_bar.context
        if context is not None and context.fiscal_year != self._year:
            self._year = context.fiscal_year
            self._found.clear()
            for catalog in self._desk.schema.catalogs:
                self._desk.findings.take(catalog.name, ())
            self._stale = {catalog.name for catalog in self._desk.schema.catalogs}
            self._soon.start()
        elif self.panel.part.page_only.isChecked():
            self._show_found()

    def _rows_changed(self, names: frozenset[str]) -> None:
        for catalog in self._desk.schema.catalogs:
            beside = {EXPLANATIONS} if catalog.sheet else set()
            if names & {catalog.name, *beside, *(reference.to for reference in catalog.references)}:
                self._stale.add(catalog.name)
        if self._stale:
            self._soon.start()

    def _check_stale(self) -> None:
        names, where = frozenset(self._stale), Where(fiscal_year=self._year, region=self._desk.user.mof_div_code)
        if not names or not self._year:
            return
        store = self._desk.store

        def work(progress: Progress) -> list[Found]:
            with store.read() as connection:
                return find_problems(connection, schema=store.schema, where=where, catalogs=names, check=progress.check)

        self._desk.operations.run(
            work,
            done=lambda found: self._take(found, names=names, year=where.fiscal_year),
            owner=self,
            key="problems",
            lane="find",
            label="检查数据",
        )

    def _take(self, found: Sequence[Found], *, names: Collection[str], year: int) -> None:
        if year != self._year:
            return
        self._stale -= set(names)
        for name in names:
            self._found[name] = [one for one in found if one.place.catalog == name]
            self._desk.findings.take(name, self._found[name])
        self._count()
        self._show_found()

    def _count(self) -> None:
        stops = stops_of(one for found in self._found.values() for one in found)
        errors, warnings = len(stops.errors), len(stops.unexplained)
        self.counter.setText(f"问题 {errors + warnings:,}")
        self.counter.setAccessibleName(f"问题 {errors + warnings} 处")
        self.counter.setIcon(icon("refused" if errors else "warning"))
        self.counter.setToolTip(
            f"{errors:,} 处{Severity.ERROR.label}，{warnings:,} 处{Severity.WARNING.label}待说明；点击查看"
        )
        self.counter.setVisible(bool(errors or warnings))
        self.counted.emit(errors, warnings)

    def _show_found(self) -> None:
        if self.panel.isHidden():
            return
        part, page, found = self.panel.part, self._pages.current, self.found
        if part.page_only.isChecked() and page is not None:
            context = self._window.context_bar.context
            kind = context.insurance_type if context else ""
            found = [
                one
                for one in found
                if one.place.catalog == page.catalog.name and kind in ("", one.place.insurance_type)
            ]
        where = f"{self._desk.user.mof_div_name} {self._year} 年度"
        stops = stops_of(found)
        told = f"{len(stops.errors):,} 处错误须改正，{len(stops.unexplained):,} 处提示待说明"
        part.say(f"{where}：{told if found else '没有发现问题'}")
        part.show_found(found)

    def _ask(self, found: list[Found]) -> None:
        dialog = ExplainDialog(found, parent=self._window)
        dialog.given.connect(lambda text: self._explain(found, text=text))
        dialog.destroyed.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _forget(self) -> None:
        self.dialog = None

    def _explain(self, found: Sequence[Found], *, text: str) -> None:
        store, user = self._desk.store, self._desk.user
        self._desk.operations.run(
            lambda _: explain(store, user=user, found=found, text=text),
            done=lambda count: self._explained(count, found=found, text=text),
            failed=self._not_explained,
            owner=self,
            label="保存说明",
        )

    def _not_explained(self, error: ShebaoError) -> None:
        if self.dialog is not None:
            self.dialog.hint.setText(error.sentence)

    def _explained(self, count: int, *, found: Sequence[Found], text: str) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        told = f"已保存 {count:,} 处说明" if text.strip() else f"已撤销 {count:,} 处说明"
        self._window.status.say(told)
        self._desk.tell_changed(EXPLANATIONS, *{one.place.catalog for one in found})
        self.panel.part.table.setFocus()
