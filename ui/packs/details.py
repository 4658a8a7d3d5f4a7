"""The tabs below the packs: 新增, 变更, 停用, what it touches here, orphans, content, who has taken it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget

from app.packs.difference import CHANGED, DISABLED, NEW, REMOVED
from ui.list_model import ListModel
from ui.list_table import ListTable
from ui.packs.faces import ChangeFace, EffectFace, OrphanFace, RowFace, TakerFace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.packs.preview import Preview
    from app.packs.reading import Taker
    from ui.list_model import Face

TABS: tuple[tuple[str, str, type[Face]], ...] = (
    ("new", "新增", ChangeFace),
    ("changed", "变更", ChangeFace),
    ("disabled", "停用", ChangeFace),
    ("effects", "对本级的影响", EffectFace),
    ("orphans", "孤儿", OrphanFace),
    ("rows", "全部内容", RowFace),
    ("takers", "接收情况", TakerFace),
)


class PackDetails(QTabWidget):
    """Emits `wanted` with an effect or an orphan that was opened."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.tables: dict[str, ListTable] = {}
        self._models: dict[str, ListModel] = {}
        for name, label, face in TABS:
            model = ListModel(face(), self)
            table = ListTable(model, name=label)
            self._models[name], self.tables[name] = model, table
            self.addTab(table, label)
        for name in ("effects", "orphans"):
            model = self._models[name]
            self.tables[name].opened.connect(lambda row, model=model: self.wanted.emit(model.item(row)))
            self.tables[name].setToolTip("双击转到这些数据")

    def show_nothing(self) -> None:
        """Show that no pack is chosen."""
        for name, _, _ in TABS:
            self._fill(name, ())

    def show_preview(self, found: Preview, *, takers: Sequence[Taker]) -> None:
        """Show what a pack means, how it was issued, and who has taken it."""
        changes = found.difference
        for name, kinds in (("new", (NEW,)), ("changed", (CHANGED,)), ("disabled", (DISABLED, REMOVED))):
            self._fill(name, changes.of(*kinds))
        self._fill("effects", found.effects)
        self._fill("orphans", found.orphans)
        self._fill("rows", found.rows)
        self._fill("takers", takers)

    def items(self, name: str) -> list[Any]:
        """Return what a tab lists."""
        model = self._models[name]
        return [model.item(row) for row in range(model.rowCount())]

    def open_tab(self, name: str) -> None:
        """Bring a tab to the front."""
        self.setCurrentWidget(self.tables[name])

    def _fill(self, name: str, items: Sequence[object]) -> None:
        self._models[name].show_items(items)
        place = self.indexOf(self.tables[name])
        label = TABS[place][1]
        self.setTabText(place, f"{label} {len(items):,}" if items else label)
