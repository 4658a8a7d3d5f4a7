"""The panel below the page with two sides to choose, what they have in common and where they differ (clause 2)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout

from app.comparing import Comparison, Side
from app.excel.export_comparison import export_comparison
from app.line_texts import RowPlace
from ui.choices import read_choices
from ui.compare.source import CompareSource
from ui.dialogs.export import documents, file_name
from ui.grid.model import GridModel
from ui.grid.view import GridView
from ui.look.icons import icon
from ui.look.looks import looks_of
from ui.page.offers import Offers
from ui.region_picker import RegionPicker

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.context_bar import Choices
    from ui.desk import Desk
    from ui.main_window import MainWindow
    from ui.pages import Pages


class SideChooser(QObject):
    """A year and a region; emits `changed`."""

    changed = Signal()

    def __init__(self, label: str, *, row: QHBoxLayout, parent: QObject) -> None:
        super().__init__(parent)
        self.year, self.region = QComboBox(), RegionPicker()
        self.year.setAccessibleName(f"{label}年度")
        self.region.setMinimumWidth(170)
        name = QLabel(label)
        name.setProperty("role", "quiet")
        for part in (name, self.year, self.region):
            row.addWidget(part)
        row.addSpacing(8)
        self.year.activated.connect(lambda _: self.changed.emit())
        self.region.chosen.connect(lambda _: self.changed.emit())

    def offer(self, choices: Choices, *, side: Side) -> None:
        """Offer years and regions with one of each chosen; a year that nothing is kept of can be chosen too."""
        self.year.clear()
        for year in sorted({*choices.years, side.fiscal_year}):
            self.year.addItem(f"{year}", year)
        self.year.setCurrentIndex(self.year.findData(side.fiscal_year))
        self.region.set_places(choices.places, code=side.region)

    @property
    def side(self) -> Side:
        """Return what is chosen."""
        return Side(fiscal_year=int(self.year.currentData() or 0), region=self.region.code)


class Compare(QObject):
    """Owns the panel; emits `jump_requested` (RowPlace, field)."""

    jump_requested = Signal(object, str)

    def __init__(self, window: MainWindow, *, desk: Desk, pages: Pages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._desk, self._pages = window, desk, pages
        self.source: CompareSource | None = None
        self.panel = QFrame(window)
        self.panel.setObjectName("comparePanel")
        self.panel.hide()
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(4)
        self.left, self.right = (SideChooser(label, row=row, parent=self) for label in ("甲方", "乙方"))
        row.addStretch(1)
        self.only = self._button(row, "只看不同", picture="filter", about="只列两边不同的", do=self.compare)
        self.only.setCheckable(True)
        self._button(
            row, "转到甲方", picture="go-to", about="打开甲方的单元格", do=lambda: self.jump(0), keys="Alt+Left"
        )
        self._button(
            row, "转到乙方", picture="go-to", about="打开乙方的单元格", do=lambda: self.jump(1), keys="Alt+Right"
        )
        self._button(row, "导出…", picture="export", about="把对比结果存为 Excel 工作簿", do=self._ask_path)
        close = self._button(row, "", picture="close", about="关闭对比", do=self.panel.hide)
        close.setAccessibleName("关闭对比")
        self.model = GridModel(operations=desk.operations, looks=looks_of(window.palette()), parent=self)
        offers = Offers(store=desk.store, operations=desk.operations)
        self.grid = GridView(self.model, operations=desk.operations, offers=offers)
        self.grid.setAccessibleName("对比结果")
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.grid, 1)
        for part in (self.left, self.right):
            part.changed.connect(self.compare)
        self.grid.doubleClicked.connect(lambda _: self.jump(1))
        self.grid.explained.connect(window.status.say)
        pages.opened.connect(self._page_opened)
        desk.rows_changed.connect(self._rows_changed)

    def toggle(self) -> None:
        """Show the panel with last year and this year of the page, or close it."""
        if self.panel.isVisible():
            self.panel.hide()
        else:
            self.show()

    def show(self) -> None:
        """Show the panel."""
        context = self._window.context_bar.context
        if context is None or self._pages.current is None:
            return
        store, user, year, region = self._desk.store, self._desk.user, context.fiscal_year, context.region

        def offer(choices: Choices) -> None:
            self.left.offer(choices, side=Side(fiscal_year=year - 1, region=region))
            self.right.offer(choices, side=Side(fiscal_year=year, region=region))
            self.compare()

        self._desk.operations.run(
            lambda _: read_choices(store, user=user, wanted_year=year),
            done=offer,
            owner=self,
            key="choices",
            label="读取年度和区划",
        )
        self._window.show_panel(self.panel)
        self.grid.setFocus()

    def compare(self) -> None:
        """Compare what is chosen on the page that shows."""
        page = self._pages.current
        if page is None or self.panel.isHidden() or not self.left.side.fiscal_year:
            return
        sheet = page.shown_sheet()
        comparison = Comparison(
            catalog=page.catalog.name,
            left=self.left.side,
            right=self.right.side,
            pages=sheet.pages if sheet else (),
            only_differences=self.only.isChecked(),
        )
        self.source = CompareSource(store=self._desk.store, comparison=comparison)
        self.grid.show_source(self.source)

    def jump(self, side: int) -> None:
        """Go to the cell of the left (0) or right (1) side."""
        source, index = self.source, self.grid.currentIndex()
        line = source.line(index.row()) if source is not None and index.isValid() else None
        if source is None or line is None:
            return
        if not line.row_ids[side]:
            self._window.status.say(f"{'甲乙'[side]}方没有保存过这一项，请在页面中录入")
            return
        one = (source.comparison.left, source.comparison.right)[side]
        place = RowPlace(
            catalog=source.comparison.catalog,
            row_id=line.row_ids[side],
            fiscal_year=one.fiscal_year,
            mof_div_code=one.region,
            insurance_type=dict(source.comparison.pages).get("insurance_type", ""),
        )
        self.jump_requested.emit(place, line.field)

    def export(self, path: Path) -> None:
        """Write the comparison to a workbook."""
        source = self.source
        if source is None:
            return
        catalog = self._desk.schema.catalog(source.comparison.catalog)
        lines = source.lines
        self._desk.operations.run(
            lambda _: export_comparison(path, catalog=catalog, comparison=source.comparison, found=lines),
            done=lambda _: self._window.status.say(f"已导出对比 {len(lines):,} 项：{path.name}"),
            owner=self,
            lane="long",
            label="导出对比",
        )

    def close(self) -> None:
        """Take the panel away: somebody else signs in."""
        self.panel.hide()
        self.panel.deleteLater()

    def _ask_path(self) -> None:
        page = self._pages.current
        if page is None or self.source is None:
            return
        start = documents() / file_name(page.catalog.label, "对比")
        chosen, _ = QFileDialog.getSaveFileName(self._window, "导出对比", str(start), "Excel 工作簿 (*.xlsx)")
        if chosen:
            self.export(Path(chosen))

    def _page_opened(self) -> None:
        if self.source is None or self._pages.name != self.source.comparison.catalog:
            self.compare()

    def _rows_changed(self, names: frozenset[str]) -> None:
        if self.source is not None and not self.panel.isHidden() and self.source.comparison.catalog in names:
            self.model.refresh()

    def _button(
        self, row: QHBoxLayout, label: str, *, picture: str, about: str, do: Callable[[], object], keys: str = ""
    ) -> QToolButton:
        button = QToolButton()
        button.setText(label)
        button.setToolTip(f"{about}（{keys}）" if keys else about)
        button.setIcon(icon(picture))
        button.setAccessibleName(label)
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(style.ToolButtonTextBesideIcon if label else style.ToolButtonIconOnly)
        button.clicked.connect(lambda _checked=False: do())
        if keys:
            action = QAction(label, self.panel)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False: do())
            self.panel.addAction(action)
        row.addWidget(button)
        return button
