"""对比: compares the page that shows with another year or region, goes to the cells, keeps a workbook (clause 2)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QFileDialog

from app.comparing import Comparison, Side
from app.line_texts import RowPlace
from ui.choices import read_choices
from ui.compare.source import ComparedRow, CompareSource

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.compare.panel import ComparePanel
    from ui.context_bar import Choices
    from ui.desk import Desk
    from ui.main_window import MainWindow
    from ui.operations import Progress
    from ui.pages import Pages


class Compare(QObject):
    """Owns the panel, made when it is first wanted; emits `jump_requested` (RowPlace, field)."""

    jump_requested = Signal(object, str)

    def __init__(self, window: MainWindow, *, desk: Desk, pages: Pages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._desk, self._pages = window, desk, pages
        self._came_from: QWidget | None = None
        self._made: ComparePanel | None = None
        self.source: CompareSource | None = None
        pages.opened.connect(self.follow)
        desk.rows_changed.connect(self._rows_changed)

    @property
    def panel(self) -> ComparePanel:
        """Return the panel."""
        if self._made is None:
            from ui.compare.panel import ComparePanel  # noqa: PLC0415 - a start need not wait for it

            made = self._made = ComparePanel(self._window, desk=self._desk)
            made.changed.connect(self.compare)
            made.side_wanted.connect(self.jump)
            made.export_wanted.connect(self._ask_path)
            made.close_wanted.connect(self.hide)
            made.model.counted.connect(lambda *_: self._count())
            made.model.failed.connect(self._desk.failed)
            made.grid.explained.connect(self._window.status.say)
        return self._made

    @property
    def is_shown(self) -> bool:
        """Say whether the panel is open."""
        return self._made is not None and not self._made.isHidden()

    def toggle(self) -> None:
        """Show the panel with last year and this year of the page, or close it."""
        if self.is_shown:
            self.hide()
        else:
            self.show()

    def hide(self) -> None:
        """Close the panel; the keyboard goes back to where it was."""
        if self._made is None:
            return
        self._made.hide()
        page = self._pages.current
        if self._came_from is not None and page is not None and page.isAncestorOf(self._came_from):
            self._came_from.setFocus()

    def show(self) -> None:
        """Show the panel."""
        context = self._window.context_bar.context
        if context is None or self._pages.current is None:
            self._window.status.say("还没有可以对比的页，请先在左侧打开一个模块")
            return
        store, user, year, region = self._desk.store, self._desk.user, context.fiscal_year, context.region
        panel, self._came_from = self.panel, QApplication.focusWidget()

        def offer(choices: Choices) -> None:
            panel.left.offer(choices, side=Side(fiscal_year=year - 1, region=region))
            panel.right.offer(choices, side=Side(fiscal_year=year, region=region))
            self.compare()

        self._desk.operations.run(
            lambda _: read_choices(store, user=user, wanted_year=year),
            done=offer,
            owner=self,
            key="choices",
            label="读取年度和区划",
        )
        self._window.show_panel(panel)
        panel.grid.setFocus()

    def compare(self) -> None:
        """Compare what is chosen on the page that shows."""
        wanted = self._wanted()
        if wanted is not None:
            self.source = CompareSource(store=self._desk.store, comparison=wanted)
            self.panel.grid.show_source(self.source)

    def follow(self) -> None:
        """Compare anew when the page shows something else."""
        wanted = self._wanted()
        if wanted is not None and self.source is not None and wanted != self.source.comparison:
            self.compare()

    def jump(self, side: int) -> None:
        """Go to the cell of the left (0) or right (1) side."""
        source, index = self.source, self.panel.grid.currentIndex()
        row = source.row(index.row()) if source is not None and index.isValid() else None
        if source is None or not isinstance(row, ComparedRow) or row.compared is None:
            self._window.status.say("请先选中对比结果中的一行")
            return
        row_id = row.compared.row_ids[side]
        if not row_id:
            self._window.status.say(f"{'甲乙'[side]}方没有保存过这一项，请在页面中录入")
            return
        one = (source.comparison.left, source.comparison.right)[side]
        place = RowPlace(
            catalog=source.comparison.catalog,
            row_id=row_id,
            fiscal_year=one.fiscal_year,
            mof_div_code=one.region,
            insurance_type=dict(source.comparison.pages).get("insurance_type", ""),
        )
        self.jump_requested.emit(place, row.compared.field)

    def export(self, path: Path) -> None:
        """Write what is listed to a workbook."""
        source = self.source
        if source is None:
            return
        catalog = self._desk.schema.catalog(source.comparison.catalog)
        found = [row.compared for row in source.listed if row.compared is not None]

        def work(_: Progress) -> None:
            from app.excel.export_comparison import export_comparison  # noqa: PLC0415 - a start need not wait for it

            export_comparison(path, catalog=catalog, comparison=source.comparison, found=found)

        self._desk.operations.run(
            work,
            done=lambda _: self._window.status.say(f"已导出对比 {len(found):,} 项：{path.name}"),
            failed=self._desk.failed.emit,
            owner=self,
            lane="long",
            label="导出对比",
        )

    def close(self) -> None:
        """Take the panel away: somebody else signs in."""
        if self._made is not None:
            self._made.hide()
            self._made.deleteLater()

    def _wanted(self) -> Comparison | None:
        page = self._pages.current
        if page is None or not self.is_shown or not self.panel.left.side.fiscal_year:
            return None
        sheet = page.shown_sheet()
        return Comparison(
            catalog=page.catalog.name,
            left=self.panel.left.side,
            right=self.panel.right.side,
            pages=sheet.pages if sheet else (),
            only_differences=self.panel.only.isChecked(),
        )

    def _count(self) -> None:
        if self.source is not None:
            is_filtered = bool(self.panel.grid.headings.arrangement.where)
            self.panel.show_count(self.source.listed, is_filtered=is_filtered)

    def _ask_path(self) -> None:
        page = self._pages.current
        if page is None or self.source is None:
            return
        from ui.dialogs.export import documents, file_name  # noqa: PLC0415 - loads the workbooks' libraries

        start = documents() / file_name(page.catalog.label, "对比")
        chosen, _ = QFileDialog.getSaveFileName(self._window, "导出对比", str(start), "Excel 工作簿 (*.xlsx)")
        if chosen:
            self.export(Path(chosen))

    def _rows_changed(self, names: frozenset[str]) -> None:
        if self.source is not None and self.is_shown and self.source.comparison.catalog in names:
            self.panel.model.refresh()
