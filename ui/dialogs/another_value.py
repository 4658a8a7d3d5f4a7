"""改为…: a value that is neither mine nor theirs, typed beside all three, checked like any edit (SYNC point 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout

from app.clashes import Clash
from ui.page.form_fields import FormField
from ui.waiting.conflict_words import NOTHING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.catalog import Catalog
    from app.conflicts import FieldConflict
    from ui.page.offers import Offers

WIDTH = 440


class AnotherValueDialog(QDialog):
    """Emits `given` with the field's name and what was typed; stays open until `settled`, or says what is wrong."""

    given = Signal(str, str)

    def __init__(
        self, conflicts: Sequence[FieldConflict], *, catalog: Catalog, offers: Offers, parent: QWidget
    ) -> None:
        super().__init__(parent)
        first = conflicts[0]
        self.setWindowTitle("改代码" if first.clash is Clash.SAME_KEY else "改为")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self.name = first.field or key_field(catalog)
        told = QLabel(first.row_label if len(conflicts) == 1 else f"选中的 {len(conflicts):,} 处都改为同一个值")
        told.setProperty("role", "heading")
        told.setWordWrap(True)
        rows = QFormLayout()
        if len(conflicts) == 1 and first.field:
            for label, text in (("原值", first.base), ("我的值", first.mine), ("对方的值", first.theirs)):
                rows.addRow(label, QLabel(text or NOTHING))
        elif not first.field:
            rows.addRow(QLabel("对方已有相同主键的行。为您新增的行另填一个，两行都保留。"))
        start = first.mine if len(conflicts) == 1 and first.field else ""
        self.field = FormField(catalog.by_name[self.name], offers=offers, text=start, lock="", parent=self)
        rows.addRow(self.field.label, self.field.box)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = buttons.addButton("改为这个值", QDialogButtonBox.ButtonRole.AcceptRole)
        self.accept_button.setDefault(True)
        buttons.accepted.connect(lambda: self.given.emit(self.name, self.field.text))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(12)
        column.addWidget(told)
        column.addLayout(rows)
        column.addWidget(buttons)
        self.field.focus()


def key_field(catalog: Catalog) -> str:
    """Return the part of the natural key that tells rows of one year and region apart."""
    if catalog.code in catalog.key:
        return catalog.code
    return next(name for name in catalog.key if name not in {"fiscal_year", "mof_div_code"})
