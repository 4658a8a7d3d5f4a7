"""Plain lists as tables for Qt views: a face says how an item reads, the model holds the items or pages of them."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QColor, QGuiApplication, QPalette

from app.row_state import RowState
from ui.look.icons import icon
from ui.look.looks import INKS, WARNING, WARNING_ON_DARK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.errors import ShebaoError
    from ui.operations import Operations

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ROOT = QModelIndex()
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MIDDLE = 128
PAGE = 200
MOST_PAGES = 20
"""Pages kept in memory; what scrolled away is read again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumn:
    """A heading, how wide it is in pixels, and whether its texts stand at the right."""

    label: str
    width: int
    right: bool = False


class Face:
    """How items of a list read; subclasses know which items. Texts come in the order of `columns`."""

    columns: tuple[ListColumn, ...] = ()

    def texts(self, item: Any) -> Sequence[str]:  # noqa: ANN401 - the subclass knows the item
        """Return the texts of an item's cells."""
        raise NotImplementedError

    def tips(self, item: Any) -> Sequence[str]:  # noqa: ANN401
        """Return the full texts, for tooltips."""
        return self.texts(item)

    def picture(self, item: Any) -> str:  # noqa: ARG002, ANN401
        """Return the name of the icon in the first cell, '' for none."""
        return ""

    def tone(self, item: Any, column: int) -> str:  # noqa: ARG002, ANN401
        """Return in which ink a cell is written: mine, theirs, bad, quiet, or '' for the usual one."""
        return ""

    def is_right(self, item: Any, column: int) -> bool:  # noqa: ARG002, ANN401
        """Say whether a cell's text stands at the right."""
        return self.columns[column].right


def ink_of(tone: str) -> QBrush | None:
    """Return the brush of a tone on the present palette, None for the usual ink."""
    palette = QGuiApplication.palette()
    is_dark = palette.base().color().lightness() < MIDDLE
    theirs = QColor(INKS[RowState.CONFLICT])
    inks = {
        "mine": palette.color(QPalette.ColorRole.Link),
        "theirs": theirs.lighter(170) if is_dark else theirs,
        "bad": QColor(WARNING_ON_DARK if is_dark else WARNING),
        "quiet": palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text),
    }
    return QBrush(inks[tone]) if tone in inks else None


class ListModel(QAbstractTableModel):
    """All items at once: lists of some thousands."""

    def __init__(self, face: Face, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.face = face
        self._items: Sequence[Any] = ()

    def show_items(self, items: Sequence[Any]) -> None:
        """Show these items."""
        self.beginResetModel()
        self._items = items
        self.endResetModel()

    def item(self, row: int) -> Any:  # noqa: ANN401
        """Return an item, None while it is not read."""
        return self._items[row]

    def rowCount(self, parent: Index = ROOT) -> int:
        """Return the number of items."""
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.face.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return a column's heading, aligned as its cells."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.face.columns[section]
        if role == Role.TextAlignmentRole:
            return RIGHT if column.right else LEFT
        return column.label if role == Role.DisplayRole else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:  # noqa: ANN401 - Qt's own type
        """Return a cell's text, full text, icon, alignment or ink."""
        item = self.item(index.row()) if index.isValid() and role in ANSWERED else None
        if item is None:
            return None
        column = index.column()
        if role == Role.DisplayRole:
            return self.face.texts(item)[column].replace("\n", " ")
        if role == Role.ToolTipRole:
            return self.face.tips(item)[column] or None
        if role == Role.TextAlignmentRole:
            return RIGHT if self.face.is_right(item, column) else LEFT
        if role == Role.ForegroundRole:
            return ink_of(self.face.tone(item, column))
        picture = "" if column else self.face.picture(item)
        return icon(picture) if picture else None


ANSWERED = frozenset(
    {Role.DisplayRole, Role.ToolTipRole, Role.ForegroundRole, Role.DecorationRole, Role.TextAlignmentRole}
)


class PagedList(ListModel):
    """Numbers of all items, and the pages in view; `read` (worker) gives items by number."""

    failed = Signal(object)
    """A ShebaoError of reading; nothing is read any more until other numbers are shown."""

    def __init__(
        self,
        face: Face,
        *,
        operations: Operations,
        read: Callable[[Sequence[int]], Mapping[int, Any]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(face, parent)
        self._operations, self._read = operations, read
        self._numbers: array[int] = array("q")
        self._pages: OrderedDict[int, Mapping[int, Any]] = OrderedDict()
        self._wanted = -1
        self._is_broken = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)

    @property
    def numbers(self) -> array[int]:
        """Return the numbers of all items."""
        return self._numbers

    def show_numbers(self, numbers: array[int]) -> None:
        """Show the items with these numbers; when they are the same ones, only their content is read again."""
        self._pages.clear()
        self._is_broken = False
        if numbers == self._numbers:
            if numbers:
                self.dataChanged.emit(self.index(0, 0), self.index(len(numbers) - 1, len(self.face.columns) - 1))
            return
        self.beginResetModel()
        self._numbers = numbers
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        """Return the number of items."""
        return 0 if parent.isValid() else len(self._numbers)

    def item(self, row: int) -> Any:  # noqa: ANN401
        """Return an item; one that is not in memory is asked for and comes later."""
        page = self._pages.get(row // PAGE)
        if page is not None:
            self._pages.move_to_end(row // PAGE)
            return page.get(self._numbers[row])
        self._wanted = row // PAGE
        if not self._is_broken and not self._soon.isActive():
            self._soon.start()
        return None

    def _ask(self) -> None:
        page = self._wanted
        numbers = self._numbers[page * PAGE : (page + 1) * PAGE]
        if page < 0 or page in self._pages or not numbers:
            return
        read = self._read

        def done(items: Mapping[int, Any]) -> None:
            self._keep(page, numbers=numbers, items=items)

        self._operations.run(
            lambda _: read(numbers), done=done, failed=self._fail, owner=self, key=f"page{page}", label="读取列表"
        )

    def _keep(self, page: int, *, numbers: array[int], items: Mapping[int, Any]) -> None:
        if self._numbers[page * PAGE : (page + 1) * PAGE] != numbers:
            return
        self._pages[page] = items
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        last = page * PAGE + len(numbers) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.face.columns) - 1))

    def _fail(self, error: ShebaoError) -> None:
        self._is_broken = True
        self.failed.emit(error)
