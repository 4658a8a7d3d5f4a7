"""Find and replace beside the grid: all matches lit, replacements ticked before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.grid.find_walk import Walk
from ui.grid.finding import PatternError, Place, Wanted, merged, places, round_trip
from ui.grid.replace_list import MOST_LISTED, ReplaceList

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QHideEvent, QKeyEvent

    from ui.grid.view import GridView
    from ui.operations import Operations

WIDTH = 560
PAGE, COLUMN, SELECTION = "整页", "当前列", "选中的区域"


class FindDialog(QDialog):
    """Stays beside the grid; Enter finds the next place, Shift+Enter the one before."""

    def __init__(self, view: GridView, *, operations: Operations) -> None:
        super().__init__(view.window(), Qt.WindowType.Tool)
        self._view = view
        self._walk = Walk(view, operations=operations)
        self._walk.progressed.connect(lambda count: self._say(f"已查找 {count:,} 行…"))
        self._selection: list[tuple[range, range]] = []
        self.setWindowTitle("查找和替换")
        self.setMinimumWidth(WIDTH)
        self.words = QLineEdit()
        self.words.setPlaceholderText("按显示的内容查找")
        self.scope = QComboBox()
        self.scope.addItems([PAGE, COLUMN, SELECTION])
        self.case, self.whole, self.pattern = (
            QCheckBox("区分大小写"),
            QCheckBox("单元格全部内容"),
            QCheckBox("正则表达式"),
        )
        self.told = QLabel()
        self.told.setProperty("role", "quiet")
        self.told.setWordWrap(True)
        self.next = self._button("查找下一个", lambda: self.seek(step=1))
        self.previous = self._button("上一个", lambda: self.seek(step=-1))
        self.replacing = ReplaceList()
        self._lay_out()
        self.words.returnPressed.connect(lambda: self.seek(step=1))
        self.words.textChanged.connect(lambda _: self._changed())
        self.replacing.list_wanted.connect(self.list_replacements)
        self.replacing.chosen.connect(self._replace)
        self.replacing.place_wanted.connect(self._go)
        for box in (self.case, self.whole, self.pattern):
            box.toggled.connect(lambda _: self._changed())
        self.scope.currentTextChanged.connect(lambda _: self._forget_list())

    def ask(self, *, replace: bool) -> None:
        """Open for finding or for replacing; a selection of several cells is looked through on its own."""
        parts = self._view.selected_parts()
        cells = sum(part.width() * part.height() for part in parts)
        self._selection = [(range(one.top(), one.bottom() + 1), range(one.left(), one.right() + 1)) for one in parts]
        self.scope.setCurrentText(SELECTION if cells > 1 else PAGE)
        self.replacing.setVisible(replace)
        self.adjustSize()
        self.show()
        self.raise_()
        self.activateWindow()
        self.words.setFocus()
        self.words.selectAll()
        self._changed()

    @property
    def wanted(self) -> Wanted:
        """Return what is looked for."""
        return Wanted(
            self.words.text(),
            case=self.case.isChecked(),
            whole=self.whole.isChecked(),
            pattern=self.pattern.isChecked(),
        )

    def seek(self, *, step: int) -> None:
        """Go to the next (1) or previous (-1) place, round the end once."""
        wanted = self._checked()
        if wanted is None:
            return
        lines, columns = self._where()
        index = self._view.currentIndex()
        row, at = index.row(), columns.index(index.column()) if index.column() in columns else -1
        own = self._in_row(row, columns=columns, wanted=wanted) if any(row in line for line in lines) else []
        own = [place for place in own if self._is_meant(place)][::step]
        ahead = [place for place in own if (columns.index(place.column) - at) * step > 0]
        if ahead:
            self._arrive(ahead[0])
            return

        def take(found: list[Place]) -> bool:
            meant = [place for place in found if self._is_meant(place)]
            if meant and step < 0:  # within a row the last one comes first
                meant = [place for place in meant if place.row == meant[0].row][::-1]
            if meant:
                self._arrive(meant[0])
            return not meant

        def ended() -> None:
            if own:
                self._arrive(own[0])
            else:
                self._say("没有找到")

        self._say("正在查找…")
        self._walk.start(round_trip(lines, here=row, step=step), columns=columns, wanted=wanted, take=take, ended=ended)

    def list_replacements(self) -> None:
        """List what would be replaced, each with a tick; nothing is written."""
        wanted, by = self._checked(by=self.replacing.by.text()), self.replacing.by.text()
        if wanted is None:
            return
        lines, columns = self._where()
        found: list[Place] = []

        def ended() -> None:
            free = [place for place in found if not place.lock]
            listed = [(place, wanted.replaced(place.text, by=by)) for place in free[:MOST_LISTED]]
            columns, locked = self._view.grid.columns, len(found) - len(free)
            self._say(self.replacing.show_places(listed, columns=columns, locked=locked))

        def take(places_found: list[Place]) -> bool:
            found.extend(place for place in places_found if self._is_meant(place))
            if len(found) >= MOST_LISTED:
                ended()
            return len(found) < MOST_LISTED

        self._forget_list()
        self._say("正在查找…")
        self._walk.start(lines, columns=columns, wanted=wanted, take=take, ended=ended)

    def _replace(self, cells: Sequence[tuple[int, int, str]]) -> None:
        """Write the ticked replacements as one action."""
        self._view.grid.set_cells(cells, verb="替换")
        self._forget_list()
        self._say(f"已替换 {len(cells):,} 处；有误的显示为红色")

    # what is shown

    def _arrive(self, place: Place) -> None:
        self._go(place)
        self._say(f"第 {place.row + 1:,} 行，{self._view.grid.columns[place.column].label}")

    def _go(self, place: Place) -> None:
        self._view.go_to(place.row, place.column)

    def _in_row(self, row: int, *, columns: Sequence[int], wanted: Wanted) -> list[Place]:
        found = self._view.grid.row_at(row)
        return list(places([(row, found)], columns=columns, wanted=wanted)) if found else []

    def _where(self) -> tuple[list[range], list[int]]:
        """Return the rows and columns that are looked through."""
        order, scope = self._view.columns_in_sight(), self.scope.currentText()
        if scope == COLUMN:
            order = [column for column in order if column == self._view.currentIndex().column()]
        if scope == SELECTION and self._selection:
            chosen = {column for _, columns in self._selection for column in columns}
            return merged([rows for rows, _ in self._selection]), [column for column in order if column in chosen]
        return [range(self._view.grid.rowCount())], order

    def _is_meant(self, place: Place) -> bool:
        return self.scope.currentText() != SELECTION or any(
            place.row in rows and place.column in columns for rows, columns in self._selection
        )

    def _checked(self, *, by: str = "") -> Wanted | None:
        wanted = self.wanted
        if not wanted.words:
            self._say("请录入要查找的内容")
            return None
        try:
            wanted.check(by=by)
        except PatternError as error:
            self._say(str(error))
            return None
        return wanted

    def _changed(self) -> None:
        """Light what is found in sight; what was listed belonged to other words."""
        self._forget_list()
        wanted = self.wanted
        try:
            wanted.check()
            self._view.light(wanted.is_in if wanted.words and self.isVisible() else None)
            self._say("")
        except PatternError as error:
            self._view.light(None)
            self._say(str(error))

    def _forget_list(self) -> None:
        self._walk.stop()
        self.replacing.forget()

    def _say(self, text: str) -> None:
        self.told.setText(text)

    def hideEvent(self, event: QHideEvent) -> None:
        """Put the lights out."""
        self._walk.stop()
        self._view.light(None)
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Find back on Shift+Enter and Shift+F3, on on F3."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_F3 or (shift and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}):
            self.seek(step=-1 if shift else 1)
        elif event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)

    # parts

    def _button(self, label: str, do: Callable[[], None]) -> QPushButton:
        button = QPushButton(label)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: do())
        return button

    def _lay_out(self) -> None:
        lines, choices, column = QGridLayout(), QHBoxLayout(), QVBoxLayout(self)
        asked: tuple[tuple[str, QWidget], ...] = (("查找内容", self.words), ("查找范围", self.scope))
        for row, (label, line) in enumerate(asked):
            lines.addWidget(QLabel(label), row, 0)
            lines.addWidget(line, row, 1)
            line.setAccessibleName(label)
        lines.addWidget(self.next, 0, 2)
        lines.addWidget(self.previous, 1, 2)
        for box in (self.case, self.whole, self.pattern):
            choices.addWidget(box)
        choices.addStretch(1)
        column.addLayout(lines)
        column.addLayout(choices)
        column.addWidget(self.replacing, 1)
        column.addWidget(self.told)


class Finder(QObject):
    """Finding in one view: its dialog, made when it is first wanted."""

    def __init__(self, view: GridView, *, operations: Operations) -> None:
        super().__init__(view)
        self._view, self._operations = view, operations
        self.dialog: FindDialog | None = None

    def ask(self, *, replace: bool) -> None:
        """Open the dialog that finds or replaces."""
        if self.dialog is None:
            self.dialog = FindDialog(self._view, operations=self._operations)
        self.dialog.ask(replace=replace)

    def go_on(self, *, step: int) -> None:
        """Go to the next (1) or previous (-1) place of what was looked for last."""
        if self.dialog is None or not self.dialog.wanted.words:
            self.ask(replace=False)
        else:
            self.dialog.seek(step=step)
