"""The receipts of 账户查询: a list, and adding, opening, saving, fetching and removing them (clause 1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.catalogs.statement_line import STATEMENT_LINE
from app.receipts.attaching import attach, detach, place_of_day, place_of_line
from app.receipts.kinds import read_content
from app.receipts.listing import AWAY
from app.rights import may_write
from ui.accounts.faces import ReceiptFace
from ui.accounts.limits import day_of
from ui.editors.date import DateEditor
from ui.list_model import ListModel
from ui.list_table import ListTable
from ui.receipts.files import fetch
from ui.receipts.viewer import ReceiptViewer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.receipts.listing import Receipt
    from app.statements.accounts import AccountLine
    from app.store import Store
    from app.unit_of_work import Outcome
    from ui.desk import Desk

KINDS = "回单 (*.pdf *.png *.jpg *.jpeg)"
CHANGED = ("receipt", "statement_line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What files are attached to: a line by its id, or a day of an account."""

    account: AccountLine | None = None
    day: date | None = None
    line: str = ""


class ReceiptsTab(QWidget):
    """Emits `told` with a sentence about what was done."""

    told = Signal(str)

    def __init__(self, *, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._account: AccountLine | None = None
        self.model = ListModel(ReceiptFace(), self)
        self.table = ListTable(self.model, name="回单")
        self.day = DateEditor(STATEMENT_LINE.by_name["booked_on"])
        self.day.setAccessibleName("回单日期")
        self.day.setFixedWidth(130)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.add, self.open = QPushButton("添加回单…"), QPushButton("打开")
        self.fetch, self.remove = QPushButton("取回到本机"), QPushButton("移除")
        self.viewer: ReceiptViewer | None = None
        self._lay_out()
        self.offer()

    def show_receipts(self, found: Sequence[Receipt], *, account: AccountLine | None) -> None:
        """Show the receipts of an account (None: of all of them)."""
        self._account = account
        self.model.show_items(list(found))
        self.said.setText(f"共 {len(found):,} 份回单。" if found else "没有回单；选中一个账户和日期后可以添加。")
        self.offer()

    def why_not(self, account_region: str) -> str:
        """Return why this person adds and removes nothing there, '' when they may."""
        user = self._desk.user
        if reason := may_write(user, catalog=self._desk.schema.catalog("receipt")):
            return reason
        return "" if account_region == user.mof_div_code else "这是下级的账户，回单由该地区添加"

    def offer(self) -> None:
        """Enable what can be done with the choice, and say why the rest cannot."""
        chosen = self._chosen()
        account = self._account
        lacking = "请先在左侧选中一个账户" if account is None else ""
        lacking = lacking or ("" if day_of(self.day.text()) else "请先填写回单的日期")
        barred = self.why_not(account.mof_div_code) if account else ""
        removing = self.why_not(chosen[0].mof_div_code) if chosen else "请先选中回单"
        reasons = (
            (self.add, barred or lacking),
            (self.open, "" if len(chosen) == 1 else "请选中一份回单"),
            (self.fetch, "" if any(one.where == AWAY for one in chosen) else "请选中还在中心端的回单"),
            (self.remove, removing),
        )
        for button, reason in reasons:
            button.setEnabled(not reason)
            button.setToolTip(reason)

    def ask_files(self, target: Target) -> None:
        """Ask for files and attach them."""
        given, _ = QFileDialog.getOpenFileNames(self, "选择回单文件", "", KINDS)
        if given:
            self.attach_files([Path(one) for one in given], target=target)

    def attach_files(self, paths: Sequence[Path], *, target: Target) -> None:
        """Attach files to a line or a day."""
        desk = self._desk
        desk.operations.run(
            lambda _: _attach(desk.store, desk=desk, paths=paths, target=target),
            done=lambda outcome: self._changed(outcome, done="已添加", end="，同步时上传"),
            owner=self,
            label="添加回单",
        )

    def open_chosen(self) -> None:
        """Show the receipt that is chosen."""
        chosen = self._chosen()
        if len(chosen) == 1:
            self.viewer = ReceiptViewer(chosen[0], desk=self._desk, parent=self.window())
            self.viewer.shown.connect(lambda: self._note_here(chosen[0]))
            self.viewer.show()

    def _note_here(self, one: Receipt) -> None:
        if one.where == AWAY:
            self._desk.tell_changed("receipt")

    def _fetch(self) -> None:
        desk, wanted = self._desk, [one for one in self._chosen() if one.where == AWAY]

        def work(_: object) -> int:
            for one in wanted:
                fetch(desk.store, folder=desk.folder, receipt=one)
            return len(wanted)

        desk.operations.run(work, done=self._fetched, owner=self, lane="side", label="取回回单")

    def _fetched(self, count: int) -> None:
        self.told.emit(f"已取回 {count} 份回单")
        self._desk.tell_changed("receipt")

    def _remove(self) -> None:
        store, user, ids = self._desk.store, self._desk.user, [one.id for one in self._chosen()]

        def work(_: object) -> list[Outcome]:
            return [detach(store, user=user, receipt=one) for one in ids]

        self._desk.operations.run(work, done=self._removed, owner=self, label="移除回单")

    def _removed(self, outcomes: list[Outcome]) -> None:
        self._changed(outcomes, done="已移除", end="，可以撤销")

    def _changed(self, outcomes: list[Outcome], *, done: str, end: str) -> None:
        refused = [one.sentence for one in outcomes if one.refusals]
        good = len(outcomes) - len(refused)
        self.told.emit(refused[0] if refused else f"{done} {good} 份回单{end}")
        if good:
            self._desk.tell_changed(*CHANGED)

    def _chosen(self) -> list[Receipt]:
        return [self.model.item(row) for row in self.table.rows()]

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for part in (QLabel("日期"), self.day, self.add, self.open, self.fetch, self.remove):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.said)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        self.table.picked.connect(self.offer)
        self.table.opened.connect(lambda _: self.open_chosen())
        self.day.textChanged.connect(self.offer)
        self.add.clicked.connect(lambda: self.ask_files(Target(account=self._account, day=day_of(self.day.text()))))
        self.open.clicked.connect(self.open_chosen)
        self.fetch.clicked.connect(self._fetch)
        self.remove.clicked.connect(self._remove)


def _attach(store: Store, *, desk: Desk, paths: Sequence[Path], target: Target) -> list[Outcome]:
    contents = [read_content(path) for path in paths]
    with store.read() as connection:
        if target.line:
            place = place_of_line(connection, schema=store.schema, line=target.line)
        elif target.account and target.day:
            number, bank = target.account.account_no, target.account.bank_name
            place = place_of_day(
                connection, schema=store.schema, user=desk.user, account=number, bank=bank, day=target.day
            )
        else:
            return []
    return [
        attach(store, user=desk.user, place=place, content=content, file_name=path.name)
        for path, content in zip(paths, contents, strict=True)
    ]
