"""The dialog for a grid's columns: which ones show, in which order (显示列)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.dialog_size import open_as
from ui.look.style import ROW_HEIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ui.grid.columns import Columns

NAME = int(Qt.ItemDataRole.UserRole)
SIZE = (340, 460)


class ColumnChooser(QDialog):
    """Lists a grid's columns with a tick each; takes effect with 确定."""

    def __init__(self, columns: Columns, *, labels: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._columns = columns
        self.setWindowTitle("显示列")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_as(self, *SIZE)
        self.list = QListWidget()
        self.list.setAccessibleName("列，打勾的显示")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        hidden = columns.hidden
        for name in columns.names:
            item = QListWidgetItem(labels[name])
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            item.setData(NAME, name)
            item.setFlags((item.flags() | Qt.ItemFlag.ItemIsUserCheckable) & ~Qt.ItemFlag.ItemIsDropEnabled)
            item.setCheckState(Qt.CheckState.Unchecked if name in hidden else Qt.CheckState.Checked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._lay_out()
        self.list.itemChanged.connect(lambda _: self._look())
        self._look()

    def _lay_out(self) -> None:
        about = QLabel("打勾的列显示在表格中，拖动或用按钮调整次序。隐藏的列仍可导出，内容不受影响。")
        about.setWordWrap(True)
        about.setProperty("role", "quiet")
        row = QHBoxLayout()
        for label, do in (
            ("上移", lambda: self.move_row(-1)),
            ("下移", lambda: self.move_row(1)),
            ("全部显示", self.show_all),
            ("恢复默认", self.back_to_default),
        ):
            button = QPushButton(label)
            button.setAutoDefault(False)
            button.clicked.connect(do)
            row.addWidget(button)
        row.addStretch(1)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText("确定")
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("取消")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(about)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        column.addWidget(self.buttons)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _look(self) -> None:
        """Let at least one column stay."""
        ticked = any(item.checkState() is Qt.CheckState.Checked for item in self._items())
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(ticked)
        ok.setToolTip("" if ticked else "至少要显示一列")

    def move_row(self, step: int) -> None:
        """Move the current line up (-1) or down (1)."""
        row = self.list.currentRow()
        if 0 <= row + step < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + step, item)
            self.list.setCurrentItem(item)

    def show_all(self) -> None:
        """Tick every column."""
        for item in self._items():
            item.setCheckState(Qt.CheckState.Checked)

    def back_to_default(self) -> None:
        """Go back to the declared columns, widths and frozen ones, at once."""
        self._columns.reset()
        self.reject()

    def accept(self) -> None:
        """Show the columns as ticked and ordered."""
        items = self._items()
        hidden = {str(item.data(NAME)) for item in items if item.checkState() is not Qt.CheckState.Checked}
        self._columns.arrange([str(item.data(NAME)) for item in items], hidden=hidden)
        super().accept()
