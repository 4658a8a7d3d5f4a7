"""账户查询: accounts at the left; basic data, balance by month, lines, receipts, totals at the right (clause 1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QTabWidget, QVBoxLayout, QWidget

from app.line_texts import RowPlace
from app.rights import may_read
from app.statements.accounts import AccountQuery, read_months
from app.statements.lines import lines_at, read_lines
from app.statements.telling import yuan
from app.trends import Trend
from ui.accounts.about import AboutAccount
from ui.accounts.faces import ALL, AccountFace, LineFace, MonthFace, TotalFace
from ui.accounts.limits import AccountBar, LineBar
from ui.accounts.paper import MOST_PRINTED, AccountPaper, Listed
from ui.accounts.reading import Accounts, Moved, read_all, read_moved
from ui.accounts.receipts_tab import ReceiptsTab, Target
from ui.dashboard.chart import TrendChart
from ui.list_model import ListModel, PagedList
from ui.list_table import ListTable
from ui.tools.base import ToolPage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.statements.accounts import AccountLine
    from app.statements.lines import StatementLine
    from app.store import Store
    from ui.desk import Desk

LINE = "statement_line"
NONE_HERE = "本级及下级还没有基金账户；请点右上角“同步”接收，或在“基金账户”页新增。"


class AccountsPage(ToolPage):
    """The page; its choices narrow every tab."""

    reads = frozenset({"fund_account", LINE, "receipt", "insurance_type", "region"})

    def __init__(self, name: str, *, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(name, desk=desk, parent=parent)
        self.bar, self.line_bar = AccountBar(), LineBar()
        self.accounts = ListTable(ListModel(AccountFace(), self), name="账户")
        self.about = AboutAccount()
        self.months = ListTable(ListModel(MonthFace(), self), name="按月余额")
        self.lines = ListTable(self._paged(), name="流水")
        self.receipts = ReceiptsTab(desk=desk)
        self.by_type = ListTable(ListModel(TotalFace(), self), name="按账户类别合计")
        self.by_insurance = ListTable(ListModel(TotalFace(), self), name="按核算险种合计")
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName("账户的查询")
        self.tabs.tabBar().setAccessibleName("查询什么")
        self.told, self.sums = QLabel(), QLabel()
        self.attach = QPushButton("添加回单到这一笔…")
        self.chart: TrendChart | None = None
        self._chart_place = QVBoxLayout()
        self._found: Accounts | None = None
        self._chosen = ("", "")
        self.paper = AccountPaper(desk=desk, window=self)
        self.answers = {"export": self._export, "print": self._print, "pdf": self._pdf}
        self._lay_out()
        self._wire()
        self.areas = (self.bar, self.accounts, self.tabs)

    def refresh(self) -> None:
        """Read the accounts, then what moved on the one that is chosen."""
        self._bar_tabs()
        if self.context is None:
            return
        query = self.query()
        self.work(lambda store: read_all(store, query=query), done=self._show, label="读取账户")

    def query(self) -> AccountQuery:
        """Return what is asked for by the choices above and on the page."""
        if self.context is None:
            raise RuntimeError(self.name)
        first, last = self.bar.days()
        return AccountQuery(
            fiscal_year=self.context.fiscal_year,
            region=self.context.region,
            account_type=self.bar.kind.currentData(),
            insurance_type=self.context.insurance_type,
            account_no=self._chosen[0],
            bank_name=self._chosen[1],
            first=first,
            last=last,
        )

    @property
    def account(self) -> AccountLine | None:
        """Return the account that is chosen, None for all."""
        found = self._found.accounts if self._found else []
        return next((one for one in found if (one.account_no, one.bank_name) == self._chosen), None)

    def _show(self, found: Accounts) -> None:
        self._found = found
        items: list[AccountLine | str] = [f"{ALL}（{len(found.accounts):,}）", *found.accounts]
        places = [(one.account_no, one.bank_name) for one in found.accounts]
        place = places.index(self._chosen) + 1 if self._chosen in places else 0
        self._chosen = places[place - 1] if place else ("", "")
        self.accounts.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        _model(self.accounts).show_items(items)
        self.accounts.choose([place])
        self.accounts.blockSignals(False)  # noqa: FBT003 - as above
        _model(self.by_type).show_items(found.by_type)
        _model(self.by_insurance).show_items(found.by_insurance)
        self.told.setText("" if found.accounts else NONE_HERE)
        self.told.setVisible(not found.accounts)
        self._read_moved()

    def _pick(self) -> None:
        rows = self.accounts.rows()
        if not rows or self._found is None:
            return
        one = _model(self.accounts).item(rows[0])
        chosen = ("", "") if isinstance(one, str) else (one.account_no, one.bank_name)
        if chosen != self._chosen:
            self._chosen = chosen
            self._read_moved()

    def _read_moved(self) -> None:
        account, found = self.account, self._found
        self.about.show_account(account, among=found.accounts if found else (), names=found.names if found else {})
        if self.context is None:
            return
        query, limits, user = self.query(), self.line_bar.limits(), self.desk.user
        self.work(
            lambda store: read_moved(store, user=user, query=query, limits=limits),
            done=self._show_moved,
            label="读取流水和余额",
            key="moved",
        )

    def _show_moved(self, moved: Moved) -> None:
        _model(self.months).show_items(moved.months)
        self._draw(moved)
        _paged(self.lines).show_numbers(moved.lines)
        sums = moved.sums
        self.sums.setText(
            f"{sums.lines:,} 笔，收入 {yuan(sums.income)} 元，支出 {yuan(sums.spending)} 元，净额 {yuan(sums.net)} 元"
            if sums.lines
            else "没有符合条件的流水；可在“银行流水”页导入银行的对账单（Ctrl+I）。"
        )
        self.receipts.show_receipts(moved.receipts, account=self.account)
        self._offer()
        self.shown.emit()

    def _draw(self, moved: Moved) -> None:
        points = tuple((one.month, one.closing) for one in moved.months if one.closing is not None)
        if self.chart is not None:
            self._chart_place.removeWidget(self.chart)
            self.chart.deleteLater()
            self.chart = None
        if not points:
            return
        account = self.account
        place = RowPlace(
            catalog="fund_account",
            row_id=account.id if account else "",
            fiscal_year=self.query().fiscal_year,
            mof_div_code=account.mof_div_code if account else "",
            insurance_type="",
        )
        title = account.account_name if account else ALL
        trend = Trend(label="月末余额", unit="元", type_name=title, points=points, scale=2, place=place)
        self.chart = TrendChart(trend)
        self.chart.chosen.connect(lambda _: self.tabs.setCurrentIndex(2))
        self._chart_place.addWidget(self.chart)

    def _offer(self) -> None:
        line = self._line()
        reason = "请选中一笔流水" if line is None else self.receipts.why_not(line.mof_div_code)
        self.attach.setEnabled(not reason)
        self.attach.setToolTip(reason)

    def _line(self) -> StatementLine | None:
        rows = self.lines.rows()
        found: StatementLine | None = _paged(self.lines).item(rows[0]) if len(rows) == 1 else None
        return found

    def _attach(self) -> None:
        if line := self._line():
            self.receipts.ask_files(Target(line=line.id))

    def _go_to_line(self) -> None:
        if line := self._line():
            self._jump(LINE, line.id, region=line.mof_div_code, field="balance")

    def _go_to_account(self, row: int) -> None:
        one = _model(self.accounts).item(row)
        if not isinstance(one, str):
            self._jump("fund_account", one.id, region=one.mof_div_code, field="account_name")

    def _jump(self, catalog: str, row_id: str, *, region: str, field: str) -> None:
        year = self.query().fiscal_year
        place = RowPlace(catalog=catalog, row_id=row_id, fiscal_year=year, mof_div_code=region, insurance_type="")
        self.jump_requested.emit(place, field)

    def _heading(self) -> str:
        query, account = self.query(), self.account
        days = f"　日期：{query.first or '年初'} 至 {query.last or '年末'}" if query.first or query.last else ""
        return (
            f"地区：{query.region}　年度：{query.fiscal_year}　账户：{account.account_name if account else ALL}{days}"
        )

    def _listed(self) -> Listed:
        """Return what the tab that shows would be on paper."""
        query, limits, left = self.query(), self.line_bar.limits(), self._heading()

        def months(store: Store) -> Sequence[Any]:
            with store.read() as connection:
                return read_months(connection, query=query)

        def lines(store: Store) -> Sequence[Any]:
            with store.read() as connection:
                return read_lines(connection, query=query, limits=limits, limit=MOST_PRINTED)

        def accounts(store: Store) -> Sequence[Any]:
            return read_all(store, query=query).accounts

        def totals(store: Store) -> Sequence[Any]:
            return read_all(store, query=query).by_type

        title = self.tabs.tabText(self.tabs.currentIndex())
        if title == "余额":
            return Listed(title="基金账户余额表", left=left, face=MonthFace(), read=months)
        if title == "流水":
            return Listed(title="基金账户流水", left=left, face=LineFace(), read=lines)
        if title == "合计":
            return Listed(title="基金账户合计", left=left, face=TotalFace(), read=totals)
        return Listed(title="基金账户一览", left=left, face=AccountFace(), read=accounts)

    def _export(self) -> None:
        self.paper.ask_workbook(query=self.query(), limits=self.line_bar.limits(), line=self._heading())

    def _print(self) -> None:
        self.paper.ask_printer(self._listed())

    def _pdf(self) -> None:
        self.paper.ask_pdf(self._listed())

    def _paged(self) -> PagedList:
        store = self.desk.store

        def read(numbers: Sequence[int]) -> Mapping[int, StatementLine]:
            with store.read() as connection:
                return lines_at(connection, numbers=numbers)

        return PagedList(LineFace(), operations=self.desk.operations, read=read, parent=self)

    def _bar_tabs(self) -> None:
        """Close the tabs of what the person's role does not see, and say why."""
        for title, name in (("余额", LINE), ("流水", LINE), ("回单", "receipt")):
            reason = may_read(self.desk.user, catalog=self.desk.schema.catalog(name)) or ""
            place = next(n for n in range(self.tabs.count()) if self.tabs.tabText(n) == title)
            self.tabs.setTabEnabled(place, not reason)
            self.tabs.setTabToolTip(place, reason)

    def _wire(self) -> None:
        self.bar.changed.connect(self.refresh)
        self.line_bar.changed.connect(self._read_moved)
        self.accounts.picked.connect(self._pick)
        self.accounts.opened.connect(self._go_to_account)
        self.lines.picked.connect(self._offer)
        self.lines.opened.connect(lambda _: self._go_to_line())
        self.attach.clicked.connect(self._attach)
        for part in (self.receipts.told, self.paper.told):
            part.connect(self.status_message)

    def _lay_out(self) -> None:
        self.told.setWordWrap(True)
        self.told.hide()
        # names of accounts differ at their ends
        self.accounts.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for title, part in (
            ("基本信息", self.about),
            ("余额", _column(self._chart_place, self.months)),
            ("流水", _column(self.line_bar, self.lines, _row(self.sums, self.attach))),
            ("回单", self.receipts),
            ("合计", _column(_title("按账户类别"), self.by_type, _title("按核算险种"), self.by_insurance)),
        ):
            self.tabs.addTab(part, title)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(self.accounts)
        halves.addWidget(self.tabs)
        halves.setStretchFactor(1, 1)
        halves.setSizes([466, 774])
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 10)
        column.setSpacing(10)
        column.addWidget(self.bar)
        column.addWidget(self.told)
        column.addWidget(halves, 1)


def _column(*parts: QWidget | QVBoxLayout | QHBoxLayout) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 8, 0, 0)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part, 1 if isinstance(part, ListTable) else 0)
        else:
            column.addLayout(part)
    return whole


def _row(told: QLabel, button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(told, 1)
    row.addWidget(button)
    return row


def _title(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "heading")
    return label


def _model(table: ListTable) -> ListModel:
    model = table.model()
    if not isinstance(model, ListModel):
        raise TypeError(table)
    return model


def _paged(table: ListTable) -> PagedList:
    model = table.model()
    if not isinstance(model, PagedList):
        raise TypeError(table)
    return model
