"""余额核对与对账: what the balances say, lines that cancel out, the 余额调节; Enter goes to the line (clause 1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout

from app.line_texts import RowPlace
from app.rights import may_write
from app.statements.checking import CheckScope, check_statements
from app.statements.marks import adjustments, mark_lines
from app.statements.pairs import find_pairs
from ui.dialog_size import open_as
from ui.list_model import ListModel
from ui.list_table import ListTable
from ui.statements.faces import AdjustmentFace, FindingFace, PairFace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.errors import ShebaoError
    from app.statements.checking import Finding
    from app.statements.marks import Adjustment
    from app.statements.pairs import Pair
    from app.unit_of_work import Outcome
    from ui.desk import Context, Desk
    from ui.list_model import Face
    from ui.operations import Progress

SIZE = (1120, 560)
DAYS = 3
"""Days that two lines of a pair may be apart."""
LINES = "statement_line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found, read in one state of the store."""

    lines: int
    findings: Sequence[Finding]
    pairs: Sequence[Pair]
    accounts: Sequence[Adjustment]


class StatementDialog(QDialog):
    """Emits `jump_requested` (RowPlace, field); `shown` when the lists are there."""

    jump_requested = Signal(object, str)
    shown = Signal()

    def __init__(self, *, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("余额核对与对账")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        open_as(self, *SIZE)
        self._desk, self._context = desk, context
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.tabs = QTabWidget()
        self.findings = self._list("余额核对", FindingFace())
        self.pairs = self._list("可配对", PairFace())
        self.accounts = self._list("余额调节", AdjustmentFace())
        self.go, self.mark, self.again = QPushButton("转到流水"), QPushButton("标记所选配对"), QPushButton("重新核对")
        self._lay_out()
        self.check()

    def check(self) -> None:
        """Read everything again, off the window's thread."""
        self.told.setText("正在核对…")
        context = self._context
        scope = CheckScope(fiscal_year=context.fiscal_year, region=context.region)

        def work(_: Progress) -> Checked:
            with self._desk.store.read() as connection:
                summaries, findings = check_statements(connection, scope=scope)
                return Checked(
                    lines=sum(one.lines for one in summaries),
                    findings=findings,
                    pairs=find_pairs(connection, scope=scope, days=DAYS),
                    accounts=adjustments(connection, scope=scope),
                )

        self._desk.operations.run(
            work, done=self._show, failed=self._failed, owner=self, key="statements", lane="side", label="核对余额"
        )

    def _list(self, title: str, face: Face) -> ListTable:
        table = ListTable(ListModel(face, self), name=title)
        self.tabs.addTab(table, title)
        table.picked.connect(self._show_reasons)
        table.opened.connect(lambda _row: self._jump())
        return table

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        column.addWidget(self.told)
        column.addWidget(self.tabs, 1)
        row = QHBoxLayout()
        row.addWidget(self.again)
        row.addStretch(1)
        row.addWidget(self.mark)
        row.addWidget(self.go)
        column.addLayout(row)
        self.again.clicked.connect(self.check)
        self.mark.clicked.connect(self._mark)
        self.go.clicked.connect(self._jump)
        self.tabs.currentChanged.connect(lambda _: self._show_reasons())
        for button in (self.again, self.mark, self.go):
            button.setAutoDefault(False)
        self._show_reasons()

    def _show(self, checked: Checked) -> None:
        lists: tuple[tuple[str, ListTable, Sequence[object]], ...] = (
            ("余额核对", self.findings, checked.findings),
            ("可配对", self.pairs, checked.pairs),
            ("余额调节", self.accounts, checked.accounts),
        )
        for place, (title, table, items) in enumerate(lists):
            _model(table).show_items(list(items))
            self.tabs.setTabText(place, f"{title} {len(items):,}")
        self.told.setText(_told(checked))
        self._show_reasons()
        self.shown.emit()

    def _failed(self, error: ShebaoError) -> None:
        self.told.setText(error.sentence)

    def _chosen(self) -> list[Any]:
        table = self.tabs.currentWidget()
        return [_model(table).item(row) for row in table.rows()] if isinstance(table, ListTable) else []

    def _show_reasons(self) -> None:
        chosen, is_pairs = self._chosen(), self.tabs.currentWidget() is self.pairs
        can_go = len(chosen) == 1 and self.tabs.currentWidget() is not self.accounts
        self.go.setEnabled(can_go)
        self.go.setToolTip("转到这一笔流水（回车或双击）" if can_go else "不能转到：请在前两页中选中一行")
        reason = may_write(self._desk.user, catalog=self._desk.schema.catalog(LINES))
        reason = reason or ("" if is_pairs and chosen else "请在“可配对”中选中行")
        self.mark.setEnabled(not reason)
        self.mark.setToolTip(f"不能标记：{reason}" if reason else "把两边的流水都标记为已对账，可以撤销")

    def _jump(self) -> None:
        chosen = self._chosen()
        if not self.go.isEnabled() or not chosen:
            return
        one = chosen[0]
        catalog, row_id = (LINES, one.first.row_id) if self.tabs.currentWidget() is self.pairs else _place(one)
        place = RowPlace(
            catalog=catalog,
            row_id=row_id,
            fiscal_year=self._context.fiscal_year,
            mof_div_code=self._context.region,
            insurance_type="",
        )
        self.jump_requested.emit(place, "balance")

    def _mark(self) -> None:
        ids = [side.row_id for one in self._chosen() for side in (one.first, one.second)]
        today = datetime.now(UTC).astimezone().date()
        store, user = self._desk.store, self._desk.user
        self._desk.operations.run(
            lambda _: mark_lines(store, user=user, row_ids=ids, on=today, reconciled=True),
            done=self._marked,
            failed=self._failed,
            owner=self,
            label="标记对账",
        )

    def _marked(self, outcome: Outcome) -> None:
        if outcome.refusals:
            self.told.setText(f"没有标记：{outcome.sentence}")
            return
        self._desk.tell_changed(LINES)
        self.check()


def _model(table: ListTable) -> ListModel:
    model = table.model()
    if not isinstance(model, ListModel):
        raise TypeError(table)
    return model


def _place(finding: Finding) -> tuple[str, str]:
    return finding.catalog, finding.row_id


def _told(checked: Checked) -> str:
    if not checked.accounts:
        return "这个年度和区划还没有银行流水；在“银行流水”页导入银行的对账单（Ctrl+I）。"
    wrong = sum(bool(one.difference) for one in checked.accounts)
    balance = f"有 {len(checked.findings)} 处要核对" if checked.findings else "期初 + 收入 − 支出 = 期末，逐笔相符"
    books = f"{wrong} 个账户调节后与账面不符" if wrong else "调节后与账面相符"
    return f"{len(checked.accounts)} 个账户、{checked.lines:,} 笔流水：{balance}；{books}。"
