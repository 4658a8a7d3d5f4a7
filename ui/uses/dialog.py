"""The plan of a deletion or a switching off: which of the rows are in use, where, and what can be done at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout

from ui.list_model import Face, ListColumn, ListModel
from ui.list_table import ListTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QPushButton, QWidget

    from app.where_used import Use, WhereUsed

SIZE = (860, 420)
DELETE, DISABLE = "删除", "停用"


@dataclass(frozen=True, slots=True, kw_only=True)
class UseLine:
    """A line of the list: a row of which something makes use, and one of its uses."""

    row: WhereUsed
    use: Use


class UseFace(Face):
    """How a use reads."""

    columns = (
        ListColumn(label="正在使用的行", width=230),
        ListColumn(label="使用它的目录", width=150),
        ListColumn(label="字段", width=120),
        ListColumn(label="行数", width=70, right=True),
        ListColumn(label="例如", width=260),
    )

    def texts(self, item: UseLine) -> Sequence[str]:
        """Return which row, by what, where, how often, and examples."""
        use = item.use
        return (item.row.label, use.label, use.columns, f"{use.count:,}", "；".join(one.label for one in use.examples))


@dataclass(frozen=True, slots=True, kw_only=True)
class UsePlan:
    """What is wanted of rows (`word`), their ids, and those among them that are in use."""

    word: str
    row_ids: tuple[str, ...]
    used: tuple[WhereUsed, ...]

    @property
    def forbidden(self) -> dict[str, str]:
        """The rows with which it cannot be done, and why."""
        reasons = ((one.row_id, one.no_delete if self.word == DELETE else one.no_disable) for one in self.used)
        return {row_id: reason for row_id, reason in reasons if reason}

    @property
    def free(self) -> tuple[str, ...]:
        """The rows with which it can be done."""
        forbidden = self.forbidden
        return tuple(one for one in self.row_ids if one not in forbidden)

    @property
    def to_disable(self) -> tuple[str, ...]:
        """The rows that can be disabled where they cannot be deleted."""
        shut = {one.row_id for one in self.used if one.no_disable}
        return tuple(one for one in self.row_ids if one not in shut) if self.word == DELETE else ()

    @property
    def sentence(self) -> str:
        """Return what stands in the way, or what follows."""
        begin = f"选中 {len(self.row_ids):,} 行，其中 {len(self.used):,} 行正在使用。"
        if self.word == DELETE:
            return f"{begin}使用中的行不能删除。" + (
                "可以停用：历史数据保留，新的数据不能再选它。" if self.to_disable else ""
            )
        if self.forbidden:
            return f"{begin}使用中的不能停用，请先把使用它的数据改到别处。"
        return f"{begin}停用后已有的数据保留，新的数据不能再选它；新年度结转时不再带过去。"


class WhereUsedDialog(QDialog):
    """Emits `chosen` with what is to be done (删除 or 停用) and with which rows."""

    chosen = Signal(str, object)

    def __init__(self, plan: UsePlan, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{plan.word}之前：在哪里使用")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        self.plan = plan
        told = QLabel(plan.sentence)
        told.setWordWrap(True)
        model = ListModel(UseFace(), self)
        model.show_items([UseLine(row=row, use=use) for row in plan.used for use in row.uses])
        self.table = ListTable(model, name="在哪里使用")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("取消")
        self.buttons.rejected.connect(self.reject)
        if plan.free:
            all_or_some = "" if len(plan.free) == len(plan.row_ids) else "其余 "
            self._offer(f"{plan.word}{all_or_some}{len(plan.free):,} 行", word=plan.word, rows=plan.free)
        if plan.to_disable:
            self._offer(f"改为停用 {len(plan.to_disable):,} 行", word=DISABLE, rows=plan.to_disable)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(12)
        column.addWidget(told)
        column.addWidget(self.table, 1)
        column.addWidget(self.buttons)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setDefault(True)

    def _offer(self, label: str, *, word: str, rows: tuple[str, ...]) -> QPushButton:
        button = self.buttons.addButton(label, QDialogButtonBox.ButtonRole.ActionRole)
        button.clicked.connect(lambda: self._choose(word, rows))
        return button

    def _choose(self, word: str, rows: tuple[str, ...]) -> None:
        self.chosen.emit(word, rows)
        self.accept()
