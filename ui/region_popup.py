"""The list that a region picker opens: indented by level, searched by code, name or initials while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QVBoxLayout

from app.spelling import matches
from ui.look.style import ROW_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.places import Place

INDENT = "　"
POPUP_WIDTH, POPUP_HEIGHT = 380, 420
ANY_INDEX = QModelIndex | QPersistentModelIndex


class PlaceModel(QAbstractListModel):
    """Regions in reading order; while searching, those that match, with no indent."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[Place] = ()
        self._shown: Sequence[Place] = ()
        self._is_search = False

    def set_places(self, places: Sequence[Place]) -> None:
        """Show these regions."""
        self._all = places
        self.search("")

    def search(self, words: str) -> None:
        """Show the regions that every word finds: by code, by name, or by its Pinyin initials."""
        self.beginResetModel()
        self._is_search = bool(words.strip())
        self._shown = [place for place in self._all if matches(words, texts=[place.code], names=[place.name])]
        self.endResetModel()

    def rowCount(self, parent: ANY_INDEX = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the number of regions shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return a region's line."""
        if not index.isValid():
            return None
        place = self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            label = place.label if place.is_enabled else f"{place.label}（停用）"
            return label if self._is_search else INDENT * place.depth + label
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, ROW_HEIGHT)
        return place.code if role == Qt.ItemDataRole.UserRole else None

    def row_of(self, code: str) -> int:
        """Return the row of a region, 0 when it is not shown."""
        return next((row for row, place in enumerate(self._shown) if place.code == code), 0)


class RegionPopup(QFrame):
    """The list with its search line; Enter takes the marked region, Esc closes."""

    picked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("picker")
        self.model = PlaceModel(self)
        self._line = QLineEdit(placeholderText="按代码、名称或拼音首字母查找")
        self._line.setAccessibleName("查找财政区划")
        self._line.textChanged.connect(self._search)
        self._line.installEventFilter(self)
        self._list = QListView()
        self._list.setAccessibleName("财政区划")
        self._list.setModel(self.model)
        self._list.setUniformItemSizes(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.clicked.connect(self._take)
        self._list.activated.connect(self._take)
        self._empty = QLabel("没有符合的财政区划")
        self._empty.setProperty("role", "quiet")
        self._empty.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        for part in (self._line, self._empty, self._list):
            column.addWidget(part)

    def open_below(self, anchor: QWidget, *, code: str) -> None:
        """Open under `anchor` with the chosen region marked."""
        self._line.clear()
        self.resize(max(POPUP_WIDTH, anchor.width()), min(POPUP_HEIGHT, 60 + ROW_HEIGHT * self.model.rowCount()))
        self.move(anchor.mapToGlobal(QPoint(0, anchor.height() + 2)))
        self._mark(self.model.row_of(code))
        self.show()
        self._line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys move in the list while the search line keeps the focus."""
        if watched is self._line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._mark(self._list.currentIndex().row() + step)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self._list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _search(self, words: str) -> None:
        self.model.search(words)
        self._empty.setVisible(self.model.rowCount() == 0)
        self._mark(0)

    def _mark(self, row: int) -> None:
        if 0 <= row < self.model.rowCount():
            index = self.model.index(row)
            self._list.setCurrentIndex(index)
            self._list.scrollTo(index)

    def _take(self, index: QModelIndex) -> None:
        code = index.data(Qt.ItemDataRole.UserRole)
        if code:
            self.hide()
            self.picked.emit(code)
