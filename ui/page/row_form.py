"""A form for one row, derived from the declaration: errors beside the fields, nothing typed is ever lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.rights import locked_columns
from ui.dialog_size import open_as
from ui.page.form_fields import FormField
from ui.page.form_work import FormResult, adding, changing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.catalog import Catalog
    from app.errors import ShebaoError
    from app.fields import Field
    from ui.desk import Desk
    from ui.page.offers import Offers

TWO_COLUMNS_FROM = 7
"""With as many fields they stand in two columns."""
WIDTH = 760
FRAME = 140
"""Height of what stands around the fields."""
MOST_OF_SCREEN = 0.85
RULES = "QLineEdit:disabled, QPlainTextEdit:disabled { background: palette(window); }"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """What a form begins with: texts by field; `row_id` '' for a new row; `locks` say why fields cannot be changed."""

    row_id: str = ""
    texts: Mapping[str, str]
    locks: Mapping[str, str] = field(default_factory=dict)
    draft: Mapping[str, str] = field(default_factory=dict)


class RowForm(QDialog):
    """Emits `kept` with the row's id and whether another new row is wanted, and `left` with an unsaved draft."""

    kept = Signal(str, bool)
    left = Signal(object)
    touched = Signal()

    def __init__(
        self, catalog: Catalog, *, row: FormRow, fiscal_year: int, desk: Desk, offers: Offers, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._catalog, self._row, self._year, self._desk = catalog, row, fiscal_year, desk
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{'编辑' if row.row_id else '新增'}{catalog.label}")
        self.fields = {
            one.name: FormField(
                one, offers=offers, text=row.texts.get(one.name, ""), lock=row.locks.get(one.name, ""), parent=self
            )
            for one in form_fields(catalog)
        }
        self._notice = QLabel()
        self._notice.setWordWrap(True)
        self._is_kept = False
        self._area = QScrollArea()
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the fields take the keyboard and scroll into view
        self.setStyleSheet(RULES)
        self._buttons = self._make_buttons()
        column = QVBoxLayout(self)
        column.addWidget(self._head())
        column.addWidget(self._notice)
        column.addWidget(self._body(), 1)
        column.addWidget(self._buttons)
        self._fit()
        self._say("")
        for name, text in row.draft.items():
            self.fields[name].put(text)
        if row.draft:
            self._say("已恢复上次没有保存的录入", tone="quiet")
        for one in self.fields.values():
            one.changed.connect(self.touched)
        first = next((one for one in self.fields.values() if not row.locks.get(one.field.name)), None)
        if first is not None:
            first.focus()

    def _fit(self) -> None:
        """Be as high as the fields need, within the screen."""
        inside = self._area.widget()
        wanted = FRAME + (inside.sizeHint().height() if inside else 0)
        open_as(self, WIDTH, min(wanted, round(self.screen().availableGeometry().height() * MOST_OF_SCREEN)))

    def _head(self) -> QLabel:
        if self._row.row_id:
            names = (self._catalog.code, self._catalog.title)
            shown = dict.fromkeys(self._row.texts.get(name, "") for name in names)
            return QLabel(f"{self._year} 年度 · {' '.join(shown)}")
        user = self._desk.user
        return QLabel(f"{self._year} 年度 · {user.mof_div_code} {user.mof_div_name}")

    def _body(self) -> QWidget:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        pairs = 2 if len(self.fields) >= TWO_COLUMNS_FROM else 1
        row, place = 0, 0
        for one in self.fields.values():
            if one.is_wide and place:
                row, place = row + 1, 0
            grid.addWidget(one.label, row, 2 * place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            span = 2 * pairs - 1 if one.is_wide else 1
            grid.addWidget(one.box, row, 2 * place + 1, 1, span, Qt.AlignmentFlag.AlignTop)
            row, place = (row + 1, 0) if one.is_wide or place + 1 == pairs else (row, place + 1)
            one.label.setContentsMargins(0, 5, 0, 0)
        for pair in range(pairs):
            grid.setColumnStretch(2 * pair + 1, 1)
        grid.setRowStretch(row + 1, 1)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(inside)
        return self._area

    def _make_buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        save = QPushButton("保存")
        save.setDefault(True)
        box.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        save.clicked.connect(lambda _checked=False: self.save())
        save.setEnabled(self.can_save)
        if not self._row.row_id:
            again = QPushButton("保存并继续新增")
            box.addButton(again, QDialogButtonBox.ButtonRole.ActionRole)
            again.clicked.connect(lambda: self.save(go_on=True))
        cancel = QPushButton("取消")
        box.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        cancel.clicked.connect(self.reject)
        return box

    @property
    def row_id(self) -> str:
        """Return the row's id, '' for a new one."""
        return self._row.row_id

    @property
    def draft(self) -> dict[str, str]:
        """Return the texts that were changed and are not saved."""
        return {} if self._is_kept else {name: one.text for name, one in self.fields.items() if one.is_changed}

    @property
    def can_save(self) -> bool:
        """Say whether any field may be changed."""
        return any(not self._row.locks.get(name) for name in self.fields)

    def save(self, *, go_on: bool = False) -> None:
        """Have the row kept; what is wrong is shown beside its field."""
        store, user, row = self._desk.store, self._desk.user, self._row
        if row.row_id:
            changed = {name: one.text for name, one in self.fields.items() if one.is_changed}
            if not changed:
                self._is_kept = True
                self.accept()
                return
            work = changing(store, user=user, catalog=self._catalog, row_id=row.row_id, texts=changed)
        else:
            texts = {name: one.text for name, one in self.fields.items() if not row.locks.get(name)}
            work = adding(store, user=user, catalog=self._catalog, fiscal_year=self._year, texts=texts)
        self._buttons.setEnabled(False)
        self._desk.operations.run(
            work,
            done=lambda result: self._kept(result, go_on=go_on),
            failed=self._failed,
            owner=self,
            label="保存整行",
        )

    def _kept(self, result: FormResult, *, go_on: bool) -> None:
        self._buttons.setEnabled(True)
        for name, one in self.fields.items():
            one.say(result.errors.get(name, ""))
        if result.errors:
            wrong = [one for name, one in self.fields.items() if name in result.errors]
            self._say(result.errors.get("", f"有 {len(wrong)} 处需要更正，还没有保存"))
            if wrong:
                wrong[0].focus()
            return
        self._is_kept = True
        self.kept.emit(result.row_id or self._row.row_id, go_on)
        self.accept()

    def _failed(self, error: ShebaoError) -> None:
        self._buttons.setEnabled(True)
        self._say(error.sentence)

    def _say(self, text: str, *, tone: str = "bad") -> None:
        self._notice.setProperty("role", tone)
        self._notice.setText(text)
        self._notice.setVisible(bool(text))

    def done(self, result: int) -> None:
        """Leave the form; what was typed and not kept goes with `left`."""
        self.left.emit(self.draft)
        super().done(result)


def form_fields(catalog: Catalog) -> list[Field]:
    """Return the fields of a form: all that a person may set in some row; year and own region are given."""
    own = {one.name for one in catalog.fields}
    given = {"fiscal_year", *({"mof_div_code"} - own), *locked_columns(catalog, row={})}
    return [one for one in catalog.columns if one.name not in given and not one.hidden]
