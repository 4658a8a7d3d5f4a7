"""下发: which catalog, the plan of what the next pack changes, a note, then the pack (SPEC section 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from app.packs.issuing import issuable, issue, plan_issue
from ui.list_model import ListModel
from ui.list_table import ListTable
from ui.packs.faces import ChangeFace

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.errors import ShebaoError
    from app.packs.issuing import IssuePlan
    from ui.desk import Desk
    from ui.operations import Progress

SIZE = (820, 560)
LONGEST_NOTE = 500


class IssueDialog(QDialog):
    """Emits `issued` with a sentence, `planned` whenever a plan is shown."""

    issued = Signal(str)
    planned = Signal()

    def __init__(self, *, desk: Desk, fiscal_year: int, catalog: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("下发")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        self._desk, self._year = desk, fiscal_year
        self.plan: IssuePlan | None = None
        self.catalogs, self.note, self.said = QComboBox(), QLineEdit(), QLabel()
        for one in issuable(desk.schema, user=desk.user):
            self.catalogs.addItem(one.label, one.name)
        self.catalogs.setCurrentIndex(max(self.catalogs.findData(catalog), 0))
        self.catalogs.setAccessibleName("下发哪个目录")
        self.note.setMaxLength(LONGEST_NOTE)
        self.note.setAccessibleName("下发说明")
        self.note.setPlaceholderText("写给接收单位：这次改了什么，要注意什么")
        self.model = ListModel(ChangeFace(), self)
        self.table = ListTable(self.model, name="这次下发的变化")
        self.why, self.button, self.leave = QLabel(), QPushButton("下发"), QPushButton("取消")
        self._lay_out()
        self.catalogs.currentIndexChanged.connect(lambda *_: self._ask())
        self.button.clicked.connect(self._issue)
        self.leave.clicked.connect(self.reject)
        self._ask()

    def _lay_out(self) -> None:
        self.said.setWordWrap(True)
        self.why.setWordWrap(True)
        self.why.setProperty("role", "quiet")
        self.button.setDefault(True)
        form = QFormLayout()
        form.addRow("目录", self.catalogs)
        form.addRow("说明", self.note)
        foot = QHBoxLayout()
        foot.addWidget(self.why, 1)
        foot.addWidget(self.button)
        foot.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    def _ask(self) -> None:
        store, user, year = self._desk.store, self._desk.user, self._year
        catalog = self._desk.schema.catalog(str(self.catalogs.currentData()))
        self.button.setEnabled(False)

        def work(_progress: Progress) -> IssuePlan:
            with store.read() as connection:
                return plan_issue(connection, schema=store.schema, user=user, catalog=catalog, fiscal_year=year)

        self._desk.operations.run(work, done=self._show, failed=self._failed, owner=self, key="plan", label="计划下发")

    def _show(self, plan: IssuePlan) -> None:
        self.plan = plan
        self.said.setText(plan.sentence)
        self.model.show_items(plan.difference.changes)
        self.why.setText(f"不能下发：{plan.why_not}。" if plan.why_not else "下发后不能修改，有变化时再下发一包。")
        self.button.setEnabled(not plan.why_not)
        self.planned.emit()

    def _issue(self) -> None:
        if self.plan is None:
            return
        store, user, plan, note = self._desk.store, self._desk.user, self.plan, self.note.text()
        self.button.setEnabled(False)
        self._desk.operations.run(
            lambda _progress: issue(store, user=user, catalog=plan.catalog, fiscal_year=plan.fiscal_year, note=note),
            done=lambda _made: self._done(plan),
            failed=self._failed,
            owner=self,
            label="下发",
        )

    def _done(self, plan: IssuePlan) -> None:
        self.issued.emit(f"已下发“{plan.catalog.label}”第 {plan.number} 号，{len(plan.rows):,} 行，等待上传。")
        self.accept()

    def _failed(self, error: ShebaoError) -> None:
        self.why.setText(error.sentence)
