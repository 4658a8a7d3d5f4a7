"""The editor of pooling levels: the matrix in the one grid, with what differs from the year before (clause 1.2 (a))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.pooling.matrix import CATALOG, read_matrix
from app.rights import may_write
from ui.grid.cell_menu import CellMenu
from ui.grid.legend import Legend
from ui.grid.model import GridModel
from ui.grid.saved_words import saved_words
from ui.grid.seeing import Worn
from ui.grid.view import GridView
from ui.look.looks import looks_of
from ui.page.empty_state import Empty, EmptyState
from ui.page.offers import Offers
from ui.pooling.matrix_source import MatrixSource

if TYPE_CHECKING:
    from app.pooling.matrix import Matrix
    from ui.desk import Desk
    from ui.grid.source import Saved
    from ui.operations import Progress

HINT = "双击、F4 或直接打字选择级次，Ctrl+R 向右填充，Delete 清除；三角表示与上年不同。"
AFTER = "改了级次，统筹区要重新划分：请看“统筹区检查与划定”"
NO_TYPES = Empty(
    title="还没有险种",
    text="统筹级次按险种设置，这里还没有险种；请点右上角“同步”接收，或换一个年度、区划。",
)


class MatrixPart(QWidget):
    """Emits `told` for the status line, `failed` with a ShebaoError, `changed` when levels were written."""

    told = Signal(str)
    failed = Signal(object)
    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._place: tuple[int, str] | None = None
        offers = Offers(store=desk.store, operations=desk.operations)
        self.model = GridModel(operations=desk.operations, looks=looks_of(self.palette()), parent=self)
        self.grid = GridView(self.model, operations=desk.operations, offers=offers)
        self.grid.setAccessibleName("险种统筹级次")
        Worn(self.grid, seeing=desk.seeing)
        self.empty = EmptyState()
        self.said, self.count = QLabel(HINT), QLabel()
        self._body = QStackedWidget()
        self._lay_out()
        self.setFocusProxy(self.grid)
        self.model.saved.connect(self._saved)
        self.model.failed.connect(self.failed)
        self.model.counted.connect(self._counted)
        self.grid.explained.connect(self.told)
        self.grid.menu_wanted.connect(self._open_menu)

    def show_place(self, *, fiscal_year: int, region: str) -> None:
        """Show the levels that apply to a region, round a year."""
        self._place = (fiscal_year, region)
        self.said.setText(may_write(self.desk.user, catalog=self.desk.schema.catalog(CATALOG)) or HINT)
        self._find_years()

    def refresh(self) -> None:
        """Read again; an open editor and the selection stay."""
        if self._place is not None:
            self._find_years()

    def save(self) -> None:
        """Keep what is being typed."""
        self.grid.commit()

    def _find_years(self) -> None:
        if self._place is None:
            return
        store, (fiscal_year, region) = self.desk.store, self._place

        def work(_: Progress) -> Matrix:
            with store.read() as connection:
                return read_matrix(connection, schema=store.schema, fiscal_year=fiscal_year, region=region)

        self.desk.operations.run(
            work, done=self._show, failed=self.failed.emit, owner=self, key="matrix", label="读取统筹级次"
        )

    def _show(self, matrix: Matrix) -> None:
        source = MatrixSource(
            store=self.desk.store,
            user=self.desk.user,
            fiscal_year=matrix.fiscal_year,
            region=matrix.region,
            years=matrix.years,
        )
        now = self.model.source
        if now is not None and now.place == source.place and now.columns == source.columns:
            self.model.refresh()
        else:
            self.grid.show_source(source)

    def _counted(self, count: int, _is_complete: bool) -> None:  # noqa: FBT001 - a signal's argument
        self.count.setText(f"共 {count:,} 个险种")
        if not count:
            self.empty.show_empty(NO_TYPES)
        self._body.setCurrentWidget(self.grid if count else self.empty)

    def _saved(self, saved: Saved) -> None:
        if told := saved_words(saved):
            self.told.emit(f"{told}；{AFTER}" if saved.written else told)
        if saved.written:
            self.changed.emit()

    def _open_menu(self, at: QPoint) -> None:
        menu = CellMenu(self.grid, parent=self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _lay_out(self) -> None:
        for part in (self.said, self.count):
            part.setProperty("role", "quiet")
        self._body.addWidget(self.grid)
        self._body.addWidget(self.empty)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 2, 8, 2)
        foot.setSpacing(16)
        foot.addWidget(self.count)
        foot.addWidget(self.said)
        foot.addStretch(1)
        foot.addWidget(Legend())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._body, 1)
        column.addLayout(foot)
